"""Teams as the console shows them: who is where, on which channels, and who has not joined."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, case, col, distinct, func, select

from bot.people import units
from bot.people.actor import Actor
from bot.people.models import Contact, LinkCode, Person, Role, RoleKind
from bot.people.units import Unit, UnitKind, within

RANKS = (
    RoleKind.APPROVER,
    RoleKind.OFFICER,
    RoleKind.COMMITTEE,
    RoleKind.LEADER,
    RoleKind.MEMBER,
)


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """A unit with how many work in it, how many of them have a chat, and who leads."""

    unit: Unit
    people: int = 0
    joined: int = 0
    leaders: tuple[str, ...] = ()


@dataclass(slots=True)
class MemberEntry:
    """A person of a unit: their roles there, and the chats that are tied to them."""

    person: Person
    roles: list[Role] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    joined_at: datetime | None = None
    has_code: bool = False

    @property
    def accounts(self) -> list[str]:
        """The accounts they can be reached on."""
        return sorted({contact.account for contact in self.contacts})

    @property
    def seen_at(self) -> datetime | None:
        """When they last wrote."""
        return max((contact.seen_at for contact in self.contacts), default=None)

    @property
    def skills(self) -> list[str]:
        """The skills of all their roles here."""
        return list(dict.fromkeys(skill for role in self.roles for skill in role.skills))


def list_unit_summaries(session: Session, actor: Actor) -> list[UnitSummary]:
    """Return the communes and villages of the actor's scope, villages below their commune."""
    query = select(Unit).where(within(Unit.path, actor.scope), Unit.kind != UnitKind.PROVINCE)
    everything = units.sort_units(session.exec(query))
    chat = select(Contact.id).where(Contact.person_id == Role.person_id).exists()
    counts = (
        select(
            Role.unit_id,
            func.count(distinct(col(Role.person_id))),
            func.count(distinct(case((chat, col(Role.person_id))))),
        )
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(within(Unit.path, actor.scope))
        .group_by(col(Role.unit_id))
    )
    found = {unit_id: (people, joined) for unit_id, people, joined in session.exec(counts)}
    leaders = _map_leaders(session, actor)
    summaries = [
        UnitSummary(unit, *found.get(unit.id, (0, 0)), tuple(leaders.get(unit.id, ())))
        for unit in everything
    ]
    communes = [row for row in summaries if row.unit.kind == UnitKind.COMMUNE]
    ids = {row.unit.id for row in communes}
    below = {
        commune.unit.id: [row for row in summaries if row.unit.parent_id == commune.unit.id]
        for commune in communes
    }
    ordered = [row for commune in communes for row in (commune, *below[commune.unit.id])]
    return ordered + [
        row for row in summaries if row.unit.id not in ids and row.unit.parent_id not in ids
    ]


def _map_leaders(session: Session, actor: Actor) -> Mapping[int, list[str]]:
    query = (
        select(Role.unit_id, Person.name)
        .join(Person, col(Person.id) == Role.person_id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(Role.kind == RoleKind.LEADER, within(Unit.path, actor.scope))
        .order_by(Person.name)
    )
    leaders: dict[int, list[str]] = defaultdict(list)
    for unit_id, name in session.exec(query):
        leaders[unit_id].append(name)
    return leaders


def list_members(session: Session, unit: Unit, *, now: datetime) -> list[MemberEntry]:
    """Return who has a role in exactly this unit, who leads first, with their chats."""
    query = (
        select(Person, Role)
        .join(Role, col(Role.person_id) == Person.id)
        .where(Role.unit_id == unit.id)
        .order_by(Person.name, col(Role.id))
    )
    entries: dict[int, MemberEntry] = {}
    for person, role in session.exec(query):
        entries.setdefault(person.id, MemberEntry(person)).roles.append(role)
    add_chats(session, entries, now=now)
    return sorted(
        entries.values(), key=lambda entry: min(RANKS.index(RoleKind(r.kind)) for r in entry.roles)
    )


def add_chats(session: Session, entries: Mapping[int, MemberEntry], *, now: datetime) -> None:
    """Fill in the chats of people, since when, and whether a code of theirs still works."""
    contacts = select(Contact).where(col(Contact.person_id).in_(entries))
    for contact in session.exec(contacts.order_by(col(Contact.id))):
        entries[contact.person_id or 0].contacts.append(contact)
    codes = select(LinkCode.person_id, LinkCode.used_at, LinkCode.expires_at).where(
        col(LinkCode.person_id).in_(entries)
    )
    for person_id, used_at, expires_at in session.exec(codes):
        entry = entries[person_id]
        if used_at is None:
            entry.has_code |= expires_at > now
        elif entry.contacts:
            entry.joined_at = min(entry.joined_at or used_at, used_at)


def list_unjoined(
    session: Session, unit: Unit, *, person_id: int | None = None
) -> Sequence[tuple[Person, Role, Unit]]:
    """Return who works in a unit's subtree and has no chat yet; `person_id` of one, joined or not.

    Somebody with several roles stands once, with the widest unit.
    """
    query = (
        select(Person, Role, Unit)
        .join(Role, col(Role.person_id) == Person.id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(within(Unit.path, unit.path))
        .order_by(Unit.path, Person.name, col(Role.id))
    )
    if person_id is not None:
        query = query.where(Person.id == person_id)
    else:
        chat = select(Contact.id).where(Contact.person_id == Person.id).exists()
        query = query.where(~chat)
    rows: dict[int, tuple[Person, Role, Unit]] = {}
    for person, role, place in session.exec(query):
        rows.setdefault(person.id, (person, role, place))
    return list(rows.values())
