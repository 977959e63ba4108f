"""The migrations lead from nothing to what the program expects, and keep what is there."""

import random
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from tests.people import KEYRING, NOON, Cabinet, store_at
from tests.postgres import BOTH, Postgres
from vigil.domain.ids import id_source
from vigil.store import migrations
from vigil.store.base import Base
from vigil.store.database import Store
from vigil.store.engines import writing_engine
from vigil.store.migrations import is_current, upgrade
from vigil.store.tables import Clinic, Course, Message, Patient, Staff, TreatmentSession, Version

SHIPPED = Path(migrations.__file__).parent

REBUILD = '''
"""A column more for clinics: SQLite copies the table and drops the old one."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None

def upgrade():
    for table in ("clinic", "patient"):
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.add_column(sa.Column("colour", sa.String(20), nullable=True))
    {more}
'''


def migrated(folder: Path, cabinet: Cabinet, more: str = "pass") -> Config:
    """The shipped migrations and one more, for the cabinet's database."""
    shutil.copytree(SHIPPED, folder / "migrations")
    (head,) = ScriptDirectory(str(SHIPPED)).get_heads()
    (folder / "migrations" / "versions" / "9999_colour.py").write_text(REBUILD.format(head=head, more=more))
    config = Config()
    config.set_main_option("script_location", str(folder / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = cabinet.store.engine
    return config


def test_what_is_known_without_alembic_is_what_alembic_knows() -> None:
    script = ScriptDirectory(str(SHIPPED))
    assert [revision.revision for revision in script.walk_revisions()][::-1] == migrations.revisions()
    assert script.get_heads() == migrations.revisions()[-1:]


@pytest.mark.on_both
def test_from_nothing_they_lead_to_the_tables_that_the_program_declares(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.on_both
def test_a_new_database_is_current_and_upgrading_again_does_nothing(store: Store) -> None:
    assert is_current(store.engine)
    upgrade(store.engine)
    assert is_current(store.engine)


def test_a_database_that_nobody_migrated_is_not_current(tmp_path: Path) -> None:
    ids = id_source(lambda: pytest.fail("no id is needed"), random.Random(1))
    store = Store(f"sqlite:///{tmp_path / 'empty.db'}", KEYRING, ids)
    assert not is_current(store.engine)
    store.close()


def test_foreign_keys_are_enforced_on_every_connection(cabinet: Cabinet) -> None:
    with cabinet.store.engine.connect() as first, cabinet.store.engine.connect() as second:
        for connection in (first, second):
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    with cabinet.store.engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text("DELETE FROM clinic"))


def test_rebuilding_a_table_keeps_the_rows_that_hang_on_it(cabinet: Cabinet, tmp_path: Path) -> None:
    cabinet.treats()
    tables = (Clinic, Staff, Version, Patient, Course, TreatmentSession, Message)

    def counts() -> list[int]:
        with cabinet.store.reading() as session:
            return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    before = counts()
    assert all(before)
    command.upgrade(migrated(tmp_path, cabinet), "head")
    assert counts() == before
    with cabinet.store.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.execute(text("SELECT colour FROM clinic")).all() == [(None,)]


def test_a_migration_that_orphans_rows_is_undone_whole(cabinet: Cabinet, tmp_path: Path) -> None:
    config = migrated(tmp_path, cabinet, more='op.execute("DELETE FROM patient")')
    with pytest.raises(Exception, match="rows without their parent"):
        command.upgrade(config, "head")
    assert len(cabinet.rows(Patient)) == 1
    assert is_current(cabinet.store.engine)
    with cabinet.store.engine.connect() as connection:
        assert "colour" not in {row[1] for row in connection.execute(text("PRAGMA table_info(clinic)"))}
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


OLD = (
    "INSERT INTO clinic (id, external_id, name, mail_name, phone, zone, language, schedule_name, created_at) "
    "VALUES (:c, 'dijon', 'C', 'C', '0', 'Europe/Paris', 'fr', 'standard', '2026-03-10 11:00:00')",
    "INSERT INTO patient (id, clinic_id, external_id, state, language, zone, consents_to_email, shares_mailbox, "
    "risk_factors, is_invented, generation, created_at) "
    "VALUES (:p, :c, 'P-1', 'active', 'fr', 'Europe/Paris', 1, 0, '[]', 0, 0, '2026-03-10 11:00:00')",
    "INSERT INTO alert (id, clinic_id, patient_id, reference, cause_key, rule, rule_version, urgency, state, "
    "holds_next_session, proposes_case, opened_at, climbed, rung) "
    "VALUES (:a, :c, :p, 'A-1', 'k', 'r', 1, 1, 'open', 0, 0, '2026-03-10 11:00:00', 0, 0)",
)
INDEXES = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'alert' AND sql IS NOT NULL ORDER BY 1"
)


def test_alerts_and_their_indexes_outlive_the_rebuilding_of_their_table(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "migrations")
    config = Config()
    config.set_main_option("script_location", str(tmp_path / "migrations"))
    config.set_main_option("path_separator", "os")
    store = Store(f"sqlite:///{tmp_path / 'vigil.db'}", KEYRING, id_source(lambda: NOON, random.Random(1)))
    config.attributes["engine"] = store.engine
    command.upgrade(config, "0001")
    with store.engine.begin() as connection:
        for statement in OLD:
            given = {name: name * 32 for name in "cpa" if f":{name}" in statement}
            connection.execute(text(statement), given)
        before = connection.execute(text(INDEXES)).all()
    upgrade(store.engine)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT reference, patient_id FROM alert")).all() == [("A-1", "p" * 32)]
        assert set(before) <= set(connection.execute(text(INDEXES)).all())
    store.close()


@pytest.fixture
def oldest(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database as the first version made it, on SQLite and on PostgreSQL."""
    on_server: Postgres | None = None if request.param == "sqlite" else request.getfixturevalue("postgres")
    url = on_server.create() if on_server else f"sqlite:///{tmp_path / 'oldest.db'}"
    store = store_at(url)
    config = Config()
    config.set_main_option("script_location", str(SHIPPED))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = writing_engine(store.engine)
    command.upgrade(config, "0001")
    yield store
    store.close()
    if on_server:
        on_server.drop(url)


_PLAIN: dict[type, Any] = {bool: False, int: 0, float: 0.5, str: "fr", bytes: b"sealed", datetime: NOON, UUID: None}


def _a_row(table: Table, **given: Any) -> dict[str, Any]:
    """A row with something in every column that must hold something."""
    needed = [column for column in table.columns if not column.nullable and column.name not in given]
    return given | {column.name: _PLAIN.get(column.type.python_type, []) for column in needed}


@pytest.mark.parametrize("oldest", BOTH, indirect=True)
def test_a_database_of_the_first_version_with_rows_in_it_becomes_current_and_keeps_them(oldest: Store) -> None:
    tables = MetaData()
    tables.reflect(oldest.engine)
    one, two = UUID(int=1), UUID(int=2)
    is_sqlite = oldest.engine.dialect.name == "sqlite"
    clinic_id, other_id = (one.hex, two.hex) if is_sqlite else (one, two)
    with oldest.engine.begin() as connection:
        clinic = tables.tables["clinic"]
        connection.execute(insert(clinic).values(_a_row(clinic, id=clinic_id, external_id="dijon")))
        for name in ("patient", "staff"):
            table = tables.tables[name]
            row = _a_row(table, id=other_id, clinic_id=clinic_id, external_id=f"{name}-1")
            connection.execute(insert(table).values(row))
    upgrade(oldest.engine)
    assert is_current(oldest.engine)
    with oldest.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        for name, external_id in {"clinic": "dijon", "patient": "patient-1", "staff": "staff-1"}.items():
            assert connection.scalars(select(tables.tables[name].c.external_id)).all() == [external_id]
