"""The code of templates, so that a frame that many mails extend is compiled once and not for each of them."""

from collections import OrderedDict
from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache


class CompiledTemplates(BytecodeCache):
    """Keeps the code of the last ``size`` templates by name and source; for environments of the same settings.

    Many threads may share it: at worst two compile the same template.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._codes: OrderedDict[tuple[str, str], CodeType] = OrderedDict()

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code
        while len(self._codes) > self._size:
            self._codes.popitem(last=False)
