"""SQLite is told how our indexes divide the rows, so that nothing about one patient reads a whole clinic."""

from tests.people import Cabinet
from tests.plans import reading_whole_clinics, told
from vigil.store.migrations import upgrade
from vigil.store.planner import tell_planner


def test_every_index_is_known_to_the_planner(cabinet: Cabinet) -> None:
    with cabinet.store.engine.connect() as connection:
        counted = {row[0]: row[1] for row in connection.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1")}
        indexes = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'index'").scalars().all()
    assert set(counted) == {name for name in indexes if "alembic" not in name}
    assert counted["ix_report_patient"].split()[:3] == ["1000000", "1000000", "10"]
    assert counted["ix_session_state"].split()[:3] == ["1000000", "1000000", "200000"]
    assert counted["sqlite_autoindex_report_1"].split() == ["1000000", "1"]


def test_a_database_that_was_counted_by_hand_is_told_again(cabinet: Cabinet) -> None:
    engine = cabinet.store.engine

    def known() -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM sqlite_stat1 ORDER BY idx")]

    before = known()
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    assert known() != before
    tell_planner(engine)
    assert known() == before


def test_opening_a_database_that_knows_writes_nothing(cabinet: Cabinet) -> None:
    with told(cabinet.store.engine) as said:
        upgrade(cabinet.store.engine)
    assert said
    assert not [words for words in said if words.startswith(("ANALYZE", "DELETE", "INSERT", "BEGIN IMMEDIATE"))]


def test_reconciling_reads_each_patient_by_their_own_rows(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.run("reconcile")
    with told(cabinet.store.engine) as said:
        cabinet.run("reconcile")
    each = [words for words in said if "merged_into_id" in words]
    assert each
    assert reading_whole_clinics(cabinet.store.engine, each) == []
