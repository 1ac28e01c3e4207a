"""Format instants, days and recurrences; every output parses back to itself. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot import texts
from bot.vietnamese.dates.recurrence import LONGEST_LUNAR_MONTH, Frequency, Recurrence

SHORTEST_MONTH = 28  # days of the shortest month
AMBIGUOUS_HOURS = range(1, 7)  # hours that without a word would be taken for the afternoon's


def format_clock(at: datetime | time) -> str:
    """Format a time of day: "19 giờ 30", "6 giờ sáng"."""
    text = texts.TIME_HOUR.format(hour=at.hour)
    if at.minute:
        text = texts.TIME_MINUTE.format(hour=at.hour, minute=f"{at.minute:02}")
    return texts.TIME_MORNING.format(time=text) if at.hour in AMBIGUOUS_HOURS else text


def format_moment(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Format an instant: "19 giờ 30 thứ Năm ngày 10/12", with the year if it is another one."""
    local = at.astimezone(zone)
    return texts.TIME_DAY.format(
        time=format_clock(local),
        weekday=texts.WEEKDAYS[local.weekday()],
        day=_format_short_day(local.date(), now.astimezone(zone).date()),
    )


def format_entry(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Format an instant for a list, the day first: "thứ Năm 10/12, 19 giờ 30"."""
    local = at.astimezone(zone)
    return texts.TIME_ENTRY.format(
        weekday=texts.WEEKDAYS[local.weekday()],
        day=_format_short_day(local.date(), now.astimezone(zone).date()),
        time=format_clock(local),
    )


def format_day(day: date) -> str:
    """Format a day: "thứ Năm 10/12/2026"."""
    return f"{texts.WEEKDAYS[day.weekday()]} {day.day}/{day.month}/{day.year}"


def format_recurrence(rule: Recurrence) -> str:
    """Format a rule: "rằm hằng tháng lúc 8 giờ, đến hết thứ Năm 31/12/2026"."""
    hours = format_times(rule.times)
    one_day = rule.since is not None and rule.since == rule.until and rule.until_at is None
    if rule.since is not None and one_day and rule.every is Frequency.DAY:
        return texts.REPEAT_AT.format(every=format_day(rule.since), time=hours)
    text = texts.REPEAT_AT.format(every=_format_frequency(rule), time=hours)
    if rule.since is not None:
        text = texts.REPEAT_SINCE.format(rule=text, day=format_day(rule.since))
    if rule.until is None:
        return text
    if rule.until_at is None:
        return texts.REPEAT_UNTIL.format(rule=text, day=format_day(rule.until))
    at, day = format_clock(rule.until_at), format_day(rule.until)
    return texts.REPEAT_UNTIL_AT.format(rule=text, time=at, day=day)


def describe_short_months(rule: Recurrence) -> str:
    """Describe what happens in months that lack one of the days; "" if that cannot occur."""
    days = [day[0] for day in rule.days]
    match rule.every:
        case Frequency.MONTH if max(days) > SHORTEST_MONTH and days != [31]:
            return texts.REPEAT_SHORT_MONTH.format(day=max(days))
        case Frequency.LUNAR | Frequency.LUNAR_YEAR if max(days) == LONGEST_LUNAR_MONTH:
            return texts.REPEAT_SHORT_LUNAR
        case Frequency.YEAR if rule.days[0] == (29, 2):
            return texts.REPEAT_SHORT_FEBRUARY
    return ""


def _format_frequency(rule: Recurrence) -> str:
    days = [day[0] for day in rule.days]
    match rule.every:
        case Frequency.DAY:
            return texts.REPEAT_DAY
        case Frequency.WEEK if days == list(range(7)):
            return texts.REPEAT_DAY
        case Frequency.WEEK:
            named = ", ".join(texts.WEEKDAYS[day] for day in days)
            return texts.REPEAT_WEEK.format(days=named)
        case Frequency.MONTH if days == [31]:
            return texts.REPEAT_MONTH_END
        case Frequency.MONTH:
            return texts.REPEAT_MONTH.format(days=", ".join(map(str, days)))
        case Frequency.PARITY:
            return texts.REPEAT_ODD if days == [1] else texts.REPEAT_EVEN
        case Frequency.LUNAR:
            return texts.REPEAT_LUNAR.format(days=_format_lunar_days(days))
    date_words = "/".join(map(str, rule.days[0]))
    yearly = texts.REPEAT_YEAR if rule.every is Frequency.YEAR else texts.REPEAT_LUNAR_YEAR
    return yearly.format(day=date_words)


def _format_lunar_days(days: list[int]) -> str:
    if days == [1, 15]:
        return texts.LUNAR_BOTH
    if days == [1]:
        return texts.LUNAR_FIRST
    if days == [15]:
        return texts.LUNAR_FULL
    return texts.LUNAR_DAY.format(day=", ".join(map(str, days)))


def format_times(times: Sequence[time]) -> str:
    """Format times of day: "8 giờ, 20 giờ"."""
    return ", ".join(map(format_clock, times))


def format_resume_day(at: datetime, *, zone: ZoneInfo) -> str:
    """Format the day on which something resumes: "thứ Năm 26/11"."""
    local = at.astimezone(zone)
    day = f"{local.day}/{local.month}"
    return texts.WISH_DAY.format(weekday=texts.WEEKDAYS[local.weekday()], day=day)


def _format_short_day(day: date, today: date) -> str:
    written = f"{day.day}/{day.month}"
    return written if day.year == today.year else f"{written}/{day.year}"
