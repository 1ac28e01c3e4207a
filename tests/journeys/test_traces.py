"""One id leads through the log from what somebody said to what they were sent."""

import json
from typing import Any

import pytest

from bot.core import logs
from bot.core.trace import make_trace, read_started_at
from bot.inbox import webhook_queue
from bot.inbox.receive import Inbox
from bot.inbox.webhook_queue import WebhookQueue
from bot.messages.content import Incoming
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

NAME, WORDS, PHONE = "Canary Thị Tên", "con trâu canary của tôi bị lạc", "0912345678"
TOKEN = "123456789:AAHinventedInventedInventedInvented"


pytestmark = pytest.mark.usefixtures("logging_as_before")


def events(printed: str, action: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return [row for row in rows if row.get("action") == action]


async def test_one_id_from_the_message_to_each_of_its_answers(
    bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure_logging("DEBUG", "json")
    assert await bot.hears("canary-dia-chi", f"{WORDS} {PHONE} {TOKEN}", name=NAME)
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    printed = capsys.readouterr().err

    first, second = (row["trace"] for row in events(printed, "received"))
    sent = [row["trace"] for row in events(printed, "delivery_sent")]
    assert first != second and set(sent) == {first, second}
    assert all("seconds" in row for row in events(printed, "delivery_sent"))
    for secret in (NAME, "trâu", "canary", PHONE, "AAHinvented", "quên mật khẩu", "ba-tu"):
        assert secret not in printed


async def test_lines_for_people_name_it_too(bot: Bot, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure_logging("INFO", "text")
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    lines = capsys.readouterr().err.splitlines()
    traces = {line.partition("trace=")[2].split()[0] for line in lines if "trace=" in line}
    assert len(traces) == 1 and len(lines) >= 2


async def test_words_that_waited_keep_their_id(
    bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure_logging("INFO", "json")
    await bot.hears("ba-tu", "xin chào")
    capsys.readouterr()
    await bot.types("ba-tu", "mã", "quên")
    printed = capsys.readouterr().err
    received = [row["trace"] for row in events(printed, "received")]
    assert len(received) == 2
    assert {row["trace"] for row in events(printed, "delivery_sent")} <= set(received)


async def test_what_another_process_takes_over_keeps_its_id(
    bot: Bot, clock: ObedientClock, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure_logging("INFO", "json")
    at = clock()
    item = webhook_queue._QueuedItem(
        "k", Incoming("fake", "ba-tu", "1", "quên mật khẩu vneid"), make_trace(at)
    )
    await bot.db.write(webhook_queue.insert_events, [item], "dead", now=at)
    clock.pass_by(minutes=5)
    inbox: Inbox = bot.inbox
    other = WebhookQueue(bot.db, clock, inbox.receive, "alive", "fake")
    await other.maintain()
    await bot.quiet()
    while not (sent := events(printed := capsys.readouterr().err, "delivery_sent")):
        await other.maintain()
        await bot.quiet()
    assert {row["trace"] for row in (*sent, *events(printed, "received"))} == {item.trace}
    assert sent[0]["seconds"] >= 300  # as long as the person waited, in both processes


def test_an_id_tells_when_it_began(clock: ObedientClock) -> None:
    assert read_started_at(make_trace(clock())) == clock()
    for other in ("", "delivery-7", "zz-1", "f" * 20 + "-1"):
        assert read_started_at(other) is None
