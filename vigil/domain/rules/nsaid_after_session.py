"""An anti-inflammatory after a session harms on a blood thinner, on red or hot skin, in fever, pregnancy or allergy.

Otherwise it is noted. On an antiplatelet the answer "anti-inflammatory or aspirin" is likely the prescribed
aspirin, which must never be stopped: it is told as such.

Source: clinical review (paracetamol after a session; no anti-inflammatory if red, hot, feverish or anticoagulated; ANSM
2019, to be verified).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History
from vigil.domain.rules.reading import answers, context, has_ongoing, infected, risks
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import listed, say
from vigil.domain.words import PainRelief, ReactionCode, RiskFactor, Sign, Urgency

_RISKS = (
    RiskFactor.ANTICOAGULANT,
    RiskFactor.COAGULOPATHY,
    RiskFactor.PREGNANCY,
    RiskFactor.ALLERGY_NSAID,
    RiskFactor.ASPIRIN_SENSITIVE_ASTHMA,
)


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Same day on a risk or a red, hot or feverish answer; information otherwise."""
    if PainRelief.NSAID not in answers(history).pain_relief:
        return None
    dangers = _dangers(history)
    if dangers:
        why = listed(dangers)
        reason = say(
            f"Anti-inflammatoire ou aspirine pris après la séance, avec : {why.fr}.",
            f"NSAID or aspirin taken after the session, with: {why.en}.",
        )
        return RULE.on_ask(history, Urgency.SAME_DAY, reason, *context(history))
    reason = say("Anti-inflammatoire ou aspirine pris après la séance.", "NSAID or aspirin taken after the session.")
    lines = (*_prescribed(history), *context(history))
    return RULE.on_ask(history, Urgency.INFORMATION, reason, *lines, tells_patient=False)


def _dangers(history: History) -> tuple[Bilingual, ...]:
    found = list(risks(history, _RISKS))
    if has_ongoing(history, ReactionCode.REDNESS, ReactionCode.INFECTION) or infected(history):
        found.append(Bilingual("peau rouge ou chaude", "red or hot skin"))
    if has_ongoing(history, ReactionCode.FEVER) or Sign.SEPSIS in answers(history).danger_signs:
        found.append(Bilingual("fièvre", "fever"))
    return tuple(found)


def _prescribed(history: History) -> tuple[Bilingual, ...]:
    if not history.patient.has(RiskFactor.ANTIPLATELET):
        return ()
    return (
        say(
            "Antiagrégant au dossier : sans doute l'aspirine prescrite, à ne pas arrêter.",
            "Antiplatelet on record: probably the prescribed aspirin, not to be stopped.",
        ),
    )


RULE = Rule("nsaid_after_session", 1, NoThresholds, evaluate)
