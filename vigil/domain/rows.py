"""From steps to rows: by which channel each leaves, what has gone already, and who carries whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from vigil.domain.instants import aware
from vigil.domain.paper import Printer
from vigil.domain.placing import Place, Placer
from vigil.domain.planned import PlannedAsk, PlannedMessage, PlannedState
from vigil.domain.reasons import Reason
from vigil.domain.steps import Choices, Departures, Step
from vigil.domain.words import Channel


@dataclass(frozen=True)
class Row:
    """One message of one step with the place that it was given."""

    key: str
    step: Step
    channel: Channel
    place: Place
    is_gone: bool = False


_NO_CHOICE = Choices()
_SUFFIX = {Channel.EMAIL: ":first", Channel.PHONE: ":call", Channel.PRINT: ":sheet"}


def message_key(step: Step, channel: Channel) -> str:
    """The key of a step's message: an ask's mail has ``:first``, tasks ``:call`` or ``:sheet``, other mail nothing."""
    return step.key if channel is Channel.EMAIL and not step.is_ask else step.key + _SUFFIX[channel]


def mails(
    steps: Sequence[Step], departures: Departures, placer: Placer, choices: Choices = _NO_CHOICE
) -> Iterator[Row]:
    """The rows of a patient whom e-mail reaches; what staff moved has its day before the others choose theirs."""
    settled = _settled(steps, departures, placer, choices, Channel.EMAIL)
    for step in steps:
        yield from _gone(step, departures)
        if not _is_done(step, departures):
            key = message_key(step, Channel.EMAIL)
            place = _refused(step) or _held(key, step, choices) or settled.get(key) or placer.place(key, step)
            yield Row(key, step, Channel.EMAIL, place)


def tasks(
    steps: Sequence[Step], departures: Departures, zone: ZoneInfo, at: datetime, choices: Choices = _NO_CHOICE
) -> Iterator[Row]:
    """The rows of a patient whom no e-mail reaches: a sheet for each step, and a telephone task for each ask."""
    caller, printer = Placer(zone, at, None), Printer(zone, at)
    settled = _settled(steps, departures, caller, choices, Channel.PHONE)
    for step in steps:
        yield from _gone(step, departures)
        if _is_done(step, departures):
            continue
        refused = _refused(step)
        if step.is_ask:
            key = message_key(step, Channel.PHONE)
            call = refused or _held(key, step, choices) or settled.get(key) or caller.place(key, step)
            yield Row(key, step, Channel.PHONE, call)
            refused = call if call.reason else None
        key = message_key(step, Channel.PRINT)
        if departures.of(key) is None:
            sheet = refused or _held(key, step, choices) or printer.place(key, step)
            yield Row(key, step, Channel.PRINT, sheet)


def _settled(
    steps: Sequence[Step], departures: Departures, placer: Placer, choices: Choices, channel: Channel
) -> dict[str, Place]:
    found = {}
    for step in steps if choices.moved else ():
        key = message_key(step, channel)
        due_at = choices.moved.get(key)
        place = placer.settle(key, step, due_at) if due_at and not _is_done(step, departures) else None
        if place is not None:
            found[key] = place
    return found


def _held(key: str, step: Step, choices: Choices) -> Place | None:
    return Place(aware(step.window.ideal_at), reason=Reason.HELD_BACK) if key in choices.held else None


def _is_done(step: Step, departures: Departures) -> bool:
    """Whether nothing more is owed for a step: asked is asked, told is told, by whichever way."""
    return bool(departures.asked(step.key) if step.is_ask else departures.told(step.key))


def _refused(step: Step) -> Place | None:
    return Place(aware(step.window.ideal_at), reason=step.already) if step.already else None


def _gone(step: Step, departures: Departures) -> Iterator[Row]:
    for channel in _SUFFIX if departures else ():
        key = message_key(step, channel)
        departure = departures.of(key)
        if departure is not None:
            is_moved = channel is not Channel.PRINT and departure.sent_at < step.window.earliest_at
            reason = Reason.MOVED_AFTER_SENT if is_moved else None
            yield Row(key, step, channel, Place(departure.sent_at, departure.carrier, reason), is_gone=True)


def messages(rows: Sequence[Row]) -> tuple[PlannedMessage, ...]:
    """The messages of the rows, each with the keys that it carries, in order of time."""
    carried: dict[str, list[str]] = {}
    for row in rows:
        if row.place.carrier:
            carried.setdefault(row.place.carrier, []).append(row.key)
    made = (_message(row, tuple(sorted(carried.get(row.key, ())))) for row in rows)
    return tuple(sorted(made, key=lambda message: (message.due_at, message.priority, message.key)))


def _message(row: Row, carries: tuple[str, ...]) -> PlannedMessage:
    step, place = row.step, row.place
    state, reason = _verdict(row)
    return PlannedMessage(
        key=row.key,
        mail=step.occasion.value,
        ask_key=step.key if step.is_ask else None,
        session_id=step.session.id,
        course_id=step.session.course_id,
        channel=row.channel,
        priority=step.occasion.priority,
        earliest_at=aware(step.known_at if row.channel is Channel.PRINT else step.window.earliest_at),
        ideal_at=aware(step.sheet_at if row.channel is Channel.PRINT else step.window.ideal_at),
        due_at=aware(place.due_at),
        expires_at=aware(step.expires_at),
        state=state,
        reason=reason,
        carries=carries,
    )


def _verdict(row: Row) -> tuple[PlannedState, Reason | None]:
    place = row.place
    if place.carrier:
        return PlannedState.SKIPPED, Reason.CARRIED
    if row.is_gone:
        return PlannedState.GONE, place.reason
    if place.reason:
        return (PlannedState.EXPIRED if place.is_expired else PlannedState.SKIPPED), place.reason
    return PlannedState.PLANNED, None


def asks(rows: Sequence[Row]) -> tuple[PlannedAsk, ...]:
    """The asks of the rows, in order of time; one opens when its mail or call is due."""
    made: dict[str, PlannedAsk] = {}
    for row in rows:
        step, kind = row.step, row.step.occasion.ask_kind
        if kind is None or step.link is None or row.channel is Channel.PRINT or step.key in made:
            continue
        made[step.key] = PlannedAsk(
            key=step.key,
            kind=kind,
            session_ids=tuple(session.id for session in step.sessions),
            course_ids=step.course_ids,
            opens_at=aware(row.place.due_at),
            late_at=step.link.late_at,
            closes_at=step.link.closes_at,
        )
    return tuple(sorted(made.values(), key=lambda ask: (ask.opens_at, ask.key)))
