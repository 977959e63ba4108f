"""A relay whose TLS fails gets nothing in clear, and what was for it is tried again."""

from pathlib import Path
from uuid import uuid4

import pytest

from tests.mail.faulty import DROP, GARBAGE, HANG, STRANGER, Faulty, Verb, harmful
from tests.mail.relays import certificate
from vigil.mail.courier import Courier, Envelope
from vigil.mail.outcomes import Kind
from vigil.mail.relay import Relay, Security

pytestmark = [pytest.mark.end_to_end]


@pytest.mark.parametrize("fault", [DROP, HANG, GARBAGE, STRANGER])
def test_a_handshake_that_fails_sends_nothing_in_clear_and_is_tried_again(fault: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    tls, ca_file = certificate(tmp_path)
    untrusted, _ = certificate(tmp_path / "other")
    faults = {(Verb.HANDSHAKE, 0): fault}
    with harmful(Faulty(faults=faults, tls=tls, untrusted=untrusted, hangs_for=5.0)) as relay:
        way = Relay("127.0.0.1", relay.port, Security.STARTTLS, ca_file=ca_file, connections=1, connect_timeout=1.0)
        with Courier(way) as courier:
            envelope = Envelope(uuid4(), "a@vigil.example", "b@d.example", b"Subject: x\r\n\r\nx\r\n")
            (first,) = courier.deliver([envelope])
            (second,) = courier.deliver([envelope])
    assert (first.kind, second.kind) == (Kind.TRANSIENT, Kind.SENT)
    assert "MAIL" not in relay.commands[: relay.commands.index("STARTTLS") + 1]
    assert relay.commands.count("MAIL") == 1
    assert relay.recipients == ["b@d.example"]
