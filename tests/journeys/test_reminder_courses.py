"""Reminders with an end, a rest, or more of them than a page holds, as people talk of them."""

import pytest

from bot import texts
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_reminders import says, ticks, village

__all__ = ["village"]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (
            ("nhắc tôi với", "uống thuốc", "10 ngày sáng tối"),
            "hằng ngày lúc 8 giờ, 19 giờ, đến hết thứ Tư 2/12/2026 tôi nhắc bác: uống thuốc.",
        ),
        (("đặt nhắc", "8h mai", "đi họp"), "8 giờ thứ Ba ngày 24/11: đi họp"),
        (("dat loi nhac", "di kham", "sang moi 7h"), "7 giờ thứ Ba ngày 24/11: di kham"),
        (
            ("ngày nào cũng 8h nhắc tôi uống thuốc đến 20/10", "20/12"),
            "lúc 8 giờ, đến hết Chủ nhật 20/12/2026 tôi nhắc bác: uống thuốc",
        ),
        (
            ("nhắc tôi uống thuốc 8h, 10h, 12h, 15h, 18h hằng ngày", "8h 12h 18h"),
            "hằng ngày lúc 8 giờ, 12 giờ, 18 giờ tôi nhắc bác: uống thuốc.",
        ),
        (
            ("nhắc tôi ngày 3 lần 8h uống thuốc", "8h, 12h, 19h"),
            "hằng ngày lúc 8 giờ, 12 giờ, 19 giờ tôi nhắc bác: uống thuốc.",
        ),
        (
            ("nhắc tôi ngày 30 hằng tháng nộp tiền",),
            "Tháng không có ngày 30 thì tôi nhắc vào ngày cuối tháng.",
        ),
        (("nhắc mẹ tôi uống thuốc 7h tối mai",), "ngày 24/11: mẹ bác uống thuốc."),
        (("nhắc tôi mai 8h đi họp", "không, 9h cơ"), "đi họp, 9 giờ thứ Ba ngày 24/11"),
        (("nhắc tôi mai 8h đi họp", "à 10h chứ"), "đi họp, 10 giờ thứ Ba ngày 24/11"),
        (
            ("nhắc tôi sáng tối uống thuốc hết tuần", "đổi thành 7h và 20h"),
            "lúc 7 giờ, 20 giờ, đến hết Chủ nhật 29/11/2026",
        ),
        (("nhắc tôi mai 8h việc số 8",), "8 giờ thứ Ba ngày 24/11: số 8"),
    ],
)
async def test_what_was_said_in_pieces_is_said_back_whole(
    bot: Bot, lines: tuple[str, ...], kept: str
) -> None:
    assert kept in await says(bot, *lines)


@pytest.mark.parametrize("first", ["nhắc tôi", "đặt nhắc", "đặt lời nhắc"])
async def test_thoi_leaves_and_nothing_is_kept(bot: Bot, first: str) -> None:
    assert (await says(bot, first)).startswith(texts.REMINDER_HOW)
    assert texts.FLOW_REMINDER_LEFT in await says(bot, "thôi")
    assert (await says(bot, "nhắc việc")).startswith(texts.REMINDERS_NONE)


async def test_a_rest_is_listed_ends_by_itself_and_is_ended_by_a_word(
    bot: Bot, clock: ObedientClock
) -> None:
    await says(bot, "ngày nào cũng 8h nhắc tôi uống thuốc")
    told = await says(bot, "tam nghi nhac thuoc 3 ngay")
    assert "nghỉ nhắc đến hết thứ Tư 25/11: uống thuốc. Lần tới: 8 giờ thứ Năm" in told
    assert "uống thuốc (tạm nghỉ đến thứ Năm 26/11)" in await says(bot, "nhắc việc")
    assert "Lần tới: 8 giờ thứ Ba ngày 24/11" in await says(bot, "nhắc lại thuốc")
    await says(bot, "mai đừng nhắc thuốc")
    clock.pass_by(hours=24)
    assert await ticks(bot) == []
    clock.pass_by(hours=24)
    (now,) = await ticks(bot)
    assert texts.REMINDER_BACK in now


async def test_of_several_it_is_asked_which_rests_and_the_first_button_keeps_all(bot: Bot) -> None:
    await says(bot, "ngày nào cũng 8h nhắc tôi uống thuốc", "ngày nào cũng 9h nhắc tôi đo huyết áp")
    asked = await says(bot, "tuần này không nhắc")
    assert asked.endswith("[1. Giữ lại] [2. Tạm nghỉ: uống thuốc] [3. Tạm nghỉ: đo huyết áp]")
    assert "nghỉ nhắc đến hết Chủ nhật 29/11: đo huyết áp" in await says(bot, "3")
    listed = await says(bot, "nhắc việc")
    assert "đo huyết áp (tạm nghỉ đến thứ Hai 30/11)" in listed
    assert "- hằng ngày lúc 8 giờ: uống thuốc\n" in listed


async def test_what_comes_once_cannot_rest_and_is_not_dropped_unasked(bot: Bot) -> None:
    await says(bot, "nhắc tôi mai 8h đi tiêm")
    assert "chỉ nhắc một lần" in await says(bot, "tạm nghỉ nhắc đi tiêm")
    assert "đi tiêm" in await says(bot, "nhắc việc")


async def test_a_long_list_has_pages_and_each_number_is_the_one_in_sight(bot: Bot) -> None:
    for hour in range(8, 20):
        await says(bot, f"nhắc tôi mai {hour}h gọi số {hour}")
    first = await says(bot, "nhắc việc")
    assert "trang 1/2" in first and "[1. Xem tiếp] [2. Bỏ: gọi số 8]" in first
    assert "[9. Bỏ: gọi số 15]" in first and "[10." not in first
    second = await says(bot, "xem tiếp")
    assert "trang 2/2" in second and "[1. Xem từ đầu] [2. Bỏ: gọi số 16]" in second
    assert "không nhắc nữa: gọi số 17" in await says(bot, "3")
    assert "gọi số 17" not in await says(bot, "nhắc việc", "1")
    assert "Chỉ có từ 1 đến" in await says(bot, "12")


async def test_what_comes_again_is_never_dropped_by_number_one(bot: Bot) -> None:
    await says(bot, "ngày nào cũng 8h nhắc tôi uống thuốc")
    assert (await says(bot, "nhắc việc")).endswith("[1. Về menu] [2. Bỏ: uống thuốc]")
    await says(bot, "1")
    assert "uống thuốc" in await says(bot, "nhắc việc")


@pytest.mark.parametrize(
    "value",
    [
        "reminder:rest:1:",
        "reminder:rest:1:9-1",
        "reminder:rest:1:9999999999999-1",
        "reminder:page:99",
    ],
)
async def test_a_made_up_button_breaks_nothing(bot: Bot, value: str) -> None:
    await says(bot, "ngày nào cũng 8h nhắc tôi uống thuốc")
    heard = await bot.hears("tu", choice=value)
    assert heard and texts.APOLOGY not in heard[0]
