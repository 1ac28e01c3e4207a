"""Which voter a chat is, even after it was linked, unlinked or erased.

While a poll is open, keyed digests are stored for every chat of the person, for the person, and for
the household code that vouches for a web chat: when one of them answers or is linked to another.
Voters found under several digests are merged, and the merged voter keeps one ballot.
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
    """Return the voter key of a contact, as in `people.reach.recipient`."""
    return f"p{contact.person_id}" if contact.person_id else f"c{contact.id}"


def settle(session: Session, poll: Poll, contact: Contact, *, key: str) -> str:
    """Return the voter key of a chat, storing missing digests and merging voters.

    Of several ballots the latest is kept. Returns FORGOTTEN if the chat answered before it was
    erased. `key` is the installation's secret. Raises UserError if the household code was used by
    another voter.
    """
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
    """Like `resolve_voter`, but raises UserError for a chat that answered before it was erased."""
    voter = settle(session, poll, contact, key=key)
    if voter == FORGOTTEN:
        raise UserError(texts.POLL_COUNTED_UNNAMED)
    return voter


def _prove(session: Session, ballots: Sequence[Ballot], voter: str) -> None:
    """Add a proof to ballots that waited for one, if their chat has it now."""
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
    """Return the ballots of any of these voters or chats, the latest last.

    Includes ballots that are older than the digests.
    """
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
    """Return the digest of the household code that vouches for a web chat, or None if not needed.

    A code stands for one voter of a poll. Raises UserError if another voter used it.
    """
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
    """Merge several voters into one, keep the latest ballot, delete the others; return the voter key.

    An anonymous ballot of an erased chat stays counted.
    """
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
    """Delete a ballot and its votes."""
    session.execute(delete(Vote).where(col(Vote.ballot_id) == ballot.id))
    session.delete(ballot)
    session.flush()


def settle_open(session: Session, contact: Contact, *, key: str, now: datetime) -> None:
    """Merge the voters of a chat in every open poll, and count ballots that waited for a proof.

    Call it after the chat was linked or vouched for, before anybody answers again.
    """
    query = select(Poll).where(
        Poll.state == PollState.OPEN, Poll.closes_at > now, Poll.per == Per.PERSON
    )
    for poll in session.exec(query.order_by(col(Poll.id)).with_for_update()).all():
        settle(session, poll, contact, key=key)


def list_waiting(session: Session, contact: Contact, *, now: datetime) -> Sequence[Poll]:
    """Return the open polls in which a ballot of this chat waits for a proof."""
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
    """Return the query of chats whose ballot waits for a proof in an open poll."""
    return (
        select(Ballot.contact_id)
        .join(Poll, col(Poll.id) == Ballot.poll_id)
        .where(Ballot.proof == "", Poll.state == PollState.OPEN, Poll.closes_at > now)
    )


def forget_over(session: Session, *, before: datetime) -> None:
    """Delete the digests of polls that were closed before `before`.

    They serve only while a poll can be answered.
    """
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
    """Anonymise the ballots of a person who is being erased; return how many stay counted.

    Ballots that wait for a proof are deleted. The chats remain recognisable by their digests alone
    and cannot vote a second time.
    """
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
    """Remove the link from the voter's digests to the ballot."""
    session.execute(
        update(PollMark)
        .where(col(PollMark.poll_id) == ballot.poll_id, col(PollMark.voter) == ballot.voter)
        .values(voter=FORGOTTEN)
        .execution_options(synchronize_session="fetch")
    )
