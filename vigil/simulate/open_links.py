"""What is still open when a play ends, for somebody to try by hand: forms to answer, lists of the practice to open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil.domain.dates import long_day
from vigil.domain.words import AlertState, AskKind, AskState, PatientState, Role
from vigil.store import tokens
from vigil.store.tables import Alert, Ask, Patient, Staff

_KINDS = {
    AskKind.FOLLOWUP: "48 h after a session",
    AskKind.BETWEEN: "between sessions",
    AskKind.END: "end of a course",
    AskKind.LATE: "late check",
}
_LASTS = timedelta(days=30)


@dataclass(frozen=True)
class OpenLink:
    """An address on the web server, and what a person finds there."""

    url: str
    what: str


def to_answer(session: Session, base_url: str, now: datetime, count: int = 5) -> list[OpenLink]:
    """Forms that were mailed and not answered, of as many kinds as there are, the latest first."""
    waiting = session.execute(
        select(Ask, Patient)
        .join(Patient, Patient.id == Ask.patient_id)
        .where(
            Ask.state == AskState.OPEN,
            Ask.asked_at.is_not(None),
            Ask.replied_at.is_(None),
            Ask.closes_at > now + timedelta(days=2),
            Ask.late_at > now,
            Patient.state == PatientState.ACTIVE,
        )
        .order_by(Ask.asked_at.desc(), Ask.id)
    ).all()
    chosen = _varied([(ask, patient) for ask, patient in waiting], count)
    return [
        OpenLink(f"{base_url}/answer/{_answer_token(session, ask)}", _what(ask, patient)) for ask, patient in chosen
    ]


def for_staff(session: Session, base_url: str, now: datetime) -> list[OpenLink]:
    """The list of a physician, that of the telephone calls, and the worst alert that nobody has acknowledged."""
    physician = _somebody(session, Role.PHYSICIAN)
    secretary = _somebody(session, Role.SECRETARY)
    found = [
        OpenLink(f"{base_url}/worklist/{_worklist(session, physician, now)}", f"open alerts, for {physician.name}"),
        OpenLink(
            f"{base_url}/worklist/{_worklist(session, secretary, now)}/tasks", f"calls and sheets, for {secretary.name}"
        ),
    ]
    alert = session.scalar(
        select(Alert).where(Alert.state == AlertState.OPEN).order_by(Alert.urgency, Alert.opened_at.desc()).limit(1)
    )
    if alert is not None:
        extra, until = physician.id.hex, now + _LASTS
        token = tokens.issue(
            session,
            tokens.Purpose.ACKNOWLEDGE,
            alert.clinic_id,
            alert.id,
            extra=extra,
            expires_at=until,
            alert_id=alert.id,
            staff_id=physician.id,
        )
        found.append(OpenLink(f"{base_url}/alert/{token}", f"alert {alert.reference}, to be acknowledged"))
    return found


def _varied(waiting: Sequence[tuple[Ask, Patient]], count: int) -> Iterable[tuple[Ask, Patient]]:
    """One of each kind first, then the rest, in their order; never two of one patient while others wait."""
    seen: set[object] = set()
    rounds: list[list[tuple[Ask, Patient]]] = [[], [], []]
    for ask, patient in waiting:
        place = 0 if ask.kind not in seen and patient.id not in seen else 1 if patient.id not in seen else 2
        rounds[place].append((ask, patient))
        seen |= {ask.kind, patient.id}
    return [pair for each in rounds for pair in each][:count]


def _what(ask: Ask, patient: Patient) -> str:
    asked = f", asked on {long_day(ask.asked_at.date())['en']}" if ask.asked_at else ""
    return f"{_KINDS[ask.kind]}: {patient.given_name or ''} {patient.family_name} ({patient.language}){asked}"


def _answer_token(session: Session, ask: Ask) -> str:
    ring = session.info["keyring"]
    return tokens.derive(ring, tokens.Purpose.ANSWER, ask.clinic_id, ask.id, generation=ask.generation)


def _worklist(session: Session, person: Staff, now: datetime) -> str:
    return tokens.issue(
        session,
        tokens.Purpose.WORKLIST,
        person.clinic_id,
        person.id,
        extra=f"open {now.isoformat()}",
        expires_at=now + _LASTS,
        staff_id=person.id,
    )


def _somebody(session: Session, role: Role) -> Staff:
    person = session.scalar(select(Staff).where(Staff.role == role).order_by(Staff.created_at, Staff.id).limit(1))
    assert person is not None
    return person
