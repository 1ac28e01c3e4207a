"""Danger now, in any state of the talk: the number to call, one thing to do, and a person."""

from bot import texts
from bot.faq.intents import Emergency
from bot.faq.service import note_wish
from bot.handlers import village
from bot.handlers.understanding import Intents, find_emergency
from bot.handoff import service as handoff
from bot.handoff import urgent
from bot.handoff.rules import Rules
from bot.messages import Choice, Reply
from bot.people.linking import works
from bot.routing import Answer, Handler, Question, Turn


def is_emergency(intents: Intents) -> Question:
    """Somebody's words tell of danger; a member who helps speaks of it to a resident."""

    def dangerous(turn: Turn) -> bool:
        return find_emergency(turn, intents) is not None and not _helps(turn)

    return dangerous


def _helps(turn: Turn) -> bool:
    return works(turn.session, turn.contact) and bool(
        handoff.held_by(turn.session, turn.contact.person_id or 0)
    )


def answer_emergency(intents: Intents, rules: Rules) -> Handler:
    """Say whom to call; open an urgent ticket and let everybody near know."""

    def answer(turn: Turn) -> Answer:
        emergency = find_emergency(turn, intents)
        assert emergency is not None
        turn.contact.greeted_at = turn.contact.greeted_at or turn.now
        note_wish(turn.message, emergency.id)
        ticket = urgent.call_for_help(
            turn.session, turn.contact, turn.text, emergency.subject, now=turn.now, rules=rules
        )
        if ticket.unit_id is None and village.is_unclear(turn):
            return _said(emergency), village.ask_village(turn)
        return _said(emergency)

    return answer


def _said(emergency: Emergency) -> Reply:
    topic = (
        (Choice(texts.BUTTON_WHAT_TO_DO, f"topic:{emergency.topic}"),) if emergency.topic else ()
    )
    text = "\n".join((emergency.reply, texts.EMERGENCY_TOLD))
    return Reply(text, (*topic, Choice(texts.BUTTON_PERSON, "person")))
