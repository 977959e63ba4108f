"""Answering by link: a GET records nothing, and no answer is lost."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.people import DAY
from tests.web.conftest import LISE, Site, eva_name, heading
from tests.web.reading_html import filled, parsed
from vigil.actions.mark_deceased import mark_deceased
from vigil.actions.merge_patients import merge_patients
from vigil.actions.reach_patient import opt_out
from vigil.domain.words import AskState, Language, Urgency
from vigil.store.tables import Alert, Ask, Eva, Message, Reaction

DANGER = {"danger": "breathing", "request_id": "page-1"}
FINE = {"danger": "none", "past": "none", "reaction": "none", "request_id": "page-1"}
SCANNERS = (
    "",
    "Barracuda Sentinel (EE)",
    "Mozilla/5.0 (compatible; MSIE 10.0)",
    "curl/8",
    "GoogleImageProxy",
    "\xff\xfe",
)


def ask(site: Site) -> Any:
    (row,) = [row for row in site.cabinet.rows(Ask) if row.key.startswith("followup:")]
    return row


def tabled(site: Site, table: type) -> int:
    return len(site.cabinet.rows(table))


# Looking


def test_a_scanner_that_opens_every_link_of_every_mail_records_nothing(site: Site) -> None:
    site.post(site.answer_url(), DANGER)
    site.cabinet.run("deliver")
    site.cabinet.live(DAY, step=DAY)
    worklist = site.worklist_url()
    links = [*site.mailed(), worklist, f"{worklist}/tasks", f"{site.answer_url()}/called"]
    assert {link.split("/")[1] for link in links} == {"answer", "read", "stop", "alert", "worklist"}
    before = site.dump()
    for link in links:
        for agent in SCANNERS:
            headers = [(b"user-agent", agent.encode("latin-1")), (b"sec-purpose", b"prefetch")]
            assert site.client.get(link, headers=headers).status_code in (200, 410)
            site.client.head(link, headers=headers)
            site.client.options(link, headers=headers)
    assert site.dump() == before


def test_the_page_speaks_the_patients_language_whatever_the_browser_asks(site: Site) -> None:
    site.speaks(Language.EN)
    page = parsed(site.get(site.answer_url(), headers={"accept-language": "fr"}).text)
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("h1")[0].text == "How are you?"


@pytest.mark.parametrize("mark", [".", ">", ",", ")", "%3E", "%2E", "»", "%20", "=", "&gt;", "?utm_source=x", "/"])
def test_a_link_with_marks_that_a_mail_program_added_still_opens(site: Site, mark: str) -> None:
    for url in (site.answer_url(), site.answer_url().upper().replace("/ANSWER", "/answer")):
        page = site.get(f"{url}{mark}")
        assert page.status_code == 200, mark
        assert parsed(page.text).all("form")[0].attributes["action"] == site.answer_url()


@pytest.mark.parametrize("token", ["", "x", "a" * 26, "%00", "..%2f..", "a" * 5000, "'; DROP TABLE ask; --", "é" * 26])
def test_a_garbled_link_is_a_helpful_page(site: Site, token: str) -> None:
    for method in ("get", "post"):
        page = site.client.request(method, f"/answer/{token}")
        assert page.status_code == 404
        assert "tel:15" in page.text


def test_a_cut_or_lengthened_link_opens_nothing(site: Site) -> None:
    url = site.answer_url()
    assert [site.get(each).status_code for each in (url[:-1], url + "a", url[:-1] + "1")] == [404, 404, 404]


# The state of the link


def test_a_late_answer_is_kept_and_flagged(site: Site) -> None:
    site.cabinet.clock.move_to(ask(site).late_at + timedelta(seconds=1))
    assert "après la date prévue" in site.page(site.answer_url()).text
    assert "après la date prévue" in parsed(site.post(site.answer_url(), FINE).text).text
    assert [report.is_late for report in site.reports()] == [True]


def test_a_closed_link_shows_whom_to_call_and_still_takes_an_answer(site: Site) -> None:
    site.cabinet.clock.move_to(ask(site).closes_at)
    shown = site.get(site.answer_url())
    assert shown.status_code == 410
    assert all(each in shown.text for each in ("tel:15", "tel:112", "tel:+33380000000"))
    assert heading(site.post(site.answer_url(), DANGER)) == "Appelez le 15 ou le 112 maintenant"
    assert len(site.reports()) == 1
    assert any(alert.urgency == Urgency.EMERGENCY for alert in site.cabinet.rows(Alert))


def test_a_deceased_patients_link_is_closed_and_loses_nothing(site: Site) -> None:
    with site.cabinet.writing() as session:
        mark_deceased(session, site.cabinet.patient_row(session), site.cabinet.now)
    assert site.get(site.answer_url()).status_code == 410
    assert site.post(site.answer_url(), {"words": "elle est morte lundi"}).status_code == 200
    assert len(site.reports()) == 1


def test_a_merged_patients_links_lead_to_the_record_that_is_left(site: Site) -> None:
    url = site.answer_url()
    kept = site.cabinet.patient(LISE)
    with site.cabinet.writing() as session:
        into = site.cabinet.patient_row(session, "P-2")
        merge_patients(session, site.cabinet.patient_row(session), into, site.cabinet.now)
    assert site.get(url).status_code == 200
    assert heading(site.post(url, DANGER)) == "Appelez le 15 ou le 112 maintenant"
    assert [report.patient_id for report in site.reports()] == [kept]


def test_whoever_opted_out_can_still_answer(site: Site) -> None:
    with site.cabinet.writing() as session:
        opt_out(session, site.cabinet.patient_row(session), site.cabinet.now)
    assert site.get(site.answer_url()).status_code == 200
    assert site.post(site.answer_url(), FINE).status_code == 200
    assert ask(site).state is AskState.ANSWERED


# Twice, and otherwise


def test_a_double_click_makes_one_report(site: Site) -> None:
    first, second = (site.post(site.answer_url(), DANGER) for _ in range(2))
    assert heading(first) == heading(second) == "Appelez le 15 ou le 112 maintenant"
    assert len(site.reports()) == 1


def test_two_clicks_at_the_same_instant_make_one_report(site: Site) -> None:
    pages: list[Any] = []
    gate = threading.Barrier(2)
    url = site.answer_url()

    def click() -> None:
        gate.wait()
        pages.append(site.post(url, DANGER))

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert {heading(page) for page in pages} == {"Appelez le 15 ou le 112 maintenant"}
    assert len(site.reports()) == 1


def test_going_back_and_changing_an_answer_on_the_same_page_is_never_swallowed(site: Site) -> None:
    url = site.answer_url()
    eva = eva_name(site, url)
    for score in ("3", "8", "3"):
        site.post(url, FINE | {eva: score})
    assert [report.is_current for report in site.reports()] == [False, False, True]
    assert [row.low for row in site.cabinet.rows(Eva, Eva.is_current, Eva.occasion == "followup")] == [30]


def test_a_danger_sign_ticked_after_going_back_is_an_emergency(site: Site) -> None:
    site.post(site.answer_url(), FINE)
    assert heading(site.post(site.answer_url(), DANGER)) == "Appelez le 15 ou le 112 maintenant"
    assert any(alert.urgency == Urgency.EMERGENCY for alert in site.cabinet.rows(Alert))


def test_a_page_id_of_another_patient_swallows_nothing(site: Site) -> None:
    site.cabinet.patient(LISE)
    site.cabinet.course("C-2", patient="P-2")
    site.cabinet.treats("S-2", course="C-2")
    site.cabinet.live(timedelta(hours=60), step=DAY / 2)
    site.post(site.answer_url(), DANGER)
    answered = site.post(site.answer_url(patient="P-2"), DANGER)
    assert answered.status_code == 200
    assert len({report.patient_id for report in site.reports()}) == 2


def test_a_later_answer_keeps_the_earlier_version_and_never_shows_it(site: Site) -> None:
    url = site.answer_url()
    site.post(url, DANGER | {"words": "je suffoque", "request_id": "a"})
    page = site.page(url)
    assert "Vous avez déjà répondu" in page.text
    assert not any("checked" in box.attributes for box in page.all("input"))
    assert "suffoque" not in site.get(url).text
    assert {name for name, values in filled(page).items() if any(values)} == {"request_id"}
    site.post(url, FINE | {"request_id": "b"})
    assert "breathing" in site.said(1)
    assert "breathing" not in site.said(2)


def test_an_amendment_neither_closes_nor_lowers_an_alert(site: Site) -> None:
    site.post(site.answer_url(), DANGER)
    before = site.cabinet.rows(Alert)
    site.post(site.answer_url(), FINE)
    assert [(row.state, row.urgency) for row in site.cabinet.rows(Alert)] == [
        (row.state, row.urgency) for row in before
    ]


def test_what_a_later_answer_leaves_out_still_counts(site: Site) -> None:
    """The page says that a new answer adds to the first and does not erase it."""
    url = site.answer_url()
    eva = eva_name(site, url)
    site.post(url, {eva: "6", "reaction": "haematoma", "request_id": "a"})
    site.post(url, {"words": "j'oubliais : je vais mieux", "request_id": "b"})
    current = Eva.is_current, Eva.occasion == "followup"
    assert [row.low for row in site.cabinet.rows(Eva, *current)] == [60]
    assert [row.code for row in site.cabinet.rows(Reaction, Reaction.is_current)] == ["haematoma"]
    site.post(url, {eva: "4", "reaction": "none", "request_id": "c"})
    assert [row.low for row in site.cabinet.rows(Eva, *current)] == [40]
    assert [row.code for row in site.cabinet.rows(Reaction, Reaction.is_current)] == ["none_reported"]


@pytest.mark.parametrize("sent", [{}, {"request_id": "page-1"}, {"words": "  \n", "request_id": "p"}, {"danger": ""}])
def test_an_empty_form_is_asked_again_and_retires_nothing(site: Site, sent: dict[str, str]) -> None:
    url = site.answer_url()
    before = site.dump()
    again = site.post(url, sent)
    assert again.status_code == 422
    assert "Aucune réponse n’était cochée" in parsed(again.text).all("title")[0].text
    assert parsed(again.text).all("form")[0].attributes["action"] == url
    assert site.dump() == before
    site.post(url, DANGER)
    site.post(url, sent)
    assert [report.is_current for report in site.reports()] == [True]


def test_words_alone_stop_the_reminders_and_leave_the_question_open(site: Site) -> None:
    site.post(site.answer_url(), {"words": "merci"})
    assert ask(site).state is AskState.OPEN
    assert ask(site).remind_due_at is None
    assert ask(site).replied_at == site.cabinet.now


# After it


def test_a_danger_sign_is_answered_at_once_and_its_alert_owed_in_the_same_transaction(site: Site) -> None:
    page = parsed(site.post(site.answer_url(), DANGER).text)
    assert page.all("title")[0].text.startswith("Appelez le 15 ou le 112 maintenant")
    assert [link.attributes["href"] for link in page.all("a")][:3] == ["tel:15", "tel:112", "sms:114"]
    (alert,) = [row for row in site.cabinet.rows(Alert) if row.urgency == Urgency.EMERGENCY]
    assert [row.due_at for row in site.cabinet.rows(Message, Message.alert_id == alert.id)] == [site.cabinet.now]


def test_reloading_the_advice_gives_it_again(site: Site) -> None:
    once, again = (parsed(site.post(site.answer_url(), DANGER).text).all("main")[0].text for _ in range(2))
    assert once == again


def test_the_amend_link_leads_to_the_same_form(site: Site) -> None:
    page = parsed(site.post(f"{site.answer_url()}.", FINE).text)
    assert site.answer_url() in [link.attributes["href"] for link in page.all("a")]


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.FR, "Un autre questionnaire vous attend"), (Language.EN, "Another questionnaire is waiting for you")],
)
def test_another_form_that_waits_is_offered_after_an_answer(site: Site, language: Language, said: str) -> None:
    site.cabinet.treats("S-2", at=site.cabinet.now)
    site.cabinet.live(timedelta(hours=60), step=DAY / 2)
    site.speaks(language)
    first, second = (link for link in site.mailed() if link.startswith("/answer/"))
    page = parsed(site.post(second, FINE).text)
    assert said in page.text
    assert first in [link.attributes["href"] for link in page.all("a")]
    page = parsed(site.post(first, FINE).text)
    assert said not in page.text


def test_an_emergency_is_not_crowded_by_another_form(site: Site) -> None:
    site.cabinet.treats("S-2", at=site.cabinet.now)
    site.cabinet.live(timedelta(hours=60), step=DAY / 2)
    _, second = (link for link in site.mailed() if link.startswith("/answer/"))
    assert "questionnaire vous attend" not in site.post(second, DANGER).text


# « Je n'ai pas pu »


def test_whoever_could_not_call_has_their_alert_climb_at_once_and_once(site: Site) -> None:
    url = site.answer_url()
    site.post(url, DANGER)
    climbed = [row.climbed for row in site.cabinet.rows(Alert)]
    for _ in range(3):  # a double click, a reload
        assert "Demandez à quelqu’un" in site.post(f"{url}/called", {"called": "no"}).text
    assert [row.climbed for row in site.cabinet.rows(Alert)] == [count + 1 for count in climbed]
    assert site.reports()[0].emergency_call == "could_not"


def test_whoever_called_is_noted_and_nothing_climbs(site: Site) -> None:
    url = site.answer_url()
    site.post(url, DANGER)
    before = site.cabinet.rows(Alert)
    assert "Suivez ce que les secours vous disent" in site.post(f"{url}/called", {"called": "yes"}).text
    assert site.cabinet.rows(Alert) == before
    assert site.reports()[0].emergency_call == "called"


def test_going_back_to_the_address_of_a_press_leads_to_the_form(site: Site) -> None:
    page = site.get(f"{site.answer_url()}/called")
    assert page.status_code == 200
    assert str(page.url).endswith(site.answer_url())


def test_a_press_without_an_answer_notes_nothing(site: Site) -> None:
    before = site.dump()
    page = site.post(f"{site.answer_url()}/called", {"called": "no"})
    assert heading(page) == "Comment allez-vous ?"
    assert site.dump() == before


# One purpose, one clinic


def test_a_token_opens_what_it_was_made_for_and_nothing_else(site: Site) -> None:
    site.post(site.answer_url(), DANGER)
    site.cabinet.run("deliver")
    links = {link.split("/")[1]: link.split("/")[2] for link in [*site.mailed(), site.worklist_url()]}
    assert set(links) == {"answer", "read", "stop", "alert", "worklist"}
    before = site.dump()
    for purpose, token in links.items():
        for other in links:
            if other != purpose:
                assert site.get(f"/{other}/{token}").status_code == 404
                assert site.post(f"/{other}/{token}", FINE).status_code in (404, 405)
        if purpose != "answer":
            assert site.post(f"/answer/{token}/called", {"called": "no"}).status_code == 404
    assert site.dump() == before
