"""Two collectors on one mailbox, and one that is killed: each message counts once, on SQLite and on PostgreSQL."""

import multiprocessing
import os
import signal
import threading
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.collecting import Post, reader
from tests.letters import reply_to
from tests.people import DAY, HOUR, SENDER, Cabinet, store_at
from vigil.jobs.collect import Collector
from vigil.mail.connection import Envelope
from vigil.mail.spool import Spool
from vigil.store.tables import Eva, Inbound, Report

pytestmark = [pytest.mark.on_both, pytest.mark.end_to_end]

_MESSAGES = 6


class _Killed(Spool):
    """A mailbox whose reader dies without a word once a message is kept and before it is put away."""

    def done(self, handle: str) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def _collect_and_die(url: str, folder: Path, now: datetime) -> None:
    store = store_at(url, seed=31)
    Collector(store, _Killed(folder), reader(), SENDER.domain).run(now)


@pytest.fixture
def post(cabinet: Cabinet, tmp_path: Path) -> Post:
    """Marie was asked on Thursday how she is."""
    cabinet.treats()
    cabinet.live(2 * DAY + HOUR, step=6 * HOUR)
    return Post(cabinet, tmp_path / "post")


def question(cabinet: Cabinet) -> Envelope:
    return cabinet.courier.to("marie@courrier.example")[-1]


def collect_at_once(post: Post, collectors: int = 2) -> list[BaseException]:
    """Collectors with a program each, all beginning together; what they raised."""
    raised: list[BaseException] = []
    ready = threading.Barrier(collectors)

    def run(seed: int) -> None:
        store = store_at(post.cabinet.store.url, seed=seed)
        own = Post(replace(post.cabinet, store=store), post.folder)
        try:
            ready.wait()
            own.collect()
        except BaseException as error:
            raised.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(200, 200 + collectors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_collectors_keep_each_message_once(post: Post) -> None:
    for points in range(_MESSAGES):
        post.put(reply_to(question(post.cabinet), f"EVA {points}"))
    assert collect_at_once(post) == []
    post.collect()  # what a collision left
    assert post.waiting() == 0
    assert len({row.key for row in post.rows()}) == len(post.rows()) == _MESSAGES
    assert {row.fate for row in post.rows()} == {"report"}
    scores = Counter(row.low for row in post.cabinet.rows(Eva, Eva.report_id.is_not(None)))
    assert set(scores) <= {10 * points for points in range(_MESSAGES)}
    assert len(post.cabinet.rows(Report, Report.is_current)) == 1


def test_two_collectors_put_aside_what_neither_can_read(post: Post) -> None:
    for place in range(_MESSAGES):
        post.put(b"Content-Type: multipart/report\r\n\r\nno bounce of ours " + str(place).encode())
    assert collect_at_once(post) == []
    post.collect()
    assert post.waiting() == 0
    assert len(post.rows()) == _MESSAGES


def test_one_that_is_killed_after_the_commit_and_before_the_move_is_finished_by_the_next(post: Post) -> None:
    post.put(reply_to(question(post.cabinet), "EVA 4, un petit bleu"))
    process = multiprocessing.get_context("spawn").Process(
        target=_collect_and_die, args=(post.cabinet.store.url, post.folder, post.cabinet.now)
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert post.waiting() == 1
    assert len(post.rows()) == 1
    post.collect()
    assert post.waiting() == 0
    assert [row.fate for row in post.cabinet.rows(Inbound)] == ["report"]
    assert [row.low for row in post.cabinet.rows(Eva, Eva.report_id.is_not(None))] == [40]
