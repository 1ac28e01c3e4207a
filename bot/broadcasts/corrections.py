"""Corrections: a new announcement that puts an older one right, to those who got that one.

The older one's check code then says that it was corrected, with the new text. What was not sent of
it yet is called off when the correction is approved: who would still have got it gets the
correction alone.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import service
from bot.broadcasts.content import decode_buttons, decode_files
from bot.broadcasts.events import BroadcastChanged, Deed
from bot.broadcasts.models import APPROVED_STATES, OPEN_STATES, Broadcast, BroadcastState, Urgency
from bot.broadcasts.service import BroadcastDraft
from bot.core.errors import UserError
from bot.core.events import emit
from bot.core.policy import POLICY
from bot.outbox import batches
from bot.people.actor import Actor
from bot.people.units import Unit

CORRECTABLE_STATES = (*APPROVED_STATES, BroadcastState.CANCELLED)


def draft_correction(
    session: Session,
    broadcast: Broadcast,
    text: str,
    *,
    actor: Actor,
    now: datetime,
    zone: ZoneInfo = POLICY.zone,
) -> Broadcast:
    """Create the draft of a correction, which needs approval as usual.

    Its first line names the day and the code of what it corrects. Raises UserError for an
    announcement that was never approved, or whose correction is already under way.
    """
    if broadcast.state not in CORRECTABLE_STATES or not broadcast.code:
        raise UserError(texts.BROADCAST_NOT_CORRECTABLE.format(number=broadcast.id))
    if (other := find_open_correction(session, broadcast)) is not None:
        raise UserError(texts.BROADCAST_CORRECTED_BEFORE.format(number=other.id))
    unit = session.get_one(Unit, broadcast.unit_id)
    draft = BroadcastDraft(
        f"{render_lead(broadcast, zone=zone)}\n{text.strip()}".strip() if text.strip() else "",
        f"received:{broadcast.id}",
        files=decode_files(broadcast),
        buttons=decode_buttons(broadcast),
        urgency=Urgency(broadcast.urgency),
        paid=broadcast.paid,
    )
    correction = service.create_draft(session, unit, draft, actor=actor, now=now)
    correction.corrects_id = broadcast.id
    emit(session, BroadcastChanged(broadcast.id, actor, now, Deed.CORRECT))
    return correction


def render_lead(broadcast: Broadcast, *, zone: ZoneInfo) -> str:
    """Return the first line of a correction: what it corrects."""
    local = (broadcast.decided_at or broadcast.drafted_at).astimezone(zone)
    day = f"{local.day}/{local.month}/{local.year}"
    return texts.CORRECTION_LEAD.format(day=day, code=broadcast.code)


def stop_corrected(session: Session, correction: Broadcast, *, actor: Actor, now: datetime) -> None:
    """Call off what is not sent yet of the announcement that an approved correction replaces.

    Its recipients must be frozen already.
    """
    if correction.corrects_id is None:
        return
    old = service.get_broadcast(session, correction.corrects_id, actor=actor, lock=True)
    if old.state in OPEN_STATES:
        service.cancel_broadcast(session, old, actor=actor, now=now)
    elif old.batch_id is not None:
        batches.cancel_batch(session, old.batch_id, now=now)  # parked, or kept for a digest


def find_open_correction(session: Session, broadcast: Broadcast) -> Broadcast | None:
    """Return a correction of it that is drafted, waits or was approved, or None."""
    states = (BroadcastState.DRAFT, BroadcastState.WAITING, *APPROVED_STATES)
    return next(iter(_list_corrections(session, broadcast, states)), None)


def find_latest_correction(session: Session, broadcast: Broadcast) -> Broadcast | None:
    """Return the approved announcement that says it right now, or None if it was not corrected.

    A correction that was called off because it was itself corrected leads on to that one.
    """
    for following in _list_corrections(session, broadcast, CORRECTABLE_STATES):
        latest = find_latest_correction(session, following)
        if latest is not None or following.state in APPROVED_STATES:
            return latest or following
    return None


def _list_corrections(
    session: Session, broadcast: Broadcast, states: tuple[BroadcastState, ...]
) -> Sequence[Broadcast]:
    """Return its direct corrections, newest first: their numbers only grow, so none leads back."""
    query = (
        select(Broadcast)
        .where(
            Broadcast.corrects_id == broadcast.id,
            Broadcast.id > broadcast.id,
            col(Broadcast.state).in_(states),
        )
        .order_by(col(Broadcast.id).desc())
    )
    return session.exec(query).all()
