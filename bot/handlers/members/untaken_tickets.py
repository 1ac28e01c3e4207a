"""Messages of a member about a ticket offered but not taken: held, and sent on taking it."""

from collections.abc import Callable, Sequence
from functools import partial

from bot import texts
from bot.handlers.members import draft_replies
from bot.handlers.members.words import tickets as words
from bot.inbox.routing import Answer, Turn, exact_phrase, list_replies
from bot.messages.content import Reply
from bot.tickets import draft_replies as drafts
from bot.tickets.models import Ticket
from bot.tickets.queries import list_offered_tickets
from bot.tickets.queries import lock_ticket as hold_ticket

# A whole line of the bot's own words is asked of the bot, by members as by anybody.
_ASKS_BOT = exact_phrase(*texts.SAID_CLASSES, *texts.SAID_MY_CLASSES, *texts.SAID_REMINDERS,
                  *texts.SAID_DEADLINES, *texts.SAID_POLLS, *texts.SAID_REPORT, *texts.SAID_DATA,
                  *texts.SAID_LEFT, *texts.SAID_COMMANDS, *texts.SAID_RESUME,
                  *texts.SAID_UNLINK, *texts.SAID_LINK_CODE)  # fmt: skip


def find_untaken_action(turn: Turn) -> Callable[[], Answer] | None:
    """Return the action that holds the message, or None if no ticket is offered or the bot is
    meant."""
    if turn.text.startswith("/") or _ASKS_BOT(turn):
        return None
    offered = list_offered_tickets(turn.session, turn.contact.person_id or 0)
    return partial(hold_until_taken, turn, offered) if offered else None


def hold_until_taken(turn: Turn, tickets: Sequence[Ticket]) -> Reply:
    """Hold the message and show the card's buttons; with several offered tickets, ask which to
    take."""
    only_ticket = tickets[0] if len(tickets) == 1 else None
    turn.message.ticket_id = only_ticket.id if only_ticket is not None else None
    drafts.save_draft(turn.session, turn.contact, turn.message, now=turn.now)
    if only_ticket is None:
        return words.render_which_to_take(turn, tickets)
    return words.render_take_first(turn, only_ticket)


def address_draft_reply(turn: Turn, ticket_id: int) -> None:
    """Assign the held messages that name no ticket to this ticket."""
    for message in drafts.list_draft_messages(turn.session, turn.contact, now=turn.now):
        message.ticket_id = message.ticket_id or ticket_id


def is_draft_for(turn: Turn, ticket_id: int) -> bool:
    """Return whether messages are held and all of them belong to this ticket."""
    messages = drafts.list_draft_messages(turn.session, turn.contact, now=turn.now)
    return bool(messages) and all(message.ticket_id == ticket_id for message in messages)


def offer_draft_reply(turn: Turn, ticket_id: int, card: Reply) -> Answer:
    """Return the card, and a question about the held messages if they may belong to this ticket."""
    messages = drafts.list_draft_messages(turn.session, turn.contact, now=turn.now)
    if not messages or any(message.ticket_id not in (None, ticket_id) for message in messages):
        return card
    ticket = hold_ticket(turn.session, ticket_id)
    return card, draft_replies.render_ticket_choice(turn, texts.WORDS_WAIT, [ticket], "give")


def return_draft_reply(turn: Turn, ticket_id: int, answer: Answer) -> Answer:
    """Append the held messages, which were not sent, to the reply of a member who declines."""
    if not is_draft_for(turn, ticket_id):
        return answer
    return *list_replies(answer), draft_replies.drop_draft_reply(turn)
