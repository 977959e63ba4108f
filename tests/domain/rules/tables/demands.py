"""What the patient did elsewhere, took, wrote, wants, announces; and silence."""

from tests.domain.rules.scenes import HOUR, Case, answers, scene, told
from vigil.domain.answers import WordsRead
from vigil.domain.words import Care, News, PainRelief, ReactionCode, RiskFactor, Sign, Urgency

D, W, B, INFO, N = Urgency.SAME_DAY, Urgency.WITHIN_72H, Urgency.BEFORE_NEXT_SESSION, Urgency.INFORMATION, None
NSAID = [PainRelief.NSAID]
F, R = RiskFactor, ReactionCode

CASES = (
    Case(
        "cared_for_elsewhere",
        "emergency room",
        scene(answers(care=[Care.EMERGENCY_ROOM])),
        D,
        "find out what was found",
    ),
    Case("cared_for_elsewhere", "hospital", scene(answers(care=[Care.HOSPITAL])), D, "a serious case, to be declared"),
    Case("cared_for_elsewhere", "antibiotic", scene(answers(care=[Care.ANTIBIOTIC])), D, "may hide a mycobacterium"),
    Case("cared_for_elsewhere", "doctor", scene(answers(care=[Care.DOCTOR])), B, "worth knowing before injecting"),
    Case("cared_for_elsewhere", "nothing", scene(answers(care=[Care.NOTHING])), N, "nothing"),
    *(
        Case(
            "nsaid_after_session",
            f"NSAID, {factor.value.replace('_', ' ')}",
            scene(answers(relief=NSAID), risks=[factor]),
            D,
            "contra-indicated",
        )
        for factor in (F.ANTICOAGULANT, F.COAGULOPATHY, F.PREGNANCY, F.ALLERGY_NSAID, F.ASPIRIN_SENSITIVE_ASTHMA)
    ),
    Case(
        "nsaid_after_session",
        "NSAID, redness",
        scene(answers(told(R.REDNESS), relief=NSAID)),
        D,
        "never on red or hot skin",
    ),
    Case(
        "nsaid_after_session",
        "NSAID, warm lump",
        scene(answers(told(R.NODULE, Sign.WARMTH), relief=NSAID)),
        D,
        "never on red or hot skin",
    ),
    Case("nsaid_after_session", "NSAID, fever", scene(answers(told(R.FEVER), relief=NSAID)), D, "never in fever"),
    Case(
        "nsaid_after_session",
        "NSAID, antiplatelet",
        scene(answers(relief=NSAID), risks=[F.ANTIPLATELET]),
        INFO,
        "likely the prescribed aspirin, not to be stopped",
    ),
    Case("nsaid_after_session", "NSAID, nothing else", scene(answers(relief=NSAID)), INFO, "noted"),
    Case(
        "nsaid_after_session",
        "paracetamol, anticoagulant",
        scene(answers(relief=[PainRelief.PARACETAMOL]), risks=[F.ANTICOAGULANT]),
        N,
        "the advised one",
    ),
    Case("words_to_read", "words that nothing has read", scene(answers(words="un peu inquiète")), D, "a person must"),
    Case(
        "words_to_read",
        "a sign of danger",
        scene(answers(words="la gorge gonfle", read=WordsRead(Urgency.EMERGENCY, ("urgent",)))),
        Urgency.EMERGENCY,
        "words raise an urgency",
    ),
    Case(
        "words_to_read",
        "fever",
        scene(answers(words="38,5 hier", read=WordsRead(D, ("urgent",)))),
        D,
        "words raise an urgency",
    ),
    Case(
        "words_to_read",
        "a question",
        scene(answers(words="est-ce normal ?", read=WordsRead(reasons=("question",)))),
        D,
        "somebody has to answer",
    ),
    Case(
        "words_to_read",
        "something not understood",
        scene(answers(words="plouf", read=WordsRead(reasons=("not_understood",)))),
        D,
        "a person must read them",
    ),
    Case(
        "words_to_read",
        "something that was not ticked",
        scene(answers(words="un bleu aussi", read=WordsRead(reasons=("not_ticked",)))),
        D,
        "no rule has judged it",
    ),
    Case(
        "words_to_read",
        "routine, every word understood",
        scene(answers(words="merci, tout va bien", read=WordsRead())),
        INFO,
        "stays with the answer, calls nobody",
    ),
    Case("words_to_read", "blank", scene(answers(words=" \n")), N, "nothing to read"),
    Case("call_requested", "yes", scene(answers(wants_call=True)), W, "gets a call"),
    Case("call_requested", "no", scene(answers(wants_call=False)), N, "no"),
    Case("call_requested", "not answered", scene(answers()), N, "not asked for"),
    *(
        Case("news_before_session", kind.value, scene(answers(news=[kind])), B, "weighed before injecting")
        for kind in News
        if kind is not News.NOTHING
    ),
    Case("news_before_session", "nothing new", scene(answers(news=[News.NOTHING])), N, "nothing"),
    Case("silence", "after session 1", scene(before=[7], silent=[1]), W, "the first session is always known"),
    Case("silence", "after session 2", scene(before=[7, 7], answered=[1], silent=[2]), N, "counted, not alerted"),
    Case(
        "silence",
        "after session 2, a risk factor",
        scene(before=[7, 7], answered=[1], silent=[2], risks=[F.DIABETES]),
        W,
        "a risk",
    ),
    Case(
        "silence",
        "after session 2, a reaction before",
        scene(before=[7, 7], answered=[1], silent=[2], earlier=[(48 * HOUR, answers(told(R.ITCHING)))]),
        W,
        "a previous reaction",
    ),
    Case(
        "silence",
        "after session 2, “none” before",
        scene(before=[7, 7], answered=[1], silent=[2], earlier=[(48 * HOUR, answers(told(R.NONE_REPORTED)))]),
        N,
        "no reaction",
    ),
    Case(
        "silence",
        "after session 2, an open alert",
        scene(before=[7, 7], answered=[1], silent=[2], open_alerts=["haematoma"]),
        W,
        "somebody is waiting",
    ),
    Case("silence", "twice running", scene(before=[7, 7, 7], answered=[1], silent=[2, 3]), W, "two silences"),
    Case("silence", "silent, then answered", scene(before=[7, 7], silent=[1], answered=[2]), N, "answered since"),
)
