"""What ``vigil check`` says of a PostgreSQL: one sentence each, without a password in it."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.cli.commands import Ran, Run
from tests.cli.practice_files import write_practice
from tests.people import NOON
from tests.postgres import Postgres
from vigil.cli.checking import clock_skew
from vigil.mail.mailbox import Mailbox

SECRET = "s3cret"


def checked(vigil: Run, monkeypatch: pytest.MonkeyPatch, url: str) -> Ran:
    monkeypatch.setenv("VIGIL_DATABASE_URL", url)
    ran = vigil("check")
    assert SECRET not in ran.out + ran.err
    assert "Traceback" not in ran.err
    return ran


def database_line(ran: Ran) -> str:
    (line,) = [line for line in ran.out.splitlines() if "DATABASE_URL" in line]
    return line


def test_a_server_that_is_not_there_is_told(vigil: Run, relay: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = checked(vigil, monkeypatch, f"postgresql+psycopg://v:{SECRET}@127.0.0.1:9/v")
    assert ran.code == 1
    assert "The database of VIGIL_DATABASE_URL cannot be opened" in database_line(ran)
    assert "refused" in database_line(ran)


def test_a_driver_that_is_not_installed_is_told(vigil: Run, relay: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    ran = checked(vigil, monkeypatch, f"postgresql+psycopg://v:{SECRET}@127.0.0.1:9/v")
    assert database_line(ran) == "VIGIL_DATABASE_URL needs psycopg, which is not installed: install vigil[postgres]."


@pytest.mark.end_to_end
@pytest.mark.postgres
def test_a_wrong_password_is_told(
    vigil: Run, relay: Mailbox, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.create()
    postgres.tell("CREATE ROLE clinic LOGIN PASSWORD 'another'")
    try:
        wrong = make_url(url).set(username="clinic", password=SECRET).render_as_string(hide_password=False)
        ran = checked(vigil, monkeypatch, wrong)
    finally:
        postgres.tell("DROP ROLE clinic")
    assert ran.code == 1
    assert "password authentication failed" in database_line(ran)


@pytest.mark.end_to_end
@pytest.mark.postgres
def test_a_database_that_there_is_not_is_told(
    vigil: Run, relay: Mailbox, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = checked(vigil, monkeypatch, postgres.url("nowhere"))
    assert ran.code == 1
    assert "does not exist" in database_line(ran)


@pytest.mark.end_to_end
@pytest.mark.postgres
def test_an_empty_one_is_a_note_and_one_of_another_version_a_problem(
    vigil: Run, relay: Mailbox, postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.create()
    empty = checked(vigil, monkeypatch, url)
    assert empty.code == 0
    assert "There is no database in VIGIL_DATABASE_URL yet" in empty.err
    assert vigil("import", *write_practice(tmp_path, datetime.now(UTC)), "--apply").code == 0
    whole = checked(vigil, monkeypatch, url)
    assert (whole.code, whole.out) == (0, "")
    for version, told in {"0001": "earlier version", "9999": "later version"}.items():
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", [version])
        other = checked(vigil, monkeypatch, url)
        assert other.code == 1
        assert told in other.out


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(seconds=5), None),
        (timedelta(seconds=6), "6 s ahead of the database's"),
        (timedelta(seconds=-5), None),
        (timedelta(minutes=-2), "120 s behind the database's"),
    ],
)
def test_clocks_that_differ_by_more_than_seconds_are_told(ahead: timedelta, told: str | None) -> None:
    sentences = list(clock_skew(NOON, NOON + ahead))
    assert len(sentences) == (told is not None)
    assert all(told in sentence for sentence in sentences if told)
