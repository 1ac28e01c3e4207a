"""Whether a message can be enqueued for somebody: residents and members may have blocked us."""

from sqlmodel import Session

from bot.people.linking import map_contacts
from bot.people.models import Contact
from bot.tickets.models import Ticket


def is_resident_reachable(session: Session, ticket: Ticket) -> bool:
    """Whether the ticket's resident has not blocked us."""
    return session.get_one(Contact, ticket.contact_id).unreachable_since is None


def is_member_reachable(session: Session, person_id: int | None) -> bool:
    """Whether this member has a chat and has not blocked us there; None is nobody."""
    contact = map_contacts(session, [person_id]).get(person_id) if person_id is not None else None
    return contact is not None and contact.unreachable_since is None
