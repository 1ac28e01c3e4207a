"""Pages of the console in Chromium: signed in, at the width of a desk and of a phone.

A test module asks for `from tests.console.screens import desk as desk` beside `chromium`, and runs
on the session's loop as the browser does.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from bot.faq.knowledge_base import KnowledgeBase
from bot.people.models import RoleKind
from bot.reactions import open_database
from tests.conftest import DATA, ObedientClock
from tests.console.scene import ConsoleScene
from tests.journeys.bot import Bot

DESK, PHONE = (1366, 768), (390, 844)
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
_RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  const name = (fault) => fault.nodes.map((node) => node.html.slice(0, 120)).join(" | ");
  return found.violations.map((fault) => `${fault.id}: ${name(fault)}`);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    sqlite_url: str, shelf: KnowledgeBase, clock: ObedientClock, tmp_path: Path
) -> AsyncIterator[ConsoleScene]:
    """The console in front of the whole bot, on the browser's loop."""
    database = open_database(sqlite_url)
    files = tmp_path / "photos"
    async with (
        Bot.started(database, shelf, clock, demo=DATA / "demo", files=files) as bot,
        ConsoleScene.open(bot) as scene,
    ):
        yield scene
    await asyncio.to_thread(database.close)


@asynccontextmanager
async def signed_in(
    chromium: Browser,
    console: ConsoleScene,
    role: RoleKind | None,
    unit: str = "an-phu",
    *,
    size: tuple[int, int] = DESK,
    **options: Any,
) -> AsyncIterator[Page]:
    """Open a browser of somebody who has pressed their link's button."""
    width, height = size
    context: BrowserContext = await chromium.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", **options
    )
    context.set_default_timeout(20_000)
    try:
        page = await context.new_page()
        await page.goto(console.base + await console.make_link(role, unit))
        await page.get_by_role("button", name="Vào bàn làm việc").click()
        await page.wait_for_url("**/console/")
        yield page
    finally:
        await context.close()


async def list_barriers(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands; the context must bypass the page's CSP."""
    await page.add_script_tag(path=AXE)
    barriers: list[str] = await page.evaluate(_RUN_AXE)
    return barriers


async def is_too_wide(page: Page) -> bool:
    """Whether the page can be pushed sideways: on a phone half of it would be missed."""
    wide: bool = await page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide
