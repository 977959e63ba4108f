"""How a rise of pain is worded: "EVA 9, +5 depuis le 12/03 (EVA 4)"."""

from vigil.domain.eva import Eva
from vigil.domain.findings import Bilingual
from vigil.domain.history import EvaMeasure, History
from vigil.domain.wording import change, day, say, score


def compared(history: History, given: Eva, before: EvaMeasure) -> Bilingual:
    """The score, its change on the worse bounds, and since when."""
    now, then, by = score(given), score(before.value), change(given.high - before.value.low)
    on = day(before.answered_at, history.patient.zone)
    return say(
        f"EVA {now.fr}, {by.fr} depuis le {on.fr} (EVA {then.fr})",
        f"EVA {now.en}, {by.en} since {on.en} (EVA {then.en})",
    )
