"""Reactions: bruises, bleeding, infection, allergy, lumps, fever, malaise, flush."""

from dataclasses import replace
from datetime import timedelta

from tests.domain.rules.scenes import DAY, HOUR, WEEK, Case, answers, scene, told
from vigil.domain.history import Product
from vigil.domain.words import (
    AskKind,
    Bother,
    Evolution,
    Onset,
    ProductClass,
    ReactionCode,
    RiskFactor,
    Sign,
    Urgency,
)

E, D, W, B, N = Urgency.EMERGENCY, Urgency.SAME_DAY, Urgency.WITHIN_72H, Urgency.BEFORE_NEXT_SESSION, None
GONE, FADING, SAME, GROWING = Evolution.GONE, Evolution.FADING, Evolution.SAME, Evolution.GROWING
R, F = ReactionCode, RiskFactor
ON_AVK, ON_ASPIRIN, CLOTTING = [F.ANTICOAGULANT], [F.ANTIPLATELET], [F.COAGULOPATHY]
BRUISE = told(R.HAEMATOMA)
SPREADING, ITCHY = told(R.REDNESS, Sign.SPREADING), told(R.ITCHING, Sign.EVERYWHERE)
LUMP = told(R.NODULE)
GROWING_LUMP = told(R.NODULE, evolution=GROWING)
TWO, FIVE = (7, 7), (7, 7, 7, 7, 7)
CALCITONIN = Product("calcitonine", ProductClass.CALCITONIN, depth_mm=6)
FLUSH = told(R.FLUSH, evolution=GONE)
LASTING_FLUSH = told(R.FLUSH, evolution=FADING)
OLD_LUMP = told(R.NODULE, is_earlier=True)

_HAEMATOMA = (
    Case("haematoma", "small and stable", scene(answers(BRUISE)), N, "expected (6 %)"),
    Case(
        "haematoma",
        "larger than the palm",
        scene(answers(told(R.HAEMATOMA, Sign.LARGER_THAN_PALM))),
        D,
        "a large one is rare",
    ),
    Case("haematoma", "hard", scene(answers(told(R.HAEMATOMA, Sign.HARD))), D, "collected under tension"),
    Case("haematoma", "growing", scene(answers(told(R.HAEMATOMA, evolution=GROWING))), D, "still bleeding inside"),
    Case(
        "haematoma", "prevents activity", scene(answers(told(R.HAEMATOMA, bother=Bother.PREVENTS))), D, "very painful"
    ),
    Case(
        "haematoma",
        "bothers much, no blood thinner",
        scene(answers(told(R.HAEMATOMA, bother=Bother.MUCH))),
        N,
        "expected, painful",
    ),
    Case(
        "haematoma",
        "bothers much, anticoagulant",
        scene(answers(told(R.HAEMATOMA, bother=Bother.MUCH)), risks=ON_AVK),
        D,
        "not painless",
    ),
    Case(
        "haematoma",
        "small and stable, anticoagulant",
        scene(answers(BRUISE), risks=ON_AVK),
        W,
        "smaller than the palm, stable, painless",
    ),
    Case(
        "haematoma",
        "small and stable, antiplatelet",
        scene(answers(BRUISE), risks=ON_ASPIRIN),
        W,
        "as an anticoagulant",
    ),
    Case(
        "haematoma",
        "small and stable, coagulation disorder",
        scene(answers(BRUISE), risks=CLOTTING),
        W,
        "as an anticoagulant",
    ),
    Case(
        "haematoma",
        "small and stable, fragile capillaries",
        scene(answers(BRUISE), risks=[F.CAPILLARY_FRAGILITY]),
        N,
        "more bruises are expected",
    ),
    Case(
        "haematoma",
        "larger than the palm, anticoagulant",
        scene(answers(told(R.HAEMATOMA, Sign.LARGER_THAN_PALM)), risks=ON_AVK),
        D,
        "larger",
    ),
    Case(
        "haematoma",
        "with a weak or numb limb, anticoagulant",
        scene(answers(BRUISE, danger=[Sign.NEUROLOGICAL]), risks=ON_AVK),
        D,
        "numb limb",
    ),
    Case(
        "haematoma", "gone, anticoagulant", scene(answers(told(R.HAEMATOMA, evolution=GONE)), risks=ON_AVK), N, "over"
    ),
    Case(
        "haematoma",
        "told before, unchanged, anticoagulant",
        scene(answers(told(R.HAEMATOMA, is_earlier=True)), risks=ON_AVK),
        N,
        "alerted then",
    ),
    Case(
        "haematoma",
        "told before, growing now",
        scene(answers(told(R.HAEMATOMA, evolution=GROWING, is_earlier=True))),
        D,
        "worse alerts anew",
    ),
)

_BLEEDING = (
    Case("bleeding", "over", scene(answers(told(R.BLEEDING, evolution=GONE))), N, "small bleeding is expected"),
    Case(
        "bleeding",
        "fading at 48 h",
        scene(answers(told(R.BLEEDING, evolution=FADING))),
        W,
        "hours are expected, not days",
    ),
    Case(
        "bleeding",
        "evolution not told",
        scene(answers(told(R.BLEEDING, evolution=None))),
        W,
        "not answered is not “over”",
    ),
    Case("bleeding", "unchanged at 48 h", scene(answers(told(R.BLEEDING))), D, "persists"),
    Case("bleeding", "growing at 48 h", scene(answers(told(R.BLEEDING, evolution=GROWING))), D, "persists"),
    Case(
        "bleeding",
        "fading, anticoagulant",
        scene(answers(told(R.BLEEDING, evolution=FADING)), risks=ON_AVK),
        D,
        "one class up",
    ),
    Case(
        "bleeding",
        "fading, antiplatelet",
        scene(answers(told(R.BLEEDING, evolution=FADING)), risks=ON_ASPIRIN),
        D,
        "one class up",
    ),
    Case(
        "bleeding",
        "unchanged, coagulation disorder",
        scene(answers(told(R.BLEEDING)), risks=CLOTTING),
        E,
        "one class up",
    ),
    Case("bleeding", "over, anticoagulant", scene(answers(told(R.BLEEDING, evolution=GONE)), risks=ON_AVK), N, "over"),
    Case(
        "bleeding",
        "fading, diabetes",
        scene(answers(told(R.BLEEDING, evolution=FADING)), risks=[F.DIABETES]),
        W,
        "diabetes weighs on infection only",
    ),
)

_INFECTION = (
    Case(
        "spreading_redness", "local redness", scene(answers(told(R.REDNESS))), N, "very localized redness is expected"
    ),
    Case("spreading_redness", "spreads", scene(answers(SPREADING)), D, "needs medical care"),
    Case("spreading_redness", "warm", scene(answers(told(R.REDNESS, Sign.WARMTH))), D, "needs medical care"),
    Case("spreading_redness", "discharges", scene(answers(told(R.REDNESS, Sign.DISCHARGE))), D, "needs medical care"),
    Case(
        "spreading_redness",
        "redness told as growing",
        scene(answers(told(R.REDNESS, evolution=GROWING))),
        D,
        "growing is spreading",
    ),
    Case("spreading_redness", "a warm lump", scene(answers(told(R.NODULE, Sign.WARMTH))), D, "abscess"),
    Case("spreading_redness", "told as an infection", scene(answers(told(R.INFECTION))), D, "said in so many words"),
    Case(
        "spreading_redness",
        "spread, over now",
        scene(answers(told(R.REDNESS, Sign.SPREADING, evolution=GONE))),
        N,
        "over",
    ),
    Case("spreading_redness", "spreads, diabetes", scene(answers(SPREADING), risks=[F.DIABETES]), E, "one class up"),
    Case(
        "spreading_redness",
        "spreads, immunosuppressed",
        scene(answers(SPREADING), risks=[F.IMMUNOSUPPRESSION]),
        E,
        "one class up",
    ),
    Case(
        "spreading_redness",
        "spreads, both",
        scene(answers(SPREADING), risks=[F.DIABETES, F.IMMUNOSUPPRESSION]),
        E,
        "one class at most",
    ),
    Case(
        "spreading_redness",
        "spreads, anticoagulant",
        scene(answers(SPREADING), risks=ON_AVK),
        D,
        "weighs on bleeding only",
    ),
    Case(
        "spreading_redness",
        "local redness, diabetes",
        scene(answers(told(R.REDNESS)), risks=[F.DIABETES]),
        N,
        "nothing to raise",
    ),
    Case("fever_alone", "fever now", scene(answers(told(R.FEVER))), D, "never expected"),
    Case(
        "fever_alone",
        "evolution not told",
        scene(answers(told(R.FEVER, evolution=None))),
        D,
        "not answered is not “over”",
    ),
    Case(
        "fever_alone", "fever that is over", scene(answers(told(R.FEVER, evolution=GONE))), B, "unexpected, to be told"
    ),
    Case("fever_alone", "fatigue", scene(answers(told(R.FATIGUE))), N, "no fever"),
)

_ALLERGY = (
    Case("diffuse_itching", "near the points", scene(answers(told(R.ITCHING))), N, "local itching is expected (1.5 %)"),
    Case("diffuse_itching", "everywhere", scene(answers(ITCHY)), D, "allergy branch"),
    Case(
        "diffuse_itching",
        "everywhere, over now",
        scene(answers(replace(ITCHY, evolution=GONE))),
        B,
        "before another injection",
    ),
    Case(
        "diffuse_itching", "hives among the details", scene(answers(told(R.OTHER, Sign.URTICARIA))), D, "allergy branch"
    ),
    Case(
        "diffuse_itching", "told as an allergy", scene(answers(told(R.ALLERGIC_REACTION))), D, "said in so many words"
    ),
    Case("malaise", "passed", scene(answers(told(R.MALAISE, evolution=GONE))), B, "vagal, resolved"),
    Case("malaise", "fading", scene(answers(told(R.MALAISE, evolution=FADING))), B, "resolving"),
    Case("malaise", "still there at 48 h", scene(answers(told(R.MALAISE))), D, "minutes are expected, not days"),
    Case(
        "malaise",
        "passed, but not the first",
        scene(
            answers(told(R.MALAISE, evolution=GONE)),
            before=TWO,
            earlier=[(48 * HOUR, answers(told(R.MALAISE, evolution=GONE)))],
        ),
        D,
        "recurrence",
    ),
    Case("malaise", "none", scene(answers(told(R.FATIGUE))), N, "no malaise"),
)

_LUMPS = (
    Case(
        "late_or_growing_nodule",
        "new lump, 48 h after session 1",
        scene(answers(LUMP)),
        N,
        "a small passing papule is expected",
    ),
    Case(
        "late_or_growing_nodule",
        "new lump, 48 h after session 2",
        scene(answers(told(R.NODULE, onset=Onset.NEXT_DAY)), before=TWO),
        N,
        "it follows that session",
    ),
    Case(
        "late_or_growing_nodule",
        "lump that began before session 2",
        scene(answers(told(R.NODULE, onset=Onset.EARLIER)), before=TWO),
        D,
        "late for session 1",
    ),
    Case(
        "late_or_growing_nodule",
        "growing lump, 7 days less an hour",
        scene(answers(GROWING_LUMP), after=7 * DAY - HOUR, kind=AskKind.BETWEEN),
        N,
        "first week",
    ),
    Case(
        "late_or_growing_nodule",
        "growing lump, 7 days",
        scene(answers(GROWING_LUMP), after=7 * DAY, kind=AskKind.BETWEEN),
        D,
        "second week",
    ),
    Case(
        "late_or_growing_nodule",
        "new lump between sessions, second week",
        scene(answers(LUMP), after=4 * DAY, before=TWO, kind=AskKind.BETWEEN),
        D,
        "asked for every week from then",
    ),
    Case(
        "late_or_growing_nodule",
        "new redness between sessions, second week",
        scene(answers(told(R.REDNESS)), after=4 * DAY, before=TWO, kind=AskKind.BETWEEN),
        D,
        "asked for with the lumps",
    ),
    Case(
        "late_or_growing_nodule",
        "lump told before, unchanged",
        scene(answers(OLD_LUMP), after=4 * DAY, before=TWO, kind=AskKind.BETWEEN),
        N,
        "judged then; its duration has a rule",
    ),
    Case(
        "late_or_growing_nodule",
        "lump told before, growing",
        scene(answers(replace(OLD_LUMP, evolution=GROWING)), after=4 * DAY, before=TWO, kind=AskKind.BETWEEN),
        D,
        "worse alerts anew",
    ),
    Case(
        "late_or_growing_nodule",
        "redness told before, growing",
        scene(
            answers(told(R.REDNESS, evolution=GROWING, is_earlier=True)),
            after=4 * DAY,
            before=TWO,
            kind=AskKind.BETWEEN,
        ),
        N,
        "spreading redness has its own rule",
    ),
    Case(
        "late_or_growing_nodule",
        "new lump at week 4",
        scene(answers(LUMP), after=4 * WEEK, before=FIVE, kind=AskKind.LATE),
        D,
        "mycobacteria: 1 to 29 weeks",
    ),
    Case(
        "late_or_growing_nodule",
        "purple skin at week 12",
        scene(answers(told(R.OTHER, Sign.SKIN_DISCOLOURATION)), after=12 * WEEK, before=FIVE, kind=AskKind.LATE),
        D,
        "asked on the late check",
    ),
    Case(
        "late_or_growing_nodule",
        "lump gone at week 4",
        scene(answers(told(R.NODULE, evolution=GONE)), after=4 * WEEK, before=FIVE, kind=AskKind.LATE),
        N,
        "gone",
    ),
    Case(
        "non_healing_or_discharging_point",
        "discharge at 48 h",
        scene(answers(told(R.REDNESS, Sign.DISCHARGE))),
        N,
        "pyogenic: the redness rule",
    ),
    Case(
        "non_healing_or_discharging_point",
        "discharge, 7 days less an hour",
        scene(answers(told(R.OTHER, Sign.DISCHARGE)), after=7 * DAY - HOUR),
        N,
        "first week",
    ),
    Case(
        "non_healing_or_discharging_point",
        "discharge, 7 days",
        scene(answers(told(R.OTHER, Sign.DISCHARGE)), after=7 * DAY),
        D,
        "second week",
    ),
    Case(
        "non_healing_or_discharging_point",
        "wound that does not heal, week 4",
        scene(answers(told(R.OTHER, Sign.NON_HEALING)), after=4 * WEEK, kind=AskKind.LATE),
        D,
        "culture before antibiotics",
    ),
    Case(
        "non_healing_or_discharging_point",
        "wound healed",
        scene(answers(told(R.OTHER, Sign.NON_HEALING, evolution=GONE)), after=4 * WEEK, kind=AskKind.LATE),
        N,
        "over",
    ),
    Case(
        "persistent_nodule",
        "lump for 14 days",
        scene(answers(OLD_LUMP), after=9 * DAY, before=TWO, earlier=[(2 * DAY, answers(LUMP))]),
        N,
        "two weeks are accepted",
    ),
    Case(
        "persistent_nodule",
        "lump for 15 days",
        scene(answers(OLD_LUMP), after=10 * DAY, before=TWO, earlier=[(2 * DAY, answers(LUMP))]),
        W,
        "beyond 14 days",
    ),
    Case(
        "persistent_nodule",
        "lump for 15 days, fading",
        scene(
            answers(replace(OLD_LUMP, evolution=FADING)), after=10 * DAY, before=TWO, earlier=[(2 * DAY, answers(LUMP))]
        ),
        W,
        "still there",
    ),
    Case(
        "persistent_nodule",
        "lump for 15 days, gone",
        scene(
            answers(replace(OLD_LUMP, evolution=GONE)), after=10 * DAY, before=TWO, earlier=[(2 * DAY, answers(LUMP))]
        ),
        N,
        "gone",
    ),
    Case(
        "persistent_nodule",
        "a second lump after a first that went",
        scene(
            answers(LUMP),
            after=10 * DAY,
            before=TWO,
            earlier=[(2 * DAY, answers(LUMP)), (9 * DAY, answers(replace(OLD_LUMP, evolution=GONE)))],
        ),
        N,
        "the count starts again",
    ),
)

_FLUSH = (
    Case(
        "flush_with_calcitonin",
        "flush, calcitonin at 6 mm",
        scene(answers(FLUSH), products=[CALCITONIN]),
        B,
        "check depth and dose",
    ),
    Case("flush_with_calcitonin", "flush, no calcitonin", scene(answers(FLUSH)), N, "nothing to check"),
    Case(
        "flush_with_calcitonin",
        "calcitonin, no flush",
        scene(answers(told(R.FATIGUE)), products=[CALCITONIN]),
        N,
        "no flush",
    ),
    Case("lasting_flush", "over at 48 h", scene(answers(FLUSH)), N, "minutes are expected"),
    Case("lasting_flush", "fading at 48 h", scene(answers(LASTING_FLUSH)), W, "unexpected duration"),
    Case("lasting_flush", "fading at 24 h", scene(answers(LASTING_FLUSH), after=24 * HOUR), W, "unexpected duration"),
    Case(
        "lasting_flush",
        "fading at 23 h",
        scene(answers(LASTING_FLUSH), after=timedelta(hours=23)),
        N,
        "may still be the session's",
    ),
    Case(
        "lasting_flush",
        "evolution not told",
        scene(answers(told(R.FLUSH, evolution=None))),
        N,
        "not said to be still there",
    ),
)

_GROWING = (
    Case(
        "reaction_getting_worse",
        "local itching, growing",
        scene(answers(told(R.ITCHING, evolution=GROWING))),
        W,
        "reactions fade",
    ),
    Case("reaction_getting_worse", "local itching, unchanged", scene(answers(told(R.ITCHING))), N, "expected"),
    Case(
        "reaction_getting_worse",
        "itching told before, growing",
        scene(answers(told(R.ITCHING, evolution=GROWING, is_earlier=True))),
        W,
        "worse alerts anew",
    ),
    Case(
        "reaction_getting_worse",
        "itching told before, unchanged",
        scene(answers(told(R.ITCHING, is_earlier=True))),
        N,
        "known",
    ),
    Case(
        "reaction_getting_worse",
        "fatigue, growing, prevents activity",
        scene(answers(told(R.FATIGUE, evolution=GROWING, bother=Bother.PREVENTS))),
        D,
        "cannot act",
    ),
    Case(
        "reaction_getting_worse",
        "swelling, growing",
        scene(answers(told(R.OTHER, Sign.SWELLING, evolution=GROWING))),
        W,
        "reactions fade",
    ),
    Case(
        "reaction_getting_worse",
        "haematoma, growing",
        scene(answers(told(R.HAEMATOMA, evolution=GROWING))),
        N,
        "has its own rule",
    ),
)

CASES = (*_HAEMATOMA, *_BLEEDING, *_INFECTION, *_ALLERGY, *_LUMPS, *_FLUSH, *_GROWING)
