"""Lifecycle of polls: open, remind, close, cast.

One ballot a voter. A later answer replaces an earlier one until the poll closes, but a voter's own
answer is never replaced by somebody else's.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from bot import texts
from bot.core import codes
from bot.core.errors import NotFound, UserError
from bot.core.events import emit
from bot.outbox import batches
from bot.people import linking, units
from bot.people.actor import CLOCK, Actor
from bot.people.models import Contact, Household, Person
from bot.people.proof import determine_proof
from bot.people.units import Unit, is_within, within
from bot.polls import audience, voter_identity
from bot.polls.events import (
    BallotCast,
    PollClosed,
    PollMissed,
    PollOpened,
    PollScheduled,
    VotersReminded,
)
from bot.polls.models import (
    DRAFT_STATES,
    UNOPENED_STATES,
    Ballot,
    BallotDraft,
    BallotMethod,
    BallotProof,
    DraftStep,
    Poll,
    PollQuestion,
    PollRound,
    PollState,
    RoundKind,
    Vote,
    VoterKind,
)

LONGEST_REASON = 500  # characters, as its column
RECEIPT_LENGTH = 8
MAX_REMINDERS = 2
MIN_REMINDER_INTERVAL = timedelta(hours=20)
REOPEN_WITHIN = timedelta(hours=1)


def get_poll(session: Session, number: int, *, lock: bool = False) -> Poll:
    """Return a poll, with `lock` locked. Raises NotFound."""
    poll = session.get(Poll, number, with_for_update=lock, populate_existing=lock)
    if poll is None:
        raise NotFound(texts.POLL_UNKNOWN)
    return poll


def get_actor_poll(session: Session, number: int, actor: Actor, *, lock: bool = False) -> Poll:
    """Return a poll that the actor may touch, with `lock` locked.

    Raises NotFound, also for other communes' polls.
    """
    poll = get_poll(session, number, lock=lock)
    if not is_within(session.get_one(Unit, poll.unit_id).path, actor.scope):
        raise NotFound(texts.POLL_UNKNOWN)
    return poll


def list_polls(session: Session, scope: str, *, limit: int = 20) -> Sequence[Poll]:
    """Return the polls with a title in the subtree of `scope` (a unit's path), newest first."""
    query = (
        select(Poll)
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .where(within(Unit.path, scope), Poll.title != "")
        .order_by(col(Poll.id).desc())
        .limit(limit)
    )
    return session.exec(query).all()


def list_questions(session: Session, poll: Poll) -> Sequence[PollQuestion]:
    """Return the questions in order."""
    query = select(PollQuestion).where(PollQuestion.poll_id == poll.id)
    return session.exec(query.order_by(col(PollQuestion.place))).all()


def list_open_polls(session: Session, unit: Unit | None, *, now: datetime) -> Sequence[Poll]:
    """Return the polls that somebody of this unit may answer now, the first to close first."""
    if unit is None:
        return []
    above = units.list_ancestor_ids(unit)
    query = select(Poll).where(
        col(Poll.unit_id).in_(above), Poll.state == PollState.OPEN, Poll.closes_at > now
    )
    return session.exec(query.order_by(col(Poll.closes_at), col(Poll.id))).all()


def open_poll(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> int:
    """Open a poll and invite everybody who can be reached; return how many.

    A poll whose opening time is in the future is scheduled instead. `poll` must be locked. Raises
    UserError in another state, or after its end.
    """
    early = poll.opens_at is not None and poll.opens_at > now
    if poll.state in DRAFT_STATES and early:
        poll.state = PollState.SCHEDULED
        emit(session, PollScheduled(poll.id, actor, now))
        return 0
    if poll.state not in UNOPENED_STATES or early:
        raise UserError(describe_state(poll))
    if poll.closes_at <= now:
        raise UserError(texts.POLL_ENDS_EARLY)
    unit = session.get_one(Unit, poll.unit_id)
    poll.state, poll.step, poll.opened_at = PollState.OPEN, DraftStep.NONE, now
    begin_round(session, poll, RoundKind.INVITE, now=now)
    invited = audience.count_recipients(session, audience.select_unanswered(session, poll))
    poll.eligible = count_households(session, unit) if poll.per == VoterKind.HOUSEHOLD else invited
    emit(session, PollOpened(poll.id, actor, now))
    return invited


def describe_state(poll: Poll) -> str:
    """Return the sentence that refuses a deed because of the state the poll is in."""
    return texts.POLL_STANDS.format(state=texts.POLL_STATES[poll.state])


def begin_round(
    session: Session, poll: Poll, kind: RoundKind, *, now: datetime, result_text: str = ""
) -> None:
    """Start a round of messages; the scheduler stages it village by village."""
    session.add(PollRound(poll_id=poll.id, kind=kind, result_text=result_text, begun_at=now))
    session.flush()


def send_reminder(session: Session, poll: Poll, *, actor: Actor, now: datetime) -> int:
    """Remind those who have not answered; return how many.

    At most twice, at least 20 hours apart. Raises UserError otherwise, or if the poll is not open.
    """
    must_be_open(poll, now=now)
    if poll.reminded >= MAX_REMINDERS:
        raise UserError(texts.POLL_REMINDED.format(count=MAX_REMINDERS))
    last = poll.reminded_at or poll.opened_at
    if last is not None and now - last < MIN_REMINDER_INTERVAL:
        raise UserError(texts.POLL_REMINDED_LATELY)
    poll.reminded, poll.reminded_at = poll.reminded + 1, now
    begin_round(session, poll, RoundKind.REMIND, now=now)
    emit(session, VotersReminded(poll.id, actor, now))
    return audience.count_recipients(session, audience.select_unanswered(session, poll))


def must_be_open(poll: Poll, *, now: datetime) -> None:
    """Raise UserError unless the poll can be answered now."""
    if poll.state in UNOPENED_STATES:
        raise UserError(texts.POLL_NOT_YET)
    if poll.state != PollState.OPEN or poll.closes_at <= now:
        state = PollState.CLOSED if poll.state == PollState.OPEN else poll.state
        raise UserError(texts.POLL_IS.format(state=texts.POLL_STATES[state]))


def close_poll(
    session: Session, poll: Poll, *, actor: Actor, now: datetime, turnout: str = ""
) -> None:
    """Close a poll: delete answers in progress and cancel messages that ask for answers.

    `turnout` is kept in the audit entry. `poll` must be locked. Raises UserError if it is not open.
    """
    if poll.state != PollState.OPEN:
        raise UserError(describe_state(poll))
    poll.state, poll.closed_at = PollState.CLOSED, now
    session.execute(delete(BallotDraft).where(col(BallotDraft.poll_id) == poll.id))
    _cancel_rounds(session, poll, now=now)
    emit(session, PollClosed(poll.id, actor, now, turnout))


def _cancel_rounds(session: Session, poll: Poll, *, now: datetime) -> None:
    """Cancel the rounds that ask for answers."""
    for poll_round in session.exec(select(PollRound).where(PollRound.poll_id == poll.id)).all():
        poll_round.ended_at = poll_round.ended_at or now
        if poll_round.batch_id is not None:
            batches.cancel_batch(session, poll_round.batch_id, now=now)


def open_due(session: Session, *, now: datetime) -> int:
    """Open scheduled polls that are due; return how many.

    A poll whose end passed before it could be opened (the bot was down) is dropped, so that it does
    not block others.
    """
    query = select(Poll).where(Poll.state == PollState.SCHEDULED, col(Poll.opens_at) <= now)
    ready = session.exec(query.with_for_update(skip_locked=True)).all()
    missed = [poll for poll in ready if poll.closes_at <= now]
    for poll in missed:
        drop_poll(poll)
        emit(session, PollMissed(poll.id, CLOCK, now))
    for poll in ready:
        if poll.state == PollState.SCHEDULED:
            open_poll(session, poll, actor=CLOCK, now=now)
    return len(ready) - len(missed)


def drop_poll(poll: Poll) -> None:
    """Give up a poll that nobody was asked; one that was approved was not refused by that."""
    poll.state, poll.step, poll.decided_by = PollState.DROPPED, DraftStep.NONE, None


def close_due(session: Session, *, now: datetime) -> int:
    """Close polls whose time is over; return how many.

    Also deletes voter digests that are no longer needed.
    """
    query = select(Poll).where(Poll.state == PollState.OPEN, Poll.closes_at <= now)
    due_polls = session.exec(query.with_for_update(skip_locked=True)).all()
    for poll in due_polls:
        close_poll(session, poll, actor=CLOCK, now=now)
    voter_identity.delete_expired(session, before=now - REOPEN_WITHIN)
    return len(due_polls)


make_voter_key = voter_identity.make_voter_key


def count_households(session: Session, unit: Unit) -> int:
    """Return the number of households in a unit's subtree."""
    query = (
        select(func.count(col(Household.id)))
        .join(Unit, col(Unit.id) == Household.unit_id)
        .where(within(Unit.path, unit.path))
    )
    return session.exec(query).one()


def find_household(session: Session, code: str) -> Household | None:
    """Return the household with this code, ignoring case, spaces and punctuation; or None."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return session.exec(select(Household).where(Household.code == typed)).first()


def find_ballot(session: Session, poll: Poll, voter: str) -> Ballot | None:
    """Return a voter's ballot, or None."""
    query = select(Ballot).where(Ballot.poll_id == poll.id, Ballot.voter == voter)
    return session.exec(query).first()


def cast_ballot(
    session: Session, draft: BallotDraft, contact: Contact, *, now: datetime, key: str = ""
) -> Ballot:
    """Cast the ballot of completed answers; it replaces the voter's earlier ballot as a whole.

    `key` is the installation's secret for the voter digests. Raises UserError if the poll is not
    open or the earlier ballot may not be replaced.
    """
    poll = get_poll(session, draft.poll_id, lock=True)
    must_be_open(poll, now=now)
    is_own = draft.how == BallotMethod.CHAT
    # Not as whom they sat down: the chat may have been tied to another meanwhile.
    if is_own and poll.per == VoterKind.PERSON:
        draft.voter = voter_identity.require_voter(session, poll, contact, key=key)
    existing = find_ballot(session, poll, draft.voter)
    if existing is not None:
        _check_may_replace(session, existing, draft, contact)
    ballot = existing or Ballot(
        poll_id=poll.id, voter=draft.voter, receipt=codes.generate_code(RECEIPT_LENGTH), cast_at=now
    )
    ballot.how, ballot.unit_id = draft.how, draft.unit_id
    ballot.proof = _determine_proof(session, poll, contact, is_own=is_own) or ballot.proof
    ballot.contact_id = contact.id if is_own else None
    ballot.entered_by = None if is_own else contact.person_id
    ballot.changed_at = now if existing is not None else None
    session.add(ballot)
    session.flush()
    session.execute(delete(Vote).where(col(Vote.ballot_id) == ballot.id))
    for question in list_questions(session, poll):
        if (answer := draft.answers.get(str(question.place))) is not None:
            session.add(Vote(ballot_id=ballot.id, question_id=question.id, **answer))
    session.delete(draft)
    session.flush()
    if existing is None:
        emit(session, BallotCast(ballot.id, at=now))
    return ballot


def _determine_proof(session: Session, poll: Poll, contact: Contact, *, is_own: bool) -> str:
    if not is_own:
        return BallotProof.WRITTEN
    return (
        BallotProof.HOUSEHOLD
        if poll.per == VoterKind.HOUSEHOLD
        else determine_proof(session, contact)
    )


def check_voter(session: Session, poll: Poll, draft: BallotDraft, contact: Contact) -> None:
    """Raise UserError at the start if this voter's ballot could not be replaced at the end."""
    existing = find_ballot(session, poll, draft.voter)
    if existing is not None:
        _check_may_replace(session, existing, draft, contact)


def _check_may_replace(
    session: Session, existing: Ballot, draft: BallotDraft, contact: Contact
) -> None:
    """Raise UserError unless the new answers may replace `existing`.

    A ballot cast by the voter takes precedence over one written down by a member; never the other
    way round.
    """
    is_own = draft.how == BallotMethod.CHAT
    if existing.how == BallotMethod.CHAT:
        chats = {contact.id, *(other.id for other in linking.list_other_contacts(session, contact))}
        if not is_own:
            raise UserError(texts.POLL_ALREADY_OWN)
        if draft.voter.startswith("h") and existing.contact_id not in chats:
            raise UserError(texts.POLL_HOUSEHOLD_ANSWERED)
    elif not is_own and existing.entered_by != contact.person_id:
        member = session.get(Person, existing.entered_by or 0)
        raise UserError(
            texts.POLL_ENTERED_BY.format(name=member.name if member else texts.TEAM_MEMBER)
        )


forget_contact = voter_identity.forget_contact


def find_ballot_by_receipt(session: Session, receipt: str) -> tuple[Ballot, Poll] | None:
    """Return the ballot of a receipt and its poll, or None.

    A receipt proves that a ballot counts, never what it says.
    """
    ballot = session.exec(select(Ballot).where(Ballot.receipt == receipt.strip().upper())).first()
    return (ballot, get_poll(session, ballot.poll_id)) if ballot is not None else None
