"""Two chats turned out to be one person's: one voter has one ballot."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from bot.people.models import Contact
from bot.polls import marks
from bot.polls.models import Ballot, Per, Poll, PollMark, PollState


def merge(session: Session, contact: Contact, *, now: datetime, key: str = "") -> None:
    """The chat turned out to be a person's: in every poll that is open their ballots become one,
    the latest. What is closed stays as it was counted and signed."""
    marks.settle_open(session, contact, key=key, now=now)


def answered_open(session: Session, contact: Contact, *, now: datetime) -> bool:
    """Whether the chat's person has answered a poll that is still open."""
    voters = select(PollMark.voter).where(
        PollMark.poll_id == Poll.id, PollMark.contact_id == contact.id
    )
    voted = or_(Ballot.voter == marks.voter_of(contact), col(Ballot.voter).in_(voters))
    query = (
        select(Ballot.id)
        .join(Poll, col(Poll.id) == Ballot.poll_id)
        .where(voted, Poll.state == PollState.OPEN, Poll.closes_at > now, Poll.per == Per.PERSON)
    )
    return session.exec(query.limit(1)).first() is not None
