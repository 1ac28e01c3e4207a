"""How far this machine's clock is from a platform's, by the date in any of its HTTP answers."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.core.clock import Clock

PATIENCE = 10.0  # seconds
SLOW = timedelta(seconds=5)  # an answer that took longer says little about the clock


async def measure_skew(url: str, clock: Clock) -> timedelta | None:
    """Return this machine's clock minus the platform's; None when it can not be told.

    The header knows whole seconds; what is under two of them is noise.
    """
    before = clock()
    try:
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.head(url, allow_redirects=False) as response,
        ):
            stated = response.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError):
        return None
    after = clock()
    there = _parse_date(stated)
    if there is None or after - before > SLOW:
        return None
    return before + (after - before) / 2 - there


def _parse_date(stated: str) -> datetime | None:
    try:
        there = parsedate_to_datetime(stated)
    except (TypeError, ValueError):
        return None
    return there if there.tzinfo is not None else None
