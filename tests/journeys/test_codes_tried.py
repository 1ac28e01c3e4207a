"""Codes that are wrong are tried a few times; the right one of somebody else is always found."""

import pytest
from sqlmodel import Session

from bot import texts
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Person
from tests.journeys.bot import Bot

ENOUGH = texts.TRIES_ENOUGH


@pytest.mark.parametrize(
    "said",
    ["PA-22{n:03}", "phiếu K7M2PQ{n:02}", "giấy xác nhận K7M2PQ{n:02}", "lienket ABCD{n}"],
    ids=["report", "receipt", "certificate", "link"],
)
async def test_a_wrong_code_is_tried_ten_times_and_then_rests(bot: Bot, said: str) -> None:
    await bot.hears("ba-tu", "/start")
    await bot.hears("ong-nam", "/start")
    wrong = said.replace("{n:03}", "{:03}").replace("{n:02}", "{:02}").replace("{n}", "{:03}")
    letters = str.maketrans("01", "23")
    lines = [
        line
        for number in range(12)
        for line in await bot.hears("ba-tu", wrong.format(number + 20).translate(letters))
    ]
    assert [ENOUGH in line for line in lines] == [False] * 10 + [True] * 2
    (other,) = await bot.hears("ong-nam", wrong.format(99))
    assert ENOUGH not in other, "somebody else still may"
    (menu,) = await bot.hears("ba-tu", "menu")
    assert ENOUGH not in menu, "everything else still works"


async def test_a_right_code_costs_nothing(bot: Bot) -> None:
    def code(session: Session) -> str:
        person = session.get_one(Person, 1)
        return linking.make_link_code(session, person, actor=OPERATOR, now=bot.clock())

    for _ in range(15):
        (hello,) = await bot.hears("hoa", "/start", start=f"link-{await bot.db.write(code)}")
        assert ENOUGH not in hello


async def test_the_code_of_a_door_is_no_better(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start")
    lines = []
    for number in range(12):
        lines += await bot.hears("ba-tu", "/start", start=f"checkin-K7M2P{number + 200}")
    assert [ENOUGH in line for line in lines] == [False] * 10 + [True] * 2
