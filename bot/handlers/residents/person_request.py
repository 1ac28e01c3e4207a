"""*Gặp người*: a resident asks for a person."""

from bot.core.policy import Policy
from bot.faq.service import find_recent_topic_id
from bot.handlers.knowledge_source import GetIndex
from bot.handlers.residents import village
from bot.handlers.residents.menu import show_menu
from bot.handlers.residents.start import find_linked_unit
from bot.handlers.residents.words import tickets as words
from bot.inbox.routing import Answer, Handler, Turn
from bot.messages.content import Reply
from bot.tickets import opening
from bot.tickets import service as handoff
from bot.tickets.assignment import find_category_area
from bot.tickets.models import Ticket

LONGEST_WISH = 6  # words: more says something beside the wish; whoever helps should read it


def request_person_from(get_index: GetIndex, policy: Policy) -> Handler:
    """Return a handler for requests for a person."""
    return lambda turn: request_person(turn, get_index, policy)


def request_person(turn: Turn, get_index: GetIndex, policy: Policy) -> Answer:
    """Open a ticket about the last topic, assign it, and say who will answer and by when."""
    if (
        len(turn.normalized_text.split()) > LONGEST_WISH
    ):  # "cho tôi gặp người hỏi sổ đỏ" says what it is about
        turn.message.asked = True
    ticket, is_new = _open_ticket(turn, get_index, policy)
    placement = handoff.dispatch_ticket(turn.session, ticket, now=turn.now, policy=policy)
    reply = words.render_placement(turn, placement, policy)
    return with_village_question(turn, ticket, reply) if is_new else _with_menu(turn, reply)


def _open_ticket(turn: Turn, get_index: GetIndex, policy: Policy) -> tuple[Ticket, bool]:
    """Open a ticket about the last topic, or return the open one; of the linked unit, if known."""
    topic_id = find_recent_topic_id(turn.session, turn.contact.id, now=turn.now)
    topic = get_index(turn).knowledge.topics.get(topic_id)
    area = find_category_area(topic.category) if topic else None
    ticket, is_new = opening.open_ticket(
        turn.session,
        turn.contact,
        now=turn.now,
        policy=policy,
        topic_id=topic.id if topic else "",
        subject=topic.title if topic else "",
        area=area or "",
    )
    if ticket.unit_id is None and (linked := find_linked_unit(turn)):
        ticket.unit_id = linked.id
    return ticket, is_new


def with_village_question(turn: Turn, ticket: Ticket, reply: Reply) -> Answer:
    """Return the reply; if no team can be determined, ask for the village after it."""
    if ticket.unit_id is None and village.has_several_communes(turn):
        return reply, village.ask_village(turn)
    return _with_menu(turn, reply)


def _with_menu(turn: Turn, reply: Reply) -> Reply:
    return Reply(reply.text, reply.choices or show_menu(turn).choices)
