"""Writing many mails of one kind: what is the same in all of them is rendered and encoded once.

A *forme* is a mail set with marks in the place of the name and the links that differ from person to person. Filling it
encodes the few lines that hold a mark, and gives to the byte what rendering and composing give. Mails whose templates
do more with these names than print them, or ask whether they are empty, are rendered and composed one by one.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from jinja2 import nodes
from markupsafe import escape

from vigil.mail.contexts import MailContext, PatientContext, checked_line
from vigil.mail.message import Heading, compose, ending, head, normal, part_head, quoted
from vigil.mail.rendering import Renderer
from vigil.mail.texts import TextBundle, parse

FILLED = ("first_name", "link", "unsubscribe_link", "also_before_link")
"""What differs from one patient's mail to another's. An empty one makes another forme, since templates may ask."""

_FORMES = 512
_MARKS = {name: f"mark{secrets.token_hex(8)}n{place}" for place, name in enumerate(FILLED)}
_ALTERING = (nodes.FilterBlock, nodes.AssignBlock, nodes.CallBlock, nodes.Macro, nodes.EvalContextModifier)
_MARKING = re.compile("[&<>'\"]")
_ASKING = (nodes.And, nodes.Or, nodes.Not)

_Piece = bytes | str
"""Lines that are encoded already, or one that is filled (``%(link)s``) and then encoded."""


class Press:
    """Writes messages; one press may serve many threads."""

    def __init__(self, renderer: Renderer | None = None) -> None:
        self.renderer = renderer or Renderer()
        self._formes: OrderedDict[tuple[object, ...], _Forme | None] = OrderedDict()

    def write(self, bundle: TextBundle, heading: Heading, context: MailContext) -> bytes:
        """The message as it goes on the wire: ``compose`` of what the renderer makes of the context."""
        if isinstance(context, PatientContext):
            forme = self._forme(bundle, context)
            if forme is not None:
                return forme.fill(heading, context)
        return compose(heading, self.renderer.render(bundle, context))

    def _forme(self, bundle: TextBundle, context: PatientContext) -> "_Forme | None":
        key = (bundle.digest, *context.standing, *(bool(getattr(context, name)) for name in FILLED))
        try:
            return self._formes[key]
        except KeyError:
            forme = self._formes[key] = self._set(bundle, context)
        if len(self._formes) > _FORMES:
            self._formes.popitem(last=False)
        return forme

    def _set(self, bundle: TextBundle, context: PatientContext) -> "_Forme | None":
        if not all(_is_filled(name, source) for name, source in bundle.files):
            return None
        marked = replace(
            context,
            first_name=context.first_name and _MARKS["first_name"],
            link=context.link and _MARKS["link"],
            unsubscribe_link=context.unsubscribe_link and _MARKS["unsubscribe_link"],
            also_before_link=context.also_before_link and _MARKS["also_before_link"],
        )
        rendered = self.renderer.render(bundle, marked)
        if any(mark in rendered.subject for mark in _MARKS.values()):
            return None
        return _Forme(rendered.subject, tuple(_pieces(rendered.text)), tuple(_pieces(rendered.html)))


@dataclass(frozen=True)
class _Forme:
    subject: str
    text: tuple[_Piece, ...]
    html: tuple[_Piece, ...]

    def fill(self, heading: Heading, context: PatientContext) -> bytes:
        plain = {name: checked_line(name, getattr(context, name)) for name in FILLED}
        safe = {name: str(escape(value)) if _MARKING.search(value) else value for name, value in plain.items()}
        text = [piece if isinstance(piece, bytes) else quoted(piece % plain) for piece in self.text]
        html = [piece if isinstance(piece, bytes) else quoted(piece % safe) for piece in self.html]
        parts = [head(heading, self.subject), part_head("plain", heading), *text, part_head("html", heading), *html]
        return b"".join((*parts, ending(heading)))


def _pieces(text: str) -> Iterator[_Piece]:
    """Quoted-printable goes line by line, so that lines without a mark can be encoded beforehand."""
    lines = normal(text).split("\n")
    lines[:-1] = [line + "\n" for line in lines[:-1]]
    for is_marked, some in groupby(lines, lambda line: any(mark in line for mark in _MARKS.values())):
        if is_marked:
            yield from map(_place, some)
        else:
            yield quoted("".join(some))


def _place(line: str) -> str:
    line = line.replace("%", "%%")
    for name, mark in _MARKS.items():
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
