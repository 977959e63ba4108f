"""The photos of a message; everything else that is attached stays in the mailbox, and a person is told."""

import re

from vigil.replies.words.images import image_type, without_metadata
from vigil.replies.words.message import PHOTO_COUNT, PHOTO_LIMIT, Attachment, Problem
from vigil.replies.words.parsing import Part

_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic"}
_SMALLEST = 100  # bytes; below, a tracking pixel or a smiley
_LOGO = re.compile(
    r"^(?:image\d{3}|outlook-\w+|logo\w*|icon\w*|facebook|twitter|linkedin)\.(?:png|jpe?g|gif)$", re.IGNORECASE
)
_LOGO_SIZE = 40_000  # bytes: the pictures of a company's signature are smaller, photos are not
_UNSAFE = re.compile(r"[^\w.() -]")


def photos(parts: list[Part]) -> tuple[tuple[Attachment, ...], list[Problem]]:
    """The photos, stripped of metadata and named safely, and what could not be kept."""
    kept: list[Attachment] = []
    problems: list[Problem] = []
    for part in parts:
        problem = _read(part, kept)
        if problem is not None and problem not in problems:
            problems.append(problem)
    return tuple(kept), problems


def _read(part: Part, kept: list[Attachment]) -> Problem | None:
    """Keep the photo that a part is; otherwise the reason why it is left, if a person should know."""
    is_called_image = part.content_type.startswith("image/")
    if part.size > PHOTO_LIMIT * 3 // 2:
        return Problem.PHOTO_REFUSED if is_called_image else Problem.ATTACHMENT_LEFT
    content = part.content(PHOTO_LIMIT * 3 // 2)
    kind = image_type(content)
    if kind is None:
        if is_called_image and len(content) < _SMALLEST:
            return None
        return Problem.PHOTO_REFUSED if is_called_image else Problem.ATTACHMENT_LEFT
    if len(content) < _SMALLEST or _is_decoration(part, kind, len(content)):
        return None
    stripped = without_metadata(content, kind) if len(content) <= PHOTO_LIMIT else None
    if stripped is None or len(kept) >= PHOTO_COUNT:
        return Problem.PHOTO_REFUSED
    kept.append(Attachment(_name(part.name, kind, len(kept) + 1), kind, stripped))
    return None


def _is_decoration(part: Part, kind: str, size: int) -> bool:
    """A company's logo in a signature, or an animated smiley."""
    is_inline = part.disposition != "attachment" and part.headers.has("content-id")
    return is_inline and size < _LOGO_SIZE and (kind == "image/gif" or bool(_LOGO.match(part.name)))


def _name(given: str, kind: str, number: int) -> str:
    """A file name without folders, control characters or a misleading ending."""
    base = re.split(r"[/\\]", given)[-1]
    stem = _UNSAFE.sub("_", base.rpartition(".")[0] or base).strip(". ")[:80]
    return f"{stem or f'photo {number}'}.{_EXTENSIONS[kind]}"
