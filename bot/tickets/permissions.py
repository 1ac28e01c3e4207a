"""Permissions: who may see and change a ticket, by their roles at the moment of the action.

A member: what was offered or given to them, and their own village's queue; who has a ticket of it
is no secret there, its text is. A leader and an officer: everything under their unit. Nobody:
their own request, or a ticket that is about them.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, and_, cast, not_, or_, true
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotAllowed
from bot.people import units
from bot.people.actor import Actor
from bot.people.linking import TEAM_ROLES
from bot.people.models import Contact, Role, RoleKind
from bot.people.units import Unit, UnitKind, is_within, within, within_or_unknown
from bot.tickets.models import OFFER_KINDS, Ticket, TicketEvent

LEADER_ROLES = (RoleKind.LEADER, RoleKind.OFFICER)
OFFICE_ROLES = (RoleKind.OFFICER, RoleKind.APPROVER, None)
"""Who works for the commune, as an actor's widest role; None is the operator."""


def find_commune(session: Session, unit: Unit | None) -> Unit | None:
    """Return the commune responsible for a unit, or None.

    Without a unit it is the only commune, if there is exactly one.
    """
    if unit is not None:
        return units.find_ancestor(session, unit, UnitKind.COMMUNE)
    query = select(Unit).where(Unit.kind == UnitKind.COMMUNE).limit(2)
    communes = session.exec(query).all()
    return communes[0] if len(communes) == 1 else None


def may_read(ticket: Ticket, person_id: int, role_kind: str) -> bool:
    """Whether a person in this role may get or read the ticket.

    Never the persons it is about; when it is about the team, only the commune's officers.
    """
    if person_id in ticket.named_person_ids:
        return False
    return not ticket.about_team or role_kind == RoleKind.OFFICER


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a ticket, joined (outer) with its unit and with its contact, is one
    that this leader or officer may see: of their units, or in their own hands.

    Never their own request nor one that names them. What has no village yet belongs to the only
    commune.
    """
    return and_(
        or_(
            within_or_unknown(Ticket.unit_id, Unit.path, actor.scope),
            col(Ticket.member_id) == (actor.person_id or 0),
        ),
        true() if actor.role in OFFICE_ROLES else col(Ticket.about_team).is_(False),
        or_(col(Contact.person_id).is_(None), col(Contact.person_id) != (actor.person_id or 0)),
        not_(_names(actor.person_id or 0)),
    )


def _names(person_id: int) -> ColumnElement[bool]:
    """Return the condition that the person is among those whom a ticket names: a JSON list."""
    named = cast(col(Ticket.named_person_ids), String)
    patterns = (f"[{person_id}]", f"[{person_id}, %", f"% {person_id}]", f"% {person_id}, %")
    return or_(*(named.like(pattern) for pattern in patterns))


def require_access(session: Session, ticket: Ticket, person_id: int | None) -> None:
    """Raise NotAllowed unless the person may act on the ticket."""
    contact = session.get_one(Contact, ticket.contact_id)
    if (
        person_id is None
        or contact.person_id == person_id
        or not _list_roles(session, ticket, person_id)
        or not _is_involved(session, ticket, person_id)
    ):
        raise NotAllowed(texts.TICKET_NOT_FOR_YOU.format(number=ticket.id))


def _is_involved(session: Session, ticket: Ticket, person_id: int) -> bool:
    if ticket.member_id == person_id or is_ticket_leader(session, ticket, person_id):
        return True
    villages = {unit.id for _, unit in _list_roles(session, ticket, person_id)}
    return ticket.unit_id in villages or was_offered(session, ticket, person_id)


def is_ticket_leader(session: Session, ticket: Ticket, person_id: int) -> bool:
    """Whether the person leads the unit the ticket comes from; leaders may give it to somebody."""
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    unit = unit or find_commune(session, None)
    return unit is not None and any(
        role.kind in LEADER_ROLES and is_within(unit.path, role_unit.path)
        for role, role_unit in _list_roles(session, ticket, person_id)
    )


def _list_roles(session: Session, ticket: Ticket, person_id: int) -> Sequence[tuple[Role, Unit]]:
    """Return the person's roles in the ticket's commune that allow them to read it."""
    commune = find_commune(session, session.get(Unit, ticket.unit_id) if ticket.unit_id else None)
    if commune is None:
        return ()
    rows = session.exec(
        select(Role, Unit)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(
            Role.person_id == person_id,
            col(Role.kind).in_(TEAM_ROLES),
            within(Unit.path, commune.path),
        )
    )
    return [(role, unit) for role, unit in rows if may_read(ticket, person_id, role.kind)]


def was_offered(session: Session, ticket: Ticket, person_id: int) -> bool:
    """Whether the ticket was ever offered to the person; even a late one may still take it."""
    query = select(TicketEvent.id).where(
        TicketEvent.ticket_id == ticket.id,
        TicketEvent.person_id == person_id,
        col(TicketEvent.kind).in_(OFFER_KINDS),
    )
    return session.exec(query.limit(1)).first() is not None
