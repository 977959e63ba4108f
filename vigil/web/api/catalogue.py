"""Every operation of the API, in the order of its description. The routes and the description are made from this."""

from datetime import datetime
from uuid import UUID

from vigil.store.tables import ApiToken, Clinic
from vigil.web.api import alerts, courses, patients, reports, sessions
from vigil.web.api.operations import Answer, Call, Operation
from vigil.web.api.shapes import Moment, Shown


class TokenShown(Shown):
    """Whose token this is, and what it may do."""

    id: UUID
    clinic: str
    name: str
    scopes: list[str]
    expires_at: Moment | None


def show_token(call: Call) -> Answer:
    row = call.session.get_one(ApiToken, call.bearer.id)
    clinic = call.session.get_one(Clinic, call.clinic_id)
    expires_at: datetime | None = row.expires_at
    shown = TokenShown(
        id=row.id, clinic=clinic.external_id, name=row.name, scopes=list(row.scopes), expires_at=expires_at
    )
    return Answer(shown)


OPERATIONS: tuple[Operation, ...] = (
    Operation("get_token", "GET", "/token", None, "Read what this token may do", show_token, TokenShown),
    *patients.OPERATIONS,
    *courses.OPERATIONS,
    *sessions.OPERATIONS,
    *reports.OPERATIONS,
    *alerts.OPERATIONS,
)
