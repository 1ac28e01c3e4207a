"""A promise after it was made: moved, done or withdrawn, and what the clock reminds of."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from bot import texts
from bot.commitments import drafting
from bot.commitments.events import (
    CommitmentDue,
    CommitmentKept,
    CommitmentLate,
    CommitmentMoved,
    CommitmentWithdrawn,
)
from bot.commitments.models import Commitment, CommitmentState, DueStage
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.core.policy import Policy
from bot.messages.content import Attachment
from bot.messages.masking.mask import mask
from bot.people.actor import Actor
from bot.people.units import Unit, list_path_ids, within

SOON = timedelta(days=3)  # before the day the officers are reminded
MORNING_HOUR = 7  # local
MAX_OUTCOME = 600  # characters, as its column
_STAGES = list(DueStage)


def is_readable(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `Unit` that its promises may be read.

    Those of the actor's units and of the units above: a promise of the commune is no secret in its
    villages.
    """
    return or_(within(Unit.path, actor.scope), col(Unit.id).in_(list_path_ids(actor.scope)))


def get_commitment(session: Session, number: int, actor: Actor) -> Commitment:
    """Return a commitment that the actor may read. Raises NotFound, also for other communes'."""
    return _get(session, number, is_readable(actor))


def get_own_commitment(session: Session, number: int, actor: Actor) -> Commitment:
    """Return a commitment that the actor may change, locked. Raises NotFound for others."""
    commitment = _get(session, number, within(Unit.path, actor.scope))
    session.refresh(commitment, with_for_update=True)
    return commitment


def _get(session: Session, number: int, condition: ColumnElement[bool]) -> Commitment:
    query = (
        select(Commitment)
        .join(Unit, col(Unit.id) == Commitment.unit_id)
        .where(Commitment.id == number, condition)
    )
    if (commitment := session.exec(query).first()) is None:
        raise NotFound(texts.COMMITMENT_UNKNOWN)
    return commitment


def change_commitment(
    session: Session, number: int, verb: Any, /, *, actor: Actor, **given: Any
) -> Any:
    """Lock a commitment of the actor's units and do something with it; return what the verb does.

    Raises NotFound for other communes' commitments, and what the verb raises.
    """
    return verb(session, get_own_commitment(session, number, actor), actor=actor, **given)


def move_commitment(
    session: Session,
    commitment: Commitment,
    due_on: date,
    reason: str,
    *,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Set a new day, with a reason; whoever was told of the old one is told.

    `commitment` must be locked. Raises UserError unless it is open and the day is another, to come.
    """
    _must_be_open(commitment)
    drafting.check_day(due_on, today=today)
    if due_on == commitment.due_on:
        raise UserError(texts.COMMITMENT_SAME_DAY)
    reason = drafting.need_reason(reason)
    before, commitment.due_on = commitment.due_on, due_on
    commitment.reminded, commitment.moved = DueStage.NONE, commitment.moved + 1
    emit(session, CommitmentMoved(commitment.id, actor, now, before, reason))


def keep_commitment(
    session: Session,
    commitment: Commitment,
    outcome: str,
    photo: Sequence[Attachment] = (),
    *,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Say that it is done, in words and perhaps with a picture; whoever took part is told.

    `commitment` must be locked, the picture checked and stored. Raises UserError without words or
    when it is not open.
    """
    _must_be_open(commitment)
    outcome = mask(outcome).text.strip()
    if not outcome:
        raise UserError(texts.COMMITMENT_NO_OUTCOME)
    if len(outcome) > MAX_OUTCOME:
        raise UserError(texts.COMMITMENT_LONG.format(most=MAX_OUTCOME, count=len(outcome)))
    commitment.state, commitment.ended_at = CommitmentState.KEPT, now
    commitment.outcome, commitment.in_time = outcome, today <= commitment.due_on
    commitment.photo = [attachment.as_json() for attachment in photo]
    emit(session, CommitmentKept(commitment.id, actor, now, today))


def withdraw_commitment(
    session: Session, commitment: Commitment, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Say that it will not be done and why; whoever took part is told.

    `commitment` must be locked. Raises UserError without a reason or when it is not open.
    """
    _must_be_open(commitment)
    reason = drafting.need_reason(reason)
    commitment.state, commitment.ended_at = CommitmentState.WITHDRAWN, now
    commitment.outcome = reason
    emit(session, CommitmentWithdrawn(commitment.id, actor, now, reason))


def _must_be_open(commitment: Commitment) -> None:
    if commitment.state != CommitmentState.OPEN:
        raise UserError(drafting.describe_state(commitment))


def remind_due(session: Session, *, policy: Policy, now: datetime) -> int:
    """Remind the officers of days that are near, have come or have passed; return of how many.

    In the morning, each stage once; of a bot that was down, only the latest stage.
    """
    local = now.astimezone(policy.zone)
    if policy.is_quiet(now) or local.hour < MORNING_HOUR:
        return 0
    today = local.date()
    query = (
        select(Commitment)
        .where(
            Commitment.state == CommitmentState.OPEN,
            col(Commitment.due_on) <= today + SOON,
            Commitment.reminded != DueStage.LATE,
        )
        .order_by(col(Commitment.id))
    )
    reminded = 0
    for commitment in session.exec(query.with_for_update(skip_locked=True)).all():
        stage = find_due_stage(commitment.due_on, today=today)
        if _STAGES.index(stage) > _STAGES.index(DueStage(commitment.reminded)):
            _remind(session, commitment, stage, today=today, now=now)
            reminded += 1
    return reminded


def find_due_stage(due_on: date, *, today: date) -> DueStage:
    """Return how near a day is."""
    if due_on < today:
        return DueStage.LATE
    if due_on == today:
        return DueStage.TODAY
    return DueStage.SOON if due_on - today <= SOON else DueStage.NONE


def _remind(
    session: Session, commitment: Commitment, stage: DueStage, *, today: date, now: datetime
) -> None:
    commitment.reminded = stage
    days_left = (commitment.due_on - today).days
    emit(session, CommitmentDue(commitment.id, stage, days_left, now))
    if stage is DueStage.LATE and commitment.late_at is None:
        commitment.late_at = now
        emit(session, CommitmentLate(commitment.id, now))
