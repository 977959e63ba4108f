from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.actions.practice import DIJON, DR_ROUX, FIRST, LYON, MARIE, SHIPPED, WEEK, practice, utc
from tests.people import NOON
from vigil.actions.change_contact import change_consent, change_email
from vigil.actions.mark_deceased import mark_deceased
from vigil.actions.merge_patients import merge_patients
from vigil.actions.open_clinic import open_clinic
from vigil.actions.record_staff import record_staff
from vigil.domain.errors import Refused
from vigil.domain.words import Channel, Language, PatientState, RiskFactor, Role, SessionState
from vigil.store import tokens
from vigil.store.database import Store, keyring
from vigil.store.tables import Ask, Clinic, Course, Event, Patient, Staff, Token, Version


def test_a_clinic_opens_with_the_shipped_versions_and_a_digest_to_come(store: Store) -> None:
    with store.writing(NOON, "admin") as session:
        opened = open_clinic(session, DIJON, SHIPPED, NOON, "open-1")
        assert opened.is_new
        versions = {(row.kind, row.name) for row in session.scalars(select(Version))}
        assert {("schedule", "standard"), ("rules", "rules"), ("clinic", "clinic"), ("text", "followup/fr")} <= versions
        assert session.get_one(Clinic, opened.id).digest_due_at == utc("2026-03-11T06:30")
        assert open_clinic(session, DIJON, SHIPPED, NOON, "open-1") == opened
        assert not open_clinic(session, DIJON, SHIPPED, NOON).did_something
        assert open_clinic(session, replace(DIJON, phone="15 15 15"), SHIPPED, NOON).changed == ("phone",)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(DIJON, mail_name="Mésothérapie Dijon"), "mail_name"),
        (replace(DIJON, phone=""), "phone"),
        (replace(DIJON, zone="Dijon"), "zone"),
        (replace(DIJON, schedule_name="weekly"), "schedule_name"),
    ],
)
def test_a_clinic_that_is_refused(store: Store, facts: object, field: str) -> None:
    with store.writing(NOON, "admin") as session, pytest.raises(Refused) as refused:
        open_clinic(session, facts, SHIPPED, NOON)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_staff_join_and_leave(store: Store) -> None:
    with practice(store) as desk:
        assert not record_staff(desk.session, desk.clinic_id, DR_ROUX, NOON).did_something
        gone = record_staff(desk.session, desk.clinic_id, replace(DR_ROUX, is_active=False), NOON)
        assert gone.changed == ("is_active",)
        person = desk.session.scalars(select(Staff)).one()
        assert (person.name, person.email, person.is_active) == ("Dr Anne Roux", "roux@cabinet.example", False)
        with pytest.raises(Refused, match="told of alerts"):
            record_staff(desk.session, desk.clinic_id, replace(DR_ROUX, email=""), NOON)


def test_a_patient_takes_language_and_zone_from_the_clinic_and_gets_two_links(store: Store) -> None:
    with practice(store) as desk:
        done = desk.patient()
        row = desk.row(Patient, done)
        assert (row.language, row.zone, row.family_name) == (Language.FR, "Europe/Paris", "Durand")
        for purpose in (tokens.Purpose.READ, tokens.Purpose.OPT_OUT):
            token = tokens.derive(keyring(desk.session), purpose, desk.clinic_id, row.id, generation=row.generation)
            found = tokens.find(desk.session, token, purpose)
            assert found is not None
            assert (found.patient_id, found.expires_at) == (row.id, None)
        events = desk.count(Event)
        assert not desk.patient().did_something
        assert (desk.count(Event), desk.count(Token)) == (events, 2)


def test_only_what_changed_is_audited(store: Store) -> None:
    with practice(store) as desk:
        done = desk.patient()
        desk.session.expire_all()
        changed = desk.patient(replace(MARIE, risk_factors=frozenset({RiskFactor.DIABETES}), phone="06 00 00 00 01"))
        assert set(changed.changed) == {"phone", "risk_factors"}
        desk.session.commit()
        event = desk.session.scalars(select(Event).where(Event.subject_id == done.id, Event.change == "update")).one()
        assert event.fields == ["phone", "risk_factors"]


def test_a_double_click_enters_one_patient(store: Store) -> None:
    with practice(store) as desk:
        first = desk.patient(request_id="r-1")
        assert desk.patient(replace(MARIE, external_id="P-2"), request_id="r-1") == first
        assert desk.count(Patient) == 1
        with pytest.raises(Refused, match="already used"):
            desk.course(request_id="r-1")


def channels(desk: object) -> set[str]:
    return {message.channel for message in desk.messages() if message.state == "planned"}  # type: ignore[attr-defined]


def test_a_minor_is_e_mailed_only_through_their_guardian(store: Store) -> None:
    child = replace(MARIE, born_on=NOON.date() - timedelta(days=15 * 365))
    with practice(store) as desk:
        desk.patient(child)
        desk.course()
        desk.session_of()
        assert Channel.EMAIL not in channels(desk)
        desk.patient(replace(child, guardian_email="mere@courrier.example"))
        assert Channel.EMAIL in channels(desk)


def test_a_new_address_brings_back_who_could_not_be_reached(store: Store) -> None:
    with practice(store) as desk:
        row = desk.row(Patient, desk.patient())
        row.state = PatientState.UNREACHABLE
        assert change_email(desk.session, row, "neuve@courrier.example", NOON).changed == ("email",)
        assert (row.state, row.email) == (PatientState.ACTIVE, "neuve@courrier.example")
        with pytest.raises(Refused, match="e-mail address"):
            change_email(desk.session, row, "neuve", NOON)


def test_consent_withdrawn_moves_what_is_owed_to_paper_and_telephone(store: Store) -> None:
    with practice(store) as desk:
        row = desk.row(Patient, desk.patient())
        desk.course()
        desk.session_of()
        assert Channel.EMAIL in channels(desk)
        change_consent(desk.session, row, False, NOON)
        assert Channel.EMAIL not in channels(desk)
        assert channels(desk)


def test_consenting_anew_ends_an_opt_out_but_a_file_does_not(store: Store) -> None:
    with practice(store) as desk:
        row = desk.row(Patient, desk.patient())
        row.state = PatientState.OPTED_OUT
        desk.patient(replace(MARIE, phone="06 00 00 00 01"))
        assert row.state.value == "opted_out"
        assert change_consent(desk.session, row, True, NOON).changed == ("state",)
        assert row.state.value == "active"


def test_nothing_more_is_owed_to_the_dead(store: Store) -> None:
    with practice(store) as desk:
        row = desk.row(Patient, desk.patient())
        desk.course()
        desk.session_of()
        assert mark_deceased(desk.session, row, NOON).changed == ("state",)
        assert channels(desk) == set()
        assert not mark_deceased(desk.session, row, NOON).did_something


def test_courses_asks_and_links_follow_a_merger(store: Store) -> None:
    with practice(store) as desk:
        twin = desk.row(Patient, desk.patient(replace(MARIE, external_id="P-2", risk_factors=frozenset())))
        marie = desk.row(Patient, desk.patient(replace(MARIE, risk_factors=frozenset({RiskFactor.DIABETES}))))
        desk.course()
        desk.session_of()
        asks = desk.count(Ask)
        keys = {message.key for message in desk.messages() if message.state == "planned"}
        merge_patients(desk.session, marie, twin, NOON)
        desk.session.expire_all()
        assert (marie.state, marie.merged_into_id) == (PatientState.MERGED, twin.id)
        assert {row.patient_id for row in desk.session.scalars(select(Course))} == {twin.id}
        assert {row.patient_id for row in desk.session.scalars(select(Ask))} == {twin.id}
        assert {row.patient_id for row in desk.session.scalars(select(Token))} == {twin.id}
        assert desk.count(Ask) == asks
        assert {message.key for message in desk.messages() if message.state == "planned"} == keys
        assert twin.risk_factors == ["diabetes"]
        assert not merge_patients(desk.session, marie, twin, NOON).did_something
        assert desk.session_of(replace(FIRST, external_id="S-2", at=NOON + WEEK, state=SessionState.PLANNED)).is_new
        with pytest.raises(Refused, match="was merged"):
            desk.patient(replace(MARIE, phone="06 00 00 00 01"))


def test_an_opt_out_survives_a_merger(store: Store) -> None:
    with practice(store) as desk:
        first = desk.row(Patient, desk.patient())
        second = desk.row(Patient, desk.patient(replace(MARIE, external_id="P-2")))
        first.state = PatientState.OPTED_OUT
        merge_patients(desk.session, first, second, NOON)
        assert second.state is PatientState.OPTED_OUT
        with pytest.raises(Refused, match="themselves"):
            merge_patients(desk.session, second, second, NOON)
        with pytest.raises(Refused, match="merged already"):
            merge_patients(desk.session, second, first, NOON)


def test_patients_of_two_clinics_are_never_merged_or_mixed(store: Store) -> None:
    with practice(store) as desk:
        ours = desk.patient()
    with practice(store, facts=LYON) as other:
        theirs = other.patient()
        assert theirs.is_new
        assert theirs.id != ours.id
        with pytest.raises(Refused, match="different clinics"):
            merge_patients(other.session, other.row(Patient, ours), other.row(Patient, theirs), NOON)
        nurse = replace(DR_ROUX, external_id="ida", role=Role.NURSE)
        assert record_staff(other.session, other.clinic_id, nurse, NOON).is_new
