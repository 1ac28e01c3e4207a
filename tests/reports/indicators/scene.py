"""A commune with two villages, its counters, and a small set of indicators."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import Session

from bot.people.actor import Actor, Hand
from bot.people.models import Person, RoleKind
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit
from bot.reports.indicators.definitions import IndicatorSet
from bot.reports.indicators.files import load_indicator_set
from bot.reports.indicators.service import Place, ValueEntry
from bot.reports.indicators.spans import SpanKind, read_span
from bot.reports.models import CountName, DailyCount

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SET = """
key = "mau"
name = "Bộ mẫu"
basis = "Văn bản mẫu"
checked_on = 2026-11-30
period = "month"
total = 50

[[group]]
code = "g1"
name = "Nhóm một"
points = 40

[[group.indicator]]
code = "1"
name = "Gửi tới"
definition = "Phần người được gửi."
unit = "%"
formula = 'count("delivered") ÷ count("addressed")'
target = 80
points = 10

[[group.indicator]]
code = "2"
name = "Lượt học trên 100 hộ"
definition = "Lượt học trên 100 hộ."
unit = "lượt/100 hộ"
formula = '100 × count("attended") ÷ base("households")'
target = 10
points = 10

[[group.indicator]]
code = "3"
name = "Hộ có mạng"
definition = "Phần hộ có mạng."
unit = "%"
entered = true
target = 90
points = 10

[[group.indicator]]
code = "4"
name = "Có kế hoạch"
definition = "Xã có kế hoạch của năm."
unit = "có/không"
entered = true
points = 10
period = "year"

[[group]]
code = "g2"
name = "Nhóm hai"
points = 10

[[group.indicator]]
code = "5"
name = "Hài lòng"
definition = "Phần lượt từ 4 sao."
unit = "%"
formula = 'count("rating", "4..5") ÷ count("rating")'
target = 90
points = 10
"""
COUNTS = (
    ("ap-1", date(2026, 11, 5), CountName.DELIVERED, "", 60),
    ("ap-1", date(2026, 11, 5), CountName.ADDRESSED, "", 100),
    ("ap-2", date(2026, 11, 23), CountName.DELIVERED, "", 40),
    ("ap-2", date(2026, 11, 23), CountName.ADDRESSED, "", 50),
    ("xa", date(2026, 11, 2), CountName.ATTENDED, "", 6),
    ("ap-1", date(2026, 11, 3), CountName.ATTENDED, "", 24),
    ("ap-1", date(2026, 11, 3), CountName.RATING, "5", 3),
    ("ap-1", date(2026, 11, 3), CountName.RATING, "2", 1),
    ("ap-2", date(2026, 11, 3), CountName.RATING, "4", 6),
    # 10/2026: up to the 23rd counts beside November that is not over.
    ("ap-1", date(2026, 10, 23), CountName.DELIVERED, "", 10),
    ("ap-1", date(2026, 10, 23), CountName.ADDRESSED, "", 40),
    ("ap-1", date(2026, 10, 24), CountName.DELIVERED, "", 30),
    ("ap-1", date(2026, 10, 24), CountName.ADDRESSED, "", 40),
    # Another commune's are never seen.
    ("hl-1", date(2026, 11, 5), CountName.DELIVERED, "", 1),
    ("hl-1", date(2026, 11, 5), CountName.ADDRESSED, "", 1000),
)


def make_set(folder: Path) -> IndicatorSet:
    """The set, out of a file."""
    path = folder / "mau.toml"
    path.write_text(SET, encoding="utf-8")
    return load_indicator_set(path)


def plant(session: Session) -> None:
    """The units, two officers, numbers of households, counters."""
    for code, kind, parent in (
        ("tinh", UnitKind.PROVINCE, ""),
        ("xa", UnitKind.COMMUNE, "tinh"),
        ("hl", UnitKind.COMMUNE, "tinh"),
        ("ap-1", UnitKind.VILLAGE, "xa"),
        ("ap-2", UnitKind.VILLAGE, "xa"),
        ("hl-1", UnitKind.VILLAGE, "hl"),
    ):
        above = get_unit(session, parent) if parent else None
        upsert_unit(session, code, f"Nơi {code}", kind, parent=above)
    for code, households in (("ap-1", 120), ("ap-2", 80)):
        unit = get_unit(session, code)
        unit.households_count, unit.counted_on = households, date(2026, 6, 30)
    session.add(Person(name="Cán Bộ Mẫu", phone="0900000901"))
    for code, day, name, detail, count in COUNTS:
        unit_id = get_unit(session, code).id
        session.add(DailyCount(unit_id=unit_id, day=day, name=name, detail=detail, count=count))


def act(unit: Unit, role: RoleKind | None = RoleKind.OFFICER) -> Actor:
    """Somebody with a role in a unit."""
    return Actor(1, unit.path, role, Hand.CONSOLE)


def locate(
    session: Session, indicator_set: IndicatorSet, code: str, period: str = "", unit: str = "xa"
) -> Place:
    """Which indicator is meant."""
    indicator = indicator_set.indicators[code]
    span = read_span(SpanKind(indicator.period), period, today=TODAY)
    return Place(get_unit(session, unit), indicator_set, indicator, span)


def write_entry(value: float | None, **more: object) -> ValueEntry:
    """What an officer types."""
    values: dict[str, object] = {"source": "Báo cáo 45", "measured_on": TODAY}
    return ValueEntry(value, **(values | more))  # type: ignore[arg-type]
