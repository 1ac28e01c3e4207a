"""Whether a person leads the conversation: an open ticket, and the one that text goes to."""

from bot.inbox.routing import Turn
from bot.tickets import relay
from bot.tickets import service as handoff
from bot.tickets.models import Ticket
from bot.tickets.queries import list_contact_tickets


def is_led_by_person(turn: Turn) -> bool:
    """Return whether a person leads the conversation: text is relayed, buttons are handled."""
    return not turn.choice and is_engaged(turn) and find_led_ticket(turn) is not None


def is_engaged(turn: Turn) -> bool:
    """Return whether this contact has an open ticket or report; cached in the turn's memo."""
    if "engaged" not in turn.memo:
        turn.memo["engaged"] = handoff.is_engaged(turn.session, turn.contact.id)
    return bool(turn.memo["engaged"])


def find_led_ticket(turn: Turn) -> Ticket | None:
    """Return the accepted ticket: of several the one replied to, else the latest; None if none."""
    tickets = list_contact_tickets(turn.session, turn.contact.id)
    taken = [ticket for ticket in tickets if ticket.accepted_at is not None]
    if len(taken) > 1:
        platform_id = str(turn.message.payload.get("reply_to", ""))
        replied_ticket_id = relay.find_replied_ticket_id(turn.session, turn.contact, platform_id)
        taken.sort(key=lambda ticket: ticket.id != replied_ticket_id)
    return taken[0] if taken else None
