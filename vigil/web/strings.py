"""The sentences of the pages, one file per language, complete or refused."""

import tomllib
from pathlib import Path
from types import SimpleNamespace

from vigil.domain.errors import ConfigurationError
from vigil.domain.wording import french
from vigil.domain.words import Language

Flat = dict[str, object]


def read_strings(folder: Path) -> dict[Language, SimpleNamespace]:
    """``strings.<language>.toml`` of the folder, typeset; both languages must have the same keys.

    A room of the desk keeps its own in ``desk/<room>.<language>.toml``: they are under the room's name.
    """
    tables = {
        language: _parsed(folder / f"strings.{language}.toml") | _rooms(folder / "desk", language)
        for language in Language
    }
    french_keys = _keys(tables[Language.FR])
    for language, table in tables.items():
        different = sorted(french_keys ^ _keys(table))
        if different:
            raise ConfigurationError(f"strings.{language}.toml", different[0], None, "the same keys in every language")
    return {language: _typeset(table, language) for language, table in tables.items()}


def _rooms(folder: Path, language: Language) -> Flat:
    return {file.name.partition(".")[0]: _parsed(file) for file in sorted(folder.glob(f"*.{language}.toml"))}


def _parsed(file: Path) -> Flat:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(file.name, "the file", str(error), "valid TOML") from None


def _keys(table: Flat, place: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in table.items():
        found |= _keys(value, f"{place}{key}.") if isinstance(value, dict) else {f"{place}{key}:{type(value).__name__}"}
    return found


def _typeset(table: Flat, language: Language) -> SimpleNamespace:
    return SimpleNamespace(**{key: _value(value, language) for key, value in table.items()})


def _value(value: object, language: Language) -> object:
    if isinstance(value, dict):
        return _typeset(value, language)
    if isinstance(value, list):
        return [_value(each, language) for each in value]
    return typeset(str(value), language)


def typeset(text: str, language: Language) -> str:
    """The text with its language's apostrophes and no-break spaces."""
    return french(text) if language is Language.FR else text.replace("'", "’")
