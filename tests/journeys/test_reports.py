"""Field reports, help at home, and the log of help face to face."""

import re

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.messages.content import Attachment, AttachmentKind
from bot.people.models import Contact
from bot.tickets.models import Appointment, ReportDraft, SupportLog, Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, to

PHOTO = Attachment(AttachmentKind.PHOTO, ref="hole-1")


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """One member of Thôn 3 has opened her link; bà Tư has agreed and told her village."""
    await bot.link("hoa", HOA)
    await bot.hears("ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")


async def reported(bot: Bot) -> str:
    """Bà Tư tells of a hole in the road; the code."""
    await bot.hears("ba-tu", "phản ánh")
    await bot.hears("ba-tu", "1")
    await bot.hears("ba-tu", attachments=[PHOTO])
    await bot.hears("ba-tu", "đầu thôn 3, cạnh nhà ông Năm")
    sent = await bot.hears("ba-tu", "ổ gà to, hai hôm nay")
    match = re.search(r"PA-[2-9A-Z]{5}", "".join(to("ba-tu", sent)))
    assert match
    return match[0]


async def test_a_report_is_told_in_four_questions_and_followed_by_its_code(bot: Bot) -> None:
    (category,) = await bot.hears("ba-tu", "phản ánh")
    assert category.startswith(f"ba-tu ← {texts.REPORT_CATEGORY} [1. Đường, cầu, cống]")
    assert await bot.hears("ba-tu", "1") == [
        f"ba-tu ← {texts.REPORT_PHOTO} [1. Không có ảnh] [2. Thôi]"
    ]
    assert await bot.hears("ba-tu", attachments=[PHOTO]) == [f"ba-tu ← {texts.REPORT_PLACE} [Thôi]"]
    place = Attachment(AttachmentKind.LOCATION, latitude=20.1, longitude=105.5)
    assert await bot.hears("ba-tu", attachments=[place]) == [f"ba-tu ← {texts.REPORT_WORDS} [Thôi]"]
    sent = await bot.hears("ba-tu", "ổ gà to, hai hôm nay")
    (card,) = [line for line in to("hoa", sent) if "Phiếu 1" in line]
    assert "phản ánh hiện trường" in card
    assert "Việc: Đường, cầu, cống." in card
    assert "ổ gà to, hai hôm nay\nNơi: vị trí đã gửi." in card
    (told,) = to("ba-tu", sent)
    assert "mã PA-" in told


async def test_closing_needs_words_and_a_photo_that_the_resident_gets(bot: Bot) -> None:
    code = await reported(bot)
    (waiting,) = await bot.hears("ba-tu", code.lower())
    assert "đang chờ người nhận" in waiting
    await bot.hears("hoa", "nhận")
    assert (await bot.hears("ong-nam", code))[-1].startswith(
        f"ong-nam ← Phản ánh {code}, Đường, cầu, cống: {HOA} đang xử lý."
    )
    (refused,) = await bot.hears("hoa", "xong")
    assert texts.REPORT_NEEDS_WORDS.format(number=1) in refused
    await bot.hears("hoa", "đã vá xong sáng nay")
    (refused,) = await bot.hears("hoa", "xong")
    assert texts.REPORT_NEEDS_PHOTO.format(number=1) in refused
    await bot.hears("hoa", attachments=[Attachment(AttachmentKind.PHOTO, ref="mended")])
    assert bot.channel.sent[-2][0] == "ba-tu"
    assert bot.channel.sent[-2][1].attachments[0].ref == "mended"
    done = await bot.hears("hoa", "xong")
    assert to("hoa", done) == ["hoa ← Phiếu 1 đã xong. Cảm ơn anh/chị."]
    (status,) = await bot.hears("ba-tu", code)
    assert status.startswith(
        f"ba-tu ← Phản ánh {code}, Đường, cầu, cống: đã xử lý. Trả lời: đã vá xong sáng nay"
    )


async def test_a_report_is_taken_up_again_or_left(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("ba-tu", "phản ánh")
    await bot.hears("ba-tu", "2")
    clock.pass_by(hours=5)
    (answer,) = await bot.hears("ba-tu", "quên mật khẩu vneid làm thế nào")
    assert "[1. Làm từng bước]" in answer
    (resumed,) = await bot.hears("ba-tu", "phản ánh")
    assert resumed.startswith(f"ba-tu ← {texts.REPORT_RESUMED}\n{texts.REPORT_PHOTO}")
    (left,) = await bot.hears("ba-tu", "thoát")
    assert left.startswith(f"ba-tu ← {texts.REPORT_LEFT}")
    (anew,) = await bot.hears("ba-tu", "phản ánh")
    assert anew.startswith(f"ba-tu ← {texts.REPORT_CATEGORY}")


async def test_two_reports_stand_side_by_side(bot: Bot) -> None:
    assert await reported(bot) != await reported(bot)


def appointments(session: Session) -> list[Appointment]:
    """All appointments."""
    return list(session.exec(select(Appointment)))


async def test_a_visit_in_one_line_with_reminders_to_both_once(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    (ask,) = await bot.hears("hoa", "2")
    assert ask.startswith(f"hoa ← {texts.VISIT_ASK.format(number=1)}")
    made = await bot.hears("hoa", "hẹn thứ 7 9h nhà văn hóa thôn")
    assert to("hoa", made) == [
        "hoa ← Phiếu 1: đã hẹn Bà con số 2 lúc 9 giờ thứ Bảy ngày 28/11 tại nhà văn hóa thôn."
        " Tôi sẽ nhắc cả hai bên."
    ]
    assert to("ba-tu", made)[0].startswith(
        f"ba-tu ← {HOA}, Tổ công nghệ số, hẹn gặp bác lúc 9 giờ thứ Bảy ngày 28/11"
    )
    assert await bot.later(days=4, hours=9, minutes=59) == []  # Friday 17:59
    eve = await bot.later(minutes=2)
    assert len(to("hoa", eve)) == len(to("ba-tu", eve)) == 1
    assert "9 giờ ngày mai" in to("ba-tu", eve)[0]
    assert await bot.later(minutes=1) == []
    assert len(await bot.later(hours=14)) == 2  # an hour before
    how = await bot.later(hours=2)
    assert to("hoa", how) == [
        f"hoa ← {texts.VISIT_HOW.format(number=1)}"
        " [1. Đã giúp xong] [2. Vắng nhà] [3. Hẹn lại] [4. Không có máy]"
    ]
    await bot.hears("hoa", "1")
    (row,) = await bot.db.read(appointments)
    assert row.outcome == "helped"


@pytest.mark.parametrize("line", ["hẹn thứ 7 lúc nào đó", "hẹn lúc 25h thứ 7"])
async def test_a_visit_that_is_not_understood_is_asked_again(bot: Bot, line: str) -> None:
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    heard = await bot.hears("hoa", f"/{line.replace('hẹn', 'hen')}")
    assert texts.VISIT_UNCLEAR.format(number=1) in to("hoa", heard)[0]


async def test_help_face_to_face_is_logged_in_words(bot: Bot) -> None:
    (kept,) = await bot.hears("hoa", "/ghinhan quên mật khẩu vneid 2 hộ bà Tư")
    logged = texts.SUPPORT_LOGGED.format(count=2, subject="Quên mật khẩu VNeID")
    assert kept.startswith(f"hoa ← {logged}\n{texts.HELP_GUESS} [1. VNeID mức 2]")
    (row,) = await bot.db.read(lambda s: list(s.exec(select(SupportLog))))
    assert (row.way, row.households, row.topic_id) == ("face", 2, "vneid-quen-mat-khau")
    assert row.words == "quên mật khẩu vneid, bà Tư"
    (told,) = await bot.hears("hoa", "/ghinhan")
    assert texts.HELP_ASK in told
    (told,) = await bot.hears("hoa", "/ghinhan 2 hộ")
    assert texts.SUPPORT_HOW in told


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("category", "hủy"),
        ("photo", "bấm nhầm cháu ạ"),
        ("place", "thôi không gửi nữa"),
        ("words", "thoi ko gui nua"),
        ("words", "khoan đã"),
        ("words", "thôi để bác hỏi con bác đã"),
        ("words", "tôi bảo là không gửi nữa mà"),
    ],
)
async def test_whoever_thinks_better_of_it_sends_nothing(bot: Bot, step: str, said: str) -> None:
    await bot.hears("ba-tu", "phản ánh")
    for here, given in (("category", "1"), ("photo", "1"), ("place", "đầu thôn 3")):
        if step == here:
            break
        await bot.hears("ba-tu", given)
    (left,) = await bot.hears("ba-tu", said)
    assert left.startswith(f"ba-tu ← {texts.REPORT_LEFT}")
    assert ("đầu thôn 3" in left) == (step == "words")
    assert not await bot.db.read(lambda s: list(s.exec(select(Ticket))))
    assert not await bot.db.read(lambda s: list(s.exec(select(ReportDraft))))
    assert (
        await bot.db.read(lambda s: [one for one in s.exec(select(Contact.stopped_at)) if one])
        == []
    )


@pytest.mark.parametrize(
    "said",
    ["khoan đã chờ tôi ra xem lại cái cống", "nhầm rồi ở thôn 4"],
)
async def test_words_that_may_mean_stop_are_asked_about(bot: Bot, said: str) -> None:
    await bot.hears("ba-tu", choice="report")
    for press in ("field-report:road", "field-report:none"):
        await bot.hears("ba-tu", choice=press)
    await bot.hears("ba-tu", "đầu thôn 3")
    (sure,) = await bot.hears("ba-tu", said)
    assert sure == f"ba-tu ← {texts.REPORT_SURE.format(text=said)} [1. Gửi câu này] [2. Thôi]"
    assert not await bot.db.read(lambda s: list(s.exec(select(Ticket))))
    sent = await bot.hears("ba-tu", "1")
    assert said in to("hoa", sent)[0] and "mã PA-" in to("ba-tu", sent)[0]


async def test_every_photo_and_every_word_is_kept_whichever_question_stands(bot: Bot) -> None:
    await bot.hears("ba-tu", "phản ánh")
    first, second, third = (Attachment(AttachmentKind.PHOTO, ref=f"hole-{n}") for n in "123")
    await bot.hears("ba-tu", choice="field-report:road")
    await bot.hears("ba-tu", "ổ gà sâu lắm", attachments=[first])
    for photo, count in ((second, 2), (third, 3)):
        (more,) = await bot.hears("ba-tu", attachments=[photo])
        assert more.startswith(f"ba-tu ← {texts.REPORT_PHOTOS.format(count=count)}")
        assert texts.REPORT_PLACE in more
    await bot.hears("ba-tu", "đầu thôn 3")
    voice = Attachment(AttachmentKind.VOICE, ref="voice-1")
    sent = await bot.hears("ba-tu", attachments=[voice])
    (ticket,) = await bot.db.read(lambda s: list(s.exec(select(Ticket))))
    assert [attachment["ref"] for attachment in ticket.attachments] == [
        "hole-1",
        "hole-2",
        "hole-3",
        "voice-1",
    ]
    assert ticket.text == f"ổ gà sâu lắm\n{texts.REPORT_SPOKEN}\nNơi: đầu thôn 3."
    assert "mã PA-" in "".join(to("ba-tu", sent))


async def test_a_cry_for_help_is_answered_before_the_form_goes_on(bot: Bot) -> None:
    await bot.hears("ba-tu", "phản ánh")
    said = await bot.hears("ba-tu", "tôi bị lừa mất 50 triệu rồi cứu với")
    assert "ngân hàng" in said[0].lower()
    mine = to("ba-tu", said)
    assert "viết phản ánh" in mine[-1] and mine[-1].endswith("Thôi]")
