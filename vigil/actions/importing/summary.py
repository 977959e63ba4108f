"""What an import did, or would do: printed before it is carried out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

from vigil.actions.importing.sheets import Kind

LISTED = 200  # changed lines that are printed; the rest are counted


@dataclass(frozen=True)
class Outcome:
    """What became of one line: ``fields`` are the facts that changed of a record that was known, ``before`` those."""

    kind: Kind
    file: str
    line: int
    external_id: str
    is_new: bool
    fields: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        if self.is_new:
            return "created"
        return "changed" if self.fields else "unchanged"


@dataclass(frozen=True)
class Summary:
    """The outcomes in order of kind and line; ``replanned`` are the patients whose follow-up was planned anew."""

    outcomes: Sequence[Outcome]
    replanned: int = 0

    @property
    def changes_something(self) -> bool:
        return any(outcome.is_new or outcome.fields for outcome in self.outcomes)

    @property
    def fingerprint(self) -> str:
        """The same for two imports that do the same to the same: personal data may be in it."""
        return repr([(*(getattr(one, each.name) for each in fields(one)),) for one in self.outcomes])

    def count(self, kind: Kind) -> Counter[str]:
        """How many of a kind are ``created``, ``changed``, ``unchanged``."""
        return Counter(outcome.word for outcome in self.outcomes if outcome.kind is kind)

    def __str__(self) -> str:
        lines = []
        for kind in Kind:
            counts = self.count(kind)
            if counts:
                said = ", ".join(f"{counts[word]} {word}" for word in ("created", "changed", "unchanged"))
                lines.append(f"{kind}: {said}")
        changed = [outcome for outcome in self.outcomes if outcome.fields and not outcome.is_new]
        lines += [
            f"  {each.file}, line {each.line}: {each.external_id} changes {', '.join(each.fields)}"
            for each in changed[:LISTED]
        ]
        if len(changed) > LISTED:
            lines.append(f"  … and {len(changed) - LISTED} more lines that change")
        if not self.changes_something:
            lines.append("Nothing changes.")
        return "\n".join(lines)
