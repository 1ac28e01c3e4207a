"""The residents' page in a real browser: talking, keyboard, coming back, breaking, photos."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Page,
    WebSocketRoute,
    expect,
)

from bot.messages.content import AttachmentKind, Choice, Reply
from tests.browser import chromium as chromium
from tests.channels.webchat_scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx"
    b"\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)
ATTACK = "<img src=x onerror=alert(1)><script>alert(2)</script> javascript:alert(3)"


@pytest_asyncio.fixture(loop_scope="session")
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with Scene.open(tmp_path / "photos") as scene:
        yield scene


@pytest_asyncio.fixture(loop_scope="session")
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    context.set_default_timeout(15_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A page; whatever the browser complains about fails the test."""
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("console", lambda line: complaints.append(line.text) if _bad(line.text) else None)
    yield page
    assert complaints == []


def _bad(line: str) -> bool:
    return "Content Security Policy" in line or "TrustedHTML" in line


async def ask(page: Page, text: str) -> None:
    await page.get_by_label("Bác cần hỏi gì ạ?").fill(text)
    await page.keyboard.press("Enter")


async def texts(page: Page) -> list[str]:
    """What stands in the bubbles, in order, without who said it."""
    found = await page.locator(".bubble").all_text_contents()
    return [re.sub(r"^(Bác|Tổ Số): ", "", one) for one in found]


async def sees(page: Page, *expected: str) -> None:
    await expect(page.locator(".bubble")).to_have_count(len(expected), timeout=15_000)
    assert await texts(page) == list(expected)


HELLO = "Chào bà con. Bác cần hỏi gì ạ?"


async def test_question_and_answer(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await expect(page.get_by_text(HELLO)).to_be_visible()
    await ask(page, "làm căn cước ở đâu")
    await sees(page, HELLO, "làm căn cước ở đâu", "Trả lời: làm căn cước ở đâu")
    await expect(page.locator("#words")).to_be_focused()
    assert await page.locator("#words").input_value() == ""


async def test_village_of_the_link(page: Page, scene: Scene) -> None:
    await page.goto(f"{scene.url}/?u=ap-03")
    await expect(page.locator("header")).to_contain_text("Thôn ap-03, Xã An Phú Đông")
    await expect(page.get_by_text(HELLO)).to_be_visible()
    await page.reload()
    await ask(page, "a")
    await expect(page.get_by_text("Trả lời: a")).to_be_visible()
    assert [incoming.start for incoming in scene.heard] == ["u-ap-03", ""]


async def test_button_by_keyboard_alone(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    button = page.get_by_role("button", name="1. Đồng ý")
    await expect(button).to_be_visible()
    for _ in range(10):
        await page.keyboard.press("Tab")
        if await button.evaluate("one => one === document.activeElement"):
            break
    await expect(button).to_be_focused()
    assert await button.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    await page.keyboard.press("Enter")
    await sees(page, HELLO, "Đồng ý", "Trả lời: agree")
    await expect(button).to_be_focused()
    assert scene.heard[1].choice == "agree"


async def test_old_buttons_can_still_be_pressed(page: Page, scene: Scene) -> None:
    scene.answers["thêm"] = Reply("Nữa", (Choice("Khác", "other"),))
    await page.goto(scene.url)
    await ask(page, "thêm")
    await expect(page.get_by_role("button", name="Khác")).to_be_visible()
    await page.get_by_role("button", name="1. Đồng ý").click()
    await expect(page.get_by_text("Trả lời: agree")).to_be_visible()


async def test_a_message_changes_where_it_stands(page: Page, scene: Scene) -> None:
    scene.answers["xem"] = Reply("Đã gửi 10%", (Choice("1. Dừng", "stop"),))
    await page.goto(scene.url)
    await ask(page, "xem")
    await expect(page.get_by_role("button", name="1. Dừng")).to_be_visible()
    await ask(page, "chào")
    await sees(page, HELLO, "xem", "Đã gửi 10%", "chào", "Trả lời: chào")
    kept = json.loads(await page.evaluate("localStorage.getItem('toso.log')"))
    (board,) = [one["id"] for one in kept if one["text"] == "Đã gửi 10%"]
    for percent in (50, 100):
        reply = Reply(f"Đã gửi {percent}%", (Choice("1. Dừng", "stop"),) if percent < 100 else ())
        await scene.channel.edit(scene.heard[0].address, board, reply, key=f"e.{percent}")
        await expect(page.get_by_text(f"Đã gửi {percent}%")).to_be_visible()
        await sees(page, HELLO, "xem", f"Đã gửi {percent}%", "chào", "Trả lời: chào")
    await expect(page.get_by_role("button", name="1. Dừng")).to_have_count(0)
    await page.reload()
    await sees(page, HELLO, "xem", "Đã gửi 100%", "chào", "Trả lời: chào")


async def test_what_changes_where_nothing_is_left_is_shown_anew(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await sees(page, HELLO)
    for percent in (50, 100):
        reply = Reply(f"Đã gửi {percent}%")
        await scene.channel.edit(scene.heard[0].address, "gone", reply, key=f"e.{percent}")
        await sees(page, HELLO, f"Đã gửi {percent}%")


async def test_lines_and_enter(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await page.locator("#words").focus()
    await page.keyboard.type("một")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("hai")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Trả lời: một hai")).to_be_visible()
    assert scene.heard[1].text == "một\nhai"
    await page.keyboard.press("Enter")
    await ask(page, "   ")
    assert len(scene.heard) == 2, "nothing to say is not said"


# Coming back


async def test_reload_shows_what_was_said(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await ask(page, "một")
    await sees(page, HELLO, "một", "Trả lời: một")
    await page.reload()
    await sees(page, HELLO, "một", "Trả lời: một")
    await ask(page, "hai")
    await sees(page, HELLO, "một", "Trả lời: một", "hai", "Trả lời: hai")
    assert len({incoming.address for incoming in scene.heard}) == 1
    assert [incoming.text for incoming in scene.heard] == ["/start", "một", "hai"]


async def test_answer_given_while_away_waits(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await sees(page, HELLO)
    await page.goto("about:blank")
    scene.owe(scene.heard[0].address, Reply("Cán bộ trả lời"))
    await page.goto(scene.url)
    await sees(page, HELLO, "Cán bộ trả lời")


async def test_house_that_goes_away_and_comes_back(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await sees(page, HELLO)
    await scene.stop()
    await expect(page.get_by_role("status")).to_have_text("Đang kết nối lại…")
    await ask(page, "còn đó không")
    await ask(page, "trả lời với")
    await expect(page.locator(".waiting").first).to_have_text("Đang gửi, có mạng là tin tự đi.")
    await scene.start()
    await expect(page.get_by_text("Trả lời: trả lời với")).to_be_visible(timeout=20_000)
    assert [incoming.text for incoming in scene.heard] == ["/start", "còn đó không", "trả lời với"]
    assert sorted(await texts(page)) == sorted(
        [HELLO, "còn đó không", "trả lời với", "Trả lời: còn đó không", "Trả lời: trả lời với"]
    )
    await expect(page.get_by_role("status")).to_have_text("")
    await expect(page.locator(".waiting:visible")).to_have_count(0)


async def test_confirmations_lost_on_the_way(page: Page, scene: Scene) -> None:
    """The line breaks just as "heard" comes down, and just as "got" goes up."""
    swallow = {"heard", "got"}
    closing: list[asyncio.Task[None]] = []

    def route(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def pass_on(frame: str | bytes, other: WebSocketRoute) -> None:
            kind = json.loads(frame)["type"]
            if kind in swallow and len(scene.heard) > 1:
                swallow.discard(kind)
                closing.append(asyncio.create_task(line.close(code=4000)))
                closing.append(asyncio.create_task(server.close()))
            else:
                other.send(frame)

        line.on_message(lambda frame: pass_on(frame, server))
        server.on_message(lambda frame: pass_on(frame, line))

    await page.route_web_socket(re.compile("/chat/ws"), route)
    await page.goto(scene.url)
    await sees(page, HELLO)
    await ask(page, "nghe rõ không")
    while len(scene.deliveries) < 3 or swallow:
        await page.wait_for_timeout(50)
    await sees(page, HELLO, "nghe rõ không", "Trả lời: nghe rõ không")
    await expect(page.locator(".waiting:visible")).to_have_count(0)
    await asyncio.gather(*closing, return_exceptions=True)
    # At least once: a slow machine may try again; what the resident sees is there once.
    assert len(scene.heard) == 2 and len(scene.deliveries) >= 3


async def test_database_away_for_a_moment(page: Page, scene: Scene) -> None:
    scene.refusals = 1
    await page.goto(scene.url)
    await sees(page, HELLO)
    scene.refusals = 1
    await ask(page, "một")
    await expect(page.get_by_role("status")).to_contain_text("Máy chủ đang bận")
    await sees(page, HELLO, "một", "Trả lời: một")


async def test_more_than_the_house_allows_at_once(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await sees(page, HELLO)
    await page.evaluate(
        """() => { for (let n = 0; n < 19; n += 1) {
            document.getElementById('words').value = 'câu ' + n;
            document.getElementById('send').click(); } }"""
    )
    await expect(page.get_by_text("Trả lời: câu 18")).to_be_visible(timeout=20_000)
    assert [incoming.text for incoming in scene.heard[1:]] == [
        f"câu {number}" for number in range(19)
    ]
    assert len(scene.deliveries) == 20


async def test_two_tabs_are_one_person(context: BrowserContext, page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await sees(page, HELLO)
    other = await context.new_page()
    await other.goto(scene.url)
    await sees(other, HELLO)
    await ask(other, "một")
    for tab in (page, other):
        await sees(tab, HELLO, "một", "Trả lời: một")
    assert len(scene.heard) == 2


async def test_forgetting_on_this_device(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await ask(page, "bí mật")
    await expect(page.get_by_text("Trả lời: bí mật")).to_be_visible()
    await page.get_by_role("button", name="Xóa trên máy này").click()
    await expect(page.get_by_role("button", name="Giữ lại")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Xóa trên máy này")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Xóa", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Đã xóa")
    await sees(page, HELLO)
    assert "bí mật" not in await page.evaluate("JSON.stringify(localStorage)")
    assert len({incoming.address for incoming in scene.heard}) == 2


async def test_browser_that_remembers_nothing(page: Page, scene: Scene) -> None:
    await page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    )
    await page.goto(scene.url)
    await ask(page, "một")
    await sees(page, HELLO, "một", "Trả lời: một")


# What comes is only ever text


async def test_markup_is_inert_and_only_https_is_a_link(page: Page, scene: Scene) -> None:
    answer = f"{ATTACK} http://a.vn https://dichvucong.gov.vn/x?y=1, (https://vneid.gov.vn)."
    bad = (Choice(ATTACK, "a"), Choice("Xấu", url="javascript:alert(4)"))
    scene.answers["đánh"] = Reply(answer, (*bad, Choice("Cổng", url="https://dichvucong.gov.vn")))
    await page.goto(f"{scene.url}/?u={'<script>alert(5)</script>'}")
    await ask(page, ATTACK)
    await ask(page, "đánh")
    await expect(page.get_by_role("link", name="Cổng")).to_be_visible()
    await page.reload()
    links = page.locator("#log a")
    hrefs = [await one.get_attribute("href") for one in await links.all()]
    assert hrefs == [
        "https://dichvucong.gov.vn/x?y=1",
        "https://vneid.gov.vn",
        "https://dichvucong.gov.vn",
    ]
    assert await links.first.get_attribute("rel") == "noopener noreferrer"
    assert await page.locator("#log img, #log script").count() == 0
    assert (await texts(page))[1] == ATTACK


# Photos


async def choose(page: Page, data: bytes) -> None:
    """Choose a file in the photo button's dialog."""
    file: FilePayload = {"name": "anh.png", "mimeType": "image/png", "buffer": data}
    await page.locator("#photo").set_input_files(file)


async def test_photo_of_the_screen(page: Page, scene: Scene) -> None:
    scene.answers[""] = Reply("Đã nhận ảnh")
    await page.goto(scene.url)
    await sees(page, HELLO)
    await choose(page, PIXEL)
    await expect(page.get_by_text("Đã nhận ảnh")).to_be_visible()
    (attachment,) = scene.heard[1].attachments
    assert (attachment.kind, attachment.mime) == (AttachmentKind.PHOTO, "image/jpeg")
    await page.reload()
    image = page.get_by_role("img", name="Ảnh bác đã gửi")
    await expect(image).to_have_js_property("complete", True)
    assert await image.evaluate("one => one.naturalWidth") == 1


async def test_what_is_no_photo_is_said_plainly(page: Page, scene: Scene) -> None:
    await page.goto(scene.url)
    await sees(page, HELLO)
    for size, words in ((99, "không phải ảnh"), (5_100_000, "lớn quá")):
        await choose(page, b"x" * size)
        await expect(page.get_by_role("alert")).to_contain_text(words)
    await scene.stop()
    await expect(page.get_by_role("status")).to_have_text("Đang kết nối lại…")
    await choose(page, PIXEL)
    await expect(page.get_by_role("alert")).to_contain_text("mất kết nối")
