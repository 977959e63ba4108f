"""A request that arrives twice is carried out once."""

import threading
from typing import Any

import pytest

from tests.people import Cabinet
from vigil.domain.errors import Refused
from vigil.store.requests import once


def test_the_second_time_gives_the_first_result(cabinet: Cabinet) -> None:
    done: list[int] = []

    def act() -> Any:
        done.append(1)
        return {"count": len(done)}

    results = []
    for _ in range(2):
        with cabinet.writing() as session:
            results.append(once(session, cabinet.clinic_id, "r-1", "act", cabinet.now, act))
    assert results == [{"count": 1}, {"count": 1}]
    assert done == [1]


def test_one_that_failed_may_be_tried_again(cabinet: Cabinet) -> None:
    with pytest.raises(ZeroDivisionError), cabinet.writing() as session:
        once(session, cabinet.clinic_id, "r-1", "act", cabinet.now, lambda: 1 // 0)
    with cabinet.writing() as session:
        assert once(session, cabinet.clinic_id, "r-1", "act", cabinet.now, lambda: 1) == 1


def test_two_at_once_do_it_once(cabinet: Cabinet) -> None:
    done: list[int] = []

    def click() -> None:
        with cabinet.writing() as session:
            once(session, cabinet.clinic_id, "r-1", "act", cabinet.now, lambda: done.append(1))

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]


def test_an_id_used_for_something_else_is_refused(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        once(session, cabinet.clinic_id, "r-1", "act", cabinet.now, lambda: 1)
        with pytest.raises(Refused, match="already used for act"):
            once(session, cabinet.clinic_id, "r-1", "other", cabinet.now, lambda: 1)
        with pytest.raises(Refused, match="longer than 64"):
            once(session, cabinet.clinic_id, "r" * 65, "act", cabinet.now, lambda: 1)


def test_without_an_id_it_is_simply_done(cabinet: Cabinet) -> None:
    with cabinet.writing() as session:
        assert [once(session, cabinet.clinic_id, None, "act", cabinet.now, lambda: 1) for _ in range(2)] == [1, 1]
