"""Drafting a commitment and having it approved by a second person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot import texts
from bot.commitments.events import (
    CommitmentApproved,
    CommitmentDrafted,
    CommitmentRefused,
    CommitmentSubmitted,
    DraftDropped,
)
from bot.commitments.models import (
    UNTOLD_STATES,
    Commitment,
    CommitmentState,
    CommitmentTicket,
)
from bot.core.errors import UserError
from bot.core.events import emit
from bot.messages.masking.mask import mask
from bot.people import approvals
from bot.people.actor import Actor
from bot.people.approvals import Step
from bot.people.units import Unit

MAX_ANSWER, MAX_PROMISE = 600, 400  # characters, as their columns
MAX_AHEAD = timedelta(days=2 * 365)  # a later day is a slip of the pen


@dataclass(frozen=True, slots=True)
class Source:
    """What a commitment answers: a poll, or field reports."""

    unit_id: int
    subject: str
    poll_id: int | None = None
    ticket_ids: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    """What the commune says: what it heard, what it will do, by when."""

    answer: str
    promise: str
    due_on: date


def clean_words(words: CommitmentWords, *, today: date) -> CommitmentWords:
    """Return the words masked, without a repeated beginning.

    Raises UserError naming the first fault: nothing said, too long, a day that is over.
    """
    answer = _clean(words.answer, texts.COMMITMENT_BEGINNINGS_HEARD)
    promise = _clean(words.promise, texts.COMMITMENT_BEGINNINGS_WILL)
    if not answer:
        raise UserError(texts.COMMITMENT_NO_ANSWER)
    if not promise:
        raise UserError(texts.COMMITMENT_NO_PROMISE)
    for written, most in ((answer, MAX_ANSWER), (promise, MAX_PROMISE)):
        if len(written) > most:
            raise UserError(texts.COMMITMENT_LONG.format(most=most, count=len(written)))
    check_day(words.due_on, today=today)
    return CommitmentWords(answer, promise, words.due_on)


def _clean(written: str, beginnings: str) -> str:
    """Return the words without what every message puts before them anyway, and with one period."""
    return re.sub(beginnings, "", mask(written).text.strip(), flags=re.IGNORECASE).strip()


def check_day(day: date, *, today: date) -> None:
    """Raise UserError unless the day is to come, within two years."""
    if day <= today:
        raise UserError(texts.COMMITMENT_DAY_OVER)
    if day - today > MAX_AHEAD:
        raise UserError(texts.COMMITMENT_DAY_FAR)


def create_draft(
    session: Session,
    source: Source,
    words: CommitmentWords,
    *,
    actor: Actor,
    today: date,
    now: datetime,
) -> Commitment:
    """Store a draft; nobody is told. Raises UserError as `clean_words`.

    The caller has checked that the actor may see what `source` refers to.
    """
    words = clean_words(words, today=today)
    commitment = Commitment(
        unit_id=source.unit_id,
        poll_id=source.poll_id,
        subject=source.subject[:300],
        answer=words.answer,
        promise=words.promise,
        due_on=words.due_on,
        drafted_by=actor.person_id,
        drafted_at=now,
    )
    session.add(commitment)
    session.flush()
    session.add_all(
        CommitmentTicket(commitment_id=commitment.id, ticket_id=ticket_id)
        for ticket_id in sorted(set(source.ticket_ids))
    )
    session.flush()
    emit(session, CommitmentDrafted(commitment.id, actor, now))
    return commitment


def edit_draft(
    session: Session,
    commitment: Commitment,
    words: CommitmentWords,
    *,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Change a draft; one that waited or was refused is a draft again. Only for its drafter.

    `commitment` must be locked. Raises NotAllowed for somebody else, UserError in another state.
    """
    words = clean_words(words, today=today)
    _take_step(session, commitment, Step.REOPEN, actor)
    commitment.state = CommitmentState.DRAFT
    commitment.answer, commitment.promise = words.answer, words.promise
    commitment.due_on = words.due_on
    emit(session, CommitmentDrafted(commitment.id, actor, now))


def submit_for_approval(
    session: Session, commitment: Commitment, *, actor: Actor, today: date, now: datetime
) -> int:
    """Ask a second person; return how many approvers have a chat.

    `commitment` must be locked. Raises UserError in another state, or when its day is over.
    """
    check_day(commitment.due_on, today=today)
    _take_step(session, commitment, Step.SUBMIT, actor)
    commitment.state = CommitmentState.WAITING
    emit(session, CommitmentSubmitted(commitment.id, actor, now))
    unit = session.get_one(Unit, commitment.unit_id)
    return len(approvals.list_approvers(session, unit, drafted_by=commitment.drafted_by))


def approve_commitment(
    session: Session,
    commitment: Commitment,
    *,
    request_number: str,
    actor: Actor,
    today: date,
    now: datetime,
) -> None:
    """Promise it: those who took part are told by the reaction.

    `request_number` is that of the page that was read. `commitment` must be locked. Raises
    NotAllowed for its drafter or who may not decide; UserError in another state, when the page is
    older than the draft, or when its day is over.
    """
    _check_current(commitment, request_number)
    check_day(commitment.due_on, today=today)
    _take_step(session, commitment, Step.APPROVE, actor)
    commitment.state, commitment.approved_at = CommitmentState.OPEN, now
    emit(session, CommitmentApproved(commitment.id, actor, now))


def refuse_commitment(
    session: Session,
    commitment: Commitment,
    reason: str,
    *,
    request_number: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Send it back to its drafter with a reason; errors as `approve_commitment`."""
    _check_current(commitment, request_number)
    reason = need_reason(reason)
    _take_step(session, commitment, Step.REFUSE, actor, reason=reason)
    commitment.state = CommitmentState.REFUSED
    emit(session, CommitmentRefused(commitment.id, actor, now, reason))


def drop_draft(session: Session, commitment: Commitment, *, actor: Actor, now: datetime) -> None:
    """Give up what nobody was told of. Raises UserError in another state."""
    if commitment.state not in UNTOLD_STATES:
        raise UserError(describe_state(commitment))
    commitment.state, commitment.ended_at = CommitmentState.WITHDRAWN, now
    emit(session, DraftDropped(commitment.id, actor, now))


def need_reason(reason: str) -> str:
    """Return the reason, masked. Raises UserError without one."""
    reason = mask(reason).text.strip()
    if not reason:
        raise UserError(texts.COMMITMENT_NO_REASON)
    return reason[: approvals.MAX_REASON_LENGTH]


def describe_state(commitment: Commitment) -> str:
    """Return the sentence that refuses a deed because of the state the commitment is in."""
    state = texts.COMMITMENT_STATES[commitment.state]
    return texts.COMMITMENT_STANDS.format(state=state)


def _check_current(commitment: Commitment, request_number: str) -> None:
    if not approvals.is_current_request(commitment, request_number):
        raise UserError(texts.COMMITMENT_CHANGED)


def _take_step(
    session: Session, commitment: Commitment, step: Step, actor: Actor, *, reason: str = ""
) -> None:
    wrong_stage = describe_state(commitment)
    approvals.take_step(
        session, commitment, step, actor=actor, wrong_stage=wrong_stage, reason=reason
    )
