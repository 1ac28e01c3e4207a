"""SIGTERM in the middle of a burst: it stops within ten seconds, and nothing is lost or doubled."""

import asyncio
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.pretend.telegram import PretendTelegram
from tests.test_kill import PEOPLE, free_port, running

PATIENCE = 110.0  # seconds for a start on a machine that others use too
STOPS_WITHIN = 10.0  # seconds: what deploy/toso.service and compose.yaml grant


@pytest.mark.timeout(400)
async def test_a_stop_under_load_drains_and_loses_and_doubles_nothing(tmp_path: Path) -> None:
    port = free_port()
    async with PretendTelegram(latency=0.05) as telegram:
        for person in PEOPLE:
            telegram.say(person, "xin chào")
        async with running(tmp_path, telegram, port) as process:
            await telegram.until_sent(len(PEOPLE) // 5, PATIENCE)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            code = await asyncio.wait_for(process.wait(), PATIENCE)
            took = time.monotonic() - began
        assert len({one.chat for one in telegram.sent}) < len(PEOPLE), "stopped too late"
        assert code == 0 and took < STOPS_WITHIN

        async with running(tmp_path, telegram, port) as process:
            await telegram.until(
                lambda: len({one.chat for one in telegram.sent}) == len(PEOPLE), PATIENCE
            )
            await telegram.until_heard(PATIENCE)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
        counts = Counter(one.chat for one in telegram.sent)

    assert telegram.webhook_answers.count(200) == len(PEOPLE)
    assert set(counts.values()) == {1}
    log = (tmp_path / "log").read_text("utf-8")
    assert "Traceback" not in log and "stopped_early" not in log
