"""What a member wrote while it is not known for which of their tickets."""

from collections.abc import Sequence
from datetime import datetime

from bot import texts
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.tickets import cards, relay
from bot.tickets.models import Ticket
from bot.tickets.phrases import gives_up

DROP = "0:drop"  # no ticket: the words that are held


def which(turn: Turn, text: str, tickets: Sequence[Ticket], verb: str) -> Reply:
    """For which ticket it is, a button each; what is held can be dropped as well."""
    choices = tuple(_ticket_choice(turn, one, verb) for one in tickets)
    held = verb in ("give", "again")
    return Reply(
        text, (*choices, Choice(texts.BUTTON_DROP_WORDS, f"tk:{DROP}")) if held else choices
    )


def _ticket_choice(turn: Turn, ticket: Ticket, verb: str) -> Choice:
    who = cards.resident_name(turn.session, ticket)
    label = texts.WHICH_TICKET_BUTTON.format(number=ticket.id, who=who)
    return Choice(f"{label}{cards.matter(ticket)}", f"tk:{ticket.id}:{verb}")


def hold(turn: Turn, held: Sequence[Ticket], why: str = "") -> Reply:
    """Words for one of several residents wait until it is told for whom; who wrote last stands
    first and is named."""
    relay.keep_words(turn.session, turn.contact, turn.message, now=turn.now)
    return ask_again(turn, held, why)


def ask_again(turn: Turn, held: Sequence[Ticket], why: str = "") -> Reply:
    """For whom the words are that wait already."""
    by_time = sorted(held, key=_last_word)
    last = by_time[-1]
    who = cards.resident_name(turn.session, last)
    named = texts.WHICH_TICKET_LAST.format(who=who, number=last.id)
    text = f"{why or texts.WHICH_TICKET_WORDS} {named}" if len(held) > 1 else why
    return which(turn, text, by_time[::-1], "give")


def _last_word(ticket: Ticket) -> tuple[datetime, bool]:
    """When its resident was heard last; at one moment, words after a mere wish for a person."""
    return ticket.last_resident_at or ticket.opened_at, ticket.last_resident_at is not None


def drops(turn: Turn) -> bool:
    """*Thôi* while words are held: they go to nobody."""
    if turn.choice or not gives_up(turn.text) or turn.contact.person_id is None:
        return False
    return relay.is_held(turn.session, turn.contact, now=turn.now)


def drop(turn: Turn) -> Reply:
    """What was held is given back, and nothing is sent."""
    messages = relay.kept_words(turn.session, turn.contact)
    written = "\n".join(message.text for message in messages if message.text)
    back = texts.WORDS_GIVEN_BACK.format(text=written) if written else ""
    return Reply(f"{texts.WORDS_DROPPED}\n{back}".strip())
