"""inbound: what comes in by mail; an alert may be about a message that nobody could match to a patient"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbound",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fate", sa.String(length=32), nullable=False),
        sa.Column("matched_by", sa.String(length=16), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("ask_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("alert_id", sa.Uuid(), nullable=True),
        sa.Column("reader", sa.String(length=40), nullable=False),
        sa.Column("reading_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "alert_id"], ["alert.clinic_id", "alert.id"], name=op.f("fk_inbound_clinic_id_alert_id_alert")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "ask_id"], ["ask.clinic_id", "ask.id"], name=op.f("fk_inbound_clinic_id_ask_id_ask")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "confirmed_by_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_inbound_clinic_id_confirmed_by_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "message_id"],
            ["message.clinic_id", "message.id"],
            name=op.f("fk_inbound_clinic_id_message_id_message"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_inbound_clinic_id_patient_id_patient"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "report_id"],
            ["report.clinic_id", "report.id"],
            name=op.f("fk_inbound_clinic_id_report_id_report"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_inbound_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_inbound_clinic_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_inbound_key")),
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index("ix_inbound_alert", ["clinic_id", "alert_id"], unique=False)
        batch_op.create_index("ix_inbound_message", ["clinic_id", "message_id"], unique=False)
        batch_op.create_index("ix_inbound_patient", ["clinic_id", "patient_id"], unique=False)
        batch_op.create_index("ix_inbound_report", ["clinic_id", "report_id"], unique=False)

    op.create_table(
        "inbound_raw",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "id"], ["inbound.clinic_id", "inbound.id"], name=op.f("fk_inbound_raw_clinic_id_id_inbound")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_inbound_raw_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_raw")),
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("inbound_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("content_type", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "inbound_id"],
            ["inbound.clinic_id", "inbound.id"],
            name=op.f("fk_photo_clinic_id_inbound_id_inbound"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "report_id"],
            ["report.clinic_id", "report.id"],
            name=op.f("fk_photo_clinic_id_report_id_report"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_photo_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_photo_clinic_id_id")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index("ix_photo_inbound", ["clinic_id", "inbound_id"], unique=False)
        batch_op.create_index("ix_photo_report", ["clinic_id", "report_id"], unique=False)

    op.create_table(
        "reading_example",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("inbound_id", sa.Uuid(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by_id", sa.Uuid(), nullable=True),
        sa.Column("gold_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "corrected_by_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_reading_example_clinic_id_corrected_by_id_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "inbound_id"],
            ["inbound.clinic_id", "inbound.id"],
            name=op.f("fk_reading_example_clinic_id_inbound_id_inbound"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_reading_example_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_example")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_reading_example_clinic_id_id")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.alter_column("patient_id", existing_type=sa.Uuid(), nullable=True)
