"""Step-by-step drafting of a broadcast in a chat: begin a draft, find the open one."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.broadcasts.models import Broadcast, BroadcastState
from bot.broadcasts.service import record_audit
from bot.people.units import Unit


def find_draft(session: Session, person_id: int | None, *, since: datetime) -> Broadcast | None:
    """Return the draft that an officer is writing in a chat, locked, or None."""
    query = (
        select(Broadcast)
        .where(
            Broadcast.drafted_by == person_id,
            Broadcast.state == BroadcastState.DRAFT,
            Broadcast.step != "",
            Broadcast.drafted_at > since,
        )
        .order_by(col(Broadcast.id).desc())
        .limit(1)
        .with_for_update()
    )
    return session.exec(query).first() if person_id is not None else None


def begin_draft(session: Session, unit: Unit, *, person_id: int | None, now: datetime) -> Broadcast:
    """Create an empty draft that is filled in step by step, its text first."""
    broadcast = Broadcast(
        unit_id=unit.id, drafted_by=person_id, drafted_at=now, step="text", audience=unit.code
    )
    session.add(broadcast)
    record_audit(session, broadcast, "draft", person_id, now)
    return broadcast
