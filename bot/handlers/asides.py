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
from bot.broadcasts.preview import SendingPolicy
from bot.core.policy import Policy
from bot.faq.knowledge_files import Smalltalk, Topic
from bot.faq.matcher import match_question
from bot.handlers.flows import ASIDE, PLAIN, Flow, find_flow
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.members import duty
from bot.handlers.officers import approval_queue
from bot.handlers.residents import authenticity
from bot.handlers.residents.faq_replies import REPORT_TOPIC_ID
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.inbox.routing import (
    Answer,
    Condition,
    Handler,
    Route,
    Turn,
    any_of,
    command,
    exact_phrase,
    get_handler,
    get_route,
    list_menu_choices,
    list_replies,
)
from bot.messages.buttons import Action
from bot.messages.content import Choice, Reply
from bot.messages.history import Message
from bot.vietnamese.letters import normalize_for_match

SMALL_TALK_MAX_WORDS, SMALL_TALK_MAX_LENGTH = 3, 40  # words, characters
QUESTION_MAX_WORDS = 15  # words: more is a text of one's own
# Buttons of a reply that itself waits for words: two questions at once are none.
ASKING = (
    Action.REMINDER.pack("no"),
    Action.CLASS.pack("no"),
    Action.CALL_BACK.pack("no"),
    Action.BALLOT.prefix("lost"),
    Action.BALLOT.prefix("opt"),
    Action.BALLOT.prefix("done"),
    Action.FOLLOW_UP.pack("skip"),
    Action.CLASS_PROPOSAL.prefix("go"),
    Action.FIELD_REPORT.prefix(),
    "erase:",
    "agree",
    Action.BROADCAST.pack("why"),
    Action.POLL.pack("why"),
    Action.REVISION.pack("why"),
    Action.NOTICE_QUESTION.prefix("no"),
    Action.NOTICE_ANSWER.prefix(),
    Action.HOME_VISIT.pack("no"),
)
_is_phrase_of_bot = exact_phrase(*texts.SAID_CLASSES, *texts.SAID_MY_CLASSES,
    *texts.SAID_STOP_CLASSES,
               *texts.SAID_RESUME_CLASSES, *texts.SAID_PASSPORT, *texts.SAID_REMINDERS,
               *texts.SAID_DEADLINES, *texts.SAID_LINK_CODE, *texts.SAID_UNLINK,
               *texts.SAID_REPORT, *texts.SAID_POLLS, *texts.SAID_POLL_OFFICE,
               *texts.SAID_BROADCAST, *texts.SAID_LEFT, *texts.SAID_DATA, *texts.SAID_WITHDRAW,
               *texts.SAID_ERASE, *texts.SAID_DIGEST_ON, *texts.SAID_DIGEST_OFF,
               *texts.SAID_RESUME, *texts.SAID_COMMANDS)  # fmt: skip
_QUESTION_WORDS = re.compile(rf"\b(?:{'|'.join(map(normalize_for_match, texts.SAID_ASKING))})\b")
_asks_person = any_of(command("nguoi", "canbo"), exact_phrase(*texts.SAID_PERSON))
_is_own_command = any_of(
    _is_phrase_of_bot,
    _asks_person,
    approval_queue.asks_waiting,
    approval_queue.asks_own_drafts,
    authenticity.asks_code_check,
)


def is_aside(get_index: GetIndex, policy: Policy, pace: SendingPolicy) -> Condition:
    """Return a predicate: whether the text is something else than what the open flow waits for."""

    def asks(turn: Turn) -> bool:
        if turn.choice or turn.attachments or not turn.text or turn.memo.keys() & {ASIDE, PLAIN}:
            return False
        flow = find_flow(turn, pace)
        if flow is None or not flow.awaits_text:
            return False
        if turn.text.startswith("/") or _is_own_command(turn):
            return True
        if flow.accepts_any_text:
            greets = flow.is_office_work and _is_small_talk(turn, get_index)
            return greets or _is_question(turn, get_index)
        return not flow.fits(turn) and (
            _is_known_question(turn, get_index) or duty.asks_who_is_on_duty(policy)(turn)
        )

    return asks


def _is_question(turn: Turn, get_index: GetIndex) -> bool:
    """Return whether the text is short, phrased as a question and has a confident answer."""
    question_words = turn.normalized_text.split()
    asked = (
        turn.text.rstrip().endswith("?") or _QUESTION_WORDS.search(turn.normalized_text) is not None
    )
    return (
        asked
        and 1 < len(question_words) <= QUESTION_MAX_WORDS
        and "\n" not in turn.text
        and _is_known_question(turn, get_index)
    )


def _is_small_talk(turn: Turn, get_index: GetIndex) -> bool:
    """Return whether the text is a greeting of a word or two, like "Alo" or "chào em"."""
    if (
        len(turn.text) > SMALL_TALK_MAX_LENGTH
        or not 0 < len(turn.normalized_text.split()) <= SMALL_TALK_MAX_WORDS
    ):
        return False
    return isinstance(match_question(get_index(turn), turn.text).entry, Smalltalk)


def _is_known_question(turn: Turn, get_index: GetIndex) -> bool:
    question_match = match_question(get_index(turn), turn.text)
    is_topic = question_match.outcome == "answer" and isinstance(question_match.entry, Topic)
    return (
        is_topic and question_match.topic is not None and question_match.topic.id != REPORT_TOPIC_ID
    )


def is_known_question(get_index: GetIndex) -> Condition:
    """Return a predicate: whether a topic answers the text with confidence."""
    return lambda turn: _is_known_question(turn, get_index)


def answer_aside(routes: Sequence[Route], pace: SendingPolicy) -> Handler:
    """Answer by the given routes, then offer the flow again in one line with its buttons."""

    def answer(turn: Turn) -> Answer:
        flow = find_flow(turn, pace)
        turn.memo[ASIDE] = True
        route = get_route(routes, turn)
        turn.message.route = route.name
        replies = list_replies(route.handler(turn))
        if flow is None or not replies:
            return replies
        return *replies[:-1], _resume_flow(turn, flow, replies[-1], pace)

    return answer


def _resume_flow(turn: Turn, flow: Flow, reply: Reply, pace: SendingPolicy) -> Reply:
    del turn.memo["flow"]
    still = find_flow(turn, pace)
    if still is None or still.description != flow.description:
        return reply  # a new draft was begun, or this one was left
    if _asks_person(turn) and flow.keeps_input:
        return Reply(f"{reply.text}\n\n{flow.leave(turn)}", reply.choices, reply.attachments)
    if any(choice.value.startswith(ASKING) for choice in reply.choices):
        return Reply(f"{flow.leave(turn)}\n\n{reply.text}", reply.choices, reply.attachments)
    ways = () if reply.choices in (show_menu(turn).choices, list_menu_choices()) else reply.choices
    use = (Choice(texts.BUTTON_USE, f"use:{turn.message.id}"),) if flow.accepts_any_text else ()
    again = texts.FLOW_AGAIN.format(what=flow.description)
    return Reply(f"{reply.text}\n\n{again}", (*ways, *use, *flow.buttons), reply.attachments)


def use_as_answer(routes: Sequence[Route]) -> Handler:
    """Handle "use:<message>": pass a text that was answered as an aside to the flow instead."""

    def take(turn: Turn) -> Answer:
        number = turn.argument
        message = turn.session.get(Message, int(number)) if number.isdecimal() else None
        if message is None or message.contact_id != turn.contact.id or not message.text:
            return reject_old_button(turn)
        meant = replace(turn, text=message.text, choice="", memo={PLAIN: True})
        return get_handler(routes, meant)(meant)

    return take
