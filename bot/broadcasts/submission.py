"""Between the drafter and the second person: who hears of a draft, what they see, what comes back.

Whoever says yes sees all that goes out, and by whom. A notice's buttons count for the draft as it
was shown: once it was taken back and asked about anew, an older notice decides nothing.
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
    """It waits for a second person; how many were asked. `look_over` is what they see of it."""
    service.ask(session, one, person_id=person_id, now=now)
    unit = session.get_one(Unit, one.unit_id)
    approvers = approvals.deciders(session, unit, drafted_by=one.drafted_by)
    key = f"broadcast:{one.id}:ask:{one.asks}"
    shown = notice(session, one, look_over, zone=zone)
    return tell_each(session, approvers, shown, key=key, now=now)


def notice(session: Session, one: Broadcast, look_over: str, *, zone: ZoneInfo) -> Reply:
    """All of it, its files too, who drafted it and when; yes or no to just this."""
    drafter = session.get(Person, one.drafted_by) if one.drafted_by else None
    by = contents.say_drafter(drafter.name if drafter else "", one.drafted_at, zone)
    choices = (
        Choice(texts.BUTTON_APPROVE, f"tb:yes:{one.id}:{one.asks}"),
        Choice(texts.BUTTON_REFUSE, f"tb:no:{one.id}:{one.asks}"),
    )
    words = texts.BROADCAST_APPROVE.format(words=f"{look_over}\n{by}")
    return Reply(words, choices, wording.files_of(one))


def is_current(one: Broadcast, shown: str) -> bool:
    """Whether a button of the notice number `shown` is about the draft as it waits now."""
    return one.state != State.WAITING or shown == str(one.asks) or (not shown and one.asks == 1)


def asked_words(one: Broadcast, count: int) -> str:
    """What whoever asked is told."""
    told = texts.BROADCAST_ASKED if count else texts.BROADCAST_NO_APPROVER
    return told.format(number=one.id, count=count)


def take_back(session: Session, one: Broadcast, *, person_id: int | None, now: datetime) -> None:
    """Its drafter mends it: what waits or was refused is a draft again. `one` is locked."""
    if one.drafted_by is None or one.drafted_by != person_id:
        raise NotAllowed(texts.EDIT_OTHERS)
    if one.state not in (State.DRAFT, State.WAITING, State.REFUSED):
        raise UserError(service.state_words(one))
    if one.state != State.DRAFT:
        service.note(session, one, "edit", person_id, now)
    one.state, one.ended_at, one.drafted_at = State.DRAFT, None, now


def unrefuse(session: Session, one: Broadcast, *, person_id: int | None, now: datetime) -> None:
    """A slip of the finger: it waits as before. `one` is locked."""
    if one.state != State.REFUSED or one.decided_by != person_id or person_id is None:
        raise UserError(service.state_words(one))
    one.state, one.ended_at, one.decided_by, one.decided_at = State.WAITING, None, None, None
    one.refused_why = ""
    service.note(session, one, "unrefuse", person_id, now)


def say_why(session: Session, one: Broadcast, why: str, *, person_id: int, now: datetime) -> None:
    """Why it was refused, by who refused it. `one` is locked."""
    if one.state != State.REFUSED or one.decided_by != person_id:
        raise UserError(service.state_words(one))
    one.refused_why = why[:LONGEST_WHY]
    service.note(session, one, "why", person_id, now, one.refused_why)


def list_waiting(session: Session, scope: Unit, person_id: int) -> list[Broadcast]:
    """What this person may say yes or no to, the longest waiting first."""
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
