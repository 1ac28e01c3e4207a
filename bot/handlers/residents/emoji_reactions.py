"""Emoji reactions (👍, ❤️, 👌, 👎) to the bot's messages, taken as presses of a button.

Below an answer a reaction means helpful or not, below "xong chưa ạ?" solved or not. On a message of
the helper it is a read receipt. On announcements and anything else it is ignored.
"""

from dataclasses import replace
from typing import Any

from bot.core.policy import Policy
from bot.faq import service
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.residents import faq
from bot.handlers.residents import ticket as resident_ticket
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn, parse_id
from bot.messages.buttons import Action
from bot.messages.content import Event, Reply
from bot.outbox.platform_ids import find_sent_message
from bot.tickets import relay, resident_actions
from bot.tickets.models import Ticket

GOOD = "react:good"
# How the buttons begin and end that a verdict presses.
_GOOD, _BAD = (
    (("good:", ""), (Action.OWN_TICKET.prefix(), ":solved")),
    (("bad:", ""), (Action.OWN_TICKET.prefix(), ":notyet")),
)


def is_reaction(turn: Turn) -> bool:
    """Return whether the turn is a reaction to one of the bot's messages."""
    return turn.message.event == Event.REACTED


def take_reaction(get_index: GetIndex, policy: Policy) -> Handler:
    """Return a handler that presses the button the reaction means, unless already answered so."""

    def react(turn: Turn) -> Answer:
        platform_id = str(turn.message.payload.get("reply_to", ""))
        sent = find_sent_message(turn.session, turn.contact.id, platform_id)
        if sent is None or sent[0].batch_id is not None:
            return None
        good, message = turn.choice == GOOD, sent[1]
        if good:
            relay.confirm_seen(turn.session, message, now=turn.now)
        value = _find_button_value(message.payload, good=good)
        return _press_button(replace(turn, choice=value), get_index, policy) if value else None

    return react


def _find_button_value(payload: dict[str, Any], *, good: bool) -> str:
    """Return the value of the message's button that the reaction means; "" if there is none."""
    values = [choice.value for choice in Reply.from_json("", payload).choices]
    marks = _GOOD if good else _BAD
    matching = (
        value
        for value in values
        for start, end in marks
        if value.startswith(start) and value.endswith(end)
    )
    return next(matching, "")


def _press_button(turn: Turn, get_index: GetIndex, policy: Policy) -> Answer:
    verb, number, *_ = turn.choice.split(SEPARATOR)
    if verb == Action.OWN_TICKET:
        return (
            resident_ticket.press_own_ticket_button(policy)(turn)
            if _is_open_question(turn, number)
            else None
        )
    if service.find_verdict(turn.session, parse_id(number)) is (verb == "good"):
        return None
    if verb == "good":
        return Reply(faq.praise_answer(turn).text)  # what else was offered stays offered
    return faq.complain_about_answer(get_index)(turn)


def _is_open_question(turn: Turn, number: str) -> bool:
    """Return whether "xong chưa ạ?" still waits for an answer about this ticket."""
    ticket: Ticket | None = turn.session.get(Ticket, parse_id(number))
    if ticket is None or ticket.closed_at is None or ticket.rating is not None:
        return False
    stars = any(
        button["value"].startswith(Action.OWN_TICKET.pack(number, "rate"))
        for button in turn.contact.offered
    )
    return not stars and turn.now - ticket.closed_at < resident_actions.REOPEN_WINDOW
