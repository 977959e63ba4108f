"""A real IMAP server (pymap) in a process of its own, and a hand that puts messages into it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from vigil.mail.imap import Account
from vigil.mail.relay import Security

USER, PASSWORD = "suivi", "s3cret!"


@contextmanager
def imap_server(*, port: int | None = None, log: Path | None = None) -> Iterator[Account]:
    """The account of an empty mailbox; the server is stopped with the block."""
    port = port or free_port()
    program = [sys.executable, "-W", "ignore", "-c", "from pymap.main import main; main()", "--host", "127.0.0.1"]
    program += ["--port", str(port), "--no-tls", "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    server = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=log.open("wb") if log else subprocess.DEVNULL)  # noqa: S603
    try:
        wait_for(port, server)
        yield Account("127.0.0.1", port, USER, PASSWORD, Security.PLAIN, timeout=10)
    finally:
        server.terminate()
        server.wait(10)


def put(account: Account, raw: bytes, folder: str = "INBOX") -> None:
    """Deliver a message into the mailbox."""
    with MailBoxUnencrypted(account.host, account.port).login(account.username, account.password) as mailbox:
        mailbox.append(raw, folder)


def held(account: Account, folder: str) -> list[bytes]:
    """The raw messages of a folder."""
    with MailBoxUnencrypted(account.host, account.port).login(account.username, account.password) as mailbox:
        if not mailbox.folder.exists(folder):
            return []
        mailbox.folder.set(folder)
        return [message.obj.as_bytes() for message in mailbox.fetch(mark_seen=False)]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until the server listens."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert server.poll() is None, "the IMAP server did not start"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the IMAP server does not listen")
