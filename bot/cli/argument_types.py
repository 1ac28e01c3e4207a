"""Argument types for dates and times as officers write them."""

import argparse
from datetime import date, datetime

from bot.core.clock import utc_now
from bot.core.errors import UserError
from bot.core.settings import Settings, load_settings
from bot.documents.date_cells import parse_date_argument
from bot.vietnamese.dates.moments import parse_single_moment


def local_today(settings: Settings) -> date:
    """Return today's date in the residents' time zone."""
    return utc_now().astimezone(settings.zone).date()


def parse_day(written: str) -> date:
    """Parse a date: 20/12/2026, 20/12, 2026-12-20, "mai", "thứ 5 tuần sau"."""
    try:
        return parse_date_argument(written, local_today(load_settings()))
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parse_moment(written: str) -> datetime:
    """Parse "18:00 20/12/2026", "mai 7h" or 2026-12-20T18:00; an ambiguous hour is refused."""
    try:
        return parse_single_moment(written, now=utc_now(), zone=load_settings().zone)
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
