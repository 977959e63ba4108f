"""The mail relay as configured: where it is, how it is secured, and how long it may take."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from enum import StrEnum

from vigil.domain.errors import Refused


class Security(StrEnum):
    """``starttls`` is required once chosen: a relay that does not offer it gets nothing in clear."""

    PLAIN = "plain"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class Relay:
    """One SMTP relay. Times are in seconds; ``connections`` is how many are held open at once, at most.

    ``connect_timeout`` runs from nothing to logged in; ``content_timeout`` is for the answer to a message's content,
    for which RFC 5321 allows a relay minutes. A connection is closed when it was idle for ``idle_after``, and renewed
    ``renew_after`` it was opened or when it has carried ``messages_per_connection``.
    ``ca_file`` is a PEM bundle to trust instead of the system's. ``hello_name`` is our own name in EHLO.
    ``is_pipelined`` false keeps to the plain path even where the relay offers PIPELINING.
    """

    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    connect_timeout: float = 15.0
    command_timeout: float = 30.0
    content_timeout: float = 120.0
    connections: int = 4
    hello_name: str = "localhost"
    verify_certificates: bool = True
    ca_file: str | None = None
    messages_per_connection: int = 500
    messages_per_minute: int | None = None
    idle_after: float = 60.0
    renew_after: float = 1800.0
    is_pipelined: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.connections <= 64:
            raise Refused(f"A relay takes 1 to 64 connections, not {self.connections}.", field="connections")
        if not 1 <= self.port <= 65535:
            raise Refused(f"The relay's port is {self.port}; allowed: 1 to 65535.", field="port")
        if min(self.connect_timeout, self.command_timeout, self.content_timeout) <= 0:
            raise Refused("A relay's timeouts are more than 0 seconds.", field="timeout")
        limits = (self.messages_per_connection, self.messages_per_minute, self.idle_after, self.renew_after)
        if any(limit is not None and limit <= 0 for limit in limits):
            raise Refused("A relay's limits are more than 0.", field="limit")
        if (self.username is None) is not (self.password is None):
            raise Refused("A relay's user name and password are given together, or neither.", field="password")
        if self.username is not None and self.security is Security.PLAIN and not is_loopback(self.host):
            raise Refused(
                f"A password would cross the network in clear to {self.host}: use starttls or tls.", field="security"
            )

    @property
    def place(self) -> str:
        """``host:port``, as a person reads it."""
        return f"{self.host}:{self.port}"

    def tls_context(self) -> ssl.SSLContext | None:
        """What both TLS and STARTTLS use; ``None`` for plain. ``Refused`` when the CA file cannot be read."""
        if self.security is Security.PLAIN:
            return None
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise Refused(f"The relay's CA file {self.ca_file} cannot be read: {error}.", field="ca_file") from None
        if not self.verify_certificates:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its address or name, so that nothing crosses a network."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
