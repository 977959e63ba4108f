"""vigil token: which software of a practice is let in by the JSON API."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from vigil import clock
from vigil.actions.issue_api_token import issue_api_token, revoke_api_token
from vigil.actions.open_clinic import find_clinic
from vigil.app import visit
from vigil.cli.rooms import room
from vigil.domain.errors import Refused
from vigil.domain.scopes import Scope, read_scopes
from vigil.settings import read_settings
from vigil.store import api_tokens
from vigil.store.tables import ApiToken, Clinic

ACTOR = "command line"

tokens = room("token")

ClinicId = Annotated[str, typer.Argument(metavar="CLINIC", help="the clinic's external id")]
Name = Annotated[str, typer.Option("--name", help="which software it is for")]


@tokens.command("create")
def create(
    clinic: ClinicId,
    name: Name,
    scope: Annotated[list[str], typer.Option("--scope", help=f"may be given several times: {', '.join(Scope)}")],
    days: Annotated[int, typer.Option(min=0, max=3660, help="how long it is good for; 0 is until it is revoked")] = 365,
) -> None:
    """Make a token and print it, this once."""
    scopes = read_scopes(scope)
    with opened(clinic) as (session, row, now):
        expires_at = now + timedelta(days=days) if days else None
        issued = issue_api_token(session, row.id, name, scopes, now, by=ACTOR, expires_at=expires_at)
    print(issued.secret)


@tokens.command("list")
def list_(clinic: ClinicId) -> None:
    """Say which tokens a clinic has; none is shown itself."""
    with opened(clinic) as (session, row, now):
        for token in api_tokens.of_clinic(session, row.id):
            print(_line(token, now))


@tokens.command("revoke")
def revoke(clinic: ClinicId, name: Name) -> None:
    """Let a token in no more, from now on."""
    with opened(clinic) as (session, row, now):
        token = api_tokens.named(session, row.id, name)
        if token is None:
            raise Refused(f"Clinic {clinic!r} has no token {name!r}.")
        is_new = revoke_api_token(session, token, now)
    print(f"{name}: revoked." if is_new else f"{name}: it was revoked before.")


@contextmanager
def opened(clinic_id: str) -> Iterator[tuple[Session, Clinic, datetime]]:
    """A clinic of this installation, to be written to; ``Refused`` when there is none of that external id."""
    app = visit(read_settings(), clock.now)
    try:
        now = app.now()
        with app.store.writing(now, ACTOR) as session:
            clinic = find_clinic(session, clinic_id)
            if clinic is None:
                raise Refused(f"There is no clinic {clinic_id!r}.")
            yield session, clinic, now
    finally:
        app.close()


def _line(token: ApiToken, now: datetime) -> str:
    return (
        f"{token.name}: {_state(token, now)}; {' '.join(token.scopes)}; made {_day(token.created_at)} by "
        f"{token.created_by}, last used {_day(token.last_used_at)}, expires {_day(token.expires_at)}"
    )


def _state(token: ApiToken, now: datetime) -> str:
    if token.revoked_at is not None:
        return f"revoked {_day(token.revoked_at)}"
    return "expired" if token.expires_at is not None and token.expires_at <= now else "good"


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at is not None else "never"
