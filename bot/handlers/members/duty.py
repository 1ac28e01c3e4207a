"""Duty in the chat: report a shift or an absence, swap with a colleague, ask who is on duty."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot import texts
from bot.core.policy import Policy
from bot.duty import hours as thinking
from bot.duty import roster
from bot.duty.doubts import find_doubt
from bot.duty.lines import DutyLine, TakeOver, Weekly, WhoIsOn, parse_duty
from bot.handlers.residents.menu import old_button
from bot.inbox.routing import SEPARATOR, Handler, Question, Turn, id_in
from bot.messages.content import Reply
from bot.people.linking import works
from bot.people.service import list_roles
from bot.people.units import Unit
from bot.tickets import swaps, timers
from bot.tickets.scope import commune_of
from bot.tickets.team import Helper, Team, load
from bot.vietnamese.letters import natural_key

MOST_DAYS = 7  # of a roster shown at once


def today(turn: Turn, policy: Policy) -> date:
    """Return today's date in the commune's time zone."""
    return turn.now.astimezone(policy.zone).date()


def team_of(turn: Turn, policy: Policy) -> Team:
    """Return the team of the speaker's commune: by their role, else by where they live."""
    roles = list_roles(turn.session, turn.contact.person_id) if turn.contact.person_id else ()
    unit_id = roles[0].unit_id if roles else turn.contact.unit_id
    unit = turn.session.get(Unit, unit_id) if unit_id else None
    return load(turn.session, commune_of(turn.session, unit), policy=policy, now=turn.now)


def said(turn: Turn, policy: Policy, lines: Sequence[DutyLine]) -> Reply:
    """Store what a member said about duty and confirm it in words."""
    team, person = team_of(turn, policy), turn.contact.person_id or 0
    if isinstance(lines[0], WhoIsOn):
        return _shown(turn, policy, team, lines[0])
    if isinstance(lines[0], TakeOver):
        return swaps.ask(turn.session, team, person, lines[0], now=turn.now)
    roster.say(turn.session, person, lines, said=turn.text, now=turn.now)
    kept = texts.DUTY_KEPT.format(what="; ".join(map(_described, lines)))
    released = _settle(turn, policy, person)
    if released:
        kept += "\n" + texts.DUTY_RELEASED.format(count=released)
    return Reply(kept)


def _settle(turn: Turn, policy: Policy, person: int) -> int:
    """Reassign tickets after a change of duty; return how many the member gave back.

    A member who went off duty gives back theirs, one who came on duty is offered those that
    wait.
    """
    team = team_of(turn, policy)
    helper = team.of_person(person)
    if helper is None:
        return 0
    if not helper.on_duty(turn.now):
        return timers.member_left_duty(turn.session, person, policy=policy, now=turn.now)
    if team.commune is not None:
        timers.drain(turn.session, team.commune, policy=policy, now=turn.now)
    return 0


def _described(line: DutyLine) -> str:
    match line:
        case Weekly(hours):
            return texts.DUTY_WEEKLY.format(hours=hours.render())
        case thinking.Shift(first, last, span):
            return texts.DUTY_SHIFT.format(days=_days(first, last, span))
        case thinking.Absence(first, last, span):
            return texts.DUTY_ABSENCE.format(days=_days(first, last, span))
    return ""


def _days(first: date, last: date, span: thinking.Span | None) -> str:
    days = _day(first) if first == last else f"{_day(first)}-{_day(last)}"
    return f"{days} {span}" if span else days


def _day(day: date) -> str:
    return f"{thinking.weekday_name(day.weekday())} {day.day}/{day.month}"


def leave(turn: Turn, policy: Policy) -> Reply:
    """Report an absence; *nghỉ* without a day means today."""
    day = today(turn, policy)
    if doubt := find_doubt(turn.text, today=day):
        return Reply(doubt)
    lines = parse_duty(turn.text, today=day) or (thinking.Absence(day, day),)
    return said(turn, policy, lines)


def show(turn: Turn, policy: Policy) -> Reply:
    """*/truc*: show the commune's roster of today and tomorrow, or do what the line says."""
    day = today(turn, policy)
    lines = parse_duty(turn.text, today=day)
    if doubt := find_doubt(turn.text, today=day):
        return Reply(doubt)
    if lines and not isinstance(lines[0], WhoIsOn):
        return said(turn, policy, lines)
    asked = next((one for one in lines if isinstance(one, WhoIsOn)), None)
    both = WhoIsOn(day, day + timedelta(days=1))
    return _shown(turn, policy, team_of(turn, policy), asked or both)


def asks_who(policy: Policy) -> Question:
    """Return a predicate: whether anybody asks who is on duty: "Tối nay ai trực?"."""

    def asks(turn: Turn) -> bool:
        if turn.choice or "truc" not in turn.bare.split():
            return False
        lines = parse_duty(turn.text, today=today(turn, policy))
        return bool(lines) and isinstance(lines[0], WhoIsOn)

    return asks


def answer_who(policy: Policy) -> Handler:
    """Show who is on duty on the days that were asked for."""
    return lambda turn: show(turn, policy)


def _shown(turn: Turn, policy: Policy, team: Team, asked: WhoIsOn) -> Reply:
    days = min((asked.last - asked.first).days + 1, MOST_DAYS)
    lines = []
    for ahead in range(days):
        day = asked.first + timedelta(days=ahead)
        on = [_entry(one, day, asked.span, policy) for one in _near(turn, team)]
        names = [entry for entry in on if entry]
        nobody = texts.DUTY_NOBODY if not names else ""
        lines.append(
            "\n".join(
                filter(
                    None, (texts.DUTY_DAY.format(day=_days(day, day, asked.span)), nobody, *names)
                )
            )
        )
    return Reply("\n".join(lines))


def _near(turn: Turn, team: Team) -> Sequence[Helper]:
    """Return a resident's helpers of their village and the commune; for a member, all helpers."""
    everybody = {one.person.id: one for one in reversed(team.helpers) if one.contact is not None}
    found = sorted(everybody.values(), key=lambda one: (natural_key(one.unit.code), one.role.id))
    if turn.contact.person_id is not None or turn.contact.unit_id is None:
        return found
    commune = team.commune.id if team.commune else None
    return [one for one in found if one.unit.id in (turn.contact.unit_id, commune)]


def _entry(helper: Helper, day: date, span: thinking.Span | None, policy: Policy) -> str:
    """Return one helper's hours of a day, or of the part of it asked for; "" if there are none."""
    midnight = datetime.combine(day, time(), policy.zone)
    since, until = (
        (midnight + timedelta(minutes=minute) for minute in (span.start, span.end))
        if span
        else (midnight, midnight + timedelta(days=1))
    )
    hours = [
        f"{max(start, since).astimezone(policy.zone):%H:%M}-{end.astimezone(policy.zone):%H:%M}"
        for start, end in thinking.stretches(helper.calendar, helper.roster, day, 1)
        if start < until and end > since and (span or start >= since)
    ]
    if not hours:
        return ""
    return texts.DUTY_ENTRY.format(
        name=helper.person.name, unit=helper.unit.name, hours=", ".join(hours)
    )


def decide(policy: Policy) -> Handler:
    """Handle "swap:<number>:yes", pressed by the colleague who was asked."""

    def decided(turn: Turn) -> Reply:
        number, _, answer = turn.argument.partition(SEPARATOR)
        person = turn.contact.person_id
        if not id_in(number) or person is None or not works(turn.session, turn.contact):
            return old_button(turn)
        return swaps.decide(
            turn.session,
            team_of(turn, policy),
            id_in(number),
            person,
            agreed=answer == "yes",
            now=turn.now,
        )

    return decided
