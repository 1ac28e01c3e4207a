"""Signing in to the officers' console: one-time links, sessions and the second factor.

Only digests of links, session tokens and codes are stored. A session belongs to a person, or to
nobody: then it is the operator's, who opened the link on the machine itself and may set the
installation up, but decides nothing and reads no conversation.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import Field, Session, SQLModel, col, select

from bot import texts
from bot.core.db import Id, identity, reference
from bot.core.errors import NotAllowed, NotFound
from bot.core.events import emit
from bot.people.actor import Actor, Hand
from bot.people.events import ConsoleSignedIn, SignInCodeMade, SignInLinkIssued
from bot.people.models import InspectionLink, Person, Role, RoleKind
from bot.people.units import Unit, is_within

LINK_VALID_FOR = timedelta(minutes=10)
CODE_VALID_FOR = timedelta(minutes=5)
CODE_TRIES = 5
CODE_DIGITS = 6
IDLE_LIMIT = timedelta(hours=12)
SESSION_LIMIT = timedelta(days=7)
CONFIRMED_FOR = timedelta(hours=12)  # how long a confirmed code lets its session decide
SEEN_STEP = timedelta(minutes=5)  # a page does not write; every fifth minute one does
MAX_DEVICE = 80  # characters, as its column
TOKEN_BYTES = 32


class ConsoleRole(StrEnum):
    """Who sees what in the console; the last is the widest."""

    VIEWER = "viewer"
    LEADER = "leader"
    OFFICER = "officer"
    APPROVER = "approver"
    OPERATOR = "operator"


class ConsoleTarget(StrEnum):
    """What a link may open at once: pages of one row. The console knows the route of each."""

    TODAY = ""
    BROADCAST = "broadcast"
    POLL = "poll"
    REVISION = "revision"
    TICKET = "ticket"


CONSOLE_ROLES = {
    RoleKind.COMMITTEE: ConsoleRole.VIEWER,
    RoleKind.LEADER: ConsoleRole.LEADER,
    RoleKind.OFFICER: ConsoleRole.OFFICER,
    RoleKind.APPROVER: ConsoleRole.APPROVER,
}
"""The roles that open the console. Members work in their chat."""

_EMPTY = {"server_default": text("''")}


class SignInLink(SQLModel, table=True):
    """A one-time link to the console, of a person or (None) of the operator."""

    __tablename__ = "sign_in_link"

    id: int = identity()
    digest: str = Field(unique=True, max_length=64)
    person_id: int | None = reference("person.id", nullable=True)
    expires_at: datetime
    used_at: datetime | None = None
    # Where it leads: a page of the fixed list, and the row on it. Never an address.
    target: str = Field(default="", max_length=20, sa_column_kwargs=_EMPTY)
    target_id: int | None = Field(default=None, sa_type=Id)


class ConsoleSession(SQLModel, table=True):
    """One browser that is signed in."""

    __tablename__ = "console_session"

    id: int = identity()
    digest: str = Field(unique=True, max_length=64)
    person_id: int | None = reference("person.id", nullable=True)
    # Of several units somebody works for, the one they look at now; None is the widest.
    unit_id: int | None = reference("unit.id", nullable=True)
    device: str = Field(default="", max_length=MAX_DEVICE, sa_column_kwargs=_EMPTY)
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    confirmed_at: datetime | None = None
    code_digest: str = Field(default="", max_length=64, sa_column_kwargs=_EMPTY)
    code_expires_at: datetime | None = None
    code_tries: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})


@dataclass(frozen=True, slots=True)
class Entry:
    """A session that a link started: its token, and what it opens first."""

    token: str
    target: ConsoleTarget
    target_id: int


@dataclass(frozen=True, slots=True)
class Place:
    """A unit somebody works for."""

    unit_id: int
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in with a session, over which unit, in which roles."""

    session_id: int
    actor: Actor
    name: str  # "" for the operator
    roles: frozenset[ConsoleRole]
    place: Place | None  # None for the operator
    places: tuple[Place, ...]
    is_confirmed: bool
    needs_seen: bool  # the session's last use is worth writing down again


def issue_sign_in_link(
    session: Session,
    person_id: int | None,
    *,
    actor: Actor,
    now: datetime,
    target: ConsoleTarget = ConsoleTarget.TODAY,
    target_id: int | None = None,
) -> str:
    """Create a one-time link's token for a person with a role in the console.

    None is the operator, for whom only the machine's own command line makes one. It opens the page
    of `target`, if the person may see that row. Raises NotAllowed.
    """
    if person_id is None:
        if actor.hand is not Hand.CLI:
            raise NotAllowed(texts.CONSOLE_NOT_FOR_YOU)
    elif not _list_grants(session, person_id, now):
        raise NotAllowed(texts.CONSOLE_NOT_FOR_YOU)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignInLink(
            digest=_digest(token),
            person_id=person_id,
            expires_at=now + LINK_VALID_FOR,
            target=target.value,
            target_id=target_id,
        )
    )
    emit(session, SignInLinkIssued(person_id, actor, now))
    return token


def redeem_sign_in_link(session: Session, token: str, *, device: str, now: datetime) -> Entry:
    """Use a link and start a session.

    Raises NotAllowed, in the same words whether the link is wrong, used or too old.
    """
    link = session.exec(
        select(SignInLink).where(SignInLink.digest == _digest(token)).with_for_update()
    ).first()
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise NotAllowed(texts.SIGN_IN_REFUSED)
    if link.person_id is not None and not _list_grants(session, link.person_id, now):
        raise NotAllowed(texts.SIGN_IN_REFUSED)
    link.used_at = now
    started = start_session(session, link.person_id, device=device, now=now)
    return Entry(started, ConsoleTarget(link.target), link.target_id or 0)


def start_session(session: Session, person_id: int | None, *, device: str, now: datetime) -> str:
    """Start a session and return its token. The caller has made sure who it is."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        ConsoleSession(
            digest=_digest(token),
            person_id=person_id,
            device=device[:MAX_DEVICE],
            started_at=now,
            seen_at=now,
        )
    )
    emit(session, ConsoleSignedIn(person_id, Actor(person_id, "", None, Hand.CONSOLE), now))
    return token


def find_signed_in(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Return who the token's session belongs to, or None when it has ended.

    A person whose last role was taken away is signed out by that.
    """
    held = session.exec(
        select(ConsoleSession, Person.name)
        .join(Person, col(Person.id) == ConsoleSession.person_id, isouter=True)
        .where(ConsoleSession.digest == _digest(token))
    ).first()
    if held is None or _is_over(held[0], now):
        return None
    row, name = held
    needs_seen = row.seen_at <= now - SEEN_STEP
    if row.person_id is None:
        operator = Actor(None, "", None, Hand.CONSOLE)
        return SignedIn(
            row.id, operator, "", frozenset({ConsoleRole.OPERATOR}), None, (), False, needs_seen
        )
    grants = _list_grants(session, row.person_id, now)
    if not grants:
        return None
    places = _list_places(unit for _, unit in grants)
    place = next((place for place in places if place.unit_id == row.unit_id), places[0])
    kinds = [kind for kind, unit in grants if is_within(place.path, unit.path)]
    widest = max(kinds, key=lambda kind: list(ConsoleRole).index(CONSOLE_ROLES[kind]))
    confirmed = row.confirmed_at is not None and row.confirmed_at > now - CONFIRMED_FOR
    return SignedIn(
        row.id,
        Actor(row.person_id, place.path, widest, Hand.CONSOLE),
        name,
        frozenset(CONSOLE_ROLES[kind] for kind in kinds),
        place,
        places,
        confirmed,
        needs_seen,
    )


def _is_over(row: ConsoleSession, now: datetime) -> bool:
    return (
        row.ended_at is not None
        or row.seen_at <= now - IDLE_LIMIT
        or row.started_at <= now - SESSION_LIMIT
    )


def _list_grants(
    session: Session, person_id: int, now: datetime
) -> Sequence[tuple[RoleKind, Unit]]:
    """Return the person's roles that open the console, the widest unit first.

    Those of an inspection team end with its link, also while the clock that takes them away stands.
    """
    over = select(InspectionLink.id).where(
        InspectionLink.person_id == person_id, InspectionLink.expires_at <= now
    )
    query = (
        select(Role.kind, Unit)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(
            Role.person_id == person_id,
            col(Role.kind).in_(CONSOLE_ROLES),
            ~over.exists(),
        )
    )
    grants = [(RoleKind(kind), unit) for kind, unit in session.exec(query)]
    return sorted(grants, key=lambda grant: (grant[1].path.count("/"), grant[1].id))


def _list_places(units: Iterable[Unit]) -> tuple[Place, ...]:
    places = {unit.id: Place(unit.id, unit.name, unit.path) for unit in units}
    return tuple(places.values())


def record_seen(session: Session, session_id: int, *, now: datetime) -> None:
    """Record that a session was used; its idle time begins anew."""
    session.get_one(ConsoleSession, session_id).seen_at = now


def choose_place(session: Session, session_id: int, unit_id: int, *, now: datetime) -> None:
    """Look at another of the units the session's person works for. Raises NotFound."""
    row = session.get_one(ConsoleSession, session_id)
    grants = _list_grants(session, row.person_id, now) if row.person_id is not None else ()
    if unit_id not in {unit.id for _, unit in grants}:
        raise NotFound(texts.CONSOLE_NO_PLACE)
    row.unit_id = unit_id


def bind_person(
    session: Session, session_id: int, person_id: int, *, device: str, now: datetime
) -> str:
    """End the operator's session and start one of a person just created at set-up.

    Returns the new session's token. Raises NotAllowed for a session that is somebody's already.
    """
    row = session.get_one(ConsoleSession, session_id)
    if row.person_id is not None:
        raise NotAllowed(texts.CONSOLE_NOT_FOR_YOU)
    row.ended_at = now
    return start_session(session, person_id, device=device, now=now)


def list_sessions(session: Session, actor: Actor, *, now: datetime) -> Sequence[ConsoleSession]:
    """Return the person's running sessions, the last used first."""
    query = select(ConsoleSession).where(
        ConsoleSession.person_id == actor.person_id,
        col(ConsoleSession.ended_at).is_(None),
        col(ConsoleSession.started_at) > now - SESSION_LIMIT,
        col(ConsoleSession.seen_at) > now - IDLE_LIMIT,
    )
    return session.exec(query.order_by(col(ConsoleSession.seen_at).desc())).all()


def end_session(session: Session, session_id: int, *, actor: Actor, now: datetime) -> None:
    """Sign one of the actor's own sessions out. Raises NotFound."""
    row = session.get(ConsoleSession, session_id)
    if row is None or row.person_id != actor.person_id:
        raise NotFound(texts.CONSOLE_NO_SESSION)
    row.ended_at = row.ended_at or now


def request_code(session: Session, session_id: int, *, now: datetime) -> None:
    """Make a six-digit code for a session; a reaction sends it to the person's own chat."""
    row = session.get_one(ConsoleSession, session_id)
    if row.person_id is None:
        raise NotAllowed(texts.CONSOLE_NOT_FOR_YOU)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    row.code_digest, row.code_expires_at = _digest_code(row.id, code), now + CODE_VALID_FOR
    row.code_tries = 0
    emit(session, SignInCodeMade(row.id, row.person_id, code, now))


def confirm_code(session: Session, session_id: int, code: str, *, now: datetime) -> str | None:
    """Check a code; when it is right the session may decide, and its token changes.

    Returns the new token, or None for a wrong, old or too often tried code (the try is counted).
    """
    row = session.get_one(ConsoleSession, session_id, with_for_update=True)
    row.code_tries += 1
    in_time = row.code_expires_at is not None and row.code_expires_at > now
    digest = _digest_code(row.id, code.strip())
    right = secrets.compare_digest(row.code_digest, digest)
    if not (row.code_digest and in_time and row.code_tries <= CODE_TRIES and right):
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.digest, row.confirmed_at, row.code_digest = _digest(token), now, ""
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _digest_code(session_id: int, code: str) -> str:
    return _digest(f"{session_id}:{code}")
