import pytest

from vigil.mail.breaker import FIRST_PAUSE, LONGEST_PAUSE, OPENS_AFTER, Breaker


class Seconds:
    """A clock to turn by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def opened(seconds: Seconds) -> Breaker:
    breaker = Breaker(seconds)
    for _ in range(OPENS_AFTER):
        breaker.failed()
    return breaker


def test_it_opens_after_failures_in_a_row(seconds: Seconds) -> None:
    breaker = Breaker(seconds)
    for _ in range(OPENS_AFTER - 1):
        breaker.failed()
    assert breaker.allows(10)
    breaker.failed()
    assert breaker.is_open
    assert not breaker.allows(0)


def test_a_success_between_failures_keeps_it_closed(seconds: Seconds) -> None:
    breaker = Breaker(seconds)
    for _ in range(5 * OPENS_AFTER):
        breaker.failed()
        breaker.succeeded()
    assert breaker.is_closed


def test_after_its_pause_one_may_try_at_a_time(opened: Breaker, seconds: Seconds) -> None:
    seconds.now += FIRST_PAUSE - 0.01
    assert not opened.allows(0)
    seconds.now += 0.01
    assert not opened.is_open
    assert (opened.allows(0), opened.allows(1)) == (True, False)


def test_a_try_that_succeeds_closes_it(opened: Breaker, seconds: Seconds) -> None:
    seconds.now += FIRST_PAUSE
    opened.succeeded()
    assert opened.allows(10)


def test_each_try_that_fails_doubles_the_pause_up_to_a_limit(opened: Breaker, seconds: Seconds) -> None:
    pauses = []
    for _ in range(7):
        began = seconds.now
        while opened.is_open:
            seconds.now += 1
        pauses.append(seconds.now - began)
        opened.failed()
    assert pauses == [FIRST_PAUSE * 2**n for n in range(4)] + [LONGEST_PAUSE] * 3


def test_what_fails_late_does_not_lengthen_the_pause(opened: Breaker, seconds: Seconds) -> None:
    for _ in range(20):
        opened.failed()
    seconds.now += FIRST_PAUSE
    assert not opened.is_open
