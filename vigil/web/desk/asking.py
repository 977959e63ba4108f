"""What a recording refuses or warns of, kept at the field that it is about, and the ticks that acknowledge a warning.

A tick stands for the sentence that was read: when the sentence has changed since (another product, another age), it is
asked again.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.recording.notices import Notice, NotRecorded, Unacknowledged, Warned
from vigil.web.desk.refusals import refusal

NEVER_TICKED = frozenset({Warned.SESSION_HELD})
"""A held session waits for a physician's yes, which is given with its reason on the patient's page."""


@dataclass(frozen=True)
class Shown:
    """One warning as the page shows it: with a box to tick, unless this member may not acknowledge it here."""

    code: str
    sentence: Bilingual
    tag: str
    may_tick: bool
    is_ticked: bool


@dataclass(frozen=True)
class Asked:
    """What stands at the fields of a form: ``troubles`` are refused, ``warnings`` wait for their tick."""

    troubles: Mapping[str, tuple[Bilingual, ...]] = field(default_factory=dict)
    warnings: Mapping[str, tuple[Shown, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.troubles or self.warnings)


def tag(warning: Notice) -> str:
    """What the box of a warning sends: its code, and a mark of its sentence."""
    return f"{warning.code.value}.{hashlib.sha256(warning.sentence.en.encode()).hexdigest()[:12]}"


def acknowledging(
    record: Callable[[frozenset[str]], object], ticked: frozenset[str], unless: frozenset[Warned] = NEVER_TICKED
) -> None:
    """Carry out ``record`` with the codes of the warnings whose boxes were ticked, those of ``unless`` left out.

    ``Unacknowledged`` then lists every warning, ticked or not.
    """
    try:
        record(frozenset())
    except Unacknowledged as asked:
        every = asked.warnings
    else:
        return
    open_codes = {warning.code for warning in every if tag(warning) not in ticked or warning.code in unless}
    if open_codes:
        raise Unacknowledged(every)
    record(frozenset(warning.code for warning in every))


def asked_by(
    refused: Refused,
    ticked: frozenset[str],
    fields: Sequence[str],
    unless: frozenset[Warned] = NEVER_TICKED,
    instead: Bilingual | None = None,
) -> Asked:
    """Where on the form to say what was refused; what is about none of its ``fields`` is said at its head (``""``).

    ``instead`` is said of a warning that this member may not acknowledge, where it is not theirs to read either.
    """

    def place(name: str | None) -> str:
        return name if name is not None and name in fields else ""

    if isinstance(refused, Unacknowledged):
        shown: dict[str, tuple[Shown, ...]] = {}
        for warning in refused.warnings:
            mark, may = tag(warning), warning.code not in unless
            sentence = warning.sentence if may or instead is None else instead
            one = Shown(warning.code.value, sentence, mark, may, may and mark in ticked)
            here = shown.get(place(warning.field), ())
            if may or all(each.sentence != sentence for each in here):
                shown[place(warning.field)] = (*here, one)
        return Asked(warnings=shown)
    told: dict[str, tuple[Bilingual, ...]] = {}
    for notice_field, sentence in _sentences(refused):
        told[place(notice_field)] = (*told.get(place(notice_field), ()), sentence)
    return Asked(troubles=told)


def _sentences(refused: Refused) -> list[tuple[str | None, Bilingual]]:
    if isinstance(refused, NotRecorded):
        return [(notice.field, notice.sentence) for notice in refused.notices]
    return [(refused.field, refusal(refused))]
