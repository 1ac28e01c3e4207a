"""kill -9 in the middle of a burst: what was confirmed is answered, and hardly anything twice."""

import asyncio
import os
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import texts
from bot.outbox.dispatcher import LOOKAHEAD_SECONDS, MIN_IN_FLIGHT
from tests.conftest import CACHE
from tests.pretend.telegram import PretendTelegram

ROOT = Path(__file__).parent.parent
PEOPLE = range(7_000_000_000, 7_000_000_200)
PATIENCE = 50.0  # seconds; a start takes two where nothing else runs
RATE = 100  # so that what may be on its way at once is far less than everybody


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def running(
    folder: Path, telegram: PretendTelegram, port: int
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`bot run` in a process of its own, killed without warning at the end if it still runs."""
    environment = {name: value for name, value in os.environ.items() if name[:4] != "BOT_"}
    settings = {
        "BOT_CACHE_DIR": str(CACHE),
        "BOT_DATA_DIR": str(ROOT / "data"),
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
            sys.executable,
            *("-m", "bot", "run"),
            cwd=folder,
            env={**environment, "PYTHONPATH": str(ROOT), **settings},
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        assert not process.returncode, (folder / "log").read_text("utf-8")
        if process.returncode is None:
            process.kill()
            await process.wait()


def answers(telegram: PretendTelegram, person: int) -> list[str]:
    """What was said to "quên mật khẩu"; a greeting may be said again after a kill."""
    return [text for text in telegram.texts_to(person) if "quên mật khẩu của" in text]


async def test_a_kill_while_words_wait_for_more_loses_none_and_answers_once(
    tmp_path: Path,
) -> None:
    port, person = free_port(), PEOPLE[0]
    async with PretendTelegram() as telegram:
        async with running(tmp_path, telegram, port):
            telegram.say(person, "xin chào")
            await telegram.until_sent(1, PATIENCE)
            telegram.say(person, "quên mật khẩu")
            await telegram.until_heard(PATIENCE)
        assert not answers(telegram, person), "killed too late to prove anything"
        async with running(tmp_path, telegram, port):
            await telegram.until(lambda: bool(answers(telegram, person)), PATIENCE)
            telegram.say(person, "mất thẻ căn cước")
            await telegram.until(lambda: "thẻ" in telegram.texts_to(person)[-1], PATIENCE)
        assert len(answers(telegram, person)) == 1
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


async def test_a_kill_in_the_middle_of_a_burst_loses_nothing(tmp_path: Path) -> None:
    port = free_port()
    async with PretendTelegram(latency=0.02) as telegram:
        for person in PEOPLE:
            telegram.say(person, "xin chào")
        async with running(tmp_path, telegram, port):
            await telegram.until_sent(len(PEOPLE) // 5, PATIENCE)
        answered_before = len(telegram.sent)
        confirmed_before = telegram.webhook_answers.count(200)
        assert answered_before < len(PEOPLE), "killed too late to prove anything"
        assert confirmed_before > 0

        async with running(tmp_path, telegram, port):
            await telegram.until(
                lambda: len({one.chat for one in telegram.sent}) == len(PEOPLE), PATIENCE
            )
            await telegram.until_heard(PATIENCE)
        counts = Counter(one.chat for one in telegram.sent)

    assert telegram.webhook_answers.count(200) == len(PEOPLE)
    assert {one.text.partition("\n")[0] for one in telegram.sent} == {
        texts.WELCOME.partition("\n")[0]
    }
    heard_twice = [chat for chat, count in counts.items() if count > 1]
    assert len(heard_twice) <= MIN_IN_FLIGHT + int(RATE * LOOKAHEAD_SECONDS)
    assert max(counts.values()) <= 2
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")
