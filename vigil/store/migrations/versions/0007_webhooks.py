"""webhooks, and what each call says"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CALLS_DUE = "channel = 'webhook' AND state IN ('planned', 'uncertain')"


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("url_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_webhook_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_webhook_clinic_id_id")),
    )
    op.create_index("ix_webhook_clinic_id", "webhook", ["clinic_id"])
    op.create_table(
        "webhook_call",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_webhook_call_clinic_id_clinic")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "message_id"],
            ["message.clinic_id", "message.id"],
            name=op.f("fk_webhook_call_clinic_id_message_id_message"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "webhook_id"],
            ["webhook.clinic_id", "webhook.id"],
            name=op.f("fk_webhook_call_clinic_id_webhook_id_webhook"),
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_webhook_call")),
    )
    op.create_index(
        "ix_message_call_due",
        "message",
        ["priority", "due_at"],
        sqlite_where=sa.text(CALLS_DUE),
        postgresql_where=sa.text(CALLS_DUE),
    )
