"""Bringing a database to the shape that this program expects, with Alembic.

Whether there is anything to bring is seen without it: most programs that start find nothing to do, and Alembic takes
longer to import than to do that. Migrations follow one line, and the name of each file begins with its revision.
"""

from pathlib import Path

from sqlalchemy import Engine, inspect

from vigil.domain.errors import VigilError
from vigil.store.engines import writing_engine
from vigil.store.planner import tell_planner

_HERE = Path(__file__).parent


class LaterDatabase(VigilError):
    """The database has a shape that this program does not know yet."""


def upgrade(engine: Engine) -> None:
    """Run the migrations that the database has not seen; none when it is current (``LaterDatabase`` if beyond it)."""
    if not is_current(engine):
        _migrate(writing_engine(engine))
    tell_planner(engine)


def is_current(engine: Engine) -> bool:
    """Whether the database has every migration that this program knows."""
    heads, known = current_heads(engine), revisions()
    if beyond := heads - set(known):
        raise LaterDatabase(
            f"The database was made by a later version of vigil ({', '.join(sorted(beyond))}): run that version."
        )
    return heads == {known[-1]}


def current_heads(engine: Engine) -> set[str]:
    """The migrations that the database has come to; none for one that vigil has never written to."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return set()
        return set(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())


def revisions() -> list[str]:
    """The migrations that this program knows, the first one first."""
    return sorted(path.name.partition("_")[0] for path in (_HERE / "versions").glob("[0-9]*_*.py"))


def _migrate(engine: Engine) -> None:
    """Of two programs that start at once, the second waits for its turn and finds nothing left to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    command.upgrade(config, "head")
