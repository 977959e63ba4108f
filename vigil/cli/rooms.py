"""The groups of commands, such as ``vigil token …``: where each is, and what it says of itself."""

from importlib import import_module
from typing import NamedTuple

import typer


class Room(NamedTuple):
    """``module`` holds the group under ``name``."""

    module: str
    name: str
    said: str

    def enter(self) -> typer.Typer:
        """The group itself, imported now."""
        group: typer.Typer = getattr(import_module(self.module), self.name)
        return group


ROOMS = {
    "token": Room("vigil.cli.tokens", "tokens", "Let a practice's software in by the JSON API."),
    "user": Room("vigil.cli.users", "users", "Say who may sign in at a clinic."),
    "webhook": Room("vigil.cli.webhooks", "webhooks", "Tell a practice's software of alerts."),
    "bench": Room("vigil.cli.benching", "bench", "Measure this machine, on a throwaway database."),
}


def plain(said: str | None = None) -> typer.Typer:
    """An empty group. Plain text wraps, and reads well in a pipe or a screen reader; a trace shows no variables."""
    return typer.Typer(
        add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None, help=said
    )


def room(name: str) -> typer.Typer:
    """An empty group of that name."""
    return plain(ROOMS[name].said)
