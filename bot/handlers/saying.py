"""A member's words on their way to a resident, and what the member reads of it."""

from bot import texts
from bot.handoff import cards, relay, taking_back, working
from bot.handoff.assigning import hold
from bot.handoff.rules import Rules
from bot.history import Message
from bot.messages import Reply
from bot.routing import Answer, Turn


def answer_card(turn: Turn, rules: Rules, ticket_id: int) -> Answer:
    """Answering a card that was not taken yet takes it."""
    person = turn.contact.person_id or 0
    ticket = working.allowed(turn.session, ticket_id, person)
    taken: tuple[Reply, ...] = ()
    if ticket.member_id == person and ticket.accepted_at is None:
        taken = (working.accept(turn.session, ticket_id, person, now=turn.now, rules=rules),)
    failed = say(turn, rules, ticket_id)
    return (*taken, failed) if failed else taken


def say(turn: Turn, rules: Rules, ticket_id: int, *, named: bool = False) -> Reply | None:
    """The words of this turn to a resident; the first time, of several tickets each time, and
    when the ticket was named, it is said where they went."""
    ticket = hold(turn.session, ticket_id)
    first = relay.is_first(ticket, of_member=True)
    failed = send(turn, rules, ticket_id)
    several = len(working.held_by(turn.session, turn.contact.person_id or 0)) > 1
    if failed or not (first or several or named):
        return failed
    who = cards.resident_name(turn.session, ticket)
    words = texts.WORDS_CARRIED if first else texts.WORDS_SENT_TO
    back = taking_back.button(ticket_id, [turn.message])
    return Reply(words.format(who=who, number=ticket_id), (back,))


def send(turn: Turn, rules: Rules, ticket_id: int, message: Message | None = None) -> Reply | None:
    """Words to a resident; a reply when they could not go."""
    person, said = turn.contact.person_id or 0, message or turn.message
    return relay.from_member(turn.session, ticket_id, person, said, now=turn.now, rules=rules)
