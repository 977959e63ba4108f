"""why a session was missed or is void; the clinic's sessions by state; patients who cannot be reached"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNREACHABLE = "state = 'unreachable'"


def upgrade() -> None:
    op.add_column("session", sa.Column("state_reason_sealed", sa.LargeBinary(), nullable=True))
    op.create_index("ix_session_state", "session", ["clinic_id", "state", "at"])
    op.create_index(
        "ix_patient_unreachable",
        "patient",
        ["clinic_id", "external_id"],
        sqlite_where=sa.text(UNREACHABLE),
        postgresql_where=sa.text(UNREACHABLE),
    )
