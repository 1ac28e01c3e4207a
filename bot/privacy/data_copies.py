"""Copies of their data that persons ask for: fetched by a secret within an hour, once by a link."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.core.events import emit
from bot.messages.content import GENERATED, cached_file_name
from bot.people.models import Contact
from bot.privacy import erasure
from bot.privacy.events import OwnDataCopied
from bot.privacy.lifetimes import COPY_LIFETIME
from bot.privacy.models import DataCopy

TOKEN_BYTES = 24
_REFERENCE = re.compile(r"own-data:(?P<token>[\w-]{32})\.(?P<kind>pdf|json)", re.ASCII)
FORMATS = ("pdf", "json")
MOST_EXPIRED = 200  # copies in one transaction


def make_copy(session: Session, contact: Contact, *, now: datetime) -> str:
    """Allow a copy of the contact's data for a while. Returns the token; older ones end."""
    query = select(DataCopy).where(DataCopy.contact_id == contact.id)
    for row in session.exec(query):
        _end(session, row)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    stems = [cached_file_name(GENERATED, make_reference(token, kind)) for kind in FORMATS]
    copy = DataCopy(contact_id=contact.id, digest=_digest(token), made_at=now)
    copy.files = [{"file": stem} for stem in stems]
    session.add(copy)
    session.flush()
    emit(session, OwnDataCopied(contact.id, contact.unit_id, at=now))
    return token


def make_reference(token: str, kind: str) -> str:
    """Return the reference of a file that is made when it is sent."""
    return f"own-data:{token}.{kind}"


def parse_reference(ref: str) -> tuple[str, str] | None:
    """Return the token and the kind of file of a reference; None for one of somebody else."""
    match = _REFERENCE.fullmatch(ref)
    return (match["token"], match["kind"]) if match else None


def find_copied_contact(session: Session, token: str, *, now: datetime) -> Contact | None:
    """Return whose data the token fetches; None for an unknown or an old one."""
    row = _find(session, token, now)
    return session.get(Contact, row.contact_id) if row is not None else None


def has_link(session: Session, token: str, *, now: datetime) -> bool:
    """Return whether the link can still be used."""
    row = _find(session, token, now)
    return row is not None and row.used_at is None


def use_link(session: Session, token: str, *, now: datetime) -> Contact | None:
    """Use the link up. Returns whose data it is for; None when it was used or is old."""
    row = _find(session, token, now, lock=True)
    if row is None or row.used_at is not None:
        return None
    row.used_at = now
    return session.get(Contact, row.contact_id)


def _find(session: Session, token: str, now: datetime, *, lock: bool = False) -> DataCopy | None:
    query = select(DataCopy).where(
        DataCopy.digest == _digest(token), col(DataCopy.made_at) > now - COPY_LIFETIME
    )
    return session.exec(query.with_for_update() if lock else query).first()


def end_copies_due(session: Session, *, now: datetime) -> int:
    """End copies whose hour is over, and have their files deleted. Returns how many."""
    due: Sequence[DataCopy] = session.exec(
        select(DataCopy)
        .where(col(DataCopy.made_at) <= now - COPY_LIFETIME)
        .limit(MOST_EXPIRED)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        _end(session, row)
    return len(due)


def _end(session: Session, row: DataCopy) -> None:
    erasure.discard_files(session, GENERATED, row.files)
    session.delete(row)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
