"""A resident is led through a procedure step by step, gets stuck, and comes back the next day."""

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.faq import guide
from bot.faq.guide import StepCount
from bot.messages.content import Attachment, AttachmentKind
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_first_contact import MENU

TOPIC = "vneid-quen-mat-khau"


@pytest.fixture(autouse=True)
async def led(bot: Bot) -> str:
    """Bà Tư of thôn 3 has asked and pressed «Làm từng bước»; the first step as she reads it."""
    await bot.hears("ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")
    (answer,) = await bot.hears("ba-tu", "quên mật khẩu vneid làm thế nào")
    assert answer.endswith("[1. Làm từng bước] [2. 👍 Đúng rồi] [3. 👎 Chưa đúng] [4. Gặp người]")
    (step,) = await bot.hears("ba-tu", "1")
    return step


def tickets(session: Session) -> list[Ticket]:
    """All tickets."""
    return list(session.exec(select(Ticket)).all())


async def test_one_step_a_message_with_numbers_to_press(bot: Bot, led: str) -> None:
    assert led.startswith("ba-tu ← Bước 1/")
    assert led.endswith("[1. Xong] [2. Kẹt ở đây] [3. Thoát]")
    (second,) = await bot.hears("ba-tu", "1")
    assert second.startswith("ba-tu ← Bước 2/")
    assert second.endswith("[1. Xong] [2. Kẹt ở đây] [3. Lùi] [4. Thoát]")
    assert await bot.hears("ba-tu", "lùi") == [led]


async def test_words_move_as_well_as_buttons_and_the_end_is_praised(
    bot: Bot, clock: ObedientClock
) -> None:
    for _ in range(12):
        clock.pass_by(seconds=20)
        (reply,) = await bot.hears("ba-tu", "xong rồi")
        if not reply.startswith("ba-tu ← Bước "):
            break
    title = "Quên mật khẩu VNeID"
    assert reply == f"ba-tu ← {texts.GUIDE_FINISHED.format(title=title)}{MENU}"


async def test_guide_is_taken_up_again_the_next_day(bot: Bot, clock: ObedientClock) -> None:
    (second,) = await bot.hears("ba-tu", "xong")
    clock.pass_by(hours=26)
    (resumed,) = await bot.hears("ba-tu", "làm tiếp")
    note = texts.GUIDE_RESUMED.format(title="Quên mật khẩu VNeID")
    assert resumed == second.replace("ba-tu ← ", f"ba-tu ← {note}\n")
    clock.pass_by(days=30)
    (forgotten,) = await bot.hears("ba-tu", "làm tiếp")
    assert "Bước" not in forgotten


async def test_button_of_an_earlier_step_shows_where_she_is(bot: Bot) -> None:
    first = bot.channel.sent[-1][1].choices[0].value
    (second,) = await bot.hears("ba-tu", choice=first)
    (again,) = await bot.hears("ba-tu", "", choice=first.replace(":done", ":stuck"))
    assert again.endswith(second.removeprefix("ba-tu ← "))


async def test_stuck_with_a_photo_asks_for_a_person_with_topic_step_and_photo(bot: Bot) -> None:
    await bot.hears("ba-tu", "xong")
    (asked,) = await bot.hears("ba-tu", "kẹt ở đây")
    assert asked == (
        f"ba-tu ← {texts.GUIDE_STUCK} [1. Gửi luôn, không có ảnh] [2. Làm tiếp bước này]"
    )
    photo = Attachment(AttachmentKind.PHOTO, ref="photo-7")
    (told,) = await bot.hears("ba-tu", attachments=[photo])
    assert told.startswith(f"ba-tu ← {texts.STUCK_RECORDED.format(number=1, step=2)}")
    (ticket,) = await bot.db.read(tickets)
    assert (ticket.topic_id, ticket.step) == (TOPIC, 2)
    assert ticket.attachments == [{"kind": "photo", "ref": "photo-7"}]
    (resumed,) = await bot.hears("ba-tu", "1")
    assert "Bước 2/" in resumed


async def test_stuck_with_a_word_keeps_the_word_and_counts_the_step_for_the_village(
    bot: Bot,
) -> None:
    await bot.hears("ba-tu", "2")
    await bot.hears("ba-tu", "nó báo sai số căn cước")
    (ticket,) = await bot.db.read(tickets)
    assert (ticket.text, ticket.step) == ("nó báo sai số căn cước", 1)
    assert await bot.db.read(guide.count_steps) == [
        StepCount(TOPIC, 1, "ap-03", shown=1, done=0, stuck=1)
    ]


async def test_stuck_without_anything_is_sent_as_it_is(bot: Bot) -> None:
    await bot.hears("ba-tu", "2")
    (told,) = await bot.hears("ba-tu", "1")
    assert told.startswith(f"ba-tu ← {texts.STUCK_RECORDED.format(number=1, step=1)}")


async def test_leaving_ends_it_and_stop_menu_and_person_work_inside(bot: Bot) -> None:
    assert await bot.hears("ba-tu", "menu") == [f"ba-tu ← {texts.MENU}{MENU}"]
    assert await bot.hears("ba-tu", "dừng") == [f"ba-tu ← {texts.STOPPED}"]
    assert await bot.hears("ba-tu", "thoát") == [f"ba-tu ← {texts.GUIDE_LEFT}{MENU}"]
    (reply,) = await bot.hears("ba-tu", "xong")
    assert "Bước" not in reply
