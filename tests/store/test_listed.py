"""A statement for a list of ids finds what belongs to each of them, whatever the length of the list."""

from uuid import UUID

import pytest
from sqlalchemy import String, bindparam, select

from tests.people import Cabinet
from vigil.store.held import held
from vigil.store.listed import Listed
from vigil.store.prepared import Prepared
from vigil.store.tables import Ask, Staff

pytestmark = pytest.mark.on_both

ALL = Prepared(select(Ask.id, Ask.key).where(Ask.clinic_id == bindparam("clinic")).order_by(Ask.key))
THESE = Listed(
    lambda ids: select(Ask.id, Ask.key).where(Ask.clinic_id == bindparam("clinic"), Ask.id.in_(ids)).order_by(Ask.key)
)
NAMED = Listed(lambda names: select(Staff.external_id).where(Staff.external_id.in_(names)), String())
HELD = Listed(lambda ids: select(Ask).where(Ask.id.in_(ids)))


@pytest.mark.parametrize("unknown", [0, 1, 4, 63, 64, 130])
def test_each_of_a_list_is_found_once_among_any_number_of_unknown_ones(asked: Cabinet, unknown: int) -> None:
    with asked.store.reading() as session:
        rows = ALL.all(session, clinic=asked.clinic_id)
        assert len(rows) > 1
        listed = [UUID(int=n) for n in range(unknown)] + [row.id for row in rows]
        assert THESE.all(session, listed=listed, clinic=asked.clinic_id) == rows
        assert THESE.all(session, listed=listed[:unknown], clinic=asked.clinic_id) == []


def test_texts_are_listed_too(asked: Cabinet) -> None:
    with asked.store.reading() as session:
        found = NAMED.all(session, listed=["roux", "nobody", "roux"])
        assert [row.external_id for row in found] == ["roux"]


def test_what_a_list_finds_is_held_by_the_session(asked: Cabinet) -> None:
    with asked.store.reading() as session:
        ids = [row.id for row in ALL.all(session, clinic=asked.clinic_id)]
        first = session.get_one(Ask, ids[0])
        found = {ask.id: ask for ask in held(session, Ask, HELD, listed=ids)}
        assert sorted(found) == sorted(ids)
        assert found[ids[0]] is first
        assert session.get_one(Ask, ids[1]) is found[ids[1]]
