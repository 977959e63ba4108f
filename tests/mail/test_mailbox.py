import smtplib
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.mail.test_message import HEADING, RENDERED
from vigil.mail.courier import Courier, Envelope
from vigil.mail.mailbox import Letter, Mailbox
from vigil.mail.message import compose
from vigil.mail.outcomes import Kind
from vigil.mail.relay import Relay, Security

pytestmark = pytest.mark.end_to_end

CONTENT = compose(HEADING, RENDERED)


def ticking() -> Callable[[], datetime]:
    """A clock that moves on by a second each time that it is read."""
    seconds = iter(range(10_000))
    return lambda: datetime(2026, 3, 17, 8, 0, tzinfo=UTC) + timedelta(seconds=next(seconds))


def envelope(number: int, recipient: str = "claire@home.example") -> Envelope:
    return Envelope(UUID(int=number), f"bounce+t{number}@vigil.example", recipient, CONTENT)


def courier_to(mailbox: Mailbox) -> Courier:
    return Courier(Relay("127.0.0.1", mailbox.port, Security.PLAIN))


@pytest.fixture(params=["memory", "folder"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return tmp_path / "mailbox" if request.param == "folder" else None


def test_what_is_sent_can_be_read_newest_first(folder: Path | None) -> None:
    with Mailbox(ticking(), folder=folder) as mailbox, courier_to(mailbox) as courier:
        for number in (1, 2, 3):
            courier.deliver([envelope(number)])
        letters = mailbox.messages()
    assert [letter.sender for letter in letters] == [f"bounce+t{number}@vigil.example" for number in (3, 2, 1)]
    assert letters[0].received_at == datetime(2026, 3, 17, 8, 0, 2, tzinfo=UTC)
    assert letters[0].recipients == ("claire@home.example",)
    assert letters[0].from_line == "Cabinet des Églantiers <suivi@vigil.example>"
    assert letters[0].to_line == "claire@home.example"
    assert letters[0].subject == RENDERED.subject
    assert letters[0].text.replace("\r\n", "\n") == RENDERED.text
    assert letters[0].html.replace("\r\n", "\n") == RENDERED.html
    assert letters[0].content.endswith(CONTENT)


def test_one_message_is_found_by_its_id_and_no_other_file_is(folder: Path | None) -> None:
    with Mailbox(ticking(), folder=folder) as mailbox, courier_to(mailbox) as courier:
        courier.deliver([envelope(1), envelope(2)])
        (newest,) = mailbox.messages(limit=1)
        assert mailbox.message(newest.id) == newest
        for other in ("", "nothing", "../secret", "../../etc/passwd-1"):
            assert mailbox.message(other) is None


def test_a_refused_address_bounces_and_keeps_nothing() -> None:
    def refuse(address: str) -> str | None:
        return "550 5.1.1 no such mailbox" if address.startswith("nobody") else None

    with Mailbox(ticking(), refuse=refuse) as mailbox, courier_to(mailbox) as courier:
        refused, kept = courier.deliver([envelope(1, "nobody@home.example"), envelope(2)])
        assert (refused.kind, refused.enhanced, refused.is_about_recipient) == (Kind.PERMANENT, "5.1.1", True)
        assert kept.kind is Kind.SENT
        assert len(mailbox.messages()) == 1


def test_somebody_can_listen_and_the_sender_is_told_when_that_fails() -> None:
    heard: list[Letter] = []

    def listen(letter: Letter) -> None:
        heard.append(letter)
        if len(heard) == 2:
            raise RuntimeError("busy")

    with Mailbox(ticking(), on_message=listen) as mailbox, courier_to(mailbox) as courier:
        first = courier.deliver([envelope(1)])[0]
        second = courier.deliver([envelope(2)])[0]
    assert (first.kind, second.kind, second.code) == (Kind.SENT, Kind.TRANSIENT, 451)
    assert [letter.id for letter in heard] == ["00000001", "00000002"]


def test_a_folder_outlives_the_mailbox_and_holds_whole_eml_files(tmp_path: Path) -> None:
    for number in (1, 2):
        with Mailbox(ticking(), folder=tmp_path) as mailbox, courier_to(mailbox) as courier:
            courier.deliver([envelope(number)])
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".eml", ".eml"]
    assert len(Mailbox(ticking(), folder=tmp_path).messages()) == 2


def test_several_recipients_of_one_message_are_all_kept(folder: Path | None) -> None:
    with Mailbox(ticking(), folder=folder) as mailbox:
        with smtplib.SMTP("127.0.0.1", mailbox.port) as client:
            client.sendmail("a@vigil.example", ["b@home.example", "c@home.example"], CONTENT)
        assert mailbox.messages()[0].recipients == ("b@home.example", "c@home.example")


def test_it_stops_with_clients_connected_and_starts_again() -> None:
    mailbox = Mailbox(ticking())
    mailbox.start()
    client = smtplib.SMTP("127.0.0.1", mailbox.port)
    mailbox.stop()
    mailbox.stop()
    client.close()
    with pytest.raises(RuntimeError, match="not started"):
        _ = mailbox.port
    mailbox.start()
    assert mailbox.port
    mailbox.stop()


def test_a_port_that_is_taken_is_told() -> None:
    with Mailbox(ticking()) as first, pytest.raises(OSError, match="in use"):
        Mailbox(ticking(), port=first.port).start()


def test_hundreds_of_messages_arrive_whole_while_somebody_reads(folder: Path | None) -> None:
    torn: list[Letter] = []
    with Mailbox(ticking(), folder=folder) as mailbox, courier_to(mailbox) as courier:
        done = threading.Event()

        def read() -> None:
            while not done.wait(0.002):
                torn.extend(letter for letter in mailbox.messages(limit=2) if not letter.content.endswith(CONTENT))

        reader = threading.Thread(target=read)
        reader.start()
        outcomes = courier.deliver([envelope(number) for number in range(300)])
        done.set()
        reader.join()
        assert {outcome.kind for outcome in outcomes} == {Kind.SENT}
        assert len({letter.id for letter in mailbox.messages()}) == 300
    assert torn == []
