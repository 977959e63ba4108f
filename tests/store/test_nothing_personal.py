"""What identifies a person lies nowhere in the clear: not in the database's files, not in the log."""

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.people import DAY, HOUR, MARIE, NOEL, PETIT, ROUX, Cabinet, refused
from vigil.actions.acknowledge_alert import resolve_alert
from vigil.actions.reach_patient import opt_out
from vigil.domain.answers import Answers, ReactionAnswer
from vigil.domain.words import ReactionCode, Sign
from vigil.mail.connection import Envelope
from vigil.mail.outcomes import Kind, Outcome
from vigil.store import versions
from vigil.store.tables import Alert

WORDS = "mon voisin Zébulon dit que ça gratte"
PERSONAL = (
    "Durand",
    "Marie",
    "1970-05-17",
    "marie@courrier",
    "06 00 00 00 01",
    "Zébulon",
    "gratte",
    "Anne Roux",
    "roux@cabinet",
    "Hugo Petit",
    "petit@cabinet",
    "Noël",
    "noel@cabinet",
    "Guillaumet",
    "Lombalgie basse",
)


@pytest.fixture
def lived(cabinet: Cabinet) -> Cabinet:
    """Some days in which everything personal is written, sent, refused, answered and changed."""
    cabinet.course("C-2", zone="cervicale", indication="Lombalgie basse", referring_doctor="Dr Guillaumet")
    cabinet.treats(reaction_during="Marie a eu chaud")
    cabinet.live(2 * DAY, step=6 * HOUR)
    itching = ReactionAnswer(ReactionCode.ITCHING)
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING}), reactions=(itching,), words=WORDS))
    cabinet.answer("followup", Answers(has_no_reaction=True, words=WORDS))
    cabinet.live(DAY, step=6 * HOUR)
    cabinet.courier.fate = leaky
    cabinet.live(2 * DAY, step=6 * HOUR)
    with cabinet.writing() as session:
        cabinet.patient_row(session).phone = "06 99 00 00 99"
        resolve_alert(session, session.query(Alert).order_by(Alert.id).limit(1).one(), "vue", None, cabinet.now)
        opt_out(session, cabinet.patient_row(session), cabinet.now)
    cabinet.run("deliver")
    cabinet.run("reconcile")
    return cabinet


def leaky(envelope: Envelope) -> Outcome:
    """A refusal as the courier hands it on."""
    return refused(envelope) if envelope.recipient == MARIE.email else Outcome(envelope.id, Kind.SENT, 250, None, "ok")


def test_the_databases_files_hold_no_name_no_address_and_no_words(lived: Cabinet) -> None:
    database = Path(lived.store.url.removeprefix("sqlite:///"))
    files = sorted(database.parent.glob("vigil.db*"))
    assert {file.name for file in files} >= {"vigil.db", "vigil.db-wal"}
    content = b"".join(file.read_bytes() for file in files)
    assert len(content) > 100_000
    assert b"same_day" in content  # the scan sees what is in the clear
    found = [
        text
        for text in (*PERSONAL, "06 99 00 00 99")
        for code in ("utf-8", "utf-16-le")
        if text.encode(code) in content
    ]
    assert found == []


def test_no_job_logs_a_name_an_address_or_an_answer(cabinet: Cabinet) -> None:
    with capture_logs() as logs:
        cabinet.treats()
        cabinet.wait(2 * DAY)
        cabinet.courier.fate = leaky
        with cabinet.writing() as session:
            versions.add(
                session, cabinet.clinic_id, "text", "same_day/fr", '{"body": "{{ x }}"}', cabinet.now, is_seeded=False
            )
        cabinet.live(DAY, step=6 * HOUR)
        with cabinet.writing() as session:
            for kind in ("rules", "clinic"):
                versions.add(session, cabinet.clinic_id, kind, kind, "Durand [", cabinet.now, is_seeded=False)
        cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING}), words=WORDS))
        cabinet.live(8 * DAY, step=12 * HOUR)
        connection = cabinet.store.engine.raw_connection()
        connection.cursor().execute("UPDATE message SET state = 'cancelled' WHERE state = 'planned'")
        connection.close()
        cabinet.run("reconcile")
    actions = {str(line["action"]) for line in logs}
    assert actions >= {"judge_failed", "digest_failed", "reconcile_difference"}
    written = str(logs)
    assert [text for text in PERSONAL if text.casefold() in written.casefold()] == []
    assert "breathing" not in written


def test_every_line_of_the_log_has_a_stable_action(cabinet: Cabinet) -> None:
    with capture_logs() as logs:
        cabinet.treats()
        with cabinet.writing() as session:
            versions.add(session, cabinet.clinic_id, "text", "followup/fr", "{}", cabinet.now, is_seeded=False)
        cabinet.wait(2 * DAY)
        cabinet.run("deliver")
    assert [line["action"] for line in logs] == ["write_failed"]
    assert set(logs[0]) == {"action", "error", "event", "log_level", "message"}


def names(*people: Any) -> set[str]:
    return {person.name for person in people}


def test_the_list_of_what_is_personal_names_everybody() -> None:
    for name in names(ROUX, PETIT, NOEL):
        assert any(text in name for text in PERSONAL)
