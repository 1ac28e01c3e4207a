"""What one visitor, one network and all may do on the page, however often they reconnect."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.channels.request_sources import RequestSources
from bot.channels.webchat.conversation import MAX_FRAMES
from bot.core import rate_limits
from bot.core.rate_limits import RateLimiter
from tests.channels.contract import Ear, serving
from tests.channels.test_webchat_files import a_form
from tests.channels.webchat_rig import Visitor, a_channel, visiting
from tests.pictures import a_picture

TOO_FAST, CROWDED = 1008, 1013


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_one_visitor_who_reconnects_says_no_more_for_it(
    tmp_path: Path, ear: Ear, client: aiohttp.ClientSession
) -> None:
    most = int(rate_limits.MESSAGES.contact.burst) if rate_limits.MESSAGES.contact else 0
    async with serving(a_channel(tmp_path), ear) as url, visiting(url) as first:
        codes = set()
        for round_ in range(8):
            visitor = Visitor(client, url, first.token)
            await visitor.open()
            for number in range(MAX_FRAMES - 1):
                await visitor.send({"type": "say", "id": f"{round_}.{number}", "text": "a"})
            if round_ * MAX_FRAMES > most:
                codes.add(await visitor.until_closed())
            else:
                await asyncio.sleep(0.1)
                await visitor.close()
        assert codes == {TOO_FAST}
        said = [incoming for incoming in ear.heard if incoming.text == "a"]
        assert most - 5 <= len(said) <= most + 10
        async with visiting(url) as neighbour:
            neighbour.say(type="say", text="em chào bác")
            await neighbour.until_heard()


async def test_what_was_too_fast_is_said_again_when_there_is_room(
    tmp_path: Path, ear: Ear, client: aiohttp.ClientSession
) -> None:
    channel = a_channel(tmp_path)
    async with serving(channel, ear) as url, visiting(url) as first:
        visitor = Visitor(client, url, first.token)
        for _ in range(2):
            await visitor.open()
            for number in range(MAX_FRAMES - 1):
                await visitor.send({"type": "say", "id": f"n{number}", "text": "a"})
            await asyncio.sleep(0.2)
            await visitor.close()
        kept = {"type": "say", "text": "còn đây"}
        visitor.say(**kept)
        await visitor.open()
        assert await visitor.until_closed() == TOO_FAST
        await asyncio.sleep(1.5)  # one more a second
        await visitor.open()
        await visitor.until_heard()
        await visitor.close()
    assert "còn đây" in [one.text for one in ear.heard]


async def test_one_network_brings_a_family_and_not_two_thousand(
    tmp_path: Path, ear: Ear, client: aiohttp.ClientSession
) -> None:
    network = rate_limits.NEWCOMERS.network
    assert network is not None
    came, codes = 0, []
    async with serving(a_channel(tmp_path, sockets_per_source=1000), ear) as url:
        for _ in range(int(network.burst) + 20):
            visitor = Visitor(client, url)
            await visitor.connect()
            await visitor.send({"type": "hello", "token": "", "unit": "", "id": "v"})
            try:
                await asyncio.wait_for(asyncio.shield(visitor._reading), 0.05)
            except TimeoutError:
                came += 1
                await visitor.close()
            else:
                codes.append(visitor.code)
        elsewhere = Visitor(client, url)
        await elsewhere.connect(**{"X-Forwarded-For": "203.0.113.9"})
        await elsewhere.send({"type": "hello"})
        await elsewhere.until("hello")
        await elsewhere.close()
    assert network.burst <= came <= network.burst + 5
    assert set(codes) == {CROWDED}


async def test_photos_cost_what_they_unpack_to(
    tmp_path: Path, ear: Ear, client: aiohttp.ClientSession
) -> None:
    budget = rate_limits.MEGAPIXELS.contact
    assert budget is not None
    large = a_picture("red", size=(4990, 4990), kind="PNG")
    async with serving(a_channel(tmp_path), ear) as url, visiting(url) as visitor:
        seen = []
        for _ in range(int(budget.burst // 24) + 3):
            async with client.post(
                f"{url}/chat/photo",
                data=a_form(large),
                headers={"Authorization": f"Bearer {visitor.token}"},
            ) as answer:
                seen.append(answer.status)
    assert seen[0] == 200 and seen[-1] == 429
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("proxies", "told", "network"),
    [
        ("", "203.0.113.9", "127.0.0.1"),
        ("10.0.0.5", "203.0.113.9", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1, 203.0.113.0/24", "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        ("127.0.0.1", "2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
async def test_only_a_proxy_that_is_named_is_believed(
    tmp_path: Path,
    ear: Ear,
    client: aiohttp.ClientSession,
    proxies: str,
    told: str,
    network: str,
) -> None:
    channel = a_channel(tmp_path, sources=RequestSources.from_setting(proxies))
    async with serving(channel, ear) as url:
        visitor = Visitor(client, url)
        await visitor.connect(**({"X-Forwarded-For": told} if told else {}))
        await visitor.send({"type": "hello"})
        await visitor.until("hello")
        await visitor.close()
    assert ear.heard[0].network == network


def test_a_village_hall_behind_one_address_is_heard() -> None:
    meter = RateLimiter(rate_limits.MESSAGES, lambda: 0.0)
    for person in range(50):
        assert all(meter.try_acquire(contact=f"c{person}", network="hall") for _ in range(5))


@pytest.mark.parametrize(("places", "known", "a_day"), [(5, 900, 1), (6, 1_000, 0.05)])
def test_all_the_tries_of_a_day_meet_next_to_nothing(places: int, known: int, a_day: float) -> None:
    """Reports have 5 places of 31, households 6; what a report's code tells names nobody."""
    total = rate_limits.CODE_ATTEMPTS.total
    assert total is not None
    tries = total.burst + total.per_minute * 24 * 60
    assert tries * known / 31**places < a_day
