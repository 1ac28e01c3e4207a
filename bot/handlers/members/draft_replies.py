"""Draft replies: messages of a member held until it is known for which ticket they are."""

from collections.abc import Sequence
from datetime import datetime

from bot import texts
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.tickets import cards, relay
from bot.tickets.models import Ticket
from bot.tickets.phrases import gives_up

DROP_DRAFT = "0:drop"  # no ticket: the words that are held


def render_ticket_choice(turn: Turn, text: str, tickets: Sequence[Ticket], verb: str) -> Reply:
    """Ask for which ticket it is, with a button each; a held draft can also be dropped."""
    choices = tuple(_ticket_choice(turn, ticket, verb) for ticket in tickets)
    is_held = verb in ("give", "again")
    return Reply(
        text,
        (*choices, Choice(texts.BUTTON_DROP_WORDS, f"tk:{DROP_DRAFT}")) if is_held else choices,
    )


def _ticket_choice(turn: Turn, ticket: Ticket, verb: str) -> Choice:
    who = cards.resident_name(turn.session, ticket)
    label = texts.WHICH_TICKET_BUTTON.format(number=ticket.id, who=who)
    return Choice(f"{label}{cards.summarize_ticket(ticket)}", f"tk:{ticket.id}:{verb}")


def hold_draft_reply(turn: Turn, tickets: Sequence[Ticket], why: str = "") -> Reply:
    """Hold the message and ask for which ticket it is; the resident who wrote last is named
    first."""
    relay.save_draft(turn.session, turn.contact, turn.message, now=turn.now)
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
    return relay.has_draft(turn.session, turn.contact, now=turn.now)


def drop_draft_reply(turn: Turn) -> Reply:
    """Drop the held messages and return their text to the member; nothing is sent."""
    messages = relay.pop_draft_messages(turn.session, turn.contact)
    written = "\n".join(message.text for message in messages if message.text)
    back = texts.WORDS_GIVEN_BACK.format(text=written) if written else ""
    return Reply(f"{texts.WORDS_DROPPED}\n{back}".strip())
