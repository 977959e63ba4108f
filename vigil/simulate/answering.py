"""Filling in a form: what a person with this body would tick, of the boxes that the page really offers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.domain.instants import local_date
from vigil.domain.words import (
    AnalgesicUse,
    Care,
    Evolution,
    Impression,
    News,
    Onset,
    PainRelief,
)
from vigil.simulate.body import DAY, Body, Episode
from vigil.simulate.browser import Form, PageBroken

NONE = "none"
Fields = dict[str, list[str]]

WORDS = {
    "fr": (
        "Merci de prendre des nouvelles.",
        "Je dors mieux depuis la dernière fois.",
        "Faut-il garder mon rendez-vous ?",
    ),
    "en": ("Thank you for asking.", "I sleep better since last time.", "Shall I keep my appointment?"),
}
"""What the talkative write."""


@dataclass(frozen=True)
class Manner:
    """How somebody fills in forms: ``skips`` is the chance that a question which may be skipped is."""

    language: str
    writes: float = 0.05
    wants_call: float = 0.01
    skips: float = 0.08
    analgesics: AnalgesicUse = AnalgesicUse.LESS
    news: News = News.NOTHING


def fill(form: Form, body: Body, at: datetime, zone: ZoneInfo, manner: Manner, random: Random) -> Fields:
    """The fields to send; ``PageBroken`` when the form lacks the questions that every form of ours has."""
    if "danger" not in form.choices:
        raise PageBroken("A form without its danger question.")
    felt = body.felt(at)
    fields = dict(_signs(form, felt, at))
    fields.update(_scores(form, body, at, random))
    fields.update(_reactions(form, body, felt, at, zone))
    fields.update(_rest(form, body, felt, at, manner, random))
    fields.update(_words(form, felt, manner, random))
    return {name: values for name, values in fields.items() if values}


def _signs(form: Form, felt: list[Episode], at: datetime) -> Iterator[tuple[str, list[str]]]:
    """Questions 1 and 2: what is there now, and what has come and gone."""
    now = [sign for each in felt if at < each.ends_at for sign in each.danger]
    past = [sign for each in felt if at >= each.ends_at for sign in each.past]
    for name, signs in (("danger", now), ("past", past)):
        if name in form.choices:
            yield name, _ticked(form, name, signs) or [NONE]


def _scores(form: Form, body: Body, at: datetime, random: Random) -> Iterator[tuple[str, list[str]]]:
    for name in form.choices:
        if name.startswith("eva."):
            points = body.pain(UUID(name.removeprefix("eva.")), at) + random.gauss(0, 0.4)
            does_not_know = random.random() < 0.02
            yield name, ["unknown" if does_not_know else str(round(max(0.0, min(10.0, points))))]


def _reactions(
    form: Form, body: Body, felt: list[Episode], at: datetime, zone: ZoneInfo
) -> Iterator[tuple[str, list[str]]]:
    """The reactions told before, then the new ones with their details."""
    known = {name.removeprefix("earlier.") for name in form.choices if name.startswith("earlier.")}
    for key in sorted(known):
        lasting = [each.evolution(at) for each in body.episodes if key in each.keys and each.began_at <= at]
        yield f"earlier.{key}", [lasting[-1] if lasting else Evolution.GONE]
    if "reaction" not in form.choices:
        return
    told: list[str] = []
    for each in felt:
        for key in _ticked(form, "reaction", each.keys):
            if key not in known and key not in told:
                told.append(key)
                yield from _details(form, key, each, body, at, zone)
    yield "reaction", told or [NONE]


def _details(
    form: Form, key: str, each: Episode, body: Body, at: datetime, zone: ZoneInfo
) -> Iterator[tuple[str, list[str]]]:
    onset = _onset(each, body.last_session(each.began_at), at, zone)
    yield f"onset.{key}", _ticked(form, f"onset.{key}", [onset])
    yield f"now.{key}", _ticked(form, f"now.{key}", [each.evolution(at)])
    yield f"bother.{key}", _ticked(form, f"bother.{key}", [each.bother])
    yield f"signs.{key}", _ticked(form, f"signs.{key}", each.signs)
    if each.count and f"count.{key}" in form.texts:
        yield f"count.{key}", [str(each.count)]
    if each.said and f"describe.{key}" in form.texts:
        yield f"describe.{key}", [each.said]


def _onset(each: Episode, session_at: datetime | None, at: datetime, zone: ZoneInfo) -> Onset:
    if session_at is None or each.began_at - session_at > 2 * DAY:
        return Onset.TODAY if local_date(each.began_at, zone) == local_date(at, zone) else Onset.EARLIER
    days = (local_date(each.began_at, zone) - local_date(session_at, zone)).days
    return (Onset.SAME_DAY, Onset.NEXT_DAY, Onset.TODAY)[min(days, 2)]


def _rest(
    form: Form, body: Body, felt: list[Episode], at: datetime, manner: Manner, random: Random
) -> Iterator[tuple[str, list[str]]]:
    """Questions with one answer each, of which some are skipped."""
    course = next(iter(body.pains), None)
    said: Mapping[str, str] = {
        "care": max((each.care for each in felt), key=list(Care).index, default=Care.NOTHING),
        "pain_relief": random.choices((PainRelief.NOTHING, PainRelief.PARACETAMOL, PainRelief.NSAID), (70, 28, 2))[0],
        "pain_since": body.pain_since(course, at) if course else "",
        "impression": _impression(body, course, at) if course else Impression.UNCHANGED,
        "analgesic_use": manner.analgesics,
        "news": manner.news,
        "call": "yes" if random.random() < manner.wants_call else "no",
    }
    for name, value in said.items():
        if name in form.choices and random.random() >= manner.skips:
            yield name, _ticked(form, name, [value])


def _impression(body: Body, course: UUID, at: datetime) -> Impression:
    """Seven levels by the points gained since the beginning."""
    first = body.sessions[0] if body.sessions else at
    gained = body.pain(course, first - DAY) - body.pain(course, at)
    steps = ((4.5, 0), (3, 1), (1.2, 2), (-0.8, 3), (-1.8, 4), (-3, 5))
    return list(Impression)[next((place for points, place in steps if gained >= points), 6)]


def _words(form: Form, felt: list[Episode], manner: Manner, random: Random) -> Iterator[tuple[str, list[str]]]:
    if "words" in form.texts:
        said = [each.said for each in felt if each.said and "other" not in each.keys]
        if not said and random.random() < manner.writes:
            said = [random.choice(WORDS[manner.language])]
        yield "words", ["\n".join(said)] if said else []


def _ticked(form: Form, name: str, wanted: Iterable[str]) -> list[str]:
    """The wanted values that the page offers, in its order."""
    values = set(wanted)
    return [value for value in form.choices.get(name, ()) if value in values]
