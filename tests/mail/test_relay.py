from pathlib import Path

import pytest

from vigil.domain.errors import Refused
from vigil.mail.relay import Relay, Security


def test_a_relay_never_shows_its_password() -> None:
    assert "s3cret" not in repr(Relay("smtp.example", 587, Security.STARTTLS, "vigil", "s3cret"))


def test_a_password_never_crosses_the_network_in_clear() -> None:
    with pytest.raises(Refused, match="in clear"):
        Relay("smtp.example", 25, Security.PLAIN, "vigil", "s3cret")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_on_this_machine_it_may(host: str) -> None:
    assert Relay(host, 25, Security.PLAIN, "vigil", "s3cret").place == f"{host}:25"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"port": 0}, "1 to 65535"),
        ({"port": 70000}, "1 to 65535"),
        ({"connections": 0}, "1 to 64"),
        ({"connections": 65}, "1 to 64"),
        ({"command_timeout": 0.0}, "more than 0"),
        ({"messages_per_connection": 0}, "limits are more than 0"),
        ({"messages_per_minute": 0}, "limits are more than 0"),
        ({"idle_after": 0.0}, "limits are more than 0"),
        ({"username": "vigil"}, "together"),
        ({"password": "s3cret"}, "together"),
    ],
)
def test_what_cannot_work_is_refused(changes: dict[str, object], told: str) -> None:
    given: dict[str, object] = {"host": "smtp.example", "port": 587} | changes
    with pytest.raises(Refused, match=told):
        Relay(**given)  # type: ignore[arg-type]  # a table of wrong values


def test_a_ca_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"missing\.pem"):
        Relay("smtp.example", 587, ca_file=str(tmp_path / "missing.pem")).tls_context()
