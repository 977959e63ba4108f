"""Sealing everything anew under the newest keys, in small batches that each commit: cut short, it goes on from there.

What is sealed lies in the columns ``…_sealed``; a value says by its second byte, and an index by the number before its
colon, which key it was made with. Nothing that a value says changes, so nothing of this is an event of the audit trail.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, update
from sqlalchemy.orm import Session

from vigil.store.base import Base, Sealed
from vigil.store.database import Store
from vigil.store.sealing import Keyring, SealBroken, place

_BATCH = 200


@dataclass
class Resealed:
    """How many values were sealed anew, and which rows (table and id) hold one that does not open and was left."""

    values: int = 0
    broken: list[tuple[str, UUID]] = field(default_factory=list)


def _nobody(_rows: int) -> None:
    pass


def reseal(store: Store, now: Callable[[], datetime], *, on_batch: Callable[[int], None] = _nobody) -> Resealed:
    """Seal and index under the newest keys whatever is not; ``on_batch`` hears how many rows a batch had."""
    done = Resealed()
    for table in _tables():
        last: UUID | None = None
        while True:
            with store.writing(now(), "keys") as session:
                ids = _one_batch(session, table, last, store.keyring, done)
            if not ids:
                break
            last = ids[-1]
            on_batch(len(ids))
    return done


def count_left(store: Store) -> int:
    """How many rows hold something that the newest keys have not made."""
    with store.reading() as session:
        return sum(
            session.scalar(select(func.count()).select_from(table).where(_is_left(table, store.keyring))) or 0
            for table in _tables()
        )


def _one_batch(session: Session, table: Table, last: UUID | None, ring: Keyring, done: Resealed) -> list[UUID]:
    after = [] if last is None else [table.c.id > last]
    chosen = select(table).where(_is_left(table, ring), *after).order_by(table.c.id).limit(_BATCH)
    rows = session.execute(chosen).mappings().all()
    for row in rows:
        try:
            changed = _made_anew(table, row, ring)
        except SealBroken:
            done.broken.append((table.name, row["id"]))
            continue
        unchanged = [table.c[name] == row[name] for name in changed if row[name] is not None]
        session.execute(update(table).where(table.c.id == row["id"], *unchanged).values(changed))
        done.values += len(changed)
    return [row["id"] for row in rows]


def _made_anew(table: Table, row: Mapping[Any, Any], ring: Keyring) -> dict[str, Any]:
    """What of a row the newest keys would write otherwise."""
    changed: dict[str, Any] = {}
    for name in _sealed_columns(table):
        if row[name] is not None and row[name][1] != max(ring.sealing):
            bound = place(table.name, name, row["id"])
            changed[name] = ring.seal_bytes(ring.unseal_bytes(row[name], bound), bound)
    for seal in _indexed(table):
        if row[seal.column] is not None and _is_old(row[str(seal.index)], ring):
            text = ring.unseal(row[seal.column], place(table.name, seal.column, row["id"]))
            changed[str(seal.index)] = ring.blind_index(seal.folded(text))
    return changed


def _is_old(index: str | None, ring: Keyring) -> bool:
    return index is None or not index.startswith(f"{max(ring.indexing)}:")


def _is_left(table: Table, ring: Keyring) -> ColumnElement[bool]:
    newest = bytes([max(ring.sealing)])
    held = [table.c[name] for name in _sealed_columns(table)]
    left = [and_(column.is_not(None), func.substr(column, 2, 1) != newest) for column in held]
    for seal in _indexed(table):
        index = table.c[str(seal.index)]
        is_old = or_(index.is_(None), index.not_like(f"{max(ring.indexing)}:%"))
        left.append(and_(table.c[seal.column].is_not(None), is_old))
    return or_(*left)


def _tables() -> Iterator[Table]:
    return (table for table in Base.metadata.sorted_tables if _sealed_columns(table))


def _sealed_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name.endswith("_sealed")]


def _indexed(table: Table) -> list[Sealed]:
    kinds = [mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table]
    return [seal for kind in kinds for seal in kind.sealed_attributes if seal.index]
