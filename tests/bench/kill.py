"""Three kill −9 during a burst of webhook updates: what was answered 200 must be answered to the
resident, and only what was in flight may be heard twice."""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

import aiohttp

from tests.bench.served import Platform, Process, free_port, our_bot, post_all, update

UPDATES = 2000
KILLS = 3
FIRST_CHAT = 5_000_000


async def run() -> None:
    """One chat an update, so that each answer is known by its chat."""
    with tempfile.TemporaryDirectory() as folder:
        async with Platform() as platform:
            process = our_bot(platform, Path(folder), free_port())
            await process.start()
            updates = [
                update(number, FIRST_CHAT + number, "menu") for number in range(1, UPDATES + 1)
            ]
            async with aiohttp.ClientSession() as session:
                posting = asyncio.create_task(_post_until_done(session, process, updates))
                for kill in range(1, KILLS + 1):
                    await _until(platform, UPDATES * kill // (KILLS + 1))
                    process.kill()
                    await process.start()
                answered = await posting
            await _quiet(platform)
            process.kill()
    heard = Counter(chat for chat, _ in platform.sent)
    per_answer = 2  # the greeting and the menu
    lost = [n for n in answered if heard[str(FIRST_CHAT + n)] < per_answer]
    twice = [chat for chat, count in heard.items() if count > per_answer]
    print(f"updates answered 200: {len(answered)} of {UPDATES}; kills: {KILLS}")
    print(f"lost: {len(lost)}; residents who heard something twice: {len(twice)}")


async def _post_until_done(
    session: aiohttp.ClientSession, process: Process, updates: list[dict[str, object]]
) -> set[int]:
    """Like the platform: what was not answered 200 is posted again."""
    waiting = dict(enumerate(updates, 1))
    answered: set[int] = set()
    while waiting:
        numbers = list(waiting)
        done = {numbers[at] for at in await post_all(session, process.url, list(waiting.values()))}
        answered |= done
        waiting = {number: body for number, body in waiting.items() if number not in done}
        await asyncio.sleep(0.2)
    return answered


async def _until(platform: Platform, count: int) -> None:
    while len(platform.sent) < count:  # noqa: ASYNC110  nobody tells us
        await asyncio.sleep(0.01)


async def _quiet(platform: Platform, seconds: float = 12.0) -> None:
    seen = -1
    while seen != len(platform.sent):
        seen = len(platform.sent)
        await asyncio.sleep(seconds)


def main() -> None:
    """Run it."""
    asyncio.run(run())
