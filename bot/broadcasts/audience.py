"""The audience expression: who receives an announcement, readable by officers, compiled to SQL.

    an-phu                       everybody in the unit and its subtree
    ap-01 + ap-02                both villages
    an-phu, role:team            only the teams (a comma means "and")
    an-phu - class:12            without those enrolled in class 12
    an-phu, lang:mong            those who said that they speak Mông

Filters: a unit's code · role:team|member|leader|officer|approver · channel:telegram · lang:mong ·
topic:thue-dat (subscribed to its reminders) · class:12 (enrolled and joined) · missed:5 (did not
receive broadcast 5). `+` adds a term, `-` subtracts one, each between blanks. The result never
leaves the officer's own unit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal, not_, or_, select
from sqlmodel import Session, SQLModel

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.core.errors import UserError
from bot.people import languages, units
from bot.people import recipients as reach
from bot.people.models import ROLES
from bot.people.units import Unit
from bot.vietnamese.letters import bare

TABLES = SQLModel.metadata.tables
CONTACT, ROLE, UNIT = TABLES["contact"], TABLES["role"], TABLES["unit"]
LONGEST = 300  # characters, as its column
NAMES = ("role", "channel", "lang", "topic", "class", "missed")
_CODE = re.compile(r"[a-z0-9_.-]+")
_SPLIT = re.compile(r"\s+([+-])\s+")

Clause = ColumnElement[bool]

# How officers list villages: commas, "+", lines, "và".
_BETWEEN = re.compile(rf"\s*(?:[,;+\n]|\b(?:{'|'.join(texts.SAID_AND)})\b)\s*", re.IGNORECASE)
_EVERYBODY = frozenset(map(bare, texts.SAID_EVERYBODY))
_TEAM = frozenset(map(bare, texts.SAID_TEAM))
EVERYBODY, TEAM = "", ", role:team"


class WhichUnit(UserError):
    """Raised when a name means several units, so that the author can be asked which.

    `resolved_codes` are the codes of the other names, joined by " + "; None when more than one name
    is ambiguous.
    """

    def __init__(self, typed: str, found: Sequence[Unit], names: Sequence[str], known: str | None):
        super().__init__(texts.AUDIENCE_WHICH.format(name=typed, units=", ".join(names)))
        self.found, self.names, self.known = found, names, known


def from_words(session: Session, scope: Unit, written: str) -> str:
    """Return the audience expression for names as people write them: "Thôn 3 và thôn Đoài", "cả xã".

    Text that is not a list of unit names is returned unchanged. A name is compared as written
    first, and without its tones only if it then means one unit. Raises AmbiguousUnit.
    """
    said = bare(written)
    if said in _EVERYBODY | _TEAM:
        return scope.code + (TEAM if said in _TEAM else EVERYBODY)
    whole = units.match_named(session, scope, written)
    pieces = [written] if whole else [piece for piece in _BETWEEN.split(written) if piece]
    found = [units.match_named(session, scope, piece) for piece in pieces]
    if not pieces or not all(found):
        return written.strip()
    doubtful = [place for place, several in enumerate(found) if len(several) > 1]
    codes = [several[0].code for several in found if len(several) == 1]
    if doubtful:
        typed, several = pieces[doubtful[0]], found[doubtful[0]]
        known = " + ".join(codes) if len(doubtful) == 1 else None
        raise WhichUnit(typed, several, units.labels(session, several), known)
    return " + ".join(dict.fromkeys(codes))


@dataclass(frozen=True, slots=True)
class Part:
    """One term of an audience expression, added or subtracted: filters that must all hold."""

    adds: bool
    filters: tuple[tuple[str, str], ...]  # (name, value); the name of a unit's code is "unit"


def parse(written: str) -> tuple[Part, ...]:
    """Parse an audience expression. Raises UserError that names the word not understood. Pure."""
    pieces = _SPLIT.split(written.strip())
    if not pieces[0] or len(written) > LONGEST:
        raise UserError(texts.AUDIENCE_EMPTY)
    parts = [Part(True, _filters(pieces[0]))]
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        parts.append(Part(sign == "+", _filters(piece)))
    return tuple(parts)


def read(session: Session, scope: Unit, written: str) -> str:
    """Return the audience expression for what an officer typed.

    A valid expression is returned as it is; otherwise the text is read as unit names. Raises
    AmbiguousUnit.
    """
    try:
        recipients(session, written, scope, trial=False)
    except UserError:
        return from_words(session, scope, written)
    return written.strip()


def _filters(piece: str) -> tuple[tuple[str, str], ...]:
    return tuple(_filter(word.strip().lower()) for word in piece.split(","))


def _filter(word: str) -> tuple[str, str]:
    name, colon, value = word.partition(":")
    if not colon:
        name, value = "unit", name
    known = name in NAMES or (name == "unit" and _CODE.fullmatch(value) is not None)
    odd = name in ("class", "missed") and not (value.isdecimal() and len(value) < 10)
    odd = odd or (name == "role" and value not in ROLES)
    odd = odd or (name == "lang" and languages.find(f"{texts.LANGUAGE} {value}") is None)
    if not known or not value or odd:
        raise UserError(texts.AUDIENCE_UNKNOWN.format(word=word))
    return name, value


def recipients(session: Session, written: str, scope: Unit, *, trial: bool) -> Select[Any]:
    """Return the query of recipients, one row a human being (see `people.reach`).

    Columns: recipient, contact_id, account, unit_id, reach. With `trial`, only the teams of
    communes that are not live yet are included. Raises UserError for an invalid expression.
    """
    parts = parse(written)
    within: list[Clause] = [
        _under(scope),
        or_(*(_all(session, one, scope) for one in parts if one.adds)),
    ]
    for one in parts:
        if not one.adds:
            without = select(reach.recipient()).where(_all(session, one, scope))
            within.append(reach.recipient().not_in(without))
    if trial:
        within.append(reach.hears_announcements())
    return reach.one_contact_each(*within)


def _all(session: Session, part: Part, scope: Unit) -> Clause:
    return and_(*(_clause(session, name, value, scope) for name, value in part.filters))


def _clause(session: Session, name: str, value: str, scope: Unit) -> Clause:
    match name:
        case "role":
            return _has_role(ROLES[value], scope)
        case "channel":
            return CONTACT.c.account == value
        case "lang":
            code = languages.find(f"{texts.LANGUAGE} {value}")
            return CONTACT.c.language == ("" if code == languages.OURS else code)
        case "topic":
            wish = TABLES["deadline_wish"].c
            return CONTACT.c.id.in_(select(wish.contact_id).where(wish.deadline == value))
        case "class":
            seat = TABLES["enrolment"].c
            joined = and_(seat.session_id == int(value), seat.seat == "joined")
            return CONTACT.c.id.in_(
                select(seat.contact_id).where(joined, seat.contact_id.is_not(None))
            )
        case "missed":
            return reach.recipient().in_(missed(_other(session, int(value), scope)))
    unit = units.find_unit(session, value)
    if unit is None or not unit.path.startswith(scope.path):
        raise UserError(texts.AUDIENCE_NO_UNIT.format(code=value))
    return _under(unit)


def _other(session: Session, number: int, scope: Unit) -> Broadcast:
    found = session.get(Broadcast, number)
    unit = session.get(Unit, found.unit_id) if found else None
    if found is None or unit is None or not unit.path.startswith(scope.path):
        raise UserError(texts.BROADCAST_UNKNOWN.format(number=number))
    return found


def missed(broadcast: Broadcast) -> Select[Any]:
    """Return the query of the recipients who did not get a broadcast and will not.

    Parked deliveries do not count as missed: they are still sent later and must not arrive twice.
    """
    them, sent = TABLES["broadcast_recipient"].c, TABLES["delivery"].c
    key = literal(f"b{broadcast.batch_id}:") + cast(them.recipient, String)
    got = select(sent.id).where(sent.key == key, sent.status.in_(("sent", "parked"))).exists()
    return select(them.recipient).where(
        them.broadcast_id == broadcast.id, or_(them.reach != "", not_(got))
    )


def _under(unit: Unit) -> Clause:
    inside = select(UNIT.c.id).where(UNIT.c.path.startswith(unit.path))
    return CONTACT.c.unit_id.in_(inside)


def _has_role(kinds: Sequence[str], scope: Unit) -> Clause:
    inside = select(UNIT.c.id).where(UNIT.c.path.startswith(scope.path))
    holders = select(ROLE.c.person_id).where(ROLE.c.kind.in_(kinds), ROLE.c.unit_id.in_(inside))
    return CONTACT.c.person_id.in_(holders)
