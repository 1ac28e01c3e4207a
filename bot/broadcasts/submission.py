"""Four eyes: submit a draft, approve or refuse it, take that back, return it to the drafter.

The approver sees everything that would be sent, and by whom. The buttons of a request are valid
only for the draft as it was shown: after the draft is returned and submitted again, older requests
decide nothing (`approvals.is_current_request`).
"""

from datetime import datetime

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import authenticity, corrections, service
from bot.broadcasts.events import (
    BroadcastApproved,
    BroadcastChanged,
    BroadcastRefused,
    BroadcastSubmitted,
    Deed,
    RefusalExplained,
    RefusalTakenBack,
)
from bot.broadcasts.models import Broadcast, BroadcastState, DraftStep
from bot.broadcasts.sandbox import is_trial
from bot.core.errors import UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people import approvals
from bot.people.actor import Actor
from bot.people.approvals import Step
from bot.people.units import Unit, within


def submit_broadcast(
    session: Session,
    broadcast: Broadcast,
    *,
    actor: Actor,
    now: datetime,
    policy: Policy,
    preview: str = "",
) -> int:
    """Submit a draft for approval and return how many approvers are asked.

    `preview` is what they are shown, with the times in the zone of `policy`; without it nobody is
    asked. Raises UserError if it is not a valid draft.
    """
    _take_step(session, broadcast, Step.SUBMIT, actor)
    service.check_text(broadcast.text)
    service.check_time(broadcast.send_at, broadcast.send_before, now=now)
    broadcast.state, broadcast.step = BroadcastState.WAITING, DraftStep.NONE
    has_console = bool(policy.public_url)
    emit(
        session,
        BroadcastSubmitted(broadcast.id, actor, now, preview, policy.zone, has_console),
    )
    if not preview:
        return 0
    unit = session.get_one(Unit, broadcast.unit_id)
    return len(approvals.list_approvers(session, unit, drafted_by=broadcast.drafted_by))


def approve_broadcast(
    session: Session, broadcast: Broadcast, *, actor: Actor, now: datetime, remark: str = ""
) -> None:
    """Approve a broadcast: freeze its recipients and give it a check code.

    `broadcast` must be locked. Raises NotAllowed for its drafter or somebody who may not decide;
    UserError if it is not awaiting approval, is out of date or reaches nobody.
    """
    _take_step(session, broadcast, Step.APPROVE, actor)
    if broadcast.send_at is not None and broadcast.send_at <= now:
        broadcast.send_at = None  # its time passed while it waited: now, if it is still worth it
    service.check_time(None, broadcast.send_before, now=now)
    service.freeze_recipients(session, broadcast)
    if not broadcast.reachable:
        unit = session.get_one(Unit, broadcast.unit_id)
        trial = is_trial(session, unit)
        raise UserError(texts.BROADCAST_NOBODY_YET if trial else texts.BROADCAST_NOBODY)
    broadcast.state, broadcast.decided_at = BroadcastState.APPROVED, now
    broadcast.code = authenticity.generate_code(session, now=now)
    corrections.stop_corrected(session, broadcast, actor=actor, now=now)
    emit(session, BroadcastApproved(broadcast.id, actor, now, remark))


def refuse_broadcast(
    session: Session,
    broadcast: Broadcast,
    *,
    actor: Actor,
    now: datetime,
    message_id: int | None = None,
) -> None:
    """Refuse a broadcast. `message_id` is the message that did: its drafter is told once of each.

    `broadcast` must be locked. Raises NotAllowed as for an approval, UserError if it is not
    awaiting approval.
    """
    _take_step(session, broadcast, Step.REFUSE, actor)
    broadcast.state, broadcast.decided_at = BroadcastState.REFUSED, now
    broadcast.ended_at = now
    emit(session, BroadcastRefused(broadcast.id, actor, now, message_id))


def set_refusal_reason(
    session: Session,
    broadcast: Broadcast,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    message_id: int | None = None,
) -> None:
    """Store the reason of a refusal, given by the person who refused.

    `broadcast` must be locked. Raises UserError otherwise.
    """
    _take_step(session, broadcast, Step.GIVE_REASON, actor, reason=reason)
    emit(session, RefusalExplained(broadcast.id, actor, now, broadcast.refused_why, message_id))


def undo_refusal(
    session: Session,
    broadcast: Broadcast,
    *,
    actor: Actor,
    now: datetime,
    message_id: int | None = None,
) -> None:
    """Undo a refusal: the broadcast awaits approval again.

    Only for the person who refused it. `broadcast` must be locked. Raises UserError otherwise.
    """
    _take_step(session, broadcast, Step.TAKE_BACK_REFUSAL, actor)
    broadcast.state, broadcast.ended_at, broadcast.decided_at = BroadcastState.WAITING, None, None
    emit(session, RefusalTakenBack(broadcast.id, actor, now, message_id))


def return_to_draft(session: Session, broadcast: Broadcast, *, actor: Actor, now: datetime) -> None:
    """Return a submitted or refused broadcast to draft, on behalf of its drafter.

    `broadcast` must be locked. Raises NotAllowed for anybody else, UserError in another state.
    """
    was_draft = broadcast.state == BroadcastState.DRAFT
    _take_step(session, broadcast, Step.REOPEN, actor)
    broadcast.state, broadcast.ended_at, broadcast.drafted_at = BroadcastState.DRAFT, None, now
    if not was_draft:
        emit(session, BroadcastChanged(broadcast.id, actor, now, Deed.EDIT))


def list_awaiting_approval(session: Session, actor: Actor) -> list[Broadcast]:
    """Return the broadcasts in the actor's scope that they may approve or refuse, oldest first."""
    query = (
        select(Broadcast)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(
            within(Unit.path, actor.scope),
            Broadcast.state == BroadcastState.WAITING,
            col(Broadcast.drafted_by).is_distinct_from(actor.person_id),
        )
        .order_by(col(Broadcast.id))
    )
    return list(session.exec(query))


def _take_step(
    session: Session, broadcast: Broadcast, step: Step, actor: Actor, *, reason: str = ""
) -> None:
    wrong_stage = service.render_wrong_state(broadcast)
    approvals.take_step(
        session, broadcast, step, actor=actor, wrong_stage=wrong_stage, reason=reason
    )
