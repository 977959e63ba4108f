"""The fast writer against the standard library: what it writes parses without a defect to what went in."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.domain.errors import Refused
from vigil.domain.words import Language
from vigil.mail.message import Heading, compose, message_id
from vigil.mail.rendering import Rendered

HEADING = Heading(
    id=UUID("018f0000-0000-7000-8000-000000000001"),
    domain="vigil.example",
    sender_name="Cabinet des Églantiers",
    sender_address="suivi@vigil.example",
    recipient="claire@home.example",
    written_at=datetime(2026, 3, 17, 8, 0, tzinfo=UTC),
    language=Language.FR,
    reply_to="reply+abc@vigil.example",
    unsubscribe_link="https://vigil.example/o/xyz",
)
RENDERED = Rendered(
    "Comment allez-vous\u202f?",
    "Bonjour Zoé,\n\nTout va bien\u202f? 🙂\n.\n..seul\nFrom here\nfin ",
    '<!DOCTYPE html>\n<html lang="fr">\n<head></head>\n<body style="a=b">\n<p>Zoé 🙂</p>\n</body></html>',
)


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
        for value in part.values():
            assert value.defects == ()
    return message


def oracle(heading: Heading, rendered: Rendered) -> EmailMessage:
    """The same message as the standard library builds it."""
    message = EmailMessage(policy=policy.SMTP)
    local, _, domain = heading.sender_address.rpartition("@")
    message["From"] = Address(heading.sender_name, local, domain)
    message["To"] = heading.recipient
    message["Subject"] = rendered.subject
    message["Date"] = heading.written_at
    message["Message-ID"] = message_id(heading.id, heading.domain)
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")


def test_it_parses_to_the_headers_and_parts_of_the_standard_library() -> None:
    message = parsed(compose(HEADING, RENDERED))
    wanted = parsed(oracle(HEADING, RENDERED).as_bytes())
    for name in ("From", "To", "Subject", "Date", "Message-ID"):
        assert message[name] == wanted[name], name
    for kind in ("plain", "html"):
        assert body(message, kind) == body(wanted, kind).removesuffix("\n")
    assert [part.get_content_type() for part in message.walk()] == [part.get_content_type() for part in wanted.walk()]


TEXT = st.text(
    st.one_of(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), st.sampled_from("é\u202f🙂=?_. \n\t")),
    max_size=300,
)
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=120).map(
    lambda text: " ".join(text.split()) or "x"
)


@settings(deadline=None, max_examples=60)
@given(subject=LINE, name=LINE, text=TEXT, html=TEXT)
def test_any_text_survives_and_every_line_fits(subject: str, name: str, text: str, html: str) -> None:
    content = compose(HEADING._replace(sender_name=name), Rendered(subject, text, html + "\n<body>" + html))
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert body(message, "plain") == text
    assert body(message, "html") == html + "\n<body>" + html
    assert max(len(line) for line in content.split(b"\r\n")) < 998
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert content.isascii()


@pytest.mark.parametrize(
    "value",
    [
        "Rendez-vous",
        "Comment allez-vous\u202f?",
        "Très longue ligne " * 8,
        "a plain but very long line " * 8,
        "🙂🙂 Bonjour",
        "=?utf-8?q?looks_encoded?=",
        'Cabinet "Les Tilleuls", (Dijon); <x>',
        "x" * 200,
    ],
)
def test_a_subject_and_a_sender_name_come_back_as_they_were(value: str) -> None:
    value = value.strip()
    content = compose(HEADING._replace(sender_name=value), replace(RENDERED, subject=value))
    # The newer parser of Python 3.11 puts a space between the encoded words of a long name; the older one does not.
    name, address = parseaddr(message_from_bytes(content)["From"])
    assert str(make_header(decode_header(name))) == value
    assert address == "suivi@vigil.example"
    assert message_from_bytes(content, policy=policy.default)["Subject"] == value
    assert max(len(line) for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n")) <= 78


def test_patient_mail_can_be_answered_and_unsubscribed_from() -> None:
    message = parsed(compose(HEADING, RENDERED))
    assert message["Reply-To"] == "reply+abc@vigil.example"
    assert message["List-Unsubscribe"] == "<https://vigil.example/o/xyz>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Importance"] is None


def test_staff_mail_has_neither() -> None:
    staff = HEADING._replace(reply_to=None, unsubscribe_link=None, is_urgent=True)
    message = parsed(compose(staff, RENDERED))
    assert not {"Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"} & set(message.keys())
    assert message["Importance"] == "high"


def test_it_says_that_nobody_typed_it_and_still_wants_its_bounces() -> None:
    message = parsed(compose(HEADING, RENDERED))
    assert message["Auto-Submitted"] == "auto-generated"
    suppressed = {word.strip() for word in str(message["X-Auto-Response-Suppress"]).split(",")}
    assert {"OOF", "AutoReply"} <= suppressed
    assert not {"All", "NDR"} & suppressed


def test_the_same_input_makes_the_same_bytes_and_another_id_another_boundary() -> None:
    assert compose(HEADING, RENDERED) == compose(HEADING, RENDERED)
    other = parsed(compose(HEADING._replace(id=UUID(int=2)), RENDERED))
    assert other.get_boundary() != parsed(compose(HEADING, RENDERED)).get_boundary()
    assert other["Message-ID"] == "<00000000-0000-0000-0000-000000000002@vigil.example>"


def test_the_date_is_the_one_given_with_its_offset() -> None:
    paris = timezone(timedelta(hours=1))
    content = compose(HEADING._replace(written_at=datetime(2026, 3, 17, 9, 0, tzinfo=paris)), RENDERED)
    assert b"\r\nDate: Tue, 17 Mar 2026 09:00:00 +0100\r\n" in content


def test_a_naive_date_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        compose(HEADING._replace(written_at=datetime(2026, 3, 17)), RENDERED)  # noqa: DTZ001  # the point of the test


INJECTED = "x\r\nBcc: evil@evil.example"


@pytest.mark.parametrize("breaking", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028"])
@pytest.mark.parametrize(
    "field", ["sender_name", "sender_address", "recipient", "domain", "reply_to", "unsubscribe_link"]
)
def test_a_line_break_in_a_heading_is_refused(field: str, breaking: str) -> None:
    value = str(getattr(HEADING, field)) + INJECTED.replace("\r\n", breaking)
    changes: dict[str, str] = {field: value}
    with pytest.raises(Refused):
        compose(HEADING._replace(**changes), RENDERED)  # type: ignore[arg-type]  # each of the fields is a text


@pytest.mark.parametrize(
    "recipient", ["a@b.example,c@d.example", "<a@b.example>", "a@b.example (x)", "a b@c.example", "a"]
)
def test_a_message_goes_to_one_bare_address(recipient: str) -> None:
    with pytest.raises(Refused, match="To"):
        compose(HEADING._replace(recipient=recipient), RENDERED)


@pytest.mark.parametrize("breaking", ["\r\n", "\n", "\r"])
def test_a_line_break_in_a_subject_is_refused(breaking: str) -> None:
    with pytest.raises(Refused, match="Subject"):
        compose(HEADING, replace(RENDERED, subject=INJECTED.replace("\r\n", breaking)))


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://v.example/>,<mailto:x", "https://v.example/a b", ""])
def test_an_unsubscribe_link_is_a_web_address(link: str) -> None:
    with pytest.raises(Refused, match="List-Unsubscribe"):
        compose(HEADING._replace(unsubscribe_link=link), RENDERED)


def test_a_body_that_holds_a_boundary_does_not_close_it() -> None:
    evil = replace(RENDERED, text=f"a\n--=_{HEADING.id.hex}--\nb")
    assert body(parsed(compose(HEADING, evil)), "plain") == evil.text


def test_no_bare_carriage_return_goes_out() -> None:
    content = compose(HEADING, replace(RENDERED, text="a\rb\r\nc\nd", html="<p>\r</p>"))
    assert content.count(b"\r") == content.count(b"\n") == content.count(b"\r\n")
    assert body(parsed(content), "plain") == "a\nb\nc\nd"


def test_it_is_many_times_faster_than_the_standard_library() -> None:
    def seconds(count: int, write: object) -> float:
        assert callable(write)
        began = time.perf_counter()
        for _ in range(count):
            write()
        return (time.perf_counter() - began) / count

    compose(HEADING, RENDERED)
    fast = min(seconds(200, lambda: compose(HEADING, RENDERED)) for _ in range(3))
    slow = min(seconds(20, lambda: oracle(HEADING, RENDERED).as_bytes()) for _ in range(3))
    assert fast * 8 < slow
