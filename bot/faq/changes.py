"""A change: what of a topic's own text is replaced from a day on (`validity`)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import texts
from bot.faq.details import read_basis, read_trust
from bot.faq.fields import Fields
from bot.faq.legal import Register


@dataclass(frozen=True, slots=True)
class Change:
    """What is written of a change. None: it stays as it was."""

    valid_from: date
    answer: str | None = None
    steps: tuple[str, ...] | None = None
    no_phone: str | None = None
    in_person: str | None = None
    scam: str | None = None
    links: tuple[str, ...] | None = None
    basis: tuple[str, ...] | None = None
    checked_on: date | None = None
    expires_on: date | None = None
    trust: str | None = None


def read_changes(fields: Fields, register: Register) -> tuple[Change, ...]:
    """All `[[topic.change]]` of a topic; a day has one. Raises DataError."""
    changes = tuple(_read(inner, register) for inner in fields.tables("change"))
    if len({change.valid_from for change in changes}) < len(changes):
        raise fields.fault(texts.CHANGE_TWICE)
    return changes


def _read(fields: Fields, register: Register) -> Change:
    """One change: only what is written there is replaced."""
    fields.only(*Change.__dataclass_fields__)
    valid_from = fields.day("valid_from")
    if valid_from is None:
        raise fields.fault(texts.FAQ_MISSING.format(name="valid_from"))
    written: dict[str, Any] = {
        name: fields.text(name, needed=name == "answer")
        for name in ("answer", "no_phone", "in_person", "scam")
        if name in fields.raw
    }
    written |= {name: fields.texts(name) for name in ("steps", "links") if name in fields.raw}
    written |= {name: fields.day(name) for name in ("checked_on", "expires_on")}
    if "basis" in fields.raw:
        written["basis"] = read_basis(fields, register)
    if "trust" in fields.raw:
        written["trust"] = read_trust(fields)
    return Change(valid_from=valid_from, **written)
