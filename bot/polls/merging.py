"""Two chats turned out to be one person's: one voter has one ballot."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from bot.people.models import Contact
from bot.polls.models import Ballot, Poll, PollState, Vote
from bot.polls.service import find_ballot, voter_of


def merge(session: Session, contact: Contact, former: int | None = None) -> None:
    """The chat turned out to be a person's: their ballots become one, the later one; `former` is
    the person it was taken for before."""
    if contact.person_id is None:
        return
    theirs = f"p{contact.person_id}"
    before = [f"c{contact.id}"] + ([f"p{former}"] if former else [])
    mine = select(Ballot).where(col(Ballot.voter).in_(before), Ballot.voter != theirs)
    for ballot in session.exec(mine.order_by(col(Ballot.id))).all():
        poll = session.get_one(Poll, ballot.poll_id)
        other = find_ballot(session, poll, theirs)
        if other is not None:
            later = max(ballot, other, key=lambda one: one.changed_at or one.cast_at)
            gone = other if later is ballot else ballot
            session.execute(delete(Vote).where(col(Vote.ballot_id) == gone.id))
            session.delete(gone)
            session.flush()
            ballot = later
        ballot.voter = theirs
        session.flush()


def answered_open(session: Session, contact: Contact, *, now: datetime) -> bool:
    """Whether the chat's person has answered a poll that is still open."""
    query = (
        select(Ballot.id)
        .join(Poll, col(Poll.id) == Ballot.poll_id)
        .where(
            Ballot.voter == voter_of(contact),
            Poll.state == PollState.OPEN,
            Poll.closes_at > now,
        )
    )
    return session.exec(query.limit(1)).first() is not None
