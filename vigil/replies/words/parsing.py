"""A message's MIME tree, found by offsets in its bytes: linear in time, bounded in depth and in parts.

The standard library's parser keeps every line and recurses as deep as a message asks; this one looks at no more than it
needs, and takes what is broken as the mail programs do: a boundary that never comes, a header without its blank line.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from vigil.replies.words.headers import Headers, base64_bytes, parameters, read_headers
from vigil.replies.words.message import RAW_LIMIT, Problem

DEPTH_LIMIT = 20
PART_LIMIT = 200
UNREAD = "application/x-unread"  # what lies too deep to be looked at
HEADER_LIMIT = 128 * 1024

_BLANK = re.compile(rb"\n\r?\n")
_QUOTED_BYTE = re.compile(rb"=(?:C3=[89AB][0-9A-F]|E2=80=|E[0-9A-F](?=[a-z ]))")


@dataclass(frozen=True)
class Part:
    """One part: where its content lies in ``raw``, and its own parts if it is a multipart or a message."""

    raw: bytes
    start: int
    end: int
    headers: Headers
    content_type: str
    params: dict[str, str]
    children: tuple["Part", ...] = ()

    def walk(self) -> Iterator["Part"]:
        """The part and all below it, in the order of the message."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def size(self) -> int:
        return self.end - self.start

    @property
    def disposition(self) -> str:
        return parameters(self.headers.get("content-disposition"))[0]

    @property
    def name(self) -> str:
        """The file name that the sender gave, as written; empty when there is none."""
        given = parameters(self.headers.get("content-disposition"))[1].get("filename")
        return given or self.params.get("name", "")

    def content(self, limit: int) -> bytes:
        """The content with its transfer encoding undone, from at most ``limit`` bytes."""
        raw = self.raw[self.start : min(self.end, self.start + limit)]
        encoding = self.headers.get("content-transfer-encoding").lower()
        if encoding.startswith("base64"):
            return base64_bytes(raw)
        if encoding.startswith("quoted") or (not encoding and len(_QUOTED_BYTE.findall(raw)) > 1):
            return _quoted_printable(raw)
        return raw


@dataclass
class _Budget:
    parts: int = PART_LIMIT
    is_over: bool = False
    is_broken: bool = False


def parse(raw: bytes) -> tuple[Part, list[Problem]]:
    """The tree of a message of any bytes, and what was wrong with it."""
    budget = _Budget()
    problems = [Problem.OVERSIZED] if len(raw) > RAW_LIMIT else []
    start = len(raw) - len(raw[:RAW_LIMIT].lstrip(b"\r\n")) if raw[:1] in (b"\r", b"\n") else 0
    root = _part(raw, min(start, len(raw)), min(len(raw), RAW_LIMIT), budget, 0, "text/plain")
    if budget.is_over:
        problems.append(Problem.TOO_MANY_PARTS)
    if budget.is_broken:
        problems.append(Problem.BROKEN)
    return root, problems


def _part(raw: bytes, start: int, end: int, budget: _Budget, depth: int, default: str) -> Part:
    headers, body = _header(raw, start, end, budget)
    content_type, params = parameters(headers.get("content-type") or default)
    if "/" not in content_type:
        content_type = "text/plain"
    budget.parts -= 1
    children: tuple[Part, ...] = ()
    if content_type.startswith("multipart/") or content_type in ("message/rfc822", "message/global"):
        if depth >= DEPTH_LIMIT:
            budget.is_over = True
            content_type = UNREAD
        else:
            children = tuple(_children(raw, body, end, budget, depth, content_type, params))
    if content_type.startswith("multipart/") and not children:
        content_type = "text/html" if b"<html" in raw[body : body + 2000].lower() else "text/plain"
    return Part(raw, body, end, headers, content_type, params, children)


def _header(raw: bytes, start: int, end: int, budget: _Budget) -> tuple[Headers, int]:
    """The fields, and where the content begins."""
    if raw[start : start + 1] == b"\n" or raw[start : start + 2] == b"\r\n":
        return Headers(), raw.index(b"\n", start) + 1
    blank = _BLANK.search(raw, start, end)
    stop, body = (blank.start() + 1, blank.end()) if blank else (end, end)
    if stop - start > HEADER_LIMIT:
        budget.is_broken = True
        stop = start + HEADER_LIMIT
        return read_headers(raw[start:stop].rpartition(b"\n")[0])[0], body
    headers, content_at = read_headers(raw[start:stop])
    if content_at is not None:
        budget.is_broken = True
        return headers, start + content_at
    return headers, body


def _children(
    raw: bytes, start: int, end: int, budget: _Budget, depth: int, content_type: str, params: dict[str, str]
) -> Iterator[Part]:
    default = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
    if content_type.startswith("message/"):
        yield _part(raw, start, end, budget, depth + 1, "text/plain")
        return
    for first, last in _spans(raw, start, end, params.get("boundary", ""), budget):
        if budget.parts <= 0:
            budget.is_over = True
            return
        yield _part(raw, first, last, budget, depth + 1, default)


def _spans(raw: bytes, start: int, end: int, boundary: str, budget: _Budget) -> Iterator[tuple[int, int]]:
    """Where each part of a multipart lies; the last one reaches the end if its boundary never comes."""
    if not boundary or len(boundary) > 200:
        budget.is_broken = True
        return
    delimiter = re.compile(rb"\n--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    opened: int | None = None
    position = max(start - 1, 0)
    while match := delimiter.search(raw, position, end):
        if opened is not None:
            yield opened, max(opened, match.start() - (raw[match.start() - 1 : match.start()] == b"\r"))
        if match[1]:
            return
        opened = match.end()
        position = max(match.end() - 1, match.start() + 1)
    budget.is_broken = True
    if opened is not None and opened < end:
        yield opened, end


def _quoted_printable(raw: bytes) -> bytes:
    """Quoted-printable undone; a wrong escape stays as it was written."""
    return binascii.a2b_qp(raw)
