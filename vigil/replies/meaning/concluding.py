"""What is concluded of each reaction from all mentions: one status for each, signs together, those of a graver one."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vigil.domain.words import ReactionCode
from vigil.replies.meaning.findings import Finding
from vigil.replies.meaning.vocabulary import Vocabulary
from vigil.replies.meaning.words import Status

_NEAR = 25
"""Tokens between two signs that belong together."""


@dataclass(frozen=True)
class Reaction:
    """What a text says of one reaction, with the places of the words; ``is_contradictory`` ones are told both ways."""

    code: ReactionCode
    status: Status
    rule: str
    start: int
    end: int
    is_contradictory: bool = False


def reactions(found: Sequence[Finding], vocabulary: Vocabulary) -> dict[ReactionCode, Reaction]:
    """One entry for each reaction that the text speaks of, in the order of first mention."""
    together_told = combined(found, vocabulary)
    signs = _signs_of_graver(found, together_told, vocabulary)
    shown = {identity for identity, _ in signs}
    by_code: dict[ReactionCode, list[Finding]] = defaultdict(list)
    for finding in found:
        if id(finding) not in shown:
            for code in _codes(finding):
                by_code[code].append(finding)
    merged = {code: _merged(code, own) for code, own in by_code.items()}
    for code, parts in together_told:
        if any(identity == id(part) and graver is not code for part in parts for identity, graver in signs):
            continue
        first, last = parts[0].match, parts[-1].match
        merged[code] = Reaction(code, Status.PRESENT, "signs together", first.start, max(last.end, first.end))
    return merged


def _signs_of_graver(
    found: Sequence[Finding], together_told: Sequence[tuple[ReactionCode, list[Finding]]], vocabulary: Vocabulary
) -> set[tuple[int, ReactionCode]]:
    """The identities of mentions that only show a graver reaction told near them (redness of an infection), and it."""
    graver: dict[tuple[ReactionCode, Status], list[int]] = defaultdict(list)
    for one in found:
        if one.concept.code and one.status and one.status is not Status.ABSENT:
            graver[one.concept.code, one.status].append(one.match.start)
    for code, parts in together_told:
        graver[code, Status.PRESENT] = sorted([*graver[code, Status.PRESENT], *(part.match.start for part in parts)])
    signs: set[tuple[int, ReactionCode]] = set()
    for code, names in vocabulary.shown_by.items():
        for one in found:
            if one.status and one.concept.name in names and _is_near(graver[code, one.status], one.match.start):
                signs.add((id(one), code))
    return signs


def _is_near(places: Sequence[int], place: int) -> bool:
    """Whether one of some ordered places lies near another."""
    first = bisect_left(places, place - _NEAR)
    return first < len(places) and places[first] <= place + _NEAR


def _codes(finding: Finding) -> Iterable[ReactionCode]:
    concept = finding.concept
    if finding.status is None or concept.is_silent or concept.code is None:
        return ()
    if concept.also and finding.status is not Status.ABSENT:
        return (concept.code, concept.also)
    return (concept.code,)


def _merged(code: ReactionCode, own: Sequence[Finding]) -> Reaction:
    """Present before come-and-gone before past before absent; what ended after it was told has ended."""
    statuses = [finding.status for finding in own]
    chosen = own[0]
    for status in (Status.PRESENT, Status.RESOLVED, Status.PAST, Status.ABSENT):
        if status in statuses:
            chosen = own[statuses.index(status)]
            break
    resolved = [index for index, status in enumerate(statuses) if status is Status.RESOLVED]
    present = [index for index, status in enumerate(statuses) if status is Status.PRESENT]
    if resolved and present and resolved[-1] > present[-1]:
        chosen = own[resolved[-1]]
    denied = {finding.concept.name for finding in own if finding.status is Status.ABSENT}
    told = {finding.concept.name for finding in own if finding.status is Status.PRESENT}
    is_contradictory = bool(denied and told) and (code is not ReactionCode.OTHER or bool(denied & told))
    status = chosen.status or Status.PRESENT
    return Reaction(code, status, chosen.rule, chosen.match.start, chosen.match.end, is_contradictory)


def combined(found: Sequence[Finding], vocabulary: Vocabulary) -> list[tuple[ReactionCode, list[Finding]]]:
    """The combinations of signs present near one another, each with its mentions in the order of the text."""
    return [(one.code, parts) for one in vocabulary.combinations if (parts := together(found, one.when))]


def together(found: Sequence[Finding], names: Sequence[str]) -> list[Finding]:
    """Mentions of all these concepts, present and near one another, or nothing."""
    if len(found) < len(names):
        return []
    present: Mapping[str, list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.status is Status.PRESENT and finding.concept.name in names:
            present[finding.concept.name].append(finding)
    if any(name not in present for name in names):
        return []
    for finding in present[names[0]]:
        parts = [finding]
        for name in names[1:]:
            near = [other for other in present[name] if abs(other.match.start - finding.match.start) <= _NEAR]
            if not near:
                break
            parts.append(near[0])
        else:
            return sorted(parts, key=lambda part: part.match.start)
    return []
