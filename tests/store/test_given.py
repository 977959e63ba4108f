"""What is handed to a statement for many rows at once arrives as it was given, on both databases."""

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import String, Table, Uuid, select, update

from tests.people import Cabinet
from vigil.store.base import Instant
from vigil.store.given import Each
from vigil.store.prepared import Prepared
from vigil.store.tables import Ask

pytestmark = pytest.mark.on_both

_ASK = cast(Table, Ask.__table__)

CHANGE = Each(
    lambda given: (
        update(_ASK)
        .where(_ASK.c.id == given.id)
        .values(key=given.key, asked_at=given.asked_at, session_id=given.session_id)
    ),
    id=Uuid(),
    key=String(),
    asked_at=Instant(),
    session_id=Uuid(),
)
ALL = Prepared(select(Ask.id, Ask.key, Ask.asked_at, Ask.session_id).order_by(Ask.id))

TEXTS = [
    "",
    "NULL",
    "null",
    '"',
    "\\",
    '\\"',
    "{a,b}",
    " two  words ",
    "a\nb\tc",
    "é 🙂 \u2028",
    "'; --",
    "%s %(a)s :b",
    "\x01",
]


@pytest.mark.parametrize("text", TEXTS)
def test_texts_instants_and_ids_arrive_as_they_were_given(asked: Cabinet, text: str) -> None:
    at = datetime(2026, 3, 29, 1, 30, 0, 123, tzinfo=UTC)
    with asked.store.writing(at, "test") as session:
        rows: list[Any] = ALL.all(session)
        given = [(row.id, f"{text}{n}" if n else text, at if n else None, row.session_id) for n, row in enumerate(rows)]
        assert len(given) > 1
        assert CHANGE.run(session, given) == len(given)
        assert [tuple(row) for row in ALL.all(session)] == given


def test_nothing_changes_for_an_id_that_is_not_there(asked: Cabinet) -> None:
    with asked.store.writing(datetime(2026, 3, 29, tzinfo=UTC), "test") as session:
        before = ALL.all(session)
        assert CHANGE.run(session, [(UUID(int=1), "x", None, before[0].session_id)]) == 0
        assert ALL.all(session) == before
