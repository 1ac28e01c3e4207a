"""The pace: even, never more than its share in a second, whoever is waited for first."""

import asyncio
from collections import deque

import pytest

from bot.outbox.pacer import Pacer


async def turns(pacer: Pacer, count: int, priority: int = 9) -> list[float]:
    """When each of so many who come together had a turn."""
    loop = asyncio.get_running_loop()

    async def one() -> float:
        async with pacer.turn(priority):
            return loop.time()

    return await asyncio.gather(*(one() for _ in range(count)))


def most_in_a_second(times: list[float]) -> int:
    window: deque[float] = deque()
    most = 0
    for at in sorted(times):
        window.append(at)
        while window[0] <= at - 1:
            window.popleft()
        most = max(most, len(window))
    return most


async def test_no_second_has_more_than_its_share_even_after_a_stall() -> None:
    pacer, loop = Pacer(200), asyncio.get_running_loop()
    waiting = asyncio.create_task(turns(pacer, 300))
    await asyncio.sleep(0.2)
    ends = loop.time() + 0.09
    while loop.time() < ends:  # the loop is held up, as a busy machine holds it
        pass
    assert most_in_a_second(await waiting) <= 200


async def test_what_a_slow_connection_delivers_late_counts_when_it_arrives() -> None:
    pacer, loop = Pacer(100), asyncio.get_running_loop()
    opens = loop.time() + 0.4  # until then nothing comes through, and then all of it at once

    async def one() -> float:
        async with pacer.turn():
            await asyncio.sleep(max(0.0, opens - loop.time()))
            return loop.time()

    times = await asyncio.gather(*(one() for _ in range(250)))
    assert most_in_a_second(times) <= 100
    assert max(times) - min(times) < 20  # and everybody had a turn


async def test_one_that_hangs_does_not_hold_up_the_lane() -> None:
    pacer = Pacer(20)
    over = asyncio.Event()

    async def hanging() -> None:
        async with pacer.turn():
            await over.wait()

    stuck = asyncio.create_task(hanging())
    async with asyncio.timeout(20):
        await turns(pacer, 30)
    over.set()
    await stuck


async def test_whoever_is_waited_for_goes_before_the_crowd() -> None:
    pacer, order = Pacer(50), []

    async def one(name: str, priority: int) -> None:
        async with pacer.turn(priority):
            order.append(name)

    crowd = [asyncio.create_task(one(f"bulk {number}", 9)) for number in range(10)]
    await asyncio.sleep(0)
    await asyncio.gather(one("reply", 0), one("notice", 5))
    await asyncio.gather(*crowd)
    assert order.index("reply") < order.index("notice") <= 3
    bulk = [name for name in order if name.startswith("bulk")]
    assert bulk == sorted(bulk)


async def test_who_gives_up_takes_no_turn() -> None:
    pacer = Pacer(20)

    async def one() -> None:
        async with pacer.turn():
            pass

    first = asyncio.create_task(one())
    given_up = [asyncio.create_task(one()) for _ in range(20)]
    await first
    for task in given_up:
        task.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    async with asyncio.timeout(0.5), pacer.turn():
        pass


@pytest.mark.parametrize("rate", [0.5, 1, 25, 1000])
async def test_the_first_turn_is_at_once(rate: float) -> None:
    async with asyncio.timeout(0.5), Pacer(rate).turn():
        pass
