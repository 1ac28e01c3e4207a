"""What a member is told about duty."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from bot import texts
from bot.duty import hours, presence
from bot.duty.lines import DutyLine, WeeklyPattern
from bot.duty.models import Swap
from bot.duty.swaps import format_when
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
        case presence.Shift(first, last, span):
            return texts.DUTY_SHIFT.format(days=format_days(first, last, span))
        case presence.Absence(first, last, span):
            return texts.DUTY_ABSENCE.format(days=format_days(first, last, span))
    return ""


def format_days(first: date, last: date, span: hours.Span | None) -> str:
    """Format the days a line is about, and the part of them."""
    days = _format_day(first) if first == last else f"{_format_day(first)}-{_format_day(last)}"
    return f"{days} {span}" if span else days


def _format_day(day: date) -> str:
    return f"{hours.weekday_name(day.weekday())} {day.day}/{day.month}"


def render_swap_requested(session: Session, swap: Swap) -> Reply:
    """Say that the colleague was asked."""
    name = member_name(session, swap.asked_id)
    return Reply(texts.SWAP_ASKED.format(name=name, when=format_when(swap)))


def render_swap_decided(swap: Swap) -> Reply:
    """Confirm the answer to a colleague's proposal."""
    template = texts.SWAP_KEPT if swap.agreed else texts.SWAP_NOT_KEPT
    return Reply(template.format(when=format_when(swap)))
