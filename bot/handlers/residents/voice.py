"""Voice messages of a resident whom nobody helps yet: one press sends them to a person."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.core.policy import Policy
from bot.handlers.residents import call_back, person
from bot.handlers.residents.faq import Shelf
from bot.handlers.residents.menu import dead_end
from bot.handlers.understanding import Intents, means
from bot.inbox.routing import Answer, Handler, Question, Turn, replies_of
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.tickets import opening, relay, unheard_voices
from bot.tickets import service as handoff
from bot.tickets.models import Ticket

SEND = "voice"
ASKING = ("step:", "stuck:", "nh:", "lh:no", "bp:", "sau:skip", call_back.LEAVE)
LONGEST = 7  # words of "vâng, gửi giúp bác cho người trong Tổ"
_SENDS = re.compile(
    r"(?:(?:vang|da|u|uh|um|uk|ok|oke|duoc|roi|the|thi|nho|chau|em|bac|toi) )*gui"
    r"(?: (?:di|luon|het|ca|cho|giup|ho|ngay|to|toi|bac|chau|em|nguoi|trong|can bo|nguoi ta|tin"
    r"|thoai|nay|do|nhe|nha|a|voi|oi|di nghe))*"
)


def offer(turn: Turn) -> Reply:
    """Reply that the bot cannot listen; offer to send the voice messages to a person."""
    turn.message.asked = True
    turn.session.flush()
    count = len(unheard_voices.list_unheard(turn.session, turn.contact.id, now=turn.now))
    usual = Choice(texts.BUTTON_CALL_ME, call_back.ASK), Choice(texts.BUTTON_MENU, "menu")
    ways = _still_asked(turn) or usual
    if count > 1:
        send = Choice(texts.BUTTON_SEND_VOICES.format(count=count), SEND)
        return Reply(texts.GOT_VOICES.format(count=count), (send, *ways))
    return Reply(texts.GOT_VOICE, (Choice(texts.BUTTON_SEND_VOICE, SEND), *ways))


def _still_asked(turn: Turn) -> tuple[Choice, ...]:
    """Return the buttons of the question that the voice message interrupted: it stays open."""
    return tuple(
        Choice(one["label"], one["value"])
        for one in turn.contact.offered
        if one["value"].startswith(ASKING)
    )


def sends_in_words(intents: Intents) -> Question:
    """Return a predicate: *gửi đi*, *ừ*, while the send button is offered."""
    agrees = means(intents, "yes", "person")

    def asks(turn: Turn) -> bool:
        if turn.choice or not any(one["value"] == SEND for one in turn.contact.offered):
            return False
        short = 0 < len(turn.bare.split()) <= LONGEST
        return short and (_SENDS.fullmatch(turn.bare) is not None or agrees(turn))

    return asks


def send_from(shelf: Shelf, policy: Policy) -> Handler:
    """Return a handler that adds all unheard voice messages to the open ticket, or opens one."""

    def send(turn: Turn) -> Answer:
        spoken = unheard_voices.list_unheard(turn.session, turn.contact.id, now=turn.now)
        ticket = handoff.find_open(turn.session, turn.contact.id)
        if ticket is not None and not spoken:
            told = handoff.hand_over(turn.session, ticket, now=turn.now, policy=policy)
            return dead_end(f"{texts.VOICE_SENT_BEFORE}\n{told.text}")
        if ticket is not None and ticket.accepted_at is not None:
            return _carry(turn, ticket, spoken, policy)
        if ticket is not None:
            opening.add_voices(turn.session, ticket, now=turn.now)
            return person.with_village(turn, ticket, Reply(texts.VOICE_SENT))
        if not spoken:
            return dead_end(texts.VOICE_NONE)
        first, *rest = replies_of(person.ask(turn, shelf, policy))
        return replace(first, text=f"{texts.VOICE_SENT}\n{first.text}"), *rest

    return send


def _carry(turn: Turn, ticket: Ticket, spoken: Sequence[Message], policy: Policy) -> Reply:
    """Relay the voice messages to the member who has accepted the ticket."""
    told = [
        relay.from_resident(turn.session, ticket, message, now=turn.now, policy=policy)
        for message in spoken
    ]
    return next(filter(None, told), Reply(texts.VOICE_SENT))
