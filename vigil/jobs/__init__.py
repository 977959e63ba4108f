"""The jobs: what happens by the clock, each in a module of its own, idempotent."""

NAMES = (
    *("urgent", "deliver", "call_webhooks", "collect", "remind", "review", "escalate", "digest", "replan"),
    "reconcile",
)

CARRYING = frozenset({"urgent", "deliver", "call_webhooks", "collect"})
"""The jobs of a worker, which speak with mail servers; the others are the scheduler's."""
