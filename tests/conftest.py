import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.people import Cabinet, cabinet_in, migrated_file, opened_file, store_at
from tests.postgres import BOTH, POSTGRESQL, NoPostgres, Postgres, name_of, running
from vigil.store.database import Store
from vigil.store.migrations import upgrade

gc.set_threshold(50_000)  # looking for cycles after every 700 new objects takes a fifth of the tests' time

# A busy machine is not what the laws are about.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

TESTS = Path(__file__).parent.as_posix()
PAGES = frozenset({"client", "desk", "site"})  # the fixtures that open them
DRIVING = tuple(
    f"{TESTS}/{folder}/" for folder in ("bench", "cli", "end_to_end", "harm", "jobs", "web/api", "web/desk")
)
"""Folders whose tests drive commands, pages, or jobs while time passes."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What drives pages, jobs or commands is no unit test; modules that drive something else say so themselves."""
    for item in items:
        is_driving = item.path.as_posix().startswith(DRIVING)
        if is_driving or not PAGES.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.end_to_end)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--both", action="store_true", help="run every test that has a database on PostgreSQL as well")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test marked ``on_both`` runs on SQLite and on PostgreSQL, one marked ``postgres`` on PostgreSQL alone."""
    if "database" not in metafunc.fixturenames:
        return
    if metafunc.definition.get_closest_marker("postgres"):
        metafunc.parametrize("database", [POSTGRESQL], indirect=True)
    elif metafunc.definition.get_closest_marker("on_both") or metafunc.config.getoption("both"):
        metafunc.parametrize("database", BOTH, indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test run."""
    try:
        with running() as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(f"PostgreSQL cannot be started here: {reason}")


@pytest.fixture(scope="session")
def migrated(postgres: Postgres) -> str:
    """The name of a PostgreSQL database that is empty but for its tables: a template for others."""
    url = postgres.create()
    store = store_at(url)
    upgrade(store.engine)
    store.close()
    return name_of(url)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database of the test's own: SQLite, and PostgreSQL where the test is ``on_both``."""
    if getattr(request, "param", "sqlite") == "sqlite":
        content = opened_file()[0] if "cabinet" in request.fixturenames else migrated_file()
        (tmp_path / "vigil.db").write_bytes(content)
        yield f"sqlite:///{tmp_path / 'vigil.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.create(request.getfixturevalue("migrated"))
    yield url
    server.drop(url)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An empty, migrated database."""
    store = store_at(database, seed=1)
    yield store
    store.close()


@pytest.fixture
def cabinet(store: Store) -> Cabinet:
    """A clinic with its people, at noon on a Tuesday."""
    return cabinet_in(store)
