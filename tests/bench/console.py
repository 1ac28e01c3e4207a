"""Every page of the console in a commune of 30,000 persons and an invented year: the server's time,
statements, size. The page of signing in, which asks nothing of the database, is the baseline of the
same run: read the ratios.

BENCH_PERSONS makes the commune smaller; BENCH_DATABASE names a file that `bot demo fill --year` has
filled (a copy is measured); BENCH_PAGES measures the paths with these words only.
"""

import asyncio
import gc
import os
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, func, select

from bot.broadcasts.models import Broadcast
from bot.classes.models import ClassSession
from bot.console import OPEN, list_routes
from bot.core import upgrade
from bot.core.clock import utc_now
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.faq.knowledge_base import KnowledgeBase
from bot.messages.history import Message
from bot.people.models import Contact, Household, Person, Role, RoleKind
from bot.people.units import Unit, UnitKind
from bot.polls.models import Poll
from bot.reactions import open_database
from bot.schedule.demo_year.fill import Plan, fill_year
from bot.tickets.models import Ticket
from tests.conftest import DATA
from tests.console.queries import collect_statements
from tests.console.scene import ConsoleScene, Visitor
from tests.journeys.bot import Bot

PERSONS = int(os.environ.get("BENCH_PERSONS", "30000"))
READY = os.environ.get("BENCH_DATABASE", "")
ONLY = os.environ.get("BENCH_PAGES", "")
ROUNDS = 20
MAX_MS, MAX_QUERIES, MAX_KB = 150, 12, 100
BASELINE = "/console/sign-in"
# The newest row of each kind stands for all of its pages.
ROWS: dict[str, Any] = {
    "/console/tickets/{id}": Ticket,
    "/console/broadcasts/{id}": Broadcast,
    "/console/polls/{id}": Poll,
    "/console/classes/{id}": ClassSession,
    "/console/people/households/{id}": Household,
    "/console/people/{id}": Contact,
}
# What an officer asks of a list: another tab, a search, a period.
ASKED = (
    "/console/tickets?tab=helping",
    "/console/tickets?tab=late",
    "/console/tickets?tab=closed",
    "/console/tickets?q=vneid",
    "/console/tickets?q=khong+co+tu+nay",
    "/console/people?q=nguyen",
    "/console/people/households?q=nguyen",
    "/console/reports?period=year",
    "/console/tickets?counted=resolved&since=2026-01-01&until=2026-12-31",
    "/console/classes?counted=held&since=2026-01-01&until=2026-12-31",
    "/console/answers?days=90",
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one page costs: milliseconds by the clock and of this process, statements, bytes."""

    path: str
    median: float
    p95: float
    cpu: float  # the 95th percentile, with that of the client, which is in the same process
    queries: int
    size: int
    is_page: bool  # not a file to print

    def list_faults(self) -> list[str]:
        """Return which limits it breaks."""
        limits = (
            (self.cpu > MAX_MS, f"{self.cpu:.0f} ms"),
            (self.queries > MAX_QUERIES, f"{self.queries} queries"),
            (self.is_page and self.size > MAX_KB * 1000, f"{self.size / 1000:.0f} kB"),
        )
        return [words for is_over, words in limits if is_over]


def main() -> None:
    """Measure and print the table."""
    asyncio.run(_measure_all())


async def _measure_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        if READY:
            shutil.copyfile(READY, f"{folder}/console.db")
        db = open_database(f"sqlite:///{folder}/console.db")
        upgrade.upgrade_database(db)
        shelf = KnowledgeBase(DATA, today=datetime.now(UTC).date())
        if not READY:
            await _fill(db, shelf)
        async with (
            Bot.started(db, shelf, utc_now, demo=None, files=Path(folder) / "files") as bot,
            ConsoleScene.open(bot) as scene,
        ):
            # As the service does at its start: else collections go through the loaded knowledge,
            # and pages that make many objects pay for it.
            gc.collect()
            gc.freeze()
            print(await db.read(_describe_size))
            await _print_table(scene, await db.read(_list_paths))
        db.close()


async def _fill(db: Database, shelf: KnowledgeBase) -> None:
    topics = tuple(shelf.shipped.topics.values())
    plan = Plan(DATA / "demo", topics, PERSONS, POLICY)
    began = time.monotonic()
    await db.write(lambda session: fill_year(session, plan, now=utc_now()))
    print(f"filled in {time.monotonic() - began:.0f} s")


def _describe_size(session: Session) -> str:
    tables: tuple[Any, ...] = (Person, Contact, Message, Ticket)
    counts = (session.exec(select(func.count()).select_from(table)).one() for table in tables)
    names = ("persons", "contacts", "messages", "tickets")
    return ", ".join(f"{count:,} {name}" for count, name in zip(counts, names, strict=True))


async def _print_table(scene: ConsoleScene, paths: list[str]) -> None:
    officer = await scene.sign_in(RoleKind.OFFICER)
    baseline = await _measure(scene.stranger(), BASELINE)
    print(f"\n{'page':46}{'median':>8}{'p95':>7}{'CPU p95':>9}{'ratio':>7}{'queries':>9}{'kB':>6}")
    over = []
    for path in paths:
        if ONLY not in path:
            continue
        cost = await _measure(officer, path)
        ratio = cost.median / baseline.median
        print(
            f"{cost.path:46}{cost.median:8.1f}{cost.p95:7.1f}{cost.cpu:9.1f}{ratio:7.1f}"
            f"{cost.queries:9}{cost.size / 1000:6.0f}"
        )
        if faults := cost.list_faults():
            over.append(f"  {path}: {', '.join(faults)}")
    print(
        f"over {MAX_MS} ms CPU, {MAX_QUERIES} queries or {MAX_KB} kB:", *over or ["none"], sep="\n"
    )


def _list_paths(session: Session) -> list[str]:
    """Return the pages: those that need no row, those of the newest row of each kind, and lists
    with what is asked of them.
    """
    fills = {pattern: _find_newest(session, model) for pattern, model in ROWS.items()}
    member = select(Role.person_id).where(Role.kind == RoleKind.OFFICER)
    village = select(Unit.id).where(Unit.kind == UnitKind.VILLAGE).order_by(col(Unit.id))
    fills["/console/teams/people/{id}"] = session.exec(member).first() or 0
    fills["/console/teams/{id}"] = session.exec(village).first() or 0
    paths = []
    for route in list_routes():
        if route.method != "GET" or route.name in OPEN or route.path.endswith("/live"):
            continue
        path = route.path.replace("{topic}", "vneid-quen-mat-khau")
        for pattern, row_id in fills.items():
            if path.startswith(pattern):
                path = path.replace("{id}", str(row_id))
        if "{" not in path:
            paths.append(path)
    return [*paths, *ASKED]


def _find_newest(session: Session, model: Any) -> int:
    return session.exec(select(func.max(model.id))).one() or 0


async def _measure(visitor: Visitor, path: str) -> Cost:
    """Open a page many times; the fewest statements, for senders may wake beside it."""
    times, cpu, queries = [], [], []
    for _ in range(3):
        answer = await visitor.get(path)  # its template is compiled, its rows are in memory
    for _ in range(ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        with collect_statements() as statements:
            answer = await visitor.get(path)
        cpu.append((time.process_time() - worked) * 1000)
        times.append((time.perf_counter() - began) * 1000)
        queries.append(len(statements))
    if answer.status != 200:
        path = f"{path} [{answer.status}]"
    return Cost(
        path,
        statistics.median(times),
        _percentile_95(times),
        _percentile_95(cpu),
        min(queries),
        len(answer.body),
        answer.headers.get("Content-Type", "").startswith("text/html"),
    )


def _percentile_95(values: list[float]) -> float:
    return sorted(values)[int(ROUNDS * 0.95) - 1]


if __name__ == "__main__":
    main()
