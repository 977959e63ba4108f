"""The pages, put together: only who serves them imports what they need."""

import importlib.util
import os
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from starlette.applications import Starlette

from vigil.actions.write_mail import Sender
from vigil.domain.instructions import parse_instructions
from vigil.domain.words import Language
from vigil.installed import folder_of, reader, samples
from vigil.mail.mailbox import Mailbox
from vigil.settings import Settings
from vigil.store.database import Store
from vigil.web.application import create_app
from vigil.web.desk.provider import BACK
from vigil.web.oidc.provider import Provider
from vigil.web.pages import Pages
from vigil.web.plays import Plays
from vigil.web.site import Site


def front(
    settings: Settings,
    store: Store,
    now: Callable[[], datetime],
    sender: Sender,
    stopping: threading.Event,
    mailbox: Mailbox | None = None,
) -> Starlette:
    """The pages of an installation; ``mailbox`` is the built-in one, where there is one to show."""
    site = Site(
        store,
        _pages(folder_of(settings, "config"), folder_of(settings, "templates") / "web"),
        now,
        mailbox,
        sender.base_url,
        reader(settings).vocabulary,
        api_requests_per_minute=settings.api_requests_per_minute,
        samples=samples(settings),
        plays=Plays(_SIMULATE, _apart(settings), stopping),
        provider=provider(settings),
        sender=sender,
    )
    return create_app(site)


def provider(settings: Settings) -> Provider | None:
    """Where people may sign in besides; ``None`` where none is set, or what it needs is not installed."""
    registration = settings.oidc
    if registration is None or not has_oidc():
        return None
    return Provider(registration, f"{settings.public_url}{BACK}")


def has_oidc() -> bool:
    """Whether the extra ``vigil[oidc]`` is installed."""
    return importlib.util.find_spec("joserfc") is not None


_SIMULATE = (sys.executable, "-m", "vigil", "simulate")


def _apart(settings: Settings) -> dict[str, str]:
    """All that a play in a process of its own is told of this machine: no database, no keys, no relay."""
    told = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "TZ") if name in os.environ}
    return told | ({"VIGIL_SHIPPED": str(settings.shipped.resolve())} if settings.shipped is not None else {})


@cache
def _pages(config: Path, templates: Path) -> Pages:
    """The pages of these folders, whose templates are compiled once in a process."""
    instructions = {
        language: parse_instructions(name, (config / name).read_text(encoding="utf-8"))
        for language in Language
        for name in [f"instructions.{language}.toml"]
    }
    return Pages(templates, instructions)
