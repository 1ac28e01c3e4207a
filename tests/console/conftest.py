"""The console in front of the whole bot."""

from collections.abc import AsyncIterator

import pytest

from tests.console.scene import ConsoleScene
from tests.journeys.bot import Bot


@pytest.fixture
async def console(bot: Bot) -> AsyncIterator[ConsoleScene]:
    """The console's pages behind a real port, with the demo communes."""
    async with ConsoleScene.open(bot) as scene:
        yield scene
