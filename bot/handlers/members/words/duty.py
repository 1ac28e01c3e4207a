"""What a member is told about duty."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot import texts
from bot.core.policy import Policy
from bot.duty import hours, presence
from bot.duty.hours import Span, weekday_name
from bot.duty.lines import DutyLine, WeeklyPattern
from bot.duty.models import Swap
from bot.duty.swaps import format_when
from bot.duty.team_members import Helper
from bot.inbox.routing import Turn
from bot.messages.content import Reply
from bot.tickets.cards import member_name


def render_duty_kept(lines: Sequence[DutyLine], released_count: int) -> Reply:
    """Confirm what was stored, and how many tickets went to colleagues."""
    kept = texts.DUTY_KEPT.format(what="; ".join(map(_describe_line, lines)))
    if released_count:
        kept += "\n" + texts.DUTY_RELEASED.format(count=released_count)
    return Reply(kept)


def _describe_line(line: DutyLine) -> str:
    match line:
        case WeeklyPattern(weekly_hours):
            return texts.DUTY_WEEKLY.format(hours=weekly_hours.render())
        case hours.Shift(first, last, span):
            return texts.DUTY_SHIFT.format(days=_format_days(first, last, span))
        case hours.Absence(first, last, span):
            return texts.DUTY_ABSENCE.format(days=_format_days(first, last, span))
    return ""


def _format_days(first: date, last: date, span: Span | None) -> str:
    days = _format_day(first) if first == last else f"{_format_day(first)}-{_format_day(last)}"
    return f"{days} {span}" if span else days


def _format_day(day: date) -> str:
    return f"{weekday_name(day.weekday())} {day.day}/{day.month}"


def render_swap_requested(turn: Turn, swap: Swap) -> Reply:
    """Say that the colleague was asked."""
    name = member_name(turn.session, swap.asked_id)
    return Reply(texts.SWAP_ASKED.format(name=name, when=format_when(swap)))


def render_swap_decided(swap: Swap) -> Reply:
    """Confirm the answer to a colleague's proposal."""
    template = texts.SWAP_KEPT if swap.agreed else texts.SWAP_NOT_KEPT
    return Reply(template.format(when=format_when(swap)))


def render_roster(
    helpers: Sequence[Helper], days: Sequence[date], span: Span | None, policy: Policy
) -> Reply:
    """Show who is on duty on these days, or in a part of them."""
    return Reply("\n".join(_render_day(helpers, day, span, policy) for day in days))


def _render_day(helpers: Sequence[Helper], day: date, span: Span | None, policy: Policy) -> str:
    entries = [_render_helper_hours(helper, day, span, policy) for helper in helpers]
    names = [entry for entry in entries if entry] or [texts.DUTY_NOBODY]
    return "\n".join((texts.DUTY_DAY.format(day=_format_days(day, day, span)), *names))


def _render_helper_hours(helper: Helper, day: date, span: Span | None, policy: Policy) -> str:
    """Return one helper's hours of a day, or of the part of it asked for; "" if there are none."""
    midnight = datetime.combine(day, time(), policy.zone)
    since, until = (
        (midnight + timedelta(minutes=minute) for minute in (span.start, span.end))
        if span
        else (midnight, midnight + timedelta(days=1))
    )
    intervals = [
        f"{max(start, since).astimezone(policy.zone):%H:%M}-{end.astimezone(policy.zone):%H:%M}"
        for start, end in presence.list_duty_intervals(helper.calendar, helper.roster, day, 1)
        if start < until and end > since and (span or start >= since)
    ]
    if not intervals:
        return ""
    return texts.DUTY_ENTRY.format(
        name=helper.person.name, unit=helper.unit.name, hours=", ".join(intervals)
    )
