"""One message to many, on both databases: how fast it is staged and drained, what ten kills lose,
whether a reply passes it, what a hostile platform does to it, and two processes of which one dies.

python -m tests.bench.bulk [--small] [stage|million|drain|slow|kill|reply|faults|two|two-slow …]
"""

import asyncio
import json
import os
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import aiohttp
from sqlalchemy import func, insert
from sqlmodel import Session, SQLModel, col, select

from bot.broadcasts import sending, service, submission
from bot.broadcasts.models import Urgency
from bot.broadcasts.service import BroadcastDraft
from bot.core import upgrade
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.messages.content import Reply
from bot.notices import broadcast_sending
from bot.outbox import batches
from bot.outbox.dispatcher import LOOKAHEAD_SECONDS, MIN_IN_FLIGHT
from bot.outbox.models import Delivery
from bot.people import recipients
from bot.people.actor import OPERATOR
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.reactions import open_database
from tests.bench.served import Process, free_port, our_bot, post_all, update
from tests.postgres import Server

FIRST = 7_000_000  # the chats' ids
SMALL = "--small" in sys.argv
Answer = tuple[int, dict[str, object], float]  # status, what is wrong, seconds before it


class Crowd:
    """The Bot API with a clock: when each message was taken; `odd` may answer something else.

    As lean as can be, on the bare protocol: on two cores a web framework here would take from the
    bot what is to be measured.
    """

    def __init__(self, odd: Callable[[int, int], Answer | None] | None = None) -> None:
        self.taken: list[tuple[float, int]] = []  # seconds, chat
        self.asked = Counter[int]()
        self.reached = set[int]()
        self.odd = odd
        self.url = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Line(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()

    def heard(self) -> Counter[int]:
        """How often each chat heard something."""
        return Counter(chat for _, chat in self.taken)

    def rate(self) -> float:
        """Messages a second, without the first and the last second."""
        times = [at for at, _ in self.taken]
        inner = [at for at in times if times[0] + 1 <= at <= times[-1] - 1]
        return len(inner) / (times[-1] - times[0] - 2) if len(times) > 2 else 0.0

    def busiest(self) -> int:
        """The most messages within any one second."""
        times = sorted(at for at, _ in self.taken)
        most = start = 0
        for end, at in enumerate(times):
            while times[start] <= at - 1:
                start += 1
            most = max(most, end - start + 1)
        return most


class Line(asyncio.Protocol):
    """One connection of the bot's."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._got = bytearray()
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._got[:end]).lower()
            size = re.search(rb"content-length: (\d+)", head)
            whole = end + 4 + (int(size[1]) if size else 0)
            if len(self._got) < whole:
                return
            body = bytes(self._got[end + 4 : whole])
            del self._got[:whole]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        match = re.search(rb'chat_id"?[=:]\s*"?(\d+)', body)
        if b"sendmessage" not in head.split(b"\r\n", 1)[0] or match is None:
            me = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
            self._say(200, {"ok": True, "result": me if b"getme" in head else True})
            return
        chat = int(match[1])
        self._crowd.asked[chat] += 1
        odd = self._crowd.odd(chat, self._crowd.asked[chat]) if self._crowd.odd else None
        if odd is not None:
            status, wrong, wait = odd
            said = {"ok": False, "error_code": status, **wrong}
            asyncio.get_running_loop().call_later(wait, self._say, status, said)
            return
        self._crowd.taken.append((time.perf_counter(), chat))
        self._crowd.reached.add(chat)
        who = {"id": chat, "type": "private", "first_name": "A"}
        number = len(self._crowd.taken)
        self._say(200, {"ok": True, "result": {"message_id": number, "date": 1, "chat": who}})

    def _say(self, status: int, answer: dict[str, object]) -> None:
        if not self._transport.is_closing():
            body = json.dumps(answer).encode()
            head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
            self._transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


@dataclass(frozen=True)
class Base:
    """One database, upgraded, with so many residents of one village on Telegram."""

    url: str
    people: int


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database; closed again, so that a bot can have it."""
    db = open_database(url)
    upgrade.upgrade_database(db)
    try:
        yield db
    finally:
        db.close()


def run(db: Database, fn: Any, *given: Any) -> Any:
    """One transaction, from plain code."""
    # In a thread of its own: callers may be within a running event loop.
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: asyncio.run(db.write(fn, *given))).result()


def settle_in(session: Session, people: int) -> None:
    """A live commune of one village, and its residents."""
    now = datetime.now(UTC)
    upsert_unit(session, "x", "Xã X", UnitKind.COMMUNE, parent=None)
    get_unit(session, "x").live_since = now
    upsert_unit(session, "v", "Thôn V", UnitKind.VILLAGE, parent=get_unit(session, "x"))
    unit = get_unit(session, "v").id
    table = SQLModel.metadata.tables["contact"]
    for first in range(0, people, 20_000):
        rows = [
            {
                "account": "telegram",
                "address": str(FIRST + number),
                "name": "",
                "unit_id": unit,
                "created_at": now,
                "seen_at": now,
                "greeted_at": now,
                "offered": [],
                "digest": False,
            }
            for number in range(first, min(first + 20_000, people))
        ]
        session.execute(insert(table), rows)


def announce(session: Session, count: int = 1) -> None:
    """So many approved announcements to everybody, at once also at night."""
    unit, now = get_unit(session, "x"), datetime.now(UTC)
    for number in range(count):
        draft = BroadcastDraft(f"Tin số {number}: họp thôn.", "x", urgency=Urgency.URGENT)
        broadcast = service.create_draft(session, unit, draft, actor=OPERATOR, now=now)
        submission.submit_broadcast(session, broadcast, actor=OPERATOR, policy=POLICY, now=now)
        submission.approve_broadcast(session, broadcast, actor=OPERATOR, now=now)


def left(session: Session) -> Counter[str]:
    """How the deliveries stand, and how many of them may have arrived twice."""
    rows = session.exec(
        select(Delivery.status, func.count(col(Delivery.id))).group_by(Delivery.status)
    )
    counts = Counter({status: count for status, count in rows})
    doubtful = select(func.count(col(Delivery.id))).where(col(Delivery.uncertain))
    counts["uncertain"] = session.exec(doubtful).one()
    return counts


def bot_on(platform: Crowd, base: Base, folder: Path, rate: int) -> Process:
    """`bot run` on this database at this pace."""
    process = our_bot(platform, folder, free_port())
    process._environment |= {
        "BOT_DATABASE_URL": base.url,
        "BOT_TELEGRAM_RATE": str(rate),
        "BOT_DEMO": "0",
        "BOT_QUIET_HOURS": "03:00-03:00",
    }
    return process


async def until(happened: Callable[[], bool], seconds: float) -> bool:
    """Whether it happened in time."""
    ends = time.perf_counter() + seconds
    while not happened():
        if time.perf_counter() > ends:
            return False
        await asyncio.sleep(0.01)
    return True


@asynccontextmanager
async def drained(base: Base, folder: Path, rate: int, platform: Crowd) -> AsyncIterator[Process]:
    """A bot that sends; stopped hard at the end."""
    async with platform:
        process = bot_on(platform, base, folder, rate)
        await process.start()
        try:
            yield process
        finally:
            process.kill()


def stage(base: Base) -> str:
    """`stage_many` alone, in a process of its own so that its memory is its own."""

    def work() -> str:
        _, before = _memory()
        with opened(base.url) as db:
            began = time.perf_counter()
            staged = run(db, _stage_all)
            seconds = time.perf_counter() - began
        peak, _ = _memory()
        return f"{staged:,} in {seconds:.2f} s, peak {peak:.0f} MB (at start {before:.0f})"

    return _apart(work)


def million(base: Base) -> str:
    """Everybody of a province: what approval writes down, and what one look of the clock costs."""

    def work() -> str:
        with opened(base.url) as db:
            began = time.perf_counter()
            run(db, announce)
            frozen = time.perf_counter() - began
            run(db, begin)
            began = time.perf_counter()
            staged = run(db, look)
            looked = time.perf_counter() - began
        peak, _ = _memory()
        return (
            f"{base.people:,} written down in {frozen:.1f} s; {staged:,} of them staged in"
            f" {1000 * looked:.0f} ms; peak {peak:.0f} MB"
        )

    def begin(session: Session) -> int:
        return sending.begin_due(session, now=datetime.now(UTC))

    def look(session: Session) -> int:
        return broadcast_sending.stage_due(
            session, window=300, now=datetime.now(UTC), policy=POLICY
        )

    return _apart(work)


def _apart(work: Callable[[], str]) -> str:
    """Do it in a process of its own, so that its memory is its own; what it said."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.write(write, work().encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def _memory() -> tuple[float, float]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    now = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    return peak, now


def _stage_all(session: Session) -> int:
    now = datetime.now(UTC)
    batch = batches.open_batch(session, now=now)
    return batches.stage_deliveries(
        session, batch.id, recipients.select_recipients(), Reply("Họp thôn"), now=now
    )


async def drain(base: Base, folder: Path, rate: int, count: int) -> str:
    """Everything at one pace: what the platform counted."""
    with opened(base.url) as db:
        run(db, announce)
    platform = Crowd()
    async with drained(base, folder, rate, platform) as process:
        await until(lambda: len(platform.taken) > 0, 60)
        cpu, began = process.cpu, time.perf_counter()
        await until(lambda: len(platform.taken) >= count, 40 + 2 * count / rate)
        used = (process.cpu - cpu) / (time.perf_counter() - began)
    twice = sum(1 for n in platform.heard().values() if n > 1)
    return (
        f"{len(platform.taken):,} of {count:,} at {platform.rate():.1f}/s of {rate}/s"
        f" ({100 * platform.rate() / rate:.1f} %), {twice} twice, {100 * used:.0f} % of a core"
    )


async def kill(base: Base, folder: Path, count: int, kills: int) -> str:
    """kill −9 at random moments of a drain: nobody lost, few twice, those marked."""
    with opened(base.url) as db:
        run(db, announce)
    dice = random.Random(7)
    marks = sorted(dice.randrange(count // 50, count) for _ in range(kills))
    platform = Crowd()
    async with platform:
        process = bot_on(platform, base, folder, 1000)
        await process.start()
        for mark in marks:
            await until(lambda mark=mark: len(platform.taken) >= mark, 240)  # type: ignore[misc]
            process.kill()
            await process.start()
        await until(lambda: len(platform.reached) >= count, 400)
        await asyncio.sleep(15)
        process.kill()
    heard = platform.heard()
    twice = sum(1 for n in heard.values() if n > 1)
    with opened(base.url) as db:
        counts = run(db, left)
    may = MIN_IN_FLIGHT + int(1000 * LOOKAHEAD_SECONDS)
    return (
        f"{kills} kills: lost {count - len(heard)}, twice {twice} (at most {may} in flight each),"
        f" marked uncertain {counts['uncertain']}, left {counts['queued'] + counts['sending']}"
    )


async def reply(base: Base, folder: Path, samples: int) -> str:
    """How long a resident waits for an answer, idle and during a drain."""
    platform = Crowd()
    async with drained(base, folder, 1000, platform) as process:
        idle = await _answers(platform, process, samples, FIRST - 10_000)
    with opened(base.url) as db:
        run(db, announce)
    async with drained(base, folder, 500, platform) as process:
        await until(lambda: len(platform.taken) > samples + 200, 60)
        busy = await _answers(platform, process, samples, FIRST - 20_000)
        running = len(platform.taken)
    p95 = [1000 * sorted(one)[int(len(one) * 0.95)] for one in (idle, busy)]
    p50 = [1000 * statistics.median(one) for one in (idle, busy)]
    return (
        f"p50 {p50[0]:.0f} → {p50[1]:.0f} ms, p95 {p95[0]:.0f} → {p95[1]:.0f} ms"
        f" (+{p95[1] - p95[0]:.0f}) while {running:,} were sent at 500/s"
    )


async def _answers(platform: Crowd, process: Process, samples: int, first: int) -> list[float]:
    waits = []
    async with aiohttp.ClientSession() as session:
        for number in range(samples):
            chat = first + number
            before = time.perf_counter()
            await post_all(session, process.url, [update(chat, chat, "menu")])
            await until(lambda chat=chat: chat in {c for _, c in platform.taken[-400:]}, 20)  # type: ignore[misc]
            waits.append(time.perf_counter() - before)
            await asyncio.sleep(0.02)
    return waits


async def faults(base: Base, folder: Path, count: int, seconds: float) -> str:
    """403 on 1 in 100, a 429 that asks for a wait, then a while of 5xx and hung sockets."""
    state = {"began": 0.0, "told": 0}

    def odd(chat: int, tries: int) -> Answer | None:
        state["began"] = state["began"] or time.perf_counter()
        since = time.perf_counter() - state["began"]
        if chat % 100 == 0:
            return 403, {"description": "Forbidden: bot was blocked by the user"}, 0.0
        if since > 3 and not state["told"]:
            state["told"] = 1
            slow: dict[str, object] = {"parameters": {"retry_after": 5}, "description": "Wait"}
            return 429, slow, 0.0
        if 12 < since < 12 + seconds and tries < 3:
            hangs = chat % 10 == 1
            return 502, {"description": "Bad Gateway"}, 8.0 if hangs else 0.0
        return None

    with opened(base.url) as db:
        run(db, announce, 3)
    platform = Crowd(odd)
    wanted = 3 * (count - len([n for n in range(count) if (FIRST + n) % 100 == 0]))
    async with drained(base, folder, 1000, platform):
        done = await until(lambda: len(platform.taken) >= wanted, 60 + 4 * seconds + wanted / 100)
        await asyncio.sleep(3)
    twice = sum(1 for n in platform.heard().values() if n > 3)
    with opened(base.url) as db:
        counts = run(db, left)
    late = "" if done else " (time is up)"
    return (
        f"three announcements: {len(platform.taken):,} of {wanted:,} heard{late},"
        f" {twice} heard one twice, {counts['failed']} ended as blocked or failed,"
        f" left {counts['queued'] + counts['sending']}"
    )


async def two(base: Base, folder: Path, count: int, rate: int) -> str:
    """Two processes, one lane: the holder is killed, the other takes over."""
    with opened(base.url) as db:
        run(db, announce)
    platform = Crowd()
    async with platform:
        pair = [bot_on(platform, base, folder, rate) for _ in range(2)]
        for one in pair:
            await one.start()
        await until(lambda: len(platform.taken) >= count // 3, 120)
        pair[0].kill()
        killed = time.perf_counter()
        await until(lambda: len(platform.reached) >= count, 120 + count / rate)
        pair[1].kill()
    times = [at for at, _ in platform.taken]
    near = [killed, *(at for at in times if killed < at < killed + 40)]
    gap = max(after - before for before, after in pairwise(near))
    twice = sum(1 for n in platform.heard().values() if n > 1)
    most = platform.busiest()
    return (
        f"lost {count - len(platform.heard())}, twice {twice},"
        f" longest silence after the kill {gap:.1f} s, busiest second {most} of {rate}"
    )


class Bases:
    """Fresh databases of both kinds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Server()
        self._made = 0

    def fresh(self, kind: str, people: int) -> Base:
        """One with so many people."""
        self._made += 1
        if kind == "sqlite":
            url = f"sqlite:///{self.folder}/{self._made}.db"
        else:
            url = self.server.create(f"bulk{self._made}")
        with opened(url) as db:
            run(db, settle_in, people)
        return Base(url, people)


def main() -> None:
    """Print each figure on both databases."""
    asked = [one for one in sys.argv[1:] if not one.startswith("--")]
    many, some = (5_000, 2_000) if SMALL else (100_000, 20_000)
    with tempfile.TemporaryDirectory() as name:
        bases = Bases(Path(name))
        for kind in ("sqlite", "postgresql"):
            works: dict[str, Callable[[], str]] = {
                "stage": lambda kind=kind: stage(bases.fresh(kind, many)),  # type: ignore[misc]
                "million": lambda kind=kind: million(  # type: ignore[misc]
                    bases.fresh(kind, 10 * many if not SMALL else many)
                ),
                "drain": lambda kind=kind: asyncio.run(  # type: ignore[misc]
                    drain(bases.fresh(kind, some), bases.folder, 1000, some)
                ),
                "slow": lambda kind=kind: asyncio.run(  # type: ignore[misc]
                    drain(bases.fresh(kind, 1000), bases.folder, 25, 1000)
                ),
                "kill": lambda kind=kind: asyncio.run(  # type: ignore[misc]
                    kill(bases.fresh(kind, some), bases.folder, some, 3 if SMALL else 10)
                ),
                "reply": lambda kind=kind: asyncio.run(  # type: ignore[misc]
                    reply(bases.fresh(kind, some), bases.folder, 60)
                ),
                "faults": lambda kind=kind: asyncio.run(  # type: ignore[misc]
                    faults(
                        bases.fresh(kind, some // 4), bases.folder, some // 4, 10 if SMALL else 60
                    )
                ),
            }
            if kind == "postgresql":
                works["two"] = lambda: asyncio.run(
                    two(bases.fresh("postgresql", some), bases.folder, some, 500)
                )
                works["two-slow"] = lambda: asyncio.run(
                    two(bases.fresh("postgresql", 1000), bases.folder, 1000, 25)
                )
            for work in works:
                if not asked or work in asked:
                    print(f"{kind} {work}: {works[work]()}", flush=True)
        bases.server.stop()


if __name__ == "__main__":
    main()
