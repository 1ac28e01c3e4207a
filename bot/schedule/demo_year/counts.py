"""Counters of the invented year that no row tells: they are added beside the recounted ones."""

from collections import Counter
from datetime import datetime

from bot.reports.counters import Key, local_day
from bot.reports.models import CountName
from bot.schedule.demo_year.rows import RowWriter


class LateCounts:
    """Gathers counters and adds their rows at the end."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()

    def add(self, name: CountName, unit_id: int, at: datetime) -> None:
        """Count something once."""
        self._counts[unit_id, local_day(at), str(name), ""] += 1

    def write(self, rows: RowWriter) -> None:
        """Add the rows."""
        for (unit_id, day, name, detail), count in self._counts.items():
            rows.add("daily_count", unit_id=unit_id, day=day, name=name, detail=detail, count=count)
