"""A real Chromium for the tests of pages.

A test module asks for it by `from tests.browser import chromium as chromium`, marks itself
`browser` and runs on the session's loop. Where a browser must be (CI), its absence is a failure.
"""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

# It hums, and nobody is asked whether it may.
_MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """Where Chromium is: CHROMIUM, or the first of the usual names."""
    given = os.environ.get("CHROMIUM")
    return given or next((path for name in _NAMES if (path := shutil.which(name))), None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests; each opens its own context."""
    path = find_chromium()
    if path is None:
        missing = "Chromium is not installed (apt install chromium, or set CHROMIUM)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", *_MICROPHONE]
        )
        yield browser
        await browser.close()
