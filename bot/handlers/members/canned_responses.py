"""Canned responses: a sentence of the team's list is sent to a resident."""

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.members import draft_replies
from bot.handlers.members.saying import send
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import Answer, Handler, Turn
from bot.messages.content import Reply
from bot.people.linking import works
from bot.tickets import canned_responses, member_actions, recalls


def send_canned(policy: Policy) -> Handler:
    """Handle "mau:<number>": send the sentence to the only resident, or ask for which ticket it is."""

    def send_sentence(turn: Turn) -> Answer:
        words = canned_responses.sentence(turn.argument)
        if not words or not works(turn.session, turn.contact):
            return old_button(turn)
        held = member_actions.held_by(turn.session, turn.contact.person_id or 0)
        if not held:
            raise UserError(texts.TICKET_NONE_HELD)
        turn.message.text = words
        if len(held) > 1:
            return draft_replies.hold(turn, held)
        back = recalls.button(held[0].id, [turn.message])
        sent = Reply(texts.WORDS_SENT.format(number=held[0].id), (back,))
        return send(turn, policy, held[0].id) or sent

    return send_sentence
