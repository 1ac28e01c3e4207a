"""A resident's ticket: messages to the helping member, ticket buttons, "bot" to end the talk."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.faq import context
from bot.faq.service import find_recent_topic_id
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.led_conversations import find_led_ticket, is_engaged
from bot.handlers.members import message_recall
from bot.handlers.members import tickets as member
from bot.handlers.residents import village
from bot.handlers.residents.member_relay import relay_message
from bot.handlers.residents.menu import reject_old_button, show_menu
from bot.handlers.residents.words import tickets as words
from bot.inbox.routing import SEPARATOR, Answer, Handler, Route, Turn, get_handler, parse_id
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.tickets import opening, relay, resident_actions, voice_notes
from bot.tickets import service as handoff
from bot.tickets.models import Ticket
from bot.tickets.phrases import is_closing, wants_bot
from bot.tickets.queries import lock_ticket
from bot.tickets.relayed_content import annotate_text


def carry_to_member(policy: Policy) -> Handler:
    """Return a handler that relays the resident's message to the member; "bot" ends the relay.

    The inner name `carried` is stored with messages and matched by `handlers.edits`.
    """

    def carried(turn: Turn) -> Answer:
        ticket = find_led_ticket(turn)
        if ticket is None:
            return reject_old_button(turn)
        ticket = lock_ticket(turn.session, ticket.id)
        if ticket.closed_at is not None:  # at this very moment
            raise UserError(texts.TICKET_JUST_CLOSED.format(number=ticket.id))
        if ticket.accepted_at is None:
            return _add_message(turn, ticket, policy)
        if wants_bot(turn.text):
            relay.return_to_bot(turn.session, ticket, now=turn.now)
            return Reply(texts.BOT_BACK, show_menu(turn).choices)
        return relay_message(turn, ticket, turn.message, policy)

    return carried


def press_own_ticket_button(policy: Policy) -> Handler:
    """Return a handler for the resident's ticket buttons: "my:<ticket>:<verb>[:<detail>]"."""

    def pressed(turn: Turn) -> Answer:
        number, verb, detail = (*turn.argument.split(SEPARATOR), "", "")[:3]
        ticket_id = parse_id(number)
        return (
            _act_on_ticket(turn, policy, ticket_id, verb, detail)
            if ticket_id
            else reject_old_button(turn)
        )

    return pressed


def _act_on_ticket(turn: Turn, policy: Policy, ticket_id: int, verb: str, detail: str) -> Answer:
    resident_actions.lock_own_ticket(turn.session, ticket_id, turn.contact)
    turn.message.ticket_id = ticket_id
    action = OWN_ACTIONS.get(verb)
    return action(turn, policy, ticket_id, detail) if action else reject_old_button(turn)


def _ask_rating(_turn: Turn, _policy: Policy, ticket_id: int, _detail: str) -> Answer:
    return words.render_rating_question(ticket_id)


def _reopen(turn: Turn, policy: Policy, ticket_id: int, _detail: str) -> Answer:
    placement = resident_actions.reopen_ticket(
        turn.session, ticket_id, turn.contact, now=turn.now, policy=policy
    )
    return words.render_placement(turn, placement, policy)


def _rate(turn: Turn, _policy: Policy, ticket_id: int, detail: str) -> Answer:
    resident_actions.rate_ticket(
        turn.session, ticket_id, turn.contact, parse_id(detail), now=turn.now
    )
    return Reply(texts.RATED, show_menu(turn).choices)


def _cancel(turn: Turn, _policy: Policy, ticket_id: int, _detail: str) -> Answer:
    resident_actions.cancel_ticket(turn.session, ticket_id, turn.contact, now=turn.now)
    return words.render_cancelled(ticket_id, show_menu(turn).choices)


def _recall(turn: Turn, policy: Policy, ticket_id: int, detail: str) -> Answer:
    return message_recall.press_own_recall_button(turn, policy, ticket_id, detail)


def _choose_call_time(turn: Turn, policy: Policy, ticket_id: int, detail: str) -> Answer:
    call_time = resident_actions.choose_call_time(
        turn.session, ticket_id, turn.contact, detail, now=turn.now, policy=policy
    )
    return words.render_call_time(call_time)


def _disclose_name(turn: Turn, _policy: Policy, ticket_id: int, _detail: str) -> Answer:
    resident_actions.disclose_name(turn.session, ticket_id, turn.contact, now=turn.now)
    return Reply(texts.NAME_KNOWN)


OWN_ACTIONS: dict[str, Callable[[Turn, Policy, int, str], Answer]] = {
    "solved": _ask_rating,
    "notyet": _reopen,
    "rate": _rate,
    "cancel": _cancel,
    message_recall.VERB: _recall,
    "call": _choose_call_time,
    "name": _disclose_name,
}


def adds_to_ticket(turn: Turn) -> bool:
    """Return whether the turn is text or a photo while nobody has accepted the ticket yet."""
    if (
        turn.choice
        or not is_engaged(turn)
        or village.answers_village_question(turn)
        or village.names_village(turn)
    ):
        return False
    return handoff.find_open_ticket(turn.session, turn.contact.id) is not None


def add_to_ticket_or(get_index: GetIndex, answer: Handler, policy: Policy) -> Handler:
    """Return a handler that answers a sure question, and adds any other message to the ticket.

    The inner name `added` is stored with messages and matched by `handlers.edits`.
    """

    def added(turn: Turn) -> Answer:
        ticket = handoff.find_open_ticket(turn.session, turn.contact.id)
        is_for_bot = bool(turn.normalized_text) and (
            is_closing(turn.text) or _is_answer_sure(turn, get_index)
        )
        return answer(turn) if is_for_bot or ticket is None else _add_message(turn, ticket, policy)

    return added


def _add_message(turn: Turn, ticket: Ticket, policy: Policy) -> Reply:
    things = [attachment.as_json() for attachment in turn.attachments]
    spoken = [turn.message] if any(map(voice_notes.is_voice, things)) else []
    text = voice_notes.render_summary(spoken) or annotate_text(turn.message)
    opening.append_message(turn.session, ticket, text, things, now=turn.now, policy=policy)
    turn.message.ticket_id = ticket.id
    if village.is_village_asked(turn):
        place = village.ask_village(turn)
        return Reply(f"{texts.TICKET_WORDS_ADDED}\n{place.text}", place.choices)
    return words.render_added(ticket.id)


def _is_answer_sure(turn: Turn, get_index: GetIndex) -> bool:
    index = get_index(turn)
    before = find_recent_topic_id(turn.session, turn.contact.id, now=turn.now)
    context_match = context.match_in_context(index, turn.text, index.knowledge.topics.get(before))
    return context_match.outcome == "answer"


def is_own_question(turn: Turn) -> bool:
    """Return whether a team member asks as a resident."""
    return (
        not turn.choice
        and is_team_member(turn.session, turn.contact)
        and member.asks_as_resident(turn)
    )


def ask_own_question(routes: Sequence[Route]) -> Handler:
    """Return a handler that answers the text after "hỏi:" like any resident's."""

    def ask(turn: Turn) -> Answer:
        text = turn.text.partition(":")[2].strip()
        if not text:
            raise UserError(texts.GOT_NOTHING)
        turn.message.text = text
        question_turn = replace(turn, text=text)
        return get_handler(routes, question_turn)(question_turn)

    return ask
