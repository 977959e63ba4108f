"""What programs write back: absences, bounces, loops; and what patients are told, or not told any more."""

from pathlib import Path

import pytest

from tests.collecting import Post
from tests.jobs.test_collect import alerts, ask_of, question
from tests.letters import bounce_of, letter, reply_to, text_of
from tests.people import DAY, HOUR, Cabinet
from vigil.domain.words import PatientState
from vigil.store.tables import Message, Patient, Report


@pytest.fixture
def post(cabinet: Cabinet, tmp_path: Path) -> Post:
    """Marie has been asked how she is."""
    cabinet.treats()
    cabinet.live(2 * DAY + HOUR, step=6 * HOUR)
    return Post(cabinet, tmp_path / "post")


def state(cabinet: Cabinet) -> PatientState:
    (row,) = cabinet.rows(Patient)
    return row.state  # type: ignore[no-any-return]


def acknowledgements(cabinet: Cabinet) -> list[Message]:
    return cabinet.messages("acknowledgement:")


ABSENT = "Bonjour,\nje suis absente jusqu'au 12 avril. En cas d'urgence, contactez ma collègue."


def test_an_absence_is_no_answer_stops_no_reminder_and_is_not_answered(post: Post) -> None:
    row = post.receives(reply_to(question(post.cabinet), ABSENT, Auto_Submitted="auto-replied"))
    assert row.fate == "auto_reply"
    ask = ask_of(post.cabinet)
    assert (ask.replied_at, acknowledgements(post.cabinet), post.cabinet.rows(Report)) == (None, [], [])
    assert ask.remind_due_at is not None


def test_an_absence_without_a_header_is_known_by_its_words(post: Post) -> None:
    row = post.receives(reply_to(question(post.cabinet), ABSENT, Precedence="x"))
    assert row.fate == "auto_reply"
    assert acknowledgements(post.cabinet) == []


def test_a_hard_bounce_makes_the_patient_unreachable_and_tells_the_clinic(post: Post) -> None:
    sent = question(post.cabinet)
    row = post.receives(bounce_of(sent))
    assert row.fate == "hard_bounce"
    (message,) = post.cabinet.rows(Message, Message.id == sent.id)
    assert (message.bounced_at, message.reason) == (post.cabinet.now, "bounced")
    assert state(post.cabinet) is PatientState.UNREACHABLE
    assert "unreachable" in alerts(post.cabinet)
    assert post.cabinet.messages("followup:", channel="phone")
    assert post.cabinet.run("reconcile")["differences"] == 0


def test_three_mails_in_a_row_that_come_back_softly_make_an_address_as_good_as_none(post: Post) -> None:
    cabinet = post.cabinet
    while len(sent := cabinet.courier.to("marie@courrier.example")) < 4:
        cabinet.live(DAY, step=6 * HOUR)
    for envelope in sent[-3:]:
        assert state(cabinet) is PatientState.ACTIVE
        assert post.receives(bounce_of(envelope, "4.2.2", "smtp; 452 4.2.2 mailbox full")).fate == "soft_bounce"
        post.receives(bounce_of(envelope, "4.2.2", "smtp; 452 4.2.2 still full"))  # the same mail, told again
    assert state(cabinet) is PatientState.UNREACHABLE


def test_a_full_mailbox_bounces_softly(post: Post) -> None:
    row = post.receives(bounce_of(question(post.cabinet), "5.2.2", "smtp; 552 5.2.2 mailbox full"))
    assert row.fate == "soft_bounce"
    assert state(post.cabinet) is PatientState.ACTIVE


def test_a_bounce_about_no_message_of_ours_marks_nobody(post: Post) -> None:
    sent = question(post.cabinet)
    forged = bounce_of(sent).replace(sent.sender.encode(), b"suivi@vigil.example")
    row = post.receives(forged.replace(b"Message-ID: <" + str(sent.id).encode(), b"Message-ID: <" + b"0" * 36))
    assert (row.fate, post.aside()) == ("stray_bounce", 1)
    assert state(post.cabinet) is PatientState.ACTIVE


def test_an_alert_whose_mail_bounces_climbs_at_once(post: Post) -> None:
    cabinet = post.cabinet
    post.receives(reply_to(question(cabinet), "J'ai du mal à respirer"))
    cabinet.run("deliver")
    (to_roux,) = cabinet.courier.to("roux@cabinet.example")
    post.receives(bounce_of(to_roux))
    cabinet.run("deliver")
    assert cabinet.courier.to("petit@cabinet.example")
    assert state(cabinet) is PatientState.ACTIVE


def test_a_reply_is_acknowledged_once_a_day_with_the_advice_and_without_health_data(post: Post) -> None:
    cabinet = post.cabinet
    post.receives(reply_to(question(cabinet), "EVA 3, un bleu"))
    post.receives(reply_to(question(cabinet), "et ça gratte un peu"))
    assert len(acknowledgements(cabinet)) == 1
    cabinet.run("deliver")
    told = text_of(cabinet.courier.to("marie@courrier.example")[-1])
    assert "Cette boîte n’est pas surveillée" in told
    assert "15 ou le 112" in told
    assert "/read/" in told
    assert "bleu" not in told
    assert cabinet.run("reconcile")["differences"] == 0


def test_two_programs_that_answer_each_other_stop_at_once(post: Post) -> None:
    cabinet = post.cabinet
    post.receives(reply_to(question(cabinet), "Merci de votre message, nous vous répondrons."))
    for _ in range(5):
        cabinet.run("deliver")
        answered = cabinet.courier.to("marie@courrier.example")[-1]
        post.receives(reply_to(answered, "Merci de votre message, nous vous répondrons."))
    assert len(acknowledgements(cabinet)) == 1


def test_a_reply_to_the_acknowledgement_belongs_to_the_same_question(post: Post) -> None:
    cabinet = post.cabinet
    post.receives(reply_to(question(cabinet), "Merci"))
    cabinet.run("deliver")
    row = post.receives(reply_to(cabinet.courier.to("marie@courrier.example")[-1], "Au fait, EVA 3"))
    assert (row.fate, row.ask_id) == ("report", ask_of(cabinet).id)


@pytest.mark.parametrize("words", ["STOP", "Stop svp", "Merci de ne plus m'envoyer de mails", "unsubscribe"])
def test_stop_is_honoured_at_once_and_confirmed_once(post: Post, words: str) -> None:
    cabinet = post.cabinet
    row = post.receives(reply_to(question(cabinet), words))
    assert row.fate == "opt_out"
    assert state(cabinet) is PatientState.OPTED_OUT
    assert len(cabinet.messages("opt_out_confirmed")) == 1
    assert acknowledgements(cabinet) == []
    assert alerts(cabinet)["opted_out"] == 2
    post.receives(reply_to(question(cabinet), words + " !"))
    assert len(cabinet.messages("opt_out_confirmed")) == 1


def test_stop_from_the_patients_address_alone_is_honoured_too(post: Post) -> None:
    post.receives(letter("STOP", sender="marie@courrier.example"))
    assert state(post.cabinet) is PatientState.OPTED_OUT


def test_stop_with_something_else_to_say_keeps_what_it_says(post: Post) -> None:
    row = post.receives(reply_to(question(post.cabinet), "EVA 8, j'ai une grosse boule. Ne m'écrivez plus."))
    assert row.fate == "report"
    assert state(post.cabinet) is PatientState.OPTED_OUT
