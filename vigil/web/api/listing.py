"""Lists, a page at a time: what follows a cursor, in the order in which things were entered."""

import base64
from collections.abc import Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, create_model
from sqlalchemy import select

from vigil.web.api.operations import Answer, Call
from vigil.web.api.problems import Fault, Problem
from vigil.web.api.shapes import Body, Printable, Shown

DEFAULT, MOST = 50, 200

Reference = Annotated[str, Field(min_length=1, max_length=100), Printable]


class Query(Body):
    """What every list takes; texts are read as what they stand for, since an address holds nothing else."""

    model_config = ConfigDict(extra="forbid", strict=False)

    limit: Annotated[int, Field(ge=1, le=MOST, description="How many at most.")] = DEFAULT
    after: Annotated[
        str | None,
        Field(pattern=r"^[A-Za-z0-9_-]{22}$", description="`next` of the page before: what follows it is given."),
    ] = None


def page_model(name: str, shown: type[Shown]) -> type[Shown]:
    doc = "A page; `next` is where the following one begins, and null on the last."
    return create_model(f"{name}Page", __base__=Shown, __doc__=doc, items=(list[shown], ...), next=(str | None, ...))  # type: ignore[valid-type]


def page(
    call: Call,
    table: Any,
    query: Query,
    conditions: Sequence[Any],
    show: Callable[[Call, Sequence[Any]], Sequence[Shown]],
    model: type[Shown],
) -> Answer:
    """The clinic's rows for which the conditions hold, by id: ids grow with time, so a new row never slips between."""
    found = select(table).where(table.clinic_id == call.clinic_id, *conditions).order_by(table.id)
    if query.after is not None:
        found = found.where(table.id > _read(query.after))
    rows = call.session.scalars(found.limit(query.limit + 1)).all()
    shown = rows[: query.limit]
    following = _write(shown[-1].id) if len(rows) > len(shown) else None
    return Answer(model.model_construct(items=list(show(call, shown)), next=following))


def _write(id: UUID) -> str:
    return base64.urlsafe_b64encode(id.bytes).decode().rstrip("=")


def _read(cursor: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor + "=="))
    except ValueError:
        fault = Fault(pointer="?after", detail="This is no cursor that a page has given.")
        raise Problem(
            422, "not_valid", "What was asked is not of the shape that is described.", errors=[fault]
        ) from None
