"""CPU per answered message through the Telegram webhook: ours (whole pipeline, SQLite) beside bare
echo bots on python-telegram-bot and aiogram, in the same run. Read the ratios: machines are noisy.
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import aiohttp

from tests.bench.questions import load_questions
from tests.bench.served import Platform, Process, echo_bot, free_port, our_bot, post_all, update

CHATS = 200
ROUNDS = 3
FIRST_CHAT = 1_000_000


async def measure(process: Process, platform: Platform, texts: Sequence[str]) -> dict[str, float]:
    """CPU milliseconds an answered message, messages a second, most memory held in MB."""
    await process.start()
    try:
        async with aiohttp.ClientSession() as session:
            number = int(time.time()) * 10
            chats = range(FIRST_CHAT, FIRST_CHAT + CHATS)
            for text in ("/start", "Đồng ý"):
                number += CHATS
                await post_all(
                    session,
                    process.url,
                    [update(number + at, chat, text) for at, chat in enumerate(chats)],
                )
                await _settled(platform)
            before, cpu, began = len(platform.sent), process.cpu, time.monotonic()
            asked = 0
            for turn in range(ROUNDS):
                number += CHATS
                updates = [
                    update(number + at, chat, texts[(at + turn * CHATS) % len(texts)])
                    for at, chat in enumerate(chats)
                ]
                asked += len(await post_all(session, process.url, updates))
            await _settled(platform)
            answers = len(platform.sent) - before
            return {
                "asked": asked,
                "answers": answers,
                "ms": (process.cpu - cpu) * 1000 / max(asked, 1),
                "peak": process.peak_memory,
                "rate": answers / (time.monotonic() - began - QUIET),
            }
    finally:
        process.kill()


QUIET = 2.5


async def _settled(platform: Platform) -> None:
    """Wait until nothing was sent for a while."""
    seen = -1
    while seen != len(platform.sent):
        seen = len(platform.sent)
        await asyncio.sleep(QUIET)


async def run() -> None:
    """Measure all and print the table."""
    texts = [question.text for question in load_questions()]
    rows = []
    names = ["ours: answer, history, outbox", "python-telegram-bot echo", "aiogram echo"]
    if find_spec("aiogram") is None:
        names.remove("aiogram echo")
        print("The echo bot on aiogram is left out: aiogram is not installed (`make bench` does).")
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            async with Platform() as platform:
                port = free_port()
                if name.startswith("ours"):
                    process = our_bot(platform, Path(folder), port)
                else:
                    module = "echo_aiogram" if name.startswith("aiogram") else "echo_ptb"
                    process = echo_bot(module, platform, Path(folder), port)
                rows.append((name, await measure(process, platform, texts)))
    base = rows[1][1]["ms"]
    columns = "".join(f"{name:>9}" for name in ("answers", "CPU ms", "ratio", "per s", "peak MB"))
    print(f"{'webhook → answer':32}{'asked':>8}{columns}")
    for name, row in rows:
        print(
            f"{name:32}{row['asked']:8.0f}{row['answers']:9.0f}{row['ms']:9.2f}"
            f"{row['ms'] / base:9.2f}{row['rate']:9.0f}{row['peak']:9.0f}"
        )


def main() -> None:
    """Run it."""
    asyncio.run(run())
