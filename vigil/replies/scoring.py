"""How well replies are understood: readings against gold, as counts, with every difference named.

Gold is one JSON object a line, of the shape that ``vigil understand`` prints, with ``id`` and, for texts, ``text`` and
``subject``; a field that a line does not have is not scored there.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from vigil.domain.errors import Refused
from vigil.replies.meaning.words import Level, Status

Record = Mapping[str, object]
_SCORED = ("reply_text", "eva", "reactions", "urgency", "opt_out", "auto_reply", "bounce", "needs_human", "message_ref")
_EVA_TOLERANCE = 0.05


@dataclass
class Count:
    """``hit`` of ``of``; a share of nothing is whole."""

    hit: int = 0
    of: int = 0

    def add(self, is_hit: bool) -> None:
        self.hit += is_hit
        self.of += 1

    @property
    def share(self) -> float:
        return self.hit / self.of if self.of else 1.0

    def __str__(self) -> str:
        return f"{100 * self.share:.1f} % ({self.hit}/{self.of})"


@dataclass(frozen=True)
class Difference:
    """One field of one text that was read otherwise than the gold says."""

    id: str
    field: str
    gold: object
    read: object

    def __str__(self) -> str:
        return f"{self.id}: {self.field} is {self.gold!r}, read as {self.read!r}"


@dataclass
class Scores:
    """The counts of a corpus. A red flag is a text whose gold urgency is above routine.

    ``red_flags_seen`` are read at least as urgent; ``red_flags_safe`` are that, or go to a person. ``negation_errors``
    counts statuses whose being there was turned round; ``eva_invented`` scores read where none is told.
    """

    red_flags_seen: Count = field(default_factory=Count)
    red_flags_safe: Count = field(default_factory=Count)
    urgency_right: Count = field(default_factory=Count)
    eva_right: Count = field(default_factory=Count)
    eva_invented: Count = field(default_factory=Count)
    present_precision: Count = field(default_factory=Count)
    present_recall: Count = field(default_factory=Count)
    statuses_right: Count = field(default_factory=Count)
    negation_errors: Count = field(default_factory=Count)
    opt_out_precision: Count = field(default_factory=Count)
    opt_out_recall: Count = field(default_factory=Count)
    auto_reply_precision: Count = field(default_factory=Count)
    auto_reply_recall: Count = field(default_factory=Count)
    bounce_right: Count = field(default_factory=Count)
    reply_text_exact: Count = field(default_factory=Count)
    handed_to_a_person: Count = field(default_factory=Count)
    handed_as_gold_says: Count = field(default_factory=Count)
    differences: list[Difference] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The counts that were scored, a line each, then the differences."""
        for name, value in vars(self).items():
            if isinstance(value, Count) and value.of:
                yield f"{name.replace('_', ' ')}: {value}"
        yield from map(str, self.differences)


def parse_records(file: str, text: str) -> list[dict[str, object]]:
    """The objects of a JSONL file; a line that is none is ``Refused`` with its number."""
    records = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            record = None
        if not isinstance(record, dict) or not isinstance(record.get("id"), str):
            raise Refused(f'{file}: line {number} is no JSON object with an "id" in quotes.')
        records.append(record)
    return records


def compare(pairs: Iterable[tuple[Record, Record]]) -> Scores:
    """The scores of (gold, read) pairs."""
    scores = Scores()
    for gold, read in pairs:
        _urgency(scores, gold, read)
        _eva(scores, gold, read)
        _reactions(scores, gold, read)
        _flag(scores.opt_out_precision, scores.opt_out_recall, gold, read, "opt_out")
        _flag(scores.auto_reply_precision, scores.auto_reply_recall, gold, read, "auto_reply")
        _message(scores, gold, read)
        scores.handed_to_a_person.add(bool(read.get("needs_human")))
        scores.differences += _differences(gold, read)
    return scores


def _urgency(scores: Scores, gold: Record, read: Record) -> None:
    if "urgency" not in gold:
        return
    wanted, found = Level[str(gold["urgency"]).upper()], Level[str(read["urgency"]).upper()]
    scores.urgency_right.add(wanted is found)
    if wanted > Level.ROUTINE:
        scores.red_flags_seen.add(found >= wanted)
        scores.red_flags_safe.add(found >= wanted or bool(read.get("needs_human")))


def _eva(scores: Scores, gold: Record, read: Record) -> None:
    if "eva" not in gold:
        return
    scores.eva_right.add(_same_eva(gold["eva"], read.get("eva")))
    if gold["eva"] is None:
        scores.eva_invented.add(read.get("eva") is not None)


def _same_eva(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= _EVA_TOLERANCE
    return one is other


def _reactions(scores: Scores, gold: Record, read: Record) -> None:
    if "reactions" not in gold:
        return
    wanted, found = _statuses(gold), _statuses(read)
    for code, status in found.items():
        if status == Status.PRESENT:
            scores.present_precision.add(wanted.get(code) == Status.PRESENT)
    for code, status in wanted.items():
        if status == Status.PRESENT:
            scores.present_recall.add(found.get(code) == Status.PRESENT)
        scores.statuses_right.add(found.get(code) == status)
        scores.negation_errors.add(_is_turned_round(status, found.get(code)))


def _statuses(record: Record) -> Mapping[str, str]:
    reactions = record.get("reactions")
    return reactions if isinstance(reactions, Mapping) else {}


def _is_turned_round(wanted: str, found: str | None) -> bool:
    return {wanted, found} == {Status.PRESENT.value, Status.ABSENT.value}


def _flag(precision: Count, recall: Count, gold: Record, read: Record, name: str) -> None:
    if name not in gold:
        return
    if read.get(name):
        precision.add(bool(gold[name]))
    if gold[name]:
        recall.add(bool(read.get(name)))


def _message(scores: Scores, gold: Record, read: Record) -> None:
    if "bounce" in gold:
        scores.bounce_right.add(gold["bounce"] == read.get("bounce"))
    if "reply_text" in gold:
        scores.reply_text_exact.add(str(gold["reply_text"]).strip() == str(read.get("reply_text")).strip())
    if "needs_human" in gold:
        scores.handed_as_gold_says.add(bool(gold["needs_human"]) == bool(read.get("needs_human")))


def _differences(gold: Record, read: Record) -> list[Difference]:
    return [
        Difference(str(gold["id"]), name, gold[name], read.get(name))
        for name in _SCORED
        if name in gold and not _is_same(name, gold[name], read.get(name))
    ]


def _is_same(name: str, one: object, other: object) -> bool:
    if name == "eva":
        return _same_eva(one, other)
    return str(one).strip() == str(other).strip() if name == "reply_text" else one == other
