"""Photos sent together are one thing: answered once, carried and kept one by one."""

from sqlmodel import Session, col, select

from bot import texts
from bot.messages.content import Attachment, AttachmentKind
from bot.tickets.models import Ticket
from tests.journeys.bot import Bot

HOA = "Đỗ Thị Thử I"
WORDS = "máy báo lỗi, quên mật khẩu vneid"


async def sends_album(bot: Bot, who: str, album: str, *captions: str) -> list[list[str]]:
    """What is said after each photo; the captions are the photos' own."""
    return [
        await bot.hears(
            who,
            caption,
            album=album,
            attachments=[Attachment(AttachmentKind.PHOTO, ref=f"{album}-{number}")],
        )
        for number, caption in enumerate(captions)
    ]


def kept(session: Session) -> list[str]:
    """The photos of the last ticket."""
    ticket = session.exec(select(Ticket).order_by(col(Ticket.id).desc())).first()
    return [str(attachment["ref"]) for attachment in ticket.attachments] if ticket else []


async def test_an_album_with_a_caption_has_one_answer(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    first, *rest = await sends_album(bot, "ba-tu", "13579", WORDS, "", "", "")
    assert len(first) == 1 and "mật khẩu" in first[0]
    assert rest == [[], [], []]


async def test_an_album_without_words_has_one_kind_sentence(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    first, *rest = await sends_album(bot, "ba-tu", "2", "", "", "", "", "")
    assert texts.GOT_PHOTO in first[0] and rest == [[]] * 4
    (again,), *_ = await sends_album(bot, "ba-tu", "3", "", "")
    assert texts.GOT_PHOTO in again, "another album is another thing"


async def test_an_album_is_the_first_thing_a_stranger_sends(bot: Bot) -> None:
    first, *rest = await sends_album(bot, "la", "4", "", "", "")
    assert first and rest == [[], []]


async def test_buttons_offered_with_the_answer_still_count_after_the_album(bot: Bot) -> None:
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    await sends_album(bot, "ba-tu", "5", "", "", "")
    (asked, *_) = await bot.hears("ba-tu", "1")
    assert "[1. Chủ đề hay hỏi]" in asked, "1 is the menu, as offered with the answer"


async def test_a_ticket_keeps_every_photo_of_an_album(bot: Bot) -> None:
    await bot.link("hoa", HOA)
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    await sends_album(bot, "ba-tu", "6", "máy tôi bị thế này", "", "", "")
    await bot.hears("ba-tu", "gặp người")
    assert await bot.db.read(kept) == ["6-0", "6-1", "6-2", "6-3"]
    added = await sends_album(bot, "ba-tu", "7", "", "", "")
    assert [line for lines in added[1:] for line in lines if line.startswith("ba-tu")] == []
    assert (await bot.db.read(kept))[-3:] == ["7-0", "7-1", "7-2"]


async def test_every_photo_of_an_album_reaches_who_helps(bot: Bot) -> None:
    await bot.link("hoa", HOA)
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    await bot.hears("ba-tu", "1", name="Bà Tư")
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    before = len(bot.channel.sent)
    await sends_album(bot, "ba-tu", "8", "đây cháu", "", "", "")
    carried = [
        thing.ref
        for who, reply in bot.channel.sent[before:]
        if who == "hoa"
        for thing in reply.attachments
    ]
    assert carried == ["8-0", "8-1", "8-2", "8-3"]
