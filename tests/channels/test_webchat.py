"""The web chat by its protocol: identity, confirmation, repetition, limits, goodbye."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.channels.webchat import Webchat
from bot.channels.webchat.conversation import MAX_FRAMES
from bot.channels.webchat.rate_limit import RateLimit
from bot.core.errors import DeliveryError, Rejected, TryLater
from bot.messages.content import Attachment, AttachmentKind, Choice, Reply
from tests.channels.contract import Ear, EditingContract, Rig, serving
from tests.channels.webchat_rig import Visitor, WebchatRig, a_channel, visiting


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def channel(tmp_path: Path) -> Webchat:
    return a_channel(tmp_path / "photos")


@pytest.fixture
async def url(channel: Webchat, ear: Ear) -> AsyncIterator[str]:
    async with serving(channel, ear) as address:
        yield address


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class TestPromises(EditingContract):
    @pytest.fixture
    async def rig(self, channel: Webchat, url: str, ear: Ear) -> AsyncIterator[Rig]:
        async with visiting(url) as visitor:
            ear.heard.clear()
            yield WebchatRig(visitor, channel, ear)

    # A page never refuses a message and never blocks us: it is there, or it is not yet.
    @pytest.mark.parametrize("error", [TryLater])
    async def test_failures_speak_our_words(self, rig: Rig, error: type[DeliveryError]) -> None:
        await super().test_failures_speak_our_words(rig, error)

    @pytest.mark.parametrize("error", [TryLater])
    async def test_failures_to_change_speak_our_words(
        self, rig: Rig, error: type[DeliveryError]
    ) -> None:
        await super().test_failures_to_change_speak_our_words(rig, error)

    async def test_nothing_to_show_is_rejected(self, rig: Rig) -> None:
        with pytest.raises(Rejected):
            await rig.channel.send(rig.address, Reply(""))


# Who is there


async def test_newcomer_is_greeted_once_and_known_again(url: str, ear: Ear) -> None:
    async with visiting(url) as first:
        (greeting,) = ear.heard
        assert (greeting.text, greeting.start, greeting.address) == ("/start", "", first.address)
    async with visiting(url, first.token) as again:
        assert again.token == first.token
    assert len(ear.heard) == 1


async def test_village_link_greets_again(url: str, ear: Ear) -> None:
    async with visiting(url, unit="ap-03") as first:
        pass
    async with visiting(url, first.token, unit="ap-04"):
        pass
    assert [incoming.start for incoming in ear.heard] == ["u-ap-03", "u-ap-04"]
    assert {incoming.address for incoming in ear.heard} == {first.address}


async def test_one_visit_greets_under_one_id(url: str, ear: Ear) -> None:
    async with visiting(url) as visitor:
        for _ in range(2):
            await visitor.send({"type": "hello", "unit": "ap-03", "id": "visit-1"})
        await visitor.until("hello", 3)
    assert ear.heard[1].message_id == ear.heard[2].message_id == f"{visitor.address}:visit-1"


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "0" * 32 + token[32:],
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token.upper(),
        lambda token: token.partition(".")[0],
        lambda token: {"a": 1},
    ],
)
async def test_forged_token_is_somebody_new(url: str, forge: object) -> None:
    assert callable(forge)
    async with visiting(url) as real, visiting(url, forge(real.token)) as forged:
        assert forged.address != real.address


async def test_greeting_that_was_not_stored_gives_no_token(
    url: str, ear: Ear, client: aiohttp.ClientSession, channel: Webchat
) -> None:
    ear.refusals = 1
    visitor = Visitor(client, url)
    await visitor.connect()
    await visitor.send({"type": "hello"})
    assert (await visitor.until("again"))["id"] == "hello"
    assert not visitor.token and channel.reachable() == frozenset()
    await visitor.send({"type": "hello"})
    await visitor.until("hello")
    assert visitor.address == ear.heard[0].address
    await visitor.close()


async def test_arrival_wakes_the_outbox_and_leaving_is_noticed(tmp_path: Path, ear: Ear) -> None:
    came: list[frozenset[str] | None] = []
    channel = a_channel(tmp_path)
    channel.on_arrival = lambda: came.append(channel.reachable())
    async with serving(channel, ear) as url:
        async with visiting(url) as visitor:
            assert came == [frozenset({visitor.address})]
        await asyncio.sleep(0.05)
        assert channel.reachable() == frozenset()


async def test_nothing_is_heard_before_hello(
    url: str, ear: Ear, client: aiohttp.ClientSession
) -> None:
    visitor = Visitor(client, url)
    await visitor.connect()
    await visitor.send({"type": "say", "id": "1", "text": "xin chào"})
    await visitor.send({"type": "hello"})
    await visitor.until("hello")
    await visitor.close()
    assert [incoming.text for incoming in ear.heard] == ["/start"]


# What is said


async def test_heard_only_when_stored(url: str, ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    async with visiting(url) as visitor:
        ear.refusals = 1
        visitor.say(type="say", text="số của tôi là bí mật")
        again = await visitor.until("again")
        heard = await visitor.until("heard")
    assert again["id"] == heard["id"]
    assert [incoming.message_id for incoming in ear.heard[1:]] == [
        f"{visitor.address}:{heard['id']}"
    ]
    assert "bí mật" not in caplog.text


async def test_said_again_under_the_same_id(url: str, ear: Ear) -> None:
    async with visiting(url) as visitor:
        for _ in range(2):
            await visitor.send({"type": "say", "id": "7", "text": "còn nghe không"})
        await visitor.until("heard", 2)
    assert [incoming.message_id for incoming in ear.heard[1:]] == [f"{visitor.address}:7"] * 2


async def test_words_just_before_closing_are_heard(url: str, ear: Ear) -> None:
    async with visiting(url) as visitor:
        await visitor.send({"type": "say", "id": "1", "text": "chào nhé"})
    await ear.hears(2)


async def test_place_is_heard(url: str, ear: Ear) -> None:
    async with visiting(url) as visitor:
        visitor.say(type="place", latitude=19.8, longitude=105.7)
        await visitor.until("heard")
    assert ear.heard[1].attachments == (
        Attachment(AttachmentKind.LOCATION, latitude=19.8, longitude=105.7),
    )


@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        '{"type":"dance"}',
        '{"type":["hello"]}',
        '{"type":"say","text":"không có số"}',
        '{"type":"say","id":"a b","text":"x"}',
        '{"type":"say","id":{"a":1},"text":"x"}',
        '{"type":"press","id":"1","value":""}',
        '{"type":"press","id":"1","value":"%s"}' % ("x" * 65),
        '{"type":"place","id":"1","latitude":NaN,"longitude":1}',
        '{"type":"place","id":"1","latitude":true,"longitude":"1"}',
        '{"type":"got","id":"nobody-waits"}',
    ],
)
async def test_frames_without_meaning_are_passed_over(url: str, ear: Ear, frame: str) -> None:
    async with visiting(url) as visitor:
        await visitor.send(frame)
        visitor.say(type="say", text="vẫn nghe")
        await visitor.until("heard")
    assert [incoming.text for incoming in ear.heard] == ["/start", "vẫn nghe"]


async def test_odd_text_still_gets_an_answer(url: str, ear: Ear) -> None:
    async with visiting(url) as visitor:
        await visitor.send('{"type":"say","id":"1","text":"\\ud83d\\u0000\\u200b"}')
        await visitor.send('{"type":"say","id":"2","text":["a"]}')
        await visitor.until("heard", 2)
    assert all(incoming.text.encode() or incoming.text == "" for incoming in ear.heard)


# What is answered


async def test_unconfirmed_is_later_and_the_page_is_dropped(channel: Webchat, url: str) -> None:
    async with visiting(url) as visitor:
        visitor.confirms = False
        with pytest.raises(TryLater) as failure:
            await channel.send(visitor.address, Reply("Xin chào"))
        assert failure.value.retry_after == 0
        assert channel.reachable() == frozenset()
        assert await visitor.until_closed() == 4000


async def test_nobody_there_is_later(channel: Webchat, url: str) -> None:
    with pytest.raises(TryLater):
        await channel.send("0" * 32, Reply("Xin chào"))


async def test_whoever_comes_back_gets_the_same_message_once(channel: Webchat, url: str) -> None:
    async with visiting(url) as visitor:
        visitor.confirms = False
        with pytest.raises(TryLater):
            await channel.send(visitor.address, Reply("Xin chào"), key="5.1")
        lost = (await visitor.until("message"))["id"]
        visitor.confirms = True
        await visitor.close()
        await visitor.open()
        sent = await channel.send(visitor.address, Reply("Xin chào"), key="5.1")
        assert sent == lost and list(visitor.shown) == [lost]
        assert await channel.send(visitor.address, Reply("Tin khác"), key="5.1") != lost


async def test_every_open_page_gets_it_and_one_is_enough(channel: Webchat, url: str) -> None:
    async with visiting(url) as phone, visiting(url, phone.token) as desk:
        await channel.send(phone.address, Reply("Xin chào", (Choice("Menu", "menu"),)))
        assert phone.shown == desk.shown != {}
        desk.confirms = False
        await channel.send(phone.address, Reply("Câu hai"))
        assert await desk.until_closed() == 4000
        assert channel.reachable() == frozenset({phone.address})


async def test_confirmations_are_heard_while_words_wait_for_the_database(tmp_path: Path) -> None:
    class Answering(Ear):
        async def receive(self, incoming: object) -> None:
            await channel.send(visitor.address, Reply("Trả lời ngay")) if self.heard else None
            await super().receive(incoming)  # type: ignore[arg-type]

    channel = a_channel(tmp_path)
    async with serving(channel, Answering()) as url, visiting(url) as visitor:
        visitor.say(type="say", text="hỏi")
        await visitor.until("heard")
        assert len(visitor.shown) == 1


async def test_many_confirmations_are_no_flood(channel: Webchat, url: str) -> None:
    async with visiting(url) as visitor:
        for number in range(MAX_FRAMES * 2):
            await channel.send(visitor.address, Reply(f"tin {number}"))
        assert len(visitor.shown) == MAX_FRAMES * 2


# Limits


async def test_too_many_frames(url: str, ear: Ear) -> None:
    async with visiting(url) as visitor:
        for number in range(MAX_FRAMES + 1):
            await visitor.send({"type": "say", "id": f"n{number}", "text": "a"})
        assert await visitor.until_closed() == 1008
    assert len(ear.heard) <= MAX_FRAMES + 1


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("không phải json", 1007),
        ("[1, 2]", 1007),
        ("[" * 10_000, 1007),
        ('{"type":"say","id":"1","text":"%s"}' % ("a" * 17_000), 1009),
    ],
)
async def test_frames_no_page_of_ours_sends(
    url: str, frame: str, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with visiting(url) as visitor:
        await visitor.send(frame)
        assert await visitor.until_closed() == code
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_binary_is_refused(url: str, client: aiohttp.ClientSession) -> None:
    async with client.ws_connect(f"{url}/chat/ws") as socket:
        await socket.send_bytes(b"\x00")
        assert (await socket.receive()).data == 1003


async def test_too_many_sockets_from_one_source(
    tmp_path: Path, ear: Ear, client: aiohttp.ClientSession
) -> None:
    channel = a_channel(tmp_path, sockets_per_source=2)
    async with serving(channel, ear) as url, visiting(url), visiting(url) as second:
        third = Visitor(client, url)
        await third.connect()
        assert await third.until_closed() == 1013
        await third.connect(**{"X-Forwarded-For": "10.0.0.1, 203.0.113.9"})
        await third.send({"type": "hello"})
        await third.until("hello")
        await third.close()
        await second.close()
        await asyncio.sleep(0.05)
        await third.open()
        await third.close()


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://evil.example", 403),
        ("null", 403),
        ("http://127.0.0.1:1", 403),
        ("https://toso.example", 101),
        ("{url}", 101),
    ],
)
async def test_origin_of_the_socket(
    tmp_path: Path, ear: Ear, client: aiohttp.ClientSession, origin: str, status: int
) -> None:
    channel = a_channel(tmp_path, public_url="https://toso.example")
    async with serving(channel, ear) as url:
        headers = {"Origin": origin.format(url=url)}
        if status == 101:
            async with client.ws_connect(f"{url}/chat/ws", headers=headers):
                return
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(f"{url}/chat/ws", headers=headers)
        assert refused.value.status == status


def test_a_page_may_send_so_many_frames_in_so_many_seconds() -> None:
    meter = RateLimit(2, 60)
    assert [meter.allows() for _ in range(3)] == [True, True, False]
    assert all(RateLimit(1, 0).allows() for _ in range(3))


# Goodbye


async def test_shutdown_is_quick_and_says_goodbye(
    tmp_path: Path, ear: Ear, client: aiohttp.ClientSession
) -> None:
    app = web.Application()
    a_channel(tmp_path).attach(app, ear.receive)
    runner = web.AppRunner(app, shutdown_timeout=2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    visitors = [Visitor(client, f"http://127.0.0.1:{runner.addresses[0][1]}") for _ in range(5)]
    for visitor in visitors:
        await visitor.open()
    began = time.monotonic()
    await runner.cleanup()
    assert time.monotonic() - began < 2
    assert [await visitor.until_closed() for visitor in visitors] == [1001] * 5
