"""Messages that begin with a ticket number go to that ticket, whichever resident wrote last."""

from collections.abc import Callable
from functools import partial

from bot import texts
from bot.core.policy import Policy
from bot.handlers.members import draft_replies, member_messages, untaken_tickets
from bot.inbox.routing import Answer, Turn
from bot.messages.content import Reply
from bot.notices import ticket_cards
from bot.tickets import cards
from bot.tickets.models import Ticket
from bot.tickets.queries import list_offered_tickets, list_taken_tickets
from bot.tickets.ticket_references import TicketReference, parse_ticket_reference

Action = Callable[[], Answer]


def find_addressed_action(turn: Turn, policy: Policy) -> Action | None:
    """Return the action for a message that begins with a ticket number, or None if it does not."""
    address = parse_ticket_reference(turn.text)
    if address is None:
        return None
    person = turn.contact.person_id or 0
    held, offered = (
        list_taken_tickets(turn.session, person),
        list_offered_tickets(turn.session, person),
    )
    ticket = next(
        (candidate for candidate in (*held, *offered) if candidate.id == address.number), None
    )
    if ticket is not None:
        return partial(_send_to_resident, turn, policy, ticket, address)
    # Who has one ticket and counts ("1: mang căn cước") speaks to its resident.
    if not held or not (address.is_certain or len(held) > 1):
        return None
    return partial(_ask_which_ticket, turn, held, address)


def _send_to_resident(
    turn: Turn, policy: Policy, ticket: Ticket, address: TicketReference
) -> Answer:
    turn.message.ticket_id = ticket.id
    if not (address.text or turn.attachments):
        taken = ticket.accepted_at is not None
        return (
            ticket_cards.member_card(turn.session, ticket, "")
            if taken
            else _render_short_offer(turn, ticket)
        )
    turn.message.text = address.text
    if ticket.accepted_at is None:
        return untaken_tickets.hold_until_taken(turn, [ticket])
    return member_messages.send_and_confirm(turn, policy, ticket.id, named=True)


def _render_short_offer(turn: Turn, ticket: Ticket) -> Reply:
    who = cards.resident_name(turn.session, ticket)
    text = texts.TAKE_FIRST_SHORT.format(who=who, number=ticket.id)
    return Reply(text, ticket_cards.offer_choices(ticket))


def _ask_which_ticket(turn: Turn, tickets: list[Ticket], address: TicketReference) -> Reply:
    """Hold the message and ask for which ticket it is: the member has no ticket with this
    number."""
    text = texts.TICKET_NUMBER_UNKNOWN.format(number=address.number)
    if not (address.text or turn.attachments):
        return draft_replies.render_ticket_choice(turn, text, tickets, "show")
    turn.message.text = address.text
    return draft_replies.hold_draft_reply(turn, tickets, text)
