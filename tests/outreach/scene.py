"""A commune of two villages with volunteers and households, for tests of outreach."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, select

from bot.core.policy import POLICY
from bot.outreach import visits
from bot.outreach.models import HomeVisitOutcome
from bot.outreach.visits import RecordedVisit, VisitReport
from bot.people.actor import Actor, Hand
from bot.people.models import Household, Person, Role, RoleKind
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit
from bot.reports.models import DailyCount
from tests.conftest import ObedientClock

TODAY = date(2026, 11, 23)
HEADS = (
    ("Nguyễn Thị Tư", "ngõ 2, nhà 5"),
    ("Trần Văn Bảy", "ngõ 1, nhà 3"),
    ("Lê Thị Tư", "ngõ 10, nhà 1"),
    ("Phạm Văn Chín", ""),
)


@dataclass(frozen=True)
class Village:
    """Who and what is in the village "v1"; another commune has the village "y1"."""

    member: Actor
    other_member: Actor
    leader: Actor
    officer: Actor
    stranger: Actor  # an officer of another commune
    committee: Actor
    houses: dict[str, int]
    unit_id: int


def build(session: Session) -> Village:
    """Create it."""
    upsert_unit(session, "p", "Tỉnh Mẫu", UnitKind.PROVINCE, parent=None)
    units = {}
    for code, name, kind, parent in (
        ("x", "Xã Mẫu", UnitKind.COMMUNE, "p"),
        ("v1", "Thôn 1", UnitKind.VILLAGE, "x"),
        ("v2", "Thôn 2", UnitKind.VILLAGE, "x"),
        ("y", "Xã Khác", UnitKind.COMMUNE, "p"),
        ("y1", "Thôn Khác", UnitKind.VILLAGE, "y"),
    ):
        upsert_unit(session, code, name, kind, parent=get_unit(session, parent))
        units[code] = get_unit(session, code)
    houses = {}
    for label, address in HEADS:
        household = Household(unit_id=units["v1"].id, label=label, address=address)
        session.add(household)
        session.flush()
        houses[label] = household.id
    return Village(
        _act(session, "Hoa", units["v1"], RoleKind.MEMBER),
        _act(session, "Tuấn", units["v1"], RoleKind.MEMBER),
        _act(session, "Lan", units["v1"], RoleKind.LEADER),
        _act(session, "Minh", units["x"], RoleKind.OFFICER),
        _act(session, "Khách", units["y"], RoleKind.OFFICER),
        _act(session, "Xem", units["x"], RoleKind.COMMITTEE),
        houses,
        units["v1"].id,
    )


def _act(session: Session, name: str, unit: Unit, kind: RoleKind) -> Actor:
    person = Person(name=name, unit_id=unit.id)
    session.add(person)
    session.flush()
    session.add(Role(person_id=person.id, unit_id=unit.id, kind=kind))
    session.flush()
    return Actor(person.id, unit.path, kind, Hand.CHAT)


def _visit(
    session: Session,
    village: Village,
    head: str,
    outcome: HomeVisitOutcome,
    clock: ObedientClock,
    **told: Any,
) -> RecordedVisit:
    """Record a visit of today, unless `visited_on` says otherwise; also `key` and `actor`."""
    who, day = told.pop("actor", village.member), told.pop("visited_on", TODAY)
    key = told.pop("key", f"{head}:{outcome}:{day}:{who.person_id}")
    report = VisitReport(village.houses[head], day, outcome, **told)
    return visits.record_visit(session, report, key=key, actor=who, now=clock.now, policy=POLICY)


visit: Callable[..., RecordedVisit] = _visit


def read_counts(session: Session) -> dict[tuple[str, str, date], int]:
    """Return the counters of the village that are not zero, by name, detail and day."""
    unit_id = get_unit(session, "v1").id
    rows = session.exec(select(DailyCount).where(DailyCount.unit_id == unit_id))
    return {(row.name, row.detail, row.day): row.count for row in rows if row.count}
