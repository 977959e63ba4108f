"""Writing many mails of one kind: what is the same in all of them is rendered and encoded once.

A *forme* is a mail set with marks in the place of the name and the links that differ from person to person. Filling it
gives to the byte what rendering and composing give. Mails whose templates do more with these names than print them, or
ask whether they are empty, are rendered and composed one by one; so are those with an uncommon link.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from jinja2 import nodes
from markupsafe import escape

from vigil.mail.contexts import MailContext, PatientContext, checked_line
from vigil.mail.message import Heading, boundary_of, compose, ending, head, head_of_many, normal, part_head, quoted
from vigil.mail.rendering import Renderer
from vigil.mail.texts import TextBundle, parse

FILLED = ("first_name", "link", "unsubscribe_link", "also_before_link")
"""What differs from one patient's mail to another's. An empty one makes another forme, since templates may ask."""

_FORMES = 512
_NAME, *_LINKS = FILLED
_BOUNDARY = "boundary"
_MARKS = {name: f"mark{secrets.token_hex(8)}n{place}" for place, name in enumerate((*FILLED, _BOUNDARY))}
_COMMON = re.compile(r"(?:[A-Za-z0-9:/._~-]{24,}[A-Za-z0-9])?")
"""A link that quoted-printable and HTML leave as it is, with room for a mark."""

_SOFT_BREAK = b"=\r\n"
_ALTERING = (nodes.FilterBlock, nodes.AssignBlock, nodes.CallBlock, nodes.Macro, nodes.EvalContextModifier)
_MARKING = re.compile("[&<>'\"]")
_ASKING = (nodes.And, nodes.Or, nodes.Not)


class Personal(NamedTuple):
    """What differs from one patient's mail to another's, its addresses and links being as our functions make them."""

    id: UUID
    recipient: str
    reply_to: str
    first_name: str
    link: str
    unsubscribe_link: str
    also_before_link: str

    @property
    def lengths(self) -> tuple[object, ...]:
        """Where the lines of a mail are broken depends on no more of its links than this."""
        return bool(self.first_name), len(self.link), len(self.unsubscribe_link), len(self.also_before_link)


class Press:
    """Writes messages; one press may serve many threads."""

    def __init__(self, renderer: Renderer | None = None) -> None:
        self.renderer = renderer or Renderer()
        self._formes: OrderedDict[tuple[object, ...], _Forme | None] = OrderedDict()

    def write(self, bundle: TextBundle, heading: Heading, context: MailContext) -> bytes:
        """The message as it goes on the wire: ``compose`` of what the renderer makes of the context."""
        if isinstance(context, PatientContext):
            forme = self._forme(bundle, heading, context)
            if forme is not None:
                return head(heading, forme.subject) + forme.fill(heading.boundary, _personal(heading, context))
        return compose(heading, self.renderer.render(bundle, context))

    def run(self, bundle: TextBundle, heading: Heading, context: PatientContext) -> "Run | None":
        """For all the mails that differ from this one in nothing but what is personal; ``None``: write each by itself.

        Their links differ in the token alone, and their ``lengths`` are the same.
        """
        forme = self._forme(bundle, heading, context)
        if forme is None or not (heading.reply_to and heading.unsubscribe_link):
            return None
        head(heading, forme.subject)  # refuses what cannot stand in one
        return Run(head_of_many(heading, forme.subject), forme)

    def _forme(self, bundle: TextBundle, heading: Heading, context: PatientContext) -> "_Forme | None":
        links = context.link, context.unsubscribe_link, context.also_before_link
        if None in map(_COMMON.fullmatch, links):
            return None
        key = (bundle.digest, context.standing, _personal(heading, context).lengths)
        try:
            return self._formes[key]
        except KeyError:
            forme = self._formes[key] = self._set(bundle, heading, context)
        if len(self._formes) > _FORMES:
            self._formes.popitem(last=False)
        return forme

    def _set(self, bundle: TextBundle, heading: Heading, context: PatientContext) -> "_Forme | None":
        if not all(_is_filled(name, source) for name, source in bundle.files):
            return None
        lengths = {name: len(getattr(context, name)) for name in _LINKS} | {_BOUNDARY: len(heading.boundary)}
        marks = _MARKS | {name: _MARKS[name].ljust(length, "x") for name, length in lengths.items()}
        marked = replace(
            context,
            first_name=context.first_name and marks["first_name"],
            link=context.link and marks["link"],
            unsubscribe_link=context.unsubscribe_link and marks["unsubscribe_link"],
            also_before_link=context.also_before_link and marks["also_before_link"],
        )
        rendered = self.renderer.render(bundle, marked)
        if any(mark in rendered.subject for mark in _MARKS.values()):
            return None
        return _forme(rendered.subject, rendered.text, rendered.html, marks)


class Run(NamedTuple):
    """Mails written alike: of one text, in one clinic, at one instant."""

    head: bytes
    forme: "_Forme"

    def write(self, personal: Personal) -> bytes:
        boundary = boundary_of(personal.id)
        filled = self.head % (
            personal.recipient.encode(),
            str(personal.id).encode(),
            personal.reply_to.encode(),
            personal.unsubscribe_link.encode(),
            boundary.encode(),
        )
        return filled + self.forme.fill(boundary, personal)


def _personal(heading: Heading, context: PatientContext) -> Personal:
    links = context.link, context.unsubscribe_link, context.also_before_link
    return Personal(heading.id, heading.recipient, heading.reply_to or "", context.first_name, *links)


class _Slot(NamedTuple):
    """Where a part of a link (or of the boundary between the parts of the mail) stands among the pieces."""

    place: int
    name: str
    part: slice


class _Line(NamedTuple):
    """Where a line with the first name stands: how long it is, and so how it is broken, differs with the name."""

    place: int
    line: str
    is_html: bool


class _Forme(NamedTuple):
    subject: str
    pieces: list[bytes]
    slots: list[_Slot]
    lines: list[_Line]

    def fill(self, boundary: str, personal: Personal) -> bytes:
        """The body parts."""
        pieces = self.pieces.copy()
        name = checked_line(_NAME, personal.first_name)
        filling = {
            "link": personal.link,
            "unsubscribe_link": personal.unsubscribe_link,
            "also_before_link": personal.also_before_link,
            _BOUNDARY: boundary,
        }
        for place, filled, part in self.slots:
            pieces[place] = filling[filled][part].encode()
        safe = str(escape(name)) if _MARKING.search(name) else name
        for place, line, is_html in self.lines:
            filling[_NAME] = safe if is_html else name
            pieces[place] = quoted(line % filling)
        return b"".join(pieces)


def _forme(subject: str, text: str, html: str, marks: Mapping[str, str]) -> _Forme:
    forme = _Forme(subject, [], [], [])
    boundary = marks[_BOUNDARY]
    parts = (
        [part_head("plain", boundary), *_encoded(text), part_head("html", boundary)],
        [*_encoded(html), ending(boundary)],
    )
    for is_html, part in enumerate(parts):
        for piece in part:
            if isinstance(piece, str):
                forme.lines.append(_Line(len(forme.pieces), _place(piece, marks), bool(is_html)))
                forme.pieces.append(b"")
            else:
                _cut(piece, marks, forme)
    return forme


def _encoded(text: str) -> Iterator[bytes | str]:
    """Quoted-printable goes line by line, so that lines without the first name can be encoded beforehand."""
    lines = normal(text).split("\n")
    lines[:-1] = [line + "\n" for line in lines[:-1]]
    for is_named, some in groupby(lines, lambda line: _MARKS[_NAME] in line):
        if is_named:
            yield from some
        else:
            yield quoted("".join(some))


def _cut(encoded: bytes, marks: Mapping[str, str], forme: _Forme) -> None:
    """Cut a piece into what stays and what is filled; a mark may go over a soft line break, and so will the link."""
    end = 0
    for found in _finding(marks.items()).finditer(encoded):
        forme.pieces.append(encoded[end : found.start()])
        end, begin = found.end(), 0
        for part in found[0].split(_SOFT_BREAK):
            if begin:
                forme.pieces.append(_SOFT_BREAK)
            forme.slots.append(_Slot(len(forme.pieces), str(found.lastgroup), slice(begin, begin + len(part))))
            forme.pieces.append(b"")
            begin += len(part)
    forme.pieces.append(encoded[end:])


def _finding(marks: Iterable[tuple[str, str]]) -> re.Pattern[bytes]:
    """A mark is broken wherever its line is full."""
    return re.compile("|".join(f"(?P<{name}>%s)" % "(?:=\r\n)?".join(mark) for name, mark in marks).encode())


def _place(line: str, marks: Mapping[str, str]) -> str:
    line = line.replace("%", "%%")
    for name, mark in marks.items():
        line = line.replace(mark, f"%({name})s")
    return line


@lru_cache(maxsize=_FORMES)
def _is_filled(name: str, source: str) -> bool:
    """The same of a template's source, which takes long to parse and is one of few."""
    return _only_prints(parse(name, source))


def _only_prints(tree: nodes.Node, *, is_altered: bool = False, is_asked: bool = False) -> bool:
    """Whether a template prints the names that are filled as they are, or asks whether they are empty; no more."""
    if isinstance(tree, nodes.Name) and tree.name in FILLED:
        return is_asked
    is_altered = is_altered or isinstance(tree, _ALTERING)
    for field, value in tree.iter_fields():
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, nodes.Node):
                continue
            is_printed = isinstance(tree, nodes.Output) and not is_altered
            is_test = field == "test" or (is_asked and isinstance(tree, _ASKING))
            is_filled = isinstance(child, nodes.Name) and child.name in FILLED
            if not (is_filled and is_printed) and not _only_prints(child, is_altered=is_altered, is_asked=is_test):
                return False
    return True
