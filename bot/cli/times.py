"""Argument types for dates and times as officers write them."""

import argparse
from datetime import date, datetime

from bot.core.clock import utc_now
from bot.core.errors import UserError
from bot.core.settings import Settings, load
from bot.documents.date_cells import read_date
from bot.vietnamese.dates.moments import read_moment


def today(settings: Settings) -> date:
    """Return today's date in the residents' time zone."""
    return utc_now().astimezone(settings.zone).date()


def day(written: str) -> date:
    """Parse a date: 20/12/2026, 20/12, 2026-12-20, "mai", "thứ 5 tuần sau"."""
    try:
        return read_date(written, today(load()))
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def moment(written: str) -> datetime:
    """Parse "18:00 20/12/2026", "mai 7h" or 2026-12-20T18:00; an ambiguous hour is refused."""
    try:
        return read_moment(written, now=utc_now(), zone=load().zone)
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
