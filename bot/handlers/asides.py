"""A different question in the middle of a flow: it is answered, then the flow is offered again.

A command and a whole phrase of the bot's own are always an aside. A question with a
confident answer is one where the step cannot use the text; where the step accepts any text
(an announcement, a reason) only if it is phrased as a question, and one button then makes
it the step's input after all.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.broadcasts.preview import Pace
from bot.core.policy import Policy
from bot.faq.matcher import match
from bot.faq.store import Smalltalk, Topic
from bot.handlers.flows import ASIDE, PLAIN, Flow, find_flow
from bot.handlers.members import duty
from bot.handlers.officers import waiting
from bot.handlers.residents import authenticity
from bot.handlers.residents.answering import REPORTING
from bot.handlers.residents.faq import Shelf
from bot.handlers.residents.menu import old_button, show_menu
from bot.inbox.receive import menu_choices
from bot.inbox.routing import (
    Answer,
    Handler,
    Question,
    Route,
    Turn,
    any_of,
    command,
    find_handler,
    replies_of,
    words,
)
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.vietnamese.letters import bare

LONGEST_SMALL_TALK, SHORT = 3, 40  # words, characters
LONGEST_QUESTION = 15  # words: more is a text of one's own
# Buttons of a reply that itself waits for words: two questions at once are none.
ASKING = ("nh:no", "lh:no", "gl:no", "bp:lost:", "bp:opt:", "bp:done:", "sau:skip", "dl:go:", "pa:",
          "erase:", "agree", "tb:why", "yk:why", "ht:no:", "tl:")  # fmt: skip
_LINES = words(*texts.SAID_CLASSES, *texts.SAID_MY_CLASSES, *texts.SAID_STOP_CLASSES,
               *texts.SAID_RESUME_CLASSES, *texts.SAID_PASSPORT, *texts.SAID_REMINDERS,
               *texts.SAID_DEADLINES, *texts.SAID_LINK_CODE, *texts.SAID_UNLINK,
               *texts.SAID_REPORT, *texts.SAID_POLLS, *texts.SAID_POLL_OFFICE,
               *texts.SAID_BROADCAST, *texts.SAID_LEFT, *texts.SAID_DATA, *texts.SAID_WITHDRAW,
               *texts.SAID_ERASE, *texts.SAID_DIGEST_ON, *texts.SAID_DIGEST_OFF,
               *texts.SAID_RESUME, *texts.SAID_COMMANDS)  # fmt: skip
_ASKS = re.compile(rf"\b(?:{'|'.join(map(bare, texts.SAID_ASKING))})\b")
_person = any_of(command("nguoi", "canbo"), words(*texts.SAID_PERSON))
_line = any_of(_LINES, _person, waiting.asks_waiting, waiting.asks_own, authenticity.is_code)


def is_aside(shelf: Shelf, policy: Policy, pace: Pace) -> Question:
    """Return a predicate: whether the text is something else than what the open flow waits for."""

    def asks(turn: Turn) -> bool:
        if turn.choice or turn.attachments or not turn.text or turn.memo.keys() & {ASIDE, PLAIN}:
            return False
        flow = find_flow(turn, pace)
        if flow is None or not flow.asks:
            return False
        if turn.text.startswith("/") or _line(turn):
            return True
        if flow.free:
            greets = flow.office and _is_small_talk(turn, shelf)
            return greets or _is_question(turn, shelf)
        return not flow.fits(turn) and (_is_sure(turn, shelf) or duty.asks_who(policy)(turn))

    return asks


def _is_question(turn: Turn, shelf: Shelf) -> bool:
    """Return whether the text is short, phrased as a question and has a confident answer."""
    said = turn.bare.split()
    asked = turn.text.rstrip().endswith("?") or _ASKS.search(turn.bare) is not None
    return (
        asked
        and 1 < len(said) <= LONGEST_QUESTION
        and "\n" not in turn.text
        and _is_sure(turn, shelf)
    )


def _is_small_talk(turn: Turn, shelf: Shelf) -> bool:
    """Return whether the text is a greeting of a word or two, like "Alo" or "chào em"."""
    if len(turn.text) > SHORT or not 0 < len(turn.bare.split()) <= LONGEST_SMALL_TALK:
        return False
    return isinstance(match(shelf(), turn.text).entry, Smalltalk)


def _is_sure(turn: Turn, shelf: Shelf) -> bool:
    found = match(shelf(), turn.text)
    known = found.outcome == "answer" and isinstance(found.entry, Topic)
    return known and found.topic is not None and found.topic.id != REPORTING


def is_sure(shelf: Shelf) -> Question:
    """Return a predicate: whether a topic answers the text with confidence."""
    return lambda turn: _is_sure(turn, shelf)


def answer_aside(known: Sequence[Route], pace: Pace) -> Handler:
    """Answer by the given routes, then offer the flow again in one line with its buttons."""

    def answer(turn: Turn) -> Answer:
        flow = find_flow(turn, pace)
        turn.memo[ASIDE] = True
        handler = find_handler(known, turn)
        turn.message.route = handler.__qualname__[:60]
        replies = replies_of(handler(turn))
        if flow is None or not replies:
            return replies
        return *replies[:-1], _offer_again(turn, flow, replies[-1], pace)

    return answer


def _offer_again(turn: Turn, flow: Flow, said: Reply, pace: Pace) -> Reply:
    del turn.memo["flow"]
    still = find_flow(turn, pace)
    if still is None or still.what != flow.what:
        return said  # a new draft was begun, or this one was left
    if _person(turn) and flow.kept:
        return Reply(f"{said.text}\n\n{flow.leave(turn)}", said.choices, said.attachments)
    if any(choice.value.startswith(ASKING) for choice in said.choices):
        return Reply(f"{flow.leave(turn)}\n\n{said.text}", said.choices, said.attachments)
    ways = () if said.choices in (show_menu(turn).choices, menu_choices()) else said.choices
    use = (Choice(texts.BUTTON_USE, f"use:{turn.message.id}"),) if flow.free else ()
    again = texts.FLOW_AGAIN.format(what=flow.what)
    return Reply(f"{said.text}\n\n{again}", (*ways, *use, *flow.buttons), said.attachments)


def take_after_all(known: Sequence[Route]) -> Handler:
    """Handle "use:<message>": pass a text that was answered as an aside to the flow instead."""

    def take(turn: Turn) -> Answer:
        number = turn.argument
        message = turn.session.get(Message, int(number)) if number.isdecimal() else None
        if message is None or message.contact_id != turn.contact.id or not message.text:
            return old_button(turn)
        meant = replace(turn, text=message.text, choice="", memo={PLAIN: True})
        return find_handler(known, meant)(meant)

    return take
