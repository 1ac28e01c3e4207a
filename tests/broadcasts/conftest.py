"""The scene, on both databases."""

import pytest

from bot.core.db import Database
from tests.broadcasts.scene import Scene, a_commune
from tests.conftest import ObedientClock


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> Scene:
    """Two communes, at 8 on a Monday."""
    await db.write(a_commune, clock.now)
    return Scene(db, clock)
