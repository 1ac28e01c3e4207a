"""What residents ask after an announcement goes to its author, and one answer reaches them all."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.broadcasts import question_digest, sending
from bot.broadcasts.models import NoticeQuestion
from bot.core.policy import POLICY
from bot.messages.content import Event
from bot.notices import broadcast_sending
from bot.outbox.models import Delivery
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Person
from bot.people.service import find_contact
from bot.schedule.demo import go_live
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

OFFICER, APPROVER = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Lãnh Đạo Mẫu"
WORDS = "19 giờ 30 thứ Sáu 27/11 họp thôn tại nhà văn hóa. Bà con mang theo thẻ căn cước."
TITLE = "19 giờ 30 thứ Sáu 27/11 họp thôn tại nhà văn…"
ASK = "Hỏi người gửi thông báo"
INSTEAD = "nhà tôi bận thì con gái đi họp thay được không"


@pytest.fixture(autouse=True)
async def commune(bot: Bot) -> None:
    """An officer announced a meeting to four residents, in Thôn 3 and Thôn Đoài."""
    await bot.db.write(go_live, now=bot.clock())
    for who, name in (("can-bo", OFFICER), ("lanh-dao", APPROVER)):
        await bot.link(who, name)
    for who, unit, name in (
        ("tu", "ap-03", "Bà Tư"),
        ("zalo:nam", "ap-03", "Ông Năm"),
        ("sau", "ap-05", "Chị Sáu"),
        ("bay", "ap-05", "Anh Bảy"),
    ):
        await bot.hears(who, "/start", start=f"u-{unit}", name=name)
        await bot.hears(who, "1", name=name)
    for words in ("/thongbao", WORDS, "Thôn 3, Thôn Đoài", "1", "1"):
        await bot.hears("can-bo", words)
    await bot.hears("lanh-dao", "1")
    await bot.db.write(sending.begin_due, now=bot.clock())
    await bot.db.write(broadcast_sending.stage_due, window=300, now=bot.clock(), policy=POLICY)
    await bot.quiet()
    await bot.db.write(broadcast_sending.finish_due, now=bot.clock(), policy=POLICY)
    await bot.quiet()


async def clock_looks(bot: Bot, **later: float) -> list[str]:
    """What authors are told when some time has gone by."""
    before = len(bot.channel.sent), len(bot.second.sent), len(bot.page.sent)
    clock: Any = bot.clock
    clock.pass_by(**later)
    await bot.db.write(question_digest.gather_questions_due, now=bot.clock(), policy=POLICY)
    return await bot.heard(before)


async def asks(bot: Bot, who: str, words: str) -> list[str]:
    """Ask, and press the button that asks the author."""
    *_, offered = await bot.hears(who, words)
    assert f"{ASK}]" in offered, offered
    return await bot.hears(who, ASK)


async def place_of(bot: Bot, who: str) -> str:
    """The platform's id of the announcement in somebody's chat."""

    def find(session: Session) -> str:
        contact = find_contact(session, "fake", who)
        assert contact is not None
        query = select(Delivery.platform_id).where(
            Delivery.contact_id == contact.id,
            Delivery.batch_id != None,  # noqa: E711
        )
        return session.exec(query).one()

    return await bot.db.read(find)


async def result(bot: Bot) -> str:
    (shown,) = await bot.hears("can-bo", choice="broadcast:see:1")
    return shown


async def test_one_answer_reaches_all_who_asked_and_who_asks_late(bot: Bot) -> None:
    (kept,) = await asks(bot, "tu", INSTEAD)
    assert kept.startswith(f"tu ← {texts.NOTICE_QUESTION_KEPT}")
    (first,) = await clock_looks(bot)
    assert first == (
        f"can-bo ← 1 bà con hỏi về thông báo số 1 «{TITLE}»:\n- Bà con Thôn 3 hỏi: {INSTEAD}"
        " [1. Trả lời chung] [2. Để sau]"
    )
    await asks(bot, "zalo:nam", "Nhà tôi bận thì con gái đi họp thay được không ạ?")
    await asks(bot, "sau", "trẻ con có phải đi theo không")
    assert await clock_looks(bot, minutes=5) == [], "one message in ten minutes"
    (again,) = await clock_looks(bot, minutes=5)
    assert again == (
        f"can-bo ← 3 bà con hỏi về thông báo số 1 «{TITLE}»:\n"
        f"- 2 bà con (Thôn 3) hỏi: {INSTEAD}\n"
        "- Bà con Thôn Đoài hỏi: trẻ con có phải đi theo không"
        " [1. Trả lời chung] [2. Để sau]"
    )
    assert "3 bà con hỏi, 3 chưa trả lời." in await result(bot)
    (asked,) = await bot.hears("can-bo", "trả lời chung")
    assert asked.startswith("can-bo ← Anh/chị viết câu trả lời chung cho 3 bà con")
    assert asked.endswith("[Thôi]")
    (shown,) = await bot.hears("can-bo", "Con cháu đi thay được, trẻ con ở nhà cũng được ạ")
    assert shown == (
        "can-bo ← Gửi cho 3 bà con đã hỏi?\nCon cháu đi thay được, trẻ con ở nhà cũng được ạ"
        " [1. Gửi] [2. Viết lại] [3. Thôi]"
    )
    heard = await bot.hears("can-bo", "gửi đi")
    assert sorted(line.split(" ← ")[0] for line in heard) == ["can-bo", "sau", "tu", "zalo:nam"]
    (to_tu,) = [line for line in heard if line.startswith("tu ← ")]
    assert to_tu == (
        f"tu ← Xã An Phú Đông trả lời bà con hỏi về thông báo số 1 «{TITLE}»:\n"
        "Con cháu đi thay được, trẻ con ở nhà cũng được ạ [1. Hỏi thêm] [2. Về menu]"
    )
    assert any(texts.NOTICE_ANSWER_SENT.format(count=3, number=1) in line for line in heard)
    (late,) = await bot.hears("bay", "cho hỏi nhà tôi bận thì con gái đi họp thay được ko")
    assert late.startswith(f"bay ← Xã đã trả lời về thông báo «{TITLE}»:\nCon cháu đi thay được")
    assert late.endswith("[1. Hỏi thêm] [2. Về menu]")
    assert "4 bà con hỏi, 0 chưa trả lời." in await result(bot)
    assert await clock_looks(bot, minutes=20) == []


async def test_a_press_again_sends_nothing_twice(bot: Bot, clock: ObedientClock) -> None:
    await asks(bot, "tu", INSTEAD)
    (before,) = await bot.hears("tu", choice="notice-question:ask:1:0")
    assert before.startswith(f"tu ← {texts.BUTTON_OLD}")
    (again,) = await asks(bot, "tu", INSTEAD + " ạ")
    assert again.startswith(f"tu ← {texts.NOTICE_ASKED_BEFORE}")
    await clock_looks(bot)
    await bot.hears("can-bo", "1")
    await bot.hears("can-bo", "Được ạ")
    heard = await bot.hears("can-bo", choice="notice-answer:send:1")
    assert [line.split(" ← ")[0] for line in heard].count("tu") == 1
    clock.pass_by(seconds=5)
    (old,) = await bot.hears("can-bo", choice="notice-answer:send:1")
    assert old.startswith(f"can-bo ← {texts.NOTICE_ANSWER_OLD}")
    (none,) = await bot.hears("can-bo", choice="notice-answer:go:1")
    assert none.startswith("can-bo ← Không còn bà con nào đợi")


async def test_the_author_errs_and_leaves(bot: Bot) -> None:
    await asks(bot, "tu", INSTEAD)
    await clock_looks(bot)
    await bot.hears("can-bo", "trả lời chung")
    (left,) = await bot.hears("can-bo", "thôi")
    assert left.startswith("can-bo ← Vâng, tôi chưa gửi gì. Còn 1 bà con đợi")
    await bot.hears("can-bo", "trả lời bà con")
    (shown,) = await bot.hears("can-bo", "Bà con gặp trưởng thôn nhé")
    assert shown.startswith("can-bo ← Gửi cho 1 bà con đã hỏi?\nBà con gặp trưởng thôn nhé")
    (rewritten,) = await bot.hears("can-bo", "Con gái bác đi thay được ạ")
    assert rewritten.startswith("can-bo ← Gửi cho 1 bà con đã hỏi?\nCon gái bác đi thay được ạ")
    (held,) = await bot.hears("can-bo", "khoan chưa gửi")
    assert "tôi chưa gửi gì" in held
    assert "1 bà con hỏi, 1 chưa trả lời." in await result(bot)
    (later,) = await bot.hears("can-bo", choice="notice-answer:later:1")
    assert later.startswith("can-bo ← Vâng ạ. Còn 1 bà con đợi trả lời.")


async def test_an_answer_that_asks_for_a_code_goes_to_nobody(bot: Bot) -> None:
    await asks(bot, "tu", INSTEAD)
    await clock_looks(bot)
    await bot.hears("can-bo", "trả lời chung")
    (refused,) = await bot.hears("can-bo", "Bà con gửi mã OTP cho cán bộ nhé")
    assert refused.startswith("can-bo ← Thông báo không được bảo bà con gửi mã OTP")
    assert refused.endswith("[Thôi]")


async def test_what_is_asked_meanwhile_is_read_before_it_is_answered(bot: Bot) -> None:
    await asks(bot, "tu", INSTEAD)
    await clock_looks(bot)
    await asks(bot, "sau", "có phát nước uống không")
    read, asked = await bot.hears("can-bo", "trả lời chung")
    assert "- Bà con Thôn Đoài hỏi: có phát nước uống không" in read + asked
    await bot.hears("can-bo", "Được, có nước ạ")
    await asks(bot, "bay", "có được đi xe máy vào không")
    heard = await bot.hears("can-bo", "ừ gửi đi")
    assert sorted(line.split(" ← ")[0] for line in heard) == ["can-bo", "sau", "tu"]
    assert "3 bà con hỏi, 1 chưa trả lời." in await result(bot)


async def test_without_its_author_whoever_approved_is_asked_then_any_officer(bot: Bot) -> None:
    await bot.db.write(gone, OFFICER)
    await asks(bot, "tu", INSTEAD)
    (told,) = await clock_looks(bot)
    assert told.startswith("lanh-dao ← 1 bà con hỏi về thông báo số 1")
    await bot.hears("lanh-dao", "1")
    await bot.hears("lanh-dao", "Được ạ")
    heard = await bot.hears("lanh-dao", "1")
    assert [line for line in heard if line.startswith("tu ← ")]


async def test_where_nobody_can_be_asked_nothing_is_promised(bot: Bot) -> None:
    await bot.hears("tu", INSTEAD)
    for name in (OFFICER, APPROVER):
        await bot.db.write(gone, name)
    (none,) = await bot.hears("tu", ASK)
    assert none.startswith(f"tu ← {texts.NOTICE_NO_SENDER}")
    (usual,) = await bot.hears("tu", "họp mấy giờ cháu ơi")
    assert ASK not in usual and "[1. Gặp người" in usual


def gone(session: Session, name: str) -> None:
    """Somebody is no longer reached here."""
    person = session.exec(select(Person).where(Person.name == name)).one()
    linking.unlink_person(session, person, actor=OPERATOR, now=datetime(2026, 11, 23, tzinfo=UTC))


async def test_a_quote_two_days_later_is_about_what_it_answers(
    bot: Bot, clock: ObedientClock
) -> None:
    place = await place_of(bot, "sau")
    clock.pass_by(days=2)
    (offered,) = await bot.hears("sau", "có ai trông xe cho không", reply_to=place)
    assert offered == (
        f"sau ← {texts.NOTICE_ASK_OFFER.format(title=TITLE)} [1. {ASK}] [2. Gặp người] [3. Về menu]"
    )
    (kept,) = await bot.hears("sau", "hỏi lại xã giúp bác")
    assert kept.startswith(f"sau ← {texts.NOTICE_QUESTION_KEPT}")
    (thanked,) = await bot.hears("sau", "đã nhận, cảm ơn xã", reply_to=place)
    assert thanked.startswith(f"sau ← {texts.NOTICE_THANKED}")
    assert await bot.hears("sau", event=Event.REACTED, choice="react:good", reply_to=place) == []
    assert await bot.db.read(texts_asked) == ["có ai trông xe cho không"]


def texts_asked(session: Session) -> list[str]:
    return list(session.exec(select(NoticeQuestion.text).order_by(NoticeQuestion.id)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words", ["cảm ơn cháu", "đã nhận", "ok", "ừ", "vâng ạ", "đã nhận được thông báo rồi nhé", "👍"]
)
async def test_what_is_no_question_offers_nothing(bot: Bot, words: str) -> None:
    for line in await bot.hears("tu", words):
        assert ASK not in line
    assert await bot.db.read(texts_asked) == []


async def test_a_code_in_a_question_is_covered_before_anybody_reads_it(bot: Bot) -> None:
    *_, offered = await bot.hears(
        "tu", "đi họp có bắt buộc nộp mã OTP 482915 ở cửa không, tôi là Bà Tư"
    )
    assert ASK in offered
    await bot.hears("tu", ASK)
    (told,) = await clock_looks(bot)
    assert "482915" not in told and "Bà Tư" not in told and "Bà con Thôn 3 hỏi: " in told


async def test_a_form_that_is_open_comes_first(bot: Bot) -> None:
    place = await place_of(bot, "tu")
    await bot.hears("tu", "phản ánh")
    await bot.hears("tu", "1")
    await bot.hears("tu", "Không có ảnh")
    heard = await bot.hears("tu", "chỗ nhà văn hóa họp đó có phải không", reply_to=place)
    assert all(ASK not in line for line in heard)
    assert await bot.db.read(texts_asked) == []
    assert await clock_looks(bot) == []


async def test_nothing_goes_without_the_press(bot: Bot) -> None:
    *_, offered = await bot.hears("tu", INSTEAD)
    assert ASK in offered
    assert await bot.db.read(texts_asked) == []
    assert await clock_looks(bot, minutes=30) == []


async def test_more_is_asked_in_words(bot: Bot) -> None:
    (asked,) = await bot.hears("tu", "hỏi người gửi thông báo")
    assert asked == f"tu ← {texts.NOTICE_ASK_WORDS.format(title=TITLE)} [Thôi]"
    (left,) = await bot.hears("tu", "thôi")
    assert left.startswith(f"tu ← {texts.NOTICE_NOT_ASKED}")
    await bot.hears("tu", "hoi lai xa")
    (kept,) = await bot.hears("tu", "người già yếu có phải gặp người phụ trách không")
    assert kept.startswith(f"tu ← {texts.NOTICE_QUESTION_KEPT}")


async def test_who_blocked_or_was_forgotten_hears_nothing_and_the_count_adds_up(bot: Bot) -> None:
    for who in ("tu", "sau", "bay"):
        await asks(bot, who, INSTEAD)
    await clock_looks(bot)
    await bot.hears("sau", event=Event.BLOCKED)
    await bot.hears("bay", choice="erase:yes")
    assert "3 bà con hỏi, 1 chưa trả lời." in await result(bot)
    await bot.hears("can-bo", "trả lời chung")
    (shown,) = await bot.hears("can-bo", "Được ạ")
    assert shown.startswith("can-bo ← Gửi cho 1 bà con đã hỏi?")
    heard = await bot.hears("can-bo", "gửi")
    assert sorted(line.split(" ← ")[0] for line in heard) == ["can-bo", "tu"]
    assert "3 bà con hỏi, 0 chưa trả lời." in await result(bot)


async def test_a_resident_neither_reads_nor_answers(bot: Bot) -> None:
    await asks(bot, "tu", INSTEAD)
    await clock_looks(bot)
    for choice in ("notice-answer:go:1", "notice-answer:later:1"):
        (refused,) = await bot.hears("tu", choice=choice)
        assert refused.startswith(f"tu ← {texts.NOT_AN_OFFICER}")


async def test_a_question_of_a_week_ago_without_a_quote_offers_nothing(
    bot: Bot, clock: ObedientClock
) -> None:
    clock.pass_by(days=8)
    for line in await bot.hears("tu", "có ai trông xe cho không"):
        assert ASK not in line


async def test_an_emergency_is_no_question_to_an_author(bot: Bot) -> None:
    place = await place_of(bot, "tu")
    heard = await bot.hears("tu", "cháy nhà rồi gọi ai bây giờ", reply_to=place)
    assert any("114" in line for line in heard)
    assert all(ASK not in line for line in heard)


async def test_words_for_a_person_who_helps_go_to_that_person(bot: Bot) -> None:
    await bot.link("hoa", "Đỗ Thị Thử I")
    await bot.hears("tu", "gặp người")
    await bot.hears("hoa", "nhận")
    heard = await bot.hears("tu", "hỏi lại xã giúp bác với")
    assert any(line.startswith("hoa ← ") and "hỏi lại xã" in line for line in heard)
    assert await bot.db.read(texts_asked) == []


async def test_by_night_the_author_sleeps(bot: Bot, clock: ObedientClock) -> None:
    clock.now = clock.now.replace(hour=15)  # 22:00 in Vietnam
    await asks(bot, "tu", INSTEAD)
    assert await clock_looks(bot) == []
    (told,) = await clock_looks(bot, hours=9)
    assert told.startswith("can-bo ← 1 bà con hỏi về thông báo số 1")


async def test_another_draft_leaves_the_answer_and_the_answer_the_draft(bot: Bot) -> None:
    await asks(bot, "tu", INSTEAD)
    await clock_looks(bot)
    await bot.hears("can-bo", "trả lời chung")
    await bot.hears("can-bo", "/thongbao")
    (asked,) = await bot.hears("can-bo", "Sáng mai cắt điện cả xã")
    assert asked.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")
    await bot.hears("can-bo", "trả lời chung")
    (shown,) = await bot.hears("can-bo", "Được bác ạ")
    assert shown.startswith("can-bo ← Gửi cho 1 bà con đã hỏi?\nĐược bác ạ")
