"""Relay a member's message to a resident, and confirm it to the member."""

from bot import texts
from bot.core.policy import Policy
from bot.handlers.members.speaker import get_member
from bot.handlers.members.words import tickets as words
from bot.inbox.routing import Answer, Turn
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.tickets import cards, member_actions, recalls, relay
from bot.tickets.dispatch import lock_ticket


def reply_to_card(turn: Turn, policy: Policy, ticket_id: int) -> Answer:
    """Relay the message; a reply to a card of an offered ticket accepts the ticket first."""
    person_id = turn.contact.person_id or 0
    ticket = member_actions.lock_allowed_ticket(turn.session, ticket_id, person_id)
    taken: tuple[Reply, ...] = ()
    if ticket.member_id == person_id and ticket.accepted_at is None:
        ticket = member_actions.take_ticket(
            turn.session, ticket_id, actor=get_member(turn), now=turn.now, policy=policy
        )
        taken = (words.render_taken(turn.session, ticket),)
    failed = send_and_confirm(turn, policy, ticket_id)
    return (*taken, failed) if failed else taken


def send_and_confirm(
    turn: Turn, policy: Policy, ticket_id: int, *, named: bool = False
) -> Reply | None:
    """Relay the message of this turn; return a confirmation or an error, None if neither is needed.

    It is confirmed the first time, each time when the member holds several tickets, and when the
    ticket
    was named.
    """
    ticket = lock_ticket(turn.session, ticket_id)
    first = relay.is_first_message(ticket, by_member=True)
    failed = send_to_resident(turn, policy, ticket_id)
    several = len(member_actions.list_taken_tickets(turn.session, turn.contact.person_id or 0)) > 1
    if failed or not (first or several or named):
        return failed
    who = cards.resident_name(turn.session, ticket)
    text = texts.WORDS_CARRIED if first else texts.WORDS_SENT_TO
    recall_button = recalls.recall_button(ticket_id, [turn.message])
    return Reply(text.format(who=who, number=ticket_id), (recall_button,))


def send_to_resident(
    turn: Turn, policy: Policy, ticket_id: int, message: Message | None = None
) -> Reply | None:
    """Relay a message to the resident; return a reply only if it could not be sent whole."""
    person_id, outgoing = turn.contact.person_id or 0, message or turn.message
    return relay.relay_to_resident(
        turn.session, ticket_id, person_id, outgoing, now=turn.now, policy=policy
    )
