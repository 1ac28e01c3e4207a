"""Daily digest: collects messages that can wait for contacts who prefer one message a day.

A collected delivery keeps its own row, so that its batch's counters stay right: it ends when its
digest ends.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from itertools import groupby
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import or_, update
from sqlmodel import Session, SQLModel, col, select

from bot import texts
from bot.core.clock import QuietHours
from bot.core.dialects import constant
from bot.messages import history
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.outbox.batch_stats import REASON_BLOCKED, Count
from bot.outbox.buttons import numbered, plain
from bot.outbox.models import Batch, Delivery, Priority, Status
from bot.people.models import Contact

TOLD_AT = time(18)  # local: the day's work is done, the quiet hours are not near
BATCH = 200  # contacts in one transaction
DELIVERY = SQLModel.metadata.tables["delivery"]


class _Ended(Protocol):
    """The fields of `Outcome` that are needed here."""

    @property
    def delivery_id(self) -> int: ...
    @property
    def status(self) -> Status: ...
    @property
    def reason(self) -> str: ...
    @property
    def unreachable(self) -> bool: ...
    @property
    def carries(self) -> bool: ...


def prefer(session: Session, contact: Contact, *, now: datetime, daily: bool) -> None:
    """Switch the contact's daily digest on or off; off queues at once what was collected."""
    contact.digest = daily
    session.flush()
    if not daily:
        session.connection().execute(
            update(DELIVERY)
            .where(
                DELIVERY.c.contact_id == contact.id,
                DELIVERY.c.status == Status.GATHERED,
                DELIVERY.c.carrier_id.is_(None),
            )
            .values(status=Status.QUEUED, due_at=now)
        )


def gather_due(session: Session, *, zone: ZoneInfo, quiet: QuietHours, now: datetime) -> int:
    """Queue the digests that are due, for up to `MAX_CONTACTS` contacts; return how many.

    A single collected message is sent as it is.
    """
    local = now.astimezone(zone)
    begins = datetime.combine(local.date(), TOLD_AT, zone)
    if local < begins or quiet.cover(local.time()):
        return 0
    waiting = (
        col(Delivery.status) == constant(Status.GATHERED),
        col(Delivery.carrier_id).is_(None),
        col(Delivery.staged_at) < begins,
        col(Delivery.due_at) <= now,
        or_(
            col(Delivery.batch_id).is_(None),
            col(Delivery.batch_id).in_(select(Batch.id).where(col(Batch.paused_at).is_(None))),
        ),
    )
    whose = select(Delivery.contact_id).where(*waiting)
    # Whoever is speaking right now is left for the next tick.
    contacts = session.exec(
        select(Contact)
        .where(col(Contact.id).in_(whose))
        .order_by(col(Contact.id))
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    rows = session.exec(
        select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(col(Delivery.contact_id).in_([one.id for one in contacts]), *waiting)
        .order_by(col(Delivery.contact_id), col(Delivery.id))
    ).all()
    by_id = {one.id: one for one in contacts}
    groups = [list(found) for _, found in groupby(rows, lambda row: row[0].contact_id)]
    for found in groups:
        _make(session, by_id[found[0][0].contact_id], found, now=now)
    session.flush()
    return len(groups)


def make_of(session: Session, contact: Contact, ids: Sequence[int], *, now: datetime) -> None:
    """Queue these collected deliveries of a contact now, several merged into one message.

    A digest among them is sent separately, because the deliveries it contains end with it.
    """
    rows = session.exec(
        select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(col(Delivery.id).in_(ids))
        .order_by(col(Delivery.id))
        .execution_options(populate_existing=True)
    ).all()
    for one in (row for row in rows if row[0].priority == Priority.DIGEST):
        _make(session, contact, [one], now=now)
    if others := [row for row in rows if row[0].priority != Priority.DIGEST]:
        _make(session, contact, others, now=now)
    session.flush()


def _make(
    session: Session, contact: Contact, rows: list[tuple[Delivery, Message]], *, now: datetime
) -> None:
    if len(rows) == 1:
        rows[0][0].status, rows[0][0].due_at = Status.QUEUED, now
        return
    words = merged([Reply.from_json(message.text, message.payload) for _, message in rows])
    message_id = history.promise(session, contact.account, words, contact_id=contact.id, now=now)
    carrier = Delivery(
        account=contact.account,
        contact_id=contact.id,
        message_id=message_id,
        key=f"digest:{contact.id}:{rows[-1][0].id}",
        priority=Priority.DIGEST,
        due_at=now,
        staged_at=now,
    )
    session.add(carrier)
    session.flush()
    for delivery, _ in rows:
        delivery.carrier_id = carrier.id


def merged(replies: Sequence[Reply]) -> Reply:
    """Merge replies into one; buttons with equal labels get the number of their message."""
    texts_of = [texts.DIGEST_TITLE.format(count=len(replies))]
    buttons: list[tuple[int, Choice]] = []
    for number, reply in enumerate(replies, 1):
        texts_of.append(texts.DIGEST_ITEM.format(number=number, text=reply.text))
        for one in reply.choices:
            bare = replace(one, label=plain(one.label))
            if all((bare.value, bare.url) != (seen.value, seen.url) for _, seen in buttons):
                buttons.append((number, bare))
    labels = [one.label for _, one in buttons]
    choices = tuple(
        replace(one, label=texts.DIGEST_LABEL.format(label=one.label, number=number))
        if labels.count(one.label) > 1
        else one
        for number, one in buttons
    )
    files = tuple(one for reply in replies for one in reply.attachments)
    return numbered(Reply("\n\n".join(texts_of), choices, files))


def settle_carried(
    session: Session, outcomes: Sequence[_Ended], counts: dict[int, Count], *, now: datetime
) -> None:
    """Give the deliveries in a finished digest its outcome, and add that to `counts`."""
    ended = (Status.SENT, Status.FAILED)
    for one in outcomes:
        if not one.carries or one.status not in ended:
            continue
        reason = REASON_BLOCKED if one.unreachable else one.reason
        values: dict[str, Any] = {"status": one.status, "reason": reason, "settled_at": now}
        own = DELIVERY.c
        of_digest = own.carrier_id == one.delivery_id
        late = one.status == Status.SENT  # a success heard late undoes a failure
        open_or_failed = (Status.GATHERED, Status.FAILED) if late else (Status.GATHERED,)
        before = select(own.batch_id, own.status, own.reason).where(
            of_digest, own.status.in_(open_or_failed)
        )
        for batch_id, status, why in session.connection().execute(before).all():
            if batch_id is not None:
                count = counts.setdefault(batch_id, Count())
                count.change(status, why, -1)
                count.change(one.status, reason, 1)
        session.connection().execute(
            update(DELIVERY).where(of_digest, own.status.in_(open_or_failed)).values(**values)
        )
