"""Something comes in after an alert was taken on or closed: somebody is called, and sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from tests.people import HOUR, Cabinet
from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.actions.work_alert import snooze
from vigil.domain.answers import Answers, ReactionAnswer, WordsRead
from vigil.domain.words import ReactionCode, Sign
from vigil.store import versions
from vigil.store.tables import Alert, AlertAct, Staff

RED = ReactionAnswer(ReactionCode.REDNESS, signs=frozenset({Sign.WARMTH}))
WORSE = ReactionAnswer(ReactionCode.REDNESS, signs=frozenset({Sign.WARMTH, Sign.DISCHARGE}))
TO_READ = WordsRead(reasons=("question",))


def said(words: str, *reactions: ReactionAnswer) -> Answers:
    return Answers(reactions=reactions, has_no_reaction=not reactions, words=words, words_read=TO_READ)


def alert(cabinet: Cabinet, rule: str) -> Any:
    (row,) = cabinet.rows(Alert, Alert.rule == rule)
    return row


def taken(cabinet: Cabinet, by: str = "roux", act: Callable[..., Any] = acknowledge_alert) -> None:
    """Somebody sees to every alert that is open."""
    (person,) = cabinet.rows(Staff, Staff.external_id == by)
    with cabinet.writing() as session:
        for row in session.scalars(select(Alert)):
            act(session, row, person.id, cabinet.now)


def closed(session: Any, row: Alert, by: Any, now: Any) -> None:
    resolve_alert(session, row, "vue", by, now)


def put_off(session: Any, row: Alert, by: Any, now: Any) -> None:
    snooze(session, row, now + HOUR, "rappel ce soir", by, now)


def called(cabinet: Cabinet) -> list[str]:
    """Whom the mails about alerts went to, each turn of the courier's."""
    before = len(cabinet.courier.kept)
    cabinet.run("deliver")
    return sorted(each.recipient.partition("@")[0] for each in cabinet.courier.kept[before:])


@pytest.mark.parametrize("handled", [acknowledge_alert, closed, put_off])
def test_other_words_call_again_whoever_has_the_alert(asked: Cabinet, handled: Callable[..., Any]) -> None:
    asked.answer("followup", said("Puis-je nager ?"))
    assert called(asked) == ["roux"]
    taken(asked, act=handled)
    asked.wait(HOUR / 2)
    asked.answer("followup", said("Je ne me sens pas bien du tout"), channel="email")
    row = alert(asked, "words_to_read")
    assert (row.state, row.opened_at, row.acknowledged_by_id, row.snoozed_until) == ("open", asked.now, None, None)
    assert called(asked) == ["roux"]
    assert asked.rows(AlertAct)[-1].act == "reopened"


def test_the_same_words_again_call_nobody(asked: Cabinet) -> None:
    asked.answer("followup", said("Puis-je nager ?"))
    called(asked)
    taken(asked)
    asked.answer("followup", said("Puis-je nager ?"))
    assert (alert(asked, "words_to_read").state, called(asked)) == ("acknowledged", [])


def test_a_reaction_that_says_more_calls_its_physician_and_whoever_had_taken_it_on(asked: Cabinet) -> None:
    asked.answer("followup", Answers(reactions=(RED,)))
    called(asked)
    taken(asked, by="noel")
    asked.answer("followup", Answers(reactions=(WORSE,)))
    assert alert(asked, "spreading_redness").state == "open"
    assert called(asked) == ["noel", "roux"]


def test_what_is_still_there_half_a_day_later_calls_again(asked: Cabinet) -> None:
    asked.answer("followup", Answers(reactions=(RED,)))
    called(asked)
    taken(asked)
    asked.wait(HOUR)
    asked.answer("followup", Answers(reactions=(RED,)))
    assert called(asked) == []
    asked.wait(11 * HOUR)
    asked.answer("followup", Answers(reactions=(RED,)))
    assert called(asked) == ["roux"]


def test_what_a_colleague_puts_right_in_the_answer_is_no_news(asked: Cabinet) -> None:
    asked.answer("followup", said("Puis-je nager ?", RED))
    called(asked)
    taken(asked)
    asked.answer("followup", said("Puis-je nager ?", WORSE), channel="staff")
    assert (alert(asked, "spreading_redness").state, called(asked)) == ("acknowledged", [])


def test_a_call_that_is_asked_for_again_is_owed_again(asked: Cabinet) -> None:
    asked.answer("followup", Answers(has_no_reaction=True, wants_call=True))
    taken(asked, act=closed)
    asked.answer("followup", Answers(has_no_reaction=True, wants_call=True), channel="photo")
    assert alert(asked, "call_requested").state == "resolved"  # a photo asks for nothing
    asked.answer("followup", Answers(has_no_reaction=True, wants_call=True))
    assert alert(asked, "call_requested").state == "open"


def test_a_second_answer_that_cannot_be_evaluated_calls_again(asked: Cabinet) -> None:
    with asked.writing() as session:
        versions.add(session, asked.clinic_id, "rules", "rules", "broken [", asked.now, is_seeded=False)
    asked.answer("followup", Answers(has_no_reaction=True))
    assert called(asked) == ["roux"]
    taken(asked)
    asked.answer("followup", Answers(reactions=(RED,)))
    assert called(asked) == ["roux"]


def test_an_alert_that_nobody_has_taken_on_yet_shows_what_came_last(asked: Cabinet) -> None:
    asked.answer("followup", said("Un mot"))
    before = alert(asked, "words_to_read")
    asked.answer("followup", said("Deux mots"))
    after = alert(asked, "words_to_read")
    assert (after.opened_at, after.climbed) == (before.opened_at, before.climbed)
    assert after.report_id != before.report_id


def test_milder_news_do_not_lower_what_is_being_seen_to(asked: Cabinet) -> None:
    urgent = Answers(has_no_reaction=True, words="J'étouffe", words_read=WordsRead(urgency=0))  # type: ignore[arg-type]
    asked.answer("followup", urgent)
    taken(asked)
    asked.answer("followup", said("Puis-je nager ?"))
    row = alert(asked, "words_to_read")
    assert (row.urgency, row.state) == (0, "open")
