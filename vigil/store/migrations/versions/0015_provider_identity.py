"""what an OpenID Connect provider calls the owner of an account"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("known_as_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("known_as_index", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_provider_identity_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_identity")),
        sa.UniqueConstraint("account_id", "issuer", name=op.f("uq_provider_identity_account_id_issuer")),
        sa.UniqueConstraint("known_as_index", name=op.f("uq_provider_identity_known_as_index")),
    )
    op.create_table(
        "provider_return",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_provider_return")),
    )
    op.create_index("ix_provider_return_at", "provider_return", ["at"])
