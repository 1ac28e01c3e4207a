"""A file another platform did not take, behind its link: what is said, and what the link opens."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot import texts
from bot.channels.fake import Fake
from bot.channels.file_links import describe_unsent
from bot.channels.file_store import FileStore
from bot.channels.zalo_bot.channel import ZaloBot
from bot.inbox.media import MediaStore
from bot.messages.content import Attachment, AttachmentKind, Reply, StoredFile
from tests.browser import chromium as chromium
from tests.channels.webchat_scene import Scene
from tests.pictures import a_picture
from tests.recordings import an_ogg

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OURS = Attachment(AttachmentKind.VOICE, file=StoredFile(f"{'a' * 32}.ogg"))
LOST = Attachment(AttachmentKind.VIDEO, "handle")
HOME = "https://toso.example.vn"


@pytest.mark.parametrize(
    ("left", "home", "words"),
    [
        ((), HOME, ""),
        ((OURS,), "", texts.FILE_ELSEWHERE),
        ((OURS,), "http://toso.lan", texts.FILE_ELSEWHERE),
        ((LOST,), HOME, texts.FILE_ELSEWHERE),
        ((OURS,), HOME, texts.FILE_ON_PAGE.format(links=f"{HOME}/chat/file/{'a' * 32}.ogg")),
    ],
)
async def test_only_what_is_there_is_promised(
    left: tuple[Attachment, ...], home: str, words: str
) -> None:
    assert describe_unsent(left, home) == words


async def test_what_is_there_and_what_is_not_are_both_said() -> None:
    words = describe_unsent((OURS, LOST, OURS), HOME)
    assert words.count(f"{HOME}/chat/file/") == 1 and words.endswith(texts.FILE_ELSEWHERE)


@pytest_asyncio.fixture(loop_scope="session")
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with Scene.open(tmp_path / "photos") as scene:
        yield scene


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """Somebody else's browser, on a phone; whatever it complains about fails the test."""
    context = await chromium.new_context(viewport={"width": 360, "height": 640})
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if "Policy" in line.text else None)
    yield page
    await context.close()
    assert complaints == []


async def the_link(folder: Path, thing: bytes, kind: AttachmentKind) -> str:
    """What a resident on Zalo is told of a thing a helper sent on Telegram: the link's path."""
    telegram = Fake(name="telegram")
    telegram.files["handle"] = thing
    said = Reply("Chị Lan:", attachments=(Attachment(kind, "handle", account="telegram"),))
    carried = await MediaStore(folder, {"telegram": telegram.fetch}).resolve_reply("zalo-bot", said)
    zalo = ZaloBot(token="1:x", api_url="https://zalo.invalid", secret="s" * 8, public_url=HOME)
    (part,) = zalo.parts(carried)
    link = re.search(rf"{HOME}(/chat/file/\S+)", part.text)
    assert link, part.text
    return link[1]


async def test_a_helper_s_voice_is_heard_behind_its_link(
    page: Page, scene: Scene, tmp_path: Path
) -> None:
    path = await the_link(tmp_path / "photos", an_ogg(seconds=2), AttachmentKind.VOICE)
    answer = await page.goto(scene.url + path)
    assert answer is not None and answer.status == 200
    assert answer.headers["x-robots-tag"] == "noindex"
    player = page.locator("audio")
    heard = "async one => { one.muted = true; await one.play(); return isFinite(one.duration); }"
    assert await player.evaluate(heard)
    box = await player.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
    await expect(page.get_by_role("link", name="Tải về máy")).to_be_visible()
    assert not scene.heard, "looking at a file begins no conversation"


async def test_a_photo_is_seen_behind_its_link(page: Page, scene: Scene, tmp_path: Path) -> None:
    path = await the_link(tmp_path / "photos", a_picture("red"), AttachmentKind.PHOTO)
    await page.goto(scene.url + path)
    image = page.get_by_role("img", name="Ảnh gửi cho bác")
    await expect(image).to_have_js_property("complete", True)
    assert await image.evaluate("one => one.naturalWidth > 0")


async def test_a_paper_is_fetched_behind_its_link(page: Page, scene: Scene, tmp_path: Path) -> None:
    path = await the_link(tmp_path / "photos", b"%PDF-1.4 invented", AttachmentKind.DOCUMENT)
    await page.goto(scene.url + path)
    async with page.expect_download() as fetched:
        await page.get_by_role("link", name="Tải về máy").click()
    assert (await (await fetched.value).path()).read_bytes() == b"%PDF-1.4 invented"


@pytest.mark.parametrize(
    "name", ["b" * 32 + ".ogg", "..%2F..%2Fetc%2Fpasswd", "%3Cscript%3Ealert(1)%3C%2Fscript%3E"]
)
async def test_a_file_that_is_gone_is_said_plainly(page: Page, scene: Scene, name: str) -> None:
    answer = await page.goto(f"{scene.url}/chat/file/{name}")
    assert answer is not None and answer.status == 404
    await expect(page.get_by_text(texts.FILE_GONE)).to_be_visible()
    assert await page.locator("main script, main audio, main a").count() == 0


async def test_a_name_never_writes_into_the_page(page: Page, scene: Scene, tmp_path: Path) -> None:
    stored = StoredFile(f"{'d' * 32}.bin")
    await FileStore(tmp_path / "photos").save(stored, b"x")
    await page.goto(f"{scene.url}/chat/file/{stored.name}")
    await expect(page.get_by_text("Tệp gửi cho bác")).to_be_visible()
