"""Tables of consents (what was agreed to, when) and of files to delete."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.core.db import identity, reference


class Consent(SQLModel, table=True):
    """One consent of one contact, with the version of the text they read.

    Law 91/2025/QH15: consent is explicit, provable, and as easy to withdraw as to give.
    """

    id: int = identity()
    contact_id: int = reference("contact.id")
    version: str = Field(max_length=20)
    given_at: datetime
    withdrawn_at: datetime | None = None


class Discarded(SQLModel, table=True):
    """A file to delete; a scheduled job deletes it, because a transaction cannot."""

    id: int = identity()
    path: str = Field(max_length=300)
