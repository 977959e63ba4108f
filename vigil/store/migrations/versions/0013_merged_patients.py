"""the patients whom others were merged into: the daily reconciliation asks for those of each"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MERGED = "merged_into_id IS NOT NULL"


def upgrade() -> None:
    op.create_index(
        "ix_patient_merged_into",
        "patient",
        ["merged_into_id"],
        sqlite_where=sa.text(MERGED),
        postgresql_where=sa.text(MERGED),
    )
