"""Non-deliveries: what makes an address wrong, and what only stopped one message."""

import pytest

from tests.replies.words.raw import message, multipart, part, said
from vigil.replies.words import Bounce, read_message

TOKEN = "nf2xg43foqyq7k5t2x6d4e3c7b5a2z4y6w3v2u7t5s"
OURS = "<0b9cf1f0-51b3-4c1e-9a39-0f4f4f1d2c11@suivi.tilleuls.example>"
HARD, SOFT = Bounce.HARD, Bounce.SOFT


def report(action: str, status: str, told: str, *fields: str) -> bytes:
    status_part = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; claire@courrier.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {told}\r\n"
    )
    original = f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {OURS}\r\n"
    kind = "; report-type=delivery-status"
    return message(
        multipart("report", part("Voir le rapport."), status_part.encode(), original.encode(), extra=kind), *fields
    )


@pytest.mark.parametrize(
    ("action", "status", "told", "bounce"),
    [
        ("failed", "5.1.1", "550 user unknown", HARD),
        ("failed", "5.1.10", "550 recipient not found", HARD),
        ("failed", "5.1.2", "host unknown", HARD),
        ("failed", "5.2.1", "mailbox disabled", HARD),
        ("failed", "5.4.1", "550 Recipient address rejected: Access denied", HARD),
        ("failed", "5.4.4", "domain not found", HARD),
        ("failed", "5.0.0", "550 no such user here", HARD),
        ("failed", "5.0.0", "adresse inconnue", HARD),
        ("failed", "5.2.2", "552 mailbox full", SOFT),
        ("failed", "5.2.3", "message too large", SOFT),
        ("failed", "5.7.1", "550 blocked by policy", SOFT),
        ("failed", "5.1.8", "sender rejected", SOFT),
        ("failed", "4.4.7", "expired", SOFT),
        ("failed", "4.1.1", "450 user unknown for now", SOFT),
        ("failed", "5.0.0", "554 message refused", SOFT),
        ("delayed", "4.4.1", "connection timed out", SOFT),
        ("delayed", "5.1.1", "user unknown", SOFT),
        ("delivered", "2.0.0", "250 ok", None),
        ("relayed", "2.0.0", "250 ok", None),
    ],
)
def test_a_report_says_hard_or_soft(action: str, status: str, told: str, bounce: Bounce | None) -> None:
    assert read_message(report(action, status, told)).bounce is bounce


def test_a_report_of_success_is_automatic_and_no_bounce() -> None:
    read = read_message(report("delivered", "2.0.0", "250 ok"))
    assert (read.bounce, read.is_auto_reply) == (None, True)


def test_a_bounce_is_matched_by_our_envelope_sender() -> None:
    read = read_message(report("failed", "5.1.1", "x", f"Delivered-To: Bounce+{TOKEN.upper()}@suivi.tilleuls.example"))
    assert (read.bounce_token, read.message_ref) == (TOKEN, TOKEN)
    assert (read.bounced_recipient, read.reply_text, read.is_auto_reply) == ("claire@courrier.example", "", False)


def test_a_bounce_without_a_token_is_matched_by_the_message_that_it_returns() -> None:
    assert read_message(report("failed", "5.1.1", "x")).message_ref == OURS


DAEMON = "Return-Path: <>"


@pytest.mark.parametrize(
    ("text", "bounce"),
    [
        ("Your message could not be delivered: user unknown (550 5.1.1).", HARD),
        ("Votre message n'a pas pu être remis. L'adresse est introuvable.", HARD),
        ("Le message n’a pas été distribué : ce compte est désactivé.", HARD),
        ("Impossible de remettre votre message, la boîte aux lettres est pleine.", SOFT),
        ("Votre message n'a pas encore été remis. Nous réessaierons pendant 48 heures.", SOFT),
        ("Votre message n'a toujours pas été délivré après 4 heures. De nouvelles tentatives auront lieu.", SOFT),
        ("Il ne peut pas être distribué car l'espace de stockage du destinataire est dépassé.", SOFT),
        ("550 5.2.0 Mail rejeté. Destinataire invalide. Invalid recipient. Message not delivered.", HARD),
        ("Delivery has been delayed. Delivery will be retried.", SOFT),
    ],
)
def test_a_daemon_that_writes_prose_is_understood(text: str, bounce: Bounce) -> None:
    assert read_message(said(text, DAEMON, subject="Undelivered Mail")).bounce is bounce


@pytest.mark.parametrize(
    "text",
    ["Votre message n'a pas été remis à mon mari, il est introuvable.", "Adresse inconnue pour le labo, je cherche."],
)
def test_a_patient_who_writes_of_delivery_does_not_bounce(text: str) -> None:
    assert read_message(said(text, "In-Reply-To: <a@b.example>")).bounce is None


def test_the_layout_of_an_old_daemon_is_known() -> None:
    text = (
        "Hi. This is the qmail-send program.\n\n<claire@courrier.example>:\nI give up.\n--- Below this line is a copy."
    )
    read = read_message(said(text, DAEMON, subject="failure notice"))
    assert read.bounce is not None
    assert read.bounced_recipient == "claire@courrier.example"
