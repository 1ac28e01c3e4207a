"""SIGTERM in the middle of a burst: it stops within ten seconds, and nothing is lost or doubled."""

import asyncio
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.pretend.telegram import PretendTelegram
from tests.test_kill import PEOPLE, RATE, ROOT, free_port

PATIENCE = 110.0  # seconds for a start on a machine that others use too
STOPS_WITHIN = 10.0  # seconds: what deploy/toso.service and compose.yaml grant


@asynccontextmanager
async def running(
    folder: Path, telegram: PretendTelegram, port: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`bot run` in a process of its own; whoever asked for it stops it."""
    environment = {name: value for name, value in os.environ.items() if name[:4] != "BOT_"}
    settings = {
        "BOT_DATA_DIR": str(folder / "data"),
        "BOT_LOG_LEVEL": "WARNING",
        "BOT_PORT": str(port),
        "BOT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "BOT_TELEGRAM_API_URL": telegram.url,
        "BOT_TELEGRAM_MODE": "webhook",
        "BOT_TELEGRAM_RATE": str(RATE),
        "BOT_TELEGRAM_TOKEN": telegram.token,
    }
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=folder,
            env={**environment, "PYTHONPATH": str(ROOT), **settings},
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def copy_data(folder: Path) -> None:
    """The data folder with one topic: what is proved here needs no knowledge, and starts soon."""
    shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("faq", "voice"))
    topic = 'id = "a"\ntitle = "Tên"\nanswer = "Ra xã."\nquestions = ["đổi tên ở đâu"]\n'
    (folder / "faq").mkdir()
    (folder / "faq/a.toml").write_text(f'category = "Mẫu"\n[[topic]]\n{topic}', "utf-8")


@pytest.mark.timeout(400)
async def test_a_stop_under_load_drains_and_loses_and_doubles_nothing(tmp_path: Path) -> None:
    copy_data(tmp_path / "data")
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
