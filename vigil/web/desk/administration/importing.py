"""Importing the clinic's files: read whole, shown first, and applied as they were shown or not at all.

What was uploaded stays in the page that shows it, and nowhere on this machine: the form that confirms brings it again,
with a keyed mark of what was shown. An administrator may see no patient, so the page names fields and no values.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from vigil.actions.importing import ImportRefused, Kind, Problem, Summary, read_content
from vigil.actions.importing.columns import COLUMNS
from vigil.actions.importing.sheets import Sheet
from vigil.actions.importing.within import import_within
from vigil.domain.permissions import Permission
from vigil.replies.fields import cleaned
from vigil.store.database import keyring
from vigil.store.tables import Clinic
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.refusals import problem_in_words
from vigil.web.forms import FILE_NAME, Posted
from vigil.web.site import Site

ADMINS = Permission.ADMINISTER.roles
PLACE = "/administration/import"
MOST_LINES = 3_000
"""Some seconds of a machine's time, during which nobody else writes."""

_LISTED = 200
_LONGEST_NAME = 120


@dataclass(frozen=True)
class File:
    name: str
    content: str


@dataclass(frozen=True)
class Tried:
    """What became of the files: refused with problems, or done (and kept or not), with the mark of what was done."""

    files: Sequence[File] = ()
    problems: Sequence[Problem] = ()
    summary: Summary | None = None
    mark: str = ""
    is_applied: bool = False
    is_overtaken: bool = False
    trouble: str = ""


@for_members(*ADMINS)
def show_import(request: Request, site: Site, member: Member) -> Response:
    """GET: choose files."""
    return _draw(request, site, member, Tried())


@for_members(*ADMINS, writes=True, takes_files=True)
def take_import(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: what the files would do, or (``do=apply``, with the mark of what was shown) that, done."""
    files, again = _files(form, "file"), _files(form, "content")
    if not files and not again:
        return _draw(request, site, member, Tried(trouble="no_file"))
    shown = (form.get("mark") or [""])[0] if again and not files and form.get("do") == ["apply"] else None
    return _draw(request, site, member, _tried(site, member, files or again, shown))


def _tried(site: Site, member: Member, files: Sequence[File], shown: str | None) -> Tried:
    """Import the files, and keep it when it does what was ``shown``; ``None`` is a dry run."""
    if any("\ufffd" in file.content for file in files):
        return Tried(trouble="not_utf_8")
    now = site.now()
    try:
        sheets = _sheets(files)
        if sum(len(sheet.lines) for sheet in sheets) > MOST_LINES:
            return Tried(trouble="too_long")
        with member.writing(site.store, now, is_long=True) as session:
            clinic = session.get_one(Clinic, member.clinic_id)
            may = member.may(Permission.PERFORM_HELD_SESSIONS)
            summary = import_within(session, clinic, sheets, now, may_acknowledge=may)
            mark = _mark(session, files, summary)
            is_applied = shown is not None and hmac.compare_digest(shown.encode(), mark.encode())
            if not is_applied:
                session.rollback()
    except ImportRefused as refused:
        return Tried(files, refused.problems, is_overtaken=shown is not None)
    return Tried(files, (), summary, mark, is_applied, is_overtaken=shown is not None and not is_applied)


def _sheets(files: Sequence[File]) -> list[Sheet]:
    sheets, problems = [], list[Problem]()
    for file in files:
        try:
            sheets.append(read_content(file.name, file.content.encode()))
        except ImportRefused as refused:
            problems += refused.problems
    if problems:
        raise ImportRefused(problems)
    return sheets


def _mark(session: Session, files: Sequence[File], summary: Summary) -> str:
    """What stands for these files doing just this: keyed, for what was on record is in it and must not be guessed."""
    return keyring(session).blind_index(f"{files!r}{summary.fingerprint}")


def _files(form: Posted, field: str) -> list[File]:
    """The files of a field, one name for each; browsers end the lines of what a page brings again in their own way."""
    contents, names = form.get(field, []), form.get(f"{field}{FILE_NAME}", [])
    found: list[File] = []
    for place, content in enumerate(contents):
        if content.strip():
            given = cleaned(names[place] if place < len(names) else "").rpartition("/")[2][-_LONGEST_NAME:]
            name = given or f"{place + 1}.csv"
            taken = any(file.name == name for file in found)
            found.append(File(f"{place + 1}: {name}" if taken else name, content.replace("\r\n", "\n")))
    return found


def _draw(request: Request, site: Site, member: Member, tried: Tried) -> Response:
    changed = [one for one in tried.summary.outcomes if one.fields and not one.is_new] if tried.summary else []
    status = 422 if tried.trouble or tried.problems else 409 if tried.is_overtaken else 200
    return draw(
        request,
        site,
        member,
        "administration/import",
        status=status,
        url=member.url(PLACE),
        tried=tried,
        problems=[(problem, problem_in_words(problem)) for problem in tried.problems[:_LISTED]],
        counts=[(kind, tried.summary.count(kind)) for kind in Kind if tried.summary.count(kind)]
        if tried.summary
        else [],
        changed=changed[:_LISTED],
        unlisted=max(0, len(changed) - _LISTED) + max(0, len(tried.problems) - _LISTED),
        columns={kind: COLUMNS[kind] for kind in Kind if kind is not Kind.CLINICS},
        most=MOST_LINES,
    )


ROUTES = at(PLACE, show_import, take_import)
