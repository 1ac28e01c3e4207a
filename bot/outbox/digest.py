"""Daily digest: collects messages that can wait for contacts who prefer one message a day.

A collected delivery keeps its own row, so that its batch's counters stay right: it ends when its
digest ends.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import or_, update
from sqlmodel import Session, SQLModel, col, select

from bot import texts
from bot.core.dialects import literal_constant
from bot.core.policy import Policy
from bot.messages import history
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.outbox.batch_stats import BatchCounts
from bot.outbox.buttons import number_buttons, strip_number
from bot.outbox.models import Batch, Delivery, DeliveryStatus, Priority
from bot.outbox.reasons import REASON_BLOCKED
from bot.people.models import Contact
from bot.people.unit_policies import is_awake

DIGEST_TIME = time(18)  # local: the day's work is done, the quiet hours are not near
MAX_CONTACTS = 200  # contacts in one transaction
DELIVERY = SQLModel.metadata.tables["delivery"]


class _Outcome(Protocol):
    """The fields of `Outcome` that are needed here."""

    @property
    def delivery_id(self) -> int: ...
    @property
    def status(self) -> DeliveryStatus: ...
    @property
    def reason(self) -> str: ...
    @property
    def unreachable(self) -> bool: ...
    @property
    def is_digest(self) -> bool: ...


def set_daily_digest(session: Session, contact: Contact, *, now: datetime, daily: bool) -> None:
    """Switch the contact's daily digest on or off; off queues at once what was collected."""
    contact.digest = daily
    session.flush()
    if not daily:
        session.connection().execute(
            update(DELIVERY)
            .where(
                DELIVERY.c.contact_id == contact.id,
                DELIVERY.c.status == DeliveryStatus.GATHERED,
                DELIVERY.c.carrier_id.is_(None),
            )
            .values(status=DeliveryStatus.QUEUED, due_at=now)
        )


def gather_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Queue the digests that are due, for up to `MAX_CONTACTS` contacts; return how many.

    A single collected message is sent as it is.
    """
    local = now.astimezone(policy.zone)
    begins = datetime.combine(local.date(), DIGEST_TIME, policy.zone)
    if local < begins:
        return 0
    waiting = (
        col(Delivery.status) == literal_constant(DeliveryStatus.GATHERED),
        col(Delivery.carrier_id).is_(None),
        col(Delivery.staged_at) < begins,
        col(Delivery.due_at) <= now,
        or_(
            col(Delivery.batch_id).is_(None),
            col(Delivery.batch_id).in_(select(Batch.id).where(col(Batch.paused_at).is_(None))),
        ),
    )
    contact_ids = select(Delivery.contact_id).where(*waiting)
    # Whoever is speaking right now is left for the next tick.
    contacts = session.exec(
        select(Contact)
        .where(col(Contact.id).in_(contact_ids), is_awake(Contact.unit_id, policy, now))
        .order_by(col(Contact.id))
        .limit(MAX_CONTACTS)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    rows = session.exec(
        select(Delivery, Message)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(col(Delivery.contact_id).in_([contact.id for contact in contacts]), *waiting)
        .order_by(col(Delivery.contact_id), col(Delivery.id))
    ).all()
    by_id = {contact.id: contact for contact in contacts}
    groups = [list(group) for _, group in groupby(rows, lambda row: row[0].contact_id)]
    for group in groups:
        _queue_as_one(session, by_id[group[0][0].contact_id], group, now=now)
    session.flush()
    return len(groups)


def queue_gathered(
    session: Session, contact: Contact, ids: Sequence[int], *, now: datetime
) -> None:
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
    for digest_row in (row for row in rows if row[0].priority == Priority.DIGEST):
        _queue_as_one(session, contact, [digest_row], now=now)
    if others := [row for row in rows if row[0].priority != Priority.DIGEST]:
        _queue_as_one(session, contact, others, now=now)
    session.flush()


def _queue_as_one(
    session: Session, contact: Contact, rows: list[tuple[Delivery, Message]], *, now: datetime
) -> None:
    if len(rows) == 1:
        rows[0][0].status, rows[0][0].due_at = DeliveryStatus.QUEUED, now
        return
    reply = merge_replies([Reply.from_json(message.text, message.payload) for _, message in rows])
    message_id = history.store_outgoing(
        session, contact.account, reply, contact_id=contact.id, now=now
    )
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


def merge_replies(replies: Sequence[Reply]) -> Reply:
    """Merge replies into one; buttons with equal labels get the number of their message."""
    paragraphs = [texts.DIGEST_TITLE.format(count=len(replies))]
    buttons: list[tuple[int, Choice]] = []
    for number, reply in enumerate(replies, 1):
        paragraphs.append(texts.DIGEST_ITEM.format(number=number, text=reply.text))
        for choice in reply.choices:
            unnumbered = replace(choice, label=strip_number(choice.label))
            if all(
                (unnumbered.value, unnumbered.url) != (seen.value, seen.url) for _, seen in buttons
            ):
                buttons.append((number, unnumbered))
    labels = [choice.label for _, choice in buttons]
    choices = tuple(
        replace(choice, label=texts.DIGEST_LABEL.format(label=choice.label, number=number))
        if labels.count(choice.label) > 1
        else choice
        for number, choice in buttons
    )
    files = tuple(attachment for reply in replies for attachment in reply.attachments)
    return number_buttons(Reply("\n\n".join(paragraphs), choices, files))


def settle_gathered(
    session: Session, outcomes: Sequence[_Outcome], counts: dict[int, BatchCounts], *, now: datetime
) -> None:
    """Give the deliveries in a finished digest its outcome, and add that to `counts`."""
    ended = (DeliveryStatus.SENT, DeliveryStatus.FAILED)
    for outcome in outcomes:
        if not outcome.is_digest or outcome.status not in ended:
            continue
        reason = REASON_BLOCKED if outcome.unreachable else outcome.reason
        values: dict[str, Any] = {"status": outcome.status, "reason": reason, "settled_at": now}
        delivery = DELIVERY.c
        in_digest = delivery.carrier_id == outcome.delivery_id
        is_sent = outcome.status == DeliveryStatus.SENT  # a success heard late undoes a failure
        changeable = (
            (DeliveryStatus.GATHERED, DeliveryStatus.FAILED)
            if is_sent
            else (DeliveryStatus.GATHERED,)
        )
        select_before = select(delivery.batch_id, delivery.status, delivery.reason).where(
            in_digest, delivery.status.in_(changeable)
        )
        for batch_id, status, old_reason in session.connection().execute(select_before).all():
            if batch_id is not None:
                count = counts.setdefault(batch_id, BatchCounts())
                count.change(status, old_reason, -1)
                count.change(outcome.status, reason, 1)
        session.connection().execute(
            update(DELIVERY).where(in_digest, delivery.status.in_(changeable)).values(**values)
        )
