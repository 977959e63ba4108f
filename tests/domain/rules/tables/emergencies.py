"""Danger signs present now, and the same signs come and gone."""

from tests.domain.rules.scenes import Case, answers, scene, told
from vigil.domain.words import Evolution, ReactionCode, RiskFactor, Sign, Urgency

E, D, N = Urgency.EMERGENCY, Urgency.SAME_DAY, None
FEVER, REDNESS = told(ReactionCode.FEVER), told(ReactionCode.REDNESS)
WARM = told(ReactionCode.REDNESS, Sign.WARMTH)
FRAGILE = (RiskFactor.IMMUNOSUPPRESSION,)

_SIGNS = (
    ("breathing_or_chest_pain", "trouble breathing", Sign.BREATHING),
    ("breathing_or_chest_pain", "chest pain", Sign.CHEST_PAIN),
    ("face_swelling", "face, tongue or throat swelling", Sign.FACE_SWELLING),
    ("urticaria_with_malaise", "hives with faintness or vomiting", Sign.URTICARIA),
    ("sepsis_signs", "fever or rigors with local signs", Sign.SEPSIS),
    ("neurological_deficit", "a new deficit", Sign.NEUROLOGICAL),
    ("uncontrolled_bleeding", "bleeding despite 15 min of pressure", Sign.UNCONTROLLED_BLEEDING),
    ("skin_necrosis", "purple or black painful skin", Sign.SKIN_DISCOLOURATION),
)

CASES = (
    *(
        Case(rule, f"{name} now", scene(answers(danger=[sign])), E, "a danger sign, present now")
        for rule, name, sign in _SIGNS
    ),
    *(
        Case(rule, f"“none of these” ({name})", scene(answers(told(ReactionCode.FATIGUE))), N, "nothing is ticked")
        for rule, name, _ in _SIGNS
    ),
    Case(
        "breathing_or_chest_pain",
        "trouble breathing, over now",
        scene(answers(past=[Sign.BREATHING])),
        N,
        "another rule: resolved",
    ),
    Case(
        "face_swelling",
        "swelling near the points only",
        scene(answers(told(ReactionCode.OTHER, Sign.SWELLING))),
        N,
        "local swelling is no danger sign",
    ),
    Case(
        "sepsis_signs",
        "fever and warm redness ticked further down",
        scene(answers(FEVER, WARM)),
        E,
        "the same thing said twice",
    ),
    Case("sepsis_signs", "fever and local redness", scene(answers(FEVER, REDNESS)), N, "fever alone has its own rule"),
    Case(
        "sepsis_signs",
        "fever and local redness, immunosuppressed",
        scene(answers(FEVER, REDNESS), risks=FRAGILE),
        E,
        "38 °C is enough on this ground",
    ),
    Case("sepsis_signs", "fever alone, immunosuppressed", scene(answers(FEVER), risks=FRAGILE), N, "no local sign"),
    Case("sepsis_signs", "warm redness without fever", scene(answers(WARM)), N, "local infection has its own rule"),
    Case(
        "sepsis_signs",
        "fever that is over, warm redness",
        scene(answers(told(ReactionCode.FEVER, evolution=Evolution.GONE), WARM)),
        N,
        "the fever is over",
    ),
    Case(
        "neurological_deficit",
        "a new deficit beside an old one on record",
        scene(answers(danger=[Sign.NEUROLOGICAL]), risks=[RiskFactor.PREVIOUS_DEFICIT]),
        E,
        "the question says “since the session”",
    ),
    Case(
        "skin_necrosis",
        "necrosis told as a reaction",
        scene(answers(told(ReactionCode.NECROSIS))),
        D,
        "not ticked as a danger",
    ),
    Case(
        "skin_necrosis",
        "necrosis told as over",
        scene(answers(told(ReactionCode.NECROSIS, evolution=Evolution.GONE))),
        N,
        "nothing present",
    ),
    *(
        Case(
            "resolved_danger_signs",
            f"{sign.value.replace('_', ' ')}, come and gone",
            scene(answers(past=[sign])),
            D,
            "to be explained before another injection",
        )
        for sign in (Sign.FACE_SWELLING, Sign.BREATHING, Sign.FAINTING, Sign.URTICARIA)
    ),
    Case(
        "resolved_danger_signs",
        "faintness without loss of consciousness",
        scene(answers(told(ReactionCode.MALAISE, evolution=Evolution.GONE))),
        N,
        "vagal malaise has its own rule",
    ),
)
