"""Photos are kept without what they tell beside the picture; nothing else is."""

import struct
import zlib

import pytest

from tests.replies.words.raw import attached, message, multipart, part
from vigil.replies.words import Attachment, Problem, ReadMessage, read_message
from vigil.replies.words.images import image_type, without_metadata

PLACE = b"GPS 47.32N 5.04E"


def segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg(orientation: int = 6) -> bytes:
    tiff = b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0) + PLACE
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + segment(0xE1, b"Exif\x00\x00" + tiff)
        + segment(0xFE, PLACE)
        + segment(0xDB, bytes(65))
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + bytes(range(1, 200))
        + b"\xff\xd9"
        + PLACE
    )


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png() -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    text = chunk(b"tEXt", PLACE) + chunk(b"eXIf", PLACE)
    return b"\x89PNG\r\n\x1a\n" + head + text + chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND", b"")


def webp() -> bytes:
    chunks = b"VP8X" + struct.pack("<I", 10) + b"\x0c" + bytes(9)
    chunks += b"VP8 " + struct.pack("<I", 100) + bytes(100)
    chunks += b"EXIF" + struct.pack("<I", len(PLACE)) + PLACE
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def heic() -> bytes:
    """A file of two items, a picture and its Exif, in the layout of phones."""
    entries = b"".join(
        box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH", number, 0) + kind + b"\x00")
        for number, kind in ((1, b"hvc1"), (2, b"Exif"))
    )
    info = box(b"iinf", bytes(4) + struct.pack(">H", 2) + entries)
    start = 24 + 8 + 4 + len(info) + 44 + 8

    def located(first: int) -> bytes:
        items = ((1, first, 100), (2, first + 100, len(PLACE)))
        rows = b"".join(struct.pack(">HHHII", number, 0, 1, at, length) for number, at, length in items)
        return box(b"iloc", bytes(4) + b"\x44\x00" + struct.pack(">H", 2) + rows)

    assert len(located(0)) == 44
    meta = box(b"meta", bytes(4) + info + located(start))
    return box(b"ftyp", b"heic" + bytes(4) + b"mif1heic") + meta + box(b"mdat", bytes(range(100)) + PLACE)


def read_with(*parts: bytes, text: str = "Voici") -> ReadMessage:
    return read_message(message(multipart("mixed", part(text), *parts)))


@pytest.mark.parametrize(
    ("content", "kind"), [(jpeg(), "image/jpeg"), (png(), "image/png"), (webp(), "image/webp"), (heic(), "image/heic")]
)
def test_a_photo_is_kept_without_place_date_and_device(content: bytes, kind: str) -> None:
    (photo,) = read_with(attached(content, kind, "IMG_1.bin")).attachments
    assert photo.content_type == kind
    assert PLACE not in photo.content
    assert image_type(photo.content) == kind


def test_a_rotated_photo_still_stands_upright() -> None:
    stripped = without_metadata(jpeg(orientation=6), "image/jpeg")
    assert stripped is not None
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in stripped
    assert without_metadata(stripped, "image/jpeg") == stripped


def test_the_bytes_decide_what_a_photo_is_not_its_name() -> None:
    (photo,) = read_with(attached(jpeg(), "application/octet-stream", "../../etc/photo.exe")).attachments
    assert (photo.name, photo.content_type) == ("photo.jpg", "image/jpeg")
    read = read_with(attached(b"MZ\x90\x00" * 100, "image/jpeg", "bleu.jpg"))
    assert (read.attachments, read.problems) == ((), (Problem.PHOTO_REFUSED,))


def test_other_attachments_stay_in_the_mailbox_and_a_person_is_told() -> None:
    read = read_with(attached(b"%PDF-1.7" * 50, "application/pdf", "ordonnance.pdf"))
    assert (read.attachments, read.problems) == ((), (Problem.ATTACHMENT_LEFT,))


def test_a_photo_that_cannot_be_stripped_is_not_kept() -> None:
    broken = heic()[:100] + bytes(500)
    assert read_with(attached(broken, "image/heic", "IMG.HEIC")).problems == (Problem.PHOTO_REFUSED,)
    cut = jpeg()[:60] + bytes(100)
    assert read_with(attached(cut, "image/jpeg", "a.jpg")).problems == (Problem.PHOTO_REFUSED,)


def test_a_photo_made_of_endless_segments_is_not_kept() -> None:
    for content in (
        b"\xff\xd8" + b"\xff" * 200_000,
        b"\xff\xd8" + b"\xff\xfe\x00\x02" * 50_000,
        png()[:33] + bytes(600_000),
    ):
        assert read_with(attached(content, "image/jpeg", "a.jpg")).problems == (Problem.PHOTO_REFUSED,)


def test_a_photo_over_the_limit_is_not_kept() -> None:
    large = jpeg()[:-2] + bytes(13_000_000)
    assert read_with(attached(large, "image/jpeg", "a.jpg")).problems == (Problem.PHOTO_REFUSED,)


def test_the_logo_of_a_signature_is_no_photo() -> None:
    logo = attached(png() + bytes(200), "image/png", "image001.png", "Content-ID: <a>\r\n")
    assert read_with(logo.replace(b"attachment", b"inline", 1)) == read_with()


def test_a_photo_without_a_word_is_no_empty_message() -> None:
    read = read_message(message(multipart("mixed", attached(jpeg(), "image/jpeg", "a.jpg"))))
    assert (len(read.attachments), read.reply_text, read.problems) == (1, "", ())


def test_no_more_than_ten_photos_are_kept() -> None:
    read = read_with(*[attached(jpeg(), "image/jpeg", f"{n}.jpg") for n in range(12)])
    assert len(read.attachments) == 10
    assert all(isinstance(photo, Attachment) for photo in read.attachments)
    assert read.problems == (Problem.PHOTO_REFUSED,)
