"""Forgetting a person: their data is erased in every feature, in one chat or in all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from bot import texts
from bot.broadcasts import questions
from bot.broadcasts import service as broadcasts
from bot.classes import erasure as learners
from bot.core.errors import NotFound
from bot.core.events import emit
from bot.outreach import erasure as household_notes
from bot.people import linking, unsent_forms
from bot.people.actor import Actor
from bot.people.models import Contact
from bot.people.units import Unit, is_within
from bot.polls import service as polls
from bot.privacy import consent
from bot.privacy.data_rules import Eraser
from bot.privacy.events import ContactForgotten
from bot.tickets.models import Ticket

Forgetter = Callable[[Session, int, datetime], object]

# What more than a column depends on: counts, seats, ballots. The inventory says of which tables.
FORGETTERS: Mapping[Eraser, Forgetter] = {
    Eraser.LEARNERS: lambda session, contact_id, now: learners.forget(session, contact_id),
    Eraser.RECIPIENTS: lambda session, contact_id, now: broadcasts.forget_contact(
        session, contact_id
    ),
    Eraser.QUESTIONS: lambda session, contact_id, now: questions.forget_contact(
        session, contact_id, now=now
    ),
    Eraser.BALLOTS: lambda session, contact_id, now: polls.forget_contact(session, contact_id),
    Eraser.HOUSEHOLD_NOTES: lambda session, contact_id, now: household_notes.forget_contact(
        session, contact_id
    ),
}
# These need what ties the chat to its household, which is erased with its words.
BEFORE_WORDS = (Eraser.HOUSEHOLD_NOTES,)


@dataclass(frozen=True, slots=True)
class ForgottenPerson:
    """Which contacts were erased, and whether ballots of theirs still count, without a name."""

    contact_ids: Sequence[int]
    has_counted_ballots: bool


def forget_person(
    session: Session,
    contact: Contact,
    *,
    now: datetime,
    only_here: bool = False,
    actor: Actor | None = None,
    note: str = "",
) -> ForgottenPerson:
    """Erase all contacts of the person, or with `only_here` this one.

    `actor` is the officer or operator who does it on the person's behalf, which is audited; None is
    the person. Raises NotFound for a contact outside the actor's units.
    """
    check_scope(session, contact, actor)
    others = () if only_here else linking.list_other_contacts(session, contact)
    contacts = (contact, *others)
    units = {chat.id: chat.place_id for chat in contacts}
    # All are read before the first is erased: erasing cuts what links them.
    counted = [_forget_contact(session, chat, now=now) for chat in contacts]
    for chat in contacts:
        event = ContactForgotten(
            chat.id, now, asked_in=contact.id, actor=actor, note=note, unit_id=units[chat.id]
        )
        emit(session, event)
    return ForgottenPerson([chat.id for chat in contacts], any(counted))


def _forget_contact(session: Session, contact: Contact, *, now: datetime) -> bool:
    """Erase one contact; return whether ballots of it still count.

    Words go first: the features then cut what links their rows to the contact.
    """
    for eraser in BEFORE_WORDS:
        FORGETTERS[eraser](session, contact.id, now)
    consent.erase_contact(session, contact, now=now)
    tickets = session.exec(select(Ticket.id).where(Ticket.contact_id == contact.id)).all()
    unsent_forms.drop_about(session, [unsent_forms.name_reply(number) for number in tickets])
    results = {
        eraser: forget(session, contact.id, now)
        for eraser, forget in FORGETTERS.items()
        if eraser not in BEFORE_WORDS
    }
    return bool(results[Eraser.BALLOTS])


def check_scope(session: Session, contact: Contact, actor: Actor | None) -> None:
    """Raise NotFound when the contact lives outside the units of who acts on their behalf."""
    if actor is None or not actor.scope:
        return
    unit = session.get(Unit, contact.place_id) if contact.place_id else None
    if unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.CONTACT_NOT_YOURS)
