"""The Zalo Bot channel against a platform of our own: the contract both ways, and its oddities."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.channels.zalo_bot.channel import WEBHOOK_PATH, ZaloBot
from bot.channels.zalo_bot.parse import parse_update
from bot.core.errors import DeliveryError, Rejected, SettingsError, TryLater, Unreachable
from bot.messages.content import Attachment, AttachmentKind, Choice, Reply, StoredFile
from tests.channels.contract import ChannelContract, Ear, Rig, serving
from tests.pretend.zalo_bot import PHOTO, TOKEN, PretendZaloBot

BA_TU = "6ede9afa66b88fe6d6a9"
SECRET = "invented-secret"


def a_channel(platform: PretendZaloBot, **options: Any) -> ZaloBot:
    given: dict[str, Any] = {"token": TOKEN, "first_pause": 0.01, "media_hosts": ("127.0.0.1",)}
    return ZaloBot(api_url=platform.url, **{**given, **options})


class ZaloBotRig(Rig):
    max_text = 2000
    address = BA_TU
    buttons = False

    def __init__(self, platform: PretendZaloBot, channel: ZaloBot, ear: Ear) -> None:
        self.platform, self.channel, self.ear = platform, channel, ear
        platform.people.add(BA_TU)

    def platform_saw(self) -> list[str]:
        return self.platform.texts()

    def platform_fails_with(self, error: type[DeliveryError]) -> None:
        codes = {TryLater: 429, Unreachable: 404, Rejected: 400}
        self.platform.faults.append({"ok": False, "error_code": codes[error], "description": "x"})

    def platform_talks_nonsense(self) -> None:
        self.platform.faults.append("html")

    def platform_hangs_up(self) -> None:
        self.platform.faults.append("hang up")

    def person_says(self, text: str) -> None:
        self.platform.says(BA_TU, text=text)

    def person_taps(self, value: str) -> None:
        pytest.fail(f"no buttons here: {value}")

    async def platform_is_confirmed(self) -> None:
        await self.platform.until_heard()


class TestPolling(ChannelContract):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[ZaloBotRig]:
        ear = Ear()
        async with PretendZaloBot() as platform:
            channel = a_channel(platform)
            async with serving(channel, ear):
                yield ZaloBotRig(platform, channel, ear)


class TestWebhook(ChannelContract):
    @pytest.fixture(params=[False, True])
    async def rig(self, request: pytest.FixtureRequest) -> AsyncIterator[ZaloBotRig]:
        ear = Ear()
        async with PretendZaloBot() as platform:
            platform.wrapped = request.param
            channel = a_channel(platform, secret=SECRET, public_url="https://to-so.example")
            async with serving(channel, ear) as url:
                await _until_pointed(platform)
                platform.webhook["url"] = url + WEBHOOK_PATH
                yield ZaloBotRig(platform, channel, ear)


async def _until_pointed(platform: PretendZaloBot) -> None:
    async with asyncio.timeout(5):
        while not platform.webhook:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert platform.webhook["url"] == "https://to-so.example" + WEBHOOK_PATH


@pytest.fixture
async def platform() -> AsyncIterator[PretendZaloBot]:
    async with PretendZaloBot() as running:
        running.people.add(BA_TU)
        yield running


@pytest.fixture
async def channel(platform: PretendZaloBot) -> AsyncIterator[ZaloBot]:
    """The channel, at work."""
    zalo_bot = a_channel(platform)
    async with serving(zalo_bot, Ear()):
        yield zalo_bot


@pytest.mark.parametrize("header", [None, "", "wrong", "invented-secreT"])
async def test_a_call_without_the_secret_is_refused_and_stored_nowhere(
    platform: PretendZaloBot, header: str | None
) -> None:
    ear = Ear()
    channel = a_channel(platform, secret=SECRET, public_url="https://to-so.example")
    headers = {} if header is None else {"X-Bot-Api-Secret-Token": header}
    async with serving(channel, ear) as url, aiohttp.ClientSession() as session:
        answer = await session.post(url + WEBHOOK_PATH, json={}, headers=headers)
        assert answer.status == 401
        await answer.read()
    assert ear.heard == []


@pytest.mark.parametrize("body", [b"", b"  ", b"not json", b"[]", b'{"ok":true}', b"9" * 2_000_000])
async def test_a_probe_and_an_odd_body_are_let_go(platform: PretendZaloBot, body: bytes) -> None:
    ear = Ear()
    channel = a_channel(platform, secret=SECRET, public_url="https://to-so.example")
    headers = {"X-Bot-Api-Secret-Token": SECRET}
    async with serving(channel, ear) as url, aiohttp.ClientSession() as session:
        answer = await session.post(url + WEBHOOK_PATH, data=io.BytesIO(body), headers=headers)
        assert answer.status == (413 if len(body) > 1_000_000 else 200)
        await answer.read()
    assert ear.heard == []


def test_a_short_secret_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="BOT_ZALO_BOT_SECRET"):
        ZaloBot(token=TOKEN, api_url="https://x", secret="short", public_url="https://y")


async def test_buttons_are_numbered_lines_and_links_are_written_out(
    platform: PretendZaloBot, channel: ZaloBot
) -> None:
    reply = Reply(
        "Chọn:", (Choice("1. Gặp người", "person"), Choice("Bản đồ", url="https://a.vn/b"))
    )
    for part in channel.parts(reply):
        await channel.send(BA_TU, part)
    assert platform.texts() == ["Chọn:\n\n1. Gặp người\nBản đồ: https://a.vn/b"]
    (alone,) = channel.parts(Reply("Sao ạ?", (Choice("Bỏ qua", "skip"),)))
    assert alone.text == "Sao ạ?\n\n1. Bỏ qua"


async def test_a_voice_of_zalo_s_own_goes_out_and_its_words_beside_it(
    platform: PretendZaloBot, channel: ZaloBot
) -> None:
    voice = Attachment(AttachmentKind.VOICE, "https://voice.zdn.vn/1.aac")
    for part in channel.parts(Reply("Nghe ạ", attachments=(voice,))):
        await channel.send(BA_TU, part)
    assert [method for method, _ in platform.sent] == ["sendVoice", "sendMessage"]
    assert platform.sent[0][1]["voice_url"] == voice.ref


async def test_a_photo_of_zalo_s_own_goes_out_and_another_is_said_in_words(
    platform: PretendZaloBot, channel: ZaloBot
) -> None:
    ours = Attachment(AttachmentKind.PHOTO, "https://photo.zdn.vn/1.jpg")
    theirs = Attachment(AttachmentKind.DOCUMENT, file=StoredFile(f"{'0' * 32}.pdf"))
    for part in channel.parts(Reply("Xem ạ", attachments=(ours, theirs))):
        await channel.send(BA_TU, part)
    assert [method for method, _ in platform.sent] == ["sendPhoto"]
    assert platform.texts() == [f"Xem ạ\n\n{texts.FILE_ELSEWHERE}"]


@pytest.mark.parametrize(
    ("code", "error"), [(401, TryLater), (403, TryLater), (408, TryLater), (500, TryLater)]
)
async def test_other_errors_are_tried_again(
    platform: PretendZaloBot, channel: ZaloBot, code: int, error: type[DeliveryError]
) -> None:
    platform.faults.append({"ok": False, "error_code": code, "description": "?"})
    with pytest.raises(error) as caught:
        await channel.send(BA_TU, Reply("a"))
    assert TOKEN not in str(caught.value)


async def test_nobody_is_written_to_who_did_not_write_first(channel: ZaloBot) -> None:
    with pytest.raises(Unreachable):
        await channel.send("stranger", Reply("a"))


async def test_files_are_fetched_from_zalo_only(platform: PretendZaloBot, channel: ZaloBot) -> None:
    assert await channel.fetch(f"{platform.url}/media/a") == PHOTO
    for ref in (f"{platform.url}/media/gone", "https://evil.example/a", "file:///etc/passwd", ""):
        with pytest.raises(Rejected):
            await channel.fetch(ref)


async def test_the_doctor_hears_who_we_are(platform: PretendZaloBot) -> None:
    said = (await a_channel(platform).check()).describe()
    assert said == "Bot Xã Mẫu, tự lấy tin về, 0 tin đang chờ ở nền tảng"


FLAT: dict[str, Any] = {
    "event_name": "message.text.received",
    "message": {
        "from": {"id": BA_TU, "display_name": "Bà Tư", "is_bot": False},
        "chat": {"id": BA_TU, "chat_type": "PRIVATE"},
        "text": "Xin chào",
        "message_id": "2d758cb5e222177a4e35",
        "date": 1750316131602,
    },
}


def changed(event: str = "message.text.received", **message: Any) -> dict[str, Any]:
    return {"event_name": event, "message": {**FLAT["message"], **message}}


@pytest.mark.parametrize("body", [FLAT, {"ok": True, "result": FLAT}])
def test_flat_and_wrapped_bodies_say_the_same(body: dict[str, Any]) -> None:
    heard = parse_update(body, "zalo-bot")
    assert heard is not None
    assert (heard.address, heard.text, heard.name) == (BA_TU, "Xin chào", "Bà Tư")
    assert heard.sent_at is not None and heard.sent_at.year == 2025


@pytest.mark.parametrize(
    ("body", "kind", "ref"),
    [
        (changed("message.image.received", photo_url="https://a/1"), AttachmentKind.PHOTO, "https://a/1"),
        (changed("message.image.received", photo="https://a/2"), AttachmentKind.PHOTO, "https://a/2"),
        (changed("message.voice.received", voice_url="https://a/3"), AttachmentKind.VOICE, "https://a/3"),
        (changed("message.sticker.received", url="https://a/4"), AttachmentKind.STICKER, "https://a/4"),
    ],
)  # fmt: skip
def test_what_is_not_text_has_its_kind(
    body: dict[str, Any], kind: AttachmentKind, ref: str
) -> None:
    heard = parse_update(body, "zalo-bot")
    assert heard is not None
    assert [(attachment.kind, attachment.ref) for attachment in heard.attachments] == [(kind, ref)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (changed("message.unsupported.received", text=None), texts.UNSHOWN_ELSE),
        (changed("message.image.received", text=None, photo_url="file:/a"), texts.UNSHOWN["photo"]),
        (changed("message.voice.received", text=None), texts.UNSHOWN["voice"]),
    ],
)  # fmt: skip
def test_what_lies_nowhere_is_told_in_words(body: dict[str, Any], words: str) -> None:
    heard = parse_update(body, "zalo-bot")
    assert heard is not None and (heard.text, heard.attachments) == (words, ())


@pytest.mark.parametrize(
    ("text", "start"), [("#u-ap-03", "u-ap-03"), ("#LINK-ABCD", "link-abcd"), ("# xin chào", "")]
)
def test_a_link_is_typed(text: str, start: str) -> None:
    heard = parse_update(changed(text=text), "zalo-bot")
    assert heard is not None and heard.start == start
    assert heard.text == ("/start" if start else text)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "x",
        {"event_name": "message.text.received"},
        changed("message.reaction.received"),
        changed(chat={"id": "g", "chat_type": "GROUP"}),
        {
            "event_name": "message.text.received",
            "message": {**FLAT["message"], "from": {"is_bot": True}},
        },
        changed(message_id=None),
        changed(chat={}),
        {**FLAT, "event_name": []},
        changed(chat={"id": "z\ud83d"}),
        changed(chat={"id": "z" * 121}),
    ],
)
def test_what_no_person_said_to_us_is_nothing(body: Any) -> None:
    assert parse_update(body, "zalo-bot") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_any_body_is_read_or_let_go(body: Any, message: Any) -> None:
    for one in (body, {"event_name": "message.text.received", "message": message}):
        heard = parse_update(json.loads(json.dumps(one)), "zalo-bot")
        assert heard is None or heard.address
