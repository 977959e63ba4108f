"""The vocabulary of ``config/vocabulary``, read strictly: concepts, cues, requests, words about pain, spelling."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from vigil.domain.configuration import Table, parse
from vigil.domain.errors import ConfigurationError
from vigil.domain.words import ReactionCode
from vigil.replies.meaning.calm import Calm
from vigil.replies.meaning.fields import read_fields, read_slots, with_slots
from vigil.replies.meaning.folding import fold
from vigil.replies.meaning.lists import Lists, read_lists
from vigil.replies.meaning.patterns import Patterns, Term
from vigil.replies.meaning.words import Level, Status

FILES = (
    "reactions.toml",
    "fields.toml",
    "english.toml",
    "images.toml",
    "composed.toml",
    "cues.toml",
    "requests.toml",
    "pain.toml",
    "spelling.toml",
    "words.toml",
    "everyday.toml",
    "calm.toml",
)
CUES = frozenset(
    {
        "negation", "no_longer", "no_negation", "barrier", "preposition", "subject", "little", "gone", "all_gone",
        "not_gone", "persisting", "hypothesis", "fear", "not_hypothesis", "unsure", "maybe", "family",
        "observing", "first_person", "third_person", "earlier", "as_earlier", "again", "now", "yes", "nope",
        "second_person", "no_reaction", "proxy", "slight", "denied_after", "occasion", "past_tense", "goes_on",
        "no_longer_felt", "curt_end", "next_time", "once", "revived", "before_session", "no_pain",
        "later", "well_again",
        "other_cause", "extent",
    }
)  # fmt: skip
REQUESTS = frozenset(
    {
        "opt_out", "no_opt_out", "question", "appointment", "stop_treatment", "uneasy", "not_uneasy", "small_talk",
        "danger", "body", "alarm", "unable", "able", "mails", "ending", "weary", "no_request", "refusing",
        "contact", "parting", "of_mails",
        "telling_others",
    }
)  # fmt: skip
PAIN = frozenset(
    {
        "score", "stating", "earlier", "now", "moving", "varying", "unit", "naming", "other_scale", "zone", "numbered",
        "counting", "hour", "wishing", "choosing", "fitting", "saying", "asking", "introducing",
        "treated_part", "untreated_part",
    }
)  # fmt: skip
COMPOSED = frozenset(
    {
        "site", "needle", "pain_name", "hurting", "painless",
        "growth", "growing", "worse", "past_bearing", "than_before", "since", "then",
    }
)  # fmt: skip

_FORGIVEN = 5
"""Letters from which a typing error is forgiven; one more in the small words that turn a meaning."""


@dataclass(frozen=True)
class Concept:
    """What a term means. Without ``code`` it concludes nothing alone; ``also`` is concluded with it.

    ``status`` is one that the words themselves state; ``is_silent`` ones are never listed; ``is_certain`` ones hold
    their own negation ("n'arrive plus à respirer"); ``is_topic`` ones count only where they are denied.
    One that ``yields_to`` another is left out where the other is told too. ``is_brief`` ones last minutes: told of an
    occasion that is past, they are over.
    """

    name: str
    code: ReactionCode | None
    also: ReactionCode | None
    urgency: Level
    resolved_urgency: Level
    status: Status | None
    is_silent: bool
    is_certain: bool
    is_topic: bool
    yields_to: str
    is_brief: bool

    @property
    def is_red_flag(self) -> bool:
        return self.urgency > Level.ROUTINE


@dataclass(frozen=True)
class Combination:
    """Signs that together mean more than each: all of ``when`` present near one another."""

    when: tuple[str, ...]
    code: ReactionCode
    urgency: Level


@dataclass(frozen=True)
class Vocabulary:
    """``patterns`` name concepts by their name and everything else by group and name ("cues.negation").

    ``shown_by`` are the concepts that only show a graver reaction where it is told near them, by that reaction.
    """

    concepts: Mapping[str, Concept]
    combinations: tuple[Combination, ...]
    shown_by: Mapping[ReactionCode, frozenset[str]]
    short: Mapping[str, tuple[str, ...]]
    patterns: Patterns
    calm: Calm
    lists: Lists

    def is_word(self, word: str) -> bool:
        """Whether a folded word is one of the language as it is written, so that it is no two written together."""
        return self.patterns.is_exact(word) or word in self.calm.common or self.calm.everywhere.is_written(word)


def load_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary of a folder; a wrong or missing file is refused with ``ConfigurationError``."""
    try:
        texts = tuple((folder / name).read_text(encoding="utf-8") for name in FILES)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(folder), "a file", str(error), ", ".join(FILES)) from None
    return _parsed(texts)


@lru_cache(maxsize=2)
def _parsed(texts: tuple[str, ...]) -> Vocabulary:
    """Half a second's work, done once for the same words."""
    return parse_vocabulary(dict(zip(FILES, texts, strict=True)))


def parse_vocabulary(texts: Mapping[str, str]) -> Vocabulary:
    """The vocabulary in twelve TOML texts by file name; a wrong one is refused with ``ConfigurationError``."""
    tables = {name: parse(f"vocabulary/{name}", texts[name]) for name in FILES}
    terms: list[Term] = []
    concepts = _concepts(tables["reactions.toml"], terms)
    combinations = _combinations(tables["reactions.toml"], concepts)
    shown_by = _shown_by(tables["reactions.toml"], concepts)
    slots: dict[str, str] = {}
    for fields in ("fields.toml", "english.toml", "images.toml"):
        slots |= read_slots(tables[fields], taken=slots)
        terms += read_fields(tables[fields], concepts, _FORGIVEN)
    _groups(tables["composed.toml"], "composed", COMPOSED, terms)
    _groups(tables["cues.toml"], "cues", CUES, terms)
    _groups(tables["requests.toml"], "requests", REQUESTS, terms)
    _groups(tables["pain.toml"], "pain", PAIN, terms)
    short, common = _spelling(tables["spelling.toml"])
    everyday = tables["everyday.toml"].table("everyday")
    common += everyday.texts("words")
    frequent = everyday.text("common").split()
    alarming = everyday.text("alarming").split()
    everyday.done()
    words = tables["words.toml"].table("words")
    lists = read_lists(words)
    words.done()
    calm = _calm(tables["calm.toml"].table("calm"), frequent, alarming)
    patterns = Patterns(with_slots(terms, slots, tables["fields.toml"]), common, (*frequent, *calm.everywhere.words))
    for table in tables.values():
        table.done()
    return Vocabulary(concepts, combinations, shown_by, short, patterns, calm, lists)


def _concepts(table: Table, terms: list[Term]) -> dict[str, Concept]:
    concepts = {}
    inner = table.table("concepts")
    for name in inner.keys():  # noqa: SIM118 - a Table is no mapping
        one = inner.table(name)
        concepts[name] = Concept(
            name,
            one.choice("code", ReactionCode) if one.has("code") else None,
            one.choice("also", ReactionCode) if one.has("also") else None,
            one.choice("urgency", Level, Level.ROUTINE),
            one.choice("resolved_urgency", Level, Level.ROUTINE),
            one.choice("status", Status) if one.has("status") else None,
            one.boolean("is_silent", False),
            one.boolean("is_certain", False),
            one.boolean("is_topic", False),
            one.text("yields_to", ""),
            one.boolean("is_brief", False),
        )
        terms += [Term(name, term, False, _FORGIVEN) for term in one.texts("terms", ())]
        terms += [Term(name, term, True, _FORGIVEN) for term in one.texts("verbs", ())]
        one.done()
    return concepts


def _combinations(table: Table, concepts: Mapping[str, Concept]) -> tuple[Combination, ...]:
    found = []
    for one in table.tables("combinations", required=False):
        when = one.texts("when")
        if not set(when) <= set(concepts):
            raise one.wrong("when", f"names of concepts: {', '.join(concepts)}")
        found.append(Combination(when, one.choice("code", ReactionCode), one.choice("urgency", Level)))
        one.done()
    return tuple(found)


def _shown_by(table: Table, concepts: Mapping[str, Concept]) -> dict[ReactionCode, frozenset[str]]:
    inner = table.table("shown_by")
    found = {}
    for code in inner.keys():  # noqa: SIM118 - a Table is no mapping
        signs = inner.texts(code)
        if code not in {one.value for one in ReactionCode} or not set(signs) <= set(concepts):
            raise inner.wrong(code, f"names of concepts: {', '.join(concepts)}")
        found[ReactionCode(code)] = frozenset(signs)
    inner.done()
    return found


def _groups(table: Table, group: str, names: frozenset[str], terms: list[Term]) -> None:
    inner = table.table(group)
    forgiven = _FORGIVEN if group == "requests" else _FORGIVEN + 1
    for name in sorted(names):
        one = inner.table(name)
        terms += [Term(f"{group}.{name}", term, False, forgiven) for term in one.texts("terms")]
        terms += [Term(f"{group}.{name}", term, True, forgiven) for term in one.texts("verbs", ())]
        one.done()
    inner.done()


def _spelling(table: Table) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    written = table.table("short")
    short = {fold(word): tuple(fold(written.text(word)).split()) for word in written.keys()}  # noqa: SIM118
    common = table.table("common")
    words = common.texts("words")
    common.done()
    return short, words


def _calm(table: Table, common: Iterable[str], alarming: Iterable[str]) -> Calm:
    """The calm words: every list but four holds words that are merely calm anywhere."""
    own = {name: table.texts(name) for name in ("life", "beside", "lost", "never")}
    others = (name for name in table.keys() if name not in own)  # noqa: SIM118
    everywhere = [word for name in others for word in table.texts(name)]
    table.done()
    return Calm(everywhere, common=common, alarming=alarming, **own)
