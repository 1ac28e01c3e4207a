"""What somebody was typing into a long form of the console when the page was closed.

It is kept here and not in the browser, which others may use after her: only who typed it
sees it again, signed in.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, select

from bot.core.db import identity, reference
from bot.core.dialects import dialect_name, insert_or_ignore
from bot.messages.masking.mask import mask

MAX_FORMS = 30  # of one person: the oldest goes
MAX_LENGTH = 60_000  # characters of one form

Fields = Mapping[str, Sequence[str]]


class UnsentForm(SQLModel, table=True):
    """The fields of one person's form, as they stood when they were last typed into."""

    __tablename__ = "unsent_form"
    __table_args__ = (UniqueConstraint("person_id", "form"),)

    id: int = identity()
    person_id: int = reference("person.id")
    form: str = Field(max_length=80)
    fields: dict[str, list[str]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    saved_at: datetime


def save_unsent(
    session: Session, form: str, fields: Fields, *, person_id: int, now: datetime
) -> bool:
    """Keep what stands in a form, secrets covered. Returns False for one that is too long."""
    kept = {name: [mask(value).text for value in values] for name, values in fields.items()}
    if sum(len(value) for values in kept.values() for value in values) > MAX_LENGTH:
        return False
    insert = insert_or_ignore(dialect_name(session), UnsentForm, returning="id")
    values = {"person_id": person_id, "form": form, "fields": kept, "saved_at": now}
    if session.execute(insert, values).first() is not None:
        _drop_oldest(session, person_id)
        return True
    row = find_unsent(session, form, person_id=person_id)
    if row is not None:
        row.fields, row.saved_at = kept, now
        session.flush()
    return True


def _drop_oldest(session: Session, person_id: int) -> None:
    query = select(UnsentForm).where(UnsentForm.person_id == person_id)
    newest = session.exec(query.order_by(col(UnsentForm.saved_at).desc())).all()
    for row in newest[MAX_FORMS:]:
        session.delete(row)


def find_unsent(session: Session, form: str, *, person_id: int | None) -> UnsentForm | None:
    """Return what the person left in the form, or None."""
    query = select(UnsentForm).where(UnsentForm.person_id == person_id, UnsentForm.form == form)
    return session.exec(query).first()


def drop_unsent(session: Session, form: str, *, person_id: int | None) -> None:
    """Forget what was left in a form: it was sent, or is not wanted."""
    session.execute(
        delete(UnsentForm).where(
            col(UnsentForm.person_id) == person_id, col(UnsentForm.form) == form
        )
    )


def drop_about(session: Session, forms: Sequence[str]) -> None:
    """Forget what anybody left in these forms: whom they are about is forgotten."""
    session.execute(delete(UnsentForm).where(col(UnsentForm.form).in_(forms)))


def name_reply(ticket_id: int) -> str:
    """Return the name of the form in which somebody answers a ticket."""
    return f"tickets:{ticket_id}"
