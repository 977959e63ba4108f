"""Requests that may arrive twice: the second time does nothing and gives the first time's result."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.store.prepared import Prepared
from vigil.store.tables import Request
from vigil.store.writes import enter


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
    done = find(session, clinic_id, request_id)
    if done is not None:
        if done.action != action:
            raise Refused(f"The request id was already used for {done.action}.", field="request_id")
        return done.result
    result = act()
    session.flush()
    enter(
        session,
        Request,
        {"clinic_id": clinic_id, "request_id": request_id, "action": action, "result": result, "at": now},
    )
    return result


def find(session: Session, clinic_id: UUID, request_id: str) -> Any | None:
    """The ``action`` and the ``result`` of a request that was carried out."""
    return _FIND.first(session, clinic=clinic_id, request=request_id)


_FIND = Prepared(
    select(Request.action, Request.result).where(
        Request.clinic_id == bindparam("clinic"), Request.request_id == bindparam("request")
    )
)
