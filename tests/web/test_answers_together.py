"""Answers that come while others are being kept are kept together, and none of them is harmed by another."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.responses import HTMLResponse
from structlog.testing import capture_logs

from tests.people import LYON, Cabinet, open_cabinet
from tests.plans import reading_whole_clinics, told
from tests.web.conftest import site_of
from tests.web.throughput import clinic_of, post
from vigil.domain.words import AskState, Urgency
from vigil.store import tokens
from vigil.store.tables import Alert, Ask, Eva, Event, Patient, Report
from vigil.web.taking import Answering, Press, take_answers

pytestmark = [pytest.mark.end_to_end, pytest.mark.on_both]

FINE = {"danger": "none", "past": "none", "reaction": "none"}
FEVER = FINE | {"reaction": "fever"}

Sent = tuple[str, Mapping[str, str]]
Pages = list[tuple[int, str]]


@pytest.fixture
def asked(cabinet: Cabinet) -> Cabinet:
    """Eight patients who were asked how they are."""
    clinic_of(cabinet, 8)
    return cabinet


def links(cabinet: Cabinet) -> list[str]:
    """Where each of them answers."""
    ring = cabinet.store.keyring
    asks = [ask for ask in cabinet.rows(Ask, Ask.clinic_id == cabinet.clinic_id) if ask.asked_at]
    return [f"/answer/{tokens.derive(ring, tokens.Purpose.ANSWER, ask.clinic_id, ask.id)}" for ask in asks]


def together(cabinet: Cabinet, folder: Path, sent: Sequence[Sent], *, fails: bool = False) -> tuple[Pages, list[int]]:
    """The pages for forms that are all sent while somebody else writes, and how many were taken at a time.

    ``fails``: what was taken together had to be taken one by one.
    """
    app: Any = site_of(cabinet, folder).client.app
    groups: list[int] = []

    def taking(presses: Sequence[Press]) -> list[HTMLResponse]:
        groups.append(len(presses))
        return take_answers(app.state.site, presses)

    app.state.answering = Answering(taking)

    async def send() -> Pages:
        with cabinet.store.writing(cabinet.now, "elsewhere"):
            posts = [asyncio.create_task(post(app, url, urlencode(fields).encode())) for url, fields in sent]
            await asyncio.sleep(0.5)
        return [(status, page.decode()) for status, page in await asyncio.gather(*posts)]

    with capture_logs() as logs:
        pages = asyncio.run(send())
    assert ("answers_taken_apart" in [each["action"] for each in logs]) is fails
    return pages, groups


def test_answers_that_wait_are_kept_together_each_with_its_own_advice(asked: Cabinet, tmp_path: Path) -> None:
    sent = [(url, FEVER | {"request_id": url[-9:]} if n == 5 else FINE) for n, url in enumerate(links(asked))]
    pages, groups = together(asked, tmp_path, sent)
    assert (sum(groups), max(groups) > 1) == (8, True)
    assert [status for status, _ in pages] == [200] * 8
    assert [url in page for (url, _), (_, page) in zip(sent, pages, strict=True)] == [True] * 8
    assert len({page for _, page in pages}) == 8
    reports = asked.rows(Report)
    assert len({report.ask_id for report in reports}) == len(reports) == 8
    assert {ask.state for ask in asked.rows(Ask) if ask.asked_at} == {AskState.ANSWERED}
    (alert,) = asked.rows(Alert)
    (ill,) = [report for report in reports if report.urgency is not None]
    assert (alert.report_id, alert.patient_id) == (ill.id, ill.patient_id)
    kept = asked.rows(Event, Event.subject == "report", Event.change == "insert")
    assert {event.subject_id for event in kept} == {report.id for report in reports}
    assert {event.actor for event in kept} == {"patient"}


def test_scores_go_to_the_courses_of_whoever_gave_them(asked: Cabinet, tmp_path: Path) -> None:
    courses = [ask.course_id for ask in asked.rows(Ask) if ask.asked_at]
    sent = [
        (url, FINE | {f"eva.{course}": str(n)})
        for n, (url, course) in enumerate(zip(links(asked), courses, strict=True))
    ]
    together(asked, tmp_path, sent)
    scores = {row.course_id: row.low for row in asked.rows(Eva, Eva.report_id.is_not(None))}
    assert scores == {course: n * 10 for n, course in enumerate(courses)}


def test_an_answer_that_cannot_be_kept_harms_no_other_and_comes_back(asked: Cabinet, tmp_path: Path) -> None:
    sent: list[Sent] = [(url, FINE) for url in links(asked)]
    sent[3] = (sent[3][0], FINE | {"words": "long " * 5000})
    pages, groups = together(asked, tmp_path, sent, fails=True)
    assert max(groups) > 1
    assert [status for status, _ in pages] == [200, 200, 200, 413, 200, 200, 200, 200]
    assert "long long" in pages[3][1]
    assert len(asked.rows(Report)) == 7


def test_rules_that_cannot_read_one_patient_say_so_and_read_the_others(asked: Cabinet, tmp_path: Path) -> None:
    patients = [ask.patient_id for ask in asked.rows(Ask) if ask.asked_at]
    with asked.writing() as session:
        session.get_one(Patient, patients[0]).risk_factors = ["no such factor"]
    sent = [(url, FEVER if number in (0, 4) else FINE) for number, url in enumerate(links(asked))]
    pages, groups = together(asked, tmp_path, sent)
    assert max(groups) > 1
    assert [status for status, _ in pages] == [200] * 8
    assert len(asked.rows(Report)) == 8
    opened = {alert.patient_id: alert.rule for alert in asked.rows(Alert)}
    assert opened == {patients[0]: "could_not_be_evaluated", patients[4]: "fever_alone"}


def test_a_double_click_among_others_is_one_answer_and_a_change_of_mind_two(asked: Cabinet, tmp_path: Path) -> None:
    twice, changed, *others = links(asked)
    once = FINE | {"request_id": "page-1"}
    sent = [(twice, once), (twice, once), (changed, once), (changed, FEVER | {"request_id": "page-1"})]
    pages, groups = together(asked, tmp_path, [*sent, *((other, FINE) for other in others)])
    assert max(groups) > 1
    assert [status for status, _ in pages] == [200] * 10
    assert sorted(report.version for report in asked.rows(Report)) == [1] * 8 + [2]
    assert [alert.urgency for alert in asked.rows(Alert)] == [Urgency.SAME_DAY]


def test_links_that_lead_nowhere_and_empty_forms_stand_beside_answers(asked: Cabinet, tmp_path: Path) -> None:
    first, second, *_ = links(asked)
    sent = [
        (first, FINE),
        ("/answer/nonsense", FINE),
        (second, {"request_id": "page-1"}),
        (f"/answer/{'a' * 26}", FINE),
    ]
    pages, _ = together(asked, tmp_path, sent)
    assert [status for status, _ in pages] == [200, 404, 422, 404]
    assert len(asked.rows(Report)) == 1


def test_answers_to_two_clinics_are_kept_each_in_its_own(asked: Cabinet, tmp_path: Path) -> None:
    lyon = open_cabinet(asked.store, at=asked.now, clinic=LYON)
    clinic_of(lyon, 2)
    asked.clock.move_to(lyon.now)
    here, there = links(asked)[:3], links(lyon)
    pages, _ = together(asked, tmp_path, [(url, FINE) for pair in zip(here, there, strict=False) for url in pair])
    assert [status for status, _ in pages] == [200] * 4
    reports, patients = asked.rows(Report), {patient.id: patient for patient in asked.rows(Patient)}
    assert sorted(str(report.clinic_id) for report in reports) == sorted(
        str(patients[report.patient_id].clinic_id) for report in reports
    )
    assert len({report.clinic_id for report in reports}) == 2
    assert asked.rows(Alert) == []


def test_whoever_goes_away_meanwhile_has_answered_all_the_same(asked: Cabinet, tmp_path: Path) -> None:
    app: Any = site_of(asked, tmp_path).client.app

    async def leave() -> None:
        with asked.store.writing(asked.now, "elsewhere"):
            posts = [asyncio.create_task(post(app, url, urlencode(FINE).encode())) for url in links(asked)]
            await asyncio.sleep(0.5)
            posts[7].cancel()
        await asyncio.gather(*posts[:7])
        await asyncio.sleep(0.5)

    asyncio.run(leave())
    assert len(asked.rows(Report)) == 8


def test_answers_together_take_hardly_more_statements_than_one(asked: Cabinet, tmp_path: Path) -> None:
    if asked.store.has_clinic_turns:
        pytest.skip("SQLite tells what it was asked")
    sent = [(url, FINE) for url in links(asked)]
    with told(asked.store.engine) as said:
        _, groups = together(asked, tmp_path, sent)
    assert len([words for words in said if words.startswith("SELECT")]) <= 30 * len(groups)
    assert reading_whole_clinics(asked.store.engine, said) == []
