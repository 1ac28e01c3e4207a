"""Merging ballots when two chats turn out to be the same person's."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from bot.people.models import Contact
from bot.polls import voter_identity
from bot.polls.models import Ballot, Poll, PollState, VoterDigest, VoterKind


def merge_ballots(session: Session, contact: Contact, *, now: datetime, key: str = "") -> None:
    """Merge the ballots of a linked contact in every open poll; the latest is kept.

    Closed polls stay as they were counted and signed.
    """
    voter_identity.resolve_open_polls(session, contact, key=key, now=now)


def has_answered_open_poll(session: Session, contact: Contact, *, now: datetime) -> bool:
    """Return whether the contact has answered a poll that is still open."""
    voters = select(VoterDigest.voter).where(
        VoterDigest.poll_id == Poll.id, VoterDigest.contact_id == contact.id
    )
    voted = or_(
        Ballot.voter == voter_identity.make_voter_key(contact), col(Ballot.voter).in_(voters)
    )
    query = (
        select(Ballot.id)
        .join(Poll, col(Poll.id) == Ballot.poll_id)
        .where(
            voted, Poll.state == PollState.OPEN, Poll.closes_at > now, Poll.per == VoterKind.PERSON
        )
    )
    return session.exec(query.limit(1)).first() is not None
