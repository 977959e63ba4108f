"""Calls and sheets for whoever has no e-mail: listed, filled in while calling, printed, done."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.people import DAY, WEEK, shipped_files
from tests.web.conftest import LISE, Site, heading
from tests.web.reading_html import Element, filled, parsed
from vigil.actions.change_clinic_rules import change_clinic_rules
from vigil.domain.reasons import Reason
from vigil.domain.states import MessageState
from vigil.domain.words import AskState, Channel, Language, SessionState, Urgency
from vigil.store.tables import Alert, Ask, Message

PAUL = replace(LISE, given_name="Paul", email="", consents_to_email=False)
FINE = {"danger": "none", "past": "none", "reaction": "none", "request_id": "page-1"}


@pytest.fixture
def paul(site: Site) -> Site:
    """Paul has no e-mail; he was treated two days and a half ago."""
    site.cabinet.patient(PAUL)
    site.cabinet.course("C-2", patient="P-2", is_competitor=True)
    site.cabinet.treats("S-2", course="C-2")
    site.cabinet.treats("S-3", course="C-2", at=site.cabinet.now + WEEK, state=SessionState.PLANNED)
    site.cabinet.live(timedelta(hours=60), step=DAY / 2)
    return site


def tasks(site: Site, channel: Channel) -> list[Any]:
    due = Message.due_at <= site.cabinet.now
    return site.cabinet.rows(Message, Message.channel == channel, Message.state == MessageState.PLANNED, due)


def call_url(site: Site, worklist: str) -> str:
    (call,) = tasks(site, Channel.PHONE)
    return f"{worklist}/tasks/{call.id}"


def asked(site: Site) -> Any:
    (row,) = [row for row in site.cabinet.rows(Ask) if row.key.startswith("followup:") and row.state is AskState.OPEN
              and row.asked_at is None and row.opens_at <= site.cabinet.now]  # fmt: skip
    return row


def rows_of(page: Element) -> list[Element]:
    return page.all("li", class_="row")


def test_what_is_due_is_listed_with_why_and_without_a_name(paul: Site) -> None:
    page = paul.get(f"{paul.worklist_url()}/tasks")
    due = len(tasks(paul, Channel.PHONE)) + len(tasks(paul, Channel.PRINT))
    assert due >= 2
    assert len(rows_of(parsed(page.text))) == due
    assert "Pas d'e-mail pour cette personne" in parsed(page.text).text
    assert not any(name in page.text for name in ("Durand", "Paul"))


def test_looking_at_every_task_does_none(paul: Site) -> None:
    worklist = paul.worklist_url()
    before = paul.dump()
    for link in paul.page(f"{worklist}/tasks").all("main")[0].all("a"):
        assert paul.get(str(link.attributes["href"])).status_code == 200
    for form in paul.page(f"{worklist}/tasks").all("form"):
        page = paul.get(str(form.attributes["action"]))  # a restored tab: the task itself
        assert str(page.url).endswith(str(form.attributes["action"]).removesuffix("/done"))
    assert paul.dump() == before


def test_a_call_answered_is_a_report_by_telephone_and_the_task_is_done(paul: Site) -> None:
    worklist = paul.worklist_url()
    url, ask = call_url(paul, worklist), asked(paul)
    answered = paul.post(url, FINE)
    assert answered.status_code == 200
    assert "À lire au patient" in answered.text
    assert f"{worklist}/tasks" in answered.text
    assert [report.channel for report in paul.reports()] == ["phone"]
    (row,) = paul.cabinet.rows(Ask, Ask.id == ask.id)
    assert (row.state, row.asked_at) == (AskState.ANSWERED, paul.cabinet.now)
    (task,) = [row for row in paul.cabinet.rows(Message, Message.ask_id == ask.id) if row.channel is Channel.PHONE]
    assert (task.state, task.reason) == (MessageState.SENT, Reason.DONE_BY_STAFF)
    assert tasks(paul, Channel.PHONE) == []


def test_an_emergency_told_by_telephone_is_read_out_at_once(paul: Site) -> None:
    url = call_url(paul, paul.worklist_url())
    page = parsed(paul.post(url, {"danger": "breathing"}).text)
    assert page.all("h1")[0].text == "Appelez le 15 ou le 112 maintenant"
    assert not page.all("form")  # the links and presses of the patient's own page are not the caller's
    assert not [link for link in page.all("a") if str(link.attributes["href"]).startswith(("/read", "/answer"))]
    assert Urgency.EMERGENCY in [alert.urgency for alert in paul.cabinet.rows(Alert)]


def test_a_double_click_on_a_call_makes_one_report(paul: Site) -> None:
    url = call_url(paul, paul.worklist_url())
    assert [heading(paul.post(url, FINE)) for _ in range(2)] == ["Merci, c’est noté"] * 2
    assert len(paul.reports()) == 1


def test_a_call_that_cannot_be_saved_comes_back_with_what_was_typed(paul: Site) -> None:
    worklist = paul.worklist_url()
    url = call_url(paul, worklist)
    paul.run_sql("CREATE TRIGGER full BEFORE INSERT ON report BEGIN SELECT RAISE(ABORT, 'full'); END")
    again = paul.post(url, FINE | {"words": "elle a chaud"})
    assert again.status_code == 503
    assert filled(parsed(again.text))["words"] == ["elle a chaud"]
    assert len(tasks(paul, Channel.PHONE)) == 1
    paul.run_sql("DROP TRIGGER full")
    assert paul.post(url, filled(parsed(again.text))).status_code == 200
    assert tasks(paul, Channel.PHONE) == []
    assert len(paul.reports()) == 1


def test_too_many_words_come_back_and_an_empty_form_does_no_task(paul: Site) -> None:
    url = call_url(paul, paul.worklist_url())
    assert paul.post(url, {"words": "a" * 20_001}).status_code == 413
    assert paul.post(url, {"request_id": "page-1"}).status_code == 422
    assert len(tasks(paul, Channel.PHONE)) == 1
    assert paul.reports() == []


def test_a_call_in_vain_is_done_without_an_answer(paul: Site) -> None:
    worklist = paul.worklist_url()
    ask = asked(paul)
    done = paul.post(f"{call_url(paul, worklist)}/done", {"request_id": "x"})
    assert str(done.url).endswith(f"{worklist}/tasks")
    (row,) = paul.cabinet.rows(Ask, Ask.id == ask.id)
    assert (row.state, row.asked_at) == (AskState.OPEN, paul.cabinet.now)
    assert paul.reports() == []


def test_every_sheet_can_be_printed_and_handed_over(paul: Site) -> None:
    worklist = paul.worklist_url()
    sheets = tasks(paul, Channel.PRINT)
    assert {sheet.mail for sheet in sheets} == {"same_day", "before_session", "followup", "between"}
    for sheet in sheets:
        page = paul.get(f"{worklist}/tasks/{sheet.id}")
        assert page.status_code == 200
        assert heading(page) == "Votre suivi"
        paul.post(f"{worklist}/tasks/{sheet.id}/done")
    assert tasks(paul, Channel.PRINT) == []


def test_a_sheet_says_who_answers_on_closing_days_whatever_the_day_of_printing(paul: Site) -> None:
    sheet = tasks(paul, Channel.PRINT)[0]
    assert "Les jours de fermeture" not in paul.page(f"{paul.worklist_url()}/tasks/{sheet.id}").text
    closed = 'closed_on = ["2026-12-24"]\nclosed_note = { fr = "Le 03 80 00 00 99 répond.", en = "Call 99." }\n'
    with paul.cabinet.writing() as session:
        change_clinic_rules(session, paul.cabinet.clinic_id, closed + shipped_files().clinic, paul.cabinet.now)
    assert "Les jours de fermeture : Le 03 80 00 00 99 répond." in " ".join(
        paul.page(f"{paul.worklist_url()}/tasks/{sheet.id}").text.replace("\u00a0", " ").split()
    )


def test_a_sheet_asks_for_the_pain_and_tells_a_competitor_what_sport_forbids(paul: Site) -> None:
    for sheet in tasks(paul, Channel.PRINT):
        text = paul.page(f"{paul.worklist_url()}/tasks/{sheet.id}").text
        assert "La douleur pour laquelle on vous soigne" in text, sheet.mail
        assert "afld.fr" in text


def test_a_call_of_every_kind_of_question_has_its_form(paul: Site) -> None:
    paul.cabinet.clock.move_to(paul.cabinet.now + 20 * WEEK)
    worklist = paul.worklist_url()
    calls = tasks(paul, Channel.PHONE)
    assert {"followup", "late_check"} <= {call.mail for call in calls}
    for call in calls:
        assert parsed(paul.get(f"{worklist}/tasks/{call.id}").text).all("textarea")


def test_no_task_of_another_clinic_and_no_mail_is_shown_or_done(paul: Site, other_site: Site) -> None:
    theirs, mine = other_site.worklist_url(), paul.worklist_url()
    call = next(row for row in tasks(paul, Channel.PHONE) if row.clinic_id == paul.cabinet.clinic_id)
    mail = paul.cabinet.rows(Message, Message.channel == Channel.EMAIL)[0]
    before = paul.dump()
    for url in (f"{theirs}/tasks/{call.id}", f"{mine}/tasks/{mail.id}", f"{mine}/tasks/{uuid4()}", f"{mine}/tasks/x"):
        assert paul.get(url).status_code == 404
        assert paul.post(url, FINE).status_code == 404
        assert paul.post(f"{url}/done").status_code == 404
    assert rows_of(paul.page(f"{theirs}/tasks")) == []
    assert paul.dump() == before


def test_the_form_is_in_the_callers_language_and_the_sheet_in_the_patients(paul: Site) -> None:
    worklist = paul.worklist_url()
    paul.speaks(Language.EN)
    paul.run_sql("UPDATE staff SET language = 'fr'")
    (call,) = tasks(paul, Channel.PHONE)
    assert paul.page(f"{worklist}/tasks/{call.id}").all("html")[0].attributes["lang"] == "fr"
    sheet = tasks(paul, Channel.PRINT)[0]
    assert paul.page(f"{worklist}/tasks/{sheet.id}").all("html")[0].attributes["lang"] == "en"
