"""What a clinic keeps in versions (a schedule, a text, its rules): listed, compared and restored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from vigil.store import versions
from vigil.store.versions import Version
from vigil.web.desk.door import NotHere
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.site import Site, path

_CONTEXT = 3


@dataclass(frozen=True)
class Document:
    """One name of one kind; ``url`` is the page where it is edited and which takes ``do=restore``.

    ``readable`` is a version's content as a person compares it.
    """

    kind: str
    name: str
    url: str
    title: str
    readable: Callable[[str], str] = str


@dataclass(frozen=True)
class Kept:
    number: int
    made_at: datetime
    is_seeded: bool
    is_current: bool


@dataclass(frozen=True)
class DiffLine:
    """One line of a comparison: ``same``, ``gone`` (only in the earlier text), ``new``, or ``place``."""

    kind: str
    text: str


def current(session: Session, member: Member, kind: str, name: str) -> Version:
    """The clinic's version in force; ``NotHere`` when it has none of this name."""
    version = versions.latest(session, member.clinic_id, kind, name)
    if version is None:
        raise NotHere
    return version


def earlier(session: Session, member: Member, kind: str, name: str, number: str) -> Version:
    """The version of this number; ``NotHere`` when there is none."""
    found = None
    if number.isascii() and number.isdigit() and len(number) < 9:
        found = versions.numbered(session, member.clinic_id, kind, name, int(number))
    if found is None:
        raise NotHere
    return found


def kept(session: Session, member: Member, kind: str, name: str) -> list[Kept]:
    """The versions that there are, the newest first."""
    rows = versions.kept(session, member.clinic_id, kind, name)
    return [
        Kept(version.number, made_at, version.is_seeded, place == 0) for place, (version, made_at) in enumerate(rows)
    ]


def compared(before: str, after: str) -> list[DiffLine]:
    """The lines by which two texts differ, with three lines around them; none when they are the same."""
    return list(_lines(before, after))


def _lines(before: str, after: str) -> Iterator[DiffLine]:
    kinds = {"+": "new", "-": "gone", " ": "same"}
    for line in list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=_CONTEXT))[2:]:
        yield DiffLine("place", line) if line.startswith("@@") else DiffLine(kinds[line[0]], line[1:])


def show_version(request: Request, site: Site, member: Member, document: Document) -> Response:
    """One version of the address (``number``) compared with the one in force."""
    with site.store.reading() as session:
        now = current(session, member, document.kind, document.name)
        then = earlier(session, member, document.kind, document.name, path(request, "number"))
    return draw(
        request,
        site,
        member,
        "administration/version",
        document=document,
        number=then.number,
        current=now.number,
        content=document.readable(then.content),
        lines=compared(document.readable(then.content), document.readable(now.content)),
    )
