"""*Gặp người*: the resident wants a person."""

from bot import texts
from bot.handlers.menu import show_menu
from bot.handoff import service as handoff
from bot.messages import Reply
from bot.routing import Turn


def ask_for_person(turn: Turn) -> Reply:
    """Open a ticket and say honestly when somebody will answer."""
    ticket, fresh = handoff.open_ticket(turn.session, turn.contact, now=turn.now)
    text = texts.PERSON_ASKED if fresh else texts.PERSON_ASKED_AGAIN
    return Reply(text.format(number=ticket.id), show_menu(turn).choices)
