"""Bringing a database to the shape that this program expects, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine


def upgrade(engine: Engine) -> None:
    """Run the migrations that the database has not seen; none when it is current."""
    if not is_current(engine):
        command.upgrade(_config(engine), "head")


def is_current(engine: Engine) -> bool:
    """Whether the database has every migration that this program knows."""
    with engine.connect() as connection:
        heads = set(MigrationContext.configure(connection).get_current_heads())
    return heads == set(ScriptDirectory.from_config(_config(engine)).get_heads())


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config
