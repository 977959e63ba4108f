"""SMTP's replies, read from chunks that begin and end anywhere."""

from collections import deque
from typing import NamedTuple

from vigil.mail.work import Misbehaved

_LONGEST = 32768
"""Bytes of one reply, all its lines together, so that a relay cannot fill our memory."""


class Reply(NamedTuple):
    """``text`` holds its lines, without their codes, joined by line feeds."""

    code: int
    text: str


class Replies:
    """Those that have arrived whole and were not read yet."""

    def __init__(self) -> None:
        self._whole: deque[Reply] = deque()
        self._rest = b""
        self._lines: list[str] = []
        self._length = 0

    def __len__(self) -> int:
        return len(self._whole)

    @property
    def is_between(self) -> bool:
        """Whether nothing has arrived that was not read yet."""
        return not (self._rest or self._lines or self._whole)

    def last(self) -> Reply:
        return self._whole[-1]

    def next(self) -> Reply:
        return self._whole.popleft()

    def feed(self, data: bytes) -> None:
        """``Misbehaved`` for what is not a reply; those before it stay."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._read(line.rstrip(b"\r"))
        if self._length + len(self._rest) > _LONGEST:
            raise Misbehaved("a reply without end")

    def _read(self, line: bytes) -> None:
        code, mark = line[:3], line[3:4]
        if not (len(code) == 3 and code.isdigit() and mark in (b"", b" ", b"-")):
            raise Misbehaved("a line that is no reply")
        self._lines.append(line[4:].strip().decode("utf-8", "replace"))
        self._length += len(line)
        if mark != b"-":
            self._whole.append(Reply(int(code), "\n".join(self._lines)))
            self._lines, self._length = [], 0
