"""The database that a benchmark may do what it likes with: made for it, and emptied before and after."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import Engine, MetaData, create_engine, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from vigil import clock
from vigil.actions.open_clinic import open_clinic
from vigil.actions.record_staff import record_staff
from vigil.domain.errors import Refused
from vigil.domain.recording.facts import ClinicFacts, StaffFacts
from vigil.domain.words import Role
from vigil.installed import shipped
from vigil.opening import open_store
from vigil.settings import Settings
from vigil.store.database import Store
from vigil.store.tables import Clinic, Fact

CLINIC = "vigil-bench"
"""The external id of the only clinic of a throwaway database."""

PHYSICIAN = "bench-physician"
PHYSICIAN_ADDRESS = "physician@bench.example"


@dataclass(frozen=True)
class Throwaway:
    """A database with one empty clinic, whose zone is one where it is midday: patients are not written to at night."""

    settings: Settings
    store: Store
    clinic_id: UUID
    zone: str

    @property
    def kind(self) -> str:
        return self.store.engine.dialect.name

    def settle(self) -> None:
        """Have the database digest what was filled in, as it would by itself before long.

        PostgreSQL looks at what there is; SQLite takes its write-ahead log into the file.
        """
        words = "ANALYZE" if self.kind == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)"
        with self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(words)).close()


@contextmanager
def throwaway(database_url: str = "", *, synchronous: str = "FULL", **settings: object) -> Iterator[Throwaway]:
    """An empty database at the URL (without one, SQLite in a temporary folder) for the time of a ``with``.

    ``Refused`` when it holds anything that no benchmark made.
    """
    with TemporaryDirectory(prefix="vigil-bench-") as home:
        given = {"home": Path(home), "database_url": database_url, "synchronous": synchronous, "smtp_security": "plain"}
        own = Settings.model_validate(given | settings)
        _empty(own)
        store = open_store(own, clock.now)
        try:
            yield _opened(own, store)
        finally:
            store.close()
            _empty(own)


def midday_zone(now: datetime) -> str:
    """A zone where it is about noon."""
    ahead = (12 - now.astimezone(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"  # their signs are the other way round


def _opened(settings: Settings, store: Store) -> Throwaway:
    now = clock.now() - timedelta(days=30)
    zone = midday_zone(clock.now())
    facts = ClinicFacts(CLINIC, "Cabinet des Mesures", "Cabinet des Mesures", "03 80 00 00 00", zone=zone)
    physician = StaffFacts(PHYSICIAN, Role.PHYSICIAN, "Dr Anne Mesure", email=PHYSICIAN_ADDRESS)
    with store.writing(now, "bench") as session:
        clinic_id = open_clinic(session, facts, shipped(settings), now).id
        record_staff(session, clinic_id, physician, now)
        done = {"at": clock.now().isoformat(), "messages": 0, "differences": []}
        session.merge(Fact(name="reconciliation", value=done))  # what follows measures other things
    return Throwaway(settings, store, clinic_id, zone)


def _empty(settings: Settings) -> None:
    """Take away everything that a benchmark made; ``Refused`` if there is anything else."""
    file = settings.database_file
    if file is not None and not file.exists():
        return
    try:
        engine = create_engine(settings.database, hide_parameters=True)
        _check_ours(engine)
        if file is None:
            _drop_all(engine)
        engine.dispose()
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise Refused(f"The database cannot be used for a benchmark ({type(error).__name__}).") from None
    if file is not None:
        for ending in ("", "-wal", "-shm", "-journal"):
            file.with_name(file.name + ending).unlink(missing_ok=True)


def _check_ours(engine: Engine) -> None:
    """A benchmark marks its database by the one clinic in it; one without tables is as good."""
    tables = set(inspect(engine).get_table_names())
    if not tables:
        return
    if Clinic.__tablename__ not in tables:
        raise Refused("The database holds tables that are not vigil's: a benchmark takes an empty, throwaway one.")
    with engine.connect() as connection:
        strangers = connection.scalars(select(Clinic.external_id).where(Clinic.external_id != CLINIC).limit(1)).all()
    if strangers:
        raise Refused("The database holds a clinic that no benchmark made: a benchmark takes an empty, throwaway one.")


def _drop_all(engine: Engine) -> None:
    found = MetaData()
    found.reflect(engine)
    with engine.begin() as connection:
        for table in found.tables:
            connection.execute(text(f'DROP TABLE IF EXISTS "{table}" CASCADE'))
