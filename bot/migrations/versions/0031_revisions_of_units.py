"""An officer's edit belongs to a unit, and names who drafted and who decided it as persons.

Edits made before hold everywhere, as they did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("revision", schema=None) as batch_op:
        for column, target in (
            ("unit_id", "unit"),
            ("drafted_by", "person"),
            ("decided_by", "person"),
        ):
            batch_op.add_column(sa.Column(column, ID, nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_revision_{column}_{target}"), target, [column], ["id"]
            )
        batch_op.create_index(batch_op.f("ix_revision_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_revision_drafted_by"), ["drafted_by"], unique=False)
