"""The catalogue of reactions, and what the signs that a patient ticks let us conclude.

Patients tick signs; reactions are concluded from them and are suspicions for a physician, never diagnoses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, StrEnum
from typing import TypeVar

from vigil.domain.answers import Answers, ReactionAnswer
from vigil.domain.configuration import Table, parse
from vigil.domain.findings import Bilingual
from vigil.domain.words import Bother, Evolution, PainSince, ReactionCode, Sign, Urgency


class Confidence(StrEnum):
    """Whether a code was read in a source, or is from memory and to be verified before it is declared."""

    READ = "read"
    VERIFY = "verify"


class Expectedness(StrEnum):
    """How the practice's own texts speak of a reaction."""

    EXPECTED = "expected"
    RARE = "rare"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True)
class Code:
    """One term of a coding system."""

    code: str
    term: str
    confidence: Confidence


@dataclass(frozen=True)
class Reaction:
    """One entry. Onset is in hours after the session; ``enantome_rate`` is a proportion of sessions, where known.

    ``enantome_is_upper`` marks a rate published as "less than". ``lasts_at_most`` is the expected duration.
    """

    code: ReactionCode
    label: Bilingual
    patient_label: Bilingual
    meddra: tuple[Code, ...]
    snomed: tuple[Code, ...]
    onset_from_hours: int
    onset_to_hours: int
    lasts_at_most: timedelta | None
    expectedness: Expectedness
    expected_when: Bilingual
    enantome_rate: float | None
    enantome_is_upper: bool
    urgency: Urgency
    source: str


@dataclass(frozen=True)
class Catalogue:
    """One entry per reaction code; ``meddra_version`` goes with every code that is sent."""

    meddra_version: str
    entries: Mapping[ReactionCode, Reaction]

    def __getitem__(self, code: ReactionCode) -> Reaction:
        return self.entries[code]


def parse_catalogue(file: str, text: str) -> Catalogue:
    """The catalogue in a TOML file; a wrong or incomplete one is refused with ``ConfigurationError``."""
    table = parse(file, text)
    version = table.text("meddra_version")
    reactions = table.table("reactions")
    table.done()
    entries = {code: _entry(code, reactions.table(code.value)) for code in ReactionCode}
    reactions.done()
    return Catalogue(version, entries)


def _entry(code: ReactionCode, table: Table) -> Reaction:
    begins = table.whole("onset_from_hours", 0, 24 * 366)
    entry = Reaction(
        code,
        _bilingual(table, "label"),
        _bilingual(table, "patient_label"),
        _codes(table, "meddra"),
        _codes(table, "snomed"),
        begins,
        table.whole("onset_to_hours", begins, 24 * 366),
        table.duration("lasts_at_most") if table.has("lasts_at_most") else None,
        table.choice("expectedness", Expectedness),
        _bilingual(table, "expected_when"),
        table.number("enantome_rate", 0, 1) if table.has("enantome_rate") else None,
        table.boolean("enantome_is_upper", False),
        table.choice("urgency", Urgency),
        table.text("source"),
    )
    table.done()
    return entry


def _bilingual(table: Table, key: str) -> Bilingual:
    inner = table.table(key)
    both = Bilingual(inner.text("fr"), inner.text("en"))
    inner.done()
    return both


def _codes(table: Table, key: str) -> tuple[Code, ...]:
    return tuple(_code(inner) for inner in table.tables(key, required=False))


def _code(table: Table) -> Code:
    number = table.text("code")
    if not number.isdigit():
        raise table.wrong("code", "a code of digits alone")
    code = Code(number, table.text("term"), table.choice("confidence", Confidence))
    table.done()
    return code


# What signs point to. Breathing trouble and deficits point to no single reaction: they stay signs on `other`.
_OF_SIGN = {
    Sign.SEPSIS: ReactionCode.INFECTION,
    Sign.FACE_SWELLING: ReactionCode.ALLERGIC_REACTION,
    Sign.URTICARIA: ReactionCode.ALLERGIC_REACTION,
    Sign.SKIN_DISCOLOURATION: ReactionCode.NECROSIS,
    Sign.UNCONTROLLED_BLEEDING: ReactionCode.BLEEDING,
    Sign.FAINTING: ReactionCode.MALAISE,
}
_DISCHARGING = frozenset({Sign.DISCHARGE, Sign.NON_HEALING})
# Skin that turned purple late, told as a detail and not as a danger sign, is a lesion rather than a necrosis.
_INFLAMED = frozenset({Sign.SPREADING, Sign.WARMTH, Sign.SKIN_DISCOLOURATION})
_CAN_BE_INFECTED = frozenset(
    {ReactionCode.REDNESS, ReactionCode.NODULE, ReactionCode.INJECTION_SITE_PAIN, ReactionCode.OTHER}
)
_ALLERGIC = frozenset({Sign.URTICARIA, Sign.FACE_SWELLING})
_MORE_PAIN = {PainSince.MORE_FADING: Evolution.FADING, PainSince.MORE_NOT_FADING: Evolution.SAME}
_WORST_EVOLUTION = (Evolution.GROWING, Evolution.SAME, Evolution.FADING, Evolution.GONE)
_WORST_BOTHER = (Bother.PREVENTS, Bother.MUCH, Bother.LITTLE)


def conclude(answers: Answers) -> tuple[ReactionAnswer, ...]:
    """The reactions that the answers speak of, as ticked or concluded from signs; one entry per code.

    What was ticked is kept. "None" stands alone: it is concluded only when nothing else is.
    """
    ticked = [reaction for reaction in answers.reactions if reaction.code is not ReactionCode.NONE_REPORTED]
    found = list(ticked)
    found += [_from_sign(sign, None) for sign in sorted(answers.danger_signs)]
    found += [_from_sign(sign, Evolution.GONE) for sign in sorted(answers.past_signs)]
    found += [replace(reaction, code=code) for reaction in ticked for code in _from_details(reaction)]
    if answers.pain_since in _MORE_PAIN:
        found.append(ReactionAnswer(ReactionCode.PAIN_REBOUND, evolution=_MORE_PAIN[answers.pain_since]))
    if not found and (answers.has_no_reaction or answers.reactions):
        return (ReactionAnswer(ReactionCode.NONE_REPORTED),)
    return tuple(merged(found))


def _from_sign(sign: Sign, evolution: Evolution | None) -> ReactionAnswer:
    return ReactionAnswer(_OF_SIGN.get(sign, ReactionCode.OTHER), evolution=evolution, signs=frozenset({sign}))


def _from_details(reaction: ReactionAnswer) -> list[ReactionCode]:
    infected = reaction.signs & (_DISCHARGING | _INFLAMED if reaction.code in _CAN_BE_INFECTED else _DISCHARGING)
    itches_everywhere = reaction.code is ReactionCode.ITCHING and Sign.EVERYWHERE in reaction.signs
    allergic = itches_everywhere or reaction.signs & _ALLERGIC
    return [ReactionCode.INFECTION] * bool(infected) + [ReactionCode.ALLERGIC_REACTION] * bool(allergic)


def merged(reactions: Iterable[ReactionAnswer]) -> list[ReactionAnswer]:
    """One entry per code, in order of first mention, holding the worst that was said of it."""
    by_code: dict[ReactionCode, ReactionAnswer] = {}
    for reaction in reactions:
        held = by_code.get(reaction.code)
        by_code[reaction.code] = _worst(held, reaction) if held else reaction
    return list(by_code.values())


def _worst(one: ReactionAnswer, other: ReactionAnswer) -> ReactionAnswer:
    return ReactionAnswer(
        one.code,
        one.onset or other.onset,
        _first_of(_WORST_EVOLUTION, one.evolution, other.evolution),
        _first_of(_WORST_BOTHER, one.bother, other.bother),
        one.signs | other.signs,
        one.is_earlier and other.is_earlier,
        max((count for count in (one.count, other.count) if count is not None), default=None),
    )


E = TypeVar("E", bound=Enum)


def _first_of(worst_first: tuple[E, ...], *given: E | None) -> E | None:
    return next((value for value in worst_first if value in given), None)
