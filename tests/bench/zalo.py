"""Zalo's webhook under load: 200 signed events a second, each stored and answered within 2 s?

python -m tests.bench.zalo [--small]
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import aiohttp
from sqlmodel import Session, func, select

from bot.inbox.models import QueuedEvent
from bot.messages.content import Incoming
from bot.messages.history import Message
from bot.reactions import open_database
from tests.bench.served import ROOT, Process, free_port
from tests.postgres import Server
from tests.pretend.zalo_oa import PretendZalo
from tests.pretend.zalo_oa_rules import APP_ID, APP_SECRET, OA_ID, OA_SECRET, mac

RATE = 200  # events a second
SECONDS = 5 if "--small" in sys.argv else 30
QUESTIONS = ("quen mat khau vneid", "lam can cuoc o dau", "menu", "nop thue dat", "xin chao")


def signed_event(number: int) -> tuple[bytes, str]:
    """Somebody of two thousand says something; every tenth event comes twice."""
    number -= number % 10 == 1
    stamp = str(int(time.time() * 1000))
    body = {
        "app_id": APP_ID,
        "sender": {"id": f"246{number % 2000:012}"},
        "recipient": {"id": OA_ID},
        "event_name": "user_send_text",
        "message": {"text": QUESTIONS[number % len(QUESTIONS)], "msg_id": f"{number:024x}"},
        "timestamp": stamp,
    }
    raw = json.dumps(body, ensure_ascii=False).encode()
    return raw, mac(raw, stamp)


async def load(url: str) -> tuple[list[float], Counter[int]]:
    """Post at an even pace, whatever comes back; seconds until each answer, and their statuses."""
    waits: list[float] = []
    statuses = Counter[int]()

    async def post(session: aiohttp.ClientSession, number: int) -> None:
        raw, signature = signed_event(number)
        began = time.perf_counter()
        headers = {"X-ZEvent-Signature": signature}
        async with session.post(url, data=raw, headers=headers) as answer:
            await answer.read()
            statuses[answer.status] += 1
        waits.append(time.perf_counter() - began)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        began = time.perf_counter()
        tasks = []
        for number in range(RATE * SECONDS):
            await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            tasks.append(asyncio.create_task(post(session, number)))
        await asyncio.gather(*tasks)
    return waits, statuses


async def measure(url: str, folder: Path) -> str:
    """One run on one database."""
    port = free_port()
    async with PretendZalo() as zalo:
        zalo.echo = False
        environment = {
            "BOT_DATABASE_URL": url,
            "BENCH_FOLDER": str(folder),
            "BOT_DATA_DIR": str(ROOT / "data"),
            "BOT_DEMO": "1",
            "BOT_LOG_LEVEL": "ERROR",
            "BOT_PORT": str(port),
            "BOT_ZALO_ACCESS_TOKEN": zalo.grant.access,
            "BOT_ZALO_API_URL": zalo.url,
            "BOT_ZALO_APP_ID": APP_ID,
            "BOT_ZALO_APP_SECRET": APP_SECRET,
            "BOT_ZALO_OAUTH_URL": zalo.url,
            "BOT_ZALO_OA_ID": OA_ID,
            "BOT_ZALO_OA_SECRET": OA_SECRET,
            "BOT_ZALO_REFRESH_TOKEN": zalo.grant.refresh,
        }
        process = Process(["bot", "run"], port, environment)
        process.url = f"http://127.0.0.1:{port}/webhooks/zalo-oa"
        await process.start()
        cpu, began = process.cpu, time.perf_counter()
        waits, statuses = await load(process.url)
        used = (process.cpu - cpu) / (time.perf_counter() - began)
        process.kill()
    waits.sort()
    db = open_database(url)
    handled, spooled = await db.read(_stored)
    db.close()
    wanted = len({signed_event(number)[0] for number in range(RATE * SECONDS)})
    p50, p95 = 1000 * statistics.median(waits), 1000 * waits[int(0.95 * len(waits))]
    late = sum(1 for wait in waits if wait > 2)
    return (
        f"{len(waits):,} events at {RATE}/s: {dict(statuses)}, at a kill -9 right then"
        f" {handled:,} were handled and {spooled:,} stored, lost {wanted - handled - spooled},"
        f" p50 {p50:.0f} ms, p95 {p95:.0f} ms,"
        f" slowest {1000 * waits[-1]:.0f} ms, over 2 s: {late}, {100 * used:.0f} % of a core"
    )


def _stored(session: Session) -> tuple[int, int]:
    """How many were handled, and how many more are stored."""
    heard = select(func.count()).select_from(Message).where(Message.direction == "in")
    waiting = [Incoming.from_json(event.body) for event in session.exec(select(QueuedEvent))]
    ids = {incoming.message_id for incoming in waiting}
    done = select(Message.platform_id).where(Message.direction == "in")
    return session.exec(heard).one(), len(ids - set(session.exec(done)))


def main() -> None:
    """Both databases."""
    with tempfile.TemporaryDirectory() as name:
        folder, server = Path(name), Server()
        for kind in ("sqlite", "postgresql"):
            url = f"sqlite:///{folder}/bot.db" if kind == "sqlite" else server.create("zalo")
            print(f"{kind}: {asyncio.run(measure(url, folder))}", flush=True)
        server.stop()


if __name__ == "__main__":
    main()
