"""From an officer's draft to the residents: a second person says yes, as of announcements."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import texts
from bot.errors import UserError
from bot.messages import Choice, Reply
from bot.outbox.notices import tell_each
from bot.people import deciding
from bot.polls import service, wording
from bot.polls.models import Per, Poll, PollState
from bot.units import Unit


def ask(
    session: Session, poll: Poll, *, person_id: int | None, zone: ZoneInfo, now: datetime
) -> int:
    """The draft is ready: it waits for a second person; how many were asked. `poll` is locked."""
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
    return _tell_approvers(session, poll, unit, zone=zone, now=now)


def _tell_approvers(
    session: Session, poll: Poll, unit: Unit, *, zone: ZoneInfo, now: datetime
) -> int:
    choices = (
        Choice(texts.BUTTON_POLL_APPROVE, f"yk:yes:{poll.id}"),
        Choice(texts.BUTTON_REFUSE, f"yk:no:{poll.id}"),
    )
    words = texts.POLL_APPROVE.format(words=wording.preview(session, poll, zone=zone))
    approvers = deciding.deciders(session, unit, drafted_by=poll.drafted_by)
    key = f"poll:{poll.id}:ask"
    return tell_each(session, approvers, Reply(words, choices), key=key, now=now)


def asked_words(poll: Poll, count: int) -> str:
    """What whoever asked is told."""
    told = texts.POLL_ASKED if count else texts.POLL_NO_APPROVER
    return told.format(number=poll.id, count=count)


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
