"""Format instants, days and recurrences; every output parses back to itself. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot import texts
from bot.vietnamese.dates.recurring import LUNAR_LONGEST, Every, Repeat

SHORTEST = 28  # days of the shortest month
NIGHT = range(1, 7)  # hours that without a word would be taken for the afternoon's


def clock_words(at: datetime | time) -> str:
    """Format a time of day: "19 giờ 30", "6 giờ sáng"."""
    words = texts.TIME_HOUR.format(hour=at.hour)
    if at.minute:
        words = texts.TIME_MINUTE.format(hour=at.hour, minute=f"{at.minute:02}")
    return texts.TIME_MORNING.format(time=words) if at.hour in NIGHT else words


def moment_words(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Format an instant: "19 giờ 30 thứ Năm ngày 10/12", with the year if it is another one."""
    local = at.astimezone(zone)
    return texts.TIME_DAY.format(
        time=clock_words(local),
        weekday=texts.WEEKDAYS[local.weekday()],
        day=_day(local.date(), now.astimezone(zone).date()),
    )


def entry_words(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Format an instant for a list, the day first: "thứ Năm 10/12, 19 giờ 30"."""
    local = at.astimezone(zone)
    return texts.TIME_ENTRY.format(
        weekday=texts.WEEKDAYS[local.weekday()],
        day=_day(local.date(), now.astimezone(zone).date()),
        time=clock_words(local),
    )


def day_words(day: date) -> str:
    """Format a day: "thứ Năm 10/12/2026"."""
    return f"{texts.WEEKDAYS[day.weekday()]} {day.day}/{day.month}/{day.year}"


def repeat_words(rule: Repeat) -> str:
    """Format a rule: "rằm hằng tháng lúc 8 giờ, đến hết thứ Năm 31/12/2026"."""
    hours = hours_words(rule.times)
    one_day = rule.since is not None and rule.since == rule.until and rule.until_at is None
    if rule.since is not None and one_day and rule.every is Every.DAY:
        return texts.REPEAT_AT.format(every=day_words(rule.since), time=hours)
    said = texts.REPEAT_AT.format(every=_every_words(rule), time=hours)
    if rule.since is not None:
        said = texts.REPEAT_SINCE.format(rule=said, day=day_words(rule.since))
    if rule.until is None:
        return said
    if rule.until_at is None:
        return texts.REPEAT_UNTIL.format(rule=said, day=day_words(rule.until))
    at, day = clock_words(rule.until_at), day_words(rule.until)
    return texts.REPEAT_UNTIL_AT.format(rule=said, time=at, day=day)


def short_month_words(rule: Repeat) -> str:
    """Describe what happens in months that lack one of the days; "" if that cannot occur."""
    days = [day[0] for day in rule.days]
    match rule.every:
        case Every.MONTH if max(days) > SHORTEST and days != [31]:
            return texts.REPEAT_SHORT_MONTH.format(day=max(days))
        case Every.LUNAR | Every.LUNAR_YEAR if max(days) == LUNAR_LONGEST:
            return texts.REPEAT_SHORT_LUNAR
        case Every.YEAR if rule.days[0] == (29, 2):
            return texts.REPEAT_SHORT_FEBRUARY
    return ""


def _every_words(rule: Repeat) -> str:
    days = [day[0] for day in rule.days]
    match rule.every:
        case Every.DAY:
            return texts.REPEAT_DAY
        case Every.WEEK if days == list(range(7)):
            return texts.REPEAT_DAY
        case Every.WEEK:
            named = ", ".join(texts.WEEKDAYS[day] for day in days)
            return texts.REPEAT_WEEK.format(days=named)
        case Every.MONTH if days == [31]:
            return texts.REPEAT_MONTH_END
        case Every.MONTH:
            return texts.REPEAT_MONTH.format(days=", ".join(map(str, days)))
        case Every.PARITY:
            return texts.REPEAT_ODD if days == [1] else texts.REPEAT_EVEN
        case Every.LUNAR:
            return texts.REPEAT_LUNAR.format(days=_lunar_words(days))
    date_words = "/".join(map(str, rule.days[0]))
    yearly = texts.REPEAT_YEAR if rule.every is Every.YEAR else texts.REPEAT_LUNAR_YEAR
    return yearly.format(day=date_words)


def _lunar_words(days: list[int]) -> str:
    if days == [1, 15]:
        return texts.LUNAR_BOTH
    if days == [1]:
        return texts.LUNAR_FIRST
    if days == [15]:
        return texts.LUNAR_FULL
    return texts.LUNAR_DAY.format(day=", ".join(map(str, days)))


def hours_words(times: Sequence[time]) -> str:
    """Format times of day: "8 giờ, 20 giờ"."""
    return ", ".join(map(clock_words, times))


def back_words(at: datetime, *, zone: ZoneInfo) -> str:
    """Format the day on which something resumes: "thứ Năm 26/11"."""
    local = at.astimezone(zone)
    day = f"{local.day}/{local.month}"
    return texts.WISH_DAY.format(weekday=texts.WEEKDAYS[local.weekday()], day=day)


def _day(day: date, today: date) -> str:
    written = f"{day.day}/{day.month}"
    return written if day.year == today.year else f"{written}/{day.year}"
