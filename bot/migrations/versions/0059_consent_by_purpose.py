"""A consent is of one purpose; which purposes a contact refused, and which words they agreed to."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0059"
down_revision = "0053"
branch_labels = None
depends_on = None

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
