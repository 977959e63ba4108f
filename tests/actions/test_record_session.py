from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.actions.practice import BACK, DR_ROUX, FIRST, LYON, MARIE, WEEK, Practice, holding_alert, practice, product
from tests.people import NOON
from vigil.actions.close_course import close_course, reopen_course
from vigil.actions.record_staff import record_staff
from vigil.domain.errors import Refused
from vigil.domain.eva import Eva
from vigil.domain.recording.facts import SessionFacts
from vigil.domain.recording.notices import NotRecorded, Refusal, Unacknowledged
from vigil.domain.words import AlertState, ProductClass, RiskFactor, Role, SessionState
from vigil.store.database import Store
from vigil.store.tables import Alert, Course, Event, Message, Product, TreatmentSession
from vigil.store.tables import Eva as EvaRow

PLANNED = replace(FIRST, state=SessionState.PLANNED, at=NOON + WEEK)


def begin(desk: Practice) -> None:
    desk.patient()
    desk.course()


def evas(desk: Practice, occasion: str) -> list[EvaRow]:
    return list(desk.session.scalars(select(EvaRow).where(EvaRow.occasion == occasion)))


def test_a_performed_session_owes_the_follow_up(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        done = desk.session_of()
        assert done.is_new
        assert {"same_day", "followup"} <= {message.mail for message in desk.messages()}


def test_the_whole_record_is_kept_and_read_back(store: Store) -> None:
    whole = SessionFacts(
        external_id="S-9",
        course="C-1",
        at=NOON - timedelta(hours=2),
        state=SessionState.PERFORMED,
        operator="roux",
        technique="point par point",
        injector="U225",
        nozzle="linéaire",
        depths_mm=(2.0, 4.0),
        zone="L4-S1",
        volume_ml=4.5,
        diluent="NaCl 0,9 %",
        antiseptic="Biseptine",
        room="2",
        eva_before=Eva(60, 70),
        reaction_during="Rougeur\npassagère",
        products=(product(lot="L42", dose="2 ml", depth_mm=4.0), product("Piroxicam", ProductClass.NSAID, syringe=2)),
    )
    with practice(store) as desk:
        begin(desk)
        done = desk.session_of(whole)
        desk.session.expire_all()
        row = desk.row(TreatmentSession, done)
        assert (row.technique, row.nozzle, row.depths_mm, row.volume_ml) == (
            "point par point",
            "linéaire",
            [2.0, 4.0],
            4.5,
        )
        assert row.reaction_during == "Rougeur\npassagère"
        assert [found.external_id for found in desk.session.scalars(select(Product).order_by(Product.external_id))] == [
            "S-9/1",
            "S-9/2",
        ]
        (before,) = evas(desk, "before")
        assert (before.low, before.high, before.session_id, before.answered_at) == (60, 70, row.id, row.at)
        assert not desk.session_of(whole).did_something


def test_recording_the_same_again_changes_nothing(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        facts = replace(FIRST, products=(product(),), eva_before=Eva.of(6))
        desk.session_of(facts)
        events, messages = desk.count(Event), [(row.key, row.state, row.due_at) for row in desk.messages()]
        assert not desk.session_of(facts).did_something
        assert desk.count(Event) == events
        assert [(row.key, row.state, row.due_at) for row in desk.messages()] == messages


def test_a_double_click_records_once(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        first = desk.session_of(request_id="click-1")
        events = desk.count(Event)
        assert desk.session_of(replace(FIRST, room="3"), request_id="click-1") == first
        assert desk.count(Event) == events
        assert desk.row(TreatmentSession, first).room == ""


def test_an_appointment_is_moved_performed_and_voided_under_one_external_id(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        made = desk.session_of(PLANNED)
        moved = desk.session_of(replace(PLANNED, at=NOON + 2 * WEEK))
        assert (moved.id, moved.changed) == (made.id, ("at",))
        desk.now = NOON + 2 * WEEK
        desk.session_of(replace(PLANNED, at=desk.now, state=SessionState.PERFORMED, eva_before=Eva.of(5)))
        assert evas(desk, "before")[0].is_current
        desk.session_of(replace(PLANNED, at=desk.now, state=SessionState.VOID, eva_before=Eva.of(5)))
        assert desk.row(TreatmentSession, made).state is SessionState.VOID
        assert not evas(desk, "before")[0].is_current
        assert desk.count(TreatmentSession) == 1
        assert {message.state for message in desk.messages()} <= {"cancelled", "skipped", "expired"}


@pytest.mark.parametrize(("minutes", "is_refused"), [(-1, False), (5, False), (6, True)])
def test_a_session_in_the_future_cannot_have_been_performed(store: Store, minutes: int, is_refused: bool) -> None:
    with practice(store) as desk:
        begin(desk)
        facts = replace(FIRST, at=NOON + timedelta(minutes=minutes))
        if is_refused:
            with pytest.raises(NotRecorded, match="future"):
                desk.session_of(facts)
        else:
            assert desk.session_of(facts).is_new


def test_a_closed_course_takes_no_session_until_it_is_reopened(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        done = desk.session_of()
        course = desk.session.scalars(select(Course)).one()
        assert close_course(desk.session, course, "guérie", NOON).changed == ("closed_at",)
        assert not close_course(desk.session, course, "encore", NOON).did_something
        with pytest.raises(NotRecorded, match="closed"):
            desk.session_of(replace(FIRST, external_id="S-2"))
        with pytest.raises(NotRecorded, match="closed"):
            desk.session_of(replace(FIRST, at=NOON - WEEK))
        assert desk.session_of(replace(FIRST, room="1", products=(product(lot="L43"),))).changed == ("room", "products")
        reopen_course(desk.session, course, NOON)
        assert desk.session_of(replace(FIRST, external_id="S-2", at=NOON - WEEK)).is_new
        assert desk.row(TreatmentSession, done).room == "1"


def test_a_course_with_a_coming_appointment_is_not_closed(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        desk.session_of(PLANNED)
        with pytest.raises(Refused, match="planned on 2026-03-17"):
            close_course(desk.session, desk.session.scalars(select(Course)).one(), "", NOON)


FOUR = tuple(product(f"Produit {letter}", ProductClass.VITAMIN) for letter in "ABCD")


def test_a_fourth_product_is_refused_when_planned_and_flagged_when_performed(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        with pytest.raises(NotRecorded, match="at most 3"):
            desk.session_of(replace(PLANNED, products=FOUR))
        performed = replace(FIRST, products=FOUR)
        with pytest.raises(NotRecorded, match="Say why") as refused:
            desk.session_of(performed)
        assert refused.value.field == "deviation_reason"
        done = desk.session_of(replace(performed, deviation_reason="erreur de préparation"))
        assert desk.row(TreatmentSession, done).deviations == ["fourth_product"]
        spread = replace(performed, products=(*FOUR[:3], replace(FOUR[3], syringe=2)))
        desk.session_of(spread)
        assert desk.row(TreatmentSession, done).deviations == []


def test_a_corticosteroid_under_another_class_is_still_one(store: Store) -> None:
    altim = product("Altim 3,75 mg", ProductClass.OTHER)
    with practice(store) as desk:
        begin(desk)
        with pytest.raises(NotRecorded, match="corticosteroid"):
            desk.session_of(replace(PLANNED, products=(altim,)))
        done = desk.session_of(replace(FIRST, products=(altim,), deviation_reason="confusion d'ampoule"))
        assert desk.row(TreatmentSession, done).deviations == ["corticosteroid"]


def test_a_refused_session_leaves_nothing_behind(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        before = desk.count(Event), desk.count(Message), desk.count(Product)
        with pytest.raises(NotRecorded):
            desk.session_of(replace(PLANNED, products=FOUR))
        assert (desk.count(Event), desk.count(Message), desk.count(Product)) == before
        assert desk.count(TreatmentSession) == 0


def test_a_warning_is_acknowledged_once_and_kept(store: Store) -> None:
    with practice(store) as desk:
        desk.patient(replace(MARIE, risk_factors=frozenset({RiskFactor.ALLERGY_NSAID})))
        desk.course()
        facts = replace(PLANNED, products=(product("Piroxicam", ProductClass.NSAID),))
        with pytest.raises(Unacknowledged) as asked:
            desk.session_of(facts)
        (warning,) = asked.value.warnings
        assert warning.code == "allergy_nsaid"
        assert "allergie" in warning.sentence.fr
        assert "allergy" in warning.sentence.en
        done = desk.session_of(replace(facts, acknowledged=frozenset({"allergy_nsaid", "under_10"})))
        assert desk.row(TreatmentSession, done).acknowledged == ["allergy_nsaid"]
        assert not desk.session_of(facts).did_something
        desk.now = facts.at
        assert desk.session_of(replace(facts, state=SessionState.PERFORMED)).changed == ("state",)


def test_what_was_acknowledged_for_the_course_holds_for_its_sessions(store: Store) -> None:
    with practice(store) as desk:
        desk.patient(replace(MARIE, risk_factors=frozenset({RiskFactor.IMMUNOSUPPRESSION})))
        with pytest.raises(Unacknowledged):
            desk.course()
        desk.course(replace(BACK, acknowledged=frozenset({"immunosuppression"})))
        assert desk.session_of().is_new


def hold(desk: Practice, **columns: object) -> Alert:
    return holding_alert(desk.session, desk.session.scalars(select(Course)).one(), **columns)


def test_an_open_alert_that_holds_the_next_session_asks_first(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        desk.session_of()
        alert = hold(desk)
        coming = replace(PLANNED, external_id="S-2")
        with pytest.raises(Unacknowledged, match="session_held"):
            desk.session_of(coming)
        done = desk.session_of(replace(coming, acknowledged=frozenset({"session_held"})))
        assert desk.row(TreatmentSession, done).is_held
        desk.now = coming.at
        with pytest.raises(Unacknowledged, match="session_held"):
            desk.session_of(replace(coming, state=SessionState.PERFORMED))
        alert.state = AlertState.RESOLVED
        desk.session_of(replace(coming, state=SessionState.PERFORMED))
        assert not desk.row(TreatmentSession, done).is_held


NURSE = replace(DR_ROUX, external_id="petit", role=Role.NURSE, email="petit@cabinet.example")


def test_a_code_says_a_physicians_yes_of_a_physicians_own_session_alone(store: Store) -> None:
    with practice(store) as desk:
        record_staff(desk.session, desk.clinic_id, NURSE, desk.now)
        begin(desk)
        desk.session_of(PLANNED)
        hold(desk)
        desk.now = PLANNED.at
        done = replace(PLANNED, state=SessionState.PERFORMED, acknowledged=frozenset({"session_held"}))
        for operator in ("", "petit"):
            with pytest.raises(NotRecorded) as refused:
                desk.session_of(replace(done, operator=operator))
            assert [(each.code, each.field) for each in refused.value.notices] == [
                (Refusal.HELD_WITHOUT_PHYSICIAN, "operator")
            ]
        assert desk.session_of(replace(done, operator="roux")).changed


def test_an_alert_holds_no_session_that_came_before_it(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        hold(desk)
        assert desk.session_of().is_new


def test_a_product_that_is_no_longer_given_is_struck_out_and_audited(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        desk.session_of(replace(FIRST, products=(product(), product("Arnica", ProductClass.PHYTOTHERAPY))))
        assert desk.session_of(replace(FIRST, products=(product(),))).changed == ("products",)
        assert [row.name for row in desk.session.scalars(select(Product))] == ["Lidocaïne 1 %"]
        desk.session.commit()
        assert desk.session.scalars(select(Event).where(Event.change == "delete")).one().subject == "product"
        assert not desk.session_of(FIRST).did_something


def test_a_mistyped_score_is_corrected_or_struck_out(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        desk.session_of(replace(FIRST, eva_before=Eva.of(6)))
        desk.session_of(replace(FIRST, eva_before=Eva.of(5)))
        assert [row.low for row in evas(desk, "before")] == [50]
        desk.session_of(FIRST)
        assert evas(desk, "before") == []


def test_a_course_without_pain_has_no_score(store: Store) -> None:
    with practice(store) as desk:
        desk.patient()
        desk.course(replace(BACK, is_painful=False, baseline=None))
        with pytest.raises(NotRecorded, match="no EVA"):
            desk.session_of(replace(FIRST, eva_before=Eva.of(6)))


def test_the_courses_and_products_of_another_clinic_are_never_found(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        desk.session_of(replace(FIRST, products=(product(external_id="L-1"),)))
    with practice(store, facts=LYON) as other:
        with pytest.raises(Refused, match="no course"):
            other.session_of()
        other.patient()
        other.course()
        done = other.session_of(replace(FIRST, products=(product(external_id="L-1"),)))
        assert done.is_new
        assert other.count(Product) == 2


def test_a_session_stays_in_its_course_and_a_product_in_its_session(store: Store) -> None:
    with practice(store) as desk:
        begin(desk)
        desk.course(replace(BACK, external_id="C-2", zone="cervicale"))
        desk.session_of(replace(FIRST, products=(product(external_id="L-1"),)))
        with pytest.raises(Refused, match="another course"):
            desk.session_of(replace(FIRST, course="C-2"))
        with pytest.raises(Refused, match="another session"):
            desk.session_of(replace(FIRST, external_id="S-2", products=(product(external_id="L-1"),)))
