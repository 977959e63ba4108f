"""Where replies and bounces come in: a mailbox read by IMAP, or a mail server that hands them over by LMTP."""

from pydantic import Field
from pydantic_settings import BaseSettings

from vigil.mail.imap import Account
from vigil.mail.relay import Security
from vigil.settings.checks import PORT, CaFile, HostName, Port

_FOLDER_NAME = "the name of a folder, three different ones"


class Replies(BaseSettings):
    """Without a host and a port nothing is read."""

    imap_host: HostName = Field(
        default="",
        title="The IMAP server of the mailbox that replies and bounces come to; without it none is read",
        description="a host name or an address",
    )
    imap_port: Port = Field(default=993, title="The IMAP server's port", description=PORT)
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
    imap_ca_file: CaFile = Field(
        default=None,
        title="Whom to trust for the IMAP server instead of the system's authorities",
        description="a PEM file that can be read",
    )
    lmtp_host: HostName = Field(
        default="127.0.0.1", title="The address on which LMTP is taken", description="a host name or an address"
    )
    lmtp_port: Port | None = Field(
        default=None,
        title="The port on which a mail server of the house hands over replies by LMTP; without it none is taken",
        description=PORT,
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
    def reads_replies(self) -> bool:
        """Whether anything reads what patients reply."""
        return bool(self.imap_host) or self.lmtp_port is not None
