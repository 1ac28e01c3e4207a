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
from bot.broadcasts.models import Broadcast, State
from bot.core.errors import NotAllowed, UserError
from bot.messages.content import Choice, Reply
from bot.outbox import contents
from bot.outbox.notices import tell_each
from bot.people import approvals
from bot.people.models import Person
from bot.people.units import Unit

LONGEST_WHY = 300  # characters, as its column


def ask(
    session: Session,
    one: Broadcast,
    look_over: str,
    *,
    person_id: int | None,
    zone: ZoneInfo,
    now: datetime,
) -> int:
    """Submit the draft for approval, notify the approvers and return how many were notified.

    `preview_text` is the rendered preview that they see.
    """
    service.ask(session, one, person_id=person_id, now=now)
    unit = session.get_one(Unit, one.unit_id)
    approvers = approvals.deciders(session, unit, drafted_by=one.drafted_by)
    key = f"broadcast:{one.id}:ask:{one.asks}"
    shown = notice(session, one, look_over, zone=zone)
    return tell_each(session, approvers, shown, key=key, now=now)


def notice(session: Session, one: Broadcast, look_over: str, *, zone: ZoneInfo) -> Reply:
    """Build the approval request: the preview, the files, who drafted it and when, and the buttons.

    The buttons carry the submission number, so that they decide only about this version.
    """
    drafter = session.get(Person, one.drafted_by) if one.drafted_by else None
    by = contents.say_drafter(drafter.name if drafter else "", one.drafted_at, zone)
    choices = (
        Choice(texts.BUTTON_APPROVE, f"tb:yes:{one.id}:{one.asks}"),
        Choice(texts.BUTTON_REFUSE, f"tb:no:{one.id}:{one.asks}"),
    )
    words = texts.BROADCAST_APPROVE.format(words=f"{look_over}\n{by}")
    return Reply(words, choices, wording.files_of(one))


def is_current(one: Broadcast, shown: str) -> bool:
    """Return whether a button of request `request_number` is about the draft as it is now.

    Buttons without a number belong to the first request. Always true unless the broadcast awaits
    approval.
    """
    return one.state != State.WAITING or shown == str(one.asks) or (not shown and one.asks == 1)


def asked_words(one: Broadcast, count: int) -> str:
    """Return the text for whoever submitted: how many approvers were notified."""
    told = texts.BROADCAST_ASKED if count else texts.BROADCAST_NO_APPROVER
    return told.format(number=one.id, count=count)


def take_back(session: Session, one: Broadcast, *, person_id: int | None, now: datetime) -> None:
    """Return a submitted or refused broadcast to draft, on behalf of its drafter.

    `broadcast` must be locked. Raises NotAllowed for anybody else, UserError in another state.
    """
    if one.drafted_by is None or one.drafted_by != person_id:
        raise NotAllowed(texts.EDIT_OTHERS)
    if one.state not in (State.DRAFT, State.WAITING, State.REFUSED):
        raise UserError(service.state_words(one))
    if one.state != State.DRAFT:
        service.note(session, one, "edit", person_id, now)
    one.state, one.ended_at, one.drafted_at = State.DRAFT, None, now


def unrefuse(session: Session, one: Broadcast, *, person_id: int | None, now: datetime) -> None:
    """Undo a refusal: the broadcast awaits approval again.

    Only for the person who refused it. `broadcast` must be locked. Raises UserError otherwise.
    """
    if one.state != State.REFUSED or one.decided_by != person_id or person_id is None:
        raise UserError(service.state_words(one))
    one.state, one.ended_at, one.decided_by, one.decided_at = State.WAITING, None, None, None
    one.refused_why = ""
    service.note(session, one, "unrefuse", person_id, now)


def say_why(session: Session, one: Broadcast, why: str, *, person_id: int, now: datetime) -> None:
    """Store the reason of a refusal, given by the person who refused.

    `broadcast` must be locked. Raises UserError otherwise.
    """
    if one.state != State.REFUSED or one.decided_by != person_id:
        raise UserError(service.state_words(one))
    one.refused_why = why[:LONGEST_WHY]
    service.note(session, one, "why", person_id, now, one.refused_why)


def list_waiting(session: Session, scope: Unit, person_id: int) -> list[Broadcast]:
    """Return the broadcasts of the scope that this person may approve or refuse, oldest first."""
    query = (
        select(Broadcast)
        .join(Unit, col(Unit.id) == Broadcast.unit_id)
        .where(
            col(Unit.path).startswith(scope.path),
            Broadcast.state == State.WAITING,
            col(Broadcast.drafted_by).is_distinct_from(person_id),
        )
        .order_by(col(Broadcast.id))
    )
    return list(session.exec(query))
