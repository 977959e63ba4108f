"""Patients answer on the web while those who serve the pages are killed: what was taken is on record, once."""

import asyncio
import os
import random
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from vigil import clock
from vigil.bench.mould import Cast, Mould
from vigil.bench.serving import FINE, IN_DANGER, Post, free_port, posts, serve, take_page
from vigil.bench.throwaway import Throwaway, throwaway
from vigil.domain.words import Urgency
from vigil.store.tables import Alert, Message, Report

_LONGEST_LIFE = 30
"""Answers that a server takes at most before it is killed."""


@dataclass(frozen=True)
class Rush:
    """So many patients who answer at once, every third in danger. The seed gives the order and the kills."""

    seed: int
    database_url: str = ""
    answers: int = 120
    servers: int = 1
    clients: int = 8

    def __str__(self) -> str:
        kind = self.database_url.partition(":")[0] or "sqlite"
        return f"--answers {self.answers} --seed {self.seed} ({kind}, {self.servers} servers)"


@dataclass
class Outcome:
    """What came of it: ``faults`` must be empty, or an answer was lost or counted twice."""

    rush: Rush
    faults: list[str] = field(default_factory=list)
    kills: int = 0
    sent_again: int = 0


def undergo(rush: Rush) -> Outcome:
    """Play it on a database of its own, and judge it."""
    outcome = Outcome(rush)
    with throwaway(rush.database_url) as ground:
        calm, endangered = _posts(ground, rush)
        draw, waiting = random.Random(rush.seed), [*calm, *endangered]
        draw.shuffle(waiting)
        crowd = _Crowd(draw, deque(waiting), outcome)
        while crowd.waiting:
            crowd.come(ground, rush)
            outcome.faults += [f"the answer to {id} was taken and is gone" for id in crowd.taken - _answered(ground)]
        outcome.faults += _faults(ground, [post.ask_id for post in waiting], {post.ask_id for post in endangered})
    return outcome


def _posts(ground: Throwaway, rush: Rush) -> tuple[list[Post], list[Post]]:
    mould = Mould(ground, clock.now())
    people = mould.fill([Cast(n) for n in range(rush.answers)])
    third = rush.answers // 3
    calm = posts(ground, mould, people[third:], FINE, score=True)
    return calm, posts(ground, mould, people[:third], IN_DANGER, score=False)


class _Crowd:
    """Who still waits to answer: whoever saw no page sends the form again, as a browser does when it is told to."""

    def __init__(self, draw: random.Random, waiting: deque[Post], outcome: Outcome) -> None:
        self.waiting = waiting
        self.taken: set[UUID] = set()
        self._draw = draw
        self._outcome = outcome

    def come(self, ground: Throwaway, rush: Rush) -> None:
        """New servers, until all of them were killed or everybody has answered."""
        with ExitStack() as opened:
            settings = [ground.settings.model_copy(update={"port": free_port()}) for _ in range(rush.servers)]
            dooms = [self._doom(opened.enter_context(serve(each, "--only", "web"))) for each in settings]
            asyncio.run(self._all_answer([each.port for each in settings], dooms, rush.clients))

    def _doom(self, pid: int) -> Callable[[], None]:
        """To be told of each page that came back: after some, the server is killed, at work on the next ones."""
        left, pause = self._draw.randint(1, _LONGEST_LIFE), self._draw.uniform(0.0, 0.01)

        def kill() -> None:
            os.kill(pid, signal.SIGKILL)
            self._outcome.kills += 1

        def heard() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                asyncio.get_running_loop().call_later(pause, kill)

        return heard

    async def _all_answer(self, ports: list[int], dooms: list[Callable[[], None]], clients: int) -> None:
        ways = list(zip(ports, dooms, strict=True))
        await asyncio.gather(*(self._answer(*ways[number % len(ways)]) for number in range(clients)))

    async def _answer(self, port: int, heard: Callable[[], None]) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return
        while self.waiting:
            post = self.waiting.popleft()
            try:
                writer.write(post.request)
                await take_page(reader)
            except (OSError, asyncio.IncompleteReadError):
                self.waiting.append(post)
                self._outcome.sent_again += 1
                break
            self.taken.add(post.ask_id)
            heard()
        writer.close()


def _answered(ground: Throwaway) -> set[UUID]:
    with ground.store.reading() as session:
        return set(session.scalars(select(Report.ask_id)))


def _faults(ground: Throwaway, asked: list[UUID], endangered: set[UUID]) -> Iterator[str]:
    with ground.store.reading() as session:
        kept = Counter(session.scalars(select(Report.ask_id)))
        alerts = session.execute(
            select(Report.ask_id, Alert.id, Alert.urgency).join(Alert, Alert.report_id == Report.id)
        ).all()
        told = set(session.scalars(select(Message.alert_id).where(Message.alert_id.is_not(None))))
    yield from (f"{kept[id]} reports of {id}" for id in asked if kept[id] != 1)
    emergencies = Counter(alert.ask_id for alert in alerts if alert.urgency == Urgency.EMERGENCY)
    yield from (f"{emergencies[id]} emergencies of {id}" for id in endangered if emergencies[id] != 1)
    yield from (f"an emergency of {id} of those who are well" for id in emergencies.keys() - endangered)
    deaf = (alert for alert in alerts if alert.urgency == Urgency.EMERGENCY and alert.id not in told)
    yield from (f"nobody is told of the emergency of {alert.ask_id}" for alert in deaf)
