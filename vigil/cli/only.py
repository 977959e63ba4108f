"""The parts of vigil that a process may serve alone."""

from enum import StrEnum

from vigil.jobs import CARRYING, NAMES


class Only(StrEnum):
    """What can be served alone."""

    WEB = "web"
    WORKER = "worker"
    SCHEDULER = "scheduler"


TICKED = {
    None: frozenset(NAMES),
    Only.WEB: frozenset[str](),
    Only.WORKER: CARRYING,
    Only.SCHEDULER: frozenset(NAMES) - CARRYING,
}
"""The jobs that each kind of process ticks. Any number of each kind share a database."""
