"""Relay a member's message to a resident, and confirm it to the member."""

from bot import texts
from bot.core.policy import Policy
from bot.inbox.routing import Answer, Turn
from bot.messages.content import Reply
from bot.messages.history import Message
from bot.tickets import cards, member_actions, recalls, relay
from bot.tickets.dispatch import hold


def answer_card(turn: Turn, policy: Policy, ticket_id: int) -> Answer:
    """Relay the message; a reply to a card of an offered ticket accepts the ticket first."""
    person = turn.contact.person_id or 0
    ticket = member_actions.allowed(turn.session, ticket_id, person)
    taken: tuple[Reply, ...] = ()
    if ticket.member_id == person and ticket.accepted_at is None:
        taken = (
            member_actions.accept(turn.session, ticket_id, person, now=turn.now, policy=policy),
        )
    failed = say(turn, policy, ticket_id)
    return (*taken, failed) if failed else taken


def say(turn: Turn, policy: Policy, ticket_id: int, *, named: bool = False) -> Reply | None:
    """Relay the message of this turn; return a confirmation or an error, None if neither is needed.

    It is confirmed the first time, each time when the member holds several tickets, and when the ticket
    was named.
    """
    ticket = hold(turn.session, ticket_id)
    first = relay.is_first(ticket, of_member=True)
    failed = send(turn, policy, ticket_id)
    several = len(member_actions.held_by(turn.session, turn.contact.person_id or 0)) > 1
    if failed or not (first or several or named):
        return failed
    who = cards.resident_name(turn.session, ticket)
    words = texts.WORDS_CARRIED if first else texts.WORDS_SENT_TO
    back = recalls.button(ticket_id, [turn.message])
    return Reply(words.format(who=who, number=ticket_id), (back,))


def send(
    turn: Turn, policy: Policy, ticket_id: int, message: Message | None = None
) -> Reply | None:
    """Relay a message to the resident; return a reply only if it could not be sent whole."""
    person, said = turn.contact.person_id or 0, message or turn.message
    return relay.from_member(turn.session, ticket_id, person, said, now=turn.now, policy=policy)
