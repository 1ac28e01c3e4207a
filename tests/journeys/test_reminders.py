"""Reminders as people ask for them: in any order, again and again, put right, changed, stopped."""

from collections.abc import Sequence

import pytest

from bot import texts
from bot.core.policy import POLICY
from bot.usecases import due_reminders
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    await bot.hears("tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("tu", "1", name="Bà Tư")


async def says(bot: Bot, *lines: str) -> str:
    """What bà Tư hears last, without her name."""
    heard: Sequence[str] = ()
    for line in lines:
        heard = await bot.hears("tu", line)
    return "\n".join(heard).replace("tu ← ", "")


async def ticks(bot: Bot) -> list[str]:
    before = len(bot.channel.sent), len(bot.second.sent)
    await bot.db.write(due_reminders.fire_due, policy=POLICY, now=bot.clock())
    return await bot.heard(before)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("mai 8 giờ nhắc tôi đi họp", "lúc 8 giờ thứ Ba ngày 24/11: đi họp"),
        ("đến 3 giờ chiều mai thì nhắc tôi ra xã", "lúc 15 giờ thứ Ba ngày 24/11: ra xã"),
        ("nhắc mẹ tôi uống thuốc 7h tối mai", "lúc 19 giờ thứ Ba ngày 24/11: mẹ bác uống thuốc"),
        ("mai 8h đi họp nhớ nhắc tôi nhé", "lúc 8 giờ thứ Ba ngày 24/11: đi họp"),
        ("em ơi mai 8h nhắc bác đi chợ với", "lúc 8 giờ thứ Ba ngày 24/11: đi chợ"),
        ("ngày nào cũng 8h nhắc tôi uống thuốc", "hằng ngày lúc 8 giờ tôi nhắc bác: uống thuốc"),
        ("thứ Hai hằng tuần 7h nhắc tôi họp", "thứ Hai hằng tuần lúc 7 giờ tôi nhắc bác: họp"),
        ("rằm và mùng một nhắc tôi lễ chùa", "rằm và mùng một hằng tháng lúc 8 giờ tôi nhắc"),
        (
            "mỗi tháng ngày 5 nhắc tôi nộp điện",
            "ngày 5 hằng tháng lúc 8 giờ tôi nhắc bác: nộp điện",
        ),
        ("sáng nào cũng nhắc bác uống thuốc", "hằng ngày lúc 8 giờ tôi nhắc bác: uống thuốc"),
    ],
)
async def test_a_wish_in_any_order_is_kept_and_said_back(bot: Bot, line: str, kept: str) -> None:
    assert kept in await says(bot, line)


async def test_what_comes_again_comes_each_day_and_is_paused_by_a_button(
    bot: Bot, clock: ObedientClock
) -> None:
    assert "Lần tới: 20 giờ thứ Hai ngày 23/11." in await says(
        bot, "tối nào cũng 8h nhắc tôi uống thuốc"
    )
    for _ in range(2):
        clock.pass_by(hours=12 if clock.now.hour == 1 else 24)
        (now,) = await ticks(bot)
        assert now.startswith("tu ← Đến giờ rồi bác ơi: uống thuốc ạ. [1. Xong rồi]")
    assert "tạm dừng nhắc: uống thuốc" in await says(bot, "3")
    clock.pass_by(hours=24)
    assert await ticks(bot) == []
    assert "(đang tạm dừng)" in await says(bot, "nhắc việc")
    assert "hằng ngày lúc 20 giờ" in await says(bot, "bật lại nhắc uống thuốc")


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        ("nhắc tôi ngày 31/2 nộp thuế", "ngày 28/2", "8 giờ Chủ nhật ngày 28/2/2027: nộp thuế"),
        ("nhắc tôi 31/2 lúc 9h nộp thuế", "à 28/2", "9 giờ Chủ nhật ngày 28/2/2027: nộp thuế"),
        ("nhắc tôi mai nộp thuế lúc 25h", "15h", "15 giờ thứ Ba ngày 24/11: nộp thuế"),
        ("nhắc tôi mai nộp thuế lúc 8h75", "8h30", "8 giờ 30 thứ Ba ngày 24/11: nộp thuế"),
        ("nhắc tôi hôm qua nộp thuế", "mai 8h", "8 giờ thứ Ba ngày 24/11: nộp thuế"),
        ("nhắc tôi mai 3h đón cháu", "chiều", "15 giờ thứ Ba ngày 24/11: đón cháu"),
        ("nhắc tôi", "mai 8h đi họp", "8 giờ thứ Ba ngày 24/11: đi họp"),
        ("nhắc tôi", "ngày nào cũng 8h uống thuốc", "hằng ngày lúc 8 giờ tôi nhắc bác: uống thuốc"),
        ("nhắc tôi mỗi tháng nộp tiền điện", "ngày 5", "ngày 5 hằng tháng lúc 8 giờ"),
        ("ngày nào cũng nhắc tôi uống thuốc", "8h", "hằng ngày lúc 8 giờ tôi nhắc bác: uống thuốc"),
        ("hằng ngày 5h nhắc tôi dậy", "1", "hằng ngày lúc 17 giờ tôi nhắc bác: dậy"),
        ("hằng ngày 5h nhắc tôi dậy", "5h sáng", "hằng ngày lúc 5 giờ sáng tôi nhắc bác: dậy"),
    ],
)
async def test_what_was_wrong_or_missing_is_taken_from_the_next_line(
    bot: Bot, first: str, then: str, kept: str
) -> None:
    assert kept in await says(bot, first, then)


async def test_remind_me_alone_asks_and_takes_the_answer_in_pieces(bot: Bot) -> None:
    assert (await says(bot, "nhắc tôi")).startswith(texts.REMINDER_HOW)
    assert (await says(bot, "uống thuốc")).startswith(texts.REMINDER_WHEN)
    assert (await says(bot, "99h")).startswith(texts.REMINDER_NO_HOUR)
    assert "20 giờ thứ Hai ngày 23/11: uống thuốc" in await says(bot, "20h")


async def test_all_are_dropped_after_one_question_and_a_no_keeps_them(bot: Bot) -> None:
    await says(bot, "nhắc tôi mai 9h đi tiêm", "ngày nào cũng 8h nhắc tôi uống thuốc")
    asked = await says(bot, "xóa hết nhắc việc")
    assert "2 việc" in asked and asked.endswith("[1. Giữ lại] [2. Bỏ hết]")
    assert (await says(bot, "không")).startswith(texts.REMINDERS_HELD)
    assert (await says(bot, "xóa hết nhắc việc", "ừ")).startswith("Vâng, tôi đã bỏ hết 2 việc")
    assert (await says(bot, "nhắc việc")).startswith(texts.REMINDERS_NONE)


@pytest.mark.parametrize(
    "said",
    ["bỏ nhắc đi họp", "hủy nhắc việc đi họp", "thôi đừng nhắc đi họp nữa", "bo nhac di hop"],
)
async def test_the_one_that_is_named_is_dropped(bot: Bot, said: str) -> None:
    await says(bot, "nhắc tôi mai 9h đi tiêm", "nhắc tôi mai 8h đi họp")
    assert (await says(bot, said)).startswith("Vâng, tôi không nhắc nữa: đi họp.")
    listed = await says(bot, "nhắc việc")
    assert "đi tiêm" in listed and "đi họp" not in listed


@pytest.mark.parametrize(
    ("wish", "said", "changed"),
    [
        ("ngày nào cũng 8h nhắc tôi uống thuốc", "đổi thành 9h", "hằng ngày lúc 9 giờ"),
        ("ngày nào cũng 8h nhắc tôi uống thuốc", "không phải 8h, 7h tối cơ", "lúc 19 giờ"),
        ("thứ hai hằng tuần 7h nhắc tôi họp", "chuyển sang thứ ba", "thứ Ba hằng tuần lúc 7 giờ"),
        ("nhắc tôi mai 9h đón cháu", "chuyển sang 3h", "đón cháu, 3 giờ sáng thứ Ba ngày 24/11"),
        ("nhắc tôi mai 14h đón cháu", "chuyển sang 3h", "đón cháu, 15 giờ thứ Ba ngày 24/11"),
        ("nhắc tôi mai 8h đi họp", "đổi thành 9h", "đi họp, 9 giờ thứ Ba ngày 24/11"),
        ("nhắc tôi mai 8h đi họp", "đổi sang ngày kia", "đi họp, 8 giờ thứ Tư ngày 25/11"),
        ("nhắc tôi mai 8h đi họp", "nhầm rồi, 10h cơ", "đi họp, 10 giờ thứ Ba ngày 24/11"),
    ],
)
async def test_what_was_asked_for_is_changed_in_words(
    bot: Bot, wish: str, said: str, changed: str
) -> None:
    assert changed in await says(bot, wish, said)
    listed = await says(bot, "nhắc việc")
    assert listed.count("\n- ") == 1


async def test_of_two_the_one_to_change_is_named(bot: Bot) -> None:
    await says(bot, "nhắc tôi mai 9h đi tiêm", "ngày nào cũng 8h nhắc tôi uống thuốc", "menu")
    assert "Bác muốn đổi việc nào" in await says(bot, "đổi giờ nhắc sang 7h")
    assert "hằng ngày lúc 7 giờ" in await says(bot, "đổi nhắc uống thuốc sang 7h")


async def test_stop_names_what_it_keeps_and_one_more_word_stops_that_too(
    bot: Bot, clock: ObedientClock
) -> None:
    await says(bot, "ngày nào cũng 8h nhắc tôi uống thuốc")
    clock.pass_by(minutes=1)
    stopped = await says(bot, "dừng")
    assert "không tự gửi thông báo" in stopped and "- hằng ngày lúc 8 giờ: uống thuốc" in stopped
    assert "uống thuốc" in await says(bot, "giữ nhắc")
    clock.pass_by(minutes=1)
    assert (await says(bot, "dừng nhắc")) == texts.REMINDERS_ALL_STOPPED
    clock.pass_by(days=1)
    assert await ticks(bot) == []
    assert texts.REMINDERS_ARE_STOPPED in await says(bot, "nhắc việc")
    assert "uống thuốc" in await says(bot, "giữ nhắc")
    clock.pass_by(days=1)
    (now,) = await ticks(bot)
    assert "uống thuốc" in now


@pytest.mark.parametrize("said", ["nhắc lại giúp tôi", "ai nhắc tôi sáng nay thế", "nhắc hạn"])
async def test_what_only_speaks_of_reminding_is_no_wish(bot: Bot, said: str) -> None:
    await says(bot, said)
    assert (await says(bot, "nhắc việc")).startswith(texts.REMINDERS_NONE)


async def test_two_reminders_of_one_matter_have_buttons_that_differ(bot: Bot) -> None:
    await bot.hears("ba-tu", "nhắc tôi mai 8h uống thuốc")
    await bot.hears("ba-tu", "nhắc tôi mai 20h uống thuốc")
    (listed,) = await bot.hears("ba-tu", "nhắc việc")
    assert "Bỏ: uống thuốc (8 giờ thứ Ba ngày 24/11)" in listed
    assert "Bỏ: uống thuốc (20 giờ thứ Ba ngày 24/11)" in listed
