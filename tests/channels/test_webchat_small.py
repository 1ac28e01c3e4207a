"""The page on a phone held by old hands: large letters, the page enlarged, a keyboard that covers
half of it, words not sent yet, numbers that are tapped."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from bot.messages.content import Choice, Reply
from tests.browser import chromium as chromium
from tests.channels.webchat_scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HELLO = "Chào bà con. Bác cần hỏi gì ạ?"
STEPS = Reply(
    "Bước 1. Bác mở ứng dụng VNeID trên máy của mình.\nBước 2. Bác bấm «Quên mật khẩu»."
    "\nBước 3. Bác gõ số định danh rồi chờ tin nhắn.",
    (Choice("1. Xong rồi", "done"), Choice("2. Tôi bị kẹt, gặp người giúp", "stuck")),
)
# What is drawn over something else, or out of the screen, among what can be pressed.
CROOKED = """() => {
  const nodes = Array.from(document.querySelectorAll('header, button, textarea, #voice audio'))
    .filter(one => one.getClientRects().length && !one.closest('#log'));
  const boxes = nodes.map(one => [one.id || one.tagName, one.getBoundingClientRect()]);
  const bad = boxes.filter(([, b]) => b.left < 0 || b.top < 0
    || b.right > innerWidth + 0.5 || b.bottom > innerHeight + 0.5).map(([name]) => name);
  nodes.filter(one => one.scrollWidth > one.clientWidth + 1 && one.tagName === 'BUTTON')
    .forEach(one => bad.push('cut ' + one.id));
  boxes.forEach(([a, x], at) => boxes.slice(at + 1).forEach(([b, y]) => {
    if (a === 'HEADER' || b === 'HEADER') return;
    const beside = x.left > y.right - 1 || y.left > x.right - 1;
    if (!beside && x.top < y.bottom - 1 && y.top < x.bottom - 1) bad.push(a + ' over ' + b);
  }));
  const wide = [document.documentElement, document.getElementById('log')]
    .filter(one => one.scrollWidth > one.clientWidth).map(one => 'wide ' + one.tagName);
  return bad.concat(wide); }"""


@pytest_asyncio.fixture(loop_scope="session")
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with Scene.open(tmp_path / "photos") as scene:
        scene.answers["bước"] = STEPS
        yield scene


@pytest_asyncio.fixture(loop_scope="session")
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="vi-VN", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


async def ask(page: Page, text: str) -> None:
    await page.locator("#words").fill(text)
    await page.keyboard.press("Enter")


async def a_long_talk(page: Page, scene: Scene) -> Locator:
    """A page with more on it than it shows; the newest answer."""
    await page.goto(scene.url)
    await expect(page.get_by_text(HELLO)).to_be_visible()
    for number in range(6):
        await ask(page, f"câu hỏi {number}")
        await expect(page.get_by_text(f"Trả lời: câu hỏi {number}")).to_be_visible()
    await ask(page, "bước")
    newest = page.locator(".turn").last
    await expect(newest).to_contain_text("Bước 3.")
    return newest


async def resize(page: Page, width: int, height: int) -> None:
    await page.set_viewport_size({"width": width, "height": height})
    await page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


# Large letters, an enlarged page, a keyboard


async def test_larger_letters_keep_the_newest_message_in_view(page: Page, scene: Scene) -> None:
    newest = await a_long_talk(page, scene)
    button = page.get_by_role("button", name="A+ Chữ to hơn")
    for _ in range(3):
        await button.click()
        await expect(newest.locator(".bubble")).to_be_in_viewport()
        await expect(newest.get_by_role("button").last).to_be_in_viewport(ratio=0.9)


async def test_larger_letters_keep_what_is_being_read(page: Page, scene: Scene) -> None:
    await a_long_talk(page, scene)
    old = page.get_by_text("Trả lời: câu hỏi 1")
    await old.evaluate("node => node.scrollIntoView({ block: 'end' })")
    await page.get_by_role("button", name="A+ Chữ to hơn").click()
    await expect(old).to_be_in_viewport()


@pytest.mark.parametrize("large", [False, True], ids=["usual letters", "large letters"])
@pytest.mark.parametrize(
    ("width", "height"),
    [(390, 844), (360, 640), (320, 568), (390, 420), (844, 390), (195, 422), (195, 300), (180, 320),
     (195, 210)],
)  # fmt: skip
async def test_everything_has_its_place_on_any_screen(
    page: Page, scene: Scene, width: int, height: int, large: bool
) -> None:
    newest = await a_long_talk(page, scene)
    if large:
        await page.get_by_role("button", name="A+ Chữ to hơn").click()
    await resize(page, width, height)
    assert await page.evaluate(CROOKED) == []
    await expect(page.locator("#send")).to_be_in_viewport(ratio=1)
    await expect(page.locator("#words")).to_be_in_viewport(ratio=1)
    box = await page.locator("#words").bounding_box()
    assert box is not None and box["width"] >= 90 and box["height"] >= 48
    await expect(newest.get_by_role("button").last).to_be_in_viewport()
    await ask(page, "vẫn gõ được")
    await expect(page.get_by_text("Trả lời: vẫn gõ được")).to_be_in_viewport()
    if height > 320 and await page.locator("#speak").is_visible():
        await page.locator("#speak").click()
        await expect(page.locator("#voice-stop")).to_be_visible()
        assert await page.evaluate(CROOKED) == []
        await expect(page.locator("#voice-left")).to_have_text(re.compile("Còn 59"))
        await page.locator("#voice-stop").click()
        await expect(page.locator("#voice-send")).to_be_visible()
        assert await page.evaluate(CROOKED) == []


async def test_a_keyboard_leaves_the_newest_message_and_the_box_in_view(
    page: Page, scene: Scene
) -> None:
    newest = await a_long_talk(page, scene)
    await page.locator("#words").click()
    await resize(page, 390, 430)
    await expect(newest.get_by_role("button").last).to_be_in_viewport(ratio=0.9)
    await expect(page.locator("#words")).to_be_in_viewport(ratio=1)
    await page.locator("#words").fill("một\nhai\nba\nbốn")
    await expect(newest.get_by_role("button").last).to_be_in_viewport(ratio=0.9)
    await resize(page, 390, 844)
    await expect(newest.get_by_role("button").last).to_be_in_viewport(ratio=0.9)


async def test_an_iphone_s_keyboard_that_covers_the_page_moves_the_box_up(
    page: Page, scene: Scene
) -> None:
    await page.add_init_script(
        """const view = new EventTarget();
        Object.assign(view, { scale: 1, height: innerHeight });
        Object.defineProperty(window, 'visualViewport', { value: view });"""
    )
    newest = await a_long_talk(page, scene)
    await page.evaluate(
        "visualViewport.height = 400; visualViewport.dispatchEvent(new Event('resize'))"
    )
    box = await page.locator("#words").bounding_box()
    last = await newest.get_by_role("button").last.bounding_box()
    assert box is not None and box["y"] + box["height"] <= 400
    assert last is not None and last["y"] + last["height"] <= box["y"]
    await page.evaluate(
        "visualViewport.height = 844; visualViewport.dispatchEvent(new Event('resize'))"
    )
    assert await page.evaluate("document.body.getBoundingClientRect().height") == 844


# Words not sent yet


async def test_a_draft_survives_reload_and_a_closed_page(
    context: BrowserContext, page: Page, scene: Scene
) -> None:
    await page.goto(scene.url)
    await page.locator("#words").press_sequentially("tôi muốn hỏi về")
    await page.reload()
    await expect(page.locator("#words")).to_have_value("tôi muốn hỏi về")
    await page.close()
    again = await context.new_page()
    await again.goto(scene.url)
    await expect(again.locator("#words")).to_have_value("tôi muốn hỏi về")
    await again.locator("#words").press("Enter")
    await expect(again.get_by_text("Trả lời: tôi muốn hỏi về")).to_be_visible()
    await again.reload()
    await expect(again.get_by_text("Trả lời: tôi muốn hỏi về")).to_be_visible()
    await expect(again.locator("#words")).to_have_value("")


async def test_a_draft_survives_a_lost_line(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await expect(page.get_by_text(HELLO)).to_be_visible()
    await page.locator("#words").press_sequentially("đang gõ dở")
    await scene.stop()
    await expect(page.get_by_role("status")).to_have_text("Đang kết nối lại…")
    await expect(page.locator("#words")).to_have_value("đang gõ dở")
    await scene.start()
    await page.reload()
    await expect(page.locator("#words")).to_have_value("đang gõ dở")


async def test_what_was_sent_without_a_line_is_kept_and_sent_once(
    context: BrowserContext, page: Page, scene: Scene
) -> None:
    await page.goto(scene.url)
    await expect(page.get_by_text(HELLO)).to_be_visible()
    await scene.stop()
    await context.set_offline(True)
    await ask(page, "mất mạng rồi")
    await expect(page.locator(".waiting:visible")).to_contain_text("Đang gửi")
    await page.close()
    await scene.start()
    await context.set_offline(False)
    again = await context.new_page()
    await again.goto(scene.url)
    await expect(again.get_by_text("Trả lời: mất mạng rồi")).to_be_visible(timeout=20_000)
    await expect(again.locator(".waiting:visible")).to_have_count(0)
    assert [incoming.text for incoming in scene.heard] == ["/start", "mất mạng rồi"]


async def test_forgetting_forgets_the_draft(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await page.locator("#words").press_sequentially("bí mật")
    await page.get_by_role("button", name="Xóa trên máy này").click()
    await page.get_by_role("button", name="Xóa", exact=True).click()
    await expect(page.locator("#words")).to_have_value("")
    await page.reload()
    await expect(page.locator("#words")).to_have_value("")


# What is tapped


async def test_numbers_and_pages_of_the_state_are_tapped(page: Page, scene: Scene) -> None:
    words = (
        "😀 Gọi 113 hoặc 115; Công an xã (024) 3825 1234, tổng đài 1900 0368, anh Tư 0912 345 678."
        " Xem dichvucong.gov.vn. Đừng vào https://dichvucong-gov.top hay vneid.gov.vn.capnhat.top."
    )
    scene.answers["gọi ai"] = Reply(words)
    await page.goto(scene.url)
    await ask(page, "gọi ai")
    bubble = page.locator(".bot .bubble").last
    await expect(bubble).to_contain_text("Đừng vào")
    await page.reload()
    links: list[Any] = await bubble.locator("a").evaluate_all(
        "all => all.map(one => [one.firstChild.data, one.getAttribute('href')])"
    )
    assert links == [
        ["113", "tel:113"],
        ["115", "tel:115"],
        ["(024) 3825 1234", "tel:02438251234"],
        ["1900 0368", "tel:19000368"],
        ["0912 345 678", "tel:0912345678"],
        ["dichvucong.gov.vn", "https://dichvucong.gov.vn"],
    ]
    heights = await bubble.locator("a").evaluate_all(
        "all => all.map(one => one.getClientRects()[0].height)"
    )
    assert min(heights) >= 44
    assert words in (await bubble.text_content() or "").replace(" (mở trang mới)", "")


async def test_what_a_resident_quotes_is_no_link(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await ask(page, "https://dichvucong.gov.vn và 0912345678")
    await expect(page.locator(".me .bubble a")).to_have_count(0)


async def test_a_link_the_house_did_not_mean_is_not_made(page: Page, scene: Scene) -> None:
    """Whatever stands in the browser's memory: only calls and https."""
    await page.goto(scene.url)
    await expect(page.get_by_text(HELLO)).to_be_visible()
    await page.evaluate(
        """() => { const list = JSON.parse(localStorage.getItem('toso.log'));
        list[0].links = [[0, 4, 'javascript:alert(1)'], [5, 7, 'tel:1;phone-context=x'],
            [8, 11, 'data:text/html,x'], [0, 99, 'http://a.vn']];
        localStorage.setItem('toso.log', JSON.stringify(list)); }"""
    )
    await page.reload()
    await expect(page.get_by_text(HELLO)).to_be_visible()
    await expect(page.locator("#log a")).to_have_count(0)


# What is read aloud


async def test_one_s_own_words_are_not_read_back(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await page.get_by_role("button", name="1. Đồng ý").click()
    await expect(page.get_by_text("Trả lời: agree")).to_be_visible()
    await expect(page.locator(".turn.me")).to_have_attribute("aria-live", "off")
    assert await page.locator(".turn.bot").last.get_attribute("aria-live") is None


async def test_buttons_of_old_messages_are_called_old(page: Page, scene: Scene) -> None:
    await a_long_talk(page, scene)
    groups = page.get_by_role("group", name="Các nút trả lời")
    await expect(groups).to_have_count(1)
    await expect(page.get_by_role("group", name="Các nút của tin cũ")).to_have_count(1)
    await page.reload()
    await expect(groups).to_have_count(1)
    names = await page.locator("main ~ form button:visible, header button").all_inner_texts()
    assert len(names) == len(set(names)) and all(names)
