"""Recurring deadlines as data: `data/deadlines.toml`, each with its basis and the day it was
checked. Pure but for reading the file."""

import calendar
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.errors import DataError

FIELDS = {"id", "title", "text", "every", "days_before", "basis", "checked", "topic"}
LONGEST = 60  # days before a deadline
_ID = re.compile(r"[a-z0-9-]{1,40}")
_EVERY = re.compile(
    r"(?:(?P<day>\d{1,2})/(?P<months>\d{1,2}(?:,\d{1,2})*)|(?P<monthly>\d{1,2}|end))"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing that must be done by a day, again and again."""

    id: str
    title: str
    text: str
    day: int  # 0 is the month's last
    months: tuple[int, ...]
    days_before: tuple[int, ...]
    basis: str
    checked: date
    topic: str = ""  # in data/faq

    def days(self, since: date) -> Iterator[date]:
        """The deadline's days from `since` on."""
        year, month = since.year, since.month
        while True:
            if month in self.months:
                last = calendar.monthrange(year, month)[1]
                day = date(year, month, min(self.day or last, last))
                if day >= since:
                    yield day
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def next_day(self, since: date) -> date:
        """The first of them."""
        return next(self.days(since))

    def told_on(self, today: date) -> Iterator[tuple[date, int]]:
        """What is due to be told by `today`: the deadline's day and how many days before.

        After a stop of days only the telling nearest to the deadline counts, and none once its day
        is over.
        """
        for day in self.days(today):
            if day > today + timedelta(days=LONGEST):
                return
            begun = [one for one in self.days_before if day - timedelta(days=one) <= today]
            if begun:
                yield day, min(begun)


def load(data_dir: Path) -> tuple[Deadline, ...]:
    """The deadlines of the shipped file; none without one. DataError says what is wrong."""
    path = data_dir / "deadlines.toml"
    if not path.is_file():
        return ()
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("deadline", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from None
    found = tuple(_read(path, table) for table in tables)
    if len({one.id for one in found}) < len(found):
        raise DataError(f"{path}: two deadlines have one id")
    return found


def _read(path: Path, table: dict[str, Any]) -> Deadline:
    name = str(table.get("id", "?"))
    if unknown := set(table) - FIELDS:
        raise DataError(f"{path}: {name}: unknown field {sorted(unknown)[0]}")
    if missing := FIELDS - {"topic"} - set(table):
        raise DataError(f"{path}: {name}: {sorted(missing)[0]} is missing")
    every = _EVERY.fullmatch(str(table["every"]))
    before = tuple(table["days_before"])
    if not _ID.fullmatch(name) or every is None or not isinstance(table["checked"], date):
        raise DataError(f"{path}: {name}: id, every or checked cannot be read")
    if not before or any(not isinstance(one, int) or not 0 <= one <= LONGEST for one in before):
        raise DataError(f"{path}: {name}: days_before is a list of 0 to {LONGEST}")
    months = tuple(map(int, every["months"].split(","))) if every["months"] else tuple(range(1, 13))
    day = int(every["day"] or (0 if every["monthly"] == "end" else every["monthly"]))
    if (
        not all(1 <= month <= 12 for month in months)
        or day > 31
        or (day == 0) != (every["monthly"] == "end")
    ):
        raise DataError(f"{path}: {name}: every: there is no such day")
    return Deadline(
        id=name,
        title=str(table["title"]),
        text=str(table["text"]),
        day=day,
        months=months,
        days_before=before,
        basis=str(table["basis"]),
        checked=table["checked"],
        topic=str(table.get("topic", "")),
    )
