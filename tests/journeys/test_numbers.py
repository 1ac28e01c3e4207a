"""A number belongs to a list that is visible and named."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from bot import texts
from bot.classes import service
from bot.classes.plans import ClassPlan
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from tests.journeys.bot import Bot


async def meet(bot: Bot, who: str = "ba-tu") -> None:
    """Somebody of Thôn 2 who agreed to be remembered."""
    await bot.hears(who, "/start", start="u-ap-02")
    await bot.hears(who, "Đồng ý")


def open_class(session: Session, *, now: datetime) -> None:
    """VNeID in Thôn 2 on Wednesday evening."""
    plan = ClassPlan("VNeID", "Nhà văn hóa thôn 2", now + timedelta(hours=59, minutes=30), seats=9)
    service.open_or_update_class(
        session, get_unit(session, "ap-02"), plan, actor=OPERATOR, now=now, policy=POLICY
    )


def _labels(line: str) -> list[str]:
    return [part.rstrip("]") for part in line.split(" [")[1:]]


@pytest.mark.parametrize("said", ["nút 1", "cái đầu tiên", "số một nhé", "chọn 1", "một"])
async def test_a_number_in_words_presses_what_is_shown(bot: Bot, said: str) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "menu")
    (shelf,) = await bot.hears("ba-tu", said)
    assert texts.CATEGORIES in shelf


async def test_a_number_no_button_has_is_told_and_the_list_stays(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "menu")
    (answer,) = await bot.hears("ba-tu", "20")
    assert texts.ONLY_FROM.format(last=6) in answer
    assert _labels(answer)[0] == f"1. {texts.BUTTON_TOPICS}"
    (shelf,) = await bot.hears("ba-tu", "1")
    assert texts.CATEGORIES in shelf
    (again,) = await bot.hears("ba-tu", "số 99 nhé")
    assert "Chỉ có từ 1 đến" in again


async def test_a_list_that_was_named_is_pressed_though_another_is_shown(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "menu")
    await bot.hears("ba-tu", choice="topics")
    (report,) = await bot.hears("ba-tu", "nút 5 của menu")
    assert texts.REPORT_CATEGORY in report


async def test_a_list_of_another_day_is_shown_as_it_is_now(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "menu")
    await bot.hears("ba-tu", choice="topics")
    await bot.later(days=2)
    (answer,) = await bot.hears("ba-tu", "số 2 của menu")
    assert answer.startswith(f"ba-tu ← {texts.LIST_OLD}")
    assert f"2. {texts.BUTTON_PERSON}" in answer


async def test_a_list_nobody_was_shown_is_shown_first(bot: Bot) -> None:
    await meet(bot)
    (answer,) = await bot.hears("ba-tu", "số 3 của chủ đề")
    assert texts.LIST_OLD in answer and texts.CATEGORIES in answer


async def test_a_number_after_words_without_buttons_shows_the_last_list(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "dừng")
    (answer,) = await bot.hears("ba-tu", "2")
    assert texts.LIST_OLD in answer and f"2. {texts.BUTTON_PERSON}" in answer


async def test_number_one_never_erases(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "dữ liệu của tôi")
    (question,) = await bot.hears("ba-tu", texts.BUTTON_ERASE)
    assert _labels(question)[0] == f"1. {texts.BUTTON_KEEP}"
    (kept,) = await bot.hears("ba-tu", "1")
    assert texts.KEPT in kept


async def test_one_shows_a_joined_class_and_leaving_is_inside(bot: Bot) -> None:
    await meet(bot)
    await bot.db.write(open_class, now=bot.clock())
    await bot.hears("ba-tu", "lịch học")
    await bot.hears("ba-tu", "cái đầu tiên")
    await bot.hears("ba-tu", "đăng ký cho tôi")
    (mine,) = await bot.hears("ba-tu", "lớp của tôi")
    assert _labels(mine) == ["25/11: VNeID (bác)"]
    (seat,) = await bot.hears("ba-tu", "1")
    assert "Nhà văn hóa" in seat
    assert _labels(seat) == [f"1. {texts.BUTTON_JOIN_KIN}", f"2. {texts.BUTTON_LEAVE_CLASS}"]
    (left,) = await bot.hears("ba-tu", "số 2 nhé")
    assert texts.CLASS_LEFT.format(topic="VNeID") in left


async def test_words_to_the_person_who_helps_press_nothing(bot: Bot) -> None:
    await bot.link("hoa", "Đỗ Thị Thử I")
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    await bot.hears("ba-tu", "Đồng ý")
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", choice="ticket:1:take")
    heard = await bot.hears("ba-tu", "cái thứ hai của menu")
    assert any("hoa ←" in line and "cái thứ hai của menu" in line for line in heard)


async def test_a_number_is_no_way_out_of_a_question_that_waits_for_words(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "nhắc tôi đi họp")
    (answer,) = await bot.hears("ba-tu", "1")
    assert texts.MENU not in answer


async def test_a_number_too_large_describes_nothing_in_a_report(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "phản ánh")
    (answer,) = await bot.hears("ba-tu", "20")
    assert texts.ONLY_FROM.format(last=8) in answer
    await bot.hears("ba-tu", "2 nhé")
    (answer,) = await bot.hears("ba-tu", "số 20")
    assert texts.ONLY_FROM.format(last=2) in answer
