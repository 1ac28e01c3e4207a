"""What of the invented year hangs on no unit: its chats, its audit entries, its batches."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, exists, select
from sqlmodel import Session, SQLModel, col

from bot import texts
from bot.core.audit import Audit
from bot.messages.history import Message
from bot.outbox.models import Batch, Delivery
from bot.people.models import Contact
from bot.schedule.demo_year.people import MARK

AUDIT, BATCH, DELIVERY, MESSAGE = (
    SQLModel.metadata.tables[str(table.__tablename__)]
    for table in (Audit, Batch, Delivery, Message)
)


def is_invented() -> ColumnElement[bool]:
    """Return the condition that a chat is one of the invented year."""
    condition: ColumnElement[bool] = col(Contact.address).startswith(f"{MARK}-")
    return condition


def delete_unowned(session: Session, batch_ids: Collection[int]) -> None:
    """Delete invented audit entries, and of these batches those of which nothing is left.

    Raises nothing for batches that real chats got something of: they stay with their words.
    """
    session.execute(delete(AUDIT).where(AUDIT.c.note.startswith(texts.YEAR_NOTE)))
    is_used = exists().where(DELIVERY.c.batch_id == BATCH.c.id)
    query = select(BATCH.c.id, BATCH.c.messages).where(BATCH.c.id.in_(batch_ids), ~is_used)
    for batch_id, messages in session.execute(query).all():
        session.execute(delete(BATCH).where(BATCH.c.id == batch_id))
        is_said = exists().where(DELIVERY.c.message_id == MESSAGE.c.id)
        session.execute(delete(MESSAGE).where(MESSAGE.c.id.in_(list(messages.values())), ~is_said))
