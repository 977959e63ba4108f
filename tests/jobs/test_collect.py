"""Replies by e-mail: matched without guessing, kept once, acted on, or handed to a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.collecting import Post, reader
from tests.letters import letter, reply_to, text_of
from tests.people import DAY, HOUR, MARIE, SENDER, Cabinet
from vigil.actions.confirm_match import confirm_match
from vigil.actions.correct_reading import Correction, correct_reading
from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer
from vigil.domain.answers_json import from_json
from vigil.domain.eva import Eva as Score
from vigil.domain.recording.facts import StaffFacts
from vigil.domain.words import AskState, ReactionCode, Role, Urgency
from vigil.jobs.collect import Collector
from vigil.mail.connection import Envelope
from vigil.mail.contexts import Mail
from vigil.mail.inbox import Arrived, InboxTrouble
from vigil.mail.spool import Spool
from vigil.store import faults, inbound
from vigil.store.tables import Alert, Ask, Eva, Inbound, Message, Report, Staff

BOSS = StaffFacts(external_id="boss", role=Role.ADMIN, name="Maud Adam", email="adam@cabinet.example")
LISE = replace(MARIE, external_id="P-2", given_name="Lise", email="lise@courrier.example")


@pytest.fixture
def asked(cabinet: Cabinet) -> Cabinet:
    """Marie was treated on Tuesday and has been asked on Thursday how she is."""
    cabinet.treats()
    cabinet.live(2 * DAY + HOUR, step=6 * HOUR)
    assert ask_of(cabinet).asked_at
    return cabinet


@pytest.fixture
def post(asked: Cabinet, tmp_path: Path) -> Post:
    return Post(asked, tmp_path / "post")


def question(cabinet: Cabinet) -> Envelope:
    """The mail that asked."""
    return cabinet.courier.to("marie@courrier.example")[-1]


def ask_of(cabinet: Cabinet) -> Ask:
    (ask,) = cabinet.rows(Ask, Ask.key.startswith("followup:"))
    return ask  # type: ignore[no-any-return]


def alerts(cabinet: Cabinet) -> dict[str, int]:
    return {row.rule: row.urgency for row in cabinet.rows(Alert)}


def answers(cabinet: Cabinet) -> Answers:
    with cabinet.store.reading() as session:
        report = session.scalars(select(Report).where(Report.is_current)).one()
        assert report.channel == "email"
        return from_json(report.answers or "")


def test_a_reply_with_a_score_and_a_reaction_answers_the_ask(post: Post) -> None:
    row = post.receives(reply_to(question(post.cabinet), "Bonjour, la douleur est à 3/10. J'ai un petit bleu. Merci"))
    assert (row.fate, row.matched_by, row.is_provisional) == ("report", "token", False)
    assert post.waiting() == 0
    assert ask_of(post.cabinet).state is AskState.ANSWERED
    (score,) = post.cabinet.rows(Eva, Eva.report_id.is_not(None))
    assert (score.low, score.high) == (30, 30)
    assert [reaction.code for reaction in answers(post.cabinet).reactions] == [ReactionCode.HAEMATOMA]
    assert "words_to_read" not in {rule for rule, urgency in alerts(post.cabinet).items() if urgency <= 1}


def test_thank_you_stops_the_reminders_and_answers_nothing(post: Post) -> None:
    post.receives(reply_to(question(post.cabinet), "Merci !"))
    ask = ask_of(post.cabinet)
    assert ask.replied_at is not None
    assert ask.state is AskState.OPEN
    post.cabinet.live(5 * DAY, step=6 * HOUR)
    assert [row for row in post.cabinet.messages() if row.mail == "reminder" and row.ask_id == ask.id] == []


def test_the_same_message_twice_counts_once(post: Post) -> None:
    raw = reply_to(question(post.cabinet), "EVA 4")
    post.receives(raw)
    post.put(raw)
    assert post.collect()["seen"] == 1
    assert len(post.rows()) == 1
    assert len(post.cabinet.rows(Report)) == 1
    assert post.waiting() == 0


def test_a_crash_before_the_message_is_moved_changes_nothing(post: Post) -> None:
    post.put(reply_to(question(post.cabinet), "EVA 4"))
    with pytest.raises(KeyboardInterrupt):
        Collector(post.cabinet.store, Cut(post.folder), reader(), SENDER.domain).run(post.cabinet.now)
    assert (len(post.rows()), post.waiting()) == (1, 1)
    again = Post(post.cabinet, post.folder)
    assert again.collect()["seen"] == 1
    assert (len(post.rows()), len(post.cabinet.rows(Report)), again.waiting()) == (1, 1, 0)


class Cut(Spool):
    """An inbox whose machine loses power right before a message is put away."""

    def done(self, handle: str) -> None:
        raise KeyboardInterrupt


def test_a_crash_before_the_commit_loses_nothing(post: Post) -> None:
    post.put(reply_to(question(post.cabinet), "EVA 4"))

    class Away:
        version = "1"

        def read(self, raw: bytes) -> object:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Collector(post.cabinet.store, post.spool, Away(), "vigil.example").run(post.cabinet.now)  # type: ignore[arg-type]
    assert (len(post.rows()), post.waiting()) == (0, 1)
    assert post.collect()["report"] == 1


def test_a_reply_from_another_address_waits_for_a_person_and_touches_nothing(post: Post) -> None:
    row = post.receives(reply_to(question(post.cabinet), "EVA 9, j'ai mal", sender="paul@ailleurs.example"))
    assert (row.fate, row.is_provisional) == ("provisional", True)
    assert post.cabinet.rows(Report) == []
    assert ask_of(post.cabinet).state is AskState.OPEN
    assert ask_of(post.cabinet).remind_due_at is None
    assert alerts(post.cabinet)["message_to_read"] == Urgency.SAME_DAY


def test_without_token_the_message_that_it_answers_tells_whose_it_is(post: Post) -> None:
    row = post.receives(reply_to(question(post.cabinet), "EVA 2", to="suivi@vigil.example"))
    assert (row.fate, row.matched_by, row.is_provisional) == ("report", "reference", False)


def test_a_message_id_of_another_domain_matches_nothing(post: Post) -> None:
    sent = question(post.cabinet)
    forged = replace(sent, content=sent.content.replace(b"@vigil.example>", b"@ailleurs.example>"))
    raw = reply_to(forged, "EVA 2", sender="x@ailleurs.example", to="suivi@vigil.example")
    assert (post.receives(raw).fate, post.rows()[-1].patient_id) == ("to_person", None)


def test_a_known_sender_with_one_open_ask_is_provisional(post: Post) -> None:
    row = post.receives(letter("EVA 2, rien à signaler", sender="Marie@Courrier.example"))
    assert (row.fate, row.matched_by, row.is_provisional) == ("provisional", "sender", True)
    assert row.ask_id == ask_of(post.cabinet).id
    assert post.cabinet.rows(Report) == []


def test_a_known_sender_with_nothing_open_goes_to_a_person(post: Post) -> None:
    post.cabinet.answer("followup", Answers(has_no_reaction=True))
    row = post.receives(letter("J'ai une rougeur", sender="marie@courrier.example"))
    assert (row.fate, row.ask_id) == ("to_person", None)
    assert row.patient_id is not None
    assert len(post.cabinet.rows(Report)) == 1


def test_two_patients_on_one_address_go_to_a_person_and_neither_is_touched(post: Post) -> None:
    post.cabinet.patient(replace(LISE, email="marie@courrier.example"))
    row = post.receives(letter("EVA 2", sender="marie@courrier.example"))
    assert (row.fate, row.patient_id) == ("to_person", None)
    with_token = post.receives(reply_to(question(post.cabinet), "EVA 3"))
    assert with_token.fate == "provisional"
    assert post.cabinet.rows(Report) == []


def test_an_unknown_sender_reaches_a_person_as_urgently_as_the_words_are(post: Post) -> None:
    post.receives(letter("Bonjour, je n'arrive plus à respirer", sender="qui@ailleurs.example"))
    (alert,) = post.cabinet.rows(Alert, Alert.rule == "message_to_read")
    assert (alert.urgency, alert.patient_id) == (Urgency.EMERGENCY, None)
    assert post.cabinet.messages(f"alert:{alert.id.hex}")


def test_words_of_danger_in_a_reply_are_an_emergency(post: Post) -> None:
    post.receives(reply_to(question(post.cabinet), "J'ai du mal à respirer depuis ce matin et la gorge qui gonfle"))
    assert alerts(post.cabinet)["words_to_read"] == Urgency.EMERGENCY


def test_what_is_not_understood_reaches_a_person_the_same_day(post: Post) -> None:
    post.receives(reply_to(question(post.cabinet), "Est-ce que je peux retourner à la piscine ?"))
    assert alerts(post.cabinet)["words_to_read"] == Urgency.SAME_DAY


def test_a_reply_adds_to_an_answer_and_takes_nothing_back(post: Post) -> None:
    cabinet = post.cabinet
    with cabinet.writing() as session:
        course = session.get_one(Ask, ask_of(cabinet).id).course_id
    told = Answers(evas=(EvaAnswer(course, Score.of(8)),), reactions=(ReactionAnswer(ReactionCode.NODULE),))
    cabinet.answer("followup", told)
    before = alerts(cabinet)
    post.receives(reply_to(question(cabinet), "EVA 2, plus de boule, tout est parti, rien à signaler"))
    now = answers(cabinet)
    assert [answer.eva for answer in now.evas] == [Score.of(8)]
    assert now.reactions == told.reactions
    assert not now.has_no_reaction
    after = alerts(cabinet)
    assert all(after[rule] <= urgency for rule, urgency in before.items())
    assert after["words_to_read"] == Urgency.SAME_DAY


def test_our_own_quoted_questions_answer_nothing(post: Post) -> None:
    post.receives(reply_to(question(post.cabinet), ""))
    assert post.cabinet.rows(Eva, Eva.report_id.is_not(None)) == []
    assert ask_of(post.cabinet).state is AskState.OPEN


def test_the_bytes_are_kept_sealed(post: Post) -> None:
    raw = reply_to(question(post.cabinet), "EVA 4, zébulon")
    row = post.receives(raw)
    with post.cabinet.store.reading() as session:
        assert inbound.raw_of(session, row.id) == raw
    for path in post.folder.parent.glob("vigil.db*"):
        assert b"ulon" not in path.read_bytes()


def test_what_cannot_be_dealt_with_goes_aside_and_to_a_person(post: Post) -> None:
    kept = post.cabinet.answer("followup", Answers(has_no_reaction=True)).report_id
    with post.cabinet.writing() as session:
        session.get_one(Report, kept).answers = "{ what nothing can read any more"
    row = post.receives(reply_to(question(post.cabinet), "EVA 4"))
    assert row.fate == "failed"
    assert (post.waiting(), post.aside()) == (0, 1)
    assert alerts(post.cabinet)["message_to_read"] == Urgency.SAME_DAY


def test_a_mail_of_ours_that_comes_back_is_no_reply(post: Post) -> None:
    row = post.receives(question(post.cabinet).content)
    assert row.fate == "own"
    assert ask_of(post.cabinet).replied_at is None
    assert post.cabinet.rows(Alert, Alert.rule == "message_to_read") == []


class Closed(Spool):
    """A mailbox that may be closed."""

    is_closed = True

    def arrived(self) -> Iterator[Arrived]:
        if self.is_closed:
            raise InboxTrouble("The mailbox failed while logging in.")
        return super().arrived()


@pytest.fixture
def closed(cabinet: Cabinet, tmp_path: Path) -> Closed:
    return Closed(tmp_path / "closed")


def told(cabinet: Cabinet) -> list[Message]:
    return [row for row in cabinet.rows(Message) if row.mail == Mail.FAULT]


def test_a_mailbox_that_stays_closed_is_told_once_a_day_to_whoever_can_mend_it(
    cabinet: Cabinet, closed: Closed
) -> None:
    cabinet.staff(BOSS)
    collector = Collector(cabinet.store, closed, reader(), SENDER.domain)
    for minutes in (0, 29):
        assert str(collector.run(cabinet.now + timedelta(minutes=minutes))) == "mailbox trouble 1"
    assert collector.run(cabinet.now + timedelta(minutes=30))["told"] == 1
    assert collector.run(cabinet.now + timedelta(minutes=31))["told"] == 0
    cabinet.wait(timedelta(minutes=31))
    cabinet.run("deliver")
    (mail,) = cabinet.courier.to(BOSS.email or "")
    said = " ".join(text_of(mail).split())
    assert "Depuis mardi 10 mars à 12 h," in said
    assert "regardez vous-même dans la boîte" in said
    cabinet.wait(DAY)
    assert collector.run(cabinet.now)["told"] == 1


def test_a_mailbox_that_opens_again_is_heard_of_no_more(cabinet: Cabinet, closed: Closed) -> None:
    collector = Collector(cabinet.store, closed, reader(), SENDER.domain)
    collector.run(cabinet.now)
    closed.is_closed = False
    collector.run(cabinet.now + timedelta(minutes=20))
    with cabinet.store.reading() as session:
        assert faults.failing_since(session) is None
    closed.is_closed = True
    collector.run(cabinet.now + timedelta(minutes=40))
    assert told(cabinet) == []


def test_a_restart_does_not_forget_since_when_a_mailbox_is_closed(cabinet: Cabinet, closed: Closed) -> None:
    for minutes in (0, 31):
        Collector(cabinet.store, closed, reader(), SENDER.domain).run(cabinet.now + timedelta(minutes=minutes))
    (physician, *_) = told(cabinet)  # nobody administers this clinic
    assert physician.staff_id is not None


def scored_at(cabinet: Cabinet) -> datetime:
    (score,) = cabinet.rows(Eva, Eva.report_id.is_not(None), Eva.is_current)
    at: datetime = score.answered_at
    return at


def test_a_score_stays_as_old_as_it_was_told_when_words_follow(post: Post) -> None:
    told_at = post.cabinet.now
    post.receives(reply_to(question(post.cabinet), "EVA 7"))
    post.cabinet.wait(2 * DAY)
    post.receives(reply_to(question(post.cabinet), "Merci beaucoup, bonne journée"))
    assert len(post.cabinet.rows(Report)) == 2
    assert scored_at(post.cabinet) == told_at
    post.cabinet.wait(DAY)
    post.receives(reply_to(question(post.cabinet), "Maintenant EVA 9"))
    assert scored_at(post.cabinet) == told_at + 3 * DAY


def test_a_reply_that_is_confirmed_days_later_was_told_when_it_came(post: Post) -> None:
    told_at = post.cabinet.now
    row = post.receives(reply_to(question(post.cabinet), "EVA 9, j'ai mal", sender="paul@ailleurs.example"))
    post.cabinet.wait(2 * DAY)
    with post.cabinet.writing() as session:
        nurse = session.query(Staff).filter_by(external_id="noel").one()
        assert confirm_match(session, session.get_one(Inbound, row.id), nurse.id, post.cabinet.now, is_theirs=True)
    assert scored_at(post.cabinet) == told_at


def test_a_score_that_is_corrected_was_told_when_the_reply_came(post: Post) -> None:
    told_at = post.cabinet.now
    row = post.receives(reply_to(question(post.cabinet), "EVA 3"))
    post.cabinet.wait(2 * DAY)
    with post.cabinet.writing() as session:
        nurse = session.query(Staff).filter_by(external_id="noel").one()
        read = Correction(Score.of(8), {})
        assert correct_reading(session, session.get_one(Inbound, row.id), read, nurse.id, post.cabinet.now)
    assert scored_at(post.cabinet) == told_at
