"""Environment and secrets. Every setting is a variable ``VIGIL_…`` (or a line of a ``.env`` file)."""

import difflib
import os
from collections.abc import Iterator, Mapping
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from vigil.domain.errors import ConfigurationError, Refused
from vigil.settings.installation import Installation, Synchronous
from vigil.settings.mailing import Mailing
from vigil.settings.provider import ProviderSettings
from vigil.settings.replies import Replies

__all__ = ["ENV_FILE", "PREFIX", "Settings", "Synchronous", "read_settings", "strangers", "variable"]

PREFIX = "VIGIL_"
ENV_FILE = ".env"


class Settings(ProviderSettings, Replies, Mailing, Installation):
    """What differs from one installation to another; the page lists them from the last of these to the first.

    A field's title says what it is for, its description what is allowed: the page and the refusals quote them.
    An empty variable is as if it were not set.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, env_ignore_empty=True, extra="ignore")


def read_settings() -> Settings:
    """The settings of this environment; ``ConfigurationError`` names the variable that is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise _wrong(name, first["input"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(ENV_FILE, "the file", str(error), "a text in UTF-8 that can be read") from None
    for prefix, build in (
        ("smtp", lambda: settings.relay),
        ("imap", lambda: settings.imap),
        ("oidc", lambda: settings.oidc),
    ):
        try:
            build()  # to be checked as a whole
        except Refused as refusal:
            name = f"{prefix}_{refusal.field}"
            raise _wrong(name, getattr(settings, name, None), str(refusal).rstrip(".")) from None
    settings.routes  # noqa: B018  # and the file of relays, where there is one
    return settings


def strangers(environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """One sentence for each variable ``VIGIL_…`` that is no setting: most likely one that is misspelt."""
    known = [variable(name) for name in Settings.model_fields]
    given = {**dotenv_values(ENV_FILE), **(os.environ if environment is None else environment)}
    for name in sorted(given):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, 1)
            yield f"{name} is no setting; {f'did you mean {near[0]}?' if near else 'it changes nothing.'}"


def variable(field: str) -> str:
    """The variable of a setting: ``VIGIL_SMTP_HOST`` for ``smtp_host``."""
    return PREFIX + field.upper()


def _wrong(name: str, value: Any, allowed: str | None = None) -> ConfigurationError:
    """The refusal of one setting; what may hold a password is not repeated."""
    field = Settings.model_fields[name]
    shown = value if field.repr or value is None else "(not shown)"
    return ConfigurationError("the environment", variable(name), shown, allowed or field.description or "")
