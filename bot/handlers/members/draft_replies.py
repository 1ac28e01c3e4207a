"""Draft replies: messages of a member held until it is known for which ticket they are."""

from collections.abc import Sequence
from datetime import datetime

from bot import texts
from bot.handlers.members.words import ticket_messages as words
from bot.inbox.routing import Turn
from bot.messages.content import Reply
from bot.tickets import cards
from bot.tickets import draft_replies as drafts
from bot.tickets.models import Ticket
from bot.tickets.phrases import gives_up


def render_ticket_choice(turn: Turn, text: str, tickets: Sequence[Ticket], verb: str) -> Reply:
    """Ask for which ticket it is, with a button each; a held draft can also be dropped."""
    labelled = [(ticket, cards.resident_name(turn.session, ticket)) for ticket in tickets]
    return words.render_ticket_choice(text, labelled, verb, can_drop=verb in ("give", "again"))


def hold_draft_reply(turn: Turn, tickets: Sequence[Ticket], why: str = "") -> Reply:
    """Hold the message and ask for which ticket it is; the resident who wrote last is named
    first."""
    drafts.save_draft(turn.session, turn.contact, turn.message, now=turn.now)
    return ask_ticket_again(turn, tickets, why)


def ask_ticket_again(turn: Turn, tickets: Sequence[Ticket], why: str = "") -> Reply:
    """Ask for which ticket the held messages are."""
    by_time = sorted(tickets, key=_recency_key)
    last = by_time[-1]
    who = cards.resident_name(turn.session, last)
    named = texts.WHICH_TICKET_LAST.format(who=who, number=last.id)
    text = f"{why or texts.WHICH_TICKET_WORDS} {named}" if len(tickets) > 1 else why
    return render_ticket_choice(turn, text, by_time[::-1], "give")


def _recency_key(ticket: Ticket) -> tuple[datetime, bool]:
    """Sort key: when the resident wrote last; if equal, text sorts after a request for a person."""
    return ticket.last_resident_at or ticket.opened_at, ticket.last_resident_at is not None


def drops_draft_reply(turn: Turn) -> bool:
    """Return whether *thôi* is said while messages are held."""
    if turn.choice or not gives_up(turn.text) or turn.contact.person_id is None:
        return False
    return drafts.has_draft(turn.session, turn.contact, now=turn.now)


def drop_draft_reply(turn: Turn) -> Reply:
    """Drop the held messages and return their text to the member; nothing is sent."""
    return words.render_draft_dropped(drafts.pop_draft_messages(turn.session, turn.contact))
