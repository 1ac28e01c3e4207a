"""Contacts that an officer blocked for a while: the bot answers them nothing but dangers.

`Contact.blocked_until` is what every message looks at; the row says why, by whom, and until when.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel, col, select

from bot import texts
from bot.core.db import identity, reference
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.people.actor import CLOCK, Actor
from bot.people.contact_events import ContactBlocked, ContactUnblocked
from bot.people.linking import is_team_member
from bot.people.models import Contact
from bot.people.units import Unit, within

MAX_DAYS = 90
MAX_REASON = 200  # characters
BATCH_SIZE = 200
_RUNNING = text("ended_at IS NULL")


class ContactBlock(SQLModel, table=True):
    """One block of a contact; it runs until `ended_at` is set, by an officer or by the clock."""

    __tablename__ = "contact_block"
    __table_args__ = (
        Index(
            "uq_contact_block_running",
            "contact_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index(
            "ix_contact_block_ends_at",
            "ends_at",
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )

    id: int = identity()
    contact_id: int = reference("contact.id")
    reason: str = Field(max_length=MAX_REASON)
    blocked_by: int | None = reference("person.id", nullable=True, index=False)
    blocked_at: datetime
    ends_at: datetime
    told_at: datetime | None = None  # the one time that the contact hears of it
    ended_at: datetime | None = None


def check_block(reason: str, days: int) -> str:
    """Return the reason as it is kept. Raises UserError for none, or for too many days."""
    kept = " ".join(reason.split())[:MAX_REASON]
    if not kept:
        raise UserError(texts.BLOCK_REASON_MISSING)
    if not 1 <= days <= MAX_DAYS:
        raise UserError(texts.BLOCK_DAYS.format(days=MAX_DAYS))
    return kept


def block_contact(
    session: Session, contact_id: int, reason: str, *, days: int, actor: Actor, now: datetime
) -> ContactBlock:
    """Block a contact for `days` times 24 hours.

    Raises NotFound for another commune's; UserError without a reason, for too many days, for who
    is blocked already or works in the team.
    """
    contact = _lock_contact(session, contact_id, actor)
    kept = check_block(reason, days)
    if find_running_block(session, contact_id) is not None:
        raise UserError(texts.BLOCK_TWICE)
    if is_team_member(session, contact):
        raise UserError(texts.BLOCK_OF_TEAM)
    block = ContactBlock(
        contact_id=contact.id,
        reason=kept,
        blocked_by=actor.person_id,
        blocked_at=now,
        ends_at=now + timedelta(days=days),
    )
    session.add(block)
    contact.blocked_until = block.ends_at
    session.flush()
    emit(session, ContactBlocked(contact.id, actor, now, kept, block.ends_at))
    return block


def unblock_contact(session: Session, contact_id: int, *, actor: Actor, now: datetime) -> None:
    """End a contact's block. Raises NotFound for another commune's, or when none runs."""
    _lock_contact(session, contact_id, actor)
    block = find_running_block(session, contact_id)
    if block is None:
        raise NotFound(texts.BLOCK_NONE)
    _end_block(session, block, actor=actor, now=now)


def end_blocks_due(session: Session, *, now: datetime) -> int:
    """End the blocks whose time is over; return how many."""
    due = session.exec(
        select(ContactBlock)
        .where(col(ContactBlock.ended_at).is_(None), ContactBlock.ends_at <= now)
        .order_by(col(ContactBlock.ends_at))
        .limit(BATCH_SIZE)
        .with_for_update(skip_locked=True)
    ).all()
    for block in due:
        _end_block(session, block, actor=CLOCK, now=now)
    return len(due)


def find_running_block(session: Session, contact_id: int) -> ContactBlock | None:
    """Return the block of a contact that runs, or None."""
    query = select(ContactBlock).where(
        ContactBlock.contact_id == contact_id, col(ContactBlock.ended_at).is_(None)
    )
    return session.exec(query).first()


def take_notice(session: Session, contact_id: int, *, now: datetime) -> ContactBlock | None:
    """Return the running block if its contact has not been told of it yet, and note that now."""
    block = find_running_block(session, contact_id)
    if block is None or block.told_at is not None:
        return None
    block.told_at = now
    return block


def list_running_blocks(session: Session, *, actor: Actor) -> Sequence[tuple[ContactBlock, Unit]]:
    """Return the blocks that run in the actor's units, those that end first before."""
    query = (
        select(ContactBlock, Unit)
        .join(Contact, col(Contact.id) == ContactBlock.contact_id)
        .join(Unit, col(Unit.id) == Contact.unit_id)
        .where(col(ContactBlock.ended_at).is_(None), within(Unit.path, actor.scope))
        .order_by(col(ContactBlock.ends_at))
        .limit(200)
    )
    return session.exec(query).all()


def _end_block(session: Session, block: ContactBlock, *, actor: Actor, now: datetime) -> None:
    block.ended_at = now
    session.get_one(Contact, block.contact_id).blocked_until = None
    emit(session, ContactUnblocked(block.contact_id, actor, now))


def _lock_contact(session: Session, contact_id: int, actor: Actor) -> Contact:
    query = (
        select(Contact)
        .join(Unit, col(Unit.id) == Contact.unit_id)
        .where(Contact.id == contact_id, within(Unit.path, actor.scope))
        .with_for_update(of=Contact)
    )
    contact = session.exec(query).first()
    if contact is None:
        raise NotFound(texts.CONTACT_NOT_YOURS)
    return contact
