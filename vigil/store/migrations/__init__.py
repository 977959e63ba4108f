"""Bringing a database to the shape that this program expects, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from vigil.domain.errors import VigilError
from vigil.store.engines import writing_engine
from vigil.store.planner import tell_planner


class LaterDatabase(VigilError):
    """The database has a shape that this program does not know yet."""


def upgrade(engine: Engine) -> None:
    """Run the migrations that the database has not seen; none when it is current (``LaterDatabase`` if beyond it)."""
    if not is_current(engine):
        # Of two programs that start at once, the second waits for its turn and finds nothing left to do.
        command.upgrade(_config(writing_engine(engine)), "head")
    tell_planner(engine)


def is_current(engine: Engine) -> bool:
    """Whether the database has every migration that this program knows."""
    heads = current_heads(engine)
    script = ScriptDirectory.from_config(_config(engine))
    if beyond := heads - {revision.revision for revision in script.walk_revisions()}:
        raise LaterDatabase(
            f"The database was made by a later version of vigil ({', '.join(sorted(beyond))}): run that version."
        )
    return heads == set(script.get_heads())


def current_heads(engine: Engine) -> set[str]:
    """The migrations that the database has come to; none for one that vigil has never written to."""
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config
