"""Relay a member's message to a resident, and confirm it to the member."""

from bot.core.policy import Policy
from bot.handlers.members.speaker import get_member
from bot.handlers.members.words import ticket_messages as message_words
from bot.handlers.members.words import tickets as words
from bot.inbox.routing import Answer, Turn
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.tickets import cards, member_actions, relay
from bot.tickets.queries import list_taken_tickets, lock_allowed_ticket, lock_ticket
from bot.tickets.relay import RelayResult


def reply_to_card(turn: Turn, policy: Policy, ticket_id: int) -> Answer:
    """Relay the message; a reply to a card of an offered ticket accepts the ticket first."""
    person_id = turn.contact.person_id or 0
    ticket = lock_allowed_ticket(turn.session, ticket_id, person_id)
    taken: tuple[Reply, ...] = ()
    if ticket.member_id == person_id and ticket.accepted_at is None:
        ticket = member_actions.take_ticket(
            turn.session, ticket_id, actor=get_member(turn), now=turn.now, policy=policy
        )
        taken = (words.render_taken(turn, ticket),)
    failed = send_and_confirm(turn, policy, ticket_id)
    return (*taken, failed) if failed else taken


def send_and_confirm(
    turn: Turn, policy: Policy, ticket_id: int, *, named: bool = False
) -> Reply | None:
    """Relay the message of this turn; return a confirmation or an error, None if neither is needed.

    It is confirmed the first time, each time when the member holds several tickets, and when the
    ticket was named.
    """
    result = _relay(turn, policy, ticket_id, turn.message)
    if failed := message_words.render_relay_failure(result):
        return failed
    several = len(list_taken_tickets(turn.session, turn.contact.person_id or 0)) > 1
    if not (result.is_first or several or named):
        return None
    who = cards.resident_name(turn.session, lock_ticket(turn.session, ticket_id))
    return message_words.render_relayed(result, who)


def send_to_resident(
    turn: Turn, policy: Policy, ticket_id: int, message: Message | None = None
) -> Reply | None:
    """Relay a message to the resident; return a reply only if it could not be sent whole."""
    return message_words.render_relay_failure(
        _relay(turn, policy, ticket_id, message or turn.message)
    )


def _relay(turn: Turn, policy: Policy, ticket_id: int, message: Message) -> RelayResult:
    return relay.relay_to_resident(
        turn.session, ticket_id, message, actor=get_member(turn), now=turn.now, policy=policy
    )
