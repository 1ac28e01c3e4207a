"""Drafting step by step in a chat: what is open, and how it begins."""

from datetime import datetime

from sqlmodel import Session, col, select

from bot.broadcasts.models import Broadcast, State
from bot.broadcasts.service import note
from bot.people.units import Unit


def find_draft(session: Session, person_id: int | None, *, since: datetime) -> Broadcast | None:
    """What an officer is drafting step by step in a chat, locked."""
    query = (
        select(Broadcast)
        .where(
            Broadcast.drafted_by == person_id,
            Broadcast.state == State.DRAFT,
            Broadcast.step != "",
            Broadcast.drafted_at > since,
        )
        .order_by(col(Broadcast.id).desc())
        .limit(1)
        .with_for_update()
    )
    return session.exec(query).first() if person_id is not None else None


def begin(session: Session, unit: Unit, *, person_id: int | None, now: datetime) -> Broadcast:
    """A draft that is filled step by step, its words first."""
    made = Broadcast(
        unit_id=unit.id, drafted_by=person_id, drafted_at=now, step="text", audience=unit.code
    )
    session.add(made)
    note(session, made, "draft", person_id, now)
    return made
