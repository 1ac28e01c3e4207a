"""The same question twice: the second answer is shorter, and nothing is out of reach."""

from tests.journeys.bot import Bot

ASKED = "quên mật khẩu vneid"


async def test_a_repeated_answer_is_shorter_and_the_whole_is_one_press_away(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start")
    (whole,) = await bot.hears("ba-tu", ASKED)
    assert "Bước 3." in whole
    await bot.later(minutes=5)
    (short,) = await bot.hears("ba-tu", "Quen mat khau VNeID a")
    assert short.startswith("ba-tu ← Như tôi vừa nói: Quên mật khẩu VNeID")
    assert len(short) < len(whole) / 2
    assert "[1. Xem lại cả câu trả lời] [2. Làm từng bước]" in short
    assert "Gặp người]" in short
    (again,) = await bot.hears("ba-tu", "1")
    assert "Bước 3." in again


async def test_the_steps_go_on_from_the_short_answer(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start")
    await bot.hears("ba-tu", ASKED)
    await bot.hears("ba-tu", ASKED)
    (step,) = await bot.hears("ba-tu", "làm từng bước")
    assert "Bước 1" in step


async def test_another_side_of_the_matter_is_answered_whole(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start")
    await bot.hears("ba-tu", "đăng ký tạm trú cho người thuê nhà")
    (papers,) = await bot.hears("ba-tu", "đăng ký tạm trú cho người thuê nhà cần mang giấy tờ gì")
    assert "Như tôi vừa nói" not in papers
    assert "căn cước" in papers


async def test_after_half_an_hour_it_is_said_whole_again(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start")
    await bot.hears("ba-tu", ASKED)
    await bot.later(minutes=31)
    (whole,) = await bot.hears("ba-tu", ASKED)
    assert "Bước 3." in whole
