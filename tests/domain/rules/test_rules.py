"""Each rule against its table, and the laws that hold for all of them."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.domain.rules.scenes import DAY, HOUR, WEEK, Case, Scene, answers, scene, told
from tests.domain.rules.tables import CASES
from vigil.domain.findings import Cause, Finding
from vigil.domain.history import Product
from vigil.domain.rules import RULES, Rule, RuleBook, evaluate_due, evaluate_report, next_review_at, parse_rules
from vigil.domain.words import (
    AskKind,
    AskState,
    Care,
    Evolution,
    News,
    PainRelief,
    PatientState,
    ProductClass,
    ReactionCode,
    RiskFactor,
    Sign,
    Urgency,
)

TOML = Path("config/rules.toml")
BOOK = parse_rules(str(TOML), TOML.read_text(encoding="utf-8"))
BY_ID = {rule.id: (rule, thresholds) for rule, thresholds in BOOK.rules}


def found(rule_id: str, where: Scene) -> Finding | None:
    rule, thresholds = BY_ID[rule_id]
    return rule.evaluate(where.history, thresholds, where.now)


def rules_of(where: Scene, book: RuleBook = BOOK) -> list[str]:
    return [finding.rule for finding in evaluate_report(where.history, book, where.now).findings]


def spoken(finding: Finding) -> tuple[str, ...]:
    lines = (finding.reason, *finding.evidence)
    return tuple(text for line in lines for text in (line.fr, line.en))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.title}")
def test_a_rule_gives_the_urgency_of_its_table(case: Case) -> None:
    finding = found(case.rule, case.scene)
    assert (finding.urgency if finding else None) == case.expected, case.why


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_has_a_table_with_both_sides(rule: Rule[Any]) -> None:
    expected = {case.expected is None for case in CASES if case.rule == rule.id}
    assert expected == {True, False}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_says_its_sentence_its_source_and_its_last_review(rule: Rule[Any]) -> None:
    assert "Source:" in rule.sentence
    assert "Last reviewed: 2026-11." in rule.sentence
    assert rule.evaluate.__module__.endswith(f".{rule.id}")


def test_rules_are_listed_once_and_yield_to_rules_that_exist() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert not {name for rule in RULES for name in rule.yields_to} - set(ids)


FINDINGS = [
    (case, finding)
    for case in CASES
    if case.expected is not None and (finding := found(case.rule, case.scene)) is not None
]


@pytest.mark.parametrize(("case", "finding"), FINDINGS, ids=lambda value: getattr(value, "title", ""))
def test_what_is_said_is_typeset_and_never_a_diagnosis(case: Case, finding: Finding) -> None:
    french = [line.fr for line in (finding.reason, *finding.evidence)]
    for text in french:
        assert not re.search(r"[ ][:;?!%»]|«[ ]|\d [jh]\b|'|\d\.\d|\bNone\b|\bsigns\b|  ", text), text
        assert text.endswith(".")
    for line in (finding.reason, *finding.evidence):
        assert not re.search(r"\s[:;,.]|\bNone\b|'|  ", line.en), line.en
        assert line.en.endswith(".")
    assert finding.reason.fr[0].isupper()
    assert finding.reason.en[0].isupper()
    assert finding.rule == case.rule


def test_a_surge_of_pain_quotes_the_score_its_rise_and_the_day_first() -> None:
    finding = found("pain_surge_within_72h", scene(answers(eva_now=7.5), before=[4]))
    assert finding
    assert finding.reason.fr.startswith("EVA 7,5, +3,5 depuis le 03/03 (EVA 4)")
    assert finding.reason.en.startswith("EVA 7.5, +3.5 since 3 Mar (EVA 4)")


def test_a_flush_quotes_the_depth_of_the_calcitonin() -> None:
    calcitonin = Product("calcitonine", ProductClass.CALCITONIN, depth_mm=6)
    flushed = answers(told(ReactionCode.FLUSH, evolution=Evolution.GONE))
    own = found("flush_with_calcitonin", scene(flushed, products=[calcitonin], depths=[2, 4]))
    unknown = found(
        "flush_with_calcitonin", scene(flushed, products=[replace(calcitonin, depth_mm=None)], depths=[2, 4.5])
    )
    assert own
    assert unknown
    assert "6\u00a0mm" in own.reason.fr
    assert "2 et 4,5\u00a0mm" in unknown.reason.fr


def test_a_flush_finds_the_calcitonin_of_another_course_treated_the_same_day() -> None:
    here = scene(answers(told(ReactionCode.FLUSH, evolution=Evolution.GONE)))
    report = here.history.report
    assert report
    calcitonin = Product("calcitonine", ProductClass.CALCITONIN)
    twin = replace(here.history.course.sessions[0], id=here.history.patient.id, products=(calcitonin,))
    both = replace(report, ask=replace(report.ask, session_ids=(*report.ask.session_ids, twin.id)))
    other = replace(here.history.course, sessions=(twin,))
    asked = replace(here.history, report=both, reports=(both,), other_courses=(other,))
    assert found("flush_with_calcitonin", Scene(asked, here.now))


def test_a_late_lump_asks_for_a_culture_before_antibiotics() -> None:
    where = scene(answers(told(ReactionCode.NODULE)), after=4 * WEEK, kind=AskKind.LATE)
    finding = found("late_or_growing_nodule", where)
    assert finding
    assert finding.evidence[0].fr.startswith("Avant tout antibiotique")
    assert finding.proposes_case
    assert finding.holds_next_session


def test_an_emergency_holds_the_next_session_and_proposes_a_case() -> None:
    finding = found("face_swelling", scene(answers(danger=[Sign.FACE_SWELLING])))
    assert finding
    assert (finding.holds_next_session, finding.proposes_case, finding.tells_patient) == (True, True, True)


def test_trouble_breathing_with_a_haematoma_mentions_the_neck() -> None:
    where = scene(answers(told(ReactionCode.HAEMATOMA), danger=[Sign.BREATHING]))
    finding = found("breathing_or_chest_pain", where)
    assert finding
    assert any("au cou" in text for text in spoken(finding))


def test_words_and_calls_do_not_change_the_patients_advice() -> None:
    for rule, given in (("words_to_read", answers(words="bonjour")), ("call_requested", answers(wants_call=True))):
        finding = found(rule, scene(given))
        assert finding
        assert not finding.tells_patient


def test_the_words_themselves_stay_out_of_the_finding() -> None:
    finding = found("words_to_read", scene(answers(words="je saigne du genou")))
    assert finding
    assert not any("genou" in text for text in spoken(finding))


def test_a_stay_in_hospital_proposes_a_case_and_a_doctors_visit_does_not() -> None:
    for care, proposes in ((Care.HOSPITAL, True), (Care.EMERGENCY_ROOM, True), (Care.DOCTOR, False)):
        finding = found("cared_for_elsewhere", scene(answers(care=[care])))
        assert finding
        assert finding.proposes_case is proposes


def test_an_antibiotic_without_a_sample_asks_for_a_culture() -> None:
    for care, asks in (([Care.ANTIBIOTIC], True), ([Care.ANTIBIOTIC, Care.SAMPLE], False), ([Care.DOCTOR], False)):
        finding = found("cared_for_elsewhere", scene(answers(care=care)))
        assert finding
        assert any("culture" in text for text in spoken(finding)) is asks


def test_pregnancy_holds_the_next_session_and_a_competition_does_not() -> None:
    for news, holds in ((News.PREGNANCY, True), (News.BREASTFEEDING, True), (News.COMPETITION, False)):
        finding = found("news_before_session", scene(answers(news=[news])))
        assert finding
        assert finding.holds_next_session is holds


def test_a_lasting_malaise_holds_the_next_session() -> None:
    for evolution, holds in ((Evolution.SAME, True), (Evolution.GONE, False)):
        finding = found("malaise", scene(answers(told(ReactionCode.MALAISE, evolution=evolution))))
        assert finding
        assert finding.holds_next_session is holds


def test_an_nsaid_on_an_antiplatelet_says_that_the_prescribed_aspirin_goes_on() -> None:
    for risks, says in (([RiskFactor.ANTIPLATELET], True), ([], False)):
        finding = found("nsaid_after_session", scene(answers(relief=[PainRelief.NSAID]), risks=risks))
        assert finding
        assert any("à ne pas arrêter" in text for text in spoken(finding)) is says


# One alert, not two


def test_spreading_redness_is_folded_into_signs_of_sepsis_and_kept_in_its_evidence() -> None:
    where = scene(answers(told(ReactionCode.REDNESS, Sign.SPREADING), danger=[Sign.SEPSIS]))
    findings = evaluate_report(where.history, BOOK, where.now).findings
    assert [finding.rule for finding in findings] == ["sepsis_signs"]
    assert any(line.en.startswith("Also: Redness (spreading)") for line in findings[0].evidence)


def test_a_rule_never_yields_to_one_that_is_less_urgent() -> None:
    discharging = answers(told(ReactionCode.OTHER, Sign.DISCHARGE))
    five = (7, 7, 7, 7, 3)
    late = scene(discharging, before=five, later=[(WEEK, 2)], after=4 * WEEK, kind=AskKind.LATE)
    on_diabetes = replace(late.history.patient, risk_factors=frozenset({RiskFactor.DIABETES}))
    fragile = Scene(replace(late.history, patient=on_diabetes), late.now)
    assert rules_of(late) == ["non_healing_or_discharging_point"]
    assert rules_of(fragile) == ["spreading_redness"]
    urgency = evaluate_report(fragile.history, BOOK, fragile.now).findings[0].urgency
    assert urgency is Urgency.EMERGENCY


def test_an_anaphylaxis_is_one_alert() -> None:
    where = scene(answers(danger=[Sign.BREATHING, Sign.FACE_SWELLING, Sign.URTICARIA], past=[Sign.FAINTING]))
    assert rules_of(where) == ["breathing_or_chest_pain"]


def test_folding_loses_no_hold_no_case_and_no_word_to_the_patient() -> None:
    where = scene(answers(told(ReactionCode.FEVER), danger=[Sign.SEPSIS]))
    strong, weak = found("sepsis_signs", where), found("fever_alone", where)
    assert strong
    assert weak
    quiet = replace(strong, tells_patient=False, holds_next_session=False, proposes_case=False)
    loud = replace(weak, tells_patient=True, holds_next_session=True, proposes_case=True)
    given = {"sepsis_signs": quiet, "fever_alone": loud}
    pairs = [(replace(BY_ID[name][0], evaluate=partial(always, finding)), None) for name, finding in given.items()]
    (kept,) = evaluate_report(where.history, RuleBook(tuple(pairs), BOOK.criteria), where.now).findings
    assert (kept.rule, kept.tells_patient, kept.holds_next_session, kept.proposes_case) == (
        "sepsis_signs",
        True,
        True,
        True,
    )


def always(finding: Finding, *_: object) -> Finding:
    return finding


def test_unrelated_findings_stay_apart_worst_first() -> None:
    where = scene(
        answers(told(ReactionCode.HAEMATOMA), wants_call=True, words="merci"), risks=[RiskFactor.ANTICOAGULANT]
    )
    assert rules_of(where) == ["words_to_read", "haematoma", "call_requested"]


# Failures


def broken(*_: object) -> NoReturn:
    raise ZeroDivisionError("a score of 3")


def test_a_rule_that_fails_is_said_and_hides_no_other() -> None:
    failing = tuple((replace(rule, evaluate=broken) if rule.id == "haematoma" else rule, t) for rule, t in BOOK.rules)
    where = scene(answers(danger=[Sign.BREATHING]))
    evaluation = evaluate_report(where.history, RuleBook(failing, BOOK.criteria), where.now)
    assert [finding.rule for finding in evaluation.findings] == ["breathing_or_chest_pain", "could_not_be_evaluated"]
    assert [failure.rule for failure in evaluation.failures] == ["haematoma"]
    said = evaluation.findings[1]
    assert (said.urgency, said.cause, said.arming) == (Urgency.SAME_DAY, Cause.ASK, "haematoma")
    assert "haematoma" in said.reason.fr
    assert "3" not in said.reason.en


def test_when_every_rule_fails_each_is_named() -> None:
    failing = tuple((replace(rule, evaluate=broken), thresholds) for rule, thresholds in BOOK.rules)
    where = scene(answers())
    evaluation = evaluate_report(where.history, RuleBook(failing, BOOK.criteria), where.now)
    assert len({finding.cause_key for finding in evaluation.findings}) == sum(rule.reads_report for rule in RULES)


def test_a_rule_that_fails_without_a_report_is_said_of_the_course() -> None:
    failing = tuple((replace(rule, evaluate=broken), thresholds) for rule, thresholds in BOOK.rules)
    where = scene(before=[7])
    findings = evaluate_due(where.history, RuleBook(failing, BOOK.criteria), where.now).findings
    assert {(finding.cause, finding.tells_patient) for finding in findings} == {(Cause.COURSE, False)}
    assert len(findings) == sum(rule.is_timed for rule in RULES)


def test_a_review_that_fails_is_looked_at_again_the_next_day() -> None:
    failing = tuple((replace(rule, due_at=broken), thresholds) for rule, thresholds in BOOK.rules)
    where = scene(before=[7])
    assert next_review_at(where.history, RuleBook(failing, BOOK.criteria), where.now) == where.now + DAY


# The course, as time passes


def test_nothing_is_owed_to_a_patient_who_died() -> None:
    where = scene(before=(7, 7, 7), after=60 * DAY)
    gone = replace(where.history, patient=replace(where.history.patient, state=PatientState.DECEASED))
    assert evaluate_due(where.history, BOOK, where.now).findings
    assert not evaluate_due(gone, BOOK, where.now).findings
    assert next_review_at(gone, BOOK, where.now) is None


@pytest.mark.parametrize(
    "lived",
    [
        scene(before=(7, 7, 7, 7, 7)),
        scene(before=(7, 7, 7)),
        scene(before=(7, 7, 7), later=[(7 * DAY, 6)], closed=9 * DAY),
        scene(before=(7, 7), planned=40 * DAY),
        scene(before=(None, 7, 7, 7, 7, None)),
        scene(before=(7, 7, 7, 7, 7), planned=21 * DAY),
    ],
)
def test_time_alone_finds_nothing_new_before_the_next_review(lived: Scene) -> None:
    """Walk a course six hours at a time: a new finding comes only when a review was due meanwhile."""
    history, at = lived.history, lived.now
    known = {finding.cause_key for finding in evaluate_due(history, BOOK, at).findings}
    surprises = []
    for _ in range(4 * 60):
        due = next_review_at(history, BOOK, at)
        later = at + 6 * HOUR
        keys = {finding.cause_key for finding in evaluate_due(history, BOOK, later).findings}
        if keys - known:
            surprises += [] if due is not None and due <= later else [later]
        known, at = known | keys, later
    assert not surprises
    assert known


def test_the_next_review_is_after_now_and_not_now() -> None:
    where = scene(before=(7, 7, 7), later=[(7 * DAY, 6)], planned=10 * DAY, after=8 * DAY)
    first = next_review_at(where.history, BOOK, where.now)
    assert first == where.now + 2 * DAY
    assert next_review_at(where.history, BOOK, first) == where.now + 20 * DAY


def test_an_open_ask_is_reviewed_when_it_closes() -> None:
    where = scene(before=(7, 7), answered=[1], silent=[2])
    asks = tuple(
        replace(ask, state=AskState.OPEN) if ask.state is AskState.SILENT else ask for ask in where.history.asks
    )
    opened = replace(where.history, asks=asks)
    assert next_review_at(opened, BOOK, where.now) == asks[0].closes_at


def test_the_same_spell_of_worsening_alerts_once_and_a_new_one_alerts_again() -> None:
    def arming(before: tuple[float, ...]) -> str:
        finding = found("worsening", scene(answers(eva_now=8), before=before, after=4 * DAY))
        assert finding
        return finding.arming

    assert arming((5, 5, 8)) == "after session 2"
    assert arming((5, 5, 8, 8)) == "after session 2"
    assert arming((5, 5, 8, 5)) == "after session 4"


def test_a_go_on_arms_the_review_anew() -> None:
    first = found("no_improvement_after_five", scene(before=(7,) * 5, later=[(7 * DAY, 7)], after=8 * DAY))
    again = found(
        "no_improvement_after_five", scene(before=(7,) * 8, go_on=-17 * DAY, later=[(7 * DAY, 7)], after=8 * DAY)
    )
    assert first
    assert again
    assert first.cause_key != again.cause_key
    assert again.arming == "after session 8"


def test_a_review_quotes_the_scores_the_rhythm_and_what_to_think_of() -> None:
    where = scene(before=(7, 7, 7, 7, 7), every=timedelta(days=20), later=[(7 * DAY, 6)], after=8 * DAY)
    finding = found("no_improvement_after_five", where)
    assert finding
    assert finding.reason.en.startswith("EVA 7 → 6 (−1; −14%) after 5 sessions (expected rhythm: 7 days, not kept)")
    assert any("discal" in text for text in spoken(finding))


def test_a_missing_score_is_never_made_up_but_says_what_it_could_change() -> None:
    finding = found("cannot_be_evaluated", scene(before=(7, 7, 7, 7, 6, None), after=2 * DAY))
    assert finding
    assert any(text == "Were the missing score 0: substantial response; were it 10: worse." for text in spoken(finding))
    assert any("provisional" in text for text in spoken(finding))


# Monotone


MILD = (
    scene(answers()),
    scene(answers(told(ReactionCode.HAEMATOMA)), risks=[RiskFactor.ANTICOAGULANT]),
    scene(answers(told(ReactionCode.REDNESS, Sign.SPREADING), eva_now=9), before=[4], risks=[RiskFactor.DIABETES]),
    scene(answers(told(ReactionCode.NODULE), past=[Sign.FAINTING]), after=4 * WEEK, kind=AskKind.LATE),
    scene(answers(told(ReactionCode.MALAISE), told(ReactionCode.FEVER)), before=(7, 7, 7)),
)


def worst(where: Scene, **more: object) -> tuple[Urgency, Urgency]:
    """The worst urgency, for the physician and for the patient's advice, once ``more`` is answered too."""
    report = where.history.report
    assert report
    fuller = replace(report, answers=replace(report.answers, **more))  # type: ignore[arg-type]
    findings = evaluate_report(replace(where.history, report=fuller, reports=(fuller,)), BOOK, where.now).findings
    told_patient = [finding.urgency for finding in findings if finding.tells_patient]
    none = Urgency.INFORMATION
    return min((finding.urgency for finding in findings), default=none), min(told_patient, default=none)


@pytest.mark.parametrize("where", MILD)
@pytest.mark.parametrize("sign", list(Sign))
def test_one_more_sign_or_word_never_lowers_the_urgency(where: Scene, sign: Sign) -> None:
    report = where.history.report
    assert report
    given, plain = report.answers, worst(where)
    for more in (
        {"danger_signs": given.danger_signs | {sign}},
        {"past_signs": given.past_signs | {sign}},
        {"words": "tout va bien, aucun souci"},
        {"reactions": tuple(replace(item, signs=item.signs | {sign}) for item in given.reactions)},
        {"reactions": (*given.reactions, told(ReactionCode.OTHER, sign))},
        {"has_no_danger_sign": True},
    ):
        assert all(after <= before for after, before in zip(worst(where, **more), plain, strict=True)), more
