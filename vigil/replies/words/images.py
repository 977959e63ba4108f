"""Photos without what they tell beside the picture: place, date, device, previews. Nothing is decoded or executed."""

import struct

from vigil.replies.words.heic import blanked

_PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"sBIT",
        b"bKGD",
        b"pHYs",
        b"acTL",
        b"fcTL",
        b"fdAT",
    }
)
_SEGMENTS = 20_000  # of one file: photos have some dozens, or one chunk for every few kilobytes
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})


def image_type(content: bytes) -> str | None:
    """What the bytes are, whatever they were called: ``image/jpeg`` and its like, or ``None``."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif"):
        return "image/heic"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return None


def without_metadata(content: bytes, kind: str) -> bytes | None:
    """The picture alone; ``None`` when its layout is not understood, so that nothing private slips through."""
    strip = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp, "image/heic": blanked}.get(kind)
    if strip is None:
        return None
    try:
        return strip(content)
    except (struct.error, IndexError, ValueError):
        return None


def _jpeg(content: bytes) -> bytes | None:
    """JPEG segments but comments and APPn; the orientation alone is written again, so that the photo stands upright."""
    kept, at, orientation = [b"\xff\xd8"], 2, 1
    for _ in range(_SEGMENTS):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            end = content.rfind(b"\xff\xd9")
            scan = content[at : end + 2] if end > at else content[at:] + b"\xff\xd9"
            rotated = [_orientation_segment(orientation)] if orientation != 1 else []
            return b"".join([kept[0], *rotated, *kept[1:], scan])
        length: int = struct.unpack(">H", content[at + 2 : at + 4])[0]
        if length < 2:
            return None
        segment = content[at : at + 2 + length]
        if marker == 0xE1 and segment[4:10] == b"Exif\x00\x00":
            orientation = _orientation(segment[10:])
        elif _is_picture(marker, segment):
            kept.append(segment)
        at += 2 + length
    return None


def _is_picture(marker: int, segment: bytes) -> bool:
    """Whether a segment shows the picture: all but comments and APPn, of which JFIF, Adobe and colours stay."""
    if marker == 0xE2:
        return segment[4:15] == b"ICC_PROFILE"
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _orientation(tiff: bytes) -> int:
    """The orientation (1 to 8) that Exif gives; 1, upright, where it gives none."""
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (offset,) = struct.unpack(order + "I", tiff[4:8])
        (count,) = struct.unpack(order + "H", tiff[offset : offset + 2])
        for index in range(min(count, 100)):
            entry = tiff[offset + 2 + 12 * index : offset + 14 + 12 * index]
            tag, _, _, value = struct.unpack(order + "HHIH", entry[:10])
            if tag == 0x0112:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _orientation_segment(orientation: int) -> bytes:
    tiff = b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    exif = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _png(content: bytes) -> bytes | None:
    kept, at = [content[:8]], 8
    for _ in range(_SEGMENTS):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            return None
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    return None


def _webp(content: bytes) -> bytes | None:
    kept: list[bytes] = []
    at = 12
    while at + 8 <= len(content) and len(kept) < _SEGMENTS:
        name = content[at : at + 4]
        (length,) = struct.unpack("<I", content[at + 4 : at + 8])
        end = at + 8 + length + (length & 1)
        if name == b"VP8X":
            flags = bytes([content[at + 8] & ~0x0C])  # neither Exif nor XMP any more
            kept.append(content[at : at + 8] + flags + content[at + 9 : end])
        elif name not in _WEBP_DROPPED:
            kept.append(content[at:end])
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body if kept else None
