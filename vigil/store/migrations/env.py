"""Alembic's entry: migrate the engine that the program hands over.

SQLite's batch mode copies a table and drops the old one; with foreign keys enforced that silently deletes child rows.
So enforcement is off while migrating, and ``foreign_key_check`` has to find nothing afterwards.
"""

from typing import Literal

from alembic import context
from sqlalchemy import Engine

from vigil.domain.errors import VigilError
from vigil.store import tables  # noqa: F401  (declares the tables)
from vigil.store.base import Base, Instant, Word


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types as the plain ones that they are in the database."""
    if kind == "type" and isinstance(item, Word):
        return "sa.String(length=32)"
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def run(engine: Engine) -> None:
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
            render_item=_render,
            transactional_ddl=True,  # SQLite's is, once the driver leaves transactions to us; Alembic supposes not
        )
        try:
            with context.begin_transaction():
                context.run_migrations()
                if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                    raise VigilError(
                        f"The migration left {len(broken)} rows without their parent; nothing was changed."
                    )
            connection.commit()
        finally:
            if is_sqlite:
                connection.rollback()
                connection.connection.execute("PRAGMA foreign_keys=ON")


run(context.config.attributes["engine"])
