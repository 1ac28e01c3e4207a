"""Danger now, in any state of the talk: the number to call, one thing to do, and a person."""

from bot import texts
from bot.faq.intents import Emergency
from bot.handlers import resident_ticket, village
from bot.handlers.understanding import Intents, find_emergency, helps, is_command
from bot.handoff import urgent
from bot.handoff.rules import Rules
from bot.messages import Choice, Reply
from bot.routing import Answer, Handler, Question, Turn
from bot.when.moments import take_said
from bot.when.plain import plain


def is_emergency(intents: Intents) -> Question:
    """Somebody's words tell of danger; not those of a member who helps, who speaks of another."""
    def asks(turn: Turn) -> bool:
        if find_emergency(turn, intents) is None or helps(turn):
            return False
        return not is_command(turn) and not _is_time(turn)

    return asks


def _is_time(turn: Turn) -> bool:
    """ "Sáng", "5h sáng": an answer to "when", of which the model makes a missing child."""
    return not any(map(str.isalnum, take_said(plain(turn.text)).words))


def answer_emergency(intents: Intents, rules: Rules) -> Handler:
    """Say whom to call; let everybody near know, and whoever helps already."""

    def answer(turn: Turn) -> Answer:
        emergency = find_emergency(turn, intents)
        assert emergency is not None
        turn.contact.greeted_at = turn.contact.greeted_at or turn.now
        if resident_ticket.with_person(turn):
            resident_ticket.carry(rules)(turn)
        ticket = urgent.call_for_help(
            turn.session, turn.contact, turn.text, emergency.subject, now=turn.now, rules=rules
        )
        turn.message.ticket_id = turn.message.ticket_id or ticket.id
        if ticket.unit_id is None and village.is_unclear(turn):
            return _said(emergency), village.ask_village(turn)
        return _said(emergency)

    return answer


def _said(emergency: Emergency) -> Reply:
    topic = emergency.topic
    more = (Choice(texts.BUTTON_WHAT_TO_DO, f"topic:{topic}"),) if topic else ()
    text = "\n".join((emergency.reply, texts.EMERGENCY_TOLD))
    return Reply(text, (*more, Choice(texts.BUTTON_PERSON, "person")))
