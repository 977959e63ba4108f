import logging
import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from rich.console import Console

from tests.cli.commands import Run, runner
from tests.cli.practice_files import write_practice
from vigil.cli.importing import import_files
from vigil.mail.mailbox import Mailbox
from vigil.settings import Settings, Synchronous


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an installation will keep its things, in an environment that says nothing else; it is not there yet."""
    for name in [name for name in os.environ if name.upper().startswith("VIGIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "a home with spaces"
    monkeypatch.setenv("VIGIL_HOME", str(folder))
    monkeypatch.setenv("VIGIL_SYNCHRONOUS", "OFF")
    monkeypatch.setenv("COLUMNS", "200")
    return folder


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the practice was imported, once for all tests."""
    folder = tmp_path_factory.mktemp("imported")
    files = write_practice(folder, datetime.now(UTC))
    settings = Settings(home=folder / "home", synchronous=Synchronous.OFF)
    import_files(settings, files, apply=True, kind=None, console=Console(quiet=True))
    return folder / "home"


@pytest.fixture
def practice(imported: Path, home: Path, relay: Mailbox) -> Mailbox:
    """An installation that is set up whole, with the practice of the files; its relay."""
    shutil.copytree(imported, home)
    return relay


@pytest.fixture
def vigil(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs commands in this process; the logging that they set up ends with the test, as its standard error does."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield runner(monkeypatch, capsys)
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox(lambda: datetime.now(UTC)) as opened:
        yield opened


@pytest.fixture
def relay(mailbox: Mailbox, home: Path, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """An installation that is set up whole, and whose relay is the built-in mailbox."""
    port = free_port()
    monkeypatch.setenv("VIGIL_SMTP_PORT", str(mailbox.port))
    monkeypatch.setenv("VIGIL_SMTP_SECURITY", "plain")
    monkeypatch.setenv("VIGIL_MAIL_DOMAIN", "suivi.example")
    monkeypatch.setenv("VIGIL_BASE_URL", "https://suivi.example")
    monkeypatch.setenv("VIGIL_PORT", str(port))
    return mailbox


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
