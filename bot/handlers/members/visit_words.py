"""A member's visits: planned, timed in a following message, moved, skipped, reported."""

from collections.abc import Callable
from functools import partial

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn, id_in
from bot.messages.content import Reply
from bot.people.linking import works
from bot.tickets import member_actions, visit_changes, visits
from bot.tickets.models import Ticket
from bot.tickets.phrases import gives_up

Deed = Callable[[], Answer]


def find_deed(turn: Turn, policy: Policy, answered: int | None) -> Deed | None:
    """Return the action that the text means for a visit; None if it is about something else."""
    person = turn.contact.person_id or 0
    if rest := visit_changes.read_move(turn.text):
        return _moving(turn, policy, answered, rest)
    if rest := visit_changes.read_time_move(turn.text, now=turn.now, policy=policy):
        return _moving(turn, policy, answered, rest)
    asked = visit_changes.find_asked(turn.session, person, now=turn.now)
    if asked is None or answered not in (None, asked.ticket_id):
        return None
    if gives_up(turn.text):
        return partial(visit_changes.leave, turn.session, asked.ticket_id, person, now=turn.now)
    line = visit_changes.complete(asked.note, turn.text, now=turn.now, policy=policy)
    return partial(_make, turn, policy, asked.ticket_id, line) if line else None


def _make(turn: Turn, policy: Policy, ticket_id: int, line: str) -> Reply:
    """Plan the visit, or ask for the missing hour."""
    person = turn.contact.person_id or 0
    turn.message.ticket_id = ticket_id
    if not visit_changes.says_hour(line, now=turn.now, policy=policy):
        ticket = member_actions.mine(turn.session, ticket_id, person)
        return visit_changes.ask(turn.session, ticket, person, line, now=turn.now)
    return visits.make(turn.session, ticket_id, person, line, now=turn.now, policy=policy)


def _moving(turn: Turn, policy: Policy, answered: int | None, rest: str) -> Deed | None:
    person = turn.contact.person_id or 0
    held = [
        ticket
        for ticket in member_actions.held_by(turn.session, person)
        if answered in (None, ticket.id)
        and visit_changes.planned(turn.session, ticket.id, now=turn.now)
    ]
    return partial(_move, turn, policy, held, rest) if held else None


def _move(turn: Turn, policy: Policy, held: list[Ticket], rest: str) -> Reply:
    if len(held) > 1:
        raise UserError(texts.VISIT_WHICH)
    turn.message.ticket_id = held[0].id
    person = turn.contact.person_id or 0
    return visit_changes.move(turn.session, held[0].id, person, rest, now=turn.now, policy=policy)


def plan(turn: Turn, policy: Policy, ticket_id: int, rest: str) -> Answer:
    """*Hẹn đến nhà*: plan the visit, or ask for its time."""
    person = turn.contact.person_id or 0
    if rest:
        return visits.make(turn.session, ticket_id, person, rest, now=turn.now, policy=policy)
    ticket = member_actions.mine(turn.session, ticket_id, person)
    return visit_changes.ask(turn.session, ticket, person, now=turn.now)


def leave(turn: Turn, _policy: Policy, ticket_id: int, _rest: str) -> Answer:
    """*Thôi không hẹn*: plan no visit after all."""
    person = turn.contact.person_id or 0
    return visit_changes.leave(turn.session, ticket_id, person, now=turn.now)


def ask_what_becomes(turn: Turn, policy: Policy, ticket_id: int) -> Reply | None:
    """Ask a member who gives the ticket away what becomes of the planned visit; None if none."""
    return visit_changes.ask_what_becomes(
        turn.session, ticket_id, leaving=True, now=turn.now, policy=policy
    )


def record(policy: Policy) -> Handler:
    """Return a handler for "vs:<appointment>:<outcome>": how a visit went or what becomes of it."""

    def recorded(turn: Turn) -> Reply:
        number, _, outcome = turn.argument.partition(SEPARATOR)
        person = turn.contact.person_id
        if not id_in(number) or person is None or not works(turn.session, turn.contact):
            return old_button(turn)
        if outcome in visit_changes.DECISIONS:
            return visit_changes.decide(
                turn.session, id_in(number), person, outcome, now=turn.now, policy=policy
            )
        return visits.record(turn.session, id_in(number), person, outcome, now=turn.now)

    return recorded
