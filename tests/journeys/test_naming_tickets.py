"""In a helper's chat the ticket's number is the number: no slip sends words to another one."""

import pytest

from bot import texts
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, to

PEOPLE = ("ba-tu", "ong-sau", "chi-nam")
FROM_HOA = f"{HOA}, Tổ công nghệ số: "


@pytest.fixture(autouse=True)
async def three(bot: Bot, clock: ObedientClock) -> None:
    """Hoa has three tickets: 1 of bà Tư, 2 of ông Sáu, 3 of chị Năm."""
    await bot.link("hoa", HOA)
    for number, who in enumerate(PEOPLE, 1):
        await bot.hears(who, "/start", start="u-ap-03")
        for words in ("1", "gặp người"):
            await bot.hears(who, words)
        await bot.hears("hoa", f"nhận {number}")
        clock.pass_by(seconds=10)


def heard(lines: list[str]) -> dict[str, str]:
    """What each resident hears of Hoa."""
    said = (line.split(" ← ", 1) for line in lines)
    return {who: words.removeprefix(FROM_HOA) for who, words in said if who in PEOPLE}


@pytest.mark.parametrize(
    "words", ["phiếu 2: bác chờ cháu", "2: bác chờ cháu", "p2 bác chờ cháu", "#2 bác chờ cháu"]
)
async def test_words_go_to_the_ticket_they_name(bot: Bot, words: str) -> None:
    said = await bot.hears("hoa", words)
    assert heard(said) == {"ong-sau": "bác chờ cháu"}
    assert "(phiếu 2)" in to("hoa", said)[0] and "[Thu hồi]" in to("hoa", said)[0]


@pytest.mark.parametrize("words", ["phiếu 7: bác chờ", "7: bác chờ", "#7 bác chờ", "p7 bác chờ"])
async def test_a_number_of_none_is_asked_about_and_nobody_gets_the_words(
    bot: Bot, words: str
) -> None:
    (asked,) = await bot.hears("hoa", words)
    assert texts.TICKET_NUMBER_UNKNOWN.format(number=7) in asked
    assert "[Phiếu 3," in asked and "[Phiếu 1," in asked
    assert heard(await bot.hears("hoa", "1")) == {"ba-tu": "bác chờ"}


async def test_a_slip_of_the_number_asks_again_and_is_no_word(bot: Bot) -> None:
    await bot.hears("hoa", "bác chờ cháu")
    (again,) = await bot.hears("hoa", "12")
    assert texts.TICKET_NUMBER_UNKNOWN.format(number=12) in again
    assert heard(await bot.hears("hoa", "phiếu 2")) == {"ong-sau": "bác chờ cháu"}


async def test_who_wrote_last_is_named_and_a_yes_is_enough(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("ong-sau", "cháu ơi sao lâu thế")
    (asked,) = await bot.hears("hoa", "bác chờ cháu")
    assert texts.WHICH_TICKET_LAST.format(who="Bà con số 3", number=2) in asked
    assert asked.split("[")[1].startswith("Phiếu 2, ")
    assert heard(await bot.hears("hoa", "ừ")) == {"ong-sau": "bác chờ cháu"}


async def test_a_number_alone_shows_the_ticket_and_sends_nothing(bot: Bot) -> None:
    for words in ("phiếu 2", "#2"):
        said = await bot.hears("hoa", words)
        assert heard(said) == {}
        assert said[0].startswith("hoa ← Phiếu 2. Bà con số 3")
        assert "[4. Xong]" in said[0]


async def test_the_buttons_say_what_each_ticket_is_about(bot: Bot) -> None:
    await bot.hears("moi", "/start", start="u-ap-03")
    await bot.hears("moi", "1")
    await bot.hears("moi", "con trâu của tôi bị lạc mất rồi")
    await bot.hears("moi", "gặp người")
    await bot.hears("hoa", "nhận 4")
    (asked,) = await bot.hears("hoa", "bác chờ cháu")
    assert "[Phiếu 4, Bà con số 5: con trâu của tôi bị lạc mất rồi]" in asked


async def test_verbs_take_the_ticket_s_number(bot: Bot) -> None:
    said = await bot.hears("hoa", "xong 2")
    closed = f"hoa ← {texts.TICKET_CLOSED.format(number=2)}"
    assert any(line.startswith(closed) for line in said), "what was helped with is asked below"
    (over,) = await bot.hears("hoa", "phiếu 2: quên mất")
    assert texts.TICKET_NUMBER_UNKNOWN.format(number=2) in over


async def test_somebody_else_s_number_is_refused(bot: Bot) -> None:
    assert heard(await bot.hears("hoa", "xong 99")) == {}


async def test_who_has_one_ticket_counts_to_its_resident(bot: Bot) -> None:
    for number in (2, 3):
        await bot.hears("hoa", f"xong {number}")
    said = await bot.hears("hoa", "7: ra xã, 8: về")
    assert heard(said) == {"ba-tu": "7: ra xã, 8: về"}
