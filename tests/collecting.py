"""The clinic's mailbox in the tests: messages put in by hand, collected for real."""

from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from tests.people import SENDER, Cabinet
from vigil.jobs.collect import Collector
from vigil.jobs.summary import Summary
from vigil.mail.spool import Spool
from vigil.replies.reader import Reader, load_reader
from vigil.store.tables import Inbound

CONFIG = Path(__file__).parents[1] / "config"


@cache
def reader() -> Reader:
    return load_reader(CONFIG / "vocabulary")


@dataclass
class Post:
    """A folder as the mailbox of a cabinet."""

    cabinet: Cabinet
    folder: Path
    numbers: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        self.spool = Spool(self.folder)
        self.collector = Collector(self.cabinet.store, self.spool, reader(), SENDER.domain)

    def put(self, raw: bytes) -> None:
        self.spool.keep(raw, f"{next(self.numbers):06d}")

    def collect(self) -> Summary:
        return self.collector.run(self.cabinet.now)

    def receives(self, raw: bytes) -> Any:
        """One message arrives and is collected; its row."""
        self.put(raw)
        self.collect()
        return self.rows()[-1]

    def rows(self) -> list[Any]:
        return self.cabinet.rows(Inbound)

    def waiting(self) -> int:
        return len(list((self.folder / "new").glob("*.eml")))

    def aside(self) -> int:
        return len(list((self.folder / "aside").glob("*.eml")))
