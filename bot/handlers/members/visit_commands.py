"""A member's visits: planned, timed in a following message, moved, skipped, reported."""

from collections.abc import Callable
from functools import partial

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn, parse_id
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.tickets import member_actions, visit_changes, visits
from bot.tickets.models import Ticket
from bot.tickets.phrases import gives_up

MemberAction = Callable[[], Answer]


def find_action(turn: Turn, policy: Policy, replied_ticket_id: int | None) -> MemberAction | None:
    """Return the action that the text means for a visit; None if it is about something else."""
    person_id = turn.contact.person_id or 0
    if rest := visit_changes.parse_move(turn.text):
        return _find_move_action(turn, policy, replied_ticket_id, rest)
    if rest := visit_changes.parse_time_move(turn.text, now=turn.now, policy=policy):
        return _find_move_action(turn, policy, replied_ticket_id, rest)
    pending = visit_changes.find_pending_question(turn.session, person_id, now=turn.now)
    if pending is None or replied_ticket_id not in (None, pending.ticket_id):
        return None
    if gives_up(turn.text):
        return partial(
            visit_changes.cancel_visit_question,
            turn.session,
            pending.ticket_id,
            person_id,
            now=turn.now,
        )
    line = visit_changes.complete_line(pending.note, turn.text, now=turn.now, policy=policy)
    return partial(_plan_from_line, turn, policy, pending.ticket_id, line) if line else None


def _plan_from_line(turn: Turn, policy: Policy, ticket_id: int, line: str) -> Reply:
    """Plan the visit, or ask for the missing hour."""
    person_id = turn.contact.person_id or 0
    turn.message.ticket_id = ticket_id
    if not visit_changes.has_hour(line, now=turn.now, policy=policy):
        ticket = member_actions.lock_taken_ticket(turn.session, ticket_id, person_id)
        return visit_changes.ask_visit_time(turn.session, ticket, person_id, line, now=turn.now)
    return visits.schedule_visit(
        turn.session, ticket_id, person_id, line, now=turn.now, policy=policy
    )


def _find_move_action(
    turn: Turn, policy: Policy, replied_ticket_id: int | None, rest: str
) -> MemberAction | None:
    person_id = turn.contact.person_id or 0
    tickets = [
        ticket
        for ticket in member_actions.list_taken_tickets(turn.session, person_id)
        if replied_ticket_id in (None, ticket.id)
        and visit_changes.find_planned_visit(turn.session, ticket.id, now=turn.now)
    ]
    return partial(_move_visit, turn, policy, tickets, rest) if tickets else None


def _move_visit(turn: Turn, policy: Policy, tickets: list[Ticket], rest: str) -> Reply:
    if len(tickets) > 1:
        raise UserError(texts.VISIT_WHICH)
    turn.message.ticket_id = tickets[0].id
    person_id = turn.contact.person_id or 0
    return visit_changes.move_visit(
        turn.session, tickets[0].id, person_id, rest, now=turn.now, policy=policy
    )


def plan_visit(turn: Turn, policy: Policy, ticket_id: int, rest: str) -> Answer:
    """*Hẹn đến nhà*: plan the visit, or ask for its time."""
    person_id = turn.contact.person_id or 0
    if rest:
        return visits.schedule_visit(
            turn.session, ticket_id, person_id, rest, now=turn.now, policy=policy
        )
    ticket = member_actions.lock_taken_ticket(turn.session, ticket_id, person_id)
    return visit_changes.ask_visit_time(turn.session, ticket, person_id, now=turn.now)


def skip_visit(turn: Turn, _policy: Policy, ticket_id: int, _rest: str) -> Answer:
    """*Thôi không hẹn*: plan no visit after all."""
    person_id = turn.contact.person_id or 0
    return visit_changes.cancel_visit_question(turn.session, ticket_id, person_id, now=turn.now)


def ask_visit_decision(turn: Turn, policy: Policy, ticket_id: int) -> Reply | None:
    """Ask a member who gives the ticket away what becomes of the planned visit; None if none."""
    return visit_changes.ask_about_visit(
        turn.session, ticket_id, leaving=True, now=turn.now, policy=policy
    )


def record_visit(policy: Policy) -> Handler:
    """Return a handler for "vs:<appointment>:<outcome>": how a visit went or what becomes of it."""

    def recorded(turn: Turn) -> Reply:
        number, _, outcome = turn.argument.partition(SEPARATOR)
        person_id = turn.contact.person_id
        if (
            not parse_id(number)
            or person_id is None
            or not is_team_member(turn.session, turn.contact)
        ):
            return reject_old_button(turn)
        if outcome in visit_changes.DECISIONS:
            return visit_changes.decide_visit(
                turn.session, parse_id(number), person_id, outcome, now=turn.now, policy=policy
            )
        return visits.record_outcome(
            turn.session, parse_id(number), person_id, outcome, now=turn.now
        )

    return recorded
