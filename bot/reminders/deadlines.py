"""Deadlines: those of `data/deadlines.toml`, each with legal basis and date of check.

Pure, except for reading the file.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml

FIELDS = {"id", "title", "text", "every", "days_before", "basis", "checked", "topic"}
OWN_PREFIX = "xa-"  # ids of what a commune adds itself
MAX_DAYS_BEFORE = 60  # days before a deadline
_ID = re.compile(r"[a-z0-9-]{1,40}")
_EVERY = re.compile(
    r"(?:(?P<day>\d{1,2})/(?P<months>\d{1,2}(?:,\d{1,2})*)|(?P<monthly>\d{1,2}|end))"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A recurring date by which something must be done."""

    id: str
    title: str
    text: str
    day: int  # 0 is the month's last
    months: tuple[int, ...]
    days_before: tuple[int, ...]
    basis: str
    checked: date
    topic: str = ""  # in data/faq
    on: date | None = None  # of a deadline that does not come again; then nothing else counts

    def days(self, since: date) -> Iterator[date]:
        """Yield the due dates from `since` on, without end unless it comes once."""
        if self.on is not None:
            if self.on >= since:
                yield self.on
            return
        year, month = since.year, since.month
        while True:
            if month in self.months:
                last = calendar.monthrange(year, month)[1]
                day = date(year, month, min(self.day or last, last))
                if day >= since:
                    yield day
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def find_next_day(self, since: date) -> date | None:
        """Return the first due date from `since` on, or None when it is over."""
        return next(self.days(since), None)

    def iterate_due_notices(self, today: date) -> Iterator[tuple[date, int]]:
        """Yield the notices due by `today`: the due date and how many days before it.

        After an outage only the notice nearest to the due date counts, and none after the due date.
        """
        for day in self.days(today):
            if day > today + timedelta(days=MAX_DAYS_BEFORE):
                return
            reached = [
                days_ahead
                for days_ahead in self.days_before
                if day - timedelta(days=days_ahead) <= today
            ]
            if reached:
                yield day, min(reached)


def load_deadlines(data_dir: Path) -> tuple[Deadline, ...]:
    """Return the deadlines of the shipped file, or none without a file. Raises DataError."""
    path = data_dir / "deadlines.toml"
    if not path.is_file():
        return ()
    tables = read_toml(path).get("deadline", [])
    deadlines = tuple(_parse_deadline(path, table) for table in tables)
    if len({deadline.id for deadline in deadlines}) < len(deadlines):
        raise DataError(texts.DATA_FAULT.format(path=path, reason=texts.DEADLINES_IDS))
    return deadlines


def _data_fault(path: Path, name: str, reason: str) -> DataError:
    return DataError(texts.DATA_ENTRY_FAULT.format(path=path, name=name, reason=reason))


def _parse_deadline(path: Path, table: dict[str, Any]) -> Deadline:
    name = str(table.get("id", "?"))
    if unknown := set(table) - FIELDS:
        raise _data_fault(path, name, texts.FAQ_NO_SUCH_KEY.format(key=sorted(unknown)[0]))
    if missing := FIELDS - {"topic"} - set(table):
        raise _data_fault(path, name, texts.FAQ_MISSING.format(name=sorted(missing)[0]))
    every = _EVERY.fullmatch(str(table["every"]))
    days_before = tuple(table["days_before"])
    if (
        not _ID.fullmatch(name)
        or name.startswith(OWN_PREFIX)
        or every is None
        or not isinstance(table["checked"], date)
    ):
        raise _data_fault(path, name, texts.DEADLINE_UNREADABLE)
    if not days_before or any(
        not isinstance(days_ahead, int) or not 0 <= days_ahead <= MAX_DAYS_BEFORE
        for days_ahead in days_before
    ):
        raise _data_fault(path, name, texts.DEADLINE_BEFORE.format(most=MAX_DAYS_BEFORE))
    months = tuple(map(int, every["months"].split(","))) if every["months"] else tuple(range(1, 13))
    day = int(every["day"] or (0 if every["monthly"] == "end" else every["monthly"]))
    if (
        not all(1 <= month <= 12 for month in months)
        or day > 31
        or (day == 0) != (every["monthly"] == "end")
    ):
        raise _data_fault(path, name, texts.DEADLINE_NO_DAY)
    return Deadline(
        id=name,
        title=str(table["title"]),
        text=str(table["text"]),
        day=day,
        months=months,
        days_before=days_before,
        basis=str(table["basis"]),
        checked=table["checked"],
        topic=str(table.get("topic", "")),
    )
