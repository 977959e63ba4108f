"""What tells a rule from its near misses: one more or one less session, score, sign, zone or answer."""

from dataclasses import replace

from tests.domain.rules.scenes import DAY, HOUR, WEEK, Case, answers, scene, told
from vigil.domain.answers import WordsRead
from vigil.domain.words import AskKind, Evolution, PainSince, ReactionCode, Sign, Urgency

D, W, B, N = Urgency.SAME_DAY, Urgency.WITHIN_72H, Urgency.BEFORE_NEXT_SESSION, None
R = ReactionCode
FIVE, D7 = (7, 7, 7, 7, 7), 7 * DAY
LUMP = told(R.NODULE)
OLD_LUMP = replace(LUMP, is_earlier=True)
GROWS = Evolution.GROWING

_SKIN = (
    Case(
        "spreading_redness",
        "warm where the needles went in",
        scene(answers(told(R.INJECTION_SITE_PAIN, Sign.WARMTH))),
        D,
        "a warm point is infected until shown otherwise",
    ),
    Case(
        "spreading_redness",
        "a discharge, told as something else",
        scene(answers(told(R.OTHER, Sign.DISCHARGE))),
        D,
        "the sign counts, not the box",
    ),
    Case(
        "spreading_redness",
        "an earlier redness that now spreads",
        scene(answers(told(R.REDNESS, Sign.SPREADING, is_earlier=True))),
        D,
        "the sign is new",
    ),
    Case(
        "spreading_redness",
        "an earlier redness, unchanged",
        scene(answers(told(R.REDNESS, is_earlier=True))),
        N,
        "was judged when it was told",
    ),
    Case(
        "spreading_redness",
        "a lump that grows, without a sign of infection",
        scene(answers(told(R.NODULE, evolution=GROWS))),
        N,
        "growth alone speaks for redness only",
    ),
    Case(
        "persistent_nodule",
        "a lump for 15 days, and silence about it meanwhile",
        scene(
            answers(OLD_LUMP),
            after=10 * DAY,
            before=(7, 7),
            earlier=[(2 * DAY, answers(LUMP)), (6 * DAY, answers(told(R.ITCHING)))],
        ),
        W,
        "silence about it does not end it",
    ),
    Case(
        "persistent_nodule",
        "a lump for 4 days, a bruise before it",
        scene(
            answers(LUMP),
            after=10 * DAY,
            before=(7, 7),
            earlier=[(2 * DAY, answers(told(R.HAEMATOMA))), (13 * DAY, answers(LUMP))],
        ),
        N,
        "counted from the lump",
    ),
    Case(
        "persistent_nodule",
        "two lumps, one of them gone, for 15 days",
        scene(
            answers(OLD_LUMP),
            after=10 * DAY,
            before=(7, 7),
            earlier=[
                (2 * DAY, answers(LUMP)),
                (9 * DAY, answers(replace(OLD_LUMP, evolution=Evolution.GONE), replace(LUMP, is_earlier=True))),
            ],
        ),
        W,
        "one is still there",
    ),
    *(
        Case(
            "reaction_getting_worse",
            f"{code.value} that grows",
            scene(answers(told(code, evolution=GROWS))),
            W,
            "grows",
        )
        for code in (R.PAIN_REBOUND, R.INJECTION_SITE_PAIN, R.FLUSH, R.NODULE)
    ),
    Case(
        "reaction_getting_worse",
        "something else that grows",
        scene(answers(told(R.OTHER, evolution=GROWS))),
        W,
        "grows",
    ),
)

_PAIN = (
    Case(
        "pain_surge_within_72h",
        "EVA 8, no score before, stronger and not fading",
        scene(answers(eva_now=8, pain_since=PainSince.MORE_NOT_FADING), before=[None]),
        W,
        "high, and told as stronger",
    ),
    Case(
        "pain_surge_within_72h",
        "EVA 7.9, no score before, stronger but fading",
        scene(answers(eva_now=7.9, pain_since=PainSince.MORE_FADING), before=[None]),
        N,
        "below 8",
    ),
    Case("worsening", "no score given", scene(answers(), before=[5], after=4 * DAY), N, "nothing to compare"),
    Case(
        "worsening",
        "EVA 8 in a course without pain",
        scene(answers(eva_now=8), before=[5], after=4 * DAY, is_painful=False),
        N,
        "no EVA in such a course",
    ),
)

_COURSE = (
    Case(
        "response_lost",
        "no score at week 12",
        scene(answers(), before=FIVE, later=[(D7, 3)], after=12 * WEEK, kind=AskKind.LATE),
        N,
        "nothing to compare",
    ),
    Case(
        "response_lost",
        "EVA 7 → 3, then 6 at week 12, a course without pain",
        scene(answers(eva_now=6), before=FIVE, later=[(D7, 3)], after=12 * WEEK, kind=AskKind.LATE, is_painful=False),
        N,
        "no EVA in such a course",
    ),
    Case(
        "response_lost",
        "no score after the course, then 6 at week 12",
        scene(answers(eva_now=6), before=(None,), after=12 * WEEK, kind=AskKind.LATE),
        N,
        "no response is known",
    ),
    Case(
        "stopped_without_improvement",
        "one session, then nothing for 28 days",
        scene(before=[7], after=28 * DAY),
        B,
        "one session makes no sense",
    ),
    Case("stopped_without_improvement", "no session yet", scene(before=[], after=60 * DAY), N, "nothing has stopped"),
    Case(
        "stopped_without_improvement",
        "EVA 7, 7, 5 before each, closed, no score after",
        scene(before=(7, 7, 5), closed=HOUR, after=16 * DAY),
        B,
        "the score before a session does not stand for the one after",
    ),
    Case(
        "stopped_without_improvement",
        "one course without pain, silent",
        scene(before=[7], after=60 * DAY, is_painful=False),
        N,
        "no EVA in such a course",
    ),
)

_DEMANDS = (
    Case(
        "silence", "twice running, without an answer before", scene(before=(7, 7, 7), silent=[2, 3]), W, "two silences"
    ),
    Case("silence", "nobody was asked", scene(before=[7]), N, "no silence without a question"),
    Case(
        "words_to_read",
        "read as within 72 h, and understood",
        scene(answers(words="un bleu", read=WordsRead(W))),
        Urgency.INFORMATION,
        "the ticked answers say how soon",
    ),
    Case(
        "words_to_read",
        "read as for the same day, without a reason",
        scene(answers(words="fièvre", read=WordsRead(D))),
        D,
        "words raise an urgency",
    ),
    Case(
        "words_to_read",
        "a reason that has no words yet",
        scene(answers(words="?", read=WordsRead(reasons=("something_new",)))),
        D,
        "a person reads it all the same",
    ),
)

CASES = (*_SKIN, *_PAIN, *_COURSE, *_DEMANDS)
