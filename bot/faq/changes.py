"""Changes of a topic's own text that take effect on a given day (applied by `validity`)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import texts
from bot.faq.details import read_basis, read_trust
from bot.faq.fields import Fields
from bot.faq.legal_documents import LegalRegister


@dataclass(frozen=True, slots=True)
class Change:
    """One `[[topic.change]]`. A field that is None leaves the topic's value as it was."""

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


def read_changes(fields: Fields, register: LegalRegister) -> tuple[Change, ...]:
    """Read all `[[topic.change]]` of a topic, at most one a day. Raises DataError."""
    changes = tuple(_read_change(inner, register) for inner in fields.tables("change"))
    if len({change.valid_from for change in changes}) < len(changes):
        raise fields.error(texts.CHANGE_TWICE)
    return changes


def _read_change(fields: Fields, register: LegalRegister) -> Change:
    """Read one change. Only keys that are written replace something."""
    fields.reject_unknown_keys(*Change.__dataclass_fields__)
    valid_from = fields.day("valid_from")
    if valid_from is None:
        raise fields.error(texts.FAQ_MISSING.format(name="valid_from"))
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
