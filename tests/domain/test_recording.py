"""The checks of recording as tables: both sides of every threshold."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vigil.domain.errors import Refused
from vigil.domain.eva import Eva
from vigil.domain.recording import products
from vigil.domain.recording.circumstances import CourseRecord, EarlierCourse, PatientRecord, SameDay
from vigil.domain.recording.facts import PatientFacts, ProductFacts, SessionFacts, StaffFacts
from vigil.domain.recording.measures import check_patient, check_product, check_session
from vigil.domain.recording.notices import Deviation, Refusal, Unacknowledged, Warned, require_acknowledged
from vigil.domain.recording.patient_checks import course_warnings, months_after
from vigil.domain.recording.session_checks import deviations, refusals, warnings
from vigil.domain.recording.texts import tidied
from vigil.domain.words import ProductClass as Class
from vigil.domain.words import RiskFactor as Risk
from vigil.domain.words import Role, SessionState

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
COURSE = CourseRecord(PARIS, treated_zone="lombaire", is_new=True)
ADULT = PatientRecord(born_on=date(1970, 5, 17))
SESSION = SessionFacts(external_id="S", course="C", at=NOW, state=SessionState.PERFORMED)


def given(name: str, kind: Class = Class.OTHER, syringe: int = 1) -> ProductFacts:
    return ProductFacts(name=name, product_class=kind, syringe=syringe)


LIDOCAINE = given("Lidocaïne 1 %", Class.LOCAL_ANAESTHETIC)
PIROXICAM = given("Piroxicam", Class.NSAID)
THIOCOLCHICOSIDE = given("Thiocolchicoside", Class.MUSCLE_RELAXANT)
CALCITONIN = given("Miacalcic 100 UI", Class.CALCITONIN)
SALINE = given("NaCl 0,9 %", Class.DILUENT)
ARNICA = given("Arnica", Class.PHYTOTHERAPY)


def warned(
    *injected: ProductFacts,
    patient: PatientRecord = ADULT,
    course: CourseRecord = COURSE,
    session: SessionFacts = SESSION,
) -> set[str]:
    return {warning.code.value for warning in warnings(session, injected, patient, course)}


def aged(years: int, days: int = 0) -> PatientRecord:
    """Somebody whose birthday of so many years is so many days before the session."""
    return PatientRecord(born_on=date(2026 - years, 3, 10) - timedelta(days=days))


@pytest.mark.parametrize(
    ("patient", "injected", "expected"),
    [
        (aged(10), (), set()),
        (aged(10, -1), (), {"under_10"}),
        (aged(16), (THIOCOLCHICOSIDE,), set()),
        (aged(16, -1), (THIOCOLCHICOSIDE,), {"thiocolchicoside_under_16"}),
        (aged(18), (CALCITONIN,), set()),
        (aged(18, -1), (CALCITONIN,), {"calcitonin_under_18"}),
        (aged(16, -1), (LIDOCAINE,), set()),
        (PatientRecord(), (CALCITONIN,), {"age_unknown"}),
        (PatientRecord(), (THIOCOLCHICOSIDE,), {"age_unknown"}),
        (PatientRecord(), (LIDOCAINE,), set()),
    ],
)
def test_ages(patient: PatientRecord, injected: tuple[ProductFacts, ...], expected: set[str]) -> None:
    assert warned(*injected, patient=patient) == expected


@pytest.mark.parametrize(
    ("risk", "injected", "expected"),
    [
        (Risk.ALLERGY_LOCAL_ANAESTHETIC, LIDOCAINE, "allergy_local_anaesthetic"),
        (Risk.ALLERGY_LOCAL_ANAESTHETIC, given("Mésocaïne"), "allergy_local_anaesthetic"),
        (Risk.ALLERGY_LOCAL_ANAESTHETIC, PIROXICAM, None),
        (Risk.ALLERGY_NSAID, PIROXICAM, "allergy_nsaid"),
        (Risk.ALLERGY_NSAID, given("Profénid 100"), "allergy_nsaid"),
        (Risk.ALLERGY_NSAID, LIDOCAINE, None),
        (Risk.ALLERGY_PRESERVATIVE, LIDOCAINE, "allergy_preservative"),
        (Risk.ALLERGY_PRESERVATIVE, SALINE, None),
        (Risk.ALLERGY_OTHER, ARNICA, "allergy_other"),
        (Risk.ALLERGY_OTHER, SALINE, None),
        (Risk.ASPIRIN_SENSITIVE_ASTHMA, PIROXICAM, "asthma_nsaid"),
        (Risk.ASPIRIN_SENSITIVE_ASTHMA, ARNICA, None),
        (Risk.PREGNANCY, PIROXICAM, "nsaid_pregnancy"),
        (Risk.PREGNANCY, THIOCOLCHICOSIDE, "thiocolchicoside_pregnancy"),
        (Risk.PREGNANCY, LIDOCAINE, None),
        (Risk.BREASTFEEDING, given("Coltramyl"), "thiocolchicoside_breastfeeding"),
        (Risk.BREASTFEEDING, PIROXICAM, None),
        (Risk.NO_CONTRACEPTION, given("myorelaxant", Class.MUSCLE_RELAXANT), "thiocolchicoside_no_contraception"),
        (Risk.NO_CONTRACEPTION, given("Lumirelax", Class.MUSCLE_RELAXANT), None),
        (Risk.IMMUNOSUPPRESSION, None, "immunosuppression"),
        (Risk.UNSTABLE_AUTOIMMUNE, None, "unstable_autoimmune"),
        (Risk.COAGULOPATHY, None, "coagulopathy"),
        (Risk.SKIN_DISEASE_ON_ZONE, None, "skin_disease_on_zone"),
        (Risk.ANTICOAGULANT, PIROXICAM, None),
        (Risk.DIABETES, PIROXICAM, None),
    ],
)
def test_risk_factors_and_products(risk: Risk, injected: ProductFacts | None, expected: str | None) -> None:
    patient = replace(ADULT, risk_factors=frozenset({risk}))
    assert warned(*([injected] if injected else []), patient=patient) == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("antiseptic", "expected"), [("Chlorhexidine 0,5 %", True), ("Biseptine", True), ("polyvidone iodée", False)]
)
def test_an_allergy_to_chlorhexidine_reads_the_antiseptic(antiseptic: str, expected: bool) -> None:
    patient = replace(ADULT, risk_factors=frozenset({Risk.ALLERGY_CHLORHEXIDINE}))
    session = replace(SESSION, antiseptic=antiseptic)
    assert (warned(session=session, patient=patient) == {"allergy_chlorhexidine"}) is expected


@pytest.mark.parametrize(
    ("own", "depths", "expected"),
    [
        (4.0, (), False),
        (4.1, (), True),
        (None, (2.0, 4.0), False),
        (None, (2.0, 4.1), True),
        (2.0, (13.0,), False),
        (None, (), False),
    ],
)
def test_calcitonin_stays_intradermal(own: float | None, depths: tuple[float, ...], expected: bool) -> None:
    deep = replace(CALCITONIN, depth_mm=own)
    assert (warned(deep, session=replace(SESSION, depths_mm=depths)) == {"calcitonin_too_deep"}) is expected
    assert warned(replace(LIDOCAINE, depth_mm=13.0)) == set()


def test_a_competitor_checks_every_active_product() -> None:
    course = replace(COURSE, is_competitor=True)
    assert warned(ARNICA, course=course) == {"competitor"}
    assert warned(SALINE, course=course) == set()


@pytest.mark.parametrize(("expires_on", "expected"), [(date(2026, 3, 9), True), (date(2026, 3, 10), False)])
def test_a_lot_serves_until_its_last_day(expires_on: date, expected: bool) -> None:
    assert (warned(replace(LIDOCAINE, expires_on=expires_on)) == {"product_expired"}) is expected


def test_an_expiry_date_is_said_as_the_reader_writes_it() -> None:
    (warning,) = warnings(SESSION, (replace(LIDOCAINE, lot="L-1", expires_on=date(2026, 3, 9)),), ADULT, COURSE)
    assert "(L-1, 09/03/2026)" in warning.sentence.fr
    assert "(L-1, 2026-03-09)" in warning.sentence.en


@pytest.mark.parametrize(
    ("last", "new", "zone", "is_closed", "expected"),
    [
        ("2026-01-10", "2026-04-09", "lombaire", False, True),
        ("2026-01-10", "2026-04-10", "lombaire", False, False),
        ("2025-11-30", "2026-02-27", "lombaire", True, True),
        ("2025-11-30", "2026-02-28", "lombaire", True, False),
        ("2026-01-10", "2026-02-01", "Lombaire ", False, True),
        ("2026-01-10", "2026-02-01", "cervicale", False, False),
        ("2026-01-10", "2026-02-01", "cervicale", True, True),
        ("2026-02-02", "2026-02-01", "lombaire", True, False),
    ],
)
def test_a_new_course_waits_three_months(last: str, new: str, zone: str, is_closed: bool, expected: bool) -> None:
    other = EarlierCourse(zone, is_closed, datetime.fromisoformat(f"{last}T09:00+01:00"))
    found = list(course_warnings(replace(COURSE, others=(other,)), datetime.fromisoformat(f"{new}T10:00+01:00")))
    assert [notice.code for notice in found] == ([Warned.COURSE_TOO_SOON] if expected else [])


def test_months_end_on_the_last_day_that_exists() -> None:
    assert months_after(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert months_after(date(2026, 10, 31), 3) == date(2027, 1, 31)


def test_an_alert_holds_the_sessions_that_come_after_it() -> None:
    held = replace(ADULT, holding_since=(NOW - timedelta(days=1),))
    assert warned(patient=held) == {"session_held"}
    assert warned(patient=replace(ADULT, holding_since=(NOW,))) == set()


@pytest.mark.parametrize("state", [SessionState.MISSED, SessionState.VOID])
def test_a_session_that_does_not_take_place_warns_of_nothing(state: SessionState) -> None:
    patient = replace(ADULT, risk_factors=frozenset(Risk))
    session = replace(SESSION, state=state)
    assert warnings(session, (PIROXICAM,), patient, COURSE) == []
    assert deviations(session, (given("Altim"),)) == []


@pytest.mark.parametrize(
    "name",
    [
        "Altim 3,75 mg/1,5 ml",
        "cortivazol",
        "TRIAMCINOLONE",
        "Kenacort retard",
        "bétaméthasone",
        "Diprostène",
        "Depo-Médrol",
        "Dépo Medrol",
        "méthylprednisolone",
        "Hydrocortisone",
        "dexaméthasone",
        "Prednisolone",
        "cortisone",
    ],
)
def test_a_corticosteroid_is_known_by_its_name(name: str) -> None:
    assert products.is_corticosteroid(given(name, Class.VITAMIN))


@pytest.mark.parametrize("name", ["Lidocaïne", "Piroxicam", "Arnica", "Altimètre", "NaCl", "Miacalcic", "Décan"])
def test_what_is_no_corticosteroid(name: str) -> None:
    assert not products.is_corticosteroid(given(name))
    assert products.is_corticosteroid(given(name, Class.CORTICOSTEROID))


@pytest.mark.parametrize(
    ("syringes", "expected"), [((1, 1, 1), False), ((1, 1, 1, 2), False), ((1, 1, 1, 1), True), ((1, 2, 2, 2, 2), True)]
)
def test_three_products_a_syringe(syringes: tuple[int, ...], expected: bool) -> None:
    injected = tuple(given(f"P{place}", syringe=syringe) for place, syringe in enumerate(syringes))
    assert [notice.code for notice in deviations(SESSION, injected)] == ([Deviation.FOURTH_PRODUCT] if expected else [])


def test_a_corticosteroid_hides_in_no_diluent() -> None:
    assert [notice.code for notice in deviations(replace(SESSION, diluent="Célestène 4 mg"), ())] == ["corticosteroid"]


def refused(session: SessionFacts, *injected: ProductFacts, course: CourseRecord = COURSE) -> list[str]:
    found = refusals(session, injected, course, NOW, reopens=False)
    assert all(notice.sentence.fr and notice.sentence.en for notice in found)
    return [notice.code.value for notice in found]


def test_deviations_are_refused_when_planned_and_need_a_reason_when_performed() -> None:
    planned = replace(SESSION, state=SessionState.PLANNED)
    altim = given("Altim")
    assert refused(planned, altim) == ["corticosteroid"]
    assert refused(replace(planned, deviation_reason="voulu"), altim) == ["corticosteroid"]
    assert refused(SESSION, altim) == [Refusal.DEVIATION_WITHOUT_REASON]
    assert refused(replace(SESSION, deviation_reason="  "), altim) == [Refusal.DEVIATION_WITHOUT_REASON]
    assert refused(replace(SESSION, deviation_reason="erreur"), altim) == []


def test_impossible_sessions() -> None:
    assert refused(replace(SESSION, at=NOW + timedelta(minutes=5))) == []
    assert refused(replace(SESSION, at=NOW + timedelta(minutes=5, seconds=1))) == [Refusal.PERFORMED_IN_FUTURE]
    scored = replace(SESSION, eva_before=Eva.of(5))
    assert refused(scored, course=replace(COURSE, is_painful=False)) == [Refusal.EVA_WITHOUT_PAIN]
    assert refused(replace(scored, state=SessionState.PLANNED)) == [Refusal.EVA_BEFORE_APPOINTMENT]
    assert [notice.code for notice in refusals(SESSION, (), COURSE, NOW, reopens=True)] == [Refusal.COURSE_CLOSED]


def test_every_warning_says_itself_in_both_languages_and_can_be_acknowledged() -> None:
    patient = PatientRecord(aged(9).born_on, frozenset(Risk), (NOW - timedelta(days=1),))
    others = (EarlierCourse("lombaire", False, NOW - timedelta(days=30)),)
    course = replace(COURSE, is_competitor=True, others=others, same_day=(SameDay("S-0", NOW, is_performed=True),))
    deep = replace(CALCITONIN, depth_mm=6.0, expires_on=date(2026, 1, 1))
    session = replace(SESSION, antiseptic="chlorhexidine")
    found = warnings(session, (LIDOCAINE, PIROXICAM, THIOCOLCHICOSIDE, deep), patient, course)
    codes = {warning.code.value for warning in found}
    assert codes == {code.value for code in Warned} - {"age_unknown"}
    assert all(warning.sentence.fr != warning.sentence.en for warning in found)
    assert len(found) == len(codes)
    assert set(require_acknowledged(found, codes)) == codes
    with pytest.raises(Unacknowledged) as asked:
        require_acknowledged(found, codes - {"under_10"})
    assert [warning.code for warning in asked.value.warnings] == [Warned.UNDER_10]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (PatientFacts("", "Durand"), "external_id"),
        (PatientFacts("P-1", "  "), "family_name"),
        (PatientFacts("P-1", "x" * 101), "family_name"),
        (PatientFacts("P-1", "Du\nrand"), "family_name"),
        (PatientFacts("P-1", "Durand\x00"), "family_name"),
        (PatientFacts("P-1", "Durand", email="marie"), "email"),
        (PatientFacts("P-1", "Durand", email="a@b.example, c@d.example"), "email"),
        (PatientFacts("P-1", "Durand", email="marie@courrier.example\r\nBcc: x@y.example"), "email"),
        (PatientFacts("P-1", "Durand", phone="appeler le fils"), "phone"),
        (PatientFacts("P-1", "Durand", zone="Paris"), "zone"),
        (PatientFacts("P-1", "Durand", zone="../../etc/passwd"), "zone"),
        (StaffFacts("roux", Role.PHYSICIAN, "Dr Roux", email="roux@"), "email"),
    ],
)
def test_texts_that_are_refused(facts: PatientFacts, field: str) -> None:
    with pytest.raises(Refused) as error:
        tidied(facts)
    assert error.value.field == field


def test_blanks_around_texts_are_cut_off() -> None:
    facts = tidied(PatientFacts(" P-1 ", " Durand", email=" marie.d+soins@courrier.example "))
    assert (facts.external_id, facts.family_name, facts.email) == ("P-1", "Durand", "marie.d+soins@courrier.example")


def test_measures_that_are_impossible() -> None:
    today = date(2026, 3, 10)
    check_patient(PatientFacts("P", "D", born_on=today), today)
    for born_on in (date(2026, 3, 11), date(1905, 1, 1)):
        with pytest.raises(Refused, match="born_on"):
            check_patient(PatientFacts("P", "D", born_on=born_on), today)
    for facts in (
        replace(SESSION, depths_mm=(51.0,)),
        replace(SESSION, volume_ml=1000.5),
        replace(SESSION, at=NOW + timedelta(days=1200)),
        replace(SESSION, at=NOW.replace(year=1989)),
        replace(SESSION, at=NOW.replace(tzinfo=None)),
    ):
        with pytest.raises(Refused):
            check_session(facts, NOW)
    for product in (replace(LIDOCAINE, syringe=0), replace(LIDOCAINE, depth_mm=-1.0)):
        with pytest.raises(Refused):
            check_product(product)
