"""Canned responses: a sentence of the team's list is sent to a resident."""

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.members import draft_replies
from bot.handlers.members.member_messages import send_to_resident
from bot.handlers.members.words import ticket_messages as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import Answer, Handler, Turn
from bot.people.linking import is_team_member
from bot.tickets import canned_responses
from bot.tickets.queries import list_taken_tickets


def send_canned_response(policy: Policy) -> Handler:
    """Handle "mau:<number>": send the sentence to the only resident, or ask for which ticket it
    is."""

    def send_sentence(turn: Turn) -> Answer:
        sentence = canned_responses.find_response(turn.argument)
        if not sentence or not is_team_member(turn.session, turn.contact):
            return reject_old_button(turn)
        tickets = list_taken_tickets(turn.session, turn.contact.person_id or 0)
        if not tickets:
            raise UserError(texts.TICKET_NONE_HELD)
        turn.message.text = sentence
        if len(tickets) > 1:
            return draft_replies.hold_draft_reply(turn, tickets)
        failed = send_to_resident(turn, policy, tickets[0].id)
        return failed or words.render_sent(tickets[0].id, [turn.message])

    return send_sentence
