"""What a patient does before, on the day of and after a session, with how long each thing lasts; read from a file.

The texts follow the instructions of the Société française de mésothérapie, corrected where they could harm: whoever is
told to take no aspirin is told in the same breath never to change a treatment for the heart or the circulation.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from vigil.domain.configuration import Table, parse
from vigil.domain.words import Language

_ASPIRIN = re.compile(r"aspirin", re.IGNORECASE)
_FORBIDDEN = re.compile(r"antalgiques?\s+légers?|light\s+(?:analgesic|painkiller)s?", re.IGNORECASE)
SECOND_HALF = {
    Language.FR: ("ne changez jamais, sans avis du prescripteur", "le cœur, les artères ou la circulation"),
    Language.EN: ("never change, without your prescriber’s advice", "the heart, the arteries or the circulation"),
}
_NSAID = re.compile(r"anti-?inflammator(?:y|ies)|anti-inflammatoires?", re.IGNORECASE)


class Moment(StrEnum):
    BEFORE = "before"
    DAY = "day"
    AFTER = "after"


@dataclass(frozen=True)
class Instruction:
    """One thing to do or to leave. ``lasts`` is elapsed time up to the session (before) or from it (after)."""

    text: str
    lasts: timedelta | None = None
    is_for_competitors: bool = False


@dataclass(frozen=True)
class Instructions:
    """One version of a language's instructions, in the order of the page."""

    language: Language
    version: int
    source: str
    before: tuple[Instruction, ...]
    day: tuple[Instruction, ...]
    after: tuple[Instruction, ...]

    def at(self, moment: Moment, *, is_competitor: bool = False) -> tuple[Instruction, ...]:
        """The instructions of one moment; those for competitors only if the patient is one."""
        chosen = {Moment.BEFORE: self.before, Moment.DAY: self.day, Moment.AFTER: self.after}[moment]
        return tuple(each for each in chosen if is_competitor or not each.is_for_competitors)


def parse_instructions(file: str, text: str) -> Instructions:
    """The instructions in a TOML file; ``ConfigurationError`` names file, key, value and what is allowed."""
    table = parse(file, text)
    language = table.choice("language", Language)
    instructions = Instructions(
        language=language,
        version=table.whole("version", 1, 10_000),
        source=table.text("source"),
        before=_moment(table, Moment.BEFORE, language),
        day=_moment(table, Moment.DAY, language),
        after=_moment(table, Moment.AFTER, language),
    )
    table.done()
    return instructions


def _moment(table: Table, moment: Moment, language: Language) -> tuple[Instruction, ...]:
    return tuple(_instruction(each, moment, language) for each in table.tables(moment))


def _instruction(table: Table, moment: Moment, language: Language) -> Instruction:
    longest = timedelta(days=30)
    instruction = Instruction(
        text=table.text("text"),
        lasts=table.duration("lasts", low=timedelta(hours=1), high=longest) if table.has("lasts") else None,
        is_for_competitors=table.boolean("for_competitors", default=False),
    )
    _check_safe(table, instruction.text, moment, language)
    table.done()
    return instruction


def _check_safe(table: Table, text: str, moment: Moment, language: Language) -> None:
    """Refuse what could make a patient stop a cardiac treatment, or take an unnamed painkiller after a session."""
    if not text.strip():
        raise table.wrong("text", "a sentence")
    if _FORBIDDEN.search(text):
        raise table.wrong("text", "the name of the medicine (paracetamol) rather than a light analgesic")
    mentions = _ASPIRIN.search(text) or (moment is Moment.BEFORE and _NSAID.search(text))
    if mentions and not has_second_half(text, language):
        first, second = SECOND_HALF[language]
        raise table.wrong("text", f"a sentence on aspirin or anti-inflammatories that goes on « {first} … {second} »")


def has_second_half(text: str, language: Language) -> bool:
    """Whether the text tells never to change, without advice, a treatment for the heart or the circulation."""
    plain = " ".join(text.replace("'", "’").split())
    return all(half in plain for half in SECOND_HALF[language])
