"""A sentence of the team's list goes to a resident."""

from bot import texts
from bot.errors import UserError
from bot.handlers import held_words
from bot.handlers.menu import old_button
from bot.handlers.saying import send
from bot.handoff import canned, taking_back, working
from bot.handoff.rules import Rules
from bot.messages import Reply
from bot.people.linking import works
from bot.routing import Answer, Handler, Turn


def send_canned(rules: Rules) -> Handler:
    """To the resident of the only ticket held, or it is asked of which: "mau:<number>"."""

    def send_sentence(turn: Turn) -> Answer:
        words = canned.sentence(turn.argument)
        if not words or not works(turn.session, turn.contact):
            return old_button(turn)
        held = working.held_by(turn.session, turn.contact.person_id or 0)
        if not held:
            raise UserError(texts.TICKET_NONE_HELD)
        turn.message.text = words
        if len(held) > 1:
            return held_words.hold(turn, held)
        back = taking_back.button(held[0].id, [turn.message])
        sent = Reply(texts.WORDS_SENT.format(number=held[0].id), (back,))
        return send(turn, rules, held[0].id) or sent

    return send_sentence
