"""Requests that may arrive twice: the second time does nothing and gives the first time's result."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.store.tables import Request


def once(
    session: Session, clinic_id: UUID, request_id: str | None, action: str, now: datetime, act: Callable[[], Any]
) -> Any:
    """The JSON-able result of ``act()``, carried out at most once per request id of a clinic.

    Without an id the action is simply carried out. An id that was used for another action is refused (``Refused``).
    """
    if not request_id:
        return act()
    if len(request_id) > 64:
        raise Refused("The request id is longer than 64 characters.", field="request_id")
    done = session.get(Request, (clinic_id, request_id))
    if done is not None:
        if done.action != action:
            raise Refused(f"The request id was already used for {done.action}.", field="request_id")
        return done.result
    result = act()
    session.add(Request(clinic_id=clinic_id, request_id=request_id, action=action, result=result, at=now))
    session.flush()
    return result
