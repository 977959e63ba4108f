"""Processes of their own that share one database, on SQLite and on PostgreSQL: no leader, and any may be killed."""

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.commands import Run
from tests.cli.practice_files import write_practice
from tests.cli.test_serving import _answer_with_danger, _site, end, eventually, is_healthy, letter_to, serving
from tests.postgres import BOTH, Postgres
from vigil.mail.mailbox import Mailbox

pytestmark = pytest.mark.end_to_end


@pytest.fixture(params=BOTH)
def shared(
    request: pytest.FixtureRequest,
    home: Path,
    relay: Mailbox,
    vigil: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Mailbox]:
    """An installation with a practice that was imported into an empty database; its relay."""
    with ExitStack() as after:
        if request.param == "postgresql":
            server: Postgres = request.getfixturevalue("postgres")
            url = server.create()
            after.callback(server.drop, url)
            monkeypatch.setenv("VIGIL_DATABASE_URL", url)
        imported = vigil("import", *write_practice(tmp_path, datetime.now(UTC)), "--apply")
        assert imported.code == 0, imported.err
        yield relay


def wait_for_its_start(process: subprocess.Popen[str]) -> None:
    """Until it says that it serves; ended before that it would not end cleanly."""
    assert process.stderr is not None
    while "serving" not in process.stderr.readline():
        assert process.poll() is None


def test_an_emergency_that_one_process_takes_leaves_another_within_a_second(shared: Mailbox) -> None:
    with serving("--only", "web"), serving("--only", "worker"):
        eventually(is_healthy, "health")
        question = eventually(lambda: letter_to(shared, "marie@courrier.example"), "the follow-up")
        link = re.search(r"https://suivi\.example/answer/\w+", question.text)
        assert link is not None
        _answer_with_danger(_site(), link[0])
        answered_at = time.monotonic()
        eventually(lambda: letter_to(shared, "anne.roux@cabinet.example"), "the alert")
        took = time.monotonic() - answered_at
    assert took < 8  # about 0.3 s on an idle machine; at the tick it would be up to ten


def test_the_scheduler_alone_sends_nothing_and_ends_cleanly(shared: Mailbox) -> None:
    with serving("--only", "scheduler") as process:
        wait_for_its_start(process)
        time.sleep(2)
        assert not is_healthy()
        code, _ = end(process, signal.SIGTERM)
        said = process.stderr.read() if process.stderr else ""
    assert code == 0
    assert "failed" not in said
    assert shared.messages() == []


def test_several_of_each_begin_at_once_and_send_each_mail_once(shared: Mailbox, vigil: Run) -> None:
    with ExitStack() as running:
        processes = [running.enter_context(serving("--only", part)) for part in ("worker", "worker", "scheduler")]
        eventually(lambda: letter_to(shared, "marie@courrier.example"), "the follow-up")
        for process in processes:
            wait_for_its_start(process)
        time.sleep(2)
        ended = [end(process, signal.SIGTERM)[0] for process in processes]
        said = [process.stderr.read() if process.stderr else "" for process in processes]
    assert ended == [0, 0, 0], said
    assert not any("failed" in each for each in said), said
    assert len(shared.messages()) == 1
    assert vigil("run-job", "reconcile").code == 0
