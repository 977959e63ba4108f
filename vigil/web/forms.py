"""What a browser posted, read whole: nothing that a patient typed is dropped for being oddly wrapped."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.types import Message, Receive

from vigil.domain.errors import Refused

LIMIT = 2_000_000
"""Bytes of a posted form: a hundred times the longest that a patient could type."""

_FIELDS = 20_000

Posted = dict[str, list[str]]


async def posted(request: Request) -> Posted:
    """The fields of a posted form; ``Refused`` when it is larger than any form of ours."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise Refused(f"What was sent is larger than {LIMIT // 1_000_000} MB, the limit of a form.", field="form")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _multipart(request, bytes(body))
    return _gathered(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)[:_FIELDS])


async def _multipart(request: Request, body: bytes) -> Posted:
    """Some programs post forms as multipart; files are of no use here and leave their name."""
    try:
        form = await Request(request.scope, _again(body)).form(max_files=10, max_fields=_FIELDS, max_part_size=LIMIT)
    except Exception:  # broken multipart: the text itself is kept, as a word to be read by a person
        return {"words": [body.decode("utf-8", "replace")]}
    items = ((name, value if isinstance(value, str) else value.filename or "") for name, value in form.multi_items())
    return _gathered(items)


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
