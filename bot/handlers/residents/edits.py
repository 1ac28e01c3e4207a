"""Messages edited after they were sent.

An edited question is answered again, an edited message to a person is relayed as an edit.
Everything else took effect when it was sent: an edited number or command would press what
is shown *now*.
"""

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.faq.service import was_question
from bot.handlers.members import member_messages, untaken_tickets
from bot.handlers.residents.member_relay import relay_message
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Answer, Handler, Turn, any_of, exact_phrase
from bot.messages import history
from bot.messages.content import Choice, Event, Reply
from bot.messages.history import Message
from bot.messages.route_names import RELAYED
from bot.outbox.buttons import match_buttons
from bot.people.linking import is_team_member
from bot.tickets import opening
from bot.tickets.phrases import parse_command
from bot.tickets.queries import lock_taken_ticket, lock_ticket

_is_universal_phrase = any_of(
    exact_phrase(*texts.SAID_STOP), exact_phrase(*texts.SAID_PERSON), exact_phrase(*texts.SAID_MENU)
)


def is_edit(turn: Turn) -> bool:
    """Return whether a contact that was greeted edited an earlier message."""
    return turn.message.event == Event.EDITED and turn.contact.greeted_at is not None


def edit_message(answer: Handler, policy: Policy) -> Handler:
    """Answer the edited question, relay the edit, or ask to send it as a new message."""

    def take_edit(turn: Turn) -> Answer:
        original = history.find_original(turn.session, turn.message)
        if original is not None and _was_relayed(turn, original):
            return _relay_edit(turn, original.ticket_id or 0, policy)
        asked = original is None or was_question(turn.session, original.id)
        return _ask_to_repeat(turn) if _is_press_or_command(turn) or not asked else answer(turn)

    return take_edit


def _was_relayed(turn: Turn, original: Message) -> bool:
    """Return whether the message was relayed to a person and neither version of it is a command."""
    if original.ticket_id is None or original.route not in RELAYED:
        return False
    if is_team_member(turn.session, turn.contact):
        return not any(map(parse_command, (original.text, turn.text)))
    return True


def _is_press_or_command(turn: Turn) -> bool:
    """Return whether the text would press a button or run a command, now or in another list."""
    number = turn.normalized_text.removeprefix("so ").isdecimal()
    command = bool(turn.commands) or _is_universal_phrase(turn)
    return bool(number or command or turn.start or match_buttons(turn.contact.offered, turn.text))


def _ask_to_repeat(turn: Turn) -> Reply:
    """Ask to send it as a new message; nothing was done and the offered buttons stay."""
    offered = tuple(Choice(**button) for button in turn.contact.offered)
    return Reply(texts.EDIT_AGAIN, offered or show_menu(turn).choices)


def _relay_edit(turn: Turn, ticket_id: int, policy: Policy) -> Answer:
    """Relay the edit to where the original went. Raises UserError if that ticket is closed."""
    ticket = lock_ticket(turn.session, ticket_id)
    if ticket.closed_at is not None:
        raise UserError(texts.TICKET_JUST_CLOSED.format(number=ticket_id))
    if ticket.contact_id != turn.contact.id and ticket.accepted_at is None:
        return untaken_tickets.hold_until_taken(turn, [ticket])
    if ticket.contact_id != turn.contact.id:
        lock_taken_ticket(turn.session, ticket_id, turn.contact.person_id or 0)
        return member_messages.send_to_resident(turn, policy, ticket_id)
    if ticket.accepted_at is not None:
        return relay_message(turn, ticket, turn.message, policy)
    text = texts.EDITED.format(text=turn.text)
    opening.append_message(turn.session, ticket, text, [], now=turn.now, policy=policy)
    turn.message.ticket_id = ticket_id
    return Reply(texts.TICKET_WORDS_ADDED)
