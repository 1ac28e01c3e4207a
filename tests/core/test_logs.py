"""Logs: one event a line, ids in it, and never a token or what a resident wrote."""

import json
import logging
from typing import Any

import pytest

from bot.core import logs
from bot.core.rate_limits import LOG_LINES, Rate

TOKEN = "123456789:AAHinventedInventedInventedInvented"
WORDS = "con trâu của bà Tư bị lạc"


pytestmark = pytest.mark.usefixtures("logging_as_before")


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize(
    "sentence",
    [
        TOKEN,
        f"cannot reach https://api.telegram.org/bot{TOKEN}/getMe",
        f"token={TOKEN}, retrying",
    ],
)
def test_a_token_is_covered_wherever_it_stands(
    capsys: pytest.CaptureFixture[str], style: str, sentence: str
) -> None:
    logs.configure_logging("INFO", style)
    log = logging.getLogger("some.package")
    log.warning(sentence)
    log.warning("it said %s", sentence)
    log.info("with an extra", extra={"action": sentence})
    try:
        raise ConnectionError(sentence)
    except ConnectionError:
        log.exception("it broke")
    said = printed(capsys)
    assert said.count("<token>") >= 4
    assert "AAHinvented" not in said


def test_times_and_ids_are_not_tokens(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure_logging("INFO", "text")
    logging.getLogger("bot").info("message 7012345678:41 at 10:15:30")
    assert "7012345678:41 at 10:15:30" in printed(capsys)


def test_each_json_line_is_one_event_with_its_ids(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure_logging("INFO", "json")
    log = logging.getLogger("bot.outbox")
    log.info("delivery failed", extra={"action": "delivery_failed", "delivery_id": 7, "attempt": 2})
    log.warning("one line\nof two", extra={"account": "telegram"})
    try:
        raise LookupError("nothing there")
    except LookupError:
        log.exception("it broke", extra={"ticket_id": 3})
    events: list[dict[str, Any]] = [json.loads(line) for line in printed(capsys).splitlines()]
    assert len(events) == 3
    assert events[0].items() >= {
        ("event", "delivery failed"),
        ("level", "info"),
        ("logger", "bot.outbox"),
        ("action", "delivery_failed"),
        ("delivery_id", 7),
        ("attempt", 2),
    }
    assert events[0]["timestamp"].endswith("Z")
    assert events[1]["event"] == "one line\nof two"
    assert events[2]["ticket_id"] == 3
    assert "LookupError: nothing there" in events[2]["exception"]


def test_ids_are_on_the_line_for_people_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure_logging("INFO", "text")
    logging.getLogger("bot").info("delivery failed", extra={"delivery_id": 7})
    [line] = printed(capsys).splitlines()
    assert "delivery failed" in line
    assert "delivery_id=7" in line


@pytest.mark.parametrize("style", ["text", "json"])
def test_what_a_resident_wrote_is_not_logged(
    capsys: pytest.CaptureFixture[str], style: str
) -> None:
    def handle(text: str) -> None:
        raise LookupError("no such unit")

    logs.configure_logging("DEBUG", style)
    log = logging.getLogger("bot.inbox.receive")
    log.info("heard", extra={"text": WORDS, "action": "heard"})
    try:
        handle(WORDS)
    except LookupError:
        log.exception("a handler broke")
    said = printed(capsys)
    assert "no such unit" in said
    assert "trâu" not in said


@pytest.mark.parametrize("name", ["httpx", "apscheduler.scheduler", "aiohttp.access", "alembic"])
def test_chatty_libraries_are_quiet(capsys: pytest.CaptureFixture[str], name: str) -> None:
    logs.configure_logging("DEBUG", "text")
    logging.getLogger(name).info("GET https://…")
    assert printed(capsys) == ""
    logging.getLogger(name).warning("trouble")
    assert "trouble" in printed(capsys)


def test_less_than_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure_logging("WARNING", "json")
    logging.getLogger("bot").info("small talk")
    assert printed(capsys) == ""


def test_a_few_lines_of_a_kind_and_then_how_many_more() -> None:
    seconds = 0.0
    few = logs.RateLimitFilter(Rate(3, 60), lambda: seconds)
    written: list[str] = []

    def write(place: int, words: str) -> None:
        record = logging.LogRecord("asyncio", logging.ERROR, "a.py", place, words, None, None)
        if few.filter(record):
            written.append(record.getMessage())

    for _ in range(1_000):
        write(7, "out of files")
    write(8, "something else")
    assert written == ["out of files"] * 3 + ["something else"]
    seconds = 1.0
    write(7, "out of files")
    assert written[-1] == "out of files (and 997 more like this)"


def test_a_flood_of_lines_does_not_fill_the_disk(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure_logging("INFO", "json")
    for number in range(5_000):
        logging.getLogger("asyncio").error("line %s", number)
    assert len(printed(capsys).splitlines()) <= LOG_LINES.burst + 1
