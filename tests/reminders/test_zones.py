"""The machine's own clock zone decides nothing: the commune's does."""

import time
from collections.abc import Iterator
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.classes.weekly_pattern import WeeklyPattern
from bot.core.db import Database
from bot.core.policy import Policy
from bot.reminders.reminder_parsing import parse_reminder
from bot.usecases import due_reminders
from tests.conftest import ObedientClock
from tests.reminders.scene import ZONE, Scene, a_commune, local

ZONES = ("UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu")


@pytest.fixture(params=ZONES)
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine stands elsewhere."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


async def test_a_class_is_reminded_of_by_the_commune_s_clock(
    machine_zone: str, db: Database, clock: ObedientClock
) -> None:
    await db.write(a_commune)
    scene = Scene(db, clock)
    await scene.joins("tu", await scene.opens(local(25, 19, 30)))
    scene.at(local(25, 1, 31))  # eighteen hours before, in the quiet hours
    assert await scene.ticks(due_reminders.fire_due) == 0, machine_zone
    scene.at(local(25, 6, 31))
    await scene.ticks(due_reminders.fire_due)
    [said] = await scene.told("tu")
    assert "19 giờ 30 thứ Tư ngày 25/11" in said


def test_words_mean_the_commune_s_days(machine_zone: str) -> None:
    now = local(25, 0, 30)  # in UTC still the day before
    wish = parse_reminder("nhắc tôi mai 8h nộp thuế", now=now, zone=ZONE)
    assert wish.moments == (local(26, 8),), machine_zone


def test_a_series_meets_at_its_local_hour_across_a_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")  # clocks change on 25/10/2026
    policy = Policy(zone=berlin)
    starts = []
    for at in WeeklyPattern.parse("CN 19:30").iterate_starts(
        local(18, 0, month=10).date(), None, policy.zone
    ):
        starts.append(at)
        if len(starts) == 3:
            break
    assert [at.astimezone(berlin).hour for at in starts] == [19, 19, 19]
    assert starts[1].astimezone(UTC) - starts[0].astimezone(UTC) == timedelta(days=7, hours=1)
