"""*Gặp người*: a resident asks for a person."""

from bot.core.policy import Policy
from bot.faq.service import recent_topic
from bot.handlers.residents import consent_words, village
from bot.handlers.residents.faq import Shelf
from bot.handlers.residents.menu import show_menu
from bot.inbox.routing import Answer, Handler, Turn
from bot.messages.content import Reply
from bot.tickets import opening
from bot.tickets import service as handoff
from bot.tickets.assignment import area_of_category
from bot.tickets.models import Ticket

LONGEST_WISH = 6  # words: more says something beside the wish; whoever helps should read it


def ask_from(shelf: Shelf, policy: Policy) -> Handler:
    """Return a handler for requests for a person."""
    return lambda turn: ask(turn, shelf, policy)


def ask(turn: Turn, shelf: Shelf, policy: Policy) -> Answer:
    """Open a ticket about the last topic, assign it, and say who will answer and by when."""
    if len(turn.bare.split()) > LONGEST_WISH:  # "cho tôi gặp người hỏi sổ đỏ" says what it is about
        turn.message.asked = True
    topic_id = recent_topic(turn.session, turn.contact.id, now=turn.now)
    topic = shelf().knowledge.topics.get(topic_id)
    area = area_of_category(topic.category) if topic else None
    ticket, fresh = opening.open_ticket(
        turn.session,
        turn.contact,
        now=turn.now,
        topic_id=topic.id if topic else "",
        subject=topic.title if topic else "",
        area=area or "",
    )
    if ticket.unit_id is None and (linked := consent_words.linked_unit(turn)):
        ticket.unit_id = linked.id
    told = handoff.hand_over(turn.session, ticket, now=turn.now, policy=policy)
    return with_village(turn, ticket, told) if fresh else _with_ways_on(turn, told)


def with_village(turn: Turn, ticket: Ticket, told: Reply) -> Answer:
    """Return the reply; if no team can be determined, ask for the village after it."""
    if ticket.unit_id is None and village.is_unclear(turn):
        return told, village.ask_village(turn)
    return _with_ways_on(turn, told)


def _with_ways_on(turn: Turn, told: Reply) -> Reply:
    return Reply(told.text, told.choices or show_menu(turn).choices)
