"""The demo, whole: what ``vigil demo`` plays before it serves."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.simulate.plays import out_of_hours, settings, telling, to_patients, too_many
from vigil.app import visit
from vigil.domain.words import PatientState, ReactionCode, SessionState
from vigil.mail.letters import Letter
from vigil.mail.mailbox import Mailbox
from vigil.simulate.browser import Browser, the_form
from vigil.simulate.demo import Demo, demo
from vigil.store.tables import Course, Eva, Patient, TreatmentSession

pytestmark = [pytest.mark.end_to_end]

NOW = datetime(2026, 11, 21, 11, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def letters() -> list[Letter]:
    return []


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, letters: list[Letter]) -> Demo:
    home = tmp_path_factory.mktemp("demo")
    return demo(settings(home), now=NOW, on_letter=letters.append)


def test_the_demo_reconciles(played: Demo) -> None:
    assert played.summary.reconciled, played.summary.differences


def test_every_reaction_of_the_catalogue_occurs(played: Demo) -> None:
    assert [code for code in ReactionCode if not played.summary.reactions[code]] == []


def test_what_must_be_seen_is_seen(played: Demo) -> None:
    alerts = played.summary.alerts_by_rule
    for rule in (
        "breathing_or_chest_pain", "face_swelling", "skin_necrosis", "resolved_danger_signs", "diffuse_itching",
        "spreading_redness", "non_healing_or_discharging_point", "haematoma", "fever_alone",
        "no_improvement_after_five", "silence", "unreachable", "worsening",
    ):  # fmt: skip
        assert alerts.get(rule), rule
    assert played.summary.reviews_opened >= 2


def test_some_do_not_answer_and_some_cannot_be_reached(played: Demo) -> None:
    summary = played.summary
    assert 0.35 < summary.answered / summary.asks < 0.85
    assert summary.by_reason["recipient_refused"] == 2
    assert summary.by_reason["done_by_staff"] > 10


def test_its_mail_keeps_the_promises(played: Demo, letters: list[Letter]) -> None:
    mine = to_patients(letters)
    assert len(mine) > 500
    assert not out_of_hours(mine)
    assert not too_many(mine)
    assert not telling(mine)


def test_five_forms_are_open_and_can_be_answered(played: Demo) -> None:
    app = visit(settings(played.home), lambda: NOW)
    try:
        with Browser(app.web(Mailbox(lambda: NOW, folder=played.mail_folder)), app.settings.public_url) as browser:
            assert len({link.url for link in played.open_links}) == 5
            for link in played.open_links:
                assert "danger" in the_form(browser.open(link.url)).choices
            for link in played.staff_links:
                assert browser.open(link.url).status == 200
            assert browser.open("/mailbox").status == 200
    finally:
        app.close()


def test_who_bounced_gave_another_address_or_is_telephoned(played: Demo) -> None:
    app = visit(settings(played.home), lambda: NOW)
    try:
        with app.store.reading() as session:
            states = [patient.state for patient in session.scalars(select(Patient))]
            assert PatientState.UNREACHABLE in states
            assert PatientState.OPTED_OUT in states
            real = session.scalars(select(Patient).where(Patient.is_invented.is_(False))).all()
            assert len(real) == 25
    finally:
        app.close()


def test_the_real_scores_are_on_record(played: Demo) -> None:
    app = visit(settings(played.home), lambda: NOW)
    try:
        with app.store.reading() as session:
            course = session.scalars(select(Course).where(Course.external_id == "FIG8-07-C1")).one()
            last = session.scalars(
                select(TreatmentSession)
                .where(TreatmentSession.course_id == course.id, TreatmentSession.state == SessionState.PERFORMED)
                .order_by(TreatmentSession.at.desc())
            ).first()
            assert last is not None
            scores = session.scalars(select(Eva).where(Eva.course_id == course.id)).all()
            assert [(one.low, one.high) for one in scores if one.occasion == "baseline"] == [(80, 80)]
            assert [
                (one.low, one.high) for one in scores if one.session_id == last.id and one.occasion == "before"
            ] == [(30, 40)]
            assert "2012-08-01" in (course.previous_treatment or "")
    finally:
        app.close()


def test_database_keys_and_mail_stay(played: Demo) -> None:
    assert {path.name for path in played.home.iterdir()} >= {"DEMO", "keys.json", "mail", "vigil.db"}
    assert len(list(played.mail_folder.glob("*.eml"))) > 500
