"""Environment and secrets. Every setting is a variable ``VIGIL_…`` (or a line of a ``.env`` file)."""

from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from vigil.domain.errors import ConfigurationError
from vigil.mail.relay import Relay, Security


class Settings(BaseSettings):
    """What differs from one installation to another. ``home`` holds what vigil keeps: database, keys, mailbox."""

    model_config = SettingsConfigDict(env_prefix="VIGIL_", env_file=".env", extra="ignore")

    home: Path = Path("var")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    mail_domain: str = "vigil.example"
    mailbox: str = "suivi"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_security: Security = Security.STARTTLS
    smtp_username: str | None = None
    smtp_password: str | None = None
    smtp_connections: int = 4
    smtp_verify_certificates: bool = True
    smtp_ca_file: str | None = None
    synchronous: str = "FULL"
    shipped: Path | None = None

    @property
    def database(self) -> str:
        """The database's URL; SQLite under ``home`` unless another is set."""
        return self.database_url or f"sqlite:///{self.home / 'vigil.db'}"

    @property
    def public_url(self) -> str:
        """Where links lead, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def relay(self) -> Relay:
        return Relay(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            username=self.smtp_username,
            password=self.smtp_password,
            connections=self.smtp_connections,
            verify_certificates=self.smtp_verify_certificates,
            ca_file=self.smtp_ca_file,
        )


def read_settings() -> Settings:
    """The settings of this environment; ``ConfigurationError`` names the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = "VIGIL_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError("the environment", variable, first["input"], first["msg"]) from None
