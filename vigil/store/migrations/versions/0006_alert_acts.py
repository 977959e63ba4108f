"""alert acts: what is done with an alert, act by act; alerts that are put off"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("to_staff_id", sa.Uuid(), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "alert_id"],
            ["alert.clinic_id", "alert.id"],
            name=op.f("fk_alert_act_clinic_id_alert_id_alert"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_alert_act_clinic_id_staff_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "to_staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_alert_act_clinic_id_to_staff_id_staff"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_alert_act_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_act")),
    )
    op.create_index("ix_alert_act_alert", "alert_act", ["clinic_id", "alert_id", "at"], unique=False)
    op.add_column("alert", sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_alert_opened", "alert", ["clinic_id", "opened_at"], unique=False)
    op.create_index(
        "ix_message_alert",
        "message",
        ["clinic_id", "alert_id"],
        unique=False,
        sqlite_where=sa.text("alert_id IS NOT NULL"),
        postgresql_where=sa.text("alert_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_message_alert", table_name="message")
    op.drop_index("ix_alert_opened", table_name="alert")
    with op.batch_alter_table("alert") as batch_op:
        batch_op.drop_column("snoozed_until")
    op.drop_index("ix_alert_act_alert", table_name="alert_act")
    op.drop_table("alert_act")
