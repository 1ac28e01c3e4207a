"""Lifecycle of a broadcast: draft, submit, approve, pause, resume, cancel, resend.

Another commune's broadcast is reported as not found.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, literal, update
from sqlmodel import Session, SQLModel, col, func, select

from bot import texts
from bot.broadcasts import attachments, audience
from bot.broadcasts.content import decode_buttons, decode_files
from bot.broadcasts.events import BroadcastChanged, Deed
from bot.broadcasts.models import (
    ENDED_STATES,
    OPEN_STATES,
    Broadcast,
    BroadcastRecipient,
    BroadcastState,
    DraftStep,
    Urgency,
)
from bot.core.dialects import analyze_table
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.messages.content import Attachment, Choice
from bot.outbox import batches
from bot.people.actor import Actor
from bot.people.units import Unit, is_within, within
from bot.vietnamese.letters import nfc, normalize_for_match

LONGEST_TEXT = 3000  # characters: more than this nobody reads on a phone
MOST_FILES, MOST_BUTTONS = 3, 4
ANALYZE_THRESHOLD = 10_000  # recipients that change what the database must know of their table
RECIPIENT = SQLModel.metadata.tables["broadcast_recipient"]


@dataclass(frozen=True, slots=True)
class BroadcastDraft:
    """The content of a broadcast as its author wants it."""

    text: str
    audience: str
    files: tuple[Attachment, ...] = ()
    buttons: tuple[Choice, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    send_at: datetime | None = None
    send_before: datetime | None = None
    paid: bool = False


def create_draft(
    session: Session, unit: Unit, draft: BroadcastDraft, *, actor: Actor, now: datetime
) -> Broadcast:
    """Create a draft of the unit.

    Raises NotFound outside the actor's scope, UserError that names the first fault.
    """
    check_in_scope(unit, actor)
    broadcast = Broadcast(
        unit_id=unit.id, drafted_by=actor.person_id, drafted_at=now, paid=draft.paid
    )
    session.add(broadcast)
    update_draft(session, broadcast, draft, now=now)
    emit(session, BroadcastChanged(broadcast.id, actor, now, Deed.DRAFT))
    return broadcast


def check_in_scope(unit: Unit, actor: Actor) -> None:
    """Raise NotFound for a unit outside the actor's scope."""
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit.code))


def update_draft(
    session: Session, broadcast: Broadcast, draft: BroadcastDraft, *, now: datetime
) -> None:
    """Validate `draft` and store it in `broadcast`. Raises UserError that names the first fault."""
    text = nfc(draft.text).strip()
    check_text(text)
    check_time(draft.send_at, draft.send_before, now=now)
    unit = session.get_one(Unit, broadcast.unit_id)
    audience.select_recipients(session, draft.audience, unit, trial=False)
    check_size(draft.files, draft.buttons)
    broadcast.text, broadcast.audience, broadcast.content_hash = (
        text,
        draft.audience.strip(),
        hash_content(text),
    )
    broadcast.files = [file.as_json() for file in draft.files]
    broadcast.buttons = serialize_buttons(draft.buttons)
    broadcast.urgency, broadcast.send_at, broadcast.send_before = (
        draft.urgency,
        draft.send_at,
        draft.send_before,
    )
    session.flush()


def check_text(text: str) -> None:
    """Raise UserError if the text is empty or too long."""
    if not text:
        raise UserError(texts.BROADCAST_EMPTY)
    if len(text) > LONGEST_TEXT:
        raise UserError(texts.BROADCAST_LONG.format(count=len(text), limit=LONGEST_TEXT))


def check_size(files: Sequence[Attachment], buttons: Sequence[Choice]) -> None:
    """Raise UserError for too many files or buttons, or a file that may not be attached."""
    attachments.check_files(files)
    if len(files) > MOST_FILES or len(buttons) > MOST_BUTTONS:
        raise UserError(texts.BROADCAST_TOO_MANY.format(files=MOST_FILES, buttons=MOST_BUTTONS))


def serialize_buttons(buttons: Sequence[Choice]) -> list[dict[str, str]]:
    """Return the buttons in the form in which they are stored."""
    return [{"label": button.label, "value": button.value, "url": button.url} for button in buttons]


def check_time(send_at: datetime | None, send_before: datetime | None, *, now: datetime) -> None:
    """Raise UserError for a time in the past, or an end before the beginning."""
    if send_at is not None and send_at <= now:
        raise UserError(texts.BROADCAST_PAST)
    if send_before is not None and send_before <= (send_at or now):
        raise UserError(texts.BROADCAST_ENDS_EARLY)


def hash_content(text: str) -> str:
    """Return a digest that is equal for texts that differ only in tones, capitals and blanks."""
    return hashlib.sha256(normalize_for_match(text).encode()).hexdigest()


def get_broadcast(session: Session, number: int, *, actor: Actor, lock: bool = False) -> Broadcast:
    """Return a broadcast of the actor's scope, with `lock` locked. Raises NotFound."""
    broadcast = session.get(Broadcast, number, with_for_update=lock, populate_existing=lock)
    unit = session.get(Unit, broadcast.unit_id) if broadcast is not None else None
    if broadcast is None or unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.BROADCAST_UNKNOWN.format(number=number))
    return broadcast


def list_broadcasts(session: Session, scope: str, *, limit: int = 20) -> Sequence[Broadcast]:
    """Return the broadcasts of a subtree (its unit's path) that have a text, newest first."""
    query = (
        select(Broadcast)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(within(Unit.path, scope), Broadcast.text != "")
        .order_by(col(Broadcast.id).desc())
        .limit(limit)
    )
    return session.exec(query).all()


def freeze_recipients(session: Session, broadcast: Broadcast) -> None:
    """Store the recipients: people who join or move later do not change them."""
    session.flush()
    unit = session.get_one(Unit, broadcast.unit_id)
    recipients = audience.select_recipients(
        session, broadcast.audience, unit, trial=True
    ).subquery()
    names = ("recipient", "contact_id", "account", "unit_id", "reach")
    rows = select(literal(broadcast.id), *(recipients.c[name] for name in names)).select_from(
        recipients
    )
    statement = insert(RECIPIENT).from_select(["broadcast_id", *names], rows)
    session.connection().execute(statement)
    counts = select(BroadcastRecipient.reach, func.count(col(BroadcastRecipient.id))).where(
        BroadcastRecipient.broadcast_id == broadcast.id
    )
    reach_counts = dict(session.exec(counts.group_by(col(BroadcastRecipient.reach))).all())
    broadcast.total, broadcast.reachable = sum(reach_counts.values()), reach_counts.get("", 0)
    if broadcast.total >= ANALYZE_THRESHOLD:
        analyze_table(session, RECIPIENT.name)


def pause_broadcast(session: Session, broadcast: Broadcast, *, actor: Actor, now: datetime) -> None:
    """Pause sending; deliveries in flight still arrive.

    `broadcast` must be locked. Raises UserError in another state.
    """
    if broadcast.state not in (BroadcastState.APPROVED, BroadcastState.SENDING):
        raise UserError(render_wrong_state(broadcast))
    broadcast.state = BroadcastState.PAUSED
    if broadcast.batch_id is not None:
        batches.pause_batch(session, broadcast.batch_id, now=now)
    emit(session, BroadcastChanged(broadcast.id, actor, now, Deed.PAUSE))


def resume_broadcast(
    session: Session, broadcast: Broadcast, *, actor: Actor, now: datetime
) -> None:
    """Resume a paused broadcast.

    `broadcast` must be locked. Raises UserError if it is not paused.
    """
    if broadcast.state != BroadcastState.PAUSED:
        raise UserError(render_wrong_state(broadcast))
    broadcast.state = (
        BroadcastState.SENDING if broadcast.batch_id is not None else BroadcastState.APPROVED
    )
    if broadcast.batch_id is not None:
        batches.resume_batch(session, broadcast.batch_id, now=now)
    emit(session, BroadcastChanged(broadcast.id, actor, now, Deed.RESUME))


def cancel_broadcast(
    session: Session, broadcast: Broadcast, *, actor: Actor, now: datetime
) -> None:
    """Cancel a broadcast; deliveries in flight still arrive.

    `broadcast` must be locked. Raises UserError if it has ended.
    """
    if broadcast.state not in OPEN_STATES:
        raise UserError(render_wrong_state(broadcast))
    broadcast.state, broadcast.ended_at, broadcast.step = (
        BroadcastState.CANCELLED,
        now,
        DraftStep.NONE,
    )
    if broadcast.batch_id is not None:
        batches.cancel_batch(session, broadcast.batch_id, now=now)
    emit(session, BroadcastChanged(broadcast.id, actor, now, Deed.CANCEL))


def draft_resend(
    session: Session, broadcast: Broadcast, *, actor: Actor, now: datetime
) -> Broadcast:
    """Create a draft with the same content for those who did not get it; it needs approval as
    usual.

    Raises UserError if the broadcast has not ended.
    """
    if broadcast.state not in ENDED_STATES or broadcast.batch_id is None:
        raise UserError(texts.BROADCAST_NOT_ENDED.format(number=broadcast.id))
    draft = BroadcastDraft(
        broadcast.text,
        f"missed:{broadcast.id}",
        files=decode_files(broadcast),
        buttons=decode_buttons(broadcast),
        urgency=Urgency(broadcast.urgency),
    )
    unit = session.get_one(Unit, broadcast.unit_id)
    return create_draft(session, unit, draft, actor=actor, now=now)


def draft_copy(session: Session, broadcast: Broadcast, *, actor: Actor, now: datetime) -> Broadcast:
    """Create a draft with the same words, recipients, files and buttons, to be sent when approved.

    A correction's copy is an announcement of its own.
    """
    draft = BroadcastDraft(
        broadcast.text,
        broadcast.audience,
        files=decode_files(broadcast),
        buttons=decode_buttons(broadcast),
        urgency=Urgency(broadcast.urgency),
        paid=broadcast.paid,
    )
    unit = session.get_one(Unit, broadcast.unit_id)
    copy = create_draft(session, unit, draft, actor=actor, now=now)
    emit(session, BroadcastChanged(broadcast.id, actor, now, Deed.COPY))
    return copy


def forget_contact(session: Session, contact_id: int) -> None:
    """Remove a person who is being erased from all recipients and totals."""
    query = select(BroadcastRecipient).where(BroadcastRecipient.contact_id == contact_id)
    for row in session.exec(query).all():
        changes = {"total": col(Broadcast.total) - 1}
        if not row.reach:
            changes["reachable"] = col(Broadcast.reachable) - 1
        session.execute(
            update(Broadcast)
            .where(col(Broadcast.id) == row.broadcast_id)
            .values(**changes)
            .execution_options(synchronize_session=False)
        )
        session.delete(row)
    session.flush()


def render_wrong_state(broadcast: Broadcast) -> str:
    """Return the error text for an action that the broadcast's state does not allow."""
    return texts.BROADCAST_IS.format(
        number=broadcast.id, state=texts.BROADCAST_STATES[broadcast.state]
    )
