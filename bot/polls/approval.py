"""From an officer's draft to the residents: a second person says yes, as of announcements."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.errors import UserError
from bot.people import deciding
from bot.people.models import Contact
from bot.polls import service
from bot.polls.models import Per, Poll, PollState
from bot.units import Unit


def ask(session: Session, poll: Poll, *, person_id: int | None, now: datetime) -> None:
    """The draft is ready: it waits for a second person. `poll` is locked."""
    _must_be(poll, PollState.DRAFT)
    if not service.list_questions(session, poll):
        raise UserError(texts.POLL_BAD_FORM)
    unit = session.get_one(Unit, poll.unit_id)
    if poll.per == Per.HOUSEHOLD and not service.count_households(session, unit):
        raise UserError(texts.POLL_NO_HOUSEHOLDS)
    if poll.closes_at <= max(poll.opens_at or now, now):
        raise UserError(texts.POLL_ENDS_EARLY)
    poll.state, poll.step = PollState.WAITING, ""
    service.note(session, poll, "ask", now, person_id)


def approvers_of(session: Session, poll: Poll) -> Sequence[Contact]:
    """The chats of those who may say yes."""
    unit = session.get_one(Unit, poll.unit_id)
    return deciding.deciders(session, unit, drafted_by=poll.drafted_by)


def approve(session: Session, poll: Poll, *, person_id: int, now: datetime) -> int:
    """A second person says yes: it opens now, or at its time; how many are invited now."""
    _may(session, poll, person_id)
    _must_be(poll, PollState.WAITING)
    poll.decided_by = person_id
    service.note(session, poll, "approve", now, person_id)
    return service.open_poll(session, poll, now=now, person_id=person_id)


def refuse(session: Session, poll: Poll, *, person_id: int, now: datetime) -> None:
    """A second person says no. `poll` is locked."""
    _may(session, poll, person_id)
    _must_be(poll, PollState.WAITING)
    poll.state, poll.decided_by = PollState.DROPPED, person_id
    service.note(session, poll, "refuse", now, person_id)


def drop(session: Session, poll: Poll, *, person_id: int | None, now: datetime) -> None:
    """It is not asked after all; one that is open is closed instead. `poll` is locked."""
    _must_be(poll, PollState.DRAFT, PollState.WAITING, PollState.READY)
    poll.state, poll.step = PollState.DROPPED, ""
    service.note(session, poll, "drop", now, person_id)


def _may(session: Session, poll: Poll, person_id: int) -> None:
    unit = session.get_one(Unit, poll.unit_id)
    deciding.check(session, unit, drafted_by=poll.drafted_by, person_id=person_id)


def _must_be(poll: Poll, *states: PollState) -> None:
    if poll.state not in states:
        raise UserError(texts.POLL_STANDS.format(state=texts.POLL_STATES[poll.state]))
