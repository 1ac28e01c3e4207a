"""Links for inspection teams: the console to look at, nothing to do, until a day.

Unlike a person's one-time link it may be opened by several people of the team, on several days.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.events import emit
from bot.people import sign_in
from bot.people.actor import CLOCK, Actor
from bot.people.events import InspectionLinkEnded, InspectionLinkIssued
from bot.people.models import InspectionLink, Person, Role, RoleKind
from bot.people.sign_in import ConsoleTarget, Entry
from bot.people.units import Unit, get_unit, is_within, within

MAX_DAYS = 60
MAX_LABEL = 80  # characters


def issue_inspection_link(
    session: Session, unit_code: str, label: str, *, days: int, actor: Actor, now: datetime
) -> str:
    """Create a link to look at a unit's figures for so many days. Returns its token.

    `label` is what the team is called; the link expires `days` times 24 hours later. Raises
    NotFound for a unit outside the actor's scope, UserError for no label or too many days.
    """
    unit = get_unit(session, unit_code)
    if not is_within(unit.path, actor.scope):
        raise NotFound(texts.IMPORT_NO_UNIT.format(code=unit_code))
    label = " ".join(label.split())[:MAX_LABEL]
    if not label:
        raise UserError(texts.INSPECTION_LABEL_MISSING)
    if not 1 <= days <= MAX_DAYS:
        raise UserError(texts.INSPECTION_DAYS.format(days=MAX_DAYS))
    person = Person(name=texts.INSPECTION_NAME.format(label=label), unit_id=unit.id)
    session.add(person)
    session.flush()
    session.add(Role(person_id=person.id, unit_id=unit.id, kind=RoleKind.COMMITTEE))
    token = secrets.token_urlsafe(sign_in.TOKEN_BYTES)
    until = now + timedelta(days=days)
    session.add(
        InspectionLink(
            digest=_digest(token),
            person_id=person.id,
            unit_id=unit.id,
            made_by=actor.person_id,
            made_at=now,
            expires_at=until,
        )
    )
    emit(session, InspectionLinkIssued(person.id, actor, now, until))
    return token


def redeem_inspection_link(session: Session, token: str, *, device: str, now: datetime) -> Entry:
    """Start a session of the team.

    Raises NotAllowed, in the same words whether the link is wrong, ended or expired.
    """
    query = select(InspectionLink).where(InspectionLink.digest == _digest(token))
    link = session.exec(query).first()
    if link is None or link.ended_at is not None or link.expires_at <= now:
        raise NotAllowed(texts.SIGN_IN_REFUSED)
    started = sign_in.start_session(session, link.person_id, device=device, now=now)
    return Entry(started, ConsoleTarget.TODAY, 0)


def list_inspection_links(
    session: Session, *, actor: Actor
) -> Sequence[tuple[InspectionLink, Person, Unit]]:
    """Return the links of the actor's units that were not ended, the newest first."""
    query = (
        select(InspectionLink, Person, Unit)
        .join(Person, col(Person.id) == InspectionLink.person_id)
        .join(Unit, col(Unit.id) == InspectionLink.unit_id)
        .where(col(InspectionLink.ended_at).is_(None), within(Unit.path, actor.scope))
        .order_by(col(InspectionLink.id).desc())
        .limit(100)
    )
    return session.exec(query).all()


def end_inspection_link(session: Session, link_id: int, *, actor: Actor, now: datetime) -> None:
    """End a link; whoever is signed in by it is signed out. Raises NotFound."""
    link = session.get(InspectionLink, link_id)
    unit = session.get_one(Unit, link.unit_id) if link is not None else None
    if link is None or unit is None or not is_within(unit.path, actor.scope):
        raise NotFound(texts.INSPECTION_NONE)
    if link.ended_at is None:
        _end_link(session, link, actor=actor, now=now)


def end_inspections_due(session: Session, *, now: datetime) -> int:
    """End the links whose time is over; return how many."""
    query = select(InspectionLink).where(
        col(InspectionLink.ended_at).is_(None), InspectionLink.expires_at <= now
    )
    links = session.exec(query).all()
    for link in links:
        _end_link(session, link, actor=CLOCK, now=now)
    return len(links)


def _end_link(session: Session, link: InspectionLink, *, actor: Actor, now: datetime) -> None:
    link.ended_at = now
    for role in session.exec(select(Role).where(Role.person_id == link.person_id)):
        session.delete(role)
    emit(session, InspectionLinkEnded(link.person_id, actor, now))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
