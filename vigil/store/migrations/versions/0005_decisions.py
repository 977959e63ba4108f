"""Decisions: diagnosis reviews, held sessions cleared, the day's checks, messages held back; names to search by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clearance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_clearance_clinic_id_patient_id_patient"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_clearance_clinic_id_staff_id_staff"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clearance_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
    )
    op.create_index("ix_clearance_patient", "clearance", ["clinic_id", "patient_id"], unique=False)

    op.create_table(
        "day_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_day_check_clinic_id_patient_id_patient"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_day_check_clinic_id_staff_id_staff"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_day_check_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_check")),
    )
    op.create_index("ix_day_check_patient", "day_check", ["clinic_id", "patient_id", "checked_at"], unique=False)

    op.create_table(
        "review_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("following", sa.String(length=32), nullable=False),
        sa.Column("causes", sa.JSON(), nullable=False),
        sa.Column("new_course_id", sa.Uuid(), nullable=True),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("diagnosis_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("treatment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("referral_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "alert_id"],
            ["alert.clinic_id", "alert.id"],
            name=op.f("fk_review_decision_clinic_id_alert_id_alert"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"],
            ["course.clinic_id", "course.id"],
            name=op.f("fk_review_decision_clinic_id_course_id_course"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "new_course_id"],
            ["course.clinic_id", "course.id"],
            name=op.f("fk_review_decision_clinic_id_new_course_id_course"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_review_decision_clinic_id_patient_id_patient"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_review_decision_clinic_id_staff_id_staff"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_review_decision_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decision")),
        sa.UniqueConstraint("clinic_id", "id", name=op.f("uq_review_decision_clinic_id_id")),
    )
    op.create_index("ix_review_decision_patient", "review_decision", ["clinic_id", "patient_id"], unique=False)

    op.create_table(
        "message_choice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("choice", sa.String(length=32), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "message_id"],
            ["message.clinic_id", "message.id"],
            name=op.f("fk_message_choice_clinic_id_message_id_message"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_message_choice_clinic_id_patient_id_patient"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "staff_id"],
            ["staff.clinic_id", "staff.id"],
            name=op.f("fk_message_choice_clinic_id_staff_id_staff"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_message_choice_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_choice")),
    )
    op.create_index("ix_message_choice_patient", "message_choice", ["clinic_id", "patient_id"], unique=False)

    op.create_index(
        "ix_ask_silent",
        "ask",
        ["clinic_id", "closes_at"],
        unique=False,
        sqlite_where=sa.text("state = 'silent'"),
        postgresql_where=sa.text("state = 'silent'"),
    )

    op.add_column("patient", sa.Column("family_name_index", sa.String(length=80), nullable=True))
    op.create_index("ix_patient_family_name", "patient", ["clinic_id", "family_name_index"], unique=False)
