"""Relay a resident's message to the member who has their ticket, and confirm it."""

from bot.core.policy import Policy
from bot.handlers.residents.words import ticket_messages as words
from bot.inbox.routing import Turn
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.tickets import cards, relay
from bot.tickets.models import Ticket


def relay_message(turn: Turn, ticket: Ticket, message: Message, policy: Policy) -> Reply | None:
    """Relay the message; return a reply to the first one, or when it was not relayed whole."""
    result = relay.relay_to_member(turn.session, ticket, message, now=turn.now, policy=policy)
    return words.render_relay(result, cards.member_name(turn.session, ticket.member_id))
