"""By which relays mail leaves, and what a recipient's domain takes: one relay of the settings, or a file of several."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vigil.domain.configuration import Table, parse
from vigil.domain.errors import ConfigurationError, Refused
from vigil.mail.pace import OTHERS, Pace
from vigil.mail.relay import Relay, Security

CONNECTIONS = 20
"""How many connections a relay may be given unless somebody says otherwise; its latency says how many are opened."""

_LARGE = 1_000_000


@dataclass(frozen=True)
class Routes:
    """The relays in order of preference, and the limits of recipients' domains (``OTHERS`` for each not named)."""

    relays: tuple[Relay, ...]
    domains: Mapping[str, Pace] = field(default_factory=dict)


def parse_routes(file: str, text: str, *, hello_name: str) -> Routes:
    """Read a file of relays (``docs/reference/relays.md``); ``ConfigurationError`` names file, key, value and rule."""
    table = parse(file, text)
    relays = tuple(_relay(each, hello_name) for each in table.tables("relay", required=False))
    if not relays:
        raise ConfigurationError(file, "relay", None, "at least one [[relay]]")
    domains = table.table("domain", required=False)
    names = domains.keys()
    paces = {name.lower(): _pace(domains.table(name)) for name in names}
    table.done()
    return Routes(relays, paces)


def _relay(table: Table, hello_name: str) -> Relay:
    given = {
        "host": table.text("host"),
        "port": table.whole("port", 1, 65535, 587),
        "security": table.choice("security", Security, Security.STARTTLS),
        "username": table.text("username", "") or None,
        "password": table.text("password", "") or None,
        "connections": table.whole("connections", 1, 64, CONNECTIONS),
        "messages_per_connection": table.whole("messages_per_connection", 1, _LARGE, 500),
        "messages_per_minute": table.whole("messages_per_minute", 0, _LARGE, 0) or None,
        "verify_certificates": table.boolean("verify_certificates", True),
        "ca_file": table.text("ca_file", "") or None,
        "is_pipelined": table.boolean("pipelining", True),
        "hello_name": hello_name,
    }
    table.done()
    try:
        relay = Relay(**given)  # type: ignore[arg-type]  # each was read as its field wants it
        relay.tls_context()
    except Refused as refusal:
        key = refusal.field or "relay"
        shown = "(not shown)" if key == "password" else given.get(key)
        raise ConfigurationError(table.file, f"relay {given['host']}.{key}", shown, str(refusal).rstrip(".")) from None
    return relay


def _pace(table: Table) -> Pace:
    pace = Pace(table.whole("at_once", 0, _LARGE, 0) or None, table.whole("per_minute", 0, _LARGE, 0) or None)
    table.done()
    return pace


__all__ = ["CONNECTIONS", "OTHERS", "Routes", "parse_routes"]
