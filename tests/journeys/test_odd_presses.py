"""Buttons whose values nobody of ours made: whoever presses them, nothing breaks."""

import itertools
import re
from pathlib import Path

import pytest
from sqlmodel import Session, select

import bot.handlers as rooms
from bot import texts
from bot.messages.buttons import OLD_PREFIXES, Action
from bot.messages.content import MAX_CHOICE_BYTES, Incoming
from bot.messages.history import Message
from tests.journeys.bot import Bot

SOURCES = "".join(path.read_text("utf-8") for path in Path(rooms.__file__).parent.rglob("*.py"))
# What stands before the first colon of a value: today's and those of buttons sent before.
VERBS = sorted({*(action.value for action in Action), *OLD_PREFIXES})
INNER = sorted(set(re.findall(r'case \(?"([a-z]+)"', SOURCES)) | {"opt", "done", "go", "at", "x"})
LONG = "9" * 20
NUMBERS = ("1", "0", LONG, "9" * 12, "9" * 10, "²", "٣", "", "x", "1.5")
PARTS = 4  # 2,500 presses in one test would be its worker's longest
WHO = ("ba-tu", "hoa", "can-bo")


def values(verb: str) -> list[str]:
    """Values that begin like one of ours; the inner verbs take turns, the same in every run."""
    made = [verb, f"{verb}:::::"]
    inner = itertools.cycle(INNER[VERBS.index(verb) % len(INNER) :] + INNER)
    for number in NUMBERS:
        word = next(inner)
        made += [f"{verb}:{number}", f"{verb}:{word}:{number}", f"{verb}:1:{word}:{number}"]
        made += [f"{verb}:{word}:1:{number}"]
    return [value for value in dict.fromkeys(made) if len(value.encode()) <= MAX_CHOICE_BYTES]


def broken(session: Session) -> list[str]:
    """The presses that were answered with an apology."""
    return list(session.exec(select(Message.choice).where(Message.route == "apologise")))


def test_the_verbs_were_found() -> None:
    assert {"ticket", "tk", "ballot", "bp", "topic", "topics"} <= {*VERBS}
    assert len(VERBS) > 60 and len(INNER) > 20
    assert sum(len(values(verb)) for verb in VERBS) > 1_000


@pytest.mark.parametrize("part", range(PARTS))
async def test_no_value_breaks_a_handler(bot: Bot, part: int) -> None:
    await bot.link("hoa", "Đỗ Thị Thử I")
    await bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    pressed = [value for verb in VERBS[part::PARTS] for value in values(verb)]
    for number, (value, who) in enumerate(zip(pressed, itertools.cycle(WHO), strict=False)):
        await bot.inbox.receive(Incoming("fake", who, f"odd:{number}", choice=value))
    assert await bot.db.read(broken) == []


async def test_twenty_digits_are_an_old_button(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    (said,) = await bot.hears("ba-tu", choice=f"class:see:{LONG}")
    assert said.startswith(f"ba-tu ← {texts.BUTTON_OLD}")
