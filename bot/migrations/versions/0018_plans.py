"""Indexes for what the clock asks every few seconds: nothing that grows is looked through."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LATE = sa.text(
    "send_before IS NOT NULL AND status IN ('queued', 'held', 'gathered', 'parked')"
)
STOPPED = sa.text("stopped_at IS NOT NULL AND person_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_delivery_send_before", "delivery")
    op.create_index(
        "ix_delivery_send_before",
        "delivery",
        ["send_before"],
        sqlite_where=LATE,
        postgresql_where=LATE,
    )
    op.create_index(
        "ix_contact_stopped",
        "contact",
        ["person_id"],
        sqlite_where=STOPPED,
        postgresql_where=STOPPED,
    )
    op.create_index("ix_class_session_starts_at", "class_session", ["starts_at"])
    op.create_index("ix_class_feedback_answered_at", "class_feedback", ["answered_at"])
    op.create_index("ix_ballot_voter", "ballot", ["voter"])
    op.create_index("ix_relay_said_id", "relay", ["said_id"])
    op.create_index("ix_spooled_holder", "spooled", ["holder"])
