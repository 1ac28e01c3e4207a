"""Approval requests: submit a draft, notify the approvers, return it to draft, undo a refusal.

The approver sees everything that would be sent, and by whom. The buttons of a request are valid
only for the draft as it was shown: after the draft is returned and submitted again, older requests
decide nothing.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts import service, wording
from bot.broadcasts.models import Broadcast, BroadcastState
from bot.core.errors import NotAllowed, UserError
from bot.messages.content import Choice, Reply
from bot.outbox import content_summary
from bot.outbox.notify import notify_each
from bot.people import approvals
from bot.people.models import Person
from bot.people.units import Unit, within

MAX_REASON_LENGTH = 300  # characters, as its column


def submit_for_approval(
    session: Session,
    broadcast: Broadcast,
    preview_text: str,
    *,
    person_id: int | None,
    zone: ZoneInfo,
    now: datetime,
) -> int:
    """Submit the draft for approval, notify the approvers and return how many were notified.

    `preview_text` is the rendered preview that they see.
    """
    service.submit_broadcast(session, broadcast, person_id=person_id, now=now)
    unit = session.get_one(Unit, broadcast.unit_id)
    approvers = approvals.list_approvers(session, unit, drafted_by=broadcast.drafted_by)
    key = f"broadcast:{broadcast.id}:ask:{broadcast.asks}"
    approval_request = render_approval_request(session, broadcast, preview_text, zone=zone)
    return notify_each(session, approvers, approval_request, key=key, now=now)


def render_approval_request(
    session: Session, broadcast: Broadcast, preview_text: str, *, zone: ZoneInfo
) -> Reply:
    """Build the approval request: the preview, the files, who drafted it and when, and the buttons.

    The buttons carry the submission number, so that they decide only about this version.
    """
    drafter = session.get(Person, broadcast.drafted_by) if broadcast.drafted_by else None
    drafter_line = content_summary.format_drafter(
        drafter.name if drafter else "", broadcast.drafted_at, zone
    )
    choices = (
        Choice(texts.BUTTON_APPROVE, f"tb:yes:{broadcast.id}:{broadcast.asks}"),
        Choice(texts.BUTTON_REFUSE, f"tb:no:{broadcast.id}:{broadcast.asks}"),
    )
    text = texts.BROADCAST_APPROVE.format(words=f"{preview_text}\n{drafter_line}")
    return Reply(text, choices, wording.decode_files(broadcast))


def is_current_request(broadcast: Broadcast, request_number: str) -> bool:
    """Return whether a button of request `request_number` is about the draft as it is now.

    Buttons without a number belong to the first request. Always true unless the broadcast awaits
    approval.
    """
    return (
        broadcast.state != BroadcastState.WAITING
        or request_number == str(broadcast.asks)
        or (not request_number and broadcast.asks == 1)
    )


def render_submission_result(broadcast: Broadcast, count: int) -> str:
    """Return the text for whoever submitted: how many approvers were notified."""
    template = texts.BROADCAST_ASKED if count else texts.BROADCAST_NO_APPROVER
    return template.format(number=broadcast.id, count=count)


def return_to_draft(
    session: Session, broadcast: Broadcast, *, person_id: int | None, now: datetime
) -> None:
    """Return a submitted or refused broadcast to draft, on behalf of its drafter.

    `broadcast` must be locked. Raises NotAllowed for anybody else, UserError in another state.
    """
    if broadcast.drafted_by is None or broadcast.drafted_by != person_id:
        raise NotAllowed(texts.EDIT_OTHERS)
    if broadcast.state not in (
        BroadcastState.DRAFT,
        BroadcastState.WAITING,
        BroadcastState.REFUSED,
    ):
        raise UserError(service.render_wrong_state(broadcast))
    if broadcast.state != BroadcastState.DRAFT:
        service.record_audit(session, broadcast, "edit", person_id, now)
    broadcast.state, broadcast.ended_at, broadcast.drafted_at = BroadcastState.DRAFT, None, now


def undo_refusal(
    session: Session, broadcast: Broadcast, *, person_id: int | None, now: datetime
) -> None:
    """Undo a refusal: the broadcast awaits approval again.

    Only for the person who refused it. `broadcast` must be locked. Raises UserError otherwise.
    """
    if (
        broadcast.state != BroadcastState.REFUSED
        or broadcast.decided_by != person_id
        or person_id is None
    ):
        raise UserError(service.render_wrong_state(broadcast))
    broadcast.state, broadcast.ended_at, broadcast.decided_by, broadcast.decided_at = (
        BroadcastState.WAITING,
        None,
        None,
        None,
    )
    broadcast.refused_why = ""
    service.record_audit(session, broadcast, "unrefuse", person_id, now)


def set_refusal_reason(
    session: Session, broadcast: Broadcast, reason: str, *, person_id: int, now: datetime
) -> None:
    """Store the reason of a refusal, given by the person who refused.

    `broadcast` must be locked. Raises UserError otherwise.
    """
    if broadcast.state != BroadcastState.REFUSED or broadcast.decided_by != person_id:
        raise UserError(service.render_wrong_state(broadcast))
    broadcast.refused_why = reason[:MAX_REASON_LENGTH]
    service.record_audit(session, broadcast, "why", person_id, now, broadcast.refused_why)


def list_awaiting_approval(session: Session, scope: Unit, person_id: int) -> list[Broadcast]:
    """Return the broadcasts of the scope that this person may approve or refuse, oldest first."""
    query = (
        select(Broadcast)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(
            within(Unit.path, scope.path),
            Broadcast.state == BroadcastState.WAITING,
            col(Broadcast.drafted_by).is_distinct_from(person_id),
        )
        .order_by(col(Broadcast.id))
    )
    return list(session.exec(query))
