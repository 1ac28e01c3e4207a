"""An audience as it is ticked in a form, and the expression it stands for. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot import texts
from bot.broadcasts.audience import parse_audience
from bot.core.errors import UserError

GROUPS = ("", "team", "member", "leader", "officer")
"""Whom of the villages: everybody, or those in a role."""


class Way(StrEnum):
    """How the recipients are chosen."""

    ALL = "all"
    VILLAGES = "villages"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class AudienceChoice:
    """What is chosen in a form: everybody, villages by their codes, or an expression."""

    way: Way = Way.ALL
    villages: tuple[str, ...] = ()
    group: str = ""
    written: str = ""


def write_expression(choice: AudienceChoice, scope: str) -> str:
    """Return the expression for a choice within the unit of code `scope`.

    Raises UserError when no village is ticked or nothing is written.
    """
    match choice.way:
        case Way.WRITTEN:
            if not choice.written.strip():
                raise UserError(texts.AUDIENCE_EMPTY)
            return choice.written.strip()
        case Way.VILLAGES if not choice.villages:
            raise UserError(texts.AUDIENCE_NO_VILLAGE)
    codes = choice.villages if choice.way is Way.VILLAGES else (scope,)
    group = f", role:{choice.group}" if choice.group in GROUPS[1:] else ""
    return " + ".join(f"{code}{group}" for code in codes)


def read_expression(written: str, scope: str, villages: Collection[str]) -> AudienceChoice:
    """Return how a form shows an expression; one that boxes can not show is shown as written."""
    try:
        terms = parse_audience(written)
    except UserError:
        return AudienceChoice()
    units: list[str] = []
    groups: set[str] = set()
    for term in terms:
        filters = dict(term.filters)
        if not term.included or len(filters) != len(term.filters) or "unit" not in filters:
            return AudienceChoice(Way.WRITTEN, written=written)
        if filters.keys() - {"unit", "role"}:
            return AudienceChoice(Way.WRITTEN, written=written)
        units.append(filters["unit"])
        groups.add(filters.get("role", ""))
    group = next(iter(groups))
    if len(groups) > 1 or group not in GROUPS:
        return AudienceChoice(Way.WRITTEN, written=written)
    if units == [scope]:
        return AudienceChoice(Way.ALL, group=group)
    if set(units) <= set(villages):
        return AudienceChoice(Way.VILLAGES, tuple(units), group)
    return AudienceChoice(Way.WRITTEN, written=written)
