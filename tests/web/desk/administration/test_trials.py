"""Test mails: any text of the clinic, to whoever asks and to nobody else, with what the relay made of it."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.people import MARIE, refused
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import parsed
from vigil.actions.send_test_mail import LASTS, MOST_PER_DAY
from vigil.domain.words import Language, Role
from vigil.mail.contexts import Mail
from vigil.mail.outcomes import Kind
from vigil.store.tables import Staff, Version

PAGE = "/administration/trials"
FOLLOWUP = {"mail": "followup", "language": "fr"}


@pytest.fixture
def admin(desk: Desk) -> Seat:
    return desk.signed_in(Role.ADMIN)


def arrived(desk: Desk) -> list[EmailMessage]:
    parsed_ones = [message_from_bytes(one.content, policy=policy.default) for one in desk.cabinet.courier.kept]
    return [one for one in parsed_ones if isinstance(one, EmailMessage)]


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("mail", list(Mail))
def test_every_mail_arrives_marked_as_a_test_under_the_clinic_s_own_name(
    desk: Desk, admin: Seat, mail: Mail, language: Language
) -> None:
    sent = admin.post(PAGE, {"mail": mail.value, "language": language.value})
    assert sent.status_code == 303
    desk.cabinet.run("deliver")
    (message,) = arrived(desk)
    assert [one.recipient for one in desk.cabinet.courier.kept] == ["adam@dijon.example"]
    assert str(message["Subject"]).startswith("[Test] ")
    assert "Cabinet du Parc" in f"{message['From']} {plain(message)}"
    assert "Tilleuls" not in message.as_string()
    assert message["List-Unsubscribe"] is None
    assert message["Reply-To"] is None
    assert "accepté par le serveur" in admin.page(PAGE).text


def test_its_links_lead_here_and_open_nothing(desk: Desk, admin: Seat) -> None:
    admin.post(PAGE, FOLLOWUP)
    desk.cabinet.run("deliver")
    links = [word for word in plain(arrived(desk)[0]).split() if word.startswith("http")]
    assert len(links) == 2
    for link in links:
        assert link.startswith("http://vigil.example/")
        assert desk.client().get(link).status_code == 404


def test_it_leaves_for_the_address_of_the_sign_in_whatever_the_clinic_writes_to(desk: Desk, admin: Seat) -> None:
    with desk.cabinet.writing() as session:
        session.query(Staff).filter_by(clinic_id=desk.cabinet.clinic_id, external_id="adam").one().email = MARIE.email
    admin.post(PAGE, FOLLOWUP | {"email": str(MARIE.email), "to": str(MARIE.email)})
    desk.cabinet.run("deliver")
    assert [one.recipient for one in desk.cabinet.courier.kept] == ["adam@dijon.example"]
    assert "adam@dijon.example" in admin.page(PAGE).text


def test_it_is_written_with_the_clinic_s_own_text(desk: Desk, admin: Seat) -> None:
    text_page = admin.page("/administration/texts/followup/fr")
    boxes = {str(box.attributes["name"]): "".join(map(str, box.children)) for box in text_page.all("textarea")}
    typed = {name: text.replace("Comment allez-vous", "Comment vous portez-vous") for name, text in boxes.items()}
    assert admin.post("/administration/texts/followup/fr", typed | {"do": "save", "base": "1"}).status_code == 303
    admin.post(PAGE, FOLLOWUP)
    desk.cabinet.run("deliver")
    assert "portez-vous" in plain(arrived(desk)[0])
    version = desk.cabinet.message("test:").text_version_id
    assert [row.number for row in desk.cabinet.rows(Version, Version.id == version)] == [2]


def test_a_refusal_is_said_in_a_sentence_with_the_relay_s_words(desk: Desk, admin: Seat) -> None:
    desk.cabinet.courier.fate = refused
    admin.post(PAGE, FOLLOWUP)
    waiting = admin.get(PAGE).text
    assert "en route" in waiting
    assert '<meta http-equiv="refresh"' in waiting
    desk.cabinet.run("deliver")
    told = admin.get(PAGE).text
    assert "550 5.1.1 unknown" in told
    assert "l’adresse a été refusée" in told
    assert '<meta http-equiv="refresh"' not in told


def test_a_relay_that_is_away_is_asked_for_an_hour_and_what_it_said_last_is_kept(desk: Desk, admin: Seat) -> None:
    desk.cabinet.courier.fate = lambda envelope: Kind.TRANSIENT
    admin.post(PAGE, FOLLOWUP)
    desk.cabinet.run("deliver")
    assert "le serveur d’envoi n’a pas pu le prendre" in admin.page(PAGE).text
    desk.cabinet.wait(LASTS + timedelta(hours=6))
    desk.cabinet.run("deliver")
    assert "abandonné" in desk.signed_in(Role.ADMIN).page(PAGE).text
    assert len(desk.cabinet.courier.tried) == 1


def test_a_day_has_room_for_so_many_tests_and_no_more(desk: Desk, admin: Seat) -> None:
    for _ in range(MOST_PER_DAY):
        assert admin.post(PAGE, FOLLOWUP).status_code == 303
    full = admin.post(PAGE, FOLLOWUP)
    assert (full.status_code, "réessayez demain" in full.text) == (422, True)
    desk.cabinet.wait(timedelta(days=1))
    assert desk.signed_in(Role.ADMIN).post(PAGE, FOLLOWUP).status_code == 303


def test_a_mail_that_there_is_not_is_not_sent(desk: Desk, admin: Seat) -> None:
    for typed in ({"mail": "test", "language": "fr"}, {"mail": "followup", "language": "de"}, {}):
        answered = admin.post(PAGE, typed)
        assert parsed(answered.text).all("p", role="alert")[0].text == "Choisissez un message et une langue."
    assert desk.cabinet.messages("test:") == []


def test_somebody_s_tests_are_hers_alone_and_the_reconciliation_finds_nothing_amiss(desk: Desk, admin: Seat) -> None:
    admin.post(PAGE, FOLLOWUP)
    desk.cabinet.run("deliver")
    with desk.cabinet.writing() as session:
        session.query(Staff).filter_by(clinic_id=desk.cabinet.clinic_id, external_id="roux").one().is_admin = True
    assert desk.signed_in(Role.PHYSICIAN).page(PAGE).all("ol", class_="rows") == []
    assert desk.cabinet.run("reconcile")["differences"] == 0
