"""A photo drawn anew from its pixels: whatever else the file held (place, device, previews) is not in the new one.

Only what its bytes say it is counts, never its name. Its size in pixels is looked at before a pixel is decoded.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

MOST_PIXELS = {"JPEG": 120_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
"""Width times height that is decoded. Telephones take up to 108 million, as JPEG, which is decoded no larger than is
needed; of the others each pixel is held, four bytes."""

LONGEST_SIDE = 2400
"""Pixels of the picture that is kept: enough to look at a skin, small enough for a telephone."""

MOST_BYTES = 12 * 1024 * 1024
_QUALITY = 85


@dataclass(frozen=True)
class Picture:
    """A JPEG; ``width`` and ``height`` in pixels, upright."""

    content: bytes
    width: int
    height: int
    content_type: str = "image/jpeg"


def drawn_anew(content: bytes) -> Picture | None:
    """The photo that these bytes hold, as a new JPEG; ``None`` when they hold none that can be drawn within limits."""
    if len(content) > MOST_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of what may be a bomb; the limits here are our own
            return _drawn(content)
    except Exception:  # whatever a decoder makes of bytes that somebody sent: it is no photo
        return None


def _drawn(content: bytes) -> Picture | None:
    with Image.open(io.BytesIO(content), formats=tuple(MOST_PIXELS)) as opened:
        if opened.width * opened.height > MOST_PIXELS[opened.format or "PNG"]:
            return None
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than is needed
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        shown = _on_white(upright)
    kept = io.BytesIO()
    shown.save(kept, "JPEG", quality=_QUALITY)
    return Picture(kept.getvalue(), shown.width, shown.height)


def _on_white(image: Image.Image) -> Image.Image:
    """In plain colours; what is transparent becomes white. A new image takes no metadata along."""
    plain = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        plain.paste(layer, mask=layer.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain
