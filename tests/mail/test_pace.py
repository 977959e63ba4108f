import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.test_breaker import Seconds
from vigil.domain.errors import Refused
from vigil.mail.pace import FEWEST, OTHERS, Domains, Pace, Rate, connections_for


@pytest.mark.parametrize(
    ("latency", "most", "per_minute", "connections"),
    [
        (0.0, 20, None, FEWEST),  # not known yet
        (0.0005, 20, None, FEWEST),  # this machine
        (0.003, 20, None, 12),
        (0.020, 64, None, 64),  # far away: as many as the relay allows
        (0.080, 20, None, 20),
        (0.080, 20, 600, FEWEST),  # ten messages a second need no more
        (0.080, 2, None, 2),
    ],
)
def test_the_farther_the_relay_the_more_connections(
    latency: float, most: int, per_minute: int | None, connections: int
) -> None:
    assert connections_for(latency, most, per_minute) == connections


@given(st.integers(1, 5), st.lists(st.floats(0, 90), max_size=60))
def test_no_minute_ever_holds_more_than_the_limit(limit: int, waits: list[float]) -> None:
    rate, now, begun = Rate(limit), 0.0, list[float]()
    for wait in waits:
        now += wait
        if rate.has_room(now):
            rate.note(now)
            begun.append(now)
        assert sum(1 for at in begun if at > now - 60) <= limit


def test_no_limit_has_always_room() -> None:
    rate = Rate(None)
    for _ in range(1000):
        rate.note(0)
        assert rate.has_room(0)


def test_a_domain_has_limits_of_its_own_and_the_others_each_theirs() -> None:
    seconds = Seconds()
    domains = Domains({"Slow.example": Pace(at_once=1), OTHERS: Pace(per_minute=2)}, seconds)
    domains.begin("slow.example")
    assert not domains.has_room("slow.example")
    domains.end("slow.example")
    assert domains.has_room("slow.example")
    for _ in range(2):
        domains.begin("a.example")
        domains.end("a.example")
    assert (domains.has_room("a.example"), domains.has_room("b.example")) == (False, True)
    seconds.now += 60
    assert domains.has_room("a.example")


@pytest.mark.parametrize("pace", [{"at_once": 0}, {"per_minute": 0}])
def test_a_limit_of_nothing_is_refused(pace: dict[str, int]) -> None:
    with pytest.raises(Refused, match="at least 1"):
        Pace(**pace)
