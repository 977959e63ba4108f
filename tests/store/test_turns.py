"""Writers take turns, share commits, and none takes another's work with it."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text

from vigil.store.turns import Turns


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'turns.db'}", connect_args={"check_same_thread": False})
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (n INTEGER PRIMARY KEY)"))
    yield engine
    engine.dispose()


def notes(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT n FROM note ORDER BY n")))


def write(turns: Turns, n: int, then: Callable[[], None] = lambda: None, *, is_alone: bool = False) -> None:
    with turns.turn(is_alone=is_alone) as (connection, is_shared):
        savepoint = connection.begin_nested() if is_shared else None
        connection.execute(text("INSERT INTO note VALUES (:n)"), {"n": n})
        try:
            then()
        except BaseException:
            (savepoint or connection).rollback()
            raise
        if savepoint is not None:
            savepoint.commit()


def commits(engine: Engine) -> list[int]:
    """One entry for each commit from now on."""
    counted: list[int] = []
    event.listen(engine, "commit", lambda connection: counted.append(1))
    return counted


class Crowd:
    """Threads that queue while the first one holds its turn."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.go = threading.Event()
        self.begun = threading.Event()
        self.pool = ThreadPoolExecutor(40)
        self.first = self.pool.submit(write, turns, 0, self._hold)

    def _hold(self) -> None:
        self.begun.set()
        self.go.wait(10)

    def joined_by(self, *others: Callable[[], None]) -> list[Exception | None]:
        """The others queue in this order; then the first one goes on. What each of them raised."""
        self.begun.wait(10)
        futures = []
        for place, other in enumerate(others, start=1):
            futures.append(self.pool.submit(other))
            while len(self.turns._waiting) < place:  # they must queue in order
                threading.Event().wait(0.001)
        self.go.set()
        raised = [future.exception(10) for future in (self.first, *futures)]
        self.pool.shutdown()
        return [error if isinstance(error, Exception) else None for error in raised]


def fail() -> None:
    raise LookupError("a fault of its own")


def test_those_who_wait_share_one_commit(engine: Engine) -> None:
    turns, counted = Turns(engine, longest=10), commits(engine)
    raised = Crowd(turns).joined_by(*(lambda n=n: write(turns, n) for n in range(1, 20)))
    assert raised == [None] * 20
    assert notes(engine) == list(range(20))
    assert len(counted) == 1


def test_a_fault_takes_nothing_with_it_but_its_own(engine: Engine) -> None:
    turns = Turns(engine, longest=10)
    raised = Crowd(turns).joined_by(
        lambda: write(turns, 1, fail), lambda: write(turns, 2), lambda: write(turns, 3, fail)
    )
    assert [type(error) for error in raised] == [type(None), LookupError, type(None), LookupError]
    assert notes(engine) == [0, 2]
    write(turns, 9)
    assert notes(engine) == [0, 2, 9]


def test_the_first_ones_fault_leaves_a_clean_turn_to_the_next(engine: Engine) -> None:
    turns = Turns(engine, longest=10)
    with pytest.raises(LookupError):
        write(turns, 1, fail)
    write(turns, 2)
    assert notes(engine) == [2]


def test_nobody_goes_on_before_the_commit_and_all_learn_that_it_failed(engine: Engine) -> None:
    turns = Turns(engine, longest=10)

    @event.listens_for(engine, "commit")
    def refuse(_connection: object) -> None:
        raise OSError("the disk is full")

    raised = Crowd(turns).joined_by(lambda: write(turns, 1), lambda: write(turns, 2))
    assert [str(error) for error in raised] == ["the disk is full"] * 3
    event.remove(engine, "commit", refuse)
    assert notes(engine) == []
    write(turns, 5)
    assert notes(engine) == [5]


def test_who_is_to_be_alone_shares_with_nobody(engine: Engine) -> None:
    turns, counted = Turns(engine, longest=10), commits(engine)
    raised = Crowd(turns).joined_by(
        lambda: write(turns, 1, is_alone=True), lambda: write(turns, 2), lambda: write(turns, 3)
    )
    assert raised == [None] * 4
    assert len(counted) == 3  # the first, the one alone, the last two
    assert notes(engine) == [0, 1, 2, 3]


def test_many_threads_lose_nothing(engine: Engine) -> None:
    turns = Turns(engine, longest=10)

    def some(thread: int) -> None:
        for n in range(25):
            if n % 7 == 3:
                with pytest.raises(LookupError):
                    write(turns, thread * 100 + n, fail)
            else:
                write(turns, thread * 100 + n)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(some, range(8)))
    assert notes(engine) == [thread * 100 + n for thread in range(8) for n in range(25) if n % 7 != 3]
