"""A turn of deliver looks at what is due and at its people, never at the whole ledger."""

from datetime import timedelta

from tests.people import DAY, Cabinet
from tests.plans import told


def test_no_statement_of_a_turn_reads_every_message(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY + timedelta(minutes=1))
    with told(cabinet.store.engine) as said:
        assert cabinet.run("deliver")["sent"] == 1
    about_messages = [words for words in said if "message" in words and words.startswith(("SELECT", "UPDATE"))]
    assert len(about_messages) >= 4
    with cabinet.store.engine.connect() as connection:
        for words in about_messages:
            plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}")]
            scans = [step for step in plan if step.startswith(("SCAN message", "SCAN held"))]
            assert not scans, words
