"""Ladders end with a clinician, and their last rung repeats."""

from datetime import time, timedelta

import pytest

from tests.people import shipped_files
from vigil.domain.errors import ConfigurationError
from vigil.domain.ladder import Rung, parse_clinic
from vigil.domain.words import Urgency

LADDER = '[[ladder.same_day]]\nwho = "physician"\nwaits = "2h"\n'
RULES = 'digest_at = "07:30"\n'


def written(*rungs: tuple[str, str]) -> str:
    emergency = "".join(f'[[ladder.emergency]]\nwho = "{who}"\nwaits = "{waits}"\n' for who, waits in rungs)
    return RULES + emergency + LADDER


def test_the_shipped_ladder_goes_from_the_physician_to_any_clinician() -> None:
    rules = parse_clinic("clinic.toml", shipped_files().clinic)
    ladder = rules.ladder(Urgency.EMERGENCY)
    assert ladder is not None
    assert [step.rung for step in ladder.steps] == [Rung.PHYSICIAN, Rung.COLLEAGUE, Rung.CLINICIAN]
    assert rules.digest_at == time(7, 30)
    assert rules.secure_mail_domains == ()


@pytest.mark.parametrize("urgency", [Urgency.WITHIN_72H, Urgency.BEFORE_NEXT_SESSION, Urgency.INFORMATION])
def test_what_is_not_urgent_waits_for_the_digest(urgency: Urgency) -> None:
    assert parse_clinic("clinic.toml", shipped_files().clinic).ladder(urgency) is None


def test_the_last_rung_repeats() -> None:
    text = written(("physician", "15min"), ("clinician", "30min"))
    ladder = parse_clinic("clinic.toml", text).ladder(Urgency.EMERGENCY)
    assert ladder is not None
    assert [ladder.step(climbed).rung for climbed in (0, 1, 2, 99)] == [Rung.PHYSICIAN, *3 * [Rung.CLINICIAN]]
    assert ladder.step(99).waits == timedelta(minutes=30)


def test_a_rung_waits_five_minutes_at_least_and_nobody_solicits_health_data_by_mail_unless_it_says_so() -> None:
    rules = parse_clinic("clinic.toml", written(("physician", "5min")))
    ladder = rules.ladder(Urgency.EMERGENCY)
    assert ladder is not None
    assert ladder.step(0).waits == timedelta(minutes=5)
    assert not rules.mailbox_may_hold_health_data


@pytest.mark.parametrize(
    ("rungs", "named"),
    [
        ((), "ladder.emergency"),
        ((("physician", "15min"), ("secretary", "15min")), "begin and end with"),
        ((("secretary", "15min"), ("physician", "15min")), "begin and end with"),
        ((("physician", "4min"),), "waits"),
        ((("porter", "15min"),), "who"),
    ],
    ids=["no rung", "ends in silence", "begins with nobody who can act", "too hasty", "nobody known"],
)
def test_a_wrong_ladder_is_refused_by_name(rungs: tuple[tuple[str, str], ...], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        parse_clinic("clinic.toml", written(*rungs))


def test_a_ladder_for_what_has_none_is_refused() -> None:
    extra = '[[ladder.information]]\nwho = "physician"\nwaits = "2h"\n'
    with pytest.raises(ConfigurationError, match="information"):
        parse_clinic("clinic.toml", written(("physician", "15min")) + extra)
