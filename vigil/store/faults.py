"""Since when a mailbox cannot be read: kept as a fact, so that any process and a restart know it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from vigil.store.tables import Fact

PATIENCE = timedelta(minutes=30)
"""How long a mailbox may stay closed before its clinics are told."""

_MAILBOXES = "mailboxes"


def failing_since(session: Session, inbox: str | None = None) -> datetime | None:
    """Since when an inbox (whichever has failed longest, when none is named) cannot be read; ``None`` if it can."""
    kept = _kept(session)
    failing = [at for name, at in kept.items() if inbox in (None, name)]
    return datetime.fromisoformat(min(failing)) if failing else None


def note_failing(session: Session, inbox: str, since: datetime) -> None:
    """Note that an inbox cannot be read."""
    session.merge(Fact(name=_MAILBOXES, value=_kept(session) | {inbox: since.isoformat()}))


def note_served(session: Session, inbox: str) -> None:
    """Note that it can be read again."""
    left = {name: at for name, at in _kept(session).items() if name != inbox}
    session.merge(Fact(name=_MAILBOXES, value=left))


def _kept(session: Session) -> dict[str, str]:
    fact = session.get(Fact, _MAILBOXES)
    return {} if fact is None else dict(fact.value)
