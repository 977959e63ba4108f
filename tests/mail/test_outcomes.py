from uuid import UUID

import pytest

from vigil.mail.outcomes import Kind, Stage, plain_text, read_reply

ID = UUID(int=1)


@pytest.mark.parametrize(
    ("stage", "code", "reply", "kind", "is_about_recipient", "because"),
    [
        (Stage.CONTENT, 250, "2.0.0 Ok: queued as 4F2", Kind.SENT, False, "accepted"),
        (Stage.CONTENT, 250, "Ok", Kind.SENT, False, "accepted without an enhanced code"),
        (Stage.RCPT, 450, "4.2.0 Greylisted", Kind.TRANSIENT, False, "4xx"),
        (Stage.RCPT, 452, "4.2.2 mailbox full", Kind.TRANSIENT, True, "full for now"),
        (Stage.RCPT, 550, "4.7.1 try again", Kind.TRANSIENT, False, "codes disagree: try again"),
        (Stage.RCPT, 450, "5.1.1 unknown", Kind.TRANSIENT, False, "codes disagree: try again"),
        (Stage.RCPT, 550, "5.1.1 User unknown", Kind.PERMANENT, True, "no such mailbox"),
        (Stage.RCPT, 550, "5.1.2 bad domain", Kind.PERMANENT, True, "no such domain"),
        (Stage.RCPT, 550, "5.1.10 null MX", Kind.PERMANENT, True, "the domain takes no mail"),
        (Stage.RCPT, 550, "5.2.1 mailbox disabled", Kind.PERMANENT, True, "disabled"),
        (
            Stage.RCPT,
            552,
            "5.2.2 over quota",
            Kind.TRANSIENT,
            True,
            "full, and may be emptied: no sign of a dead address",
        ),
        (Stage.RCPT, 552, "over quota", Kind.TRANSIENT, True, "the same without an enhanced code"),
        (Stage.RCPT, 552, "5.2.3 message too large", Kind.PERMANENT, False, "our message"),
        (
            Stage.RCPT,
            550,
            "5.4.1 Recipient address rejected: Access denied",
            Kind.PERMANENT,
            True,
            "Exchange's unknown",
        ),
        (Stage.RCPT, 553, "5.1.8 sender domain not found", Kind.PERMANENT, False, "our sender"),
        (Stage.RCPT, 553, "5.1.7 bad sender", Kind.PERMANENT, False, "our sender"),
        (Stage.RCPT, 550, "5.1.0 Sender rejected", Kind.PERMANENT, False, "our sender"),
        (Stage.RCPT, 550, "5.1.0 Address rejected", Kind.PERMANENT, True, "their address"),
        (Stage.RCPT, 554, "5.7.1 Relay access denied", Kind.PERMANENT, False, "policy"),
        (Stage.RCPT, 550, "5.7.606 banned sending IP", Kind.PERMANENT, False, "policy"),
        (Stage.RCPT, 530, "5.7.0 Authentication required", Kind.PERMANENT, False, "our login"),
        (Stage.RCPT, 552, "5.3.4 message too big for system", Kind.PERMANENT, False, "our message"),
        (Stage.RCPT, 550, "No such user here", Kind.PERMANENT, True, "no enhanced code"),
        (Stage.RCPT, 550, "relay not permitted", Kind.PERMANENT, False, "no enhanced code, our relaying"),
        (Stage.RCPT, 550, "blocked by our spam policy", Kind.PERMANENT, False, "no enhanced code, our reputation"),
        (Stage.RCPT, 503, "bad sequence", Kind.PERMANENT, False, "our protocol"),
        (Stage.MAIL, 550, "5.1.1 whatever", Kind.PERMANENT, False, "before any recipient was named"),
        (Stage.MAIL, 552, "5.3.4 too big", Kind.PERMANENT, False, "our message"),
        (Stage.DATA, 554, "no valid recipients", Kind.PERMANENT, False, "not about one person"),
        (Stage.CONTENT, 554, "5.6.0 malformed", Kind.PERMANENT, False, "our content"),
        (Stage.CONTENT, 550, "5.1.1 no such user", Kind.PERMANENT, True, "told late"),
        (Stage.CONTENT, 550, "rejected", Kind.PERMANENT, False, "most often our content"),
        (Stage.CONTENT, 354, "what?", Kind.UNCERTAIN, False, "no answer at all"),
    ],
)
def test_a_reply_is_read(
    stage: Stage, code: int, reply: str, kind: Kind, is_about_recipient: bool, because: str
) -> None:
    outcome = read_reply(ID, stage, code, reply)
    assert (outcome.kind, outcome.is_about_recipient) == (kind, is_about_recipient), because


def test_every_line_of_a_long_reply_is_read_once() -> None:
    outcome = read_reply(
        ID, Stage.RCPT, 550, "5.1.1 The account does not exist.\n5.1.1 Learn more at https://x.example"
    )
    assert (outcome.enhanced, outcome.text) == ("5.1.1", "The account does not exist. Learn more at https://x.example")


@pytest.mark.parametrize(
    "reply", ["<claire@home.example>: unknown", "claire.d+x@home.example unknown", "no claire@[10.0.0.1] here"]
)
def test_no_address_is_kept(reply: str) -> None:
    assert "claire" not in plain_text(reply)
    assert "(address)" in plain_text(reply)


def test_a_reply_is_one_short_printable_line() -> None:
    told = plain_text("a\nb\x07\udcff" + "x" * 1000)
    assert len(told) == 300
    assert told.startswith("a b??x")
