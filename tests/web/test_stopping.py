"""Stopping the mails: a button, or a mail reader's one click; honoured at once, however often it is pressed."""

import pytest

from tests.people import DAY
from tests.web.conftest import Site, heading
from vigil.actions.change_contact import change_email
from vigil.actions.mark_deceased import mark_deceased
from vigil.actions.reach_patient import mark_unreachable
from vigil.domain.states import MessageState
from vigil.domain.words import Channel, Language, PatientState
from vigil.store.tables import Patient

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def state(site: Site) -> PatientState:
    (row,) = site.cabinet.rows(Patient)
    found: PatientState = row.state
    return found


def to_be_mailed(site: Site) -> list[str]:
    return [row.mail for row in site.cabinet.messages(channel=Channel.EMAIL) if row.state is MessageState.PLANNED]


def test_a_get_shows_a_button_and_stops_nothing(site: Site) -> None:
    before = site.dump()
    page = site.page(site.stop_url)
    assert page.all("form")[0].attributes["action"] == site.stop_url
    assert site.dump() == before


def test_one_click_stops_every_mail_without_cookie_or_request_id(site: Site) -> None:
    assert to_be_mailed(site)
    answered = site.post(site.stop_url, ONE_CLICK)
    assert answered.status_code == 200
    assert "set-cookie" not in answered.headers
    assert state(site) is PatientState.OPTED_OUT
    assert to_be_mailed(site) == ["opt_out_confirmed"]


def test_the_header_of_the_mail_names_the_address_that_takes_the_click(site: Site) -> None:
    assert site.stop_url in site.mailed()
    assert all(b"List-Unsubscribe=One-Click" in envelope.content for envelope in site.cabinet.courier.kept)


def test_clicking_again_changes_nothing_more(site: Site) -> None:
    site.post(site.stop_url, ONE_CLICK)
    before = site.dump()
    for sent in (ONE_CLICK, {"request_id": "other"}, {}):
        assert heading(site.post(site.stop_url, sent)) == "C’est fait"
    assert site.dump() == before


def test_a_page_pressed_before_a_new_consent_stops_the_mails_again(site: Site) -> None:
    site.post(site.stop_url, {"request_id": "page-1"})
    site.run_sql("UPDATE patient SET state = 'active'")
    site.post(site.stop_url, {"request_id": "page-1"})
    assert state(site) is PatientState.OPTED_OUT


def test_an_opt_out_of_whoever_could_not_be_reached_outlives_a_new_address(site: Site) -> None:
    with site.cabinet.writing() as session:
        mark_unreachable(session, site.cabinet.patient_row(session), site.cabinet.now)
    site.post(site.stop_url, ONE_CLICK)
    with site.cabinet.writing() as session:
        change_email(session, site.cabinet.patient_row(session), "marie@nouveau.example", site.cabinet.now)
    assert state(site) is PatientState.OPTED_OUT
    assert to_be_mailed(site) == []


def test_a_deceased_patients_family_may_press_the_button(site: Site) -> None:
    with site.cabinet.writing() as session:
        mark_deceased(session, site.cabinet.patient_row(session), site.cabinet.now)
    assert site.post(site.stop_url, ONE_CLICK).status_code == 200
    assert state(site) is PatientState.DECEASED


@pytest.mark.parametrize(("language", "said"), [(Language.FR, "C’est fait"), (Language.EN, "Done")])
def test_it_is_said_in_the_patients_language(site: Site, language: Language, said: str) -> None:
    site.speaks(language)
    assert heading(site.post(site.stop_url, ONE_CLICK)) == said


def test_the_link_never_expires(site: Site) -> None:
    site.cabinet.wait(10 * 365 * DAY)
    assert site.get(site.stop_url).status_code == 200
    assert site.post(site.stop_url, ONE_CLICK).status_code == 200
