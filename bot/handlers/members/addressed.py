"""Messages that begin with a ticket number go to that ticket, whichever resident wrote last."""

from collections.abc import Callable
from functools import partial

from bot import texts
from bot.core.policy import Policy
from bot.handlers.members import before_taking, draft_replies, saying
from bot.inbox.routing import Answer, Turn
from bot.messages.content import Reply
from bot.tickets import cards, member_actions
from bot.tickets.addressing import Address, read_address
from bot.tickets.models import Ticket

Deed = Callable[[], Answer]


def find_deed(turn: Turn, policy: Policy) -> Deed | None:
    """Return the action for a message that begins with a ticket number, or None if it does not."""
    address = read_address(turn.text)
    if address is None:
        return None
    person = turn.contact.person_id or 0
    held, offered = (
        member_actions.held_by(turn.session, person),
        member_actions.offered_to(turn.session, person),
    )
    ticket = next((one for one in (*held, *offered) if one.id == address.number), None)
    if ticket is not None:
        return partial(_send, turn, policy, ticket, address)
    # Who has one ticket and counts ("1: mang căn cước") speaks to its resident.
    if not held or not (address.sure or len(held) > 1):
        return None
    return partial(_ask, turn, held, address)


def _send(turn: Turn, policy: Policy, ticket: Ticket, address: Address) -> Answer:
    turn.message.ticket_id = ticket.id
    if not (address.words or turn.attachments):
        taken = ticket.accepted_at is not None
        return cards.own_card(turn.session, ticket, "") if taken else _offer(turn, ticket)
    turn.message.text = address.words
    if ticket.accepted_at is None:
        return before_taking.hold(turn, [ticket])
    return saying.say(turn, policy, ticket.id, named=True)


def _offer(turn: Turn, ticket: Ticket) -> Reply:
    who = cards.resident_name(turn.session, ticket)
    words = texts.TAKE_FIRST_SHORT.format(who=who, number=ticket.id)
    return Reply(words, cards.offer_choices(ticket))


def _ask(turn: Turn, held: list[Ticket], address: Address) -> Reply:
    """Hold the message and ask for which ticket it is: the member has no ticket with this number."""
    words = texts.TICKET_NUMBER_UNKNOWN.format(number=address.number)
    if not (address.words or turn.attachments):
        return draft_replies.which(turn, words, held, "show")
    turn.message.text = address.words
    return draft_replies.hold(turn, held, words)
