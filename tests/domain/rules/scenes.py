"""Scenes for the rules: one course, its sessions and scores, and the answer that has just come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer, WordsRead
from vigil.domain.eva import Eva
from vigil.domain.history import Ask, Course, EvaMeasure, History, Patient, Product, Report, Session
from vigil.domain.reactions import conclude
from vigil.domain.words import (
    AskKind,
    AskState,
    Bother,
    Care,
    Evolution,
    News,
    Onset,
    PainRelief,
    PainSince,
    ReactionCode,
    RiskFactor,
    SessionState,
    Sign,
    Urgency,
)

PARIS = ZoneInfo("Europe/Paris")
FIRST = datetime(2026, 3, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Paris
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
COURSE, PATIENT, ASK = UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass(frozen=True)
class Scene:
    """A history and the instant at which it is looked at."""

    history: History
    now: datetime


@dataclass(frozen=True)
class Case:
    """One line of a rule's table; ``expected`` is ``None`` where the rule must stay silent."""

    rule: str
    title: str
    scene: Scene
    expected: Urgency | None
    why: str


def session_id(rank: int) -> UUID:
    return UUID(int=100 + rank)


def eva(points: float | tuple[float, float]) -> Eva:
    """A score, or a range of scores."""
    low, high = points if isinstance(points, tuple) else (points, points)
    return Eva(round(low * 10), round(high * 10))


def told(
    code: ReactionCode,
    *signs: Sign,
    evolution: Evolution | None = Evolution.SAME,
    bother: Bother | None = None,
    onset: Onset | None = None,
    is_earlier: bool = False,
) -> ReactionAnswer:
    return ReactionAnswer(code, onset, evolution, bother, frozenset(signs), is_earlier)


def answers(
    *reactions: ReactionAnswer,
    danger: Sequence[Sign] = (),
    past: Sequence[Sign] = (),
    eva_now: float | tuple[float, float] | None = None,
    pain_since: PainSince | None = None,
    care: Sequence[Care] = (),
    relief: Sequence[PainRelief] = (),
    news: Sequence[News] = (),
    wants_call: bool | None = None,
    words: str = "",
    read: WordsRead | None = None,
) -> Answers:
    """What a form says, only what matters to the case."""
    return Answers(
        danger_signs=frozenset(danger),
        past_signs=frozenset(past),
        evas=() if eva_now is None else (EvaAnswer(COURSE, eva(eva_now)),),
        pain_since=pain_since,
        reactions=reactions,
        care=frozenset(care),
        pain_relief=frozenset(relief),
        news=frozenset(news),
        wants_call=wants_call,
        words=words,
        words_read=read,
    )


def scene(
    given: Answers | None = None,
    *,
    after: timedelta = 48 * HOUR,
    before: Sequence[float | tuple[float, float] | None] = (7,),
    later: Sequence[tuple[timedelta, float]] = (),
    recalled: float | None = None,
    kind: AskKind = AskKind.FOLLOWUP,
    earlier: Sequence[tuple[timedelta, Answers]] = (),
    risks: Sequence[RiskFactor] = (),
    products: Sequence[Product] = (),
    depths: Sequence[float] = (),
    every: timedelta = WEEK,
    missed: Sequence[timedelta] = (),
    planned: timedelta | None = None,
    closed: timedelta | None = None,
    go_on: timedelta | None = None,
    silent: Sequence[int] = (),
    answered: Sequence[int] = (),
    open_alerts: Sequence[str] = (),
    is_painful: bool = True,
    review_after: int = 5,
) -> Scene:
    """A course of ``len(before)`` sessions, one ``every`` so often, with the EVA before each (``None``: not taken).

    ``after``, ``later``, ``planned``, ``closed`` and ``go_on`` count from the last session; ``earlier`` reports and
    ``missed`` sessions from the first. ``silent`` and ``answered`` are the ranks of sessions whose 48 h ask ended so.
    """
    performed = [
        _session(rank, FIRST + (rank - 1) * every, score, products, depths) for rank, score in enumerate(before, 1)
    ]
    last = performed[-1].at if performed else FIRST
    now = last + after
    others = [_other(200 + n, FIRST + at, SessionState.MISSED) for n, at in enumerate(missed)]
    others += [] if planned is None else [_other(300, last + planned, SessionState.PLANNED)]
    scores = [EvaMeasure(eva(value), last + at) for at, value in later]
    scores += (
        [] if recalled is None else [EvaMeasure(eva(recalled), FIRST + 4 * DAY, is_baseline=True, is_recalled=True)]
    )
    course = Course(
        COURSE,
        PATIENT,
        "lombaire",
        FIRST - DAY,
        sessions=tuple(sorted([*performed, *others], key=lambda item: item.at)),
        evas=tuple(scores),
        is_painful=is_painful,
        closed_at=None if closed is None else last + closed,
        review_after_sessions=review_after,
        go_on_decided_at=None if go_on is None else last + go_on,
    )
    reports = [_report(UUID(int=400 + n), kind, FIRST + at, what, ()) for n, (at, what) in enumerate(earlier)]
    own = None if given is None else _report(ASK, kind, now, given, tuple(item.id for item in performed[-1:]))
    asks = [_ask(rank, AskState.SILENT) for rank in silent] + [_ask(rank, AskState.ANSWERED) for rank in answered]
    history = History(
        Patient(PATIENT, PARIS, risk_factors=frozenset(risks)),
        course,
        reports=tuple(sorted([*reports, *([own] if own else [])], key=lambda item: item.answered_at)),
        asks=tuple(asks),
        report=own,
        open_alerts=frozenset(open_alerts),
    )
    return Scene(history, now)


def _session(
    rank: int,
    at: datetime,
    score: float | tuple[float, float] | None,
    products: Sequence[Product],
    depths: Sequence[float],
) -> Session:
    before = None if score is None else eva(score)
    return Session(
        session_id(rank), COURSE, at, SessionState.PERFORMED, at, tuple(depths), tuple(products), eva_before=before
    )


def _other(number: int, at: datetime, state: SessionState) -> Session:
    return Session(UUID(int=number), COURSE, at, state, FIRST)


def _report(ask: UUID, kind: AskKind, at: datetime, what: Answers, about: tuple[UUID, ...]) -> Report:
    return Report(
        UUID(int=ask.int + 1000), Ask(ask, f"{kind}:{ask}", kind, AskState.ANSWERED, about), at, what, conclude(what)
    )


def _ask(rank: int, state: AskState) -> Ask:
    at = FIRST + (rank - 1) * WEEK + 2 * DAY
    about = (session_id(rank),)
    return Ask(UUID(int=500 + rank), f"followup:{rank}", AskKind.FOLLOWUP, state, about, (COURSE,), at, at + WEEK)
