"""What one turn of a job did, as counts that a log line and the command line show."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Summary:
    """Counts by word: ``sent 12, put off 1``; empty when there was nothing to do."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, word: str, count: int = 1) -> None:
        if count:
            self.counts[word] += count

    def merge(self, other: "Summary") -> None:
        self.counts.update(other.counts)

    def __getitem__(self, word: str) -> int:
        return self.counts[word]

    def __bool__(self) -> bool:
        return bool(self.counts)

    def __str__(self) -> str:
        return ", ".join(f"{word} {count}" for word, count in sorted(self.counts.items())) or "nothing to do"
