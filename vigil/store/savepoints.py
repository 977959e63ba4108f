"""Stretches of a transaction that are kept whole or not at all, whose savepoint begins when something is written.

Most of what is tried so finds nothing to write: a rule that finds nothing, an item that is in line. On SQLite a look-up
that fails takes nothing with it, and such a stretch then costs no savepoint; on PostgreSQL it would take the whole
transaction, and the savepoint begins at once.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy.orm import Session

from vigil.store.base import pending

EAGER = "savepoints_begin_at_once"
_AWAITED = "awaited_savepoints"
_BEGINS = "begins_savepoint"


@contextmanager
def apart(session: Session) -> Iterator[None]:
    """What the block writes is kept when it ends; when it raises, nothing of it is, in the session's objects either."""
    session.flush()  # what waits to be written belongs to before
    awaited: list[ExitStack] = session.info.setdefault(_AWAITED, [])
    with ExitStack() as savepoint:
        awaited.append(savepoint)
        if session.info.get(EAGER):
            begin_awaited(session)
        try:
            yield
            session.flush()
        except BaseException:
            if savepoint in awaited:
                _forget(session)
            raise
        finally:
            if savepoint in awaited:
                awaited.remove(savepoint)


def begin_awaited(session: Session) -> None:
    """Begin the savepoints of the stretches that the session is in: something is about to be written."""
    awaited: list[ExitStack] | None = session.info.get(_AWAITED)
    while awaited:
        savepoint = awaited.pop(0)
        session.info[_BEGINS] = True
        try:
            savepoint.enter_context(session.begin_nested())
        finally:
            session.info[_BEGINS] = False


def is_awaited(session: Session) -> bool:
    """Whether a savepoint has yet to begin."""
    return bool(session.info.get(_AWAITED))


def is_beginning(session: Session) -> bool:
    """Whether a savepoint begins just now: what waits to be written is written in it, and not before."""
    return bool(session.info.get(_BEGINS))


def _forget(session: Session) -> None:
    """Nothing was written: what was to be is dropped."""
    for row in session.new:
        session.expunge(row)
    for row in session.deleted:
        session.add(row)
    for row in session.dirty:
        session.expire(row)
    for row in session.identity_map.values():
        pending(row).clear()
