"""HEIC, the format of iPhones: where a file keeps Exif and XMP, and the file with those bytes blanked.

The boxes (ISO/IEC 14496-12) say by offsets where each item lies, so nothing is moved. Orientation is a property of the
picture itself and stays.
"""

import struct
from collections.abc import Iterator

_BOXES = 2000  # of one container
_ITEMS = 5000


def blanked(content: bytes) -> bytes | None:
    """The file without what its metadata items hold; ``None`` when its layout is not understood."""
    meta = next((span for name, *span in _boxes(content, 0, len(content)) if name == b"meta"), None)
    if meta is None:
        return None
    inner = {name: (start, end) for name, start, end in _boxes(content, meta[0] + 4, meta[1])}
    if b"iinf" not in inner or b"iloc" not in inner:
        return None
    private = _private_items(content, *inner[b"iinf"])
    result = bytearray(content)
    for item, start, length in _extents(content, *inner[b"iloc"]):
        if item in private:
            if length <= 0 or start + length > len(content):
                return None
            result[start : start + length] = bytes(length)
            private[item] = True
    return bytes(result) if all(private.values()) else None


def _boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes side by side in a span: name, and where what they hold begins and ends."""
    for _ in range(_BOXES):
        if start + 8 > end:
            return
        (size,) = struct.unpack(">I", content[start : start + 4])
        name, head = content[start + 4 : start + 8], 8
        if size == 1:
            (size,) = struct.unpack(">Q", content[start + 8 : start + 16])
            head = 16
        stop = end if size == 0 else start + size
        if stop > end or stop < start + head:
            raise ValueError("a box that does not fit")
        yield name, start + head, stop
        start = stop


def _private_items(content: bytes, start: int, end: int) -> dict[int, bool]:
    """The items that hold Exif or XMP, none of them blanked yet."""
    found = {}
    for name, at, _ in _boxes(content, start + (6 if content[start] == 0 else 8), end):
        if name != b"infe" or content[at] < 2:
            continue
        is_wide = content[at] > 2
        (item,) = struct.unpack(">I" if is_wide else ">H", content[at + 4 : at + (8 if is_wide else 6)])
        kind = content[at + (10 if is_wide else 8) :][:4]
        if kind in (b"Exif", b"mime", b"uri "):
            found[item] = False
    return found


def _extents(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Where each item lies in the file: its number, offset and length."""
    version, sizes = content[start], content[start + 4 : start + 6]
    offset_size, length_size = sizes[0] >> 4, sizes[0] & 15
    base_size, index_size = sizes[1] >> 4, sizes[1] & 15 if version else 0
    reader = _Numbers(content, start + 6, end)
    for _ in range(min(reader.next(4 if version == 2 else 2), _ITEMS)):
        item = reader.next(4 if version == 2 else 2)
        method = reader.next(2) & 15 if version else 0
        reader.next(2)
        base = reader.next(base_size)
        for _ in range(min(reader.next(2), _ITEMS)):
            reader.next(index_size)
            offset, length = reader.next(offset_size), reader.next(length_size)
            yield item, base + offset if method == 0 else len(content), length


class _Numbers:
    """Big-endian numbers, one after another."""

    def __init__(self, content: bytes, at: int, end: int) -> None:
        self._content, self._at, self._end = content, at, end

    def next(self, size: int) -> int:
        if self._at + size > self._end:
            raise ValueError("a box that ends too early")
        self._at += size
        return int.from_bytes(self._content[self._at - size : self._at], "big")
