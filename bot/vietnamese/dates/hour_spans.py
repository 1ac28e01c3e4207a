"""Parse the hours of a span such as "7h30-11h", where a lone number is an hour. Pure."""

import re

from bot import texts
from bot.core.errors import UserError
from bot.vietnamese.dates.hour_parsing import NO_MONTH

MINUTES_PER_DAY = 24 * 60  # minutes
TIME_PATTERN = (
    r"\d{1,2}(?:\s*(?:gio|[hg])\s*ruoi|\s*gio(?:\s*\d{2}(?!\s*(?:gio|[:hg\d])))?"
    rf"|[:hg]\d{{1,2}}(?!\d)|\.{NO_MONTH}(?!\d)|[hg](?!\d))?"
)
_UNMARKED = re.compile(r"[1-5](?![\d:])")  # "3h" and "3", not "3:00" nor "03h"
_CUT_SHORT = re.compile(r"[:hg]\d$")


def is_ambiguous(start: str) -> bool:
    """Return whether the start of a span may mean the afternoon too, as in "2h-4h"."""
    return _UNMARKED.match(start) is not None


def parse_minute(written: str) -> int:
    """Return the minutes since midnight of "7h30", "7:30" or "24:00".

    Raises UserError for "25:99", and for "11:3", of which a digit may be missing.
    """
    hour, *rest = [int(number) for number in re.findall(r"\d+", written)]
    minute = 30 if "ruoi" in written else rest[0] if rest else 0
    if _CUT_SHORT.search(written) or minute > 59 or hour * 60 + minute > MINUTES_PER_DAY:
        raise UserError(texts.HOURS_BAD_TIME.format(piece=written))
    return hour * 60 + minute
