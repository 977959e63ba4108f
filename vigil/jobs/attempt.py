"""Turning one item of a job, so that one at fault never stops the others."""

from collections.abc import Callable

import structlog
from sqlalchemy.orm import Session

from vigil.store.savepoints import apart

log = structlog.get_logger()


def attempted(session: Session, job: str, id: object, act: Callable[[], object]) -> bool:
    """Carry out ``act`` in a savepoint; ``False`` when it raised, and nothing of it was kept but a line in the log."""
    try:
        with apart(session):
            act()
    except Exception as error:  # its text may quote a person
        log.error("one item failed", action=f"{job}_failed", item=str(id), error=type(error).__name__)
        return False
    return True
