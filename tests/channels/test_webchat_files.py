"""What the web chat serves: the page and its headers, its weight, and photos."""

import gzip
import io
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

import bot.channels.webchat as package
from bot.channels.file_store import PENDING_SECONDS, FileStore
from bot.channels.webchat import Webchat
from bot.channels.webchat.uploads import MAX_UPLOAD
from bot.messages.content import Attachment, AttachmentKind, Reply, StoredFile
from tests.channels.contract import Ear
from tests.channels.webchat_rig import Visitor, a_channel
from tests.pictures import a_picture, a_vast_picture, color_of

STATIC = Path(package.__file__).parent / "static"
JPEG, PNG, WEBP = (a_picture("red", kind=kind) for kind in ("JPEG", "PNG", "WEBP"))
VAST = a_vast_picture(13_300)


@pytest.fixture
def channel(tmp_path: Path) -> Webchat:
    return a_channel(tmp_path / "photos")


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def client(channel: Webchat, ear: Ear) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the channel in an app with the house's own body limit."""
    app = web.Application(client_max_size=1_000_000)
    channel.attach(app, ear.receive)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession(base, auto_decompress=False) as session:
        yield session
    await runner.cleanup()


@pytest.fixture
async def visitor(client: aiohttp.ClientSession) -> AsyncIterator[Visitor]:
    visitor = Visitor(client, "")
    await visitor.open()
    yield visitor
    await visitor.close()


# The page


def test_the_page_is_light() -> None:
    files = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.is_file()}
    pages = {"page.html", "chat.css", "chat.js", "voice.js", "icon.svg"}
    assert files.keys() == {*pages, "widget.js", "file.html"}
    assert sum(map(len, files.values())) < 60_000
    assert sum(len(gzip.compress(files[name])) for name in pages) < 18_000, "on the way"


def test_nothing_inline_and_nothing_from_elsewhere() -> None:
    page = (STATIC / "page.html").read_text("utf-8")
    script = "".join((STATIC / name).read_text("utf-8") for name in ("chat.js", "voice.js"))
    assert "<script src=" in page
    assert not any(bad in page for bad in (" style=", " onclick=", "<style", "http:", "https:"))
    assert not any(
        bad in script for bad in ("innerHTML", "insertAdjacentHTML", "eval(", "?.", "??")
    )


async def test_page_is_guarded_by_its_headers(client: aiohttp.ClientSession) -> None:
    async with client.get("/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.status == 200 and answer.content_type == "text/html"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "microphone=(self)" in answer.headers["Permissions-Policy"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "X-Frame-Options" not in answer.headers
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert "frame-ancestors *" in policy and "script-src 'self';" in policy
    assert "media-src 'self' blob:;" in policy


async def test_host_header_cannot_write_the_policy(client: aiohttp.ClientSession) -> None:
    async with client.get("/", headers={"Host": "a; script-src *"}) as answer:
        assert "script-src *" not in answer.headers.get("Content-Security-Policy", "")


@pytest.mark.parametrize("name", ["chat.css", "chat.js", "voice.js", "icon.svg"])
async def test_files_are_kept_by_their_content(client: aiohttp.ClientSession, name: str) -> None:
    async with client.get("/", headers={"Accept-Encoding": "identity"}) as answer:
        page = await answer.text()
    path = next(part for part in page.split('"') if part.startswith(f"/static/{name}?v="))
    async with client.get(path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        assert gzip.decompress(await answer.read()) == (STATIC / name).read_bytes()
        tag = answer.headers["ETag"]
    async with client.get(f"/static/{name}", headers={"If-None-Match": tag}) as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (304, "no-cache")
    async with client.get(f"/static/{name}?v=old") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


async def test_widget_may_be_loaded_anywhere(client: aiohttp.ClientSession) -> None:
    async with client.get("/widget.js") as answer:
        assert answer.content_type == "text/javascript"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_page_names_its_place(tmp_path: Path, ear: Ear) -> None:
    async def place_of(code: str) -> str:
        if code == "broken":
            raise RuntimeError
        return f"Thôn <b>{code}</b>" if code else ""

    app = web.Application()
    a_channel(tmp_path, place_of=place_of).attach(app, ear.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as client:
        seen = {
            u: await (await client.get("/", params={"u": u})).text() for u in ("", "7", "broken")
        }
    await runner.cleanup()
    assert "<p>Thôn &lt;b&gt;7&lt;/b&gt;</p>" in seen["7"]
    assert seen[""] == seen["broken"] and "Hỏi đáp" in seen[""]


# Photos


def a_form(data: bytes, name: str = "anh.jpg") -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("photo", io.BytesIO(data), filename=name, content_type="text/html")
    return form


def bearer(visitor: Visitor) -> dict[str, str]:
    return {"Authorization": f"Bearer {visitor.token}"}


@pytest.mark.parametrize("data", [JPEG, PNG, WEBP], ids=["jpeg", "png", "webp"])
async def test_photo_arrives_and_is_shown_again(
    client: aiohttp.ClientSession,
    visitor: Visitor,
    ear: Ear,
    tmp_path: Path,
    data: bytes,
) -> None:
    async with client.post("/chat/photo", data=a_form(data), headers=bearer(visitor)) as answer:
        assert answer.status == 200
        ref = (await answer.json())["ref"]
    visitor.say(type="photo", ref=ref)
    await visitor.until("heard")
    (photo,) = ear.heard[1].attachments
    (kept,) = (tmp_path / "photos").iterdir()
    assert photo.file == StoredFile(kept.name) and kept.name == ref
    assert (photo.kind, photo.mime) == (AttachmentKind.PHOTO, "image/jpeg")
    assert photo.size == kept.stat().st_size
    async with client.get(f"/chat/photo/{ref}") as answer:
        assert answer.content_type == "image/jpeg"
        assert color_of(await answer.read()) == color_of(data)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "status", "error"),
    [
        (b"", 415, "not_a_photo"),
        (b"<svg onload=alert(1)>", 415, "not_a_photo"),
        (b"GIF89a", 415, "not_a_photo"),
        (b"\xff\xd8\xff and no picture", 415, "not_a_photo"),
        (JPEG[: len(JPEG) // 2], 415, "not_a_photo"),
        (PNG[:40], 415, "not_a_photo"),
        (VAST, 413, "too_large"),
        (JPEG + b"x" * MAX_UPLOAD, 413, "too_large"),
    ],
)
async def test_what_is_no_photo_is_refused(
    client: aiohttp.ClientSession,
    visitor: Visitor,
    tmp_path: Path,
    data: bytes,
    status: int,
    error: str,
) -> None:
    form = a_form(data)
    async with client.post("/chat/photo", data=form, headers=bearer(visitor)) as answer:
        assert (answer.status, await answer.json()) == (status, {"error": error})
    assert not [*(tmp_path / "photos").glob("*")]


async def test_photo_just_small_enough(client: aiohttp.ClientSession, visitor: Visitor) -> None:
    form = a_form(JPEG.ljust(MAX_UPLOAD, b"x"))
    async with client.post("/chat/photo", data=form, headers=bearer(visitor)) as answer:
        assert answer.status == 200


async def test_photo_of_untold_length_is_measured(
    client: aiohttp.ClientSession, visitor: Visitor
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="p"; filename="a"\r\n\r\n' + JPEG
        for _ in range(60):
            yield b"x" * 100_000

    headers = {**bearer(visitor), "Content-Type": "multipart/form-data; boundary=b"}
    async with client.post("/chat/photo", data=endless(), headers=headers) as answer:
        assert answer.status == 413


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (JPEG, "image/jpeg"),
        (b"", "multipart/form-data; boundary=b"),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b"),
        (b"x", "multipart/form-data"),
        (
            b'--b\r\nContent-Disposition: form-data; name="p"; filename="a"\r\n\r\ncut',
            "multipart/a; boundary=b",
        ),
    ],
)
async def test_malformed_forms_are_refused(
    client: aiohttp.ClientSession, visitor: Visitor, body: bytes, content_type: str
) -> None:
    headers = {**bearer(visitor), "Content-Type": content_type}
    async with client.post("/chat/photo", data=body, headers=headers) as answer:
        assert answer.status in {400, 415}


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer " + "0" * 32 + "." + "0" * 32])
async def test_photo_needs_a_token(client: aiohttp.ClientSession, token: str) -> None:
    headers = {"Authorization": token}
    async with client.post("/chat/photo", data=a_form(JPEG), headers=headers) as answer:
        assert answer.status == 401


async def test_too_many_photos(client: aiohttp.ClientSession, visitor: Visitor) -> None:
    seen = []
    for _ in range(31):
        async with client.post("/chat/photo", data=a_form(b""), headers=bearer(visitor)) as answer:
            seen.append(answer.status)
    assert seen == [415] * 30 + [429]


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc%2fpasswd", "0" * 32 + ".jpg", "0" * 32 + ".svg", "a.jpg"]
)
async def test_other_files_are_not_shown(client: aiohttp.ClientSession, name: str) -> None:
    async with client.get(f"/chat/photo/{name}") as answer:
        assert answer.status == 404


async def test_a_ref_that_names_no_photo_attaches_nothing(visitor: Visitor, ear: Ear) -> None:
    visitor.say(type="photo", ref="../../etc/passwd")
    await visitor.until("heard")
    assert ear.heard[1].attachments == ()


async def test_nobody_makes_another_s_photo_their_own(
    client: aiohttp.ClientSession, visitor: Visitor, ear: Ear
) -> None:
    async with client.post("/chat/photo", data=a_form(JPEG), headers=bearer(visitor)) as answer:
        ref = (await answer.json())["ref"]
    other = Visitor(client, "")
    await other.open()
    other.say(type="photo", ref=ref)
    await other.until("heard")
    await other.close()
    said = next(
        incoming
        for incoming in ear.heard
        if incoming.address == other.address and not incoming.text
    )
    assert said.attachments == ()


async def test_attachments_of_a_reply(channel: Webchat, visitor: Visitor) -> None:
    photo = Attachment(AttachmentKind.PHOTO, file=StoredFile(f"{'a' * 32}.jpg"))
    secret = Attachment(AttachmentKind.DOCUMENT, "file:/etc/passwd", name="đơn.pdf")
    for part in channel.parts(Reply("Ảnh đây", attachments=(photo, secret))):
        await channel.send(visitor.address, part)
    shown = [one for frame in visitor.shown.values() for one in frame["attachments"]]
    assert [one["url"] for one in shown] == [f"/chat/photo/{'a' * 32}.jpg", ""]


async def test_an_upload_that_no_message_used_goes_within_the_hour(
    channel: Webchat, client: aiohttp.ClientSession, visitor: Visitor, tmp_path: Path
) -> None:
    refs = []
    for _ in range(2):
        async with client.post("/chat/photo", data=a_form(JPEG), headers=bearer(visitor)) as answer:
            refs.append((await answer.json())["ref"])
    visitor.say(type="photo", ref=refs[0])
    await visitor.until("heard")
    folder = FileStore(tmp_path / "photos")
    written = time.time()
    assert folder.delete_unused(now=written + 60) == 0
    assert folder.delete_unused(now=written + 2 * PENDING_SECONDS) == 1
    assert [path.name for path in (tmp_path / "photos").iterdir()] == [refs[0]]
