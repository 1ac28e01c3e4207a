"""Refusing one use of one's data in the chat, what follows at once, and allowing it again."""

from sqlmodel import Session, col, select

from bot import texts
from bot.messages.content import Attachment, AttachmentKind
from bot.messages.history import Message
from bot.people.models import Contact
from bot.privacy.models import Discarded
from bot.tickets.models import Ticket, TicketOutcome
from tests.journeys.bot import Bot

PHOTO = Attachment(AttachmentKind.PHOTO, ref="anh-1")
PLACE = Attachment(AttachmentKind.LOCATION, latitude=10.7, longitude=106.6)


async def meet(bot: Bot) -> None:
    """Bà Tư agrees and lives in a village."""
    await bot.hears("ba-tu", "alo", name="Bà Tư")
    await bot.hears("ba-tu", choice="agree:ap-01", name="Bà Tư")


async def list_kept(bot: Bot) -> list[str]:
    """The kinds of the attachments in the conversation."""

    def read(session: Session) -> list[str]:
        rows = session.exec(select(Message.payload).order_by(col(Message.id)))
        return [thing["kind"] for payload in rows for thing in payload.get("attachments", ())]

    return await bot.db.read(read)


async def test_photos_are_erased_refused_and_kept_again(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "ảnh nhà tôi", attachments=[PHOTO])
    await bot.hears("ba-tu", "tôi ở đây", attachments=[PLACE])
    assert await list_kept(bot) == ["photo", "location"]

    (said,) = await bot.hears("ba-tu", "dung giu anh cua toi")
    assert said.startswith(f"ba-tu ← {texts.PURPOSE_TAKEN_BACK['media']}")
    assert await list_kept(bot) == ["location"]
    assert await bot.db.read(lambda session: len(session.exec(select(Discarded)).all())) == 1

    assert await bot.hears("ba-tu", attachments=[PHOTO]) == [
        f"ba-tu ← {texts.ATTACHMENT_NOT_KEPT['media']}"
    ]
    answers = await bot.hears("ba-tu", "lịch học", attachments=[PHOTO])
    assert answers[0] == f"ba-tu ← {texts.ATTACHMENT_NOT_KEPT['media']}" and len(answers) == 2
    assert await list_kept(bot) == ["location"]

    (said,) = await bot.hears("ba-tu", "cứ giữ ảnh của tôi")
    assert said.startswith(f"ba-tu ← {texts.PURPOSE_GIVEN_AGAIN['media']}")
    await bot.hears("ba-tu", attachments=[PHOTO])
    assert await list_kept(bot) == ["location", "photo"]


async def test_places_are_erased_and_refused(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", attachments=[PLACE])
    await bot.hears("ba-tu", "đừng giữ vị trí của tôi")
    assert await bot.hears("ba-tu", attachments=[PLACE]) == [
        f"ba-tu ← {texts.ATTACHMENT_NOT_KEPT['location']}"
    ]
    assert await list_kept(bot) == []


async def test_nobody_gets_the_words_of_who_refused_but_danger_is_told(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "gặp người")
    (said, *_) = await bot.hears("ba-tu", "đừng chuyển lời của tôi cho ai")
    assert said.startswith(f"ba-tu ← {texts.PURPOSE_TAKEN_BACK['helpers']}")

    def read(session: Session) -> list[str]:
        return [ticket.outcome for ticket in session.exec(select(Ticket).order_by(col(Ticket.id)))]

    assert await bot.db.read(read) == [TicketOutcome.CANCELLED]
    (said,) = await bot.hears("ba-tu", "gặp người")
    assert said.startswith(f"ba-tu ← {texts.HELPERS_REFUSED}")
    await bot.hears("ba-tu", "cứu với, có cháy nhà")
    assert len(await bot.db.read(read)) == 2
    await bot.hears("ba-tu", "cứ chuyển lời của tôi cho người giúp")
    await bot.hears("ba-tu", "gặp người")
    assert len(await bot.db.read(read)) == 3


async def test_reminders_end_and_asking_for_one_is_to_agree_again(bot: Bot) -> None:
    await meet(bot)
    await bot.hears("ba-tu", "nhắc tôi 8h sáng mai đi họp thôn")
    (said,) = await bot.hears("ba-tu", choice="purpose:reminders:no")
    assert said.startswith(f"ba-tu ← {texts.PURPOSE_TAKEN_BACK['reminders']}")
    (said,) = await bot.hears("ba-tu", "nhắc việc")
    assert "đi họp thôn" not in said

    await bot.hears("ba-tu", "nhắc tôi 9h sáng mai đi chợ")
    (said,) = await bot.hears("ba-tu", "nhắc việc")
    assert "đi chợ" in said
    (listed,) = await bot.hears("ba-tu", choice="purposes")
    assert texts.BUTTON_PURPOSE_OFF["reminders"] in listed


async def test_announcements_stop_and_come_again(bot: Bot) -> None:
    async def is_stopped() -> bool:
        def read(session: Session) -> bool:
            return session.exec(select(Contact)).one().stopped_at is not None

        return await bot.db.read(read)

    await meet(bot)
    (said,) = await bot.hears("ba-tu", "không nhận thông báo nữa")
    assert said.startswith(f"ba-tu ← {texts.STOPPED}") and await is_stopped()
    (listed,) = await bot.hears("ba-tu", choice="purposes")
    assert texts.BUTTON_PURPOSE_ON["notices"] in listed
    await bot.hears("ba-tu", "cho tôi nhận thông báo lại")
    assert not await is_stopped()


async def test_new_words_are_asked_about_once_below_an_answer(bot: Bot) -> None:
    await meet(bot)

    def age(session: Session) -> None:
        contact = session.exec(select(Contact)).one()
        contact.consent_version = contact.consent_asked = "2026-11"

    await bot.db.write(age)
    (asked,) = await bot.hears("ba-tu", "quên mật khẩu vneid")
    assert texts.CONSENT_RENEWED in asked and texts.CONSENT in asked
    (again,) = await bot.hears("ba-tu", "đăng ký khai sinh")
    assert texts.CONSENT_RENEWED not in again
    await bot.db.write(age)
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    assert (await bot.hears("ba-tu", "đồng ý"))[0].startswith(f"ba-tu ← {texts.CONSENT_GIVEN}")
    (later,) = await bot.hears("ba-tu", "đăng ký khai sinh")
    assert texts.CONSENT_RENEWED not in later
