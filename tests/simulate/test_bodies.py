"""Pain over time, reactions at their published rates, and what a body makes its owner tick."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from vigil.domain.words import Evolution, PainSince, Sign
from vigil.simulate.answering import Manner, fill
from vigil.simulate.body import Body, Episode, Rebound, Response
from vigil.simulate.browser import Form, PageBroken
from vigil.simulate.reactions import CALCITONIN_SHARE, RATES, draw

NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
COURSE = UUID(int=1)
PARIS = ZoneInfo("Europe/Paris")


def body(*episodes: Episode, pain: float = 7) -> Body:
    return Body({COURSE: Response(pain, 2, 0.5)}, [NOON], list(episodes))


def test_pain_falls_over_days_after_a_session_and_then_stays() -> None:
    patient = body()
    pains = [patient.pain(COURSE, NOON + days * DAY) for days in (-1, 0, 1, 2, 3, 10)]
    assert pains[0] == pains[1] == 7
    assert pains == sorted(pains, reverse=True)
    assert pains[-2] == pains[-1] == pytest.approx(4.5)


def test_a_lost_response_wears_off_after_the_last_session() -> None:
    response = Response(8, 2, 0.9, lost_after=timedelta(weeks=4))
    assert response(NOON + 28 * DAY, (NOON,)) < 3
    assert response(NOON + 90 * DAY, (NOON,)) > 7


def test_a_rebound_is_told_as_stronger_pain_that_fades_or_does_not() -> None:
    patient = body()
    patient.suffers(Rebound(NOON + 4 * HOUR, NOON + 60 * HOUR, 2.0))
    assert patient.pain_since(COURSE, NOON + 2 * DAY) is PainSince.MORE_FADING
    patient.rebounds[:] = [Rebound(NOON + 4 * HOUR, NOON + 60 * HOUR, 2.0, fades=False)]
    assert patient.pain_since(COURSE, NOON + 2 * DAY) is PainSince.MORE_NOT_FADING


def test_an_episode_grows_stays_fades_and_goes() -> None:
    bruise = Episode(("haematoma",), NOON, NOON + DAY, NOON + 9 * DAY)
    told = [bruise.evolution(NOON + days * DAY) for days in (0, 1, 5, 9)]
    assert told == [Evolution.GROWING, Evolution.SAME, Evolution.FADING, Evolution.GONE]


def test_reactions_come_at_the_published_rates_and_the_local_ones_fade_from_session_to_session() -> None:
    random, count = Random(1), 20_000
    drawn: Counter[str] = Counter()
    pain_by_rank: Counter[int] = Counter()
    for place in range(count):
        rank = 1 + place % 5
        for effect in draw(random, rank, NOON, has_calcitonin=random.random() < CALCITONIN_SHARE):
            name = effect.keys[0] if isinstance(effect, Episode) else "pain"
            drawn["pain" if name == "injection_site_pain" else name] += 1
            pain_by_rank[rank] += name in ("pain", "injection_site_pain")
    for name, rate in RATES.items():
        assert drawn[name] / count == pytest.approx(rate, rel=0.2), name
    assert pain_by_rank[1] > pain_by_rank[3] > pain_by_rank[5]


def test_a_flush_follows_calcitonin_alone() -> None:
    random = Random(2)
    effects = [effect for _ in range(3000) for effect in draw(random, 1, NOON, has_calcitonin=False)]
    assert effects
    assert not any(isinstance(effect, Episode) and "flush" in effect.keys for effect in effects)


FORM = Form(
    "/answer/x",
    {
        "danger": ("breathing", "face_swelling", "none"),
        "past": ("face_swelling", "fainting", "none"),
        f"eva.{COURSE}": (*map(str, range(11)), "unknown"),
        "reaction": ("none", "haematoma", "nodule"),
        "onset.haematoma": ("during", "same_day", "next_day", "today"),
        "now.haematoma": ("gone", "fading", "same", "growing"),
        "bother.haematoma": ("little", "much", "prevents"),
        "signs.haematoma": ("larger_than_palm", "hard"),
        "earlier.itching": ("gone", "fading", "same", "growing"),
    },
    ("words", "count.nodule"),
    {"request_id": "r"},
    {},
)
PLAIN = Manner("fr", writes=0, skips=0)


def answered(*episodes: Episode, form: Form = FORM) -> dict[str, list[str]]:
    return fill(form, body(*episodes), NOON + 2 * DAY, PARIS, PLAIN, Random(1))


def test_who_has_nothing_ticks_that_they_have_nothing() -> None:
    fields = answered()
    assert fields["danger"] == fields["past"] == fields["reaction"] == ["none"]
    assert fields["earlier.itching"] == ["gone"]


def test_a_bruise_is_ticked_with_its_details() -> None:
    bruise = Episode(
        ("haematoma",), NOON + 2 * HOUR, NOON + DAY, NOON + 9 * DAY, signs=frozenset({Sign.HARD, Sign.SPREADING})
    )
    fields = answered(bruise)
    assert fields["reaction"] == ["haematoma"]
    assert fields["onset.haematoma"] == ["same_day"]
    assert fields["now.haematoma"] == ["same"]
    assert fields["signs.haematoma"] == ["hard"]  # what the page does not offer is not ticked


def test_a_danger_sign_is_told_while_it_lasts_and_as_past_when_it_has_gone() -> None:
    swelling = Episode((), NOON + HOUR, NOON + 2 * HOUR, NOON + 60 * HOUR, danger=frozenset({Sign.FACE_SWELLING}))
    fainted = Episode((), NOON + HOUR, NOON + HOUR, NOON + 2 * HOUR, past=frozenset({Sign.FAINTING}))
    fields = answered(swelling, fainted)
    assert fields["danger"] == ["face_swelling"]
    assert fields["past"] == ["fainting"]


def test_the_score_is_the_pain_of_that_course() -> None:
    assert int(answered()[f"eva.{COURSE}"][0]) in (4, 5, 6)


def test_a_form_without_its_danger_question_breaks_the_play() -> None:
    with pytest.raises(PageBroken, match="danger"):
        answered(form=Form("/answer/x", {"reaction": ("none",)}, (), {}, {}))
