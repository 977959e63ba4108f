"""A patient's sessions are found without reading everybody's."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_session_patient", "session", ["clinic_id", "patient_id", "at"], unique=False)
