"""Checked access to the raw fields of one entry of a data file; every error names its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.errors import DataError
from bot.faq.normalization import compose_unicode


@dataclass(frozen=True, slots=True)
class Fields:
    """One table of a data file. `local`: a commune's own revision, whose basis may be free text."""

    path: Path
    kind: str
    number: int
    raw: Any
    local: bool = False
    parent: str = ""

    def error(self, text: str) -> DataError:
        name = self.raw.get("id") if isinstance(self.raw, dict) else None
        place = " ".join(filter(None, (self.parent, f"{self.kind} «{name or self.number}»")))
        return DataError(f"{self.path}: {place}: {text}")

    def reject_unknown_keys(self, *names: str) -> None:
        if not isinstance(self.raw, dict):
            raise self.error(texts.FAQ_NO_TABLE)
        if unknown := set(self.raw) - set(names):
            raise self.error(texts.FAQ_NO_SUCH_KEY.format(key=sorted(unknown)[0]))

    def text(self, name: str, *, needed: bool = True) -> str:
        value = self.raw.get(name, "")
        if not isinstance(value, str):
            raise self.error(texts.FAQ_NOT_TEXT.format(name=name))
        if needed and not value.strip():
            raise self.error(texts.FAQ_MISSING.format(name=name))
        return compose_unicode(value).strip()

    def texts(self, name: str, *, needed: bool = False) -> tuple[str, ...]:
        values = self.raw.get(name, [])
        if not isinstance(values, list) or not all(
            isinstance(v, str) and v.strip() for v in values
        ):
            raise self.error(texts.FAQ_NOT_TEXTS.format(name=name))
        if needed and not values:
            raise self.error(texts.FAQ_MISSING.format(name=name))
        return tuple(compose_unicode(value).strip() for value in values)

    def day(self, name: str) -> date | None:
        value = self.raw.get(name)
        if value is not None and type(value) is not date:
            raise self.error(texts.FAQ_NOT_A_DAY.format(name=name))
        return value

    def tables(self, name: str) -> Iterator["Fields"]:
        """Yield the tables nested under a key, as in `[[topic.detail]]`. Raises DataError."""
        entries = self.raw.get(name, [])
        if not isinstance(entries, list):
            raise self.error(texts.FAQ_NOT_TABLES.format(name=name, kind=self.kind))
        topic = self.raw.get("id")
        for number, raw in enumerate(entries, start=1):
            yield Fields(self.path, name, number, raw, self.local, f"{self.kind} «{topic}»")
