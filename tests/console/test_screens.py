"""Every page that needs no row, in Chromium: it keeps nobody out and fits its screen."""

import re

import pytest
from playwright.async_api import Browser

from bot.console import list_routes
from bot.people.models import RoleKind
from tests.browser import chromium as chromium
from tests.console.scene import ConsoleScene
from tests.console.screens import DESK, PHONE, is_too_wide, list_barriers, signed_in
from tests.console.screens import desk as desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
# What a template shows of a value that nobody put into words.
RAW = re.compile(r"\bNone\b|\bundefined\b|\{\{|\bnan\b")
PAGES = sorted(
    route.path for route in list_routes() if route.method == "GET" and "{" not in route.path
)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_nothing_keeps_anybody_out(
    chromium: Browser, desk: ConsoleScene, size: tuple[int, int]
) -> None:
    assert len(PAGES) > 5
    faults: dict[str, list[str]] = {}
    signing_in = signed_in(chromium, desk, RoleKind.OFFICER, size=size, bypass_csp=True)
    async with signing_in as page:
        for path in PAGES:
            await page.goto(desk.base + path)
            found = await list_barriers(page)
            found += sorted(set(RAW.findall(await page.inner_text("body"))))
            if await is_too_wide(page):
                found.append("wider than the screen")
            if found:
                faults[path] = found
    assert faults == {}
