"""Agreeing to one use of one's data and taking it back, each with its time and version.

The rows of `Consent` are the proof; `Contact.refused` is what every feature reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.core.events import emit
from bot.people.models import Contact
from bot.people.purposes import SINGLE_PURPOSES, Purpose, is_refused, list_refused, set_refused
from bot.privacy.events import PurposeAllowed, PurposeRefused
from bot.privacy.models import Consent

# Of texts.CONSENT: raise it whenever those words change their meaning. Who agreed to older ones is
# asked once more.
CONSENT_VERSION = "2026-12"


@dataclass(frozen=True, slots=True)
class PurposeState:
    """One use of a person's data: whether it goes on, and by which consent, if there is one."""

    purpose: Purpose
    is_refused: bool
    version: str
    given_at: datetime | None
    withdrawn_at: datetime | None


def refuse_purpose(session: Session, contact: Contact, purpose: Purpose, *, now: datetime) -> bool:
    """Take the consent to one use back, or refuse it beforehand. Returns False when it was so."""
    if is_refused(contact, purpose):
        return False
    row = _find_standing(session, contact.id, purpose)
    if row is None:  # nothing was agreed to: the refusal is a row of its own
        row = Consent(contact_id=contact.id, purpose=purpose, version=CONSENT_VERSION)
        session.add(row)
    row.withdrawn_at = now
    set_refused(contact, (*list_refused(contact), purpose))
    session.flush()
    emit(session, PurposeRefused(contact.id, purpose, contact.unit_id, at=now))
    return True


def allow_purpose(session: Session, contact: Contact, purpose: Purpose, *, now: datetime) -> bool:
    """Agree again to one use that was refused. Returns False when it was not."""
    if not is_refused(contact, purpose):
        return False
    set_refused(contact, (other for other in list_refused(contact) if other is not purpose))
    write_proofs(session, contact, (purpose,), now=now)
    emit(session, PurposeAllowed(contact.id, purpose, at=now))
    return True


def write_proofs(
    session: Session, contact: Contact, purposes: Sequence[Purpose], *, now: datetime
) -> None:
    """Write down a consent to each purpose under the words of today; older ones of them end."""
    for purpose in purposes:
        if (row := _find_standing(session, contact.id, purpose)) is not None:
            row.withdrawn_at = now
        session.add(
            Consent(contact_id=contact.id, purpose=purpose, version=CONSENT_VERSION, given_at=now)
        )
    session.flush()


def list_agreed_purposes(contact: Contact) -> tuple[Purpose, ...]:
    """Return what the question of consent agrees to: all but what was refused by itself."""
    refused = list_refused(contact)
    return (Purpose.MEMORY, *(one for one in SINGLE_PURPOSES if one not in refused))


def list_states(session: Session, contact: Contact) -> list[PurposeState]:
    """Return the state of every purpose, with the last consent to it."""
    query = select(Consent).where(Consent.contact_id == contact.id).order_by(col(Consent.id))
    last = {row.purpose: row for row in session.exec(query)}
    states = []
    for purpose in Purpose:
        row = last.get(purpose)
        states.append(
            PurposeState(
                purpose,
                is_refused(contact, purpose),
                row.version if row else "",
                row.given_at if row else None,
                row.withdrawn_at if row else None,
            )
        )
    return states


def _find_standing(session: Session, contact_id: int, purpose: Purpose) -> Consent | None:
    query = select(Consent).where(
        Consent.contact_id == contact_id,
        Consent.purpose == purpose,
        col(Consent.given_at).is_not(None),
        col(Consent.withdrawn_at).is_(None),
    )
    return session.exec(query.order_by(col(Consent.id).desc())).first()
