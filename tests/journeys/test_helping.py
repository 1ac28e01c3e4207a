"""A villager of Thôn 3 on Zalo and a member of the village's team on the other channel."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.messages.content import Attachment, AttachmentKind, Event, Reply
from bot.messages.history import Message
from bot.people.actor import OPERATOR
from bot.people.models import RoleKind
from bot.people.service import upsert_member
from bot.people.units import get_unit
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.pictures import a_picture, color_of

HOA = "Đỗ Thị Thử I"
NAM = "Hồ Văn Mẫu J"
PICTURE, SCREEN = a_picture("red"), a_picture("blue", kind="PNG")
BACK = " [Thu hồi]"
CARRIED = texts.TICKET_WORDS_CARRIED.format(member=HOA) + BACK
OWN = " [1. Gọi lại] [2. Hẹn đến nhà] [3. Chuyển] [4. Xong]"


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """Two members of Thôn 3 have opened their links; bà Tư has agreed and told her village."""
    await bot.link("hoa", HOA)
    await bot.link("nam", NAM)
    await bot.hears("zalo:ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("zalo:ba-tu", "1", name="Bà Tư")


def open_tickets(session: Session) -> list[Ticket]:
    """All tickets."""
    return list(session.exec(select(Ticket).order_by(col(Ticket.id))))


def carried(bot: Bot, reply: Reply) -> tuple[AttachmentKind, bytes]:
    """What arrived on the other account: a file of the house, not the first account's handle."""
    (thing,) = reply.attachments
    return thing.kind, bot.path_of(thing).read_bytes()


def assert_shown(bot: Bot, reply: Reply, picture: bytes) -> None:
    """A picture arrived: made anew, and the same to look at."""
    kind, content = carried(bot, reply)
    assert (kind, color_of(content)) == (AttachmentKind.PHOTO, color_of(picture))


def to(who: str, lines: list[str]) -> list[str]:
    """What one of them hears; two people on one channel hear in no promised order."""
    return [line for line in lines if line.startswith(f"{who} ← ")]


async def test_from_the_wish_to_the_stars_across_two_channels(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "con trâu của tôi bị lạc mất rồi")
    asked = await bot.hears("zalo:ba-tu", "gặp người")
    assert asked[0] == (
        "hoa ← Phiếu 1. Bà con số 3, Thôn 3, cần người giúp.\n"
        "Lời bà con: con trâu của tôi bị lạc mất rồi\n"
        "Nhận trước 8 giờ 15, quá giờ tôi chuyển người khác. [1. Nhận] [2. Bận] [3. Chuyển]"
    )
    assert asked[1].startswith(f"zalo:ba-tu ← Tôi đã nhờ {HOA} (Tổ công nghệ số) giúp bác.")

    taken = await bot.hears("hoa", "1")
    assert taken[0].startswith("hoa ← Phiếu 1 đã giao cho anh/chị.")
    assert taken[0].endswith(OWN)
    assert taken[1].startswith(f"zalo:ba-tu ← {HOA}, Tổ công nghệ số, đã nhận giúp bác")

    assert await bot.hears("hoa", "Bác gửi cho cháu ảnh ạ") == [
        f"hoa ← {texts.WORDS_CARRIED.format(who='Bà con số 3', number=1)}{BACK}",
        f"zalo:ba-tu ← {HOA}, Tổ công nghệ số: Bác gửi cho cháu ảnh ạ",
    ]
    bot.second.files["zalo-photo-1"] = PICTURE
    bot.channel.files["voice-1"] = b"OggS a voice"
    photo = Attachment(AttachmentKind.PHOTO, ref="zalo-photo-1")
    assert await bot.hears("zalo:ba-tu", "đây cháu ơi", attachments=[photo]) == [
        "hoa ← ",
        "hoa ← Bà con số 3, Thôn 3 (phiếu 1): đây cháu ơi",
        f"zalo:ba-tu ← {CARRIED}",
    ]
    assert_shown(bot, bot.channel.sent[-2][1], PICTURE)
    voice = Attachment(AttachmentKind.VOICE, ref="voice-1")
    heard = await bot.hears("hoa", attachments=[voice])
    assert heard == ["zalo:ba-tu ← ", f"zalo:ba-tu ← {HOA}, Tổ công nghệ số:"]
    assert carried(bot, bot.second.sent[-2][1]) == (AttachmentKind.VOICE, b"OggS a voice")

    done = await bot.hears("hoa", "xong")
    assert done[0].startswith("hoa ← Phiếu 1 đã xong. Cảm ơn anh/chị.\n\nAnh/chị đã giúp việc gì")
    assert done[1:] == [
        f"zalo:ba-tu ← {texts.TICKET_DONE_ASK} [1. Xong rồi] [2. Chưa xong]",
    ]
    (stars,) = await bot.hears("zalo:ba-tu", "1")
    assert stars.endswith("[1. Rất kém] [2. Kém] [3. Tạm được] [4. Tốt] [5. Rất tốt]")
    (thanked,) = await bot.hears("zalo:ba-tu", "5")
    assert thanked.startswith(f"zalo:ba-tu ← {texts.RATED}")
    (ticket,) = await bot.db.read(open_tickets)
    assert (ticket.rating, ticket.outcome, ticket.answer) == (5, "done", "Bác gửi cho cháu ảnh ạ")


async def test_not_done_yet_goes_back_to_the_same_member(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "/xong")
    again = await bot.hears("zalo:ba-tu", "chưa xong")
    assert again[0].startswith("hoa ← Phiếu 1. Bà con số 3")


async def test_after_closing_thanks_open_nothing_and_the_bot_answers_again(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "xong")
    (reply,) = await bot.hears("zalo:ba-tu", "cảm ơn cháu")
    assert reply.startswith("zalo:ba-tu ← ")
    (ticket,) = await bot.db.read(open_tickets)
    assert ticket.closed_at is not None


async def test_the_bot_is_silent_until_it_is_called_back(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    assert await bot.hears("zalo:ba-tu", "quên mật khẩu vneid làm thế nào") == [
        "hoa ← Bà con số 3, Thôn 3 (phiếu 1): quên mật khẩu vneid làm thế nào",
        f"zalo:ba-tu ← {CARRIED}",
    ]
    back = await bot.hears("zalo:ba-tu", "bot ơi")
    assert back[0] == f"hoa ← {texts.TICKET_HANDED_BACK.format(number=1)}"
    assert back[1].startswith(f"zalo:ba-tu ← {texts.BOT_BACK}")
    (answer,) = await bot.hears("zalo:ba-tu", "quên mật khẩu vneid làm thế nào")
    assert "[1. Làm từng bước]" in answer


async def test_while_nobody_took_it_the_bot_answers_what_it_knows_and_notes_the_rest(
    bot: Bot,
) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    (answer,) = await bot.hears("zalo:ba-tu", "quên mật khẩu vneid làm thế nào")
    assert "[1. Làm từng bước]" in answer
    (thanked,) = await bot.hears("zalo:ba-tu", "cảm ơn nhé")
    assert texts.TICKET_WORDS_ADDED.format(number=1) not in thanked
    added = await bot.hears("zalo:ba-tu", "cái máy nó cứ quay vòng vòng")
    assert added == [
        "hoa ← Phiếu 1, bà con nói thêm: cái máy nó cứ quay vòng vòng",
        f"zalo:ba-tu ← {texts.TICKET_WORDS_ADDED} [1. Về menu] [2. Thôi không cần nữa]",
    ]


async def test_with_several_tickets_the_answered_message_decides_or_the_bot_asks(bot: Bot) -> None:
    await bot.hears("ong-sau", "/start", start="u-ap-03")
    await bot.hears("ong-sau", "1")
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("nam", "bận")
    await bot.hears("nam", "mai tôi nghỉ")
    await bot.hears("hoa", choice="ticket:2:take")
    card = next(
        at
        for at, (who, reply) in enumerate(bot.channel.sent, 1)
        if who == "hoa" and reply.text.startswith("Phiếu 2 đã giao")
    )
    greeted = await bot.hears("hoa", "chào ông", reply_to=f"fake:{card}")
    assert to("ong-sau", greeted) == [f"ong-sau ← {HOA}, Tổ công nghệ số: chào ông"]
    (which,) = await bot.hears("hoa", "bác chờ cháu chút")
    assert which.startswith(f"hoa ← {texts.WHICH_TICKET_WORDS}")
    assert await bot.hears("hoa", "1") == [
        f"hoa ← {texts.WORDS_SENT.format(number=1)}{BACK}",
        f"zalo:ba-tu ← {HOA}, Tổ công nghệ số: bác chờ cháu chút",
    ]


async def test_edits_notes_and_canned_sentences(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("zalo:ba-tu", "số 12", message_id="m-1")
    assert await bot.hears("zalo:ba-tu", "số 21", message_id="m-1", event=Event.EDITED) == [
        "hoa ← Bà con số 3, Thôn 3 (phiếu 1): đã sửa: số 21"
    ]
    assert await bot.hears("hoa", "ghi chú: bác ấy nặng tai") == [
        f"hoa ← {texts.NOTE_KEPT.format(number=1)}"
    ]
    (listed,) = await bot.hears("hoa", "/mau")
    assert listed.endswith("[5. Mang căn cước ra Trung tâm] [6. Đang kiểm tra]")
    assert await bot.hears("hoa", "4") == [
        f"hoa ← {texts.WORDS_SENT.format(number=1)}{BACK}",
        f"zalo:ba-tu ← {HOA}, Tổ công nghệ số: {texts.CANNED[3]}",
    ]


async def test_a_code_is_used_once_and_a_name_typed_is_nobody(bot: Bot) -> None:
    (wrong,) = await bot.hears("ke-gian", "LIENKET ABCDEFGHJKMN")
    assert wrong == f"ke-gian ← {texts.LINK_CODE_WRONG}"
    await bot.hears("ke-gian", f"tôi là {HOA}")
    assert (await bot.hears("ke-gian", choice="ticket:1:take"))[0].startswith(
        f"ke-gian ← {texts.BUTTON_OLD}"
    )


async def test_a_member_asks_for_themselves(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    (answer,) = await bot.hears("hoa", "hỏi: quên mật khẩu vneid làm thế nào")
    assert "[1. Làm từng bước]" in answer
    asked = await bot.hears("hoa", "gặp người")
    assert to("nam", asked)[0].startswith("nam ← Phiếu 2.")


async def test_the_resident_is_named_only_after_agreeing(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    named = await bot.hears("zalo:ba-tu", "cho biết tên tôi")
    assert named == [
        f"hoa ← {texts.NAME_TOLD.format(number=1, name='Bà Tư')}",
        f"zalo:ba-tu ← {texts.NAME_KNOWN}",
    ]
    assert to("hoa", await bot.hears("zalo:ba-tu", "chào cháu")) == [
        "hoa ← Bà Tư, Thôn 3 (phiếu 1): chào cháu"
    ]


async def test_duty_by_chat(bot: Bot, clock: ObedientClock) -> None:
    (asked,) = await bot.hears("zalo:ba-tu", "hôm nay ai trực")
    assert f"- {HOA}, Thôn 3: 07:30-11:30, 13:30-17:00" in asked
    (kept,) = await bot.hears("hoa", "tối nay tôi trực")
    assert kept == "hoa ← Đã ghi: anh/chị trực T2 23/11 18:00-21:00."
    offered = await bot.hears("nam", "thứ 4 tôi trực thay chị Thử I")
    assert to("hoa", offered)[0].startswith(f"hoa ← {NAM} xin trực thay anh/chị ngày 25/11.")
    agreed = await bot.hears("hoa", "1")
    assert to("hoa", agreed) == ["hoa ← Đã ghi đổi ca trực ngày 25/11."]
    assert to("nam", agreed) == [f"nam ← {HOA} đồng ý đổi ca trực ngày 25/11."]
    (roster,) = await bot.hears("nam", "thứ 4 ai trực")
    assert NAM in roster and HOA not in roster


async def test_tonight_s_roster_is_tonight_s(bot: Bot) -> None:
    (nobody,) = await bot.hears("zalo:ba-tu", "tối nay ai trực?")
    assert nobody == f"zalo:ba-tu ← T2 23/11 18:00-24:00:\n{texts.DUTY_NOBODY}"
    await bot.hears("hoa", "hôm nay tôi trực 13h-21h")
    (evening,) = await bot.hears("zalo:ba-tu", "toi nay ai truc")
    assert f"- {HOA}, Thôn 3: 18:00-21:00" in evening and NAM not in evening
    (morning,) = await bot.hears("zalo:ba-tu", "sáng nay ai trực")
    assert f"- {NAM}, Thôn 3: 07:30-11:30" in morning and "13:30" not in morning


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("trực thứ 6 ngày 25/11", "Thứ Sáu không khớp với ngày 25/11"),
        ("mai trực 3h-5h", "«3h-5h» là sáng hay chiều ạ?"),
        ("trực 7-12", "«7-12» là giờ hay ngày ạ?"),
        ("nghỉ thứ 6 25/11", "Thứ Sáu không khớp"),
    ],
)
async def test_a_line_of_duty_with_two_readings_is_asked_about(
    bot: Bot, line: str, asked: str
) -> None:
    (said,) = await bot.hears("hoa", line)
    assert said.startswith(f"hoa ← {asked}")


async def test_a_visit_s_hour_in_doubt_is_asked_about(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    (which,) = await bot.hears("hoa", "hẹn 3h mai nhà văn hóa")
    assert which.startswith("hoa ← «3h mai nhà văn hóa» là 15 giờ ngày mai hay 3 giờ sáng ngày mai")
    (misfit,) = await bot.hears("hoa", "hẹn thứ 6 ngày 25/11 9h nhà văn hóa")
    assert misfit.startswith("hoa ← Thứ Sáu không khớp với ngày 25/11")
    made = await bot.hears("hoa", "hẹn 9h kém 15 sáng mai nhà văn hóa")
    assert any("8 giờ 45 ngày mai" in line and "nhà văn hóa" in line for line in made)


async def test_going_off_duty_gives_the_tickets_back(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    gone = await bot.hears("hoa", "hôm nay tôi nghỉ")
    assert any(line.startswith("nam ← Phiếu 1.") for line in gone)
    assert any(texts.DUTY_RELEASED.format(count=1) in line for line in gone)
    assert any(line.startswith(f"zalo:ba-tu ← {HOA} đang bận tay") for line in gone)


async def test_after_hours_the_real_hour_is_said_and_a_wished_time_gets_its_date(
    bot: Bot, clock: ObedientClock
) -> None:
    clock.pass_by(days=2, hours=12)
    (told,) = await bot.hears("zalo:ba-tu", "gặp người")
    assert "7 giờ 30 ngày mai có người trực" in told and "?" not in told
    (kept,) = await bot.hears("zalo:ba-tu", "chiều mai gọi cho tôi nhé")
    assert kept == "zalo:ba-tu ← Vâng, tôi dặn người giúp trả lời bác chiều mai, thứ Năm 26/11."
    morning = await bot.later(hours=11, minutes=30)
    assert any("Muốn được trả lời: chiều mai, thứ Năm 26/11." in line for line in morning)


def words_kept(session: Session) -> str:
    """Every word that stands in the database of what was said."""
    return "\n".join(session.exec(select(Message.text)).all())


async def test_erasing_takes_the_words_from_the_members_conversation_too(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("zalo:ba-tu", "con trâu của tôi bị lạc")
    await bot.hears("hoa", "trâu màu gì ạ")
    assert "con trâu" in await bot.db.read(words_kept)
    await bot.hears("zalo:ba-tu", choice="erase:yes")
    kept = await bot.db.read(words_kept)
    assert "con trâu" not in kept and "trâu màu gì" not in kept


async def test_a_photo_that_came_first_is_on_the_card(bot: Bot) -> None:
    bot.second.files["screen"] = SCREEN
    photo = Attachment(AttachmentKind.PHOTO, ref="screen")
    await bot.hears("zalo:ba-tu", attachments=[photo])
    asked = await bot.hears("zalo:ba-tu", "gặp người")
    assert to("hoa", asked)[0] == "hoa ← "
    at = next(n for n, (_, reply) in enumerate(bot.channel.sent) if reply.attachments)
    assert_shown(bot, bot.channel.sent[at][1], SCREEN)
    assert "Phiếu 1. Bà con số 3" in bot.channel.sent[at + 1][1].text


async def test_a_member_who_blocks_the_bot_is_replaced_and_the_resident_told(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", event=Event.BLOCKED)
    lines = await bot.hears("zalo:ba-tu", "cháu còn đó không?")
    assert any(line.startswith("nam ← Phiếu 1.") and "cháu còn đó không?" in line for line in lines)
    assert any(line.startswith(f"zalo:ba-tu ← {HOA} đang bận tay") for line in lines)


async def test_a_resident_who_blocks_the_bot_ends_the_ticket(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("zalo:ba-tu", event=Event.BLOCKED)
    assert await bot.hears("hoa", "bác ơi") == [
        f"hoa ← {texts.TICKET_RESIDENT_GONE.format(number=1)}"
    ]


@pytest.mark.parametrize(
    "between",
    ["hôm nay ai trực?", "lớp học", "nhắc hạn", "cảm ơn cháu", "dữ liệu của tôi", "5"],
)
async def test_a_card_carries_what_was_asked_not_what_was_said_in_between(
    bot: Bot, between: str
) -> None:
    await bot.hears("zalo:ba-tu", "con trâu của tôi bị lạc mất rồi")
    await bot.hears("zalo:ba-tu", between)
    asked = await bot.hears("zalo:ba-tu", "gặp người")
    assert "Lời bà con: con trâu của tôi bị lạc mất rồi\n" in to("hoa", asked)[0]


async def test_a_question_of_last_week_is_not_what_a_person_is_called_for(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("zalo:ba-tu", "con trâu của tôi bị lạc mất rồi")
    clock.pass_by(days=7)
    asked = await bot.hears("zalo:ba-tu", "gặp người")
    assert "con trâu" not in "".join(to("hoa", asked))


async def test_asking_for_a_person_again_adds_what_was_asked_meanwhile(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "con trâu của tôi bị lạc mất rồi")
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("zalo:ba-tu", "quên mật khẩu vneid làm thế nào")
    again = await bot.hears("zalo:ba-tu", "gặp người")
    assert to("hoa", again) == ["hoa ← Phiếu 1, bà con nói thêm: quên mật khẩu vneid làm thế nào"]
    (ticket,) = await bot.db.read(open_tickets)
    assert ticket.text.startswith("con trâu của tôi bị lạc mất rồi\nquên mật khẩu")
    assert to("hoa", await bot.hears("zalo:ba-tu", "gặp người")) == []


@pytest.fixture
async def three(bot: Bot) -> None:
    """Hoa holds tickets 1 and 2 and was offered 3."""
    for who in ("ong-sau", "ba-bay"):
        await bot.hears(who, "/start", start="u-ap-03")
        await bot.hears(who, "1")
    await bot.hears("nam", "hôm nay tôi nghỉ")
    for number, who in enumerate(("zalo:ba-tu", "ong-sau", "ba-bay"), 1):
        await bot.hears(who, "gặp người")
        if number < 3:
            await bot.hears("hoa", f"nhận {number}")


@pytest.mark.usefixtures("three")
async def test_words_that_are_held_are_dropped_and_given_back(bot: Bot) -> None:
    photo = Attachment(AttachmentKind.PHOTO, ref="form-1")
    bot.channel.files["form-1"] = a_picture()
    (which,) = await bot.hears("hoa", attachments=[photo])
    assert which.endswith("[Thôi]")
    (more,) = await bot.hears("hoa", "mẫu đơn đây ạ")
    assert more.startswith(f"hoa ← {texts.WHICH_TICKET_WORDS}")
    given = await bot.hears("hoa", "1")
    assert to("zalo:ba-tu", given)[-1].endswith(": mẫu đơn đây ạ")
    assert [carried(bot, reply)[0] for reply in photos(bot)] == [AttachmentKind.PHOTO]

    await bot.hears("hoa", "gửi bác mẫu khác")
    for said in ("thôi", "hủy"):
        await bot.hears("hoa", "gửi bác mẫu khác")
        dropped = await bot.hears("hoa", said)
        assert dropped[0].startswith(f"hoa ← {texts.WORDS_DROPPED}")
        assert "gửi bác mẫu khác" in dropped[0] and len(dropped) == 1


def photos(bot: Bot) -> list[Reply]:
    """What was carried to Zalo."""
    return [reply for _, reply in bot.second.sent if reply.attachments]


@pytest.mark.usefixtures("three")
async def test_what_was_written_after_a_verb_waits_for_the_ticket(bot: Bot) -> None:
    (which,) = await bot.hears("hoa", "hẹn thứ 7 9h nhà văn hóa thôn")
    assert which.startswith(f"hoa ← {texts.WHICH_TICKET} [Phiếu 1")
    made = await bot.hears("hoa", "2")
    assert to("ong-sau", made)[0].startswith(f"ong-sau ← {HOA}, Tổ công nghệ số, hẹn gặp bác")


async def test_passing_to_the_commune_means_the_ticket_in_hand_not_the_offered_one(
    bot: Bot,
) -> None:
    def officer(session: Session) -> None:
        upsert_member(
            session,
            get_unit(session, "an-phu"),
            "Trần Văn Cán",
            "0911",
            RoleKind.OFFICER,
            actor=OPERATOR,
            now=datetime(2026, 11, 23, tzinfo=UTC),
        )

    await bot.db.write(officer)
    await bot.link("can", "Trần Văn Cán")
    await bot.hears("nam", "hôm nay tôi nghỉ")
    await bot.hears("ong-sau", "/start", start="u-ap-03")
    await bot.hears("ong-sau", "1")
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("ong-sau", "gặp người")
    passed = await bot.hears("hoa", "/chuyen xã")
    assert texts.TICKET_PASSED.format(number=1, member="Trần Văn Cán") in to("hoa", passed)[0]
    rest = await bot.hears("hoa", "chuyển")  # nothing else is left
    assert to("hoa", rest)[0].startswith("hoa ← Phiếu 2 đã")
