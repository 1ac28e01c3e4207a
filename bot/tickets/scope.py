"""Who may touch a ticket, by their roles at the moment of the press.

A member: what was offered or given to them, and their own village's line; who has a ticket of it is
no secret there, its words are. A leader and an officer: everything under their unit. Nobody: their
own wish, or a ticket that is about them.
"""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotAllowed
from bot.people import units
from bot.people.models import Contact, Role, RoleKind
from bot.people.units import Unit, UnitKind
from bot.tickets.models import Ticket, TicketEvent

HELPERS = (RoleKind.MEMBER, RoleKind.LEADER, RoleKind.OFFICER)
LEADERS = (RoleKind.LEADER, RoleKind.OFFICER)


def commune_of(session: Session, unit: Unit | None) -> Unit | None:
    """The commune whose team answers; a commune that is the only one is meant by no unit at all."""
    if unit is not None:
        return units.ancestor(session, unit, UnitKind.COMMUNE)
    query = select(Unit).where(Unit.kind == UnitKind.COMMUNE).limit(2)
    communes = session.exec(query).all()
    return communes[0] if len(communes) == 1 else None


def may_know(ticket: Ticket, person_id: int, kind: str) -> bool:
    """Whether somebody in this role may get or read the ticket: never whom it is about; when it is
    about the team, only the commune's officers."""
    if person_id in ticket.about:
        return False
    return not ticket.about_team or kind == RoleKind.OFFICER


def require(session: Session, ticket: Ticket, person_id: int) -> None:
    """NotAllowed when the ticket is none of this person's."""
    contact = session.get_one(Contact, ticket.contact_id)
    roles = _roles(session, ticket, person_id)
    if contact.person_id == person_id or not roles or not _concerned(session, ticket, person_id):
        raise NotAllowed(texts.TICKET_NOT_FOR_YOU.format(number=ticket.id))


def _concerned(session: Session, ticket: Ticket, person_id: int) -> bool:
    if ticket.member_id == person_id or leads(session, ticket, person_id):
        return True
    villages = {unit.id for _, unit in _roles(session, ticket, person_id)}
    return ticket.unit_id in villages or was_asked(session, ticket, person_id)


def leads(session: Session, ticket: Ticket, person_id: int) -> bool:
    """Whether the person leads where the ticket comes from: they may give it to somebody."""
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    unit = unit or commune_of(session, None)
    return unit is not None and any(
        role.kind in LEADERS and unit.path.startswith(theirs.path)
        for role, theirs in _roles(session, ticket, person_id)
    )


def _roles(session: Session, ticket: Ticket, person_id: int) -> Sequence[tuple[Role, Unit]]:
    """The person's roles in the ticket's commune in which they may know of it."""
    commune = commune_of(session, session.get(Unit, ticket.unit_id) if ticket.unit_id else None)
    if commune is None:
        return ()
    rows = session.exec(
        select(Role, Unit)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(
            Role.person_id == person_id,
            col(Role.kind).in_(HELPERS),
            col(Unit.path).startswith(commune.path),
        )
    )
    return [(role, unit) for role, unit in rows if may_know(ticket, person_id, role.kind)]


def was_asked(session: Session, ticket: Ticket, person_id: int) -> bool:
    """A card of it once came to them; one that is late may still be taken up."""
    query = select(TicketEvent.id).where(
        TicketEvent.ticket_id == ticket.id,
        TicketEvent.person_id == person_id,
        col(TicketEvent.kind).in_(("offered", "accepted")),
    )
    return session.exec(query.limit(1)).first() is not None
