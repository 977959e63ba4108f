"""What a browser posted, read whole: nothing that a patient typed is dropped for being oddly wrapped."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message, Receive

from vigil.replies.fields import REQUEST_ID, cleaned

LIMIT = 2_000_000
"""Bytes of a posted form that are read: a hundred times the longest that a patient could type."""

_DRAINED = 20_000_000  # bytes listened to after that, so that a browser that is still sending gets its answer
_FIELDS = LIMIT  # no more fields than bytes: none is passed over
_UNCLEAR = 15_000  # characters kept of what is no form at all: within what may be typed as words

Posted = dict[str, list[str]]

FILE_NAME = ".name"
"""What a form that takes files calls their names: ``file.name`` beside ``file``."""


class TooLarge(Exception):  # named by what happened
    """A form with files is larger than is read; none of it is taken, since what was cut off would be missing."""


async def posted(request: Request, *, reads_files: bool = False) -> Posted:
    """The fields of a posted form, of a larger one as many as its first ``LIMIT`` bytes hold (danger comes first).

    What is no form (plain text, JSON, a broken multipart) becomes ``words``, which a person reads. With ``reads_files``
    the value of a file is its text (UTF-8; what is none becomes U+FFFD), its name is beside it, and a form that is
    larger than ``LIMIT`` is refused (``TooLarge``).
    """
    body, is_whole = await _body(request)
    if reads_files and not is_whole:
        raise TooLarge
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _multipart(request, body, reads_files=reads_files)
    if kind not in ("", "application/x-www-form-urlencoded") or b"=" not in body:
        return _unclear(body)
    return _gathered(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def request_id(fields: Mapping[str, Sequence[str]]) -> str:
    """What the page that was posted was drawn with, so that a double click does nothing; empty when it is missing."""
    return cleaned((fields.get(REQUEST_ID) or [""])[0])[:64]


async def _body(request: Request) -> tuple[bytes, bool]:
    """The first ``LIMIT`` bytes, and whether those are all."""
    body, seen = bytearray(), 0
    async for chunk in request.stream():
        seen += len(chunk)
        body += chunk[: max(0, LIMIT - len(body))]
        if seen > LIMIT + _DRAINED:
            break
    return bytes(body), seen <= LIMIT


async def _multipart(request: Request, body: bytes, *, reads_files: bool) -> Posted:
    """Some programs post forms as multipart; a file leaves its name, or its text where that is asked for."""
    again = Request(request.scope, _again(body))
    try:
        async with again.form(max_files=_FIELDS, max_fields=_FIELDS, max_part_size=LIMIT) as form:
            items = [item for name, each in form.multi_items() for item in await _items(name, each, reads_files)]
    except Exception:  # broken multipart, in any of the ways that it can be
        return _unclear(body)
    return _gathered(items) if items else _unclear(body)


async def _items(name: str, each: UploadFile | str, reads_files: bool) -> list[tuple[str, str]]:
    if isinstance(each, str):
        return [(name, each)]
    if not reads_files:
        return [(name, each.filename or "")]
    text = (await each.read()).decode("utf-8-sig", "replace")
    return [(name, text), (f"{name}{FILE_NAME}", each.filename or "")]


def _unclear(body: bytes) -> Posted:
    text = body.decode("utf-8", "replace")
    return {"words": [text[:_UNCLEAR]]} if cleaned(text) else {}


def _again(body: bytes) -> Receive:
    """The body once more, since the stream was read."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _gathered(pairs: Iterable[tuple[str, str]]) -> Posted:
    fields: Posted = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
