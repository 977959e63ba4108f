"""Small plays for the tests, and what their mail must never do."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from vigil.mail.letters import Letter
from vigil.mail.promises import health_words
from vigil.settings import Settings

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
"""Three weeks before the clocks go forward."""


def settings(home: Path) -> Settings:
    return Settings(home=home)


def to_patients(letters: Iterable[Letter]) -> list[Letter]:
    """Mail to patients alone; the practice's people live in another domain."""
    return [letter for letter in letters if not letter.recipients[0].endswith("@cabinet-du-parc.example")]


def out_of_hours(letters: Iterable[Letter]) -> list[str]:
    """What arrived before nine or from seven in the evening on, in Paris."""
    at = ((letter.received_at.astimezone(PARIS), letter) for letter in letters if not confirms(letter))
    return [f"{when:%F %T} {letter.subject}" for when, letter in at if not time(9) <= when.time() < time(19)]


def too_many(letters: Iterable[Letter]) -> list[str]:
    """Who got more than one a day or four in seven days running; what confirms an opt-out leaves at once."""
    days: dict[str, Counter[date]] = defaultdict(Counter)
    for letter in letters:
        if not confirms(letter):
            days[letter.recipients[0]][letter.received_at.astimezone(PARIS).date()] += 1
    found = []
    for address, counted in sorted(days.items()):
        found += [f"{address} on {day}: {count}" for day, count in counted.items() if count > 1]
        for day in counted:
            week = sum(counted[day + timedelta(days=ahead)] for ahead in range(7))
            if week > 4:
                found.append(f"{address} in the week from {day}: {week}")
    return found


def telling(letters: Iterable[Letter]) -> list[str]:
    """Words of health in subjects, texts and senders."""
    return [
        f"{word!r} in {letter.subject!r}"
        for letter in letters
        for word in health_words(" ".join((letter.subject, _without_links(letter.text), letter.from_line)))
    ]


def confirms(letter: Letter) -> bool:
    """Whether it confirms an opt-out or acknowledges a reply: the mails that wait for no hour."""
    if letter.subject in ("Votre message est bien arrivé", "Your message has arrived"):
        return True
    return "/answer/" not in letter.text and "/read/" not in letter.text


def _without_links(text: str) -> str:
    return " ".join(word for word in text.split() if not word.startswith("http"))
