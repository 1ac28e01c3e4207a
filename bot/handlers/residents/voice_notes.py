"""Voice messages of a resident whom nobody helps yet: one press sends them to a person."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.core.policy import Policy
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.recognition import Intents, means
from bot.handlers.residents import person_request
from bot.handlers.residents.member_relay import relay_message
from bot.handlers.residents.menu import offer_menu_and_person
from bot.handlers.residents.words import ticket_messages as words
from bot.handlers.residents.words.tickets import ASK_CALLBACK, CANCEL_CALLBACK, render_placement
from bot.inbox.routing import Answer, Condition, Handler, Turn, list_replies
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.tickets import opening, voice_notes
from bot.tickets import service as handoff
from bot.tickets.models import Ticket

SEND_VALUE = "voice"
QUESTION_VALUES = (
    "step:",
    "stuck:",
    Action.REMINDER.prefix(),
    Action.CLASS.pack("no"),
    Action.BALLOT.prefix(),
    Action.FOLLOW_UP.pack("skip"),
    CANCEL_CALLBACK,
)
MAX_WORDS = 7  # words of "vâng, gửi giúp bác cho người trong Tổ"
_SENDS = re.compile(
    r"(?:(?:vang|da|u|uh|um|uk|ok|oke|duoc|roi|the|thi|nho|chau|em|bac|toi) )*gui"
    r"(?: (?:di|luon|het|ca|cho|giup|ho|ngay|to|toi|bac|chau|em|nguoi|trong|can bo|nguoi ta|tin"
    r"|thoai|nay|do|nhe|nha|a|voi|oi|di nghe))*"
)


def offer_to_send(turn: Turn) -> Reply:
    """Reply that the bot cannot listen; offer to send the voice messages to a person."""
    turn.message.asked = True
    turn.session.flush()
    count = len(voice_notes.list_unheard(turn.session, turn.contact.id, now=turn.now))
    usual_buttons = (
        Choice(texts.BUTTON_CALL_ME, ASK_CALLBACK),
        Choice(texts.BUTTON_MENU, "menu"),
    )
    other_buttons = _open_question_buttons(turn) or usual_buttons
    return words.render_voice_offer(count, other_buttons, SEND_VALUE)


def _open_question_buttons(turn: Turn) -> tuple[Choice, ...]:
    """Return the buttons of the question that the voice message interrupted: it stays open."""
    return tuple(
        Choice(button["label"], button["value"])
        for button in turn.contact.offered
        if button["value"].startswith(QUESTION_VALUES)
    )


def agrees_to_send(intents: Intents) -> Condition:
    """Return a predicate: *gửi đi*, *ừ*, while the send button is offered."""
    agrees = means(intents, "yes", "person")

    def asks(turn: Turn) -> bool:
        if turn.choice or not any(button["value"] == SEND_VALUE for button in turn.contact.offered):
            return False
        is_short = 0 < len(turn.normalized_text.split()) <= MAX_WORDS
        return is_short and (_SENDS.fullmatch(turn.normalized_text) is not None or agrees(turn))

    return asks


def send_voices_from(get_index: GetIndex, policy: Policy) -> Handler:
    """Return a handler that adds all unheard voice messages to the open ticket, or opens one."""

    def send(turn: Turn) -> Answer:
        spoken = voice_notes.list_unheard(turn.session, turn.contact.id, now=turn.now)
        ticket = handoff.find_open_ticket(turn.session, turn.contact.id)
        if ticket is not None and not spoken:
            placement = handoff.dispatch_ticket(turn.session, ticket, now=turn.now, policy=policy)
            reply = render_placement(turn, placement, policy)
            return offer_menu_and_person(f"{texts.VOICE_SENT_BEFORE}\n{reply.text}")
        if ticket is not None and ticket.accepted_at is not None:
            return _carry_to_member(turn, ticket, spoken, policy)
        if ticket is not None:
            opening.attach_voice_notes(turn.session, ticket, now=turn.now, policy=policy)
            return person_request.with_village_question(turn, ticket, Reply(texts.VOICE_SENT))
        if not spoken:
            return offer_menu_and_person(texts.VOICE_NONE)
        first, *rest = list_replies(person_request.request_person(turn, get_index, policy))
        return replace(first, text=f"{texts.VOICE_SENT}\n{first.text}"), *rest

    return send


def _carry_to_member(
    turn: Turn, ticket: Ticket, spoken: Sequence[Message], policy: Policy
) -> Reply:
    """Relay the voice messages to the member who has accepted the ticket."""
    replies = [relay_message(turn, ticket, message, policy) for message in spoken]
    return next(filter(None, replies), Reply(texts.VOICE_SENT))
