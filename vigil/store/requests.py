"""Requests that may arrive twice: the second time does nothing and gives the first time's result."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.store.listed import Listed
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
        return result_of(done, action)
    result = act()
    session.flush()
    note(session, clinic_id, {request_id: result}, action, now)
    return result


def result_of(done: Any, action: str) -> Any:
    """What a request gave that was carried out; one of another action is refused (``Refused``)."""
    if done.action != action:
        raise Refused(f"The request id was already used for {done.action}.", field="request_id")
    return done.result


def note(session: Session, clinic_id: UUID, results: Mapping[str, Any], action: str, now: datetime) -> None:
    """Note what requests gave that were carried out, by their ids."""
    shared = {"clinic_id": clinic_id, "action": action, "at": now}
    enter(session, Request, *({**shared, "request_id": id, "result": result} for id, result in results.items()))


def find(session: Session, clinic_id: UUID, request_id: str) -> Any | None:
    """The ``action`` and the ``result`` of a request that was carried out."""
    return find_all(session, clinic_id, [request_id]).get(request_id)


def find_all(session: Session, clinic_id: UUID, request_ids: Sequence[str]) -> dict[str, Any]:
    """The same for those of some requests that were carried out, by their ids."""
    return {row.request_id: row for row in _FIND.all(session, listed=request_ids, clinic=clinic_id)}


_FIND = Listed(
    lambda ids: select(Request.request_id, Request.action, Request.result).where(
        Request.clinic_id == bindparam("clinic"), Request.request_id.in_(ids)
    ),
    String(),
)
