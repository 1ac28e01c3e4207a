"""Step-by-step drafting of a broadcast in a chat: begin a draft, find the open one, fill it in."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import audience, service, submission
from bot.broadcasts.events import BroadcastChanged, Deed
from bot.broadcasts.models import Broadcast, BroadcastState, DraftStep, Urgency
from bot.broadcasts.service import BroadcastDraft
from bot.core.errors import UserError
from bot.core.events import emit
from bot.messages.content import Attachment, Choice
from bot.people.actor import Actor
from bot.people.units import Unit


def find_draft(session: Session, person_id: int | None, *, since: datetime) -> Broadcast | None:
    """Return the draft that an officer is writing in a chat, locked, or None."""
    query = (
        select(Broadcast)
        .where(
            Broadcast.drafted_by == person_id,
            Broadcast.state == BroadcastState.DRAFT,
            Broadcast.step != DraftStep.NONE,
            Broadcast.drafted_at > since,
        )
        .order_by(col(Broadcast.id).desc())
        .limit(1)
        .with_for_update()
    )
    return session.exec(query).first() if person_id is not None else None


def begin_draft(session: Session, unit: Unit, *, actor: Actor, now: datetime) -> Broadcast:
    """Create an empty draft that is filled in step by step, its text first."""
    service.check_in_scope(unit, actor)
    broadcast = Broadcast(
        unit_id=unit.id,
        drafted_by=actor.person_id,
        drafted_at=now,
        step=DraftStep.TEXT,
        audience=unit.code,
    )
    session.add(broadcast)
    session.flush()
    emit(session, BroadcastChanged(broadcast.id, actor, now, Deed.DRAFT))
    return broadcast


def check_editable(broadcast: Broadcast, person_id: int | None) -> None:
    """Raise UserError unless it is a draft of this person."""
    if broadcast.state != BroadcastState.DRAFT or broadcast.drafted_by != person_id:
        raise UserError(texts.BUTTON_OLD)


def set_content(
    broadcast: Broadcast,
    text: str,
    buttons: Sequence[Choice],
    files: Sequence[Attachment],
    *,
    account: str,
) -> None:
    """Store the text, the buttons and the files, sent on `account` unless they say otherwise.

    Raises UserError for what cannot be announced.
    """
    service.check_text(text)
    service.check_size(files, buttons)
    broadcast.text, broadcast.content_hash = text, service.hash_content(text)
    broadcast.buttons = service.serialize_buttons(buttons)
    broadcast.files = [{**file.as_json(), "account": file.account or account} for file in files]


def set_audience(session: Session, broadcast: Broadcast, line: str) -> None:
    """Store the audience, written as described in `audience`. Raises UserError if it is invalid."""
    unit = session.get_one(Unit, broadcast.unit_id)
    audience.select_recipients(session, line, unit, trial=False)
    broadcast.audience = line.strip()


def set_send_time(
    broadcast: Broadcast, send_at: datetime | None, send_before: datetime | None, *, now: datetime
) -> None:
    """Store when to send. Raises UserError for a time in the past, or an end before it."""
    service.check_time(send_at, send_before, now=now)
    broadcast.send_at, broadcast.send_before = send_at, send_before


def set_urgency(broadcast: Broadcast, urgency: Urgency) -> None:
    """Send it as soon as it is approved, with this urgency."""
    broadcast.send_at = broadcast.send_before = None
    broadcast.urgency = urgency


def edit_draft(
    session: Session, broadcast: Broadcast, draft: BroadcastDraft, *, actor: Actor, now: datetime
) -> None:
    """Store what its drafter wants it to be; a submitted or refused one is a draft again.

    `broadcast` must be locked. Raises NotAllowed for anybody else, UserError that names the first
    fault or in another state.
    """
    submission.return_to_draft(session, broadcast, actor=actor, now=now)
    service.update_draft(session, broadcast, draft, now=now)
    broadcast.step, broadcast.paid = DraftStep.NONE, draft.paid
    session.flush()
