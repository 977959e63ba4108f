"""Writing one message of the ledger: frozen at its first writing, so that another attempt is the same to the byte."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tests.people import DAY, HOUR, KEYRING, MARIE, NOON, PETIT, SENDER, WEEK, Cabinet
from vigil.actions.write_mail import Admitted, Writer
from vigil.actions.write_mail import text_of as fixed_text
from vigil.domain.answers import Answers
from vigil.domain.words import Language, SessionState, Sign
from vigil.mail.connection import Envelope
from vigil.store import leases, outgoing, tokens
from vigil.store.tables import Alert, Ask


def delivered(cabinet: Cabinet, mail: str) -> tuple[Any, Envelope, EmailMessage]:
    """The row, the envelope and the parsed message of the mail of that name."""
    (row,) = [row for row in cabinet.messages() if row.mail == mail and row.state == "sent"]
    (envelope,) = [envelope for envelope in cabinet.courier.kept if envelope.id == row.id]
    parsed = message_from_bytes(envelope.content, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return row, envelope, parsed


def text_of(parsed: EmailMessage) -> str:
    body = parsed.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_written_twice_it_is_the_same_to_the_byte(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)
    with cabinet.writing() as session:
        due = leases.pick(session, cabinet.now, limit=1)
    written = []
    for at in (cabinet.now, cabinet.now + 3 * DAY):
        with cabinet.writing() as session:
            (item,) = outgoing.load(session, due)
            admitted = Admitted(item, "marie@courrier.example", fixed_text(session, item, at))
            leases.take(session, [leases.Taken(item.letter.id, *admitted.frozen)], HOUR)
            written += Writer(session, SENDER).write([admitted])
    assert written[0] == written[1]


def test_a_question_leads_to_its_form_and_can_be_answered_by_replying(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.wait(2 * DAY)
    cabinet.run("deliver")
    _, envelope, parsed = delivered(cabinet, "followup")
    (ask,) = cabinet.rows(Ask, Ask.kind == "followup")
    answer = tokens.derive(KEYRING, tokens.Purpose.ANSWER, cabinet.clinic_id, ask.id)
    reply = tokens.derive(KEYRING, tokens.Purpose.REPLY, cabinet.clinic_id, ask.id)
    assert f"http://vigil.example/answer/{answer}" in text_of(parsed)
    assert reply in parsed["Reply-To"]
    assert tokens.find_bounce(KEYRING, envelope.sender.partition("@")[0].partition("+")[2]) == envelope.id
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_patients_mail_holds_no_health_data_and_no_family_name(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.live(8 * WEEK, step=timedelta(hours=12))
    texts = " ".join(
        text_of(parsed) + parsed["Subject"] + parsed["From"]
        for parsed in (
            message_from_bytes(one.content, policy=policy.default) for one in cabinet.courier.to(MARIE.email)
        )
        if isinstance(parsed, EmailMessage)
    ).casefold()
    assert "marie" in texts
    for word in ("durand", "mésothérapie", "lombaire", "injection", "eva", "1970"):
        assert f" {word} " not in texts


def test_an_appointment_is_told_in_the_patients_zone_and_language(cabinet: Cabinet) -> None:
    facts = replace(
        MARIE, external_id="P-2", email="john@courrier.example", language=Language.EN, zone="Indian/Reunion"
    )
    cabinet.patient(facts)
    cabinet.course("C-2", patient="P-2")
    cabinet.treats("S-2", course="C-2", at=NOON + 2 * WEEK, state=SessionState.PLANNED)
    cabinet.live(DAY)
    row, _, parsed = delivered(cabinet, "before_session")
    assert row.language == "en"
    assert "Tuesday 24\u00a0March at 15:00" in text_of(parsed)


def test_a_guardian_is_not_greeted_by_the_childs_name(cabinet: Cabinet) -> None:
    facts = replace(MARIE, external_id="P-2", given_name="Zoé", email="", guardian_email="mum@courrier.example")
    cabinet.patient(replace(facts, born_on=NOON.date().replace(year=2014)))
    cabinet.course("C-2", patient="P-2")
    cabinet.treats("S-2", course="C-2")
    cabinet.wait(HOUR)
    cabinet.run("deliver")
    (envelope,) = cabinet.courier.to("mum@courrier.example")
    parsed = message_from_bytes(envelope.content, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    assert "Zoé" not in text_of(parsed)


def test_an_alert_names_its_reference_and_nobody(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))
    cabinet.run("deliver")
    row, _, parsed = delivered(cabinet, "alert")
    with cabinet.store.reading() as session:
        reference = session.get_one(Alert, row.alert_id).reference
    assert reference in parsed["Subject"]
    assert "Marie" not in text_of(parsed)
    assert parsed["List-Unsubscribe"] is None
    assert row.carries == ["physician"]


def test_a_colleague_is_written_to_with_a_link_of_their_own(cabinet: Cabinet) -> None:
    cabinet.treats()
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))
    cabinet.wait(timedelta(minutes=15))
    cabinet.run("escalate")
    cabinet.run("deliver")
    links = set()
    for address in ("roux@cabinet.example", PETIT.email):
        (envelope,) = cabinet.courier.to(address)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        links |= {word for word in text_of(parsed).split() if "/alert/" in word}
    assert len(links) == 2
