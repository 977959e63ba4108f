"""From an address to a row of the clinic: by vigil's own id, or by the external id that the practice gave."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from vigil.web.api.operations import Call
from vigil.web.api.problems import not_found

EXTERNAL = "external:"
"""What stands before an external id in an address (``/patients/external:P-1``)."""


def find(call: Call, table: Any, *, locks: bool = False) -> Any:
    """The clinic's row that the address names; the same 404 for another clinic's and for none."""
    row = find_if_any(call, table, locks=locks)
    if row is None:
        raise not_found()
    return row


def find_if_any(call: Call, table: Any, *, locks: bool = False) -> Any | None:
    condition = _named(table, call.path["ref"])
    if condition is None:
        raise not_found()
    query = select(table).where(table.clinic_id == call.clinic_id, condition)
    return call.session.scalar(query.with_for_update() if locks else query)


def external_id_of(reference: str) -> str | None:
    """The external id that an address names; ``None`` when it names something else."""
    given = reference.removeprefix(EXTERNAL)
    return given if given != reference and given.isprintable() and 0 < len(given) <= 100 else None


def _named(table: Any, reference: str) -> Any | None:
    external_id = external_id_of(reference) if hasattr(table, "external_id") else None
    if external_id is not None:
        return table.external_id == external_id
    try:
        return table.id == UUID(reference)
    except ValueError:
        return None
