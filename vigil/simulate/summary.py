"""What a play came to, counted from its database alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.domain.reasons import SENTENCES, Reason
from vigil.domain.states import MessageState
from vigil.domain.words import AskState, ReactionCode, Urgency
from vigil.simulate.unfolding import example, weeks
from vigil.store.tables import Alert, Ask, Message, Reaction, Report

REVIEW = "no_improvement_after_five"
"""The rule whose alert is a diagnosis review."""


@dataclass(frozen=True)
class Summary:
    """Counts of messages, asks, current reports, current reactions (each code, present or gone) and alerts.

    ``sent`` counts messages, ``answered`` asks. ``reconciled`` says that the ledger agrees with the facts to the last
    row; ``differences`` are the sentences when it does not. ``weeks`` and ``example`` are those of
    ``vigil.simulate.unfolding``.
    """

    owed: int
    sent: int
    asks: int
    answered: int
    by_state: dict[str, int]
    by_reason: dict[str, int]
    reports: int
    reactions: dict[str, int]
    alerts_by_rule: dict[str, int]
    alerts_by_urgency: dict[str, int]
    reviews_opened: int
    reconciled: bool
    differences: tuple[str, ...] = ()
    weeks: tuple[dict[str, Any], ...] = ()
    example: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """One object of plain values."""
        return {
            "owed": self.owed,
            "sent": self.sent,
            "asks": self.asks,
            "answered": self.answered,
            "by_state": self.by_state,
            "by_reason": self.by_reason,
            "reports": self.reports,
            "reactions": self.reactions,
            "alerts": {"by_rule": self.alerts_by_rule, "by_urgency": self.alerts_by_urgency},
            "reviews_opened": self.reviews_opened,
            "reconciled": self.reconciled,
            "weeks": list(self.weeks),
            "example": list(self.example),
        }

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _table("Messages", "owed", self.owed, self.by_state)
        reasons = {f"{code}: {_said(code)}": count for code, count in self.by_reason.items()}
        yield _table("Why otherwise", "", None, reasons)
        answers = {"answered": self.answered, "answers received": self.reports}
        yield _table("Questions to patients", "asked", self.asks, answers)
        yield _table("Reactions told", "", None, self.reactions)
        yield _table("Alerts", "opened", sum(self.alerts_by_urgency.values()), self.alerts_by_urgency)
        yield _table("Alerts by rule", "", None, self.alerts_by_rule)
        yield f"Diagnosis reviews opened: {self.reviews_opened}"
        yield f"The ledger {'reconciles to the last row' if self.reconciled else 'DOES NOT RECONCILE'}."
        yield from self.differences[:20]


def summarise(session: Session, differences: tuple[str, ...], begins_at: datetime, until: datetime) -> Summary:
    """Count what is in the database; ``differences`` are what the reconciliation found."""
    states = _counted(session, Message.state, [state.value for state in MessageState])
    reasons = _counted(session, Message.reason, [])
    asks = _counted(session, Ask.state, [])
    rules = _counted(session, Alert.rule, [])
    urgencies = _counted(session, Alert.urgency, [])
    return Summary(
        owed=sum(states.values()),
        sent=states[MessageState.SENT],
        asks=sum(asks.values()),
        answered=asks.get(AskState.ANSWERED, 0),
        by_state=states,
        by_reason={reason: count for reason, count in reasons.items() if reason},
        reports=session.scalar(select(func.count()).where(Report.is_current)) or 0,
        reactions=_reactions(session),
        alerts_by_rule=rules,
        alerts_by_urgency={urgency.code: urgencies.get(str(urgency.value), 0) for urgency in Urgency},
        reviews_opened=rules.get(REVIEW, 0),
        reconciled=not differences,
        differences=differences,
        weeks=tuple(weeks(session, begins_at, until)),
        example=tuple(example(session)),
    )


def _counted(session: Session, column: Any, always: list[str]) -> dict[str, int]:
    """How many rows have each value, in order of value; ``always`` are shown even with none."""
    found = {str(value): count for value, count in session.execute(select(column, func.count()).group_by(column))}
    return {value: found.get(value, 0) for value in [*always, *sorted(set(found) - set(always))]}


def _reactions(session: Session) -> dict[str, int]:
    query = select(Reaction.code, func.count()).where(Reaction.is_current).group_by(Reaction.code)
    found = {str(code): count for code, count in session.execute(query)}
    return {code.value: found.get(code.value, 0) for code in ReactionCode}


def _said(code: str) -> str:
    return SENTENCES[Reason(code)].en if code in SENTENCES else code


def _table(title: str, total: str, count: int | None, rows: dict[str, int]) -> Table:
    table = Table(title=title, title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    if count is not None:
        table.add_row(f"[bold]{total}[/]", f"[bold]{count}[/]")
    for name, number in rows.items():
        table.add_row(name, str(number))
    return table
