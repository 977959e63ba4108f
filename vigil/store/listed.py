"""Statements for a list of ids, prepared once for each of a few lengths of the list: what several answers need at once.

A shorter list is filled up with its last id, which finds nothing more. What is found of ids beyond the longest length
comes after the rest, whatever order the statement asks for.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, Uuid, bindparam
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from vigil.store.prepared import Prepared

_LENGTHS = (1, 4, 16, 64)
_MOST = _LENGTHS[-1]


class Listed:
    """A SELECT that ``write`` writes around the places of the ids (``column.in_(places)``)."""

    def __init__(self, write: Callable[[Sequence[Any]], ClauseElement], kind: TypeEngine[Any] | None = None) -> None:
        id = kind or Uuid()
        self._prepared = cache(lambda length: Prepared(write([bindparam(_place(n), type_=id) for n in range(length)])))

    def all(self, session: Session, *, listed: Sequence[Any], **values: Any) -> list[Any]:
        """The rows of all the ids, with the columns as attributes; none without an id."""
        found: list[Any] = []
        for begin in range(0, len(listed), _MOST):
            ids = listed[begin : begin + _MOST]
            length = next(length for length in _LENGTHS if length >= len(ids))
            filled = [*ids, *[ids[-1]] * (length - len(ids))]
            places = {_place(n): id for n, id in enumerate(filled)}
            found += self._prepared(length).all(session, **places, **values)
        return found


def _place(n: int) -> str:
    return f"listed_{n}"
