"""From an officer's draft to the residents: a second person says yes, as of announcements."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotAllowed, UserError
from bot.messages.content import Choice, Reply
from bot.outbox import contents
from bot.outbox.notices import tell_each
from bot.people import approvals
from bot.people.models import Person
from bot.people.units import Unit
from bot.polls import service, wording
from bot.polls.models import Per, Poll, PollState

LONGEST_WHY = 300  # characters, as its column


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
    poll.state, poll.step, poll.asks = PollState.WAITING, "", poll.asks + 1
    service.note(session, poll, "ask", now, person_id)
    return _tell_approvers(session, poll, unit, zone=zone, now=now)


def _tell_approvers(
    session: Session, poll: Poll, unit: Unit, *, zone: ZoneInfo, now: datetime
) -> int:
    approvers = approvals.deciders(session, unit, drafted_by=poll.drafted_by)
    key = f"poll:{poll.id}:ask:{poll.asks}"
    return tell_each(session, approvers, notice(session, poll, zone=zone), key=key, now=now)


def notice(session: Session, poll: Poll, *, zone: ZoneInfo) -> Reply:
    """All of it, who drafted it and when; yes or no to just this."""
    drafter = session.get(Person, poll.drafted_by) if poll.drafted_by else None
    by = contents.say_drafter(drafter.name if drafter else "", poll.made_at, zone)
    choices = (
        Choice(texts.BUTTON_POLL_APPROVE, f"yk:yes:{poll.id}:{poll.asks}"),
        Choice(texts.BUTTON_REFUSE, f"yk:no:{poll.id}:{poll.asks}"),
    )
    shown = wording.preview(session, poll, zone=zone)
    return Reply(texts.POLL_APPROVE.format(words=f"{shown}\n{by}"), choices)


def is_current(poll: Poll, shown: str) -> bool:
    """Whether a button of the notice number `shown` is about the draft as it waits now."""
    waits = poll.state == PollState.WAITING
    return not waits or shown == str(poll.asks) or (not shown and poll.asks == 1)


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
    poll.state, poll.decided_by, poll.refused_why = PollState.DROPPED, person_id, ""
    service.note(session, poll, "refuse", now, person_id)


def is_refused(poll: Poll) -> bool:
    """Whether the second person said no, rather than the drafter themselves."""
    return poll.state == PollState.DROPPED and poll.decided_by is not None


def take_back(session: Session, poll: Poll, *, person_id: int | None, now: datetime) -> None:
    """Its drafter mends it: what waits or was refused is a draft again. `poll` is locked."""
    if poll.drafted_by is None or poll.drafted_by != person_id:
        raise NotAllowed(texts.EDIT_OTHERS)
    if not is_refused(poll):
        _must_be(poll, PollState.DRAFT, PollState.WAITING)
    if poll.state != PollState.DRAFT:
        service.note(session, poll, "edit", now, person_id)
    poll.state, poll.decided_by, poll.made_at = PollState.DRAFT, None, now


def unrefuse(session: Session, poll: Poll, *, person_id: int | None, now: datetime) -> None:
    """A slip of the finger: it waits as before. `poll` is locked."""
    _must_have_refused(poll, person_id)
    poll.state, poll.decided_by, poll.refused_why = PollState.WAITING, None, ""
    service.note(session, poll, "unrefuse", now, person_id)


def say_why(session: Session, poll: Poll, why: str, *, person_id: int, now: datetime) -> None:
    """Why it was refused, by who refused it. `poll` is locked."""
    _must_have_refused(poll, person_id)
    poll.refused_why = why[:LONGEST_WHY]
    service.note(session, poll, "why", now, person_id)


def _must_have_refused(poll: Poll, person_id: int | None) -> None:
    if not is_refused(poll) or poll.decided_by != person_id:
        raise UserError(texts.POLL_STANDS.format(state=texts.POLL_STATES[poll.state]))


def list_waiting(session: Session, scope: Unit, person_id: int) -> list[Poll]:
    """What this person may say yes or no to, the longest waiting first."""
    query = (
        select(Poll)
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .where(
            col(Unit.path).startswith(scope.path),
            Poll.state == PollState.WAITING,
            col(Poll.drafted_by).is_distinct_from(person_id),
        )
        .order_by(col(Poll.id))
    )
    return list(session.exec(query))


def drop(session: Session, poll: Poll, *, person_id: int | None, now: datetime) -> None:
    """It is not asked after all; one that is open is closed instead. `poll` is locked."""
    _must_be(poll, PollState.DRAFT, PollState.WAITING, PollState.READY)
    poll.state, poll.step = PollState.DROPPED, ""
    service.note(session, poll, "drop", now, person_id)


def _may(session: Session, poll: Poll, person_id: int) -> None:
    unit = session.get_one(Unit, poll.unit_id)
    approvals.check(session, unit, drafted_by=poll.drafted_by, person_id=person_id)


def _must_be(poll: Poll, *states: PollState) -> None:
    if poll.state not in states:
        raise UserError(texts.POLL_STANDS.format(state=texts.POLL_STATES[poll.state]))
