"""As whom a chat answers in a poll, whatever it ties, unties or has forgotten meanwhile.

A mark is written for every chat of the person, for the person and for the household's code that
stands for a chat of the web page: when one of them answers, or is tied to another, while the poll
is open. Whoever is found by two marks is one voter from then on, and has one ballot.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot import texts
from bot.core.errors import UserError
from bot.people import linking
from bot.people.models import Contact
from bot.people.proof import Proof, proof_of
from bot.polls.models import Ballot, Per, Poll, PollMark, PollSitting, PollState, Vote

FORGOTTEN = ""  # the voter of a chat whose ballot counts and is nobody's


def voter_of(contact: Contact) -> str:
    """Who stands behind a chat, as in `people.reach.recipient`."""
    return f"p{contact.person_id}" if contact.person_id else f"c{contact.id}"


def settle(session: Session, poll: Poll, contact: Contact, *, key: str) -> str:
    """Who the chat answers as, its marks brought up to date; FORGOTTEN when it has answered and was
    forgotten. Of several ballots the latest stays. `key` is the installation's."""
    chats = [contact, *linking.others_of(session, contact)]
    marks = {_mark(key, poll, f"{chat.account}:{chat.address}"): chat.id for chat in chats}
    if contact.person_id is not None:
        marks[_mark(key, poll, f"person:{contact.person_id}")] = 0
    known = _known(session, poll, list(marks), [chat.id for chat in chats])
    ballots = _ballots(session, poll, contact, chats, {row.voter for row in known})
    voters = {row.voter for row in known} | {ballot.voter for ballot in ballots}
    paper = _household_mark(session, poll, contact, key, voters)
    voter = _one_of(session, poll, contact, ballots, voters)
    if paper is not None:
        marks[paper] = 0
    there = {row.mark for row in known}
    session.add_all(
        PollMark(poll_id=poll.id, mark=mark, voter=voter, contact_id=chat or None)
        for mark, chat in marks.items()
        if mark not in there
    )
    session.flush()
    _prove(session, ballots, voter)
    return voter


def must_settle(session: Session, poll: Poll, contact: Contact, *, key: str) -> str:
    """The same; UserError for a chat that has answered and was forgotten."""
    voter = settle(session, poll, contact, key=key)
    if voter == FORGOTTEN:
        raise UserError(texts.POLL_COUNTED_UNNAMED)
    return voter


def _prove(session: Session, ballots: Sequence[Ballot], voter: str) -> None:
    """A ballot that waits counts as soon as somebody stands behind the chat it came by."""
    for ballot in ballots:
        if ballot.voter == voter and not ballot.proof and ballot.contact_id is not None:
            ballot.proof = proof_of(session, session.get_one(Contact, ballot.contact_id))
    session.flush()


def _mark(key: str, poll: Poll, name: str) -> str:
    words = f"ballot:{poll.id}:{name}"
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).hexdigest()


def _known(
    session: Session, poll: Poll, marks: Collection[str], chats: Collection[int]
) -> Sequence[PollMark]:
    either = or_(col(PollMark.mark).in_(marks), col(PollMark.contact_id).in_(chats))
    return session.exec(select(PollMark).where(PollMark.poll_id == poll.id, either)).all()


def _ballots(
    session: Session,
    poll: Poll,
    contact: Contact,
    chats: Sequence[Contact],
    voters: Collection[str],
) -> list[Ballot]:
    """What was cast by any of them, also before there were marks; the latest last."""
    labels = {*voters, voter_of(contact), *(f"c{chat.id}" for chat in chats)} - {FORGOTTEN}
    here = col(Ballot.contact_id).in_([chat.id for chat in chats])
    query = select(Ballot).where(
        Ballot.poll_id == poll.id, or_(col(Ballot.voter).in_(labels), here)
    )
    return sorted(
        session.exec(query).all(), key=lambda one: (one.changed_at or one.cast_at, one.id)
    )


def _household_mark(
    session: Session, poll: Poll, contact: Contact, key: str, voters: Collection[str]
) -> str | None:
    """The mark of the code that stands for a chat of the web page, unless it is there already: one
    code stands for one voter of a poll, and for no second one."""
    if proof_of(session, contact) is not Proof.HOUSEHOLD:
        return None
    mark = _mark(key, poll, f"household:{contact.vouched}")
    query = select(PollMark).where(PollMark.poll_id == poll.id, PollMark.mark == mark)
    row = session.exec(query).first()
    if row is not None and row.voter not in voters:
        raise UserError(texts.POLL_CODE_SPENT)
    return mark if row is None else None


def _one_of(
    session: Session,
    poll: Poll,
    contact: Contact,
    ballots: Sequence[Ballot],
    voters: Collection[str],
) -> str:
    """Of several voters one; the others' ballots go. What counts and is nobody's stays counted."""
    kept = ballots[-1] if ballots and FORGOTTEN not in voters else None
    for ballot in ballots:
        if ballot is not kept:
            if kept is not None:
                kept.proof = kept.proof or ballot.proof
            drop(session, ballot)
    if not voters or (contact.person_id and FORGOTTEN not in voters):
        voter = voter_of(contact)
    else:
        voter = kept.voter if kept is not None else min(voters)
    if kept is not None:
        kept.voter = voter
    session.execute(
        update(PollMark)
        .where(col(PollMark.poll_id) == poll.id, col(PollMark.voter).in_(set(voters) - {voter}))
        .values(voter=voter)
        .execution_options(synchronize_session="fetch")
    )
    session.flush()
    return voter


def drop(session: Session, ballot: Ballot) -> None:
    """The ballot and what it says are gone."""
    session.execute(delete(Vote).where(col(Vote.ballot_id) == ballot.id))
    session.delete(ballot)
    session.flush()


def settle_open(session: Session, contact: Contact, *, key: str, now: datetime) -> None:
    """The chat was tied to another, or somebody stands behind it now: in every open poll its voter
    is one, before anybody answers, and what waited is counted."""
    query = select(Poll).where(
        Poll.state == PollState.OPEN, Poll.closes_at > now, Poll.per == Per.PERSON
    )
    for poll in session.exec(query.order_by(col(Poll.id)).with_for_update()).all():
        settle(session, poll, contact, key=key)


def list_waiting(session: Session, contact: Contact, *, now: datetime) -> Sequence[Poll]:
    """The open polls where a ballot of this chat waits for a proof."""
    query = (
        select(Poll)
        .join(Ballot, col(Ballot.poll_id) == Poll.id)
        .where(
            Ballot.contact_id == contact.id,
            Ballot.proof == "",
            Poll.state == PollState.OPEN,
            Poll.closes_at > now,
        )
    )
    return session.exec(query.order_by(col(Poll.id))).all()


def chats_waiting(now: datetime) -> SelectOfScalar[Any]:
    """The chats of which a ballot waits in an open poll."""
    return (
        select(Ballot.contact_id)
        .join(Poll, col(Poll.id) == Ballot.poll_id)
        .where(Ballot.proof == "", Poll.state == PollState.OPEN, Poll.closes_at > now)
    )


def forget_over(session: Session, *, before: datetime) -> None:
    """Marks serve while a poll can be answered: of what was closed before they are gone."""
    # The first mark, not `exists`: that PostgreSQL may turn round and read every mark there is.
    first = select(PollMark.poll_id).where(col(PollMark.poll_id) == Poll.id).limit(1)
    over = select(Poll.id).where(
        col(Poll.state).in_((PollState.CLOSED, PollState.DROPPED)),
        or_(col(Poll.closed_at).is_(None), col(Poll.closed_at) <= before),
        first.scalar_subquery().is_not(None),
    )
    for poll_id in session.exec(over).all():
        session.execute(
            delete(PollMark)
            .where(col(PollMark.poll_id) == poll_id)
            .execution_options(synchronize_session=False)
        )


def forget(session: Session, contact_id: int) -> int:
    """The person is forgotten: a ballot that counts stays a number, one that waits is gone. Their
    chats are known again by their marks alone, and do not answer a second time. How many ballots
    stay."""
    kept = 0
    session.execute(delete(PollSitting).where(col(PollSitting.contact_id) == contact_id))
    for ballot in session.exec(select(Ballot).where(Ballot.contact_id == contact_id)).all():
        if not ballot.proof:
            drop(session, ballot)
            continue
        kept += 1
        session.execute(update(Vote).where(col(Vote.ballot_id) == ballot.id).values(reason=""))
        ballot.contact_id = None
        if not ballot.voter.startswith("h"):
            _cut(session, ballot)
            ballot.voter = f"gone:{ballot.id}"
    session.execute(
        update(PollMark)
        .where(col(PollMark.contact_id) == contact_id)
        .values(contact_id=None)
        .execution_options(synchronize_session="fetch")
    )
    session.flush()
    return kept


def _cut(session: Session, ballot: Ballot) -> None:
    """Nothing leads to the ballot any more."""
    session.execute(
        update(PollMark)
        .where(col(PollMark.poll_id) == ballot.poll_id, col(PollMark.voter) == ballot.voter)
        .values(voter=FORGOTTEN)
        .execution_options(synchronize_session="fetch")
    )
