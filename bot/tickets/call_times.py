"""Preferred time of an answer: parsed from a short line and rendered with its date. Pure.

The date matters because the card may be read the next day, when "sáng mai" means another day.
"""

import re
from datetime import date, datetime, time, timedelta

from bot import texts
from bot.core.policy import Policy
from bot.vietnamese.dates.day_parsing import extract_day
from bot.vietnamese.dates.formatting import format_clock
from bot.vietnamese.dates.hour_parsing import TimeOfDay, extract_hour
from bot.vietnamese.dates.normalization import normalize_line
from bot.vietnamese.letters import nfc, strip_tones

LONGEST = 14  # words
# What may stand around a time and still be only a wish; anything else is told to the helper too.
_AROUND = re.compile(
    r"(?:goi|dien|tra loi|nhan|nhan tin|gap|lien he|lien lac|hen|giup|ho|cho|toi|tui|bac|chau|minh"
    r"|em|con|anh|chi|co|chu|ba|ong|nhe|nha|nghen|hi|a|ah|da|vang|u|uh|ok|thi|la|duoc|dc|cung|ranh"
    r"|rang|luc|vao|khoang|tam|hoi|tiep|lai|de|di|moi|thoi|van|nao|duoc thi|tot|hon|ne|the|can bo"
    r"|to|nguoi|may|sau|som|muon|xin|nho|bao|day|trong|buoi|gio|nay)"
)
# The hour by which each part of a day is over.
_ENDS = {
    "sang som": 10, "rang sang": 10, "sang": 12, "trua": 14, "chieu": 18, "EVE": 22, "dem": 22,
}  # fmt: skip
_NEAR = {0: "nay", 1: "mai", 2: "kia"}


def parse_call_time(text: str, *, now: datetime, policy: Policy) -> str:
    """Return the time named in a line that says little else, such as "sáng mai, thứ Tư 2/12".

    Returns "" when it names no time, more than one, or one that is over.
    """
    if not 0 < len(text.split()) <= LONGEST or "?" in text:
        return ""
    local = now.astimezone(policy.zone)
    try:
        rest, hour = extract_hour(normalize_line(nfc(text)))
        rest, days = extract_day(rest, local.date())
    except ValueError:
        return ""
    if days is not None and (days.past or days.mismatch is not None):
        return ""
    left = re.findall(r"[^\W_]+", strip_tones(rest))
    if (hour is None and days is None) or not _AROUND_ONLY.fullmatch(" ".join(left)):
        return ""
    day = days.days[0] if days is not None and days.days else _next_day(hour, local)
    return "" if _is_over(day, hour, local) else render_call_time(day, hour, today=local.date())


_AROUND_ONLY = re.compile(rf"(?:{_AROUND.pattern}(?: {_AROUND.pattern})*)?")


def render_call_time(day: date, hour: TimeOfDay | None, *, today: date) -> str:
    """Render a time with its date: "sáng mai, thứ Tư 2/12", "9 giờ, thứ Bảy 5/12"."""
    dated = texts.WISH_DAY.format(weekday=texts.WEEKDAYS[day.weekday()], day=_format_day(day))
    near = _NEAR.get((day - today).days, "")
    part = texts.WISH_PARTS.get(hour.part, "") if hour is not None else ""
    if hour is not None and hour.hour is not None:
        return ", ".join((format_clock(hour.list_candidates()[0]), dated))
    if part and near:
        return ", ".join((f"{part} {near}", dated))
    return f"{part} {dated}".strip()


def _format_day(day: date) -> str:
    return f"{day.day}/{day.month}"


def _next_day(hour: TimeOfDay | None, local: datetime) -> date:
    """Return the day of a time without one: today while it is still to come, otherwise tomorrow."""
    return local.date() + timedelta(days=_is_over(local.date(), hour, local))


def _is_over(day: date, hour: TimeOfDay | None, local: datetime) -> bool:
    if day != local.date() or hour is None:
        return day < local.date()
    if hour.hour is not None:
        return hour.list_candidates()[0] <= local.time()
    ends = _ENDS.get(hour.part, 24)
    return local.time() >= (time(ends) if ends < 24 else time.max)
