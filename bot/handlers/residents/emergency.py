"""Emergencies, in any state of the conversation: whom to call, one thing to do, and a person."""

import re
from datetime import timedelta

from bot import texts
from bot.broadcasts.preview import SendingPolicy
from bot.core.policy import Policy
from bot.faq import service
from bot.faq.intents import Emergency
from bot.handlers import flows
from bot.handlers.led_conversations import is_led_by_person
from bot.handlers.recognition import (
    Intents,
    find_emergency,
    has_ticket_in_hand,
    is_carried,
    is_member_command,
)
from bot.handlers.residents import ticket as resident_ticket
from bot.handlers.residents import village
from bot.handlers.residents.start import find_linked_unit
from bot.handlers.residents.words import tickets as words
from bot.inbox.routing import Answer, Condition, Handler, Turn
from bot.messages import history
from bot.messages.content import Reply
from bot.messages.route_names import RouteName
from bot.tickets import urgent_tickets
from bot.tickets.models import Ticket
from bot.tickets.safety_follow_ups import plan_follow_up
from bot.vietnamese.dates.moments import extract_mentions
from bot.vietnamese.dates.normalization import normalize_line
from bot.vietnamese.letters import normalize_for_match

FOLLOW_UP_WINDOW, MAX_EARLIER_MESSAGES, FOLLOW_UP_MAX_WORDS = (
    timedelta(minutes=30),
    3,
    8,
)  # "gọi ai bây giờ" is about the danger told of
_ASKS = (
    r"\b(?:goi (?:cho )?(?:ai|dau|so)(?: may| nao)?|so (?:nao|may|dien thoai)"
    r"|lam (?:gi|sao|the nao|nhu the nao)|ntn|phai lam|gio sao|bay gio|roi sao|the nao"
    r"|sao nua|bao ai|keu ai)\b"
)
_FOLLOW_UP_QUESTION = re.compile(rf"{_ASKS}|\b(?:cuu|giup) (?:toi|voi|em|chau)\b")
# "Rồi làm gì nữa" names no danger of its own, and sounds like "sống làm gì nữa".
_ONLY_A_QUESTION = re.compile(
    rf"(?:{_ASKS}|\b(?:roi|nua|the|thi|vay|z|gio|toi|tui|minh|em|con|chau|bac|oi|a|ha|day|tiep|theo"
    r"|can|phai|nen|gi|sao|ai|cho|di|voi|nhe|duoc|khong|co|va|ma)\b|\s)*"
)
# "Chồng tôi", "nhà bà": who it is about, and nothing yet of what happened to them.
_ONLY_A_PERSON = re.compile(
    r"(?:\b(?:nha|hang xom|chong|vo|me|ma|bo|cha|con|chau|ong|ba|bac|co|chu|di|cau|mo|anh|chi|em"
    r"|be|thang|dua|nguoi|noi|ngoai|gai|trai|toi|tui|tao|minh|no|cua|oi|a|bi)\b|\s)*"
)
_FAMILY = tuple(map(normalize_for_match, texts.SAID_FAMILY))
CODE_MAX_EXTRA_WORDS = 2  # words beside what was covered: a code was sent, nothing is told


def is_emergency(intents: Intents) -> Condition:
    """Return a predicate: whether the text reports a danger.

    Not true of a member with a ticket in hand, who speaks of somebody else.
    """

    def asks(turn: Turn) -> bool:
        if _find_danger(turn, intents) is None or has_ticket_in_hand(turn):
            return False
        return not is_member_command(turn) and not _is_time(turn)

    return asks


def _is_time(turn: Turn) -> bool:
    """Return whether the text only answers "when" ("5h sáng"), which the model misreads.

    It finds a missing child in it.
    """
    return not any(map(str.isalnum, extract_mentions(normalize_line(turn.text)).rest))


def _find_danger(turn: Turn, intents: Intents) -> Emergency | None:
    """Return the danger reported now, or just before a short question what to do.

    Looked up once a message. A place of residence is no danger: "xa hoa lac" only sounds like a
    lost child.
    """
    if "danger" not in turn.memo:
        danger = None if _tells_nothing(turn) else find_emergency(turn, intents)
        placed = danger is not None and village.is_place_name(turn)
        turn.memo["danger"] = None if placed else danger or _find_earlier_danger(turn, intents)
    known: Emergency | None = turn.memo["danger"]
    return known


def _tells_nothing(turn: Turn) -> bool:
    """Return whether the text only asks what to do, only names a person, or is a masked code
    alone."""
    secret = turn.masked and len(turn.normalized_text.split()) <= CODE_MAX_EXTRA_WORDS
    if len(turn.normalized_text.split()) > FOLLOW_UP_MAX_WORDS:
        return False
    return secret or any(
        pattern.fullmatch(turn.normalized_text) is not None
        for pattern in (_ONLY_A_QUESTION, _ONLY_A_PERSON)
    )


def _find_earlier_danger(turn: Turn, intents: Intents) -> Emergency | None:
    short = 0 < len(turn.normalized_text.split()) <= FOLLOW_UP_MAX_WORDS and not turn.choice
    if not short or not _FOLLOW_UP_QUESTION.search(turn.normalized_text) or is_carried(turn):
        return None
    before = history.list_previous_incoming(
        turn.session, turn.message, since=turn.now - FOLLOW_UP_WINDOW, limit=MAX_EARLIER_MESSAGES
    )
    earlier_texts = (
        message.full_text for message in before if message.route == RouteName.EMERGENCY
    )
    return next((e for text in earlier_texts if (e := intents().recognise(text).emergency)), None)


def answer_emergency(intents: Intents, policy: Policy, pace: SendingPolicy) -> Handler:
    """Say whom to call, and alert the team nearby and the member who already helps.

    Its route's name is stored with the message: `_find_earlier_danger` looks for it.
    """

    def answer(turn: Turn) -> Answer:
        emergency = _find_danger(turn, intents)
        assert emergency is not None
        turn.contact.greeted_at = turn.contact.greeted_at or turn.now
        if is_led_by_person(turn):
            resident_ticket.carry_to_member(policy)(turn)
        ticket = _open_ticket(turn, emergency, policy)
        facts = service.load_facts(turn.session, ticket.unit_id)
        card = words.render_emergency(emergency, facts, is_of_family=_is_of_family(turn))
        if ticket.unit_id is None and village.has_several_communes(turn):
            return card, village.ask_village(turn)
        return _add_flow(turn, emergency, card, pace)

    return answer


def _open_ticket(turn: Turn, emergency: Emergency, policy: Policy) -> Ticket:
    """Alert the team, and plan the question of the next day after a fraud."""
    linked = find_linked_unit(turn)
    ticket = urgent_tickets.open_urgent_ticket(
        turn.session,
        turn.contact,
        turn.text,
        emergency.subject,
        unit_id=linked.id if linked else None,
        now=turn.now,
        policy=policy,
    )
    turn.message.ticket_id = turn.message.ticket_id or ticket.id
    if emergency.follow_up:
        plan_follow_up(turn.session, ticket, emergency.id, now=turn.now, policy=policy)
    return ticket


def _is_of_family(turn: Turn) -> bool:
    """Return whether it is told of somebody else: the son asks for his mother."""
    return any(f" {said} " in f" {turn.normalized_text} " for said in _FAMILY)


def _add_flow(turn: Turn, emergency: Emergency, reply: Reply, pace: SendingPolicy) -> Reply:
    """Repeat the form the speaker was filling in below the card, unless a life is in danger."""
    flow = flows.find_flow(turn, pace)
    if flow is None or flow.keeps_input or not emergency.topic:
        return reply
    again = texts.FLOW_AGAIN.format(what=flow.description)
    return Reply(f"{reply.text}\n\n{again}", (*reply.choices, *flow.buttons))
