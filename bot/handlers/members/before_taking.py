"""Messages of a member about a ticket offered but not taken: held, and sent on taking it."""

from collections.abc import Callable, Sequence
from functools import partial

from bot import texts
from bot.handlers.members import draft_replies
from bot.inbox.routing import Answer, Turn, replies_of, words
from bot.messages.content import Choice, Reply
from bot.tickets import cards, member_actions, relay
from bot.tickets.dispatch import hold as hold_ticket
from bot.tickets.models import Ticket

# A whole line of the bot's own words is asked of the bot, by members as by anybody.
_ASKS_BOT = words(*texts.SAID_CLASSES, *texts.SAID_MY_CLASSES, *texts.SAID_REMINDERS,
                  *texts.SAID_DEADLINES, *texts.SAID_POLLS, *texts.SAID_REPORT, *texts.SAID_DATA,
                  *texts.SAID_LEFT, *texts.SAID_COMMANDS, *texts.SAID_RESUME,
                  *texts.SAID_UNLINK, *texts.SAID_LINK_CODE)  # fmt: skip


def find_deed(turn: Turn) -> Callable[[], Answer] | None:
    """Return the action that holds the message, or None if no ticket is offered or the bot is meant."""
    if turn.text.startswith("/") or _ASKS_BOT(turn):
        return None
    offered = member_actions.offered_to(turn.session, turn.contact.person_id or 0)
    return partial(hold, turn, offered) if offered else None


def hold(turn: Turn, offered: Sequence[Ticket]) -> Reply:
    """Hold the message and show the card's buttons; with several offered tickets, ask which to take."""
    alone = offered[0] if len(offered) == 1 else None
    turn.message.ticket_id = alone.id if alone is not None else None
    relay.keep_words(turn.session, turn.contact, turn.message, now=turn.now)
    if alone is None:
        return Reply(texts.TAKE_FIRST_WHICH, tuple(_take_button(turn, one) for one in offered))
    who = cards.resident_name(turn.session, alone)
    text = texts.TAKE_FIRST.format(who=who, number=alone.id)
    return Reply(text, cards.offer_choices(alone))


def _take_button(turn: Turn, ticket: Ticket) -> Choice:
    who = cards.resident_name(turn.session, ticket)
    label = texts.TAKE_TICKET_BUTTON.format(number=ticket.id, who=who)
    return Choice(label, f"tk:{ticket.id}:takefor")


def choose(turn: Turn, ticket_id: int) -> None:
    """Assign the held messages that name no ticket to this ticket."""
    for message in relay.look_at_kept(turn.session, turn.contact, now=turn.now):
        message.ticket_id = message.ticket_id or ticket_id


def is_for(turn: Turn, ticket_id: int) -> bool:
    """Return whether messages are held and all of them belong to this ticket."""
    kept = relay.look_at_kept(turn.session, turn.contact, now=turn.now)
    return bool(kept) and all(message.ticket_id == ticket_id for message in kept)


def offer_words(turn: Turn, ticket_id: int, card: Reply) -> Answer:
    """Return the card, and a question about the held messages if they may belong to this ticket."""
    kept = relay.look_at_kept(turn.session, turn.contact, now=turn.now)
    if not kept or any(message.ticket_id not in (None, ticket_id) for message in kept):
        return card
    ticket = hold_ticket(turn.session, ticket_id)
    return card, draft_replies.which(turn, texts.WORDS_WAIT, [ticket], "give")


def give_back(turn: Turn, ticket_id: int, said: Answer) -> Answer:
    """Append the held messages, which were not sent, to the reply of a member who declines."""
    if not is_for(turn, ticket_id):
        return said
    return *replies_of(said), draft_replies.drop(turn)
