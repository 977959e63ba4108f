"""Importing the agenda: a file is read, what it would do is shown first, and what nobody could match is assigned."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from vigil.actions.import_agenda import Fate, Placed, import_agenda, key_of, read_calendar
from vigil.actions.importing import Kind
from vigil.actions.importing.importing import import_files
from vigil.actions.importing.problems import LISTED, ImportRefused, Problem
from vigil.actions.importing.reading import read_content
from vigil.actions.importing.sheets import Sheet
from vigil.actions.importing.summary import Summary
from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.permissions import Permission
from vigil.domain.wording import say
from vigil.domain.words import SessionState
from vigil.replies.fields import cleaned
from vigil.store.shelf import Shelf
from vigil.store.tables import Clinic, TreatmentSession
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.refusals import problem_in_words, refusal
from vigil.web.forms import Posted
from vigil.web.site import Site

_SHOWN = 200
_AGENDA_STATES = frozenset({"", *(state.value for state in SessionState if state is not SessionState.PERFORMED)})
_NOT_UTF_8 = say("Le fichier n'est pas en UTF-8 : enregistrez-le ainsi.", "The file is not UTF-8: save it so.")
_NO_AGENDA = say(
    "Ce n'est ni un agenda iCalendar (.ics), ni une table de séances (.csv). Rien n'a été écrit.",
    "This is neither an iCalendar agenda (.ics) nor a table of sessions (.csv). Nothing was written.",
)
_REFUSED = say("Le fichier est refusé. Rien n'a été écrit.", "The file is refused. Nothing was written.")
_NO_FILE = say("Choisissez un fichier .ics ou .csv.", "Choose an .ics or .csv file.")


@for_members(*Permission.IMPORT_AGENDA.roles)
def show_import(request: Request, site: Site, member: Member) -> Response:
    """GET: choose a file."""
    return _drawn(request, site, member)


@for_members(*Permission.IMPORT_AGENDA.roles, writes=True, takes_files=True)
def take_import(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: show what the file would do; nothing is written until that was seen and confirmed."""
    content = _given(form, "file") or _given(form, "content")
    if not content.strip():
        return _drawn(request, site, member, trouble=_NO_FILE)
    if "\ufffd" in content:
        return _drawn(request, site, member, trouble=_NOT_UTF_8)
    if not (_is_calendar(content) or _is_table(content)):
        return _drawn(request, site, member, trouble=_NO_AGENDA)
    is_applied = _given(form, "do") == "apply" and not _given(form, "file")
    now = site.now()
    try:
        with member.writing(site.store, now, is_long=True) as session:
            placed, summary = _imported(session, member, content, _assigned(form), now)
            if not is_applied:
                session.rollback()
    except ImportRefused as refused:
        return _drawn(request, site, member, trouble=_REFUSED, problems=refused.problems[:LISTED])
    except Refused as refused:
        told = refusal(refused)
        said = say(f"Le fichier est refusé : {told.fr}", f"The file is refused: {told.en}")
        return _drawn(request, site, member, trouble=said)
    return _drawn(request, site, member, content=content, placed=placed, summary=summary, is_applied=is_applied)


def _imported(
    session: Session, member: Member, content: str, assigned: Mapping[str, str], now: datetime
) -> tuple[list[Placed], Summary | None]:
    if _is_calendar(content):
        events = read_calendar(content.lstrip("\ufeff \r\n\t"), member.zone)
        return import_agenda(session, member.clinic_id, events, assigned, now), None
    sheet = read_content("agenda", content.encode(), Kind.SESSIONS)
    _check_sheet(session, member, sheet)
    return [], import_files(session, [sheet], None, now)


def _is_calendar(content: str) -> bool:
    return content.lstrip("\ufeff \r\n\t").upper().startswith("BEGIN:VCALENDAR")


def _is_table(content: str) -> bool:
    """Whether one of its first two lines names a column (Excel may put ``sep=;`` before)."""
    return any("external_id" in line for line in content.splitlines()[:2])


def _check_sheet(session: Session, member: Member, sheet: Sheet) -> None:
    """An agenda says what is to come, at this clinic: what was performed is recorded at the desk, one by one."""
    clinic = session.get_one(Clinic, member.clinic_id)
    shelf = Shelf(session, clinic)
    shelf.fetch(TreatmentSession, [line.cells.get("external_id", "") for line in sheet.lines])
    for line in sheet.lines:
        if line.cells.get("clinic", "") != clinic.external_id:
            raise Refused(f"line {line.number}: the clinic is not {clinic.external_id!r}.", field="file")
        row = shelf.find(TreatmentSession, line.cells.get("external_id", ""))
        is_done = row is not None and row.state is SessionState.PERFORMED
        if line.cells.get("state", "").strip().lower() not in _AGENDA_STATES or is_done:
            raise Refused(f"line {line.number}: a performed session is recorded at the desk.", field="file")


def _assigned(form: Posted) -> dict[str, str]:
    """The file numbers that were given by hand."""
    given = {name.removeprefix("assign."): _given(form, name) for name in form if name.startswith("assign.")}
    return {key: cleaned(number) for key, number in given.items() if number.strip()}


def _given(form: Posted, name: str) -> str:
    return (form.get(name) or [""])[0]


def _drawn(
    request: Request,
    site: Site,
    member: Member,
    *,
    content: str = "",
    placed: Sequence[Placed] = (),
    summary: Summary | None = None,
    is_applied: bool = False,
    trouble: Bilingual | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    return draw(
        request,
        site,
        member,
        "agenda",
        status=422 if trouble else 200,
        content=content,
        trouble=trouble,
        is_applied=is_applied,
        was_read=bool(placed or summary),
        fates=list(Fate),
        counts=Counter(one.fate for one in placed),
        unmatched=[one for one in placed if one.fate is Fate.UNMATCHED][:_SHOWN],
        changed=[one for one in placed if one.fate in (Fate.PLANNED, Fate.MOVED, Fate.CANCELLED)][:_SHOWN],
        key_of=key_of,
        counts_of_table=summary.count(Kind.SESSIONS) if summary else None,
        problems=[(problem, problem_in_words(problem)) for problem in problems],
    )


ROUTES = at("/calls/agenda", show_import, take_import)
