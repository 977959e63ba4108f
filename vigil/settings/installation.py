"""Where an installation lies: its folder, its database, the address of its pages."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from vigil.domain.errors import Refused
from vigil.settings.checks import PORT, HostName, Port, written_as

_PUBLIC_URL = re.compile(
    r"https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?/?"
)
_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")


class Synchronous(StrEnum):
    """How hard SQLite tries that what it has committed survives a power cut."""

    OFF = "OFF"
    NORMAL = "NORMAL"
    FULL = "FULL"
    EXTRA = "EXTRA"


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


class Installation(BaseSettings):
    """``home`` holds what vigil keeps: database, keys, mailbox."""

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
    host: HostName = Field(
        default="127.0.0.1", title="The address on which the pages are served", description="a host name or an address"
    )
    port: Port = Field(default=8000, title="The port on which the pages are served", description=PORT)
    base_url: Annotated[str, written_as(_PUBLIC_URL)] = Field(
        default="",
        title="Where links in mails lead: the address of the pages as seen from outside; without it `host` and `port`",
        description="https:// (http:// on this machine only), a host, and a path if there is one",
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

    def with_database(self, url: str) -> Self:
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
