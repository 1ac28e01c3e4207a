"""Approval of polls, with the same rules as for broadcasts: a second person decides."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotAllowed, UserError
from bot.messages.content import Choice, Reply
from bot.outbox import content_summary
from bot.outbox.notify import notify_each
from bot.people import approvals
from bot.people.models import Person
from bot.people.units import Unit, within
from bot.polls import service, wording
from bot.polls.models import Poll, PollState, VoterKind

MAX_REASON_LENGTH = 300  # characters, as its column


def submit_for_approval(
    session: Session, poll: Poll, *, person_id: int | None, zone: ZoneInfo, now: datetime
) -> int:
    """Submit a draft for approval, notify the approvers and return how many were notified.

    `poll` must be locked. Raises UserError if it is not a complete draft.
    """
    _check_state(poll, PollState.DRAFT)
    if not service.list_questions(session, poll):
        raise UserError(texts.POLL_BAD_FORM)
    unit = session.get_one(Unit, poll.unit_id)
    if poll.per == VoterKind.HOUSEHOLD and not service.count_households(session, unit):
        raise UserError(texts.POLL_NO_HOUSEHOLDS)
    if poll.closes_at <= max(poll.opens_at or now, now):
        raise UserError(texts.POLL_ENDS_EARLY)
    poll.state, poll.step, poll.asks = PollState.WAITING, "", poll.asks + 1
    service.record_audit(session, poll, "ask", now, person_id)
    return _tell_approvers(session, poll, unit, zone=zone, now=now)


def _tell_approvers(
    session: Session, poll: Poll, unit: Unit, *, zone: ZoneInfo, now: datetime
) -> int:
    approvers = approvals.list_approvers(session, unit, drafted_by=poll.drafted_by)
    key = f"poll:{poll.id}:ask:{poll.asks}"
    return notify_each(
        session, approvers, render_approval_request(session, poll, zone=zone), key=key, now=now
    )


def render_approval_request(session: Session, poll: Poll, *, zone: ZoneInfo) -> Reply:
    """Build the approval request: the whole poll, who drafted it and when, and the buttons.

    The buttons carry the submission number, so that they decide only about this version.
    """
    drafter = session.get(Person, poll.drafted_by) if poll.drafted_by else None
    drafter_line = content_summary.format_drafter(
        drafter.name if drafter else "", poll.made_at, zone
    )
    choices = (
        Choice(texts.BUTTON_POLL_APPROVE, f"yk:yes:{poll.id}:{poll.asks}"),
        Choice(texts.BUTTON_REFUSE, f"yk:no:{poll.id}:{poll.asks}"),
    )
    shown = wording.render_preview(session, poll, zone=zone)
    return Reply(texts.POLL_APPROVE.format(words=f"{shown}\n{drafter_line}"), choices)


def is_current_request(poll: Poll, request_number: str) -> bool:
    """Return whether a button of request `request_number` is about the draft as it is now.

    Buttons without a number belong to the first request. Always true unless the poll awaits
    approval.
    """
    waits = poll.state == PollState.WAITING
    return not waits or request_number == str(poll.asks) or (not request_number and poll.asks == 1)


def render_submission_result(poll: Poll, count: int) -> str:
    """Return the text for whoever submitted: how many approvers were notified."""
    template = texts.POLL_ASKED if count else texts.POLL_NO_APPROVER
    return template.format(number=poll.id, count=count)


def approve_poll(session: Session, poll: Poll, *, person_id: int, now: datetime) -> int:
    """Approve a poll: it opens now or at its time; return how many are invited now.

    `poll` must be locked. Raises NotAllowed for its drafter or somebody who may not decide,
    UserError in another state.
    """
    _check_may_decide(session, poll, person_id)
    _check_state(poll, PollState.WAITING)
    poll.decided_by = person_id
    service.record_audit(session, poll, "approve", now, person_id)
    return service.open_poll(session, poll, now=now, person_id=person_id)


def refuse_poll(session: Session, poll: Poll, *, person_id: int, now: datetime) -> None:
    """Refuse a poll.

    `poll` must be locked. Raises NotAllowed as for an approval, UserError if it is not awaiting
    approval.
    """
    _check_may_decide(session, poll, person_id)
    _check_state(poll, PollState.WAITING)
    poll.state, poll.decided_by, poll.refused_why = PollState.DROPPED, person_id, ""
    service.record_audit(session, poll, "refuse", now, person_id)


def is_refused(poll: Poll) -> bool:
    """Return whether the approver refused the poll, rather than the drafter withdrew it."""
    return poll.state == PollState.DROPPED and poll.decided_by is not None


def return_to_draft(session: Session, poll: Poll, *, person_id: int | None, now: datetime) -> None:
    """Return a submitted or refused poll to draft, on behalf of its drafter.

    `poll` must be locked. Raises NotAllowed for anybody else, UserError in another state.
    """
    if poll.drafted_by is None or poll.drafted_by != person_id:
        raise NotAllowed(texts.EDIT_OTHERS)
    if not is_refused(poll):
        _check_state(poll, PollState.DRAFT, PollState.WAITING)
    if poll.state != PollState.DRAFT:
        service.record_audit(session, poll, "edit", now, person_id)
    poll.state, poll.decided_by, poll.made_at = PollState.DRAFT, None, now


def undo_refusal(session: Session, poll: Poll, *, person_id: int | None, now: datetime) -> None:
    """Undo a refusal: the poll awaits approval again.

    Only for the person who refused it. `poll` must be locked. Raises UserError otherwise.
    """
    _check_refused_by(poll, person_id)
    poll.state, poll.decided_by, poll.refused_why = PollState.WAITING, None, ""
    service.record_audit(session, poll, "unrefuse", now, person_id)


def set_refusal_reason(
    session: Session, poll: Poll, reason: str, *, person_id: int, now: datetime
) -> None:
    """Store the reason of a refusal, given by the person who refused.

    `poll` must be locked. Raises UserError otherwise.
    """
    _check_refused_by(poll, person_id)
    poll.refused_why = reason[:MAX_REASON_LENGTH]
    service.record_audit(session, poll, "why", now, person_id)


def _check_refused_by(poll: Poll, person_id: int | None) -> None:
    if not is_refused(poll) or poll.decided_by != person_id:
        raise UserError(texts.POLL_STANDS.format(state=texts.POLL_STATES[poll.state]))


def list_awaiting_approval(session: Session, scope: Unit, person_id: int) -> list[Poll]:
    """Return the polls of the scope that this person may approve or refuse, oldest first."""
    query = (
        select(Poll)
        .join(Unit, col(Unit.id) == Poll.unit_id)
        .where(
            within(Unit.path, scope.path),
            Poll.state == PollState.WAITING,
            col(Poll.drafted_by).is_distinct_from(person_id),
        )
        .order_by(col(Poll.id))
    )
    return list(session.exec(query))


def withdraw_poll(session: Session, poll: Poll, *, person_id: int | None, now: datetime) -> None:
    """Withdraw a poll that is not open yet.

    `poll` must be locked. Raises UserError in another state.
    """
    _check_state(poll, PollState.DRAFT, PollState.WAITING, PollState.SCHEDULED)
    poll.state, poll.step = PollState.DROPPED, ""
    service.record_audit(session, poll, "drop", now, person_id)


def _check_may_decide(session: Session, poll: Poll, person_id: int) -> None:
    unit = session.get_one(Unit, poll.unit_id)
    approvals.check_may_decide(session, unit, drafted_by=poll.drafted_by, person_id=person_id)


def _check_state(poll: Poll, *states: PollState) -> None:
    if poll.state not in states:
        raise UserError(texts.POLL_STANDS.format(state=texts.POLL_STATES[poll.state]))
