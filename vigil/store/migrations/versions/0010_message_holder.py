"""the messages that a lease holds, however many lie behind and ahead"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CLAIMED = "state = 'claimed'"


def upgrade() -> None:
    op.create_index(
        "ix_message_holder",
        "message",
        ["lease"],
        sqlite_where=sa.text(CLAIMED),
        postgresql_where=sa.text(CLAIMED),
    )
