"""A member's visits: planned, timed in a following message, moved, skipped, reported."""

from collections.abc import Callable
from functools import partial

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.handlers.members.speaker import get_member
from bot.handlers.members.words import ticket_messages as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Answer, Handler, Turn, parse_id
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.tickets import cards, visit_changes, visits
from bot.tickets.models import Ticket
from bot.tickets.phrases import gives_up
from bot.tickets.queries import list_taken_tickets
from bot.tickets.visit_changes import VisitDecision
from bot.tickets.visit_wording import describe_planned_visit
from bot.tickets.visits import ScheduleResult

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
        return partial(skip_visit, turn, policy, pending.ticket_id, "")
    line = visit_changes.complete_line(pending.note, turn.text, now=turn.now, policy=policy)
    return partial(_plan_from_line, turn, policy, pending.ticket_id, line) if line else None


def _plan_from_line(turn: Turn, policy: Policy, ticket_id: int, line: str) -> Reply:
    """Plan the visit, or ask for the missing hour."""
    turn.message.ticket_id = ticket_id
    if not visit_changes.has_hour(line, now=turn.now, policy=policy):
        return _ask_time(turn, ticket_id, line)
    return _schedule(turn, policy, ticket_id, line)


def _ask_time(turn: Turn, ticket_id: int, earlier: str = "") -> Reply:
    visit_changes.request_visit_time(
        turn.session, ticket_id, earlier, actor=get_member(turn), now=turn.now
    )
    return words.render_visit_question(ticket_id, has_day=bool(earlier))


def _schedule(turn: Turn, policy: Policy, ticket_id: int, line: str) -> Reply:
    result = visits.schedule_visit(
        turn.session, ticket_id, line, actor=get_member(turn), now=turn.now, policy=policy
    )
    return _render_scheduled(turn, policy, result)


def _render_scheduled(turn: Turn, policy: Policy, result: ScheduleResult) -> Reply:
    if result.refusal is not None:
        return words.render_refusal(result.refusal)
    if result.visit is None:
        return words.render_resident_gone(result.ticket_id)
    text = describe_planned_visit(turn.session, result.visit, zone=policy.zone, now=turn.now)
    return Reply(text)


def _find_move_action(
    turn: Turn, policy: Policy, replied_ticket_id: int | None, rest: str
) -> MemberAction | None:
    person_id = turn.contact.person_id or 0
    tickets = [
        ticket
        for ticket in list_taken_tickets(turn.session, person_id)
        if replied_ticket_id in (None, ticket.id)
        and visit_changes.find_planned_visit(turn.session, ticket.id, now=turn.now)
    ]
    return partial(_move_visit, turn, policy, tickets, rest) if tickets else None


def _move_visit(turn: Turn, policy: Policy, tickets: list[Ticket], rest: str) -> Reply:
    if len(tickets) > 1:
        raise UserError(texts.VISIT_WHICH)
    turn.message.ticket_id = tickets[0].id
    result = visit_changes.move_visit(
        turn.session, tickets[0].id, rest, actor=get_member(turn), now=turn.now, policy=policy
    )
    return _render_scheduled(turn, policy, result)


def plan_visit(turn: Turn, policy: Policy, ticket_id: int, rest: str) -> Answer:
    """*Hẹn đến nhà*: plan the visit, or ask for its time."""
    return _schedule(turn, policy, ticket_id, rest) if rest else _ask_time(turn, ticket_id)


def skip_visit(turn: Turn, _policy: Policy, ticket_id: int, _rest: str) -> Answer:
    """*Thôi không hẹn*: plan no visit after all."""
    visit_changes.cancel_visit_request(
        turn.session, ticket_id, actor=get_member(turn), now=turn.now
    )
    return words.render_visit_skipped(ticket_id)


def ask_visit_decision(
    turn: Turn, policy: Policy, ticket_id: int, *, leaving: bool = True
) -> Reply | None:
    """Ask a member who passes on or closes the ticket what becomes of the planned visit.

    Returns None if there is none.
    """
    visit = visit_changes.find_planned_visit(turn.session, ticket_id, now=turn.now)
    if visit is None:
        return None
    who = cards.resident_name(turn.session, turn.session.get_one(Ticket, ticket_id))
    return words.render_visit_decision(visit, who, leaving=leaving, policy=policy, now=turn.now)


def record_visit(policy: Policy) -> Handler:
    """Return a handler for "vs:<appointment>:<outcome>": how a visit went or what becomes of it."""

    def recorded(turn: Turn) -> Reply:
        number, _, outcome = turn.argument.partition(SEPARATOR)
        visit_id = parse_id(number)
        if not visit_id or not is_team_member(turn.session, turn.contact):
            return reject_old_button(turn)
        if outcome in tuple(VisitDecision):
            return _decide(turn, policy, visit_id, VisitDecision(outcome))
        visit = visits.record_outcome(
            turn.session, visit_id, outcome, actor=get_member(turn), now=turn.now
        )
        return words.render_visit_recorded(visit)

    return recorded


def _decide(turn: Turn, policy: Policy, visit_id: int, decision: VisitDecision) -> Reply:
    decided = visit_changes.decide_visit(
        turn.session, visit_id, decision, actor=get_member(turn), now=turn.now, policy=policy
    )
    return words.render_visit_decided(decided, policy=policy, now=turn.now)
