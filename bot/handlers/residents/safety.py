"""The answer on the day after a fraud: it is done, or a person is needed."""

from bot import texts
from bot.core.policy import Policy
from bot.faq import service
from bot.faq.intents import Emergency
from bot.handlers.recognition import Intents
from bot.handlers.residents.menu import reject_old_button
from bot.handlers.residents.words import tickets as words
from bot.inbox.routing import Answer, Handler, Turn, parse_id
from bot.messages.buttons import SEPARATOR
from bot.tickets import safety_follow_ups, urgent_tickets
from bot.tickets.models import SafetyAnswer, SafetyFollowUp, Ticket


def press_safety_button(intents: Intents, policy: Policy) -> Handler:
    """Return a handler of the buttons "safety:<follow-up>:<answer>"."""

    def pressed(turn: Turn) -> Answer:
        number, answer = (*turn.argument.split(SEPARATOR), "")[:2]
        if not parse_id(number) or answer not in (SafetyAnswer.DONE, SafetyAnswer.NOT_YET):
            return reject_old_button(turn)
        follow_up = safety_follow_ups.answer_follow_up(
            turn.session, parse_id(number), turn.contact, SafetyAnswer(answer), now=turn.now
        )
        if answer == SafetyAnswer.DONE:
            return words.render_safety_done()
        return _call_person(turn, follow_up, intents, policy)

    return pressed


def _call_person(turn: Turn, follow_up: SafetyFollowUp, intents: Intents, policy: Policy) -> Answer:
    """Open or extend the urgent ticket, and show again what to do."""
    told = turn.session.get_one(Ticket, follow_up.ticket_id)
    ticket = urgent_tickets.open_urgent_ticket(
        turn.session,
        turn.contact,
        texts.SAFETY_NOT_YET_WORDS,
        told.subject,
        unit_id=told.unit_id,
        now=turn.now,
        policy=policy,
    )
    turn.message.ticket_id = ticket.id
    danger = intents().intents.get(follow_up.kind)
    facts = service.load_facts(turn.session, ticket.unit_id)
    return words.render_safety_not_yet(danger if isinstance(danger, Emergency) else None, facts)
