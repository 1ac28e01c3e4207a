"""The people of the invented year: households, persons, their chats, and the team's chats."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from bot import texts
from bot.people.models import Person, Role, RoleKind
from bot.people.purposes import Purpose
from bot.people.units import Unit, UnitKind
from bot.privacy.purpose_choices import CONSENT_VERSION
from bot.reports.models import CountName
from bot.schedule.demo_year.counts import LateCounts
from bot.schedule.demo_year.moments import Year
from bot.schedule.demo_year.rows import RowWriter

MARK = "mau"
"""Stands as the phone of every invented person and before every invented address."""
ACCOUNTS = ("zalo-oa", "telegram", "webchat", "zalo-bot")
ACCOUNT_WEIGHTS = (45, 25, 18, 12)
WITH_CHAT = 0.3  # of the persons
SECOND_CHAT = 0.06  # of those with one
PLACED = 0.93  # chats whose village is known
CONSENTED, DECLINED, BLOCKED, STOPPED = 0.82, 0.05, 0.03, 0.02
LANES = 9
WEAK_VILLAGE = "ap-12"
"""Lies behind the others, for the radar to find: few chats, nobody called on; see `outreach`."""
LEFT_OUT = 0.8  # of the weak village's persons have no chat, whoever else has one


@dataclass(slots=True)
class Resident:
    """One chat of a resident."""

    id: int
    account: str
    person_id: int
    unit_id: int | None
    since: datetime
    seen_at: datetime
    reach: str  # as a recipient's: "" can be reached
    has_open_ticket: bool = False


@dataclass(frozen=True, slots=True)
class Helper:
    """A member of the team, an officer or an approver, with their chat."""

    person_id: int
    contact_id: int
    name: str
    unit_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Commune:
    """The commune that the year is invented for."""

    unit: Unit
    villages: list[Unit]
    helpers: list[Helper]

    def list_members(self, unit_id: int | None) -> list[Helper]:
        """Return the team of a village; of an unknown one everybody's."""
        kinds = (RoleKind.MEMBER, RoleKind.LEADER)
        members = [helper for helper in self.helpers if helper.kind in kinds]
        return [helper for helper in members if helper.unit_id == unit_id] or members

    def get_weak_id(self) -> int | None:
        """Return the id of the village that lies behind, if the commune has it."""
        return next((unit.id for unit in self.villages if unit.code == WEAK_VILLAGE), None)

    def get_helper(self, kind: RoleKind) -> Helper:
        """Return the first helper with a role."""
        return next(helper for helper in self.helpers if helper.kind == kind)


def make_commune(session: Session, rows: RowWriter, year: Year, unit: Unit) -> Commune:
    """Return the commune with its villages; its team gets a chat each."""
    query = select(Unit).where(Unit.parent_id == unit.id, Unit.kind == UnitKind.VILLAGE)
    villages = list(session.exec(query.order_by(col(Unit.code))))
    ids = [unit.id, *(village.id for village in villages)]
    roles = session.exec(
        select(Role, Person)
        .join(Person, col(Person.id) == Role.person_id)
        .where(col(Role.unit_id).in_(ids))
        .order_by(col(Role.id))
    ).all()
    begin = year.at(year.first, datetime.min.time())
    helpers = []
    for role, person in roles:
        contact_id = rows.add(
            "contact",
            **_chat("telegram", f"{MARK}-to-{person.id}", begin, year.now),
            person_id=person.id,
            name=person.name,
            unit_id=role.unit_id,
            consented_at=begin,
            refused="",
            consent_version=CONSENT_VERSION,
            consent_asked=CONSENT_VERSION,
        )
        helpers.append(Helper(person.id, contact_id, person.name, role.unit_id, role.kind))
    return Commune(unit, villages, helpers)


def _chat(account: str, address: str, since: datetime, seen_at: datetime) -> dict[str, object]:
    return {
        "account": account,
        "address": address,
        "created_at": since,
        "seen_at": seen_at,
        "greeted_at": since,
        "offered": [],
        "lists": [],
    }


def make_residents(
    rows: RowWriter, rng: Random, year: Year, commune: Commune, late: LateCounts, *, persons: int
) -> list[Resident]:
    """Add households, persons and chats; returns the chats, the oldest first."""
    weights = [rng.uniform(0.6, 1.5) for _ in commune.villages]
    people: list[tuple[int, int]] = []  # person, unit
    households: Counter[int] = Counter()
    while len(people) < persons:
        unit = rng.choices(commune.villages, weights)[0]
        size = min(rng.choice((1, 2, 3, 4, 4, 5, 6)), persons - len(people))
        people += _add_household(rows, rng, unit, size)
        households[unit.id] += 1
        rows.flush_many()
    for unit in commune.villages:
        unit.households_count, unit.counted_on = households[unit.id] or None, year.first
    weak_id = commune.get_weak_id()
    owners = [person for person in people if person[1] != weak_id or rng.random() > LEFT_OUT]
    owners = rng.sample(owners, min(round(persons * WITH_CHAT), len(owners)))
    owners += rng.sample(owners, round(len(owners) * SECOND_CHAT))
    dates = sorted(year.pick() for _ in owners)
    residents = []
    for number, (since, (person_id, unit_id)) in enumerate(zip(dates, owners, strict=True)):
        account = rng.choices(ACCOUNTS, ACCOUNT_WEIGHTS)[0]
        place = unit_id if rng.random() < PLACED else None
        residents.append(_add_resident(rows, rng, account, number, person_id, place, since))
        if place is not None:
            late.add(CountName.LINKED, place, since)
        rows.flush_many()
    return residents


def _add_household(rows: RowWriter, rng: Random, unit: Unit, size: int) -> list[tuple[int, int]]:
    household_id = rows.add(
        "household",
        unit_id=unit.id,
        label=invent_name(rng),
        year=str(rng.randint(1940, 1995)),
        address=texts.YEAR_ADDRESS.format(lane=rng.randint(1, LANES), house=rng.randint(1, 90)),
    )
    return [
        (
            rows.add("person", name="", phone=MARK, unit_id=unit.id, household_id=household_id),
            unit.id,
        )
        for _ in range(size)
    ]


def _add_resident(
    rows: RowWriter,
    rng: Random,
    account: str,
    number: int,
    person_id: int,
    unit_id: int | None,
    since: datetime,
) -> Resident:
    luck = rng.random()
    agreed = luck < CONSENTED and unit_id is not None
    declined = CONSENTED <= luck < CONSENTED + DECLINED
    fate = rng.random()
    blocked, stopped = fate < BLOCKED, BLOCKED <= fate < BLOCKED + STOPPED
    contact_id = rows.add(
        "contact",
        **_chat(account, f"{MARK}-{number}", since, since),
        person_id=person_id,
        name=invent_name(rng) if agreed else "",
        unit_id=unit_id,
        consented_at=since + timedelta(minutes=1) if agreed else None,
        declined_at=since if declined else None,
        unreachable_since=since + timedelta(days=30) if blocked else None,
        stopped_at=since if stopped else None,
        refused=Purpose.NOTICES if stopped else "",
        consent_version=CONSENT_VERSION if agreed else "",
        consent_asked=CONSENT_VERSION if agreed else "",
    )
    if agreed:
        _add_consents(rows, contact_id, since, has_stopped=stopped)
    reach = "blocked" if blocked else "stopped" if stopped else ""
    return Resident(contact_id, account, person_id, unit_id, since, since, reach)


def _add_consents(rows: RowWriter, contact_id: int, since: datetime, *, has_stopped: bool) -> None:
    """Add the consent to every purpose; who wants no announcements has taken that one back."""
    for purpose in Purpose:
        is_over = has_stopped and purpose is Purpose.NOTICES
        rows.add(
            "consent",
            contact_id=contact_id,
            purpose=purpose,
            version=CONSENT_VERSION,
            given_at=since + timedelta(minutes=1),
            withdrawn_at=since + timedelta(minutes=2) if is_over else None,
        )


def invent_name(rng: Random) -> str:
    """Return a name that nobody bears; many bear the same."""
    names = (texts.YEAR_FAMILY_NAMES, texts.YEAR_MIDDLE_NAMES, texts.YEAR_GIVEN_NAMES)
    return " ".join(rng.choice(words) for words in names)
