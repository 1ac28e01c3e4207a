"""Voice notes a page uploads: taken, refused, shown again, and never another's."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.channels.webchat import Webchat
from bot.messages.content import AttachmentKind
from tests.channels.contract import Ear
from tests.channels.webchat_rig import Visitor, a_channel
from tests.recordings import QUIET, a_recording_of_safari, a_webm, an_ogg

WEBM, OGG, M4A = a_webm([QUIET] * 50), an_ogg(), a_recording_of_safari()


@pytest.fixture
def channel(tmp_path: Path) -> Webchat:
    return a_channel(tmp_path / "photos")


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def client(channel: Webchat, ear: Ear) -> AsyncIterator[aiohttp.ClientSession]:
    app = web.Application(client_max_size=1_000_000)
    channel.attach(app, ear.receive)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession(base) as session:
        yield session
    await runner.cleanup()


@pytest.fixture
async def visitor(client: aiohttp.ClientSession) -> AsyncIterator[Visitor]:
    visitor = Visitor(client, "")
    await visitor.open()
    yield visitor
    await visitor.close()


async def upload(
    client: aiohttp.ClientSession, visitor: Visitor, data: bytes
) -> tuple[int, dict[str, str]]:
    """What the door says to a file of a form that lies about its kind."""
    form = aiohttp.FormData()
    form.add_field("photo", io.BytesIO(data), filename="anh.jpg", content_type="image/jpeg")
    headers = {"Authorization": f"Bearer {visitor.token}"}
    async with client.post("/chat/photo", data=form, headers=headers) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("data", "kept", "mime"),
    [(WEBM, OGG, "audio/ogg"), (OGG, OGG, "audio/ogg"), (M4A, M4A, "audio/mp4")],
    ids=["Chrome", "Firefox", "Safari"],
)
async def test_a_voice_arrives_as_a_voice_and_is_heard_again(
    client: aiohttp.ClientSession,
    visitor: Visitor,
    ear: Ear,
    data: bytes,
    kept: bytes,
    mime: str,
) -> None:
    status, answer = await upload(client, visitor, data)
    assert status == 200
    visitor.say(type="voice", ref=answer["ref"])
    await visitor.until("heard")
    (voice,) = ear.heard[1].attachments
    assert (voice.kind, voice.mime, voice.size) == (AttachmentKind.VOICE, mime, len(kept))
    assert not voice.is_risky and voice.can_be_forwarded
    async with client.get(f"/chat/photo/{answer['ref']}") as shown:
        assert (shown.content_type, await shown.read()) == (mime, kept)
        assert "sandbox" in shown.headers["Content-Security-Policy"]
    span = {"Range": "bytes=0-3"}  # an iPhone asks for two bytes before it plays anything
    async with client.get(f"/chat/photo/{answer['ref']}", headers=span) as shown:
        assert (shown.status, await shown.read()) == (206, kept[:4])


@pytest.mark.parametrize(
    "data",
    [WEBM[:60], a_webm([QUIET], codec=b"V_VP9"), b"\0\0\0\x18ftypisom" + bytes(90), b"OggS" * 20],
)
async def test_what_is_no_voice_is_refused_and_not_kept(
    client: aiohttp.ClientSession, visitor: Visitor, tmp_path: Path, data: bytes
) -> None:
    assert await upload(client, visitor, data) == (415, {"error": "not_a_voice"})
    assert not [*(tmp_path / "photos").glob("*")]


async def test_a_voice_too_large_is_refused(
    client: aiohttp.ClientSession, visitor: Visitor
) -> None:
    assert await upload(client, visitor, OGG + bytes(5_000_000)) == (413, {"error": "too_large"})


async def test_a_photo_s_frame_names_no_voice_and_a_voice_s_no_photo(
    client: aiohttp.ClientSession, visitor: Visitor, ear: Ear
) -> None:
    _, answer = await upload(client, visitor, OGG)
    visitor.say(type="photo", ref=answer["ref"])
    visitor.say(type="voice", ref=answer["ref"].replace(".ogg", ".jpg"))
    visitor.say(type="voice", ref=f"../{answer['ref']}")
    await visitor.until_heard()
    assert [incoming.attachments for incoming in ear.heard[1:]] == [(), (), ()]


async def test_nobody_makes_another_s_voice_their_own(
    client: aiohttp.ClientSession, visitor: Visitor, ear: Ear
) -> None:
    _, answer = await upload(client, visitor, OGG)
    other = Visitor(client, "")
    await other.open()
    other.say(type="voice", ref=answer["ref"])
    await other.until("heard")
    await other.close()
    said = next(
        incoming
        for incoming in ear.heard
        if incoming.address == other.address and not incoming.text
    )
    assert said.attachments == ()
