"""What is asked on the day, before the next injection, and what a "yes" means for it.

Source: seed 003 (current diseases, treatments and menstruation are told on the day; no anti-inflammatory in the 48 h
before; a reaction is told before the next session; a competitor's products are checked); seed 002 (infection or skin
disease on the area). Last reviewed: 2026-11.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from vigil.domain.findings import Bilingual
from vigil.domain.wording import say


class DayCheck(StrEnum):
    """The questions, in the order in which they are asked."""

    FEVER = "fever"
    INFECTED_AREA = "infected_area"
    NEW_MEDICINE = "new_medicine"
    ANTI_INFLAMMATORY = "anti_inflammatory"
    PERIODS = "periods"
    PREGNANCY = "pregnancy"
    PREVIOUS_REACTION = "previous_reaction"
    COMPETITION = "competition"

    @property
    def question(self) -> Bilingual:
        return _QUESTIONS[self]

    @property
    def consequence(self) -> Bilingual:
        """What a "yes" asks of whoever injects."""
        return _CONSEQUENCES[self]

    @property
    def holds(self) -> bool:
        """Whether a "yes" holds the session until a physician says that it may take place."""
        return self in _HOLDING


class CheckAnswer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Checked:
    """The answers of one day; a question that nobody asked is not in it."""

    answers: Mapping[DayCheck, CheckAnswer]

    @property
    def told(self) -> tuple[DayCheck, ...]:
        """What was answered "yes"."""
        return tuple(check for check in DayCheck if self.answers.get(check) is CheckAnswer.YES)

    @property
    def holding(self) -> tuple[DayCheck, ...]:
        return tuple(check for check in self.told if check.holds)

    @property
    def open(self) -> tuple[DayCheck, ...]:
        """What nobody asked, or nobody could say."""
        known = (CheckAnswer.YES, CheckAnswer.NO)
        return tuple(check for check in DayCheck if self.answers.get(check) not in known)


def read_checks(written: Mapping[str, str]) -> Checked:
    """The answers as a database row keeps them."""
    return Checked({DayCheck(name): CheckAnswer(answer) for name, answer in written.items()})


def write_checks(checked: Checked) -> dict[str, str]:
    return {check.value: answer.value for check, answer in checked.answers.items()}


def named(checks: Iterable[DayCheck]) -> Bilingual:
    """The short names of some checks, in one line."""
    labels = [_NAMES[check] for check in checks]
    return Bilingual(", ".join(label.fr for label in labels), ", ".join(label.en for label in labels))


_HOLDING = frozenset({DayCheck.FEVER, DayCheck.INFECTED_AREA, DayCheck.PREGNANCY})

_NAMES = {
    DayCheck.FEVER: say("fièvre", "fever"),
    DayCheck.INFECTED_AREA: say("zone infectée", "infected area"),
    DayCheck.NEW_MEDICINE: say("nouveau médicament", "new medicine"),
    DayCheck.ANTI_INFLAMMATORY: say("anti-inflammatoire ou aspirine", "anti-inflammatory or aspirin"),
    DayCheck.PERIODS: say("règles", "periods"),
    DayCheck.PREGNANCY: say("grossesse", "pregnancy"),
    DayCheck.PREVIOUS_REACTION: say("réaction après la séance précédente", "reaction after the last session"),
    DayCheck.COMPETITION: say("compétition", "competition"),
}
_QUESTIONS = {
    DayCheck.FEVER: say("Fièvre ou maladie en cours ?", "Fever or a current illness?"),
    DayCheck.INFECTED_AREA: say(
        "Infection ou lésion de peau sur la zone ?", "Infection or broken skin on the area to be treated?"
    ),
    DayCheck.NEW_MEDICINE: say("Nouveau médicament ?", "Any new medicine?"),
    DayCheck.ANTI_INFLAMMATORY: say(
        "Anti-inflammatoire ou aspirine contre la douleur depuis 48 h ?",
        "Anti-inflammatory, or aspirin for pain, in the last 48 h?",
    ),
    DayCheck.PERIODS: say("Règles aujourd'hui ?", "Periods today?"),
    DayCheck.PREGNANCY: say("Grossesse possible ou allaitement ?", "Possible pregnancy, or breastfeeding?"),
    DayCheck.PREVIOUS_REACTION: say("Réaction après la séance précédente ?", "A reaction after the last session?"),
    DayCheck.COMPETITION: say("Compétition sportive prévue ?", "Any sports competition ahead?"),
}
_CONSEQUENCES = {
    DayCheck.FEVER: say(
        "Pas d'injection sans l'accord du médecin : reporter, le plus souvent.",
        "No injection without a physician's yes: most often postponed.",
    ),
    DayCheck.INFECTED_AREA: say(
        "Pas d'injection sur cette zone sans l'accord du médecin.",
        "No injection into that area without a physician's yes.",
    ),
    DayCheck.NEW_MEDICINE: say(
        "Anticoagulant, antiagrégant, immunosuppresseur ? Mettre les facteurs de risque à jour.",
        "Anticoagulant, antiplatelet, immunosuppressant? Bring the risk factors up to date.",
    ),
    DayCheck.ANTI_INFLAMMATORY: say(
        "Hématomes plus probables. L'aspirine prescrite pour le cœur ne s'arrête pas.",
        "Haematomas are likelier. Aspirin prescribed for the heart is not stopped.",
    ),
    DayCheck.PERIODS: say("Saignements et hématomes plus probables.", "Bleeding and haematomas are likelier."),
    DayCheck.PREGNANCY: say(
        "Le choix des produits en dépend : accord du médecin nécessaire.",
        "The choice of products depends on it: a physician's yes is needed.",
    ),
    DayCheck.PREVIOUS_REACTION: say(
        "À faire préciser et à noter avant d'injecter.", "To be described and recorded before injecting."
    ),
    DayCheck.COMPETITION: say(
        "Faire vérifier chaque produit sur le site de l'AFLD.",
        "Have every product checked with the anti-doping agency.",
    ),
}
