"""Duty in the chat: report a shift or an absence, swap with a colleague, ask who is on duty."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.core.policy import Policy
from bot.duty import hours, roster, swaps
from bot.duty.ambiguity import find_ambiguity
from bot.duty.lines import DutyLine, DutyQuery, Substitution, parse_duty
from bot.duty.team_members import Helper
from bot.handlers.members.speaker import get_member
from bot.handlers.members.words import duty as words
from bot.handlers.residents.menu import reject_old_button
from bot.inbox.routing import SEPARATOR, Condition, Handler, Turn, parse_id
from bot.messages.content import Reply
from bot.people.linking import is_team_member
from bot.people.service import list_roles
from bot.people.units import Unit
from bot.tickets import timers
from bot.tickets.permissions import find_commune
from bot.tickets.team import Team, load_team
from bot.vietnamese.letters import natural_sort_key

MAX_ROSTER_DAYS = 7  # of a roster shown at once


def local_date(turn: Turn, policy: Policy) -> date:
    """Return today's date in the commune's time zone."""
    return turn.now.astimezone(policy.zone).date()


def load_speaker_team(turn: Turn, policy: Policy) -> Team:
    """Return the team of the speaker's commune: by their role, else by where they live."""
    roles = list_roles(turn.session, turn.contact.person_id) if turn.contact.person_id else ()
    unit_id = roles[0].unit_id if roles else turn.contact.place_id
    unit = turn.session.get(Unit, unit_id) if unit_id else None
    return load_team(turn.session, find_commune(turn.session, unit), policy=policy, now=turn.now)


def record_duty(turn: Turn, policy: Policy, lines: Sequence[DutyLine]) -> Reply:
    """Store what a member said about duty and confirm it in words."""
    team, person_id = load_speaker_team(turn, policy), turn.contact.person_id or 0
    if isinstance(lines[0], DutyQuery):
        return _render_roster(turn, policy, team, lines[0])
    if isinstance(lines[0], Substitution):
        swap = swaps.request_swap(
            turn.session, team.helpers, lines[0], actor=get_member(turn), now=turn.now
        )
        return words.render_swap_requested(turn, swap)
    roster.save_duty_lines(
        turn.session, lines, actor=get_member(turn), source_text=turn.text, now=turn.now
    )
    return words.render_duty_kept(lines, _rebalance_tickets(turn, policy, person_id))


def _rebalance_tickets(turn: Turn, policy: Policy, person_id: int) -> int:
    """Reassign tickets after a change of duty; return how many the member gave back.

    A member who went off duty gives back theirs, one who came on duty is offered those that
    wait.
    """
    team = load_speaker_team(turn, policy)
    helper = team.find_by_person(person_id)
    if helper is None:
        return 0
    if not helper.is_on_duty(turn.now):
        return timers.reassign_member_tickets(turn.session, person_id, policy=policy, now=turn.now)
    if team.commune is not None:
        timers.drain_commune_backlog(turn.session, team.commune, policy=policy, now=turn.now)
    return 0


def report_absence(turn: Turn, policy: Policy) -> Reply:
    """Report an absence; *nghỉ* without a day means today."""
    day = local_date(turn, policy)
    if doubt := find_ambiguity(turn.text, today=day):
        return Reply(doubt)
    lines = parse_duty(turn.text, today=day) or (hours.Absence(day, day),)
    return record_duty(turn, policy, lines)


def show_roster(turn: Turn, policy: Policy) -> Reply:
    """*/truc*: show the commune's roster of today and tomorrow, or do what the line says."""
    day = local_date(turn, policy)
    lines = parse_duty(turn.text, today=day)
    if doubt := find_ambiguity(turn.text, today=day):
        return Reply(doubt)
    if lines and not isinstance(lines[0], DutyQuery):
        return record_duty(turn, policy, lines)
    asked = next((line for line in lines if isinstance(line, DutyQuery)), None)
    both = DutyQuery(day, day + timedelta(days=1))
    return _render_roster(turn, policy, load_speaker_team(turn, policy), asked or both)


def asks_who_is_on_duty(policy: Policy) -> Condition:
    """Return a predicate: whether anybody asks who is on duty: "Tối nay ai trực?"."""

    def asks(turn: Turn) -> bool:
        if turn.choice or "truc" not in turn.normalized_text.split():
            return False
        lines = parse_duty(turn.text, today=local_date(turn, policy))
        return bool(lines) and isinstance(lines[0], DutyQuery)

    return asks


def answer_who_is_on_duty(policy: Policy) -> Handler:
    """Show who is on duty on the days that were asked for."""
    return lambda turn: show_roster(turn, policy)


def _render_roster(turn: Turn, policy: Policy, team: Team, asked: DutyQuery) -> Reply:
    days = min((asked.last - asked.first).days + 1, MAX_ROSTER_DAYS)
    helpers = _list_nearby_helpers(turn, team)
    dates = [asked.first + timedelta(days=ahead) for ahead in range(days)]
    return words.render_roster(helpers, dates, asked.span, policy)


def _list_nearby_helpers(turn: Turn, team: Team) -> Sequence[Helper]:
    """Return a resident's helpers of their village and the commune; for a member, all helpers."""
    everybody = {
        helper.person.id: helper for helper in reversed(team.helpers) if helper.contact is not None
    }
    helpers = sorted(
        everybody.values(), key=lambda helper: (natural_sort_key(helper.unit.code), helper.role.id)
    )
    if turn.contact.person_id is not None or turn.contact.unit_id is None:
        return helpers
    commune = team.commune.id if team.commune else None
    return [helper for helper in helpers if helper.unit.id in (turn.contact.unit_id, commune)]


def answer_swap(policy: Policy) -> Handler:
    """Handle "swap:<number>:yes", pressed by the colleague who was asked."""

    def decided(turn: Turn) -> Reply:
        number, _, answer = turn.argument.partition(SEPARATOR)
        if not parse_id(number) or not is_team_member(turn.session, turn.contact):
            return reject_old_button(turn)
        swap = swaps.decide_swap(
            turn.session,
            load_speaker_team(turn, policy).helpers,
            parse_id(number),
            actor=get_member(turn),
            agreed=answer == "yes",
            now=turn.now,
        )
        return words.render_swap_decided(swap)

    return decided
