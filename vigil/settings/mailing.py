"""From whom mail comes, and by which relays it leaves."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings

from vigil.mail.relay import Relay, Security
from vigil.mail.routes import CONNECTIONS, Routes, parse_routes
from vigil.settings.checks import PORT, CaFile, HostName, Port, written_as

_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_MAILBOX = re.compile(r"[a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])?")


def _private_file(value: Path | None) -> Path | None:
    """It holds passwords: others who can read it could write to patients in the clinic's name."""
    if value is not None and (not value.is_file() or value.stat().st_mode & 0o077):
        raise ValueError
    return value


class Mailing(BaseSettings):
    """The sender, and one relay or a file of several."""

    mail_domain: Annotated[str, written_as(_DOMAIN)] = Field(
        default="vigil.example",
        title="The domain that mails come from, and to which replies and bounces go",
        description="a domain name in lower case, such as suivi.example",
    )
    mailbox: Annotated[str, written_as(_MAILBOX)] = Field(
        default="suivi",
        title="What stands before the @ of the sender",
        description="up to 32 lower-case letters, digits, dots, hyphens and underscores",
    )
    smtp_host: HostName = Field(default="127.0.0.1", title="The mail relay", description="a host name or an address")
    smtp_port: Port = Field(default=25, title="The relay's port", description=PORT)
    smtp_security: Security = Field(
        default=Security.STARTTLS,
        title="How the way to the relay is secured; `starttls` is required once chosen",
        description="plain, starttls or tls",
    )
    smtp_username: str | None = Field(
        default=None, title="The user name at the relay", description="a user name, together with VIGIL_SMTP_PASSWORD"
    )
    smtp_password: str | None = Field(
        default=None,
        repr=False,
        title="The password at the relay",
        description="a password, together with VIGIL_SMTP_USERNAME",
    )
    smtp_connections: int = Field(
        default=CONNECTIONS,
        ge=1,
        le=64,
        title="How many connections to the relay are held open at most; as many as its latency calls for are",
        description="a whole number from 1 to 64",
    )
    smtp_verify_certificates: bool = Field(
        default=True, title="Whether the relay has to prove who it is", description="true or false"
    )
    smtp_ca_file: CaFile = Field(
        default=None,
        title="Whom to trust instead of the system's authorities",
        description="a PEM file that can be read",
    )
    smtp_relays: Annotated[Path | None, AfterValidator(_private_file)] = Field(
        default=None,
        title="A file of several relays and of the limits of recipients' domains, instead of the `smtp` settings",
        description="a TOML file that nobody else may read (chmod 600)",
    )

    @property
    def routes(self) -> Routes:
        """The relays by which mail leaves; ``ConfigurationError`` names what is wrong in their file."""
        if self.smtp_relays is None:
            return Routes((self.relay,))
        text = self.smtp_relays.read_text(encoding="utf-8")
        return parse_routes(self.smtp_relays.name, text, hello_name=self.mail_domain)

    @property
    def relay(self) -> Relay:
        return Relay(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            username=self.smtp_username,
            password=self.smtp_password,
            connections=self.smtp_connections,
            hello_name=self.mail_domain,
            verify_certificates=self.smtp_verify_certificates,
            ca_file=self.smtp_ca_file,
        )
