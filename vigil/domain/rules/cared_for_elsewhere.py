"""Somebody else has already seen the patient for it: find out what they found before injecting again.

Emergency room or hospital: same day. An antibiotic given before a sample hides a mycobacterium: same day. A doctor:
before the next session.

Source: form (question on care); clinical review of late infection (culture before antibiotics).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History
from vigil.domain.rules.mycobacteria import CULTURE_FIRST
from vigil.domain.rules.reading import answers, context
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import capital, listed, say
from vigil.domain.words import Care, Urgency

_SAID = {
    Care.HOSPITAL: Bilingual("hospitalisation", "stay in hospital"),
    Care.EMERGENCY_ROOM: Bilingual("passage aux urgences", "visit to the emergency room"),
    Care.ANTIBIOTIC: Bilingual("antibiotique pris", "antibiotic taken"),
    Care.DOCTOR: Bilingual("médecin consulté", "doctor seen"),
    Care.SAMPLE: Bilingual("prélèvement fait", "sample taken"),
}
_SAME_DAY = {Care.HOSPITAL, Care.EMERGENCY_ROOM, Care.ANTIBIOTIC}


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """The patient is already cared for: this is for the physician and changes no advice."""
    care = answers(history).care - {Care.NOTHING}
    if not care:
        return None
    is_urgent = not care.isdisjoint(_SAME_DAY)
    what = capital(listed([said for kind, said in _SAID.items() if kind in care]))
    reason = say(f"{what.fr} depuis la dernière réponse.", f"{what.en} since the last answer.")
    urgency = Urgency.SAME_DAY if is_urgent else Urgency.BEFORE_NEXT_SESSION
    lines = ((CULTURE_FIRST,) if Care.ANTIBIOTIC in care and Care.SAMPLE not in care else ()) + context(history)
    is_case = not care.isdisjoint({Care.HOSPITAL, Care.EMERGENCY_ROOM})
    return RULE.on_ask(history, urgency, reason, *lines, tells_patient=False, holds=is_urgent, case=is_case)


RULE = Rule("cared_for_elsewhere", 1, NoThresholds, evaluate)
