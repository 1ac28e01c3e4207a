"""Approval of polls: a second person decides (the steps of `people.approvals`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.people import approvals
from bot.people.actor import Actor
from bot.people.approvals import Step
from bot.people.units import Unit, within
from bot.polls import service
from bot.polls.events import (
    PollApproved,
    PollRefused,
    PollReturned,
    PollSubmitted,
    PollWithdrawn,
    RefusalExplained,
    RefusalWithdrawn,
)
from bot.polls.models import UNOPENED_STATES, DraftStep, Poll, PollState, VoterKind


def submit_for_approval(
    session: Session, poll: Poll, *, actor: Actor, policy: Policy, now: datetime
) -> int:
    """Submit a draft for approval; return how many approvers are asked.

    They read its times in the zone of `policy`. `poll` must be locked. Raises UserError if it is
    not a complete draft.
    """
    wrong_stage = service.describe_state(poll)
    approvals.check_step(session, poll, Step.SUBMIT, actor=actor, wrong_stage=wrong_stage)
    if not service.list_questions(session, poll):
        raise UserError(texts.POLL_BAD_FORM)
    unit = session.get_one(Unit, poll.unit_id)
    if poll.per == VoterKind.HOUSEHOLD and not service.count_households(session, unit):
        raise UserError(texts.POLL_NO_HOUSEHOLDS)
    if poll.closes_at <= max(poll.opens_at or now, now):
        raise UserError(texts.POLL_ENDS_EARLY)
    approvals.take_step(session, poll, Step.SUBMIT, actor=actor, wrong_stage=wrong_stage)
    poll.state, poll.step = PollState.WAITING, DraftStep.NONE
    has_console = bool(policy.public_url)
    emit(session, PollSubmitted(poll.id, actor, now, policy.zone, has_console))
    return len(approvals.list_approvers(session, unit, drafted_by=poll.drafted_by))


def approve_poll(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> int:
    """Approve a poll: it opens now or at its time; return how many are invited now.

    `poll` must be locked. Raises NotAllowed for its drafter or somebody who may not decide,
    UserError in another state.
    """
    _take_step(session, poll, Step.APPROVE, actor)
    emit(session, PollApproved(poll.id, actor, now))
    return service.open_poll(session, poll, actor=actor, now=now)


def refuse_poll(
    session: Session, poll: Poll, *, actor: Actor, message_id: int | None = None, now: datetime
) -> None:
    """Refuse a poll. `message_id` is the message that did: its drafter is told once of each.

    `poll` must be locked. Raises NotAllowed as for an approval, UserError if it is not awaiting
    approval.
    """
    _take_step(session, poll, Step.REFUSE, actor)
    poll.state = PollState.DROPPED
    emit(session, PollRefused(poll.id, actor, now, message_id))


def is_refused(poll: Poll) -> bool:
    """Return whether the approver refused the poll, rather than the drafter withdrew it."""
    return poll.stage is approvals.Stage.REFUSED


def return_to_draft(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> None:
    """Return a submitted or refused poll to draft, on behalf of its drafter.

    `poll` must be locked. Raises NotAllowed for anybody else, UserError in another state.
    """
    _take_step(session, poll, Step.REOPEN, actor)
    if poll.state != PollState.DRAFT:
        emit(session, PollReturned(poll.id, actor, now))
    poll.state, poll.made_at = PollState.DRAFT, now


def undo_refusal(
    session: Session, poll: Poll, *, actor: Actor, message_id: int | None = None, now: datetime
) -> None:
    """Undo a refusal: the poll awaits approval again. `message_id` as in `refuse_poll`.

    Only for the person who refused it. `poll` must be locked. Raises UserError otherwise.
    """
    _take_step(session, poll, Step.TAKE_BACK_REFUSAL, actor)
    poll.state = PollState.WAITING
    emit(session, RefusalWithdrawn(poll.id, actor, now, message_id))


def set_refusal_reason(
    session: Session,
    poll: Poll,
    reason: str,
    *,
    actor: Actor,
    message_id: int | None = None,
    now: datetime,
) -> None:
    """Store the reason of a refusal, given by the person who refused.

    `message_id` as in `refuse_poll`. `poll` must be locked. Raises UserError otherwise.
    """
    _take_step(session, poll, Step.GIVE_REASON, actor, reason=reason)
    emit(session, RefusalExplained(poll.id, actor, now, message_id))


def _take_step(session: Session, poll: Poll, step: Step, actor: Actor, *, reason: str = "") -> None:
    wrong_stage = service.describe_state(poll)
    approvals.take_step(session, poll, step, actor=actor, wrong_stage=wrong_stage, reason=reason)


def list_awaiting_approval(session: Session, actor: Actor) -> list[Poll]:
    """Return the polls in the actor's scope that they may approve or refuse, oldest first."""
    query = (
        select(Poll)
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .where(
            within(Unit.path, actor.scope),
            Poll.state == PollState.WAITING,
            col(Poll.drafted_by).is_distinct_from(actor.person_id),
        )
        .order_by(col(Poll.id))
    )
    return list(session.exec(query))


def select_waiting_count(actor: Actor) -> Select[Any]:
    """Return the query of how many polls of the actor's scope await approval."""
    return (
        sa_select(func.count(col(Poll.id)))
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .where(within(Unit.path, actor.scope), col(Poll.state) == PollState.WAITING)
    )


def withdraw_poll(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> None:
    """Withdraw a poll that is not open yet.

    `poll` must be locked. Raises UserError in another state.
    """
    if poll.state not in UNOPENED_STATES:
        raise UserError(service.describe_state(poll))
    service.drop_poll(poll)
    emit(session, PollWithdrawn(poll.id, actor, now))
