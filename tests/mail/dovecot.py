"""Dovecot, the IMAP server that most clinics' mailboxes stand on, in a process of its own; from Debian's package."""

import getpass
import grp
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.mail.imap_server import PASSWORD, USER, free_port, wait_for
from tests.mail.relays import certificate
from vigil.mail.imap import Account
from vigil.mail.relay import Security

_PROGRAM = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin")

_CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
{users}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}/mail
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {plain_port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
  }}
}}
"""

_OWN_USERS = "default_internal_user = {owner}\ndefault_login_user = {owner}\ndefault_internal_group = {group}"
"""Root has the package's own users; anybody else runs all of it as himself."""


@dataclass(frozen=True)
class Served:
    """One mailbox: the accounts that reach it, by security, and the folder in which its messages lie."""

    accounts: dict[Security, Account]
    mail: Path

    def receive(self, raw: bytes) -> None:
        """Deliver a message as a mail server does: written whole beside the others, then put among them."""
        name = f"{time.time_ns()}.test"
        written = self.mail / "tmp" / name
        written.write_bytes(raw)
        shutil.chown(written, self.mail.stat().st_uid)
        written.rename(self.mail / "new" / name)

    def count(self, folder: str) -> int:
        """How many messages a folder holds."""
        return sum(1 for place in ("cur", "new") for _ in (self.mail / f".{folder}" / place).iterdir())


@contextmanager
def dovecot() -> Iterator[Served]:
    """An empty mailbox; the server is stopped with the block."""
    if _PROGRAM is None:
        pytest.skip("dovecot-imapd is not installed")
    is_root = os.getuid() == 0
    owner = "nobody" if is_root else getpass.getuser()
    group = "nogroup" if is_root else grp.getgrgid(os.getgid()).gr_name
    folder = Path(mkdtemp(prefix="vigil-dovecot-"))  # its users cannot reach into a test's own folder
    folder.chmod(0o755)
    for place in ("cur", "new", "tmp"):
        (folder / "mail" / place).mkdir(parents=True)
    for made in (folder / "mail").rglob("*"):
        shutil.chown(made, owner, group)
    shutil.chown(folder / "mail", owner, group)
    _, ca_file = certificate(folder)
    ports = {Security.TLS: free_port(), Security.STARTTLS: free_port()}
    configuration = folder / "dovecot.conf"
    configuration.write_text(
        _CONFIGURATION.format(
            folder=folder,
            users="" if is_root else _OWN_USERS.format(owner=owner, group=group),
            certificate=folder / "server.pem",
            password=PASSWORD,
            owner=owner,
            group=group,
            plain_port=ports[Security.STARTTLS],
            tls_port=ports[Security.TLS],
        )
    )
    server = subprocess.Popen([_PROGRAM, "-F", "-c", str(configuration)])  # noqa: S603
    try:
        for port in ports.values():
            wait_for(port, server)
        yield Served(
            {
                security: Account("127.0.0.1", port, USER, PASSWORD, security, ca_file=ca_file, timeout=10)
                for security, port in ports.items()
            },
            folder / "mail",
        )
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder)
