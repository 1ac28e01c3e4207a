"""Kinds of help of a ticket that is closed: which to offer, and counting those that were ticked."""

from collections.abc import Collection

from sqlmodel import Session

from bot.core.policy import Policy
from bot.people.actor import Actor
from bot.people.units import Unit, list_path_ids
from bot.tickets import help_counts, help_lines
from bot.tickets.help_kinds import HelpKind, HelpKinds
from bot.tickets.models import Ticket, TicketKind


def list_ticket_kinds(session: Session, ticket: Ticket, known: HelpKinds) -> list[HelpKind]:
    """Return the kinds the ticket's commune counts, those first that its words name.

    A field report has none: a hole in the road is no digital help.
    """
    if ticket.kind == TicketKind.REPORT:
        return []
    unit = session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    above = (session.get(Unit, step) for step in list_path_ids(unit.path if unit else ""))
    kinds = known.list_for({unit.code for unit in above if unit is not None})
    likely = help_lines.list_likely_kinds(f"{ticket.subject} {ticket.text}", kinds)
    return sorted(kinds, key=lambda kind: kind.id not in likely)


def count_closed_ticket(
    session: Session,
    ticket_id: int,
    kind_ids: Collection[str],
    known: HelpKinds,
    *,
    actor: Actor,
    policy: Policy,
) -> None:
    """Count the kinds that were ticked when the actor closed the ticket; unknown ones are left."""
    ticket = session.get_one(Ticket, ticket_id)
    kinds = [kind.id for kind in list_ticket_kinds(session, ticket, known) if kind.id in kind_ids]
    log = help_counts.find_ticket_entry(session, ticket_id)
    if log is not None and kinds:
        help_counts.add_kinds(session, log, dict.fromkeys(kinds, 1), actor=actor, policy=policy)
