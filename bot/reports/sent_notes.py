"""Which notes the clock has sent: each once for a unit and a period, whatever crashes or races."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col

from bot.core.dialects import dialect_name, insert_or_ignore
from bot.people.models import Contact, Role, RoleKind
from bot.people.units import Unit
from bot.reports.models import NoteKind, SentNote


def claim_note(
    session: Session, unit: Unit, kind: NoteKind, first_on: date, *, now: datetime
) -> bool:
    """Write down that the note is sent now. Returns False when another process has done so.

    The row and what is sent are of one transaction: a crash leaves both or neither.
    """
    statement = insert_or_ignore(dialect_name(session), SentNote, returning="id")
    values = {"unit_id": unit.id, "kind": str(kind), "first_on": first_on, "sent_at": now}
    return session.connection().execute(statement, values).scalar() is not None


def lacks_note(kind: NoteKind, first_on: date) -> ColumnElement[bool]:
    """Return the condition that a unit's note of the period has not been sent."""
    return ~exists().where(
        col(SentNote.unit_id) == col(Unit.id),
        col(SentNote.kind) == str(kind),
        col(SentNote.first_on) == first_on,
    )


def has_chat(*roles: RoleKind) -> ColumnElement[bool]:
    """Return the condition that somebody with one of these roles in the unit itself has a chat.

    One that blocked us is none.
    """
    return exists().where(
        col(Role.unit_id) == col(Unit.id),
        col(Role.kind).in_(roles),
        col(Contact.person_id) == col(Role.person_id),
        col(Contact.unreachable_since).is_(None),
    )
