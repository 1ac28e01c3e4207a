"""Every page of the console in a commune of 30,000 persons and an invented year: time of the
server, statements, size. The liveness endpoint in the same run is the baseline: read the ratios.

BENCH_PERSONS makes the commune smaller.
"""

import asyncio
import os
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot.broadcasts.models import Broadcast
from bot.classes.models import ClassSession
from bot.console import OPEN, list_routes
from bot.core import upgrade
from bot.core.clock import utc_now
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.faq.knowledge_base import KnowledgeBase
from bot.people.models import RoleKind
from bot.polls.models import Poll
from bot.reactions import open_database
from bot.schedule.demo_year.fill import Plan, fill_year
from bot.tickets.models import Ticket
from tests.conftest import DATA
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene, Visitor
from tests.journeys.bot import Bot

PERSONS = int(os.environ.get("BENCH_PERSONS", "30000"))
ROUNDS = 20
TARGET = 150  # ms of the server, the 95th percentile
ROWS: dict[str, Any] = {
    "tickets": Ticket,
    "broadcasts": Broadcast,
    "polls": Poll,
    "classes": ClassSession,
}


def main() -> None:
    """Measure and print the table."""
    asyncio.run(_measure_all())


async def _measure_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{folder}/console.db")
        upgrade.upgrade_database(db)
        shelf = KnowledgeBase(DATA, today=datetime.now(UTC).date())
        topics = tuple(shelf.shipped.topics.values())
        plan = Plan(DATA / "demo", topics, PERSONS, POLICY)
        began = time.monotonic()
        await db.write(lambda session: fill_year(session, plan, now=utc_now()))
        print(f"{PERSONS:,} persons filled in {time.monotonic() - began:.0f} s")
        files = Path(folder) / "files"
        async with (
            Bot.started(db, shelf, utc_now, demo=DATA / "demo", files=files) as bot,
            ConsoleScene.open(bot) as scene,
        ):
            await _print_table(scene, db)
        db.close()


async def _print_table(scene: ConsoleScene, db: Database) -> None:
    officer = await scene.sign_in(RoleKind.OFFICER)
    baseline = await _time_page(officer, "/healthz")
    print(f"baseline /healthz: median {baseline[0]:.1f} ms, p95 {baseline[1]:.1f} ms")
    print(f"{'page':44}{'median':>8}{'p95':>8}{'ratio':>7}{'queries':>9}{'kB':>6}")
    slow = []
    for path in await db.read(_list_paths):
        median, p95, size = await _time_page(officer, path)
        count = len(await list_queries(officer, path))
        ratio = median / baseline[0]
        print(f"{path:44}{median:8.1f}{p95:8.1f}{ratio:7.1f}{count:9}{size / 1000:6.0f}")
        if p95 > TARGET:
            slow.append(path)
    print(f"over {TARGET} ms: {', '.join(slow) or 'none'}")


def _list_paths(session: Session) -> list[str]:
    """Return the pages: those that need no row, and those of the newest row of each kind."""
    ids = {
        noun: session.exec(select(model.id).order_by(col(model.id).desc())).first()
        for noun, model in ROWS.items()
    }
    paths = []
    for route in list_routes():
        noun = route.path.removeprefix("/console/").partition("/")[0]
        if route.method != "GET" or route.name in OPEN:
            continue
        path = route.path.replace("{id}", str(ids.get(noun) or ""))
        if ("{" not in path and not path.endswith(("/", "/live"))) or path == "/console/":
            paths.append(path)
    return paths


async def _time_page(visitor: Visitor, path: str) -> tuple[float, float, int]:
    """Return median and 95th percentile in ms, and the page's size in bytes."""
    times, size = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = await visitor.get(path)
        times.append((time.perf_counter() - began) * 1000)
        size = len(answer.body)
    return statistics.median(times), sorted(times)[int(ROUNDS * 0.95) - 1], size


if __name__ == "__main__":
    main()
