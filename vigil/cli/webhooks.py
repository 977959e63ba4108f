"""vigil webhook: which addresses of a practice's software are told of alerts."""

import json
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from vigil.actions.change_webhook import add_webhook, remove_webhook
from vigil.cli.rooms import room
from vigil.cli.tokens import ACTOR, ClinicId, opened
from vigil.domain.errors import Refused
from vigil.domain.words import HookEvent
from vigil.mail.calling import Call, Caller, Fate
from vigil.settings import read_settings
from vigil.store import webhooks as store
from vigil.store.database import new_id
from vigil.store.tables import Clinic, Webhook

webhooks = room("webhook")

WebhookId = Annotated[str, typer.Argument(metavar="WEBHOOK", help="its id, as vigil webhook list says it")]


@webhooks.command("add")
def add(
    clinic: ClinicId,
    url: Annotated[str, typer.Argument(metavar="URL", help="https://…; http:// on this machine alone")],
    event: Annotated[
        list[HookEvent] | None, typer.Option("--event", help="may be given several times; all, if it is left out")
    ] = None,
) -> None:
    """Add an address and print the secret of its signatures, this once."""
    with opened(clinic) as (session, row, now):
        added = add_webhook(session, row.id, url, event or list(HookEvent), now, by=ACTOR)
    print(f"{added.id} {added.secret}")


@webhooks.command("list")
def list_(clinic: ClinicId) -> None:
    """Say which addresses are told, and of what; no secret is shown."""
    with opened(clinic) as (session, row, _):
        for each in store.of_clinic(session, row.id):
            print(f"{each.id}: {each.url}; {' '.join(each.events)}; added {each.created_at:%Y-%m-%d}")


@webhooks.command("remove")
def remove(clinic: ClinicId, webhook: WebhookId) -> None:
    """Tell an address nothing more, from now on."""
    with opened(clinic) as (session, row, now):
        remove_webhook(session, _found(session, row, webhook), now)
    print(f"{webhook}: removed.")


@webhooks.command("test")
def test(clinic: ClinicId, webhook: WebhookId) -> None:
    """Call an address now, with an event `test` about nothing, and say what it answered; code 1 if it was not taken."""
    with opened(clinic) as (session, row, now):
        found = _found(session, row, webhook)
        id = new_id(session)
        body = json.dumps({"id": str(id), "event": "test", "at": now.isoformat(), "alert": None})
        call = Call(id, found.url or "", found.secret or "", "test", body, int(now.timestamp()))
    (outcome,) = Caller(may_call_private=read_settings().webhook_private_addresses).call([call])
    print(f"{outcome.fate}: {outcome.detail}")
    raise typer.Exit(0 if outcome.fate is Fate.TAKEN else 1)


def _found(session: Session, clinic: Clinic, id: str) -> Webhook:
    try:
        found = store.find(session, clinic.id, UUID(id))
    except ValueError:
        found = None
    if found is None:
        raise Refused(f"Clinic {clinic.external_id!r} has no webhook {id!r}.")
    return found
