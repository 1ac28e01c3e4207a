"""A consent is of one purpose; what a contact refused; copies of their data that persons fetch."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EMPTY = sa.text("''")


def upgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "purpose",
                sqlmodel.sql.sqltypes.AutoString(length=12),
                server_default=sa.text("'memory'"),
                nullable=False,
            )
        )
        batch_op.alter_column(
            "given_at", existing_type=sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True
        )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        for name, length in (("refused", 80), ("consent_version", 20), ("consent_asked", 20)):
            batch_op.add_column(
                sa.Column(
                    name,
                    sqlmodel.sql.sqltypes.AutoString(length=length),
                    server_default=EMPTY,
                    nullable=False,
                )
            )
    _copy_versions()
    _copy_stopped()
    _create_data_copy()


def _copy_versions() -> None:
    """Say of who agreed under which words they did."""
    op.execute(
        "UPDATE contact SET consent_version = (SELECT max(version) FROM consent"
        " WHERE consent.contact_id = contact.id AND consent.withdrawn_at IS NULL)"
        " WHERE consented_at IS NOT NULL AND EXISTS (SELECT 1 FROM consent"
        " WHERE consent.contact_id = contact.id AND consent.withdrawn_at IS NULL)"
    )


def _copy_stopped() -> None:
    """Who asked for no more announcements has refused them."""
    op.execute("UPDATE contact SET refused = 'notices' WHERE stopped_at IS NOT NULL")


def _create_data_copy() -> None:
    instant = sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "data_copy",
        sa.Column("id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("made_at", instant(), nullable=False),
        sa.Column("used_at", instant(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_data_copy_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copy")),
        sa.UniqueConstraint("digest", name=op.f("uq_data_copy_digest")),
    )
    with op.batch_alter_table("data_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_copy_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_copy_made_at"), ["made_at"], unique=False)
