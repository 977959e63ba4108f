"""The course as a whole: does it help, can one tell, has it stopped."""

from tests.domain.rules.scenes import DAY, HOUR, WEEK, Case, answers, scene
from vigil.domain.answers import Answers
from vigil.domain.words import AnalgesicUse, AskKind, Impression, Urgency

W, B, INFO, N = Urgency.WITHIN_72H, Urgency.BEFORE_NEXT_SESSION, Urgency.INFORMATION, None
FIVE, THREE = (7, 7, 7, 7, 7), (7, 7, 7)
BETTER = Answers(impression=Impression.MUCH_IMPROVED)
A_LITTLE = Answers(impression=Impression.A_LITTLE_IMPROVED)
STOPPED = Answers(analgesic_use=AnalgesicUse.STOPPED)
NO, CANNOT, ENDED = "no_improvement_after_five", "cannot_be_evaluated", "stopped_without_improvement"
D7, AT_D8, AT_D15 = 7 * DAY, 8 * DAY, 15 * DAY
PGIC_AT = 4 * WEEK + 7 * DAY
MINUTE = HOUR / 60
GIVEN_UP = 15 * DAY + 13 * HOUR  # midnight in Paris, the last session being at 11:00 there

_REVIEW = (
    Case(NO, "EVA 7 → 6 after five", scene(before=FIVE, later=[(D7, 6)], after=AT_D8), B, "14 %, 1 point"),
    Case(NO, "EVA 7 → 4.9 after five", scene(before=FIVE, later=[(D7, 4.9)], after=AT_D8), N, "30 % exactly"),
    Case(
        NO,
        "EVA 6 → 4.3 after five",
        scene(before=(6, 6, 6, 6, 6), later=[(D7, 4.3)], after=AT_D8),
        B,
        "28 %, 1.7 points",
    ),
    Case(
        NO, "EVA 9 → 7 after five", scene(before=(9, 9, 9, 9, 9), later=[(D7, 7)], after=AT_D8), N, "22 %, but 2 points"
    ),
    Case(
        NO,
        "EVA 9 → 7.1 after five",
        scene(before=(9, 9, 9, 9, 9), later=[(D7, 7.1)], after=AT_D8),
        B,
        "21 %, 1.9 points",
    ),
    Case(
        NO,
        "EVA 5 to 7 → 4 after five",
        scene(before=((5, 7), 7, 7, 7, 7), later=[(D7, 4)], after=AT_D8),
        B,
        "worse bound: 5 → 4 is 20 %",
    ),
    Case(
        NO,
        "EVA 7 → 7 after four",
        scene(before=(7, 7, 7, 7), later=[(D7, 7)], after=AT_D8),
        N,
        "four sessions are not five",
    ),
    Case(
        NO,
        "EVA 7 → 6, four performed and one missed",
        scene(before=(7, 7, 7, 7), missed=[DAY], later=[(D7, 6)], after=AT_D8),
        N,
        "a missed session is none",
    ),
    Case(
        NO,
        "EVA 7 → 6, scored 71 h after the fifth",
        scene(before=FIVE, later=[(71 * DAY / 24, 6)], after=AT_D8),
        N,
        "the rebound window never counts",
    ),
    Case(
        NO,
        "EVA 7 → 6, scored on day 4, nothing planned",
        scene(before=FIVE, later=[(4 * DAY, 6)], after=AT_D8),
        N,
        "after the last session, day 5 to 14",
    ),
    Case(
        NO,
        "EVA 7 → 6, scored on day 4, a sixth planned",
        scene(before=FIVE, later=[(4 * DAY, 6)], planned=D7, after=5 * DAY),
        B,
        "72 h passed, before the next",
    ),
    Case(
        NO, "EVA 7 → 6, scored on day 5", scene(before=FIVE, later=[(5 * DAY, 6)], after=AT_D8), B, "inside the window"
    ),
    Case(
        NO,
        "EVA 7 → 6, scored on day 14",
        scene(before=FIVE, later=[(14 * DAY, 6)], after=AT_D15),
        B,
        "inside the window",
    ),
    Case(
        NO,
        "EVA 7 → 6, scored on day 15",
        scene(before=FIVE, later=[(15 * DAY, 6)], after=16 * DAY),
        N,
        "outside: cannot be evaluated",
    ),
    Case(
        NO,
        "sixth session, EVA 6 before it, 3 in between",
        scene(before=(7, 7, 7, 7, 7, 6), later=[(-3 * DAY, 3)], after=DAY),
        B,
        "the one before the injection is preferred",
    ),
    Case(
        NO,
        "EVA 7 → 6, “much improved”",
        scene(before=FIVE, later=[(D7, 6)], earlier=[(PGIC_AT, BETTER)], after=AT_D8),
        N,
        "the patient's impression counts",
    ),
    Case(
        NO,
        "EVA 7 → 6, “a little improved”",
        scene(before=FIVE, later=[(D7, 6)], earlier=[(PGIC_AT, A_LITTLE)], after=AT_D8),
        B,
        "not much",
    ),
    Case(
        NO,
        "EVA 7 → 7, painkillers stopped",
        scene(before=FIVE, later=[(D7, 7)], earlier=[(PGIC_AT, STOPPED)], after=AT_D8),
        B,
        "asked and shown, not counted as a failure",
    ),
    Case(
        NO,
        "EVA 2 → 1 after five",
        scene(before=(2, 2, 2, 2, 2), later=[(D7, 1)], after=AT_D8),
        N,
        "low start: 1 point is a response",
    ),
    Case(
        NO,
        "EVA 2 → 1.1 after five",
        scene(before=(2, 2, 2, 2, 2), later=[(D7, 1.1)], after=AT_D8),
        B,
        "low start: 0.9 point",
    ),
    Case(
        NO,
        "EVA 2 → 1.1, “much improved”",
        scene(before=(2, 2, 2, 2, 2), later=[(D7, 1.1)], earlier=[(PGIC_AT, BETTER)], after=AT_D8),
        N,
        "low start: the impression counts",
    ),
    Case(
        NO,
        "EVA 7 → 6, a schedule that judges after eight",
        scene(before=FIVE, later=[(D7, 6)], after=AT_D8, review_after=8),
        N,
        "the schedule's number",
    ),
    Case(
        NO,
        "“go on” after five, EVA 7 → 6 after seven",
        scene(before=(7,) * 7, later=[(D7, 6)], go_on=-10 * DAY, after=AT_D8),
        N,
        "armed again after three more",
    ),
    Case(
        NO,
        "“go on” after five, EVA 7 → 6 after eight",
        scene(before=(7,) * 8, later=[(D7, 6)], go_on=-17 * DAY, after=AT_D8),
        B,
        "three sessions later",
    ),
    Case(
        NO,
        "course without pain",
        scene(before=FIVE, later=[(D7, 6)], after=AT_D8, is_painful=False),
        N,
        "no EVA in such a course",
    ),
    Case(CANNOT, "no EVA after five, day 14", scene(before=FIVE, after=14 * DAY), N, "it may still come"),
    Case(
        CANNOT,
        "no EVA after five, a minute before day 15 ends",
        scene(before=FIVE, after=GIVEN_UP - MINUTE),
        N,
        "a day to record it",
    ),
    Case(CANNOT, "no EVA after five, day 15 has ended", scene(before=FIVE, after=GIVEN_UP), B, "it can no longer come"),
    Case(CANNOT, "no EVA after five, day 17", scene(before=FIVE, after=17 * DAY), B, "it can no longer come"),
    Case(
        CANNOT,
        "no EVA after five, a sixth planned on day 20, day 17",
        scene(before=FIVE, planned=20 * DAY, after=17 * DAY),
        N,
        "it may be taken before the injection",
    ),
    Case(
        CANNOT,
        "no EVA before the sixth",
        scene(before=(7, 7, 7, 7, 7, None), after=2 * DAY),
        B,
        "it can no longer come",
    ),
    Case(
        CANNOT,
        "EVA after five, no baseline",
        scene(before=(None, 7, 7, 7, 7), later=[(D7, 6)], after=AT_D8),
        B,
        "nothing to compare with",
    ),
    Case(
        CANNOT,
        "EVA after five, baseline recalled",
        scene(before=(None, 7, 7, 7, 7), recalled=8, later=[(D7, 6)], after=AT_D8),
        N,
        "recalled is marked, and counts",
    ),
    Case(
        CANNOT,
        "baseline 0",
        scene(before=(0, 3, 3, 3, 3), later=[(D7, 3)], after=AT_D8),
        B,
        "no improvement is possible from 0",
    ),
    Case(CANNOT, "no EVA after four", scene(before=(7, 7, 7, 7), after=17 * DAY), N, "not due yet"),
    Case(
        CANNOT,
        "course without pain",
        scene(before=(None,) * 5, after=17 * DAY, is_painful=False),
        N,
        "no EVA in such a course",
    ),
)

_COURSE = (
    Case(
        ENDED,
        "three sessions, EVA 7 → 6, closed on day 8",
        scene(before=THREE, later=[(D7, 6)], closed=AT_D8, after=AT_D8),
        B,
        "closed without a response",
    ),
    Case(
        ENDED,
        "three sessions, EVA 7 → 4, closed on day 8",
        scene(before=THREE, later=[(D7, 4)], closed=AT_D8, after=AT_D8),
        N,
        "responded",
    ),
    Case(
        ENDED,
        "three sessions, closed at once, EVA not in yet",
        scene(before=THREE, closed=DAY, after=2 * DAY),
        N,
        "it may still come",
    ),
    Case(
        ENDED,
        "three sessions, EVA 7 → 6, silent for 27 days",
        scene(before=THREE, later=[(D7, 6)], after=27 * DAY),
        N,
        "not yet stopped",
    ),
    Case(
        ENDED,
        "three sessions, EVA 7 → 6, silent for 28 days",
        scene(before=THREE, later=[(D7, 6)], after=28 * DAY),
        B,
        "silent for 28 days",
    ),
    Case(ENDED, "three sessions, no EVA, silent for 28 days", scene(before=THREE, after=28 * DAY), B, "nobody knows"),
    Case(
        ENDED,
        "silent for 28 days, a session planned",
        scene(before=THREE, later=[(D7, 6)], planned=30 * DAY, after=28 * DAY),
        N,
        "it goes on",
    ),
    Case(
        ENDED,
        "five sessions, closed",
        scene(before=FIVE, later=[(D7, 6)], closed=AT_D8, after=AT_D8),
        N,
        "the five-session rule's",
    ),
    Case(
        ENDED,
        "course without pain, closed",
        scene(before=THREE, closed=AT_D8, after=AT_D8, is_painful=False),
        N,
        "no EVA in such a course",
    ),
    Case(
        "response_lost",
        "EVA 7 → 3, then 6 at week 12",
        scene(answers(eva_now=6), before=FIVE, later=[(D7, 3)], after=12 * WEEK, kind=AskKind.LATE),
        B,
        "14 % left",
    ),
    Case(
        "response_lost",
        "EVA 7 → 3, then 4.9 at week 12",
        scene(answers(eva_now=4.9), before=FIVE, later=[(D7, 3)], after=12 * WEEK, kind=AskKind.LATE),
        N,
        "30 % kept",
    ),
    Case(
        "response_lost",
        "EVA 7 → 6, then 6 at week 12",
        scene(answers(eva_now=6), before=FIVE, later=[(D7, 6)], after=12 * WEEK, kind=AskKind.LATE),
        N,
        "no response to lose",
    ),
    Case(
        "response_lost",
        "EVA 7 → 3, then 6 at week 16",
        scene(answers(eva_now=6), before=FIVE, later=[(D7, 3)], after=16 * WEEK, kind=AskKind.LATE),
        N,
        "an effect that wears off",
    ),
    Case(
        "response_lost",
        "EVA 7 → 3, then 6 between sessions",
        scene(answers(eva_now=6), before=FIVE, later=[(D7, 3)], after=10 * DAY, kind=AskKind.BETWEEN),
        N,
        "not a late check",
    ),
    Case(
        "early_note", "EVA 7, 7, 7, 6.4 before the fourth", scene(before=(7, 7, 7, 6.4), after=DAY), INFO, "8 %: none"
    ),
    Case(
        "early_note", "EVA 7, 7, 7, 6.3 before the fourth", scene(before=(7, 7, 7, 6.3), after=DAY), N, "10 %: minimal"
    ),
    Case("early_note", "EVA 7, 7, 7, 9 before the fourth", scene(before=(7, 7, 7, 9), after=DAY), INFO, "worse"),
    Case(
        "early_note", "three sessions, EVA 7 on day 7", scene(before=THREE, later=[(D7, 7)], after=AT_D8), INFO, "none"
    ),
    Case("early_note", "two sessions, no effect", scene(before=(7, 7), later=[(D7, 7)], after=AT_D8), N, "too early"),
    Case("early_note", "no EVA after the third", scene(before=(7, 7, 7, None), after=DAY), N, "nothing to say"),
    Case("early_note", "five sessions, no effect", scene(before=FIVE, after=DAY), N, "the five-session rule's"),
    Case(
        "early_note",
        "course without pain",
        scene(before=(7, 7, 7, 7), after=DAY, is_painful=False),
        N,
        "no EVA in such a course",
    ),
    Case("baseline_missing", "no EVA before session 1", scene(before=[None], after=DAY), W, "asked at once"),
    Case(
        "baseline_missing", "recalled since", scene(before=[None], recalled=6, after=5 * DAY), N, "recalled, and marked"
    ),
    Case("baseline_missing", "EVA before session 1", scene(before=[7], after=DAY), N, "there"),
    Case("baseline_missing", "no session yet", scene(before=[], planned=WEEK, after=DAY), N, "taken at session 1"),
    Case(
        "baseline_missing",
        "course without pain",
        scene(before=[None], after=DAY, is_painful=False),
        N,
        "no EVA in such a course",
    ),
)

CASES = (*_REVIEW, *_COURSE)
