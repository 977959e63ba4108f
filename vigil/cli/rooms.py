"""The groups of commands, such as ``vigil token …``: their names, and what each says of itself."""

import typer

ROOMS = {
    "token": "Let a practice's software in by the JSON API.",
    "user": "Say who may sign in at a clinic.",
    "webhook": "Tell a practice's software of alerts.",
    "bench": "Measure this machine, on a throwaway database.",
}


def room(name: str) -> typer.Typer:
    """An empty group of that name."""
    return typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, help=ROOMS[name])
