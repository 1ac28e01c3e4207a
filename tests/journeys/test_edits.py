"""Telegram says "edited" also when nobody edited; and an edit is no press in what is shown now."""

from typing import Any

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.channels.telegram.parse import parse_update
from bot.messages.content import Attachment, AttachmentKind, Event
from bot.people.models import Contact
from tests.journeys.bot import Bot
from tests.journeys.test_first_contact import MENU, village_of
from tests.journeys.test_helping import HOA

ERASE = " [1. Giữ lại] [2. Xóa ngay]"


@pytest.fixture(autouse=True)
async def met(bot: Bot) -> None:
    """Bà Tư has agreed and lives in Thôn 3."""
    await bot.hears("ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")


async def says(bot: Bot, number: int, text: str) -> list[str]:
    return await bot.hears("ba-tu", text, message_id=f"m-{number}")


async def edits(bot: Bot, number: int, text: str, **other: Any) -> list[str]:
    return await bot.hears("ba-tu", text, message_id=f"m-{number}", event=Event.EDITED, **other)


async def test_an_edit_that_changes_nothing_is_silent(bot: Bot) -> None:
    await says(bot, 1, "menu")
    await says(bot, 2, "1")
    (asked,) = await says(bot, 3, "xóa dữ liệu của tôi")
    assert asked.endswith(ERASE)
    assert await edits(bot, 2, "1") == []
    assert await edits(bot, 3, "xóa dữ liệu của tôi") == []
    assert await edits(bot, 3, "  xóa dữ liệu của tôi ") == []
    assert await village_of(bot, "ba-tu") == "ap-03"
    assert "Đã xóa" in (await says(bot, 4, "2"))[0]


async def test_a_word_of_long_ago_does_not_stop_the_messages_again(bot: Bot) -> None:
    await says(bot, 4, "dừng")
    await says(bot, 5, "bật")
    assert await edits(bot, 4, "dừng") == []

    def stopped(session: Session) -> bool:
        contact = session.exec(select(Contact).where(Contact.address == "ba-tu")).one()
        return contact.stopped_at is not None

    assert not await bot.db.read(stopped)


async def test_the_same_updates_as_telegram_sends_them(bot: Bot) -> None:
    def update(kind: str, number: int, text: str) -> Any:
        person = {"id": 611, "type": "private", "first_name": "Tư"}
        message = {"message_id": number, "date": 1796000000, "chat": person, "from": person}
        edit = {"edit_date": 1796000500} if kind == "edited_message" else {}
        return parse_update({kind: {**message, "text": text, **edit}}, "fake")

    before = (0, 0)
    for kind, number, text in (
        ("message", 1, "menu"),
        ("message", 2, "1"),
        ("message", 3, "xóa dữ liệu của tôi"),
        ("edited_message", 2, "1"),
    ):
        await bot.quiet()
        before = len(bot.channel.sent), len(bot.second.sent)
        await bot.inbox.receive(update(kind, number, text))
    assert await bot.heard(before) == []


@pytest.mark.parametrize("text", ["2", "số 2", "Giữ lại", "giu lai", "2. Giữ lại", "/menu", "dừng"])
async def test_a_changed_number_label_or_command_presses_nothing_that_is_shown_now(
    bot: Bot, text: str
) -> None:
    await says(bot, 1, "menu")
    await says(bot, 2, "1")
    await says(bot, 3, "xóa dữ liệu của tôi")
    assert await edits(bot, 2, text) == [f"ba-tu ← {texts.EDIT_AGAIN}{ERASE}"]
    assert "Đã xóa" in (await says(bot, 4, "2"))[0]


async def test_a_question_that_is_mended_is_answered_anew_once(bot: Bot) -> None:
    await says(bot, 1, "xyzzy vneid")
    (answer,) = await edits(bot, 1, "quên mật khẩu vneid thì làm sao")
    assert "VNeID" in answer
    assert await edits(bot, 1, "quên mật khẩu vneid thì làm sao") == []
    assert await edits(bot, 1, "xyzzy vneid") == []


async def test_words_of_another_flow_do_not_become_an_answer_to_the_present_one(bot: Bot) -> None:
    await says(bot, 1, "nhắc tôi nộp thuế ngày 20/12 lúc 8h")
    await says(bot, 2, "gửi phản ánh")
    await says(bot, 3, "1")
    (said,) = await edits(bot, 1, "nhắc tôi nộp thuế ngày 21/12 lúc 8h")
    assert said.startswith(f"ba-tu ← {texts.EDIT_AGAIN}")


async def test_erased_words_do_not_come_back_by_an_edit(bot: Bot) -> None:
    await says(bot, 1, "quên mật khẩu vneid")
    await says(bot, 2, "xóa dữ liệu của tôi")
    await says(bot, 3, "1")
    assert await edits(bot, 1, "quên mật khẩu vneid") == []


async def test_the_member_does_not_get_the_same_words_again(bot: Bot) -> None:
    await bot.link("hoa", HOA)
    await says(bot, 1, "gặp người")
    await says(bot, 2, "nhà tôi ở cuối xóm")
    await bot.hears("hoa", "nhận")
    await says(bot, 3, "số 12")
    assert await edits(bot, 3, "số 12") == []
    assert await edits(bot, 1, "gặp người") == []
    (carried,) = await edits(bot, 3, "số nhà 21")
    assert carried.startswith("hoa ← ") and carried.endswith("đã sửa: số nhà 21")
    (again,) = await edits(bot, 3, "bot")
    assert again.startswith("hoa ← ") and again.endswith("đã sửa: bot")
    await bot.hears("hoa", "cháu sang lúc 8 giờ", message_id="h-1")

    async def hoa_edits(text: str) -> list[str]:
        return await bot.hears("hoa", text, message_id="h-1", event=Event.EDITED)

    assert await hoa_edits("cháu sang lúc 8 giờ") == []
    assert (await hoa_edits("cháu sang lúc 9 giờ"))[0].endswith("đã sửa: cháu sang lúc 9 giờ")
    assert (await hoa_edits("xong"))[0].startswith(f"hoa ← {texts.EDIT_AGAIN}")


async def test_a_photo_whose_caption_stands_is_no_message(bot: Bot) -> None:
    photo = (Attachment(AttachmentKind.PHOTO, ref="p"),)
    await bot.hears("ba-tu", "màn hình đây", message_id="m-9", attachments=photo)
    other = (Attachment(AttachmentKind.PHOTO, ref="p-told-otherwise"),)
    assert await edits(bot, 9, "màn hình đây", attachments=other) == []
    await bot.hears("ba-tu", "", message_id="m-10", attachments=photo)
    assert await edits(bot, 10, "", attachments=other) == []


async def test_an_edit_of_what_we_never_heard_is_answered_as_a_question(bot: Bot) -> None:
    (answer,) = await edits(bot, 77, "quên mật khẩu vneid thì làm sao")
    assert "VNeID" in answer
    assert await edits(bot, 78, "1") == [f"ba-tu ← {texts.EDIT_AGAIN}" + _offered(answer)]


def _offered(answer: str) -> str:
    return answer[answer.index(" [1. ") :]


async def test_an_edit_leaves_a_way_on_where_nothing_is_offered(bot: Bot) -> None:
    await bot.hears("ong-tam", "xin chao")
    await bot.hears("ong-tam", "2")
    said = await bot.hears("ong-tam", "/thon", message_id="x", event=Event.EDITED)
    assert said == [f"ong-tam ← {texts.EDIT_AGAIN}{MENU}"]
