"""which appointments a transfer cancelled"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("transfer", sa.Column("cancelled_sessions", sa.JSON(), nullable=True))
