"""What was typed into a long form: every field is read, each that cannot be read is named, and nothing is lost."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.instants import at_local
from vigil.domain.recording.facts import Recordable, Text
from vigil.domain.recording.texts import TEXTS
from vigil.domain.wording import say
from vigil.replies.fields import cleaned
from vigil.web.forms import Posted

V = TypeVar("V")

NUMBER = say("Écrivez un nombre, par exemple 2,5.", "Write a number, such as 2.5.")
DAY = say("Écrivez un jour, par exemple 31/12/2027.", "Write a day, such as 2027-12-31.")
INSTANT = say("Choisissez le jour et l'heure.", "Choose the day and the hour.")
REQUIRED = say("À remplir.", "To be filled in.")
CHOICE = say("Choisissez dans la liste.", "Choose from the list.")

Troubles = dict[str, Bilingual]


class TypedForm:
    """Reads one field after another; ``troubles`` names those that could not be read, each with its sentence."""

    def __init__(self, form: Posted) -> None:
        self.form = form
        self.troubles: Troubles = {}

    def text(self, name: str) -> str:
        return cleaned((self.form.get(name) or [""])[0])

    def texts(self, kind: type[Recordable], names: Mapping[str, str]) -> dict[str, str]:
        """Texts as the facts of a kind allow them; ``names`` are the fields of the form by the facts' names."""
        return {fact: self._checked(field, TEXTS[kind][fact]) for fact, field in names.items()}

    def read(self, name: str, parse: Callable[[str], V], wrong: Bilingual) -> V | None:
        """What a field says, ``None`` when it is empty or cannot be read."""
        written = self.text(name)
        if not written:
            return None
        try:
            return parse(written)
        except (ValueError, ArithmeticError, Refused):
            self.troubles.setdefault(name, wrong)
            return None

    def number(self, name: str, most: float, unit: str) -> float | None:
        """A number from 0 to ``most``; a decimal comma is one."""
        value = self.read(name, decimal, NUMBER)
        if value is not None and not 0 <= value <= most:
            self.troubles[name] = say(f"De 0 à {most:g} {unit}.", f"From 0 to {most:g} {unit}.")
        return value

    def instant(self, name: str, zone: ZoneInfo) -> datetime | None:
        """A day and an hour on the clocks of ``zone``; required."""
        at = self.read(name, lambda written: local_instant(written, zone), INSTANT)
        if at is None:
            self.troubles.setdefault(name, INSTANT)
        return at

    def day(self, name: str) -> date | None:
        return self.read(name, read_day, DAY)

    def ticked(self, name: str) -> frozenset[str]:
        return frozenset(cleaned(value) for value in self.form.get(name, []))

    def _checked(self, name: str, rules: Text) -> str:
        written = self.text(name)
        value = written if rules.lines else " ".join(written.split())
        if len(value) > rules.limit:
            self.troubles[name] = say(f"{rules.limit} caractères au plus.", f"At most {rules.limit} characters.")
        if rules.required and not value:
            self.troubles[name] = REQUIRED
        return value


def decimal(written: str) -> float:
    """A finite number with a point or a comma."""
    value = float(written.replace(",", ".").replace("\u202f", "").replace("\u00a0", ""))
    if value - value != 0.0:  # infinite, or not a number
        raise ValueError
    return value


def read_day(written: str) -> date:
    """``2027-12-31`` as browsers send it, or ``31/12/2027`` as people write it."""
    if "/" in written:
        day, month, year = written.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(written)


def local_instant(written: str, zone: ZoneInfo) -> datetime:
    """``2026-03-10T14:30`` on the clocks of ``zone``, as an instant."""
    local = datetime.fromisoformat(written)
    if local.tzinfo is not None:
        raise ValueError
    return at_local(local.date(), local.time(), zone)


def for_browser(at: datetime, zone: ZoneInfo) -> str:
    """An instant as ``<input type="datetime-local">`` shows it, to the minute."""
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
