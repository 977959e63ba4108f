"""What happens to an alert is owed to the webhooks that listen, in the same transaction: ids and urgency, no more."""

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from vigil.domain.states import MessageState
from vigil.domain.words import Channel, HookEvent, Priority, Urgency
from vigil.store import ledger, webhooks
from vigil.store.database import new_id
from vigil.store.tables import Alert, Message, Webhook, WebhookCall

LASTS = timedelta(days=3)
"""How long a call is tried: a practice's software that is down over a week-end is told afterwards."""


def owe_calls(session: Session, alert: Alert, event: HookEvent, now: datetime) -> None:
    """Owe one call to each webhook of the clinic that listens; the same event of the same instant once."""
    for webhook in webhooks.listening(session, alert.clinic_id, event):
        stamp = int(now.timestamp() * 1_000_000)
        key = f"webhook:{webhook.id.hex}:{alert.id.hex}:{event}:{stamp}"
        if ledger.by_key(session, alert.clinic_id, key) is None:
            _owe(session, webhook, alert, event, key, now)


def _owe(session: Session, webhook: Webhook, alert: Alert, event: HookEvent, key: str, now: datetime) -> None:
    message = Message(
        id=new_id(session),
        clinic_id=alert.clinic_id,
        key=key,
        mail="webhook",
        channel=Channel.WEBHOOK,
        priority=Priority.EMERGENCY if alert.urgency == Urgency.EMERGENCY else Priority.SAME_DAY,
        carries=[],
        ideal_at=now,
        due_at=now,
        expires_at=now + LASTS,
        state=MessageState.PLANNED,
        attempts=0,
    )
    ledger.owe(session, message, now)
    session.flush()
    session.add(
        WebhookCall(
            message_id=message.id,
            clinic_id=alert.clinic_id,
            webhook_id=webhook.id,
            event=event,
            body=_body(message, alert, event, now),
        )
    )


def _body(message: Message, alert: Alert, event: HookEvent, now: datetime) -> str:
    """No rule, no reason, no name: what is clinical is read over the API, by who may."""
    said = {
        "id": str(message.id),
        "event": event,
        "at": now.astimezone(UTC).isoformat(),
        "alert": {
            "id": str(alert.id),
            "reference": alert.reference,
            "urgency": Urgency(alert.urgency).code,
            "state": alert.state,
            "patient_id": str(alert.patient_id),
            "course_id": str(alert.course_id) if alert.course_id else None,
        },
    }
    return json.dumps(said)
