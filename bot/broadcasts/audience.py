"""The audience expression: who receives an announcement, readable by officers, compiled to SQL.

    an-phu                       everybody in the unit and its subtree
    ap-01 + ap-02                both villages
    an-phu, role:team            only the teams (a comma means "and")
    an-phu - class:12            without those enrolled in class 12
    an-phu, lang:mong            those who said that they speak Mông

Filters: a unit's code · role:team|member|leader|officer|approver · channel:telegram · lang:mong ·
topic:thue-dat (subscribed to its reminders) · class:12 (enrolled and joined) · missed:5 (did not
receive broadcast 5) · received:5 (got it, or would have). `+` adds a term, `-` subtracts one, each
between blanks. The result never leaves the officer's own unit.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal, not_, or_, select
from sqlmodel import Session, SQLModel

from bot import texts
from bot.broadcasts.models import ENDED_STATES, Broadcast
from bot.core.accounts import is_of_kind
from bot.core.errors import UserError
from bot.people import languages, units
from bot.people import recipients as reach
from bot.people.models import ROLE_GROUPS
from bot.people.units import Unit, is_within, within
from bot.vietnamese.letters import normalize_for_match

TABLES = SQLModel.metadata.tables
CONTACT, ROLE, UNIT = TABLES["contact"], TABLES["role"], TABLES["unit"]
MAX_LENGTH = 1000  # characters, as its column
FILTER_NAMES = ("role", "channel", "lang", "topic", "class", "missed", "received")
NUMBERED_FILTERS = ("class", "missed", "received")
_CODE = re.compile(r"[a-z0-9_.-]+")
_SPLIT = re.compile(r"\s+([+-])\s+")

Clause = ColumnElement[bool]

# How officers list villages: commas, "+", lines, "và".
_SEPARATOR = re.compile(rf"\s*(?:[,;+\n]|\b(?:{'|'.join(texts.SAID_AND)})\b)\s*", re.IGNORECASE)
_EVERYBODY = frozenset(map(normalize_for_match, texts.SAID_EVERYBODY))
_TEAM = frozenset(map(normalize_for_match, texts.SAID_TEAM))
EVERYBODY, TEAM = "", ", role:team"


class AmbiguousUnit(UserError):
    """Raised when a name means several units, so that the author can be asked which.

    `resolved_codes` are the codes of the other names, joined by " + "; None when more than one name
    is ambiguous.
    """

    def __init__(
        self, typed: str, matches: Sequence[Unit], names: Sequence[str], resolved_codes: str | None
    ):
        super().__init__(texts.AUDIENCE_WHICH.format(name=typed, units=", ".join(names)))
        self.matches, self.names, self.resolved_codes = matches, names, resolved_codes


def resolve_names(session: Session, scope: Unit, written: str) -> str:
    """Return the audience expression for names as people write them: "Thôn 3 và thôn Đoài", "cả
    xã".

    Text that is not a list of unit names is returned unchanged. A name is compared as written
    first, and without its tones only if it then means one unit. Raises AmbiguousUnit.
    """
    folded = normalize_for_match(written)
    if folded in _EVERYBODY | _TEAM:
        return scope.code + (TEAM if folded in _TEAM else EVERYBODY)
    whole = units.match_units(session, scope, written)
    pieces = [written] if whole else [piece for piece in _SEPARATOR.split(written) if piece]
    matches = [units.match_units(session, scope, piece) for piece in pieces]
    if not pieces or not all(matches):
        return written.strip()
    doubtful = [place for place, several in enumerate(matches) if len(several) > 1]
    codes = [several[0].code for several in matches if len(several) == 1]
    if doubtful:
        typed, several = pieces[doubtful[0]], matches[doubtful[0]]
        known = " + ".join(codes) if len(doubtful) == 1 else None
        raise AmbiguousUnit(typed, several, units.label_units(session, several), known)
    return " + ".join(dict.fromkeys(codes))


@dataclass(frozen=True, slots=True)
class AudienceTerm:
    """One term of an audience expression, added or subtracted: filters that must all hold."""

    included: bool
    filters: tuple[tuple[str, str], ...]  # (name, value); the name of a unit's code is "unit"


def parse_audience(written: str) -> tuple[AudienceTerm, ...]:
    """Parse an audience expression. Raises UserError that names the word not understood. Pure."""
    pieces = _SPLIT.split(written.strip())
    if not pieces[0] or len(written) > MAX_LENGTH:
        raise UserError(texts.AUDIENCE_EMPTY)
    parts = [AudienceTerm(True, _parse_filters(pieces[0]))]
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        parts.append(AudienceTerm(sign == "+", _parse_filters(piece)))
    return tuple(parts)


def resolve_audience(session: Session, scope: Unit, written: str) -> str:
    """Return the audience expression for what an officer typed.

    A valid expression is returned as it is; otherwise the text is read as unit names. Raises
    AmbiguousUnit.
    """
    try:
        select_recipients(session, written, scope, trial=False)
    except UserError:
        return resolve_names(session, scope, written)
    return written.strip()


def _parse_filters(piece: str) -> tuple[tuple[str, str], ...]:
    return tuple(_parse_filter(word.strip().lower()) for word in piece.split(","))


def _parse_filter(word: str) -> tuple[str, str]:
    name, colon, value = word.partition(":")
    if not colon:
        name, value = "unit", name
    known = name in FILTER_NAMES or (name == "unit" and _CODE.fullmatch(value) is not None)
    invalid = name in NUMBERED_FILTERS and not (value.isdecimal() and len(value) < 10)
    invalid = invalid or (name == "role" and value not in ROLE_GROUPS)
    invalid = invalid or (
        name == "lang" and languages.find_language(f"{texts.LANGUAGE} {value}") is None
    )
    if not known or not value or invalid:
        raise UserError(texts.AUDIENCE_UNKNOWN.format(word=word))
    return name, value


def select_recipients(session: Session, written: str, scope: Unit, *, trial: bool) -> Select[Any]:
    """Return the query of recipients, one row a human being (see `people.reach`).

    Columns: recipient, contact_id, account, unit_id, reach. With `trial`, only the teams of
    communes that are not live yet are included. Raises UserError for an invalid expression.
    """
    parts = parse_audience(written)
    known = _load_units(session, parts)
    conditions: list[Clause] = [
        _in_subtree(scope),
        or_(*(_term_clause(session, term, scope, known) for term in parts if term.included)),
    ]
    for term in parts:
        if not term.included:
            clause = _term_clause(session, term, scope, known)
            excluded = select(reach.recipient_key()).where(clause)
            conditions.append(reach.recipient_key().not_in(excluded))
    if trial:
        conditions.append(reach.hears_announcements())
    return reach.select_recipients(*conditions)


def _load_units(session: Session, parts: Sequence[AudienceTerm]) -> Mapping[str, Unit]:
    """Return the units that are named, by code: one query, however many villages are ticked."""
    codes = {value for term in parts for name, value in term.filters if name == "unit"}
    found = session.execute(select(Unit).where(UNIT.c.code.in_(codes))).scalars() if codes else ()
    return {unit.code: unit for unit in found}


def _term_clause(
    session: Session, term: AudienceTerm, scope: Unit, known: Mapping[str, Unit]
) -> Clause:
    return and_(
        *(
            _in_named_unit(value, scope, known)
            if name == "unit"
            else _filter_clause(session, name, value, scope)
            for name, value in term.filters
        )
    )


def _in_named_unit(code: str, scope: Unit, known: Mapping[str, Unit]) -> Clause:
    unit = known.get(code)
    if unit is None or not is_within(unit.path, scope.path):
        raise UserError(texts.AUDIENCE_NO_UNIT.format(code=code))
    return _in_subtree(unit)


def _filter_clause(session: Session, name: str, value: str, scope: Unit) -> Clause:
    match name:
        case "role":
            return _has_role(ROLE_GROUPS[value], scope)
        case "channel":
            return is_of_kind(CONTACT.c.account, value)
        case "lang":
            code = languages.find_language(f"{texts.LANGUAGE} {value}")
            return CONTACT.c.language == ("" if code == languages.DEFAULT_LANGUAGE else code)
        case "topic":
            wish = TABLES["deadline_subscription"].c
            return CONTACT.c.id.in_(select(wish.contact_id).where(wish.deadline == value))
        case "class":
            seat = TABLES["enrolment"].c
            joined = and_(seat.session_id == int(value), seat.status == "joined")
            return CONTACT.c.id.in_(
                select(seat.contact_id).where(joined, seat.contact_id.is_not(None))
            )
        case "missed":
            return reach.recipient_key().in_(
                select_missed(_get_broadcast(session, int(value), scope))
            )
        case "received":
            return reach.recipient_key().in_(
                select_received(_get_broadcast(session, int(value), scope))
            )
    raise ValueError(f"no such filter: {name}")


def _get_broadcast(session: Session, number: int, scope: Unit) -> Broadcast:
    broadcast = session.get(Broadcast, number)
    unit = session.get(Unit, broadcast.unit_id) if broadcast else None
    if broadcast is None or unit is None or not is_within(unit.path, scope.path):
        raise UserError(texts.BROADCAST_UNKNOWN.format(number=number))
    return broadcast


def select_missed(broadcast: Broadcast) -> Select[Any]:
    """Return the query of the recipients who did not get a broadcast and will not.

    Parked deliveries do not count as missed: they are still sent later and must not arrive twice.
    """
    recipient_columns, delivery_columns = TABLES["broadcast_recipient"].c, TABLES["delivery"].c
    key = literal(f"b{broadcast.batch_id}:") + cast(recipient_columns.recipient, String)
    delivered = (
        select(delivery_columns.id)
        .where(delivery_columns.key == key, delivery_columns.status.in_(("sent", "parked")))
        .exists()
    )
    return select(recipient_columns.recipient).where(
        recipient_columns.broadcast_id == broadcast.id,
        or_(recipient_columns.reach != "", not_(delivered)),
    )


def select_received(broadcast: Broadcast) -> Select[Any]:
    """Return the query of the recipients who got a broadcast, or will unless it is called off.

    While it is being sent, everybody it has not failed to reach.
    """
    recipient_columns, delivery_columns = TABLES["broadcast_recipient"].c, TABLES["delivery"].c
    key = literal(f"b{broadcast.batch_id}:") + cast(recipient_columns.recipient, String)
    deliveries = select(delivery_columns.id).where(delivery_columns.key == key)
    ended = deliveries.where(delivery_columns.status.in_(("failed", "cancelled"))).exists()
    is_staged = deliveries.exists()
    over = broadcast.state in ENDED_STATES
    return select(recipient_columns.recipient).where(
        recipient_columns.broadcast_id == broadcast.id,
        recipient_columns.reach == "",
        not_(ended),
        is_staged if over else literal(True),
    )


def _in_subtree(unit: Unit) -> Clause:
    inside = select(UNIT.c.id).where(within(UNIT.c.path, unit.path))
    return CONTACT.c.unit_id.in_(inside)


def _has_role(kinds: Sequence[str], scope: Unit) -> Clause:
    inside = select(UNIT.c.id).where(within(UNIT.c.path, scope.path))
    holders = select(ROLE.c.person_id).where(ROLE.c.kind.in_(kinds), ROLE.c.unit_id.in_(inside))
    return CONTACT.c.person_id.in_(holders)
