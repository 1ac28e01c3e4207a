"""A voice note on the page, in a real browser with a microphone that hums."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.channels.file_store import FileStore
from bot.channels.webchat.uploads import UploadStore
from bot.messages.content import Attachment, AttachmentKind, Reply, StoredFile
from tests.browser import chromium as chromium
from tests.channels.webchat_scene import Scene
from tests.recordings import an_ogg

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HELLO = "Chào bà con. Bác cần hỏi gì ạ?"
PLAYED = """async node => {
  node.muted = true;
  await node.play();
  return [node.error, node.readyState > 0, isFinite(node.duration)]; }"""

LOOKS_AWAY = """() => {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
  document.dispatchEvent(new Event('visibilitychange')); }"""


@pytest_asyncio.fixture(loop_scope="session")
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with Scene.open(tmp_path / "photos") as scene:
        scene.answers[""] = Reply("Đã nhận tin thoại")
        yield scene


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: Browser, scene: Scene) -> AsyncIterator[Page]:
    """The page on a phone; whatever the browser complains about fails the test."""
    context = await chromium.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    context.set_default_timeout(15_000)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Policy" in line.text else None)
    yield page
    await context.close()
    assert complaints == []


async def open_page(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await expect(page.get_by_text(HELLO)).to_be_visible()


async def speak(page: Page) -> None:
    """Record until the countdown has moved."""
    await page.get_by_role("button", name="Nói", exact=True).click()
    await expect(page.get_by_role("timer")).to_have_text("Còn 59 giây")
    await page.get_by_role("button", name="Nói xong").click()
    await expect(page.get_by_role("button", name="Gửi tin thoại")).to_be_focused()


async def test_somebody_records_hears_it_and_sends_it(page: Page, scene: Scene) -> None:
    await open_page(page, scene)
    await speak(page)
    assert (await page.locator("#voice-hear").evaluate(PLAYED))[:2] == [None, True]
    assert len(scene.heard) == 1, "nothing is sent before it is said so"
    await page.get_by_role("button", name="Gửi tin thoại").click()
    await expect(page.get_by_text("Đã nhận tin thoại")).to_be_visible()
    (voice,) = scene.heard[1].attachments
    assert (voice.kind, voice.mime) == (AttachmentKind.VOICE, "audio/ogg")
    assert voice.file is not None and voice.size
    await expect(page.get_by_role("button", name="Nói", exact=True)).to_be_focused()
    await page.reload()
    own = page.locator("audio.player")
    await expect(own).to_have_attribute("aria-label", "Tin thoại bác đã gửi")
    assert await own.evaluate(PLAYED) == [None, True, True], "made an Ogg that plays"


async def test_what_was_said_is_thrown_away(page: Page, scene: Scene) -> None:
    await open_page(page, scene)
    await page.get_by_role("button", name="Nói", exact=True).click()
    await page.get_by_role("button", name="Bỏ đi").click()
    await expect(page.get_by_role("textbox")).to_be_visible()
    await speak(page)
    await page.get_by_role("button", name="Bỏ đi").click()
    await expect(page.get_by_role("textbox")).to_be_visible()
    await expect(page.locator("#voice")).to_be_hidden()
    assert len(scene.heard) == 1


async def test_recording_ends_by_itself_after_a_minute(page: Page, scene: Scene) -> None:
    await page.clock.install()
    await open_page(page, scene)
    await page.get_by_role("button", name="Nói", exact=True).click()
    await expect(page.get_by_role("timer")).to_have_text(re.compile(r"Còn \d+ giây"))
    await page.clock.fast_forward(61_000)
    await expect(page.get_by_role("button", name="Gửi tin thoại")).to_be_visible()
    await expect(page.get_by_role("timer")).to_be_hidden()


async def test_a_shaky_finger_that_presses_twice_sends_nothing_unheard(
    page: Page, scene: Scene
) -> None:
    await open_page(page, scene)
    await page.get_by_role("button", name="Nói", exact=True).dblclick()
    await expect(page.get_by_role("timer")).to_have_text("Còn 59 giây")
    box = await page.get_by_role("button", name="Nói xong").bounding_box()
    assert box is not None
    await page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await expect(page.get_by_role("button", name="Gửi tin thoại")).to_be_focused()
    await expect(page.locator("#voice-hear")).to_be_visible()
    assert len(scene.heard) == 1


async def test_a_moment_of_nothing_is_no_voice_note(page: Page, scene: Scene) -> None:
    await page.clock.install()
    await open_page(page, scene)
    await page.clock.pause_at("2030-01-01T00:00:00")
    await page.get_by_role("button", name="Nói", exact=True).click()
    await expect(page.get_by_role("timer")).to_be_visible()
    await page.evaluate(LOOKS_AWAY)
    await expect(page.get_by_role("alert")).to_contain_text("ngắn quá")
    await expect(page.get_by_role("textbox")).to_be_visible()


async def test_a_voice_waits_for_the_house_to_come_back(page: Page, scene: Scene) -> None:
    await open_page(page, scene)
    await speak(page)
    await scene.stop()
    await expect(page.get_by_role("status")).to_have_text("Đang kết nối lại…")
    send = page.get_by_role("button", name="Gửi tin thoại")
    await send.click()
    await expect(page.get_by_role("alert")).to_contain_text("Tin thoại vẫn ở đây")
    await scene.start()
    await expect(page.get_by_role("status")).to_have_text("", timeout=20_000)
    await send.click()
    await expect(page.get_by_text("Đã nhận tin thoại")).to_be_visible()
    assert len(scene.heard) == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotAllowedError", "cho phép micrô"),
        ("NotFoundError", "không có micrô"),
        ("NotReadableError", "ứng dụng khác"),
        ("TypeError", "gõ chữ"),
    ],
)
async def test_a_microphone_that_may_not_be_used_is_explained_in_one_sentence(
    page: Page, scene: Scene, error: str, words: str
) -> None:
    await page.add_init_script(
        "navigator.mediaDevices.getUserMedia ="
        f" () => Promise.reject(Object.assign(new Error('no'), {{ name: '{error}' }}));"
    )
    await open_page(page, scene)
    await page.get_by_role("button", name="Nói", exact=True).click()
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text(words)
    assert (await alert.inner_text()).count(".") == 0 or (await alert.inner_text()).endswith("ạ.")
    await page.get_by_role("textbox").fill("gõ vẫn được")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Trả lời: gõ vẫn được")).to_be_visible()


@pytest.mark.parametrize(
    "missing",
    [
        "delete window.MediaRecorder;",
        "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });",
        "MediaRecorder.isTypeSupported = () => false;",
    ],
)
async def test_a_browser_that_cannot_record_has_no_such_button(
    page: Page, scene: Scene, missing: str
) -> None:
    await page.add_init_script(missing)
    await open_page(page, scene)
    await expect(page.get_by_role("button", name="Ảnh", exact=True)).to_be_visible()
    await expect(page.locator("#speak")).to_be_hidden()


async def test_the_page_works_without_its_recorder(page: Page, scene: Scene) -> None:
    await page.route("**/voice.js*", lambda route: route.abort())
    await open_page(page, scene)
    await page.get_by_role("textbox").fill("một")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Trả lời: một")).to_be_visible()


async def test_a_helper_s_voice_is_heard_on_the_page(
    page: Page, scene: Scene, tmp_path: Path
) -> None:
    await open_page(page, scene)
    stored = StoredFile(f"{'b' * 32}.ogg")
    await FileStore(tmp_path / "photos").save(stored, an_ogg(seconds=2))
    voice = Attachment(AttachmentKind.VOICE, mime="audio/ogg", file=stored)
    assert UploadStore(tmp_path, "secret").get_url(voice)
    scene.owe(scene.heard[0].address, Reply("Chị Lan: (tin thoại)", attachments=(voice,)))
    player = page.locator("audio.player")
    await expect(player).to_have_attribute("aria-label", "Tin thoại gửi bác")
    assert await player.evaluate(PLAYED) == [None, True, True]


async def test_a_voice_that_cannot_be_played_is_offered_as_a_file(
    page: Page, scene: Scene, tmp_path: Path
) -> None:
    await open_page(page, scene)
    stored = StoredFile(f"{'c' * 32}.m4a")
    await FileStore(tmp_path / "photos").save(stored, b"no sound at all")
    voice = Attachment(AttachmentKind.VOICE, file=stored)
    scene.owe(scene.heard[0].address, Reply("", attachments=(voice,)))
    link = page.get_by_role("link", name="tải về")
    await expect(link).to_have_attribute("href", f"/chat/photo/{stored.name}")


async def test_turning_to_another_page_ends_the_recording_and_keeps_it(
    page: Page, scene: Scene
) -> None:
    await open_page(page, scene)
    await page.get_by_role("button", name="Nói", exact=True).click()
    await expect(page.get_by_role("timer")).to_have_text("Còn 59 giây")
    await page.evaluate(LOOKS_AWAY)
    await expect(page.get_by_role("button", name="Gửi tin thoại")).to_be_visible()
    assert len(scene.heard) == 1
