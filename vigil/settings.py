"""Environment and secrets. Every setting is a variable ``VIGIL_…`` (or a line of a ``.env`` file)."""

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from vigil.domain.errors import ConfigurationError, Refused
from vigil.mail.imap import Account
from vigil.mail.relay import Relay, Security
from vigil.mail.routes import CONNECTIONS, Routes, parse_routes
from vigil.web.oidc.registration import Registration, is_safe

PREFIX = "VIGIL_"
ENV_FILE = ".env"

_DOMAIN = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
_MAILBOX = re.compile(r"[a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])?")
_PUBLIC_URL = re.compile(
    r"https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?/?"
)


class Synchronous(StrEnum):
    """How hard SQLite tries that what it has committed survives a power cut."""

    OFF = "OFF"
    NORMAL = "NORMAL"
    FULL = "FULL"
    EXTRA = "EXTRA"


_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")


def _database_url(value: str) -> str:
    """The URL as it is, but that a PostgreSQL without a driver gets ours."""
    if value.startswith(("postgres://", "postgresql://")):
        value = f"postgresql+psycopg://{value.partition('://')[2]}"
    try:
        url = make_url(value) if value else None
    except ArgumentError:
        raise ValueError from None
    if url is not None and (url.drivername not in _DRIVERS or not url.database):
        raise ValueError
    return value


def _folder(value: Path | None) -> Path | None:
    if value is not None and not value.is_dir():
        raise ValueError
    return value


def _file(value: str | None) -> str | None:
    if value is not None and not Path(value).is_file():
        raise ValueError
    return value


def _private_file(value: Path | None) -> Path | None:
    """It holds passwords: others who can read it could write to patients in the clinic's name."""
    if value is not None and (not value.is_file() or value.stat().st_mode & 0o077):
        raise ValueError
    return value


def _issuer(value: str) -> str:
    if value and (not is_safe(value) or "?" in value):
        raise ValueError
    return value


def _written_as(pattern: re.Pattern[str]) -> AfterValidator:
    def check(value: str) -> str:
        if value and not pattern.fullmatch(value):
            raise ValueError
        return value

    return AfterValidator(check)


Port = Annotated[int, Field(ge=1, le=65535)]
_PORT = "a whole number from 1 to 65535"
_FOLDER_NAME = "the name of a folder, three different ones"


class Settings(BaseSettings):
    """What differs from one installation to another. ``home`` holds what vigil keeps: database, keys, mailbox.

    A field's title says what it is for, its description what is allowed: the page and the refusals quote them.
    An empty variable is as if it were not set.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, env_ignore_empty=True, extra="ignore")

    home: Path = Field(
        default=Path("var"),
        title="The folder of the database and its keys; made when it is not there",
        description="the path of a folder",
    )
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="",
        repr=False,
        title="Where the database is; without it SQLite, in the file `vigil.db` of the home",
        description="sqlite:////path/to/file or postgresql+psycopg://user:password@host/database",
    )
    host: Annotated[str, _written_as(_HOST)] = Field(
        default="127.0.0.1", title="The address on which the pages are served", description="a host name or an address"
    )
    port: Port = Field(default=8000, title="The port on which the pages are served", description=_PORT)
    base_url: Annotated[str, _written_as(_PUBLIC_URL)] = Field(
        default="",
        title="Where links in mails lead: the address of the pages as seen from outside; without it `host` and `port`",
        description="https:// (http:// on this machine only), a host, and a path if there is one",
    )
    mail_domain: Annotated[str, _written_as(_DOMAIN)] = Field(
        default="vigil.example",
        title="The domain that mails come from, and to which replies and bounces go",
        description="a domain name in lower case, such as suivi.example",
    )
    mailbox: Annotated[str, _written_as(_MAILBOX)] = Field(
        default="suivi",
        title="What stands before the @ of the sender",
        description="up to 32 lower-case letters, digits, dots, hyphens and underscores",
    )
    smtp_host: Annotated[str, _written_as(_HOST)] = Field(
        default="127.0.0.1", title="The mail relay", description="a host name or an address"
    )
    smtp_port: Port = Field(default=25, title="The relay's port", description=_PORT)
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
    smtp_ca_file: Annotated[str | None, AfterValidator(_file)] = Field(
        default=None,
        title="Whom to trust instead of the system's authorities",
        description="a PEM file that can be read",
    )
    imap_host: Annotated[str, _written_as(_HOST)] = Field(
        default="",
        title="The IMAP server of the mailbox that replies and bounces come to; without it none is read",
        description="a host name or an address",
    )
    imap_port: Port = Field(default=993, title="The IMAP server's port", description=_PORT)
    imap_security: Security = Field(
        default=Security.TLS,
        title="How the way to the IMAP server is secured; `plain` on this machine only",
        description="plain, starttls or tls",
    )
    imap_username: str = Field(default="", title="The user name at the IMAP server", description="a user name")
    imap_password: str = Field(
        default="", repr=False, title="The password at the IMAP server", description="a password"
    )
    imap_folder: str = Field(default="INBOX", title="The folder that messages arrive in", description=_FOLDER_NAME)
    imap_done_folder: str = Field(
        default="vigil-done", title="The folder for what was read; made when it is not there", description=_FOLDER_NAME
    )
    imap_aside_folder: str = Field(
        default="vigil-aside",
        title="The folder for what could not be read; made when it is not there",
        description=_FOLDER_NAME,
    )
    imap_verify_certificates: bool = Field(
        default=True, title="Whether the IMAP server has to prove who it is", description="true or false"
    )
    imap_ca_file: Annotated[str | None, AfterValidator(_file)] = Field(
        default=None,
        title="Whom to trust for the IMAP server instead of the system's authorities",
        description="a PEM file that can be read",
    )
    lmtp_host: Annotated[str, _written_as(_HOST)] = Field(
        default="127.0.0.1", title="The address on which LMTP is taken", description="a host name or an address"
    )
    lmtp_port: Port | None = Field(
        default=None,
        title="The port on which a mail server of the house hands over replies by LMTP; without it none is taken",
        description=_PORT,
    )
    api_requests_per_minute: int = Field(
        default=600,
        ge=1,
        le=1_000_000,
        title="How many requests to the JSON API a token may make in a minute, in each process",
        description="a whole number from 1 to 1000000",
    )
    webhook_private_addresses: bool = Field(
        default=False,
        title="Whether webhooks may call this machine and private networks",
        description="true or false",
    )
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        default="",
        max_length=500,
        title="The OpenID Connect provider through which people may sign in besides (`vigil[oidc]`), by its issuer",
        description="https:// (http:// on this machine only), a host, and a path if there is one",
    )
    oidc_client_id: str = Field(
        default="", title="What the provider knows this installation by", description="the identifier that it gave"
    )
    oidc_client_secret: str = Field(
        default="",
        repr=False,
        title="What this installation proves to the provider that it is itself with",
        description="the secret that it gave, if it gave one",
    )
    oidc_name: str = Field(
        default="OpenID Connect",
        max_length=40,
        title="What the provider is called on the pages, such as `Pro Santé Connect`",
        description="up to 40 characters",
    )
    oidc_scope: str = Field(
        default="openid", title="What the provider is asked for", description="words separated by blanks, with openid"
    )
    oidc_acr_values: str = Field(
        default="",
        title="Which levels of assurance (`acr`) the provider is asked for",
        description="words separated by blanks",
    )
    oidc_second_factor_acr: str = Field(
        default="",
        title="Which levels (`acr`) stand for a second factor given there; after others the code is asked for",
        description="words separated by blanks",
    )
    oidc_second_factor_amr: str = Field(
        default="",
        title="Which methods (`amr`), such as `mfa`, stand for a second factor given there",
        description="words separated by blanks",
    )
    oidc_asks_anew: bool = Field(
        default=True,
        title="Whether the provider asks who somebody is each time, even if she is signed in there: desks are shared",
        description="true or false",
    )
    oidc_ca_file: Annotated[str | None, AfterValidator(_file)] = Field(
        default=None,
        title="Whom to trust for the provider instead of the system's authorities",
        description="a PEM file that can be read",
    )
    smtp_relays: Annotated[Path | None, AfterValidator(_private_file)] = Field(
        default=None,
        title="A file of several relays and of the limits of recipients' domains, instead of the `smtp` settings",
        description="a TOML file that nobody else may read (chmod 600)",
    )
    synchronous: Synchronous = Field(
        default=Synchronous.FULL,
        title="How hard SQLite tries that what it has committed survives a power cut",
        description="FULL or EXTRA; NORMAL or OFF where nothing is at stake",
    )
    shipped: Annotated[Path | None, AfterValidator(_folder)] = Field(
        default=None,
        title="Where `config` and `templates` lie; without it, where they came with the program",
        description="a folder that is there",
    )

    @property
    def database(self) -> str:
        """The database's URL; SQLite under ``home`` unless another is set."""
        return self.database_url or str(URL.create("sqlite", database=str(self.home / "vigil.db")))

    def with_database(self, url: str) -> "Settings":
        """The same installation on another database; ``Refused`` for what is no URL of one."""
        try:
            return self.model_copy(update={"database_url": _database_url(url)})
        except ValueError:
            raise Refused(
                "The URL of the other database: allowed are sqlite:////path/to/file and "
                "postgresql+psycopg://user:password@host/database.",
                field="to",
            ) from None

    @property
    def database_file(self) -> Path | None:
        """The file that SQLite keeps; ``None`` for another kind of database."""
        url = make_url(self.database)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None

    @property
    def public_url(self) -> str:
        """Where links lead, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

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

    @property
    def imap(self) -> Account | None:
        """The mailbox that replies come to; ``None`` where none is set."""
        if not self.imap_host:
            return None
        return Account(
            host=self.imap_host,
            port=self.imap_port,
            username=self.imap_username,
            password=self.imap_password,
            security=self.imap_security,
            folder=self.imap_folder,
            done_folder=self.imap_done_folder,
            aside_folder=self.imap_aside_folder,
            verify_certificates=self.imap_verify_certificates,
            ca_file=self.imap_ca_file,
        )

    @property
    def oidc(self) -> Registration | None:
        """How people may sign in elsewhere; ``None`` where no provider is set."""
        if not self.oidc_issuer:
            return None
        return Registration(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=self.oidc_client_secret,
            name=self.oidc_name,
            scope=tuple(self.oidc_scope.split()),
            acr_values=tuple(self.oidc_acr_values.split()),
            second_factor_acr=frozenset(self.oidc_second_factor_acr.split()),
            second_factor_amr=frozenset(self.oidc_second_factor_amr.split()),
            asks_anew=self.oidc_asks_anew,
            ca_file=self.oidc_ca_file,
        )

    @property
    def reads_replies(self) -> bool:
        """Whether anything reads what patients reply."""
        return bool(self.imap_host) or self.lmtp_port is not None


def read_settings() -> Settings:
    """The settings of this environment; ``ConfigurationError`` names the variable that is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise _wrong(name, first["input"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(ENV_FILE, "the file", str(error), "a text in UTF-8 that can be read") from None
    for prefix, build in (
        ("smtp", lambda: settings.relay),
        ("imap", lambda: settings.imap),
        ("oidc", lambda: settings.oidc),
    ):
        try:
            build()  # to be checked as a whole
        except Refused as refusal:
            name = f"{prefix}_{refusal.field}"
            raise _wrong(name, getattr(settings, name, None), str(refusal).rstrip(".")) from None
    settings.routes  # noqa: B018  # and the file of relays, where there is one
    return settings


def strangers(environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """One sentence for each variable ``VIGIL_…`` that is no setting: most likely one that is misspelt."""
    known = [variable(name) for name in Settings.model_fields]
    given = {**dotenv_values(ENV_FILE), **(os.environ if environment is None else environment)}
    for name in sorted(given):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, 1)
            yield f"{name} is no setting; {f'did you mean {near[0]}?' if near else 'it changes nothing.'}"


def variable(field: str) -> str:
    """The variable of a setting: ``VIGIL_SMTP_HOST`` for ``smtp_host``."""
    return PREFIX + field.upper()


def _wrong(name: str, value: Any, allowed: str | None = None) -> ConfigurationError:
    """The refusal of one setting; what may hold a password is not repeated."""
    field = Settings.model_fields[name]
    shown = value if field.repr or value is None else "(not shown)"
    return ConfigurationError("the environment", variable(name), shown, allowed or field.description or "")
