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
from bot.people.proof import Proof, determine_proof
from bot.polls.models import (
    OVER_STATES,
    Ballot,
    BallotProof,
    Poll,
    PollState,
    Vote,
    VoterDigest,
    VoterKind,
)

FORGOTTEN = ""  # the voter of a chat whose ballot counts and is nobody's


def make_voter_key(contact: Contact) -> str:
    """Return the voter key of a contact, as in `people.reach.recipient`."""
    return f"p{contact.person_id}" if contact.person_id else f"c{contact.id}"


def resolve_voter(session: Session, poll: Poll, contact: Contact, *, key: str) -> str:
    """Return the voter key of a chat, storing missing digests and merging voters.

    Of several ballots the latest is kept. Returns FORGOTTEN if the chat answered before it was
    erased. `key` is the installation's secret. Raises UserError if the household code was used by
    another voter.
    """
    chats = [contact, *linking.list_other_contacts(session, contact)]
    digests = {_make_digest(key, poll, f"{chat.account}:{chat.address}"): chat.id for chat in chats}
    if contact.person_id is not None:
        digests[_make_digest(key, poll, f"person:{contact.person_id}")] = 0
    known = _list_digests(session, poll, list(digests), [chat.id for chat in chats])
    ballots = _list_ballots(session, poll, contact, chats, {row.voter for row in known})
    voters = {row.voter for row in known} | {ballot.voter for ballot in ballots}
    household_digest = _make_household_digest(session, poll, contact, key, voters)
    voter = _merge_voters(session, poll, contact, ballots, voters)
    if household_digest is not None:
        digests[household_digest] = 0
    stored_digests = {row.mark for row in known}
    session.add_all(
        VoterDigest(poll_id=poll.id, mark=digest, voter=voter, contact_id=chat or None)
        for digest, chat in digests.items()
        if digest not in stored_digests
    )
    session.flush()
    _add_proofs(session, ballots, voter)
    return voter


def require_voter(session: Session, poll: Poll, contact: Contact, *, key: str) -> str:
    """Like `resolve_voter`, but raises UserError for a chat that answered before it was erased."""
    voter = resolve_voter(session, poll, contact, key=key)
    if voter == FORGOTTEN:
        raise UserError(texts.POLL_COUNTED_UNNAMED)
    return voter


def _add_proofs(session: Session, ballots: Sequence[Ballot], voter: str) -> None:
    """Add a proof to ballots that waited for one, if their chat has it now."""
    for ballot in ballots:
        if ballot.voter == voter and not ballot.proof and ballot.contact_id is not None:
            ballot.proof = determine_proof(session, session.get_one(Contact, ballot.contact_id))
    session.flush()


def _make_digest(key: str, poll: Poll, name: str) -> str:
    message = f"ballot:{poll.id}:{name}"
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()


def _list_digests(
    session: Session, poll: Poll, digests: Collection[str], chats: Collection[int]
) -> Sequence[VoterDigest]:
    either = or_(col(VoterDigest.mark).in_(digests), col(VoterDigest.contact_id).in_(chats))
    return session.exec(select(VoterDigest).where(VoterDigest.poll_id == poll.id, either)).all()


def _list_ballots(
    session: Session,
    poll: Poll,
    contact: Contact,
    chats: Sequence[Contact],
    voters: Collection[str],
) -> list[Ballot]:
    """Return the ballots of any of these voters or chats, the latest last.

    Includes ballots that are older than the digests.
    """
    labels = {*voters, make_voter_key(contact), *(f"c{chat.id}" for chat in chats)} - {FORGOTTEN}
    here = col(Ballot.contact_id).in_([chat.id for chat in chats])
    query = select(Ballot).where(
        Ballot.poll_id == poll.id, or_(col(Ballot.voter).in_(labels), here)
    )
    return sorted(
        session.exec(query).all(),
        key=lambda ballot: (ballot.changed_at or ballot.cast_at, ballot.id),
    )


def _make_household_digest(
    session: Session, poll: Poll, contact: Contact, key: str, voters: Collection[str]
) -> str | None:
    """Return the digest of the household code that vouches for a web chat, or None if not needed.

    A code stands for one voter of a poll. Raises UserError if another voter used it.
    """
    if determine_proof(session, contact) is not Proof.HOUSEHOLD:
        return None
    digest = _make_digest(key, poll, f"household:{contact.vouched}")
    query = select(VoterDigest).where(VoterDigest.poll_id == poll.id, VoterDigest.mark == digest)
    row = session.exec(query).first()
    if row is not None and row.voter not in voters:
        raise UserError(texts.POLL_CODE_SPENT)
    return digest if row is None else None


def _merge_voters(
    session: Session,
    poll: Poll,
    contact: Contact,
    ballots: Sequence[Ballot],
    voters: Collection[str],
) -> str:
    """Merge several voters into one, keep the latest ballot, delete the others; return the voter
    key.

    An anonymous ballot of an erased chat stays counted.
    """
    kept = ballots[-1] if ballots and FORGOTTEN not in voters else None
    for ballot in ballots:
        if ballot is not kept:
            if kept is not None:
                kept.proof = kept.proof or ballot.proof
            delete_ballot(session, ballot)
    if not voters or (contact.person_id and FORGOTTEN not in voters):
        voter = make_voter_key(contact)
    else:
        voter = kept.voter if kept is not None else min(voters)
    if kept is not None:
        kept.voter = voter
    session.execute(
        update(VoterDigest)
        .where(
            col(VoterDigest.poll_id) == poll.id, col(VoterDigest.voter).in_(set(voters) - {voter})
        )
        .values(voter=voter)
        .execution_options(synchronize_session="fetch")
    )
    session.flush()
    return voter


def delete_ballot(session: Session, ballot: Ballot) -> None:
    """Delete a ballot and its votes."""
    session.execute(delete(Vote).where(col(Vote.ballot_id) == ballot.id))
    session.delete(ballot)
    session.flush()


def resolve_open_polls(session: Session, contact: Contact, *, key: str, now: datetime) -> None:
    """Merge the voters of a chat in every open poll, and count ballots that waited for a proof.

    Call it after the chat was linked or vouched for, before anybody answers again.
    """
    query = select(Poll).where(
        Poll.state == PollState.OPEN, Poll.closes_at > now, Poll.per == VoterKind.PERSON
    )
    for poll in session.exec(query.order_by(col(Poll.id)).with_for_update()).all():
        resolve_voter(session, poll, contact, key=key)


def list_waiting_polls(session: Session, contact: Contact, *, now: datetime) -> Sequence[Poll]:
    """Return the open polls in which a ballot of this chat waits for a proof."""
    query = (
        select(Poll)
        .join(Ballot, col(Ballot.poll_id) == Poll.id)
        .where(
            Ballot.contact_id == contact.id,
            Ballot.proof == BallotProof.NONE,
            Poll.state == PollState.OPEN,
            Poll.closes_at > now,
        )
    )
    return session.exec(query.order_by(col(Poll.id))).all()


def select_waiting_chats(now: datetime) -> SelectOfScalar[Any]:
    """Return the query of chats whose ballot waits for a proof in an open poll."""
    return (
        select(Ballot.contact_id)
        .join(Poll, col(Poll.id) == Ballot.poll_id)
        .where(Ballot.proof == BallotProof.NONE, Poll.state == PollState.OPEN, Poll.closes_at > now)
    )


def delete_expired(session: Session, *, before: datetime) -> None:
    """Delete the digests of polls that were closed before `before`.

    They serve only while a poll can be answered.
    """
    # The first mark, not `exists`: that PostgreSQL may turn round and read every mark there is.
    first = select(VoterDigest.poll_id).where(col(VoterDigest.poll_id) == Poll.id).limit(1)
    over = select(Poll.id).where(
        col(Poll.state).in_(OVER_STATES),
        or_(col(Poll.closed_at).is_(None), col(Poll.closed_at) <= before),
        first.scalar_subquery().is_not(None),
    )
    for poll_id in session.exec(over).all():
        session.execute(
            delete(VoterDigest)
            .where(col(VoterDigest.poll_id) == poll_id)
            .execution_options(synchronize_session=False)
        )


def forget_contact(session: Session, contact_id: int) -> int:
    """Anonymise the ballots of a person who is being erased; return how many stay counted.

    Ballots that wait for a proof are deleted; answers in progress and reasons have gone before
    (privacy.erasure). The chats remain recognisable by their digests alone
    and cannot vote a second time.
    """
    kept = 0
    for ballot in session.exec(select(Ballot).where(Ballot.contact_id == contact_id)).all():
        if not ballot.proof:
            delete_ballot(session, ballot)
            continue
        kept += 1
        ballot.contact_id = None
        if not ballot.voter.startswith("h"):
            _anonymize_digests(session, ballot)
            ballot.voter = f"gone:{ballot.id}"
    session.execute(
        update(VoterDigest)
        .where(col(VoterDigest.contact_id) == contact_id)
        .values(contact_id=None)
        .execution_options(synchronize_session="fetch")
    )
    session.flush()
    return kept


def _anonymize_digests(session: Session, ballot: Ballot) -> None:
    """Remove the link from the voter's digests to the ballot."""
    session.execute(
        update(VoterDigest)
        .where(col(VoterDigest.poll_id) == ballot.poll_id, col(VoterDigest.voter) == ballot.voter)
        .values(voter=FORGOTTEN)
        .execution_options(synchronize_session="fetch")
    )
