"""Withdrawing a consent: the profile and what is over go at once, in every feature."""

from datetime import datetime

from sqlmodel import Session

from bot.classes import erasure as learners
from bot.core.events import emit
from bot.outreach import erasure as household_notes
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.privacy import consent
from bot.privacy.events import ConsentWithdrawn
from bot.usecases.forget_person import check_scope


def withdraw_consent(
    session: Session,
    contact: Contact,
    *,
    now: datetime,
    actor: Actor | None = None,
    note: str = "",
) -> None:
    """Withdraw the consent of a contact: names, learners' names and past words are erased.

    What is not over continues without a name, and is emptied when it ends. `actor` is who does it
    on the person's behalf, which is audited; None is the person. Raises NotFound for a contact
    outside the actor's units.
    """
    check_scope(session, contact, actor)
    unit_id = contact.place_id
    household_notes.forget_contact(session, contact.id)  # while it says whose household it is
    consent.withdraw_consent(session, contact, now=now)
    learners.forget_learner_names(session, contact.id)
    emit(session, ConsentWithdrawn(contact.id, now, actor=actor, note=note, unit_id=unit_id))
