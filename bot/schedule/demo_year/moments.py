"""When things happen in the invented year: more in the evening, fewer on Sundays, growing."""

from bisect import bisect
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

DAYS = 365
# By hour from 0: people ask after breakfast, at noon and most of all in the evening.
HOUR_WEIGHTS = (0, 0, 0, 0, 0, 2, 5, 8, 10, 9, 8, 7, 6, 5, 6, 7, 7, 6, 8, 12, 11, 6, 2, 1)
WEEKDAY_WEIGHTS = (1.1, 1.05, 1.0, 1.0, 1.0, 0.7, 0.55)
GROWTH = 2.0  # how many times more happens on the last day than on the first


class Year:
    """The days of the year before `now`, in the residents' time zone."""

    def __init__(self, rng: Random, zone: ZoneInfo, *, now: datetime) -> None:
        self._rng = rng
        self._zone = zone
        self.now = now
        self.first = now.astimezone(zone).date() - timedelta(days=DAYS)
        self._day_sums = list(
            accumulate(
                WEEKDAY_WEIGHTS[day.weekday()] * (1 + (GROWTH - 1) * number / DAYS)
                for number, day in enumerate(self.list_days())
            )
        )
        self._hour_sums = list(accumulate(HOUR_WEIGHTS))

    @property
    def last(self) -> date:
        """Return today's date."""
        return self.first + timedelta(days=DAYS)

    def list_days(self) -> list[date]:
        """Return the days, today among them."""
        return [self.first + timedelta(days=number) for number in range(DAYS + 1)]

    def pick(self) -> datetime:
        """Return an instant at which people write; never one to come."""
        day = bisect(self._day_sums, self._rng.random() * self._day_sums[-1])
        hour = bisect(self._hour_sums, self._rng.random() * self._hour_sums[-1])
        minute = time(hour, self._rng.randrange(60), self._rng.randrange(60))
        at = self.at(self.first + timedelta(days=day), minute)
        latest = self.now - timedelta(minutes=self._rng.randint(61, 900))
        return at if at < self.now - timedelta(hours=1) else latest

    def day_of(self, at: datetime) -> date:
        """Return the local day of an instant."""
        return at.astimezone(self._zone).date()

    def at(self, day: date, clock: time) -> datetime:
        """Return the instant of a local day and time, in UTC."""
        return datetime.combine(day, clock, self._zone).astimezone(self.now.tzinfo)
