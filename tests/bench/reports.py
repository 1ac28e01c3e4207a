"""Reports on both databases: a month of a commune of 30,000 persons with a year behind it, and a
province of 130 such communes whose counters are planted directly.

The baseline of each table is one count over the counters of the period: read the ratios. The
province's days tell what the sums by month save. BENCH_PERSONS makes the commune smaller,
BENCH_DATABASE=sqlite or postgresql measures one of the two.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlmodel import Session, SQLModel

from bot.core import upgrade
from bot.core.db import Database
from bot.core.dialects import dialect_name
from bot.core.policy import POLICY
from bot.documents.office_files import write_docx, write_pdf
from bot.faq.knowledge_files import load_knowledge
from bot.people.actor import OPERATOR
from bot.people.units import Unit, UnitKind, get_unit
from bot.reactions import open_database
from bot.reports import league as leagues
from bot.reports.files import load_report_file, write_report_file
from bot.reports.heat import load_heat
from bot.reports.office_report import load_office_report, make_report_document
from bot.reports.periods import Period, compare_period, month_of, year_of
from bot.reports.queries import list_topics, load_report
from bot.reports.radar import load_radar
from bot.reports.recognition import load_recognition
from bot.reports.recount import recount_days, sum_months_again
from bot.reports.sheets import load_sheet
from bot.schedule.demo_year.fill import Plan, fill_year
from tests.conftest import DATA
from tests.postgres import Server

PERSONS = int(os.environ.get("BENCH_PERSONS", "30000"))
ONLY = os.environ.get("BENCH_DATABASE", "")
COMMUNES, VILLAGES = 130, 12
ROUNDS = 5
NOW = datetime(2026, 12, 31, 10, 0, tzinfo=UTC)
NOVEMBER = month_of(date(2026, 11, 5))
YEAR = year_of(NOVEMBER.first)
MOST_OF_COMMUNE, MOST_OF_PROVINCE = 2.0, 5.0  # seconds
DAILY = SQLModel.metadata.tables["daily_count"]
# What is counted in a village on a day, as often as the invented year counts it.
TEMPLATE = (
    *(("answered", f"topic-{number}", 1) for number in range(5)),
    ("choices", "", 1),
    ("missed", "", 1),
    ("helped", "topic-1", 1),
    ("ticket_opened", "", 1),
    ("ticket_taken", "", 1),
    ("ticket_resolved", "", 1),
    ("first_response", "5", 1),
    ("rating", "5", 1),
    ("linked", "", 1),
    ("face_to_face", "", 1),
    ("step_shown", "topic-1#1", 1),
    ("step_stuck", "topic-1#2", 1),
    ("addressed", "", 30),
    ("delivered", "", 28),
)
DAYS_OF_POSTGRESQL = (
    "SELECT generate_series(DATE '2026-01-01', DATE '2026-12-31', INTERVAL '1 day')::date AS day"
)
DAYS_OF_SQLITE = (
    "WITH RECURSIVE some(day) AS (SELECT '2026-01-01' UNION ALL"
    " SELECT date(day, '+1 day') FROM some WHERE day < '2026-12-31') SELECT day FROM some"
)
Read = Callable[[Session], object]


def main() -> None:
    """Measure and print the tables."""
    if ONLY != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_measure(f"sqlite:///{folder}/reports.db", "SQLite"))
    if ONLY == "sqlite":
        return
    server = Server()
    try:
        asyncio.run(_measure(server.create("reports"), "PostgreSQL"))
    finally:
        server.stop()


async def _measure(url: str, label: str) -> None:
    db = open_database(url)
    upgrade.upgrade_database(db)
    topics = tuple(load_knowledge(DATA).topics.values())
    began = time.monotonic()
    plan = Plan(Path(DATA) / "demo", topics, PERSONS, POLICY)
    await db.write(fill_year, plan, now=NOW)
    counters = await db.read(_count_counters, Period(date(2026, 1, 1), date(2026, 12, 31)))
    spent = time.monotonic() - began
    print(f"\n{label}: a commune of {PERSONS:,} persons, {counters:,} counters, in {spent:.0f} s")
    await _print_times(db, _list_commune_reads(), NOVEMBER, MOST_OF_COMMUNE)
    began = time.monotonic()
    await db.write(lambda session: recount_days(session, NOVEMBER))
    print(f"{'counting a month again from its rows':44}{time.monotonic() - began:9.2f}")
    began = time.monotonic()
    await db.write(_plant_province)
    counters = await db.read(_count_counters, YEAR)
    spent = time.monotonic() - began
    print(f"\n{label}: {COMMUNES} communes, {counters:,} counters a year, in {spent:.0f} s")
    await _print_times(db, _list_province_reads(), NOVEMBER, MOST_OF_PROVINCE)
    db.close()


def _count_counters(session: Session, period: Period) -> int:
    during = DAILY.c.day.between(period.first, period.last)
    return session.connection().execute(select(func.count()).where(during)).scalar_one()


async def _print_times(
    db: Database, reads: list[tuple[str, Read]], period: Period, most: float
) -> None:
    baseline = await _time(db, lambda session: _count_counters(session, period))
    print(f"{'baseline: a count over the month':44}{baseline:9.3f}")
    print(f"{'':44}{'seconds':>9}{'ratio':>8}   wanted ≤ {most:.0f} s")
    for name, read in reads:
        seconds = await _time(db, read)
        verdict = "" if seconds <= most else "   TOO SLOW"
        print(f"{name:44}{seconds:9.3f}{seconds / baseline:8.1f}{verdict}")


async def _time(db: Database, read: Read) -> float:
    """Return the median of some rounds in seconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await db.read(read)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _list_commune_reads() -> list[tuple[str, Read]]:
    compared = compare_period(NOVEMBER)
    given: dict[str, Any] = {"actor": OPERATOR, "policy": POLICY, "now": NOW}

    def commune(session: Session) -> Unit:
        return get_unit(session, "an-phu")

    def write_office(session: Session, write: Callable[[Any], bytes]) -> bytes:
        report = load_office_report(session, compared, unit=commune(session), **given)
        return write(make_report_document(report, on=NOW.date()))

    def write_book(session: Session) -> bytes:
        unit = commune(session)
        loaded = load_report_file(session, compared, actor=OPERATOR, unit=unit)
        topics = list_topics(session, NOVEMBER, actor=OPERATOR, unit=unit)
        return write_report_file(loaded, topics, {}, as_csv=False)

    def look(period: Period) -> Read:
        return lambda session: load_radar(session, commune(session), period, **given)

    return [
        ("figures by village and week", lambda s: load_report(s, NOVEMBER, actor=OPERATOR)),
        ("sheet", lambda s: load_sheet(s, compared, actor=OPERATOR, unit=commune(s))),
        ("radar of the month", look(NOVEMBER)),
        ("radar of the year", look(YEAR)),
        ("heat list", lambda s: load_heat(s, NOVEMBER, actor=OPERATOR, unit=commune(s))),
        ("recognition", lambda s: load_recognition(s, NOVEMBER, actor=OPERATOR, unit=commune(s))),
        ("report of the month as PDF", lambda s: write_office(s, write_pdf)),
        ("report of the month as Word", lambda s: write_office(s, write_docx)),
        ("report of the month as workbook", write_book),
        ("figures of the year by month", lambda s: load_report(s, YEAR, actor=OPERATOR)),
    ]


def _list_province_reads() -> list[tuple[str, Read]]:
    compared = compare_period(NOVEMBER)
    days = Period(date(2026, 11, 2), NOVEMBER.last)

    def province(session: Session) -> Unit:
        return get_unit(session, "tinh-lon")

    def rate(period: Period) -> Read:
        return lambda s: leagues.load_league(s, period, actor=OPERATOR, unit=province(s))

    def write_office(session: Session) -> bytes:
        report = load_office_report(
            session, compared, unit=province(session), actor=OPERATOR, policy=POLICY, now=NOW
        )
        return write_pdf(make_report_document(report, on=NOW.date()))

    def figures(period: Period) -> Read:
        return lambda s: load_report(s, period, actor=OPERATOR, unit=province(s))

    def sheet(session: Session) -> object:
        return load_sheet(session, compared, actor=OPERATOR, unit=province(session))

    def heat(session: Session) -> object:
        return load_heat(session, NOVEMBER, actor=OPERATOR, unit=province(session))

    return [
        ("league of the month", rate(NOVEMBER)),
        ("league of days, without the months", rate(days)),
        ("league of the year", rate(YEAR)),
        ("sheet of the month", sheet),
        ("report of the month as PDF", write_office),
        ("heat list of the month", heat),
        ("figures of the month by commune and week", figures(NOVEMBER)),
        ("figures of the year by commune and month", figures(YEAR)),
    ]


def _plant_province(session: Session) -> None:
    """Add a province, its communes and villages, and a year of counters of each village."""
    unit = SQLModel.metadata.tables["unit"]
    connection = session.connection()
    last = connection.execute(select(func.max(unit.c.id))).scalar_one()
    top = last + 1
    rows = [_unit(top, "tinh-lon", UnitKind.PROVINCE, None, f"/{top}/")]
    village_id = top + COMMUNES
    for number in range(1, COMMUNES + 1):
        commune = top + number
        path = f"/{top}/{commune}/"
        rows.append(_unit(commune, f"x-{number}", UnitKind.COMMUNE, top, path))
        for _ in range(VILLAGES):
            village_id += 1
            path_of_village = f"{path}{village_id}/"
            village = _unit(
                village_id, f"x-{number}-{village_id}", UnitKind.VILLAGE, commune, path_of_village
            )
            rows.append(village | {"households_count": 640, "counted_on": date(2026, 1, 1)})
    for row in rows:
        connection.execute(insert(unit), row)
    for name, detail, amount in TEMPLATE:
        connection.execute(
            text(_plant_sql(dialect_name(session))),
            {
                "first_id": village_id - COMMUNES * VILLAGES,
                "name": name,
                "detail": detail,
                "amount": amount,
            },
        )
    sum_months_again(session, YEAR)
    if dialect_name(session) == "postgresql":
        connection.execute(text("ANALYZE"))


def _unit(
    unit_id: int, code: str, kind: UnitKind, parent_id: int | None, path: str
) -> dict[str, Any]:
    return {
        "id": unit_id,
        "code": code,
        "name": f"Nơi {code}",
        "kind": kind,
        "parent_id": parent_id,
        "path": path,
        "aliases": [],
    }


def _plant_sql(dialect: str) -> str:
    """Return the statement that counts something in each village on each day of the year."""
    days = DAYS_OF_POSTGRESQL if dialect == "postgresql" else DAYS_OF_SQLITE
    return (
        "INSERT INTO daily_count (unit_id, day, name, detail, count)"
        f" SELECT unit.id, days.day, :name, :detail, :amount FROM unit CROSS JOIN ({days}) AS days"
        " WHERE unit.id > :first_id"
    )


if __name__ == "__main__":
    main()
