"""A file of several relays, read strictly."""

import pytest

from vigil.domain.errors import ConfigurationError
from vigil.mail.pace import Pace
from vigil.mail.relay import Security
from vigil.mail.routes import CONNECTIONS, Routes, parse_routes

FILE = """
[[relay]]
host = "smtp.example"
username = "cabinet"
password = "secret"
messages_per_minute = 600

[[relay]]
host = "127.0.0.1"
port = 25
security = "plain"
connections = 2
pipelining = false

[domain."Orange.example"]
at_once = 4
per_minute = 60

[domain."*"]
at_once = 8
"""


def read(text: str) -> Routes:
    return parse_routes("relays.toml", text, hello_name="suivi.example")


def test_relays_come_in_order_of_preference_with_their_limits() -> None:
    routes = read(FILE)
    first, second = routes.relays
    assert (first.place, first.security, first.username, first.connections) == (
        "smtp.example:587",
        Security.STARTTLS,
        "cabinet",
        CONNECTIONS,
    )
    assert (first.messages_per_minute, first.is_pipelined, first.hello_name) == (600, True, "suivi.example")
    assert (second.place, second.connections, second.is_pipelined) == ("127.0.0.1:25", 2, False)
    assert routes.domains == {"orange.example": Pace(4, 60), "*": Pace(8, None)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "relay"),
        ("[[relay]]\nport = 25\n", "host"),
        ('[[relay]]\nhost = "a"\nport = 0\n', "port"),
        ('[[relay]]\nhost = "a"\nsecurity = "ssl"\n', "security"),
        ('[[relay]]\nhost = "a"\nspeed = 3\n', "speed"),
        ('[[relay]]\nhost = "a"\nusername = "u"\n', "password"),
        ('[[relay]]\nhost = "smtp.example"\nsecurity = "plain"\nusername = "u"\npassword = "p"\n', "clear"),
        ('[[relay]]\nhost = "a"\nca_file = "/nowhere.pem"\n', "ca_file"),
        ('[[relay]]\nhost = "a"\n[domain.orange]\nper_hour = 3\n', "per_hour"),
        ('[[relay]\nhost = "a"\n', "valid TOML"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=r"relays\.toml") as refusal:
        read(text)
    assert said in str(refusal.value)


def test_a_refusal_repeats_no_password() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read('[[relay]]\nhost = "smtp.example"\npassword = "hunter22"\n')
    assert "hunter22" not in str(refusal.value)
