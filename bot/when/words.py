"""An instant or a day as it is said back; what is written here is read again as itself. Pure."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot import texts

NIGHT = range(1, 7)  # hours that without a word would be taken for the afternoon's


def clock_words(at: datetime | time) -> str:
    """ "19 giờ 30", "6 giờ sáng"."""
    words = texts.TIME_HOUR.format(hour=at.hour)
    if at.minute:
        words = texts.TIME_MINUTE.format(hour=at.hour, minute=f"{at.minute:02}")
    return texts.TIME_MORNING.format(time=words) if at.hour in NIGHT else words


def moment_words(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """ "19 giờ 30 thứ Năm ngày 10/12", with the year when it is another."""
    local = at.astimezone(zone)
    return texts.TIME_DAY.format(
        time=clock_words(local),
        weekday=texts.WEEKDAYS[local.weekday()],
        day=_day(local.date(), now.astimezone(zone).date()),
    )


def entry_words(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """The day first, as in a list: "thứ Năm 10/12, 19 giờ 30"."""
    local = at.astimezone(zone)
    return texts.TIME_ENTRY.format(
        weekday=texts.WEEKDAYS[local.weekday()],
        day=_day(local.date(), now.astimezone(zone).date()),
        time=clock_words(local),
    )


def day_words(day: date) -> str:
    """ "thứ Năm 10/12/2026"."""
    return f"{texts.WEEKDAYS[day.weekday()]} {day.day}/{day.month}/{day.year}"


def _day(day: date, today: date) -> str:
    written = f"{day.day}/{day.month}"
    return written if day.year == today.year else f"{written}/{day.year}"
