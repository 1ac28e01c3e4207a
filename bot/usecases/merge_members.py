"""Making two entries of one person one, with their tickets and duty, and undoing it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from bot import texts
from bot.core.errors import UserError
from bot.core.events import emit
from bot.duty.models import DutyEntry
from bot.people import members, merges, service
from bot.people.actor import Actor
from bot.people.events import MembersParted, RoleEnded
from bot.people.merges import Merge, MergeKind
from bot.people.models import Contact, LinkCode, Person, Role, RoleKind
from bot.people.role_rules import require_role_right
from bot.people.units import Unit
from bot.tickets.models import Ticket

Roles = list[dict[str, Any]]
"""Roles as they are recorded: unit_id, kind, skills."""

HELD: Mapping[str, Any] = {
    "contact": col(Contact.person_id),
    "link_code": col(LinkCode.person_id),
    "ticket": col(Ticket.member_id),
    "duty": col(DutyEntry.person_id),
}
"""What goes from one entry to the other. Of the tickets the open ones."""


def merge_members(
    session: Session, kept_id: int, other_id: int, *, actor: Actor, now: datetime
) -> None:
    """Make two entries of one person one: open tickets and duty go with roles and chats.

    What moved is recorded, to be undone. Raises NotFound, NotAllowed, UserError.
    """
    roles = members.get_managed_person(session, other_id, actor=actor)[1]
    lost = [_record(role) for role, _ in roles]
    units = {role["unit_id"] for role in lost}
    before = _list_roles(session, kept_id, units)
    moved: dict[str, Any] = {name: _list_held(session, name, other_id) for name in HELD}
    members.merge_members(session, kept_id, other_id, actor=actor, now=now)
    for name in ("ticket", "duty"):
        _set_holder(session, name, moved[name], kept_id)
    after = _list_roles(session, kept_id, units)
    moved |= {"lost": lost, "before": before, "after": after}
    session.add(
        Merge(
            kind=MergeKind.MEMBER, unit_id=roles[0][0].unit_id, kept_id=kept_id,
            other={"id": other_id}, moved=moved, person_id=actor.person_id, merged_at=now,
        )
    )  # fmt: skip
    session.flush()


def _record(role: Role) -> dict[str, Any]:
    return {"unit_id": role.unit_id, "kind": str(role.kind), "skills": list(role.skills)}


def _list_roles(session: Session, person_id: int, units: Iterable[int]) -> Roles:
    query = select(Role).where(Role.person_id == person_id, col(Role.unit_id).in_(units))
    return [_record(role) for role in session.exec(query.order_by(col(Role.unit_id), Role.kind))]


def _list_held(
    session: Session, name: str, person_id: int, ids: Sequence[int] | None = None
) -> list[int]:
    """Return the ids of what somebody holds, of all or of these."""
    column = HELD[name]
    query = select(column.class_.id).where(column == person_id)
    if name == "ticket":
        query = query.where(col(Ticket.closed_at).is_(None))
    return [*session.exec(query if ids is None else query.where(column.class_.id.in_(ids)))]


def _set_holder(session: Session, name: str, ids: Sequence[int], person_id: int) -> None:
    column = HELD[name]
    change = update(column.class_).where(column.class_.id.in_(ids)).values({column: person_id})
    session.execute(change.execution_options(synchronize_session="fetch"))


def undo_merge(
    session: Session, kept_id: int, merge_id: int, *, actor: Actor, now: datetime
) -> int:
    """Make two persons of one again, with what they had, unless it was changed since.

    Returns the number of the entry that is there again. Raises NotFound, also for a merge that is
    too old or not the last, NotAllowed, and UserError when the roles were changed since.
    """
    members.get_managed_person(session, kept_id, actor=actor)
    merge = merges.get_undoable(session, MergeKind.MEMBER, kept_id, merge_id, actor=actor, now=now)
    moved, other_id = merge.moved, int(merge.other["id"])
    units = {role["unit_id"] for role in moved["lost"]}
    if _list_roles(session, kept_id, units) != moved["after"]:
        raise UserError(texts.MERGE_CHANGED)
    _give_back(session, kept_id, other_id, moved, actor=actor, now=now)
    for name in HELD:
        _set_holder(session, name, _list_held(session, name, kept_id, moved[name]), other_id)
    merge.undone_at = now
    emit(session, MembersParted(kept_id, actor, now, other_id))
    return other_id


def _give_back(
    session: Session,
    kept_id: int,
    other_id: int,
    moved: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Give both persons the roles that they had."""
    kept = session.get_one(Person, kept_id)
    other = session.get_one(Person, other_id)
    units = {role["unit_id"]: session.get_one(Unit, role["unit_id"]) for role in moved["lost"]}
    for role in (*moved["lost"], *moved["before"], *moved["after"]):
        require_role_right(session, actor, RoleKind(role["kind"]), units[role["unit_id"]])
    query = select(Role).where(Role.person_id == kept_id, col(Role.unit_id).in_(units))
    for held in session.exec(query).all():
        session.delete(held)
        code, kind = units[held.unit_id].code, RoleKind(held.kind)
        emit(session, RoleEnded(kept_id, actor, now, unit_code=code, kind=kind))
    session.flush()
    for person, roles in ((kept, moved["before"]), (other, moved["lost"])):
        for role in roles:
            service.upsert_member(
                session, units[role["unit_id"]], person.name, person.phone, RoleKind(role["kind"]),
                actor=actor, now=now, skills=role["skills"], person=person,
            )  # fmt: skip
