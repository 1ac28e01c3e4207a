"""The page for everybody: small screens, large letters, screen readers, contrast, other sites."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from bot.messages.content import Choice, Reply
from tests.browser import chromium as chromium
from tests.channels.webchat_scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = Reply(
    "Căn cứ Nghịđịnhsố" + "dài" * 60 + "\nhttps://dichvucong.gov.vn/" + "a" * 120,
    (Choice("2. " + "Nút rất dài " * 8, "long"), Choice("Cổng", url="https://dichvucong.gov.vn")),
)

# Every text's contrast with what is behind it (WCAG 2.2, 1.4.3), and its size.
MEASURE = """() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number).concat(1).slice(0, 4);
  const part = v => v / 255 <= 0.03928 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set([document.getElementById('words')]);
  while (walk.nextNode()) {
    if (walk.currentNode.data.trim()) seen.add(walk.currentNode.parentElement);
  }
  for (const node of seen) {
    if (!node.getClientRects().length || node.closest('.unseen, noscript, script')) continue;
    const style = getComputedStyle(node);
    const pair = [light(rgb(style.color)), light(behind(node))].sort((a, b) => b - a);
    found.push({
      text: node.textContent.slice(0, 30),
      ratio: (pair[0] + 0.05) / (pair[1] + 0.05),
      size: parseFloat(style.fontSize),
    });
  }
  return found; }"""

TARGETS = """() => Array.from(document.querySelectorAll('button, textarea, a.choice'))
  .filter(one => one.getClientRects().length)
  .map(one => ({ name: one.textContent, width: one.offsetWidth, height: one.offsetHeight }))"""


@pytest_asyncio.fixture(loop_scope="session")
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with Scene.open(tmp_path / "photos") as scene:
        scene.answers["dài"] = LONG
        yield scene


async def a_talk(
    browser: Browser, scene: Scene, width: int, scheme: Literal["light", "dark"] = "light"
) -> Page:
    """A page with a long answer on it, in its own context."""
    context = await browser.new_context(
        viewport={"width": width, "height": 640}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = await context.new_page()
    await page.goto(f"{scene.url}/?u=ap-03")
    await page.locator("#words").fill("dài")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Cổng")).to_be_attached()
    return page


@pytest.mark.parametrize("large", [False, True])
async def test_narrow_screen_scrolls_only_down(
    chromium: Browser, scene: Scene, large: bool
) -> None:
    page = await a_talk(chromium, scene, 320)
    if large:
        await page.get_by_role("button", name="A+ Chữ to hơn").click()
        await page.reload()
        assert await page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    widths = await page.evaluate(
        "[document.documentElement, document.getElementById('log')].map(e => e.scrollWidth)"
    )
    assert max(widths) <= 320
    await expect(page.get_by_role("button", name="Gửi")).to_be_in_viewport()
    await page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_contrast_and_sizes(
    chromium: Browser, scene: Scene, scheme: Literal["light", "dark"]
) -> None:
    page = await a_talk(chromium, scene, 1000, scheme)
    await page.get_by_role("button", name="Xóa trên máy này").click()
    found = await page.evaluate(MEASURE)
    assert len(found) > 12, "looking in the wrong place?"
    assert [one for one in found if one["ratio"] < 4.5] == []
    assert [one for one in found if one["size"] < 18] == []
    targets = await page.evaluate(TARGETS)
    assert len(targets) > 8
    assert [target for target in targets if target["width"] < 48 or target["height"] < 48] == []
    await page.context.close()


async def test_names_and_roles(chromium: Browser, scene: Scene) -> None:
    page = await a_talk(chromium, scene, 360)
    assert await page.get_attribute("html", "lang") == "vi"
    log = page.get_by_role("log", name="Cuộc trò chuyện")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("heading", level=1, name="Tổ Số")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Bác cần hỏi gì ạ?")).to_be_visible()
    for name in ("Gửi", "Ảnh", "A+ Chữ to hơn", "Xóa trên máy này"):
        await expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    await expect(page.get_by_role("group", name="Các nút trả lời").last).to_be_attached()
    await expect(log.get_by_text("Tổ Số:").first).to_be_attached()
    names = await page.locator("button").evaluate_all("all => all.map(e => e.innerText.trim())")
    assert all(names)
    await page.context.close()


async def test_history_is_shown_in_silence(chromium: Browser, scene: Scene) -> None:
    page = await a_talk(chromium, scene, 360)
    await page.add_init_script(
        """new MutationObserver(() => {
            if (document.querySelector('.turn') && !window.liveAtFirst) {
                window.liveAtFirst = document.getElementById('log').getAttribute('aria-live');
            }
        }).observe(document, { childList: true, subtree: true });"""
    )
    await page.reload()
    await expect(page.locator(".turn").first).to_be_attached()
    assert await page.evaluate("window.liveAtFirst") == "off"
    await page.context.close()


async def test_larger_letters_are_a_pressed_button(chromium: Browser, scene: Scene) -> None:
    page = await a_talk(chromium, scene, 360)
    button = page.get_by_role("button", name="A+ Chữ to hơn")
    await expect(button).to_have_attribute("aria-pressed", "false")
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    await page.context.close()


async def test_without_javascript_it_says_what_to_do(chromium: Browser, scene: Scene) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(scene.url)
    await expect(page.locator("noscript p")).to_be_visible()
    await context.close()


# On another site


FOREIGN = """<!doctype html><title>Xã</title><style>* {{ color: lime !important }}</style>
<h1>Trang của xã</h1><script src="{url}/widget.js" data-unit="ap-05" async></script>"""


@pytest_asyncio.fixture(loop_scope="session")
async def foreign(scene: Scene) -> AsyncIterator[str]:
    """A page of somebody else, with a policy of its own, that embeds the button."""

    async def page(_request: web.Request) -> web.Response:
        policy = (
            "default-src 'none'; style-src 'unsafe-inline';"
            f" script-src {scene.url}; frame-src {scene.url}"
        )
        return web.Response(
            text=FOREIGN.format(url=scene.url),
            content_type="text/html",
            headers={"Content-Security-Policy": policy},
        )

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://localhost:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize("width", [360, 1280])
async def test_button_on_a_foreign_page(
    chromium: Browser, scene: Scene, foreign: str, width: int
) -> None:
    context = await chromium.new_context(viewport={"width": width, "height": 740})
    page = await context.new_page()
    await page.goto(foreign)
    opener = page.get_by_role("button", name="Hỏi Tổ Số")
    await expect(opener).to_have_attribute("aria-expanded", "false")
    assert not scene.heard, "nothing is opened before it is asked for"
    await page.keyboard.press("Tab")
    await expect(opener).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    frame = page.frame_locator("iframe[title^='Tổ Số']")
    await frame.locator("#words").fill("xin chào")
    await frame.locator("#words").press("Enter")
    await expect(frame.get_by_text("Trả lời: xin chào")).to_be_visible()
    assert scene.heard[0].start == "u-ap-05"
    await frame.locator("#words").press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.click()
    await expect(frame.get_by_text("Trả lời: xin chào")).to_be_visible()
    await page.get_by_role("button", name="Đóng").click()
    await expect(opener).to_be_focused()
    await context.close()
