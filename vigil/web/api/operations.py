"""One operation of the API: where it is called, what it takes and gives; and one call of it, as its handler sees it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from vigil.domain.scopes import Scope, allows
from vigil.store.shelf import Shelf
from vigil.store.tables import Clinic
from vigil.web.api.problems import Problem

PREFIX = "/api/v1"


@dataclass(frozen=True)
class Bearer:
    """Who calls: a token of one clinic."""

    id: UUID
    clinic_id: UUID
    scopes: tuple[Scope, ...]

    @property
    def actor(self) -> str:
        """What the audit trail says of whoever calls."""
        return f"api:{self.id}"

    def may(self, scope: Scope) -> bool:
        return allows(self.scopes, scope)


@dataclass
class Answer:
    """What a call is answered with; ``location`` is where what was made can be found."""

    shown: BaseModel
    status: int = 200
    location: str | None = None

    content: str = field(init=False)

    def __post_init__(self) -> None:
        self.content = self.shown.model_dump_json(exclude_unset=True)

    @property
    def headers(self) -> dict[str, str]:
        return {"etag": etag(self.content)} | ({"location": PREFIX + self.location} if self.location else {})


@dataclass
class Call:
    """One call: its transaction, whose it is, what its address says."""

    session: Session
    bearer: Bearer
    now: datetime
    path: Mapping[str, str]
    expected: str | None = None  # the ETag that the caller knows
    _shelf: Shelf | None = None

    @property
    def clinic_id(self) -> UUID:
        return self.bearer.clinic_id

    @property
    def shelf(self) -> Shelf:
        """What was looked up in this call (not a ``cached_property``: its one lock for all threads would deadlock)."""
        if self._shelf is None:
            self._shelf = Shelf(self.session, self.session.get_one(Clinic, self.clinic_id))
        return self._shelf

    @property
    def is_personal(self) -> bool:
        """Whether what identifies a person may be shown."""
        return self.bearer.may(Scope.READ_PERSONAL)

    def look_again(self) -> None:
        """Forget what was looked up: an action has changed it."""
        self._shelf = None

    def unless_changed(self, show: Callable[[], BaseModel]) -> None:
        """``Problem`` when the caller knows another state of it than the present one (``If-Match``)."""
        if self.expected is None or self.expected.strip() == "*":
            return
        known = {each.strip() for each in self.expected.split(",")}
        if etag(show().model_dump_json(exclude_unset=True)) not in known:
            raise Problem(412, "changed_meanwhile", "It has changed since you read it: read it again.")


@dataclass(frozen=True)
class Operation:
    """``handler`` takes the call, then the body where there is one, then the query where there is one."""

    name: str
    method: str
    path: str
    scope: Scope | None
    summary: str
    handler: Callable[..., Answer]
    gives: type[BaseModel]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    creates: bool = False  # may answer 201
    is_conditional: bool = False  # heeds If-Match
    problems: frozenset[int] = field(default_factory=frozenset)  # beside those that every call may meet

    @property
    def writes(self) -> bool:
        return self.method != "GET"


def etag(content: str) -> str:
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
