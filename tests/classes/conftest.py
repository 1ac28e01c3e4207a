"""The scene, on both databases."""

import pytest

from bot.core.db import Database
from tests.conftest import ObedientClock
from tests.reminders.scene import Scene, a_commune


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> Scene:
    """Xã X, at 8 on a Monday."""
    await db.write(a_commune)
    return Scene(db, clock)
