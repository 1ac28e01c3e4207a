"""A draft is ready, whoever wrote it and wherever: those who may say yes hear of it."""

from datetime import datetime

from sqlmodel import Session

from bot import texts
from bot.broadcasts import service
from bot.broadcasts.models import Broadcast
from bot.messages import Choice, Reply
from bot.outbox.notices import tell_each
from bot.people import deciding
from bot.units import Unit


def ask(
    session: Session, one: Broadcast, look_over: str, *, person_id: int | None, now: datetime
) -> int:
    """It waits for a second person; how many were asked. `look_over` is what they see of it."""
    service.ask(session, one, person_id=person_id, now=now)
    choices = (
        Choice(texts.BUTTON_APPROVE, f"tb:yes:{one.id}"),
        Choice(texts.BUTTON_REFUSE, f"tb:no:{one.id}"),
    )
    notice = Reply(texts.BROADCAST_APPROVE.format(words=look_over), choices)
    unit = session.get_one(Unit, one.unit_id)
    approvers = deciding.deciders(session, unit, drafted_by=one.drafted_by)
    return tell_each(session, approvers, notice, key=f"broadcast:{one.id}:ask", now=now)


def asked_words(one: Broadcast, count: int) -> str:
    """What whoever asked is told."""
    told = texts.BROADCAST_ASKED if count else texts.BROADCAST_NO_APPROVER
    return told.format(number=one.id, count=count)
