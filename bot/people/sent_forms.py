"""Forms that were sent once: a second press of the same button does not do the same again.

Each form of the console carries a key of its own, written in the transaction of the deed,
so that of two presses one waits for the other, whichever process answers them.
"""

from datetime import datetime

from sqlalchemy import text, update
from sqlmodel import Field, Session, SQLModel, col, delete, select

from bot.core.db import identity
from bot.core.dialects import dialect_name, insert_or_ignore

MAX_LOCATION = 300  # characters, as its column


class SentForm(SQLModel, table=True):
    """A form whose deed is done; `location` is where its answer led."""

    __tablename__ = "sent_form"

    id: int = identity()
    digest: str = Field(unique=True, max_length=64)
    location: str = Field(
        default="", max_length=MAX_LOCATION, sa_column_kwargs={"server_default": text("''")}
    )
    sent_at: datetime


def claim_form(session: Session, digest: str, *, now: datetime) -> bool:
    """Record that the form is being sent. Returns False when it was sent before."""
    statement = insert_or_ignore(dialect_name(session), SentForm, returning="id")
    values = {"digest": digest, "location": "", "sent_at": now}
    return session.execute(statement, values).first() is not None


def find_location(session: Session, digest: str) -> str | None:
    """Return where the form's answer led, "" while it is not known, or None if it was not sent."""
    return session.exec(select(SentForm.location).where(SentForm.digest == digest)).first()


def record_location(session: Session, digest: str, location: str) -> None:
    """Record where a form's answer leads."""
    values = {"location": location[:MAX_LOCATION]}
    session.execute(update(SentForm).where(col(SentForm.digest) == digest).values(**values))


def release_form(session: Session, digest: str) -> None:
    """Forget a form whose answer was no deed: what was wrong with it, or a file to download."""
    session.execute(delete(SentForm).where(col(SentForm.digest) == digest))
