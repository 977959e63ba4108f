"""What an installation comes with: configuration, texts and vocabulary, each read from where it lies."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from vigil.actions.shipped import Shipped
from vigil.domain.errors import VigilError
from vigil.domain.ladder import parse_clinic
from vigil.domain.reactions import parse_catalogue
from vigil.domain.rules import parse_rules
from vigil.domain.schedule import parse_schedule
from vigil.domain.words import Language
from vigil.mail.contexts import Mail, MailContext
from vigil.mail.samples import load_sample
from vigil.mail.texts import load_all
from vigil.replies.reader import Reader, load_reader
from vigil.settings import Settings

_BESIDE = Path(__file__).parent.parent
_INSIDE = Path(__file__).parent / "_shipped"


def folder_of(settings: Settings, name: str) -> Path:
    """Where ``config`` or ``templates`` lies: where the settings say, else in the package, else in a checkout."""
    for base in (settings.shipped, _INSIDE, _BESIDE):
        if base is not None and (base / name).is_dir():
            return base / name
    raise VigilError(f"The folder {name} is missing from this installation; set VIGIL_SHIPPED to where it lies.")


def shipped(settings: Settings) -> Shipped:
    """The shipped files, each checked; ``ConfigurationError`` names file, key, value and what is allowed."""
    config = folder_of(settings, "config")
    schedules = {path.stem: path.read_text(encoding="utf-8") for path in sorted((config / "schedules").glob("*.toml"))}
    for name, text in schedules.items():
        parse_schedule(f"schedules/{name}.toml", text)
    rules, reactions, clinic = (
        (config / f"{name}.toml").read_text(encoding="utf-8") for name in ("rules", "reactions", "clinic")
    )
    parse_rules("rules.toml", rules)
    parse_catalogue("reactions.toml", reactions)
    parse_clinic("clinic.toml", clinic)
    bundles = load_all(folder_of(settings, "templates") / "email")
    texts = {f"{mail}/{language}": bundle.to_json() for (mail, language), bundle in bundles.items()}
    return Shipped(schedules=schedules, rules=rules, reactions=reactions, clinic=clinic, texts=texts)


def samples(settings: Settings) -> Callable[[Mail, Language], MailContext]:
    """What previews and tests of mails are filled with."""
    return partial(load_sample, folder_of(settings, "templates") / "email")


def reader(settings: Settings) -> Reader:
    """What reads replies, with the vocabulary of these settings."""
    return _reader(folder_of(settings, "config") / "vocabulary")


@cache
def _reader(vocabulary: Path) -> Reader:
    return load_reader(vocabulary)
