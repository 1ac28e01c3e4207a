"""What is carried between a resident and a member: refused, forwarded, dangerous."""

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.core.errors import Rejected, Unreachable
from bot.messages.content import Attachment, AttachmentKind, Incoming
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, NAM, OWN, to
from tests.pictures import a_picture

VOICE = Attachment(AttachmentKind.VOICE, ref="voice-1", mime="audio/ogg")
STORY = Attachment(AttachmentKind.OTHER, name="story")
APK = Attachment(
    AttachmentKind.DOCUMENT,
    ref="BQAC1",
    name="VNeID_capnhat.apk",
    mime="application/vnd.android.package-archive",
    size=9_000_000,
)
NO_VOICE = "Bad Request: VOICE_MESSAGES_FORBIDDEN"


@pytest.fixture(autouse=True)
async def taken(bot: Bot) -> None:
    """Bà Tư asked for a person, and Hoa has her ticket; Nam is there as well."""
    await bot.link("hoa", HOA)
    await bot.link("nam", NAM)
    await bot.hears("zalo:ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("zalo:ba-tu", "1", name="Bà Tư")
    await bot.hears("zalo:ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "chào bác ạ")
    await bot.hears("zalo:ba-tu", "chào cháu")


def ticket(session: Session) -> Ticket:
    """The one that is there."""
    return session.exec(select(Ticket)).one()


def kinds(bot: Bot) -> list[AttachmentKind]:
    """What arrived on Zalo."""
    return [attachment.kind for _, reply in bot.second.sent for attachment in reply.attachments]


async def test_a_refused_voice_is_told_to_who_spoke_and_passes_as_a_file(
    bot: Bot, clock: ObedientClock
) -> None:
    bot.channel.files["voice-1"] = b"OggS a voice"
    bot.second.fail_next(Rejected(NO_VOICE))
    said = await bot.hears("hoa", attachments=[VOICE])
    assert to("hoa", said) == [f"hoa ← {texts.RELAY_AS_FILE.format(number=1)}{OWN}"]
    assert kinds(bot) == [AttachmentKind.DOCUMENT]
    held = await bot.db.read(ticket)
    assert (held.awaiting_member, held.answer) == (True, "chào bác ạ")
    assert await bot.later(minutes=31) == [  # it arrived after all: nobody is late
        f"hoa ← {texts.TICKET_QUIET.format(number=1)} [Xong]"
    ]


async def test_words_that_are_refused_do_not_count_as_answered(bot: Bot) -> None:
    bot.second.fail_next(Rejected("Bad Request: no"))
    said = await bot.hears("hoa", "bác gỡ ứng dụng rồi cài lại giúp cháu")
    assert said == [f"hoa ← {texts.RELAY_REFUSED.format(number=1)}{OWN}"]
    held = await bot.db.read(ticket)
    assert (held.awaiting_member, held.answer) == (True, "")
    taken_away = await bot.later(minutes=31)
    assert any(line.startswith("nam ← Phiếu 1.") for line in taken_away)


async def test_a_voice_refused_twice_is_told_twice_and_tried_no_more(bot: Bot) -> None:
    bot.channel.files["voice-1"] = b"OggS a voice"
    # The voice and the words in its place, then the file and the words in its place.
    bot.second.fail_next(*[Rejected(NO_VOICE)] * 4)
    said = await bot.hears("hoa", attachments=[VOICE])
    assert to("hoa", said) == [
        f"hoa ← {texts.RELAY_AS_FILE.format(number=1)}{OWN}",
        f"hoa ← {texts.RELAY_REFUSED.format(number=1)}{OWN}",
    ]
    assert kinds(bot) == []


async def test_a_number_to_call_that_is_refused_is_told_too(bot: Bot) -> None:
    bot.second.fail_next(Rejected("Bad Request: no"))
    said = await bot.hears("hoa", "gọi lại")
    assert f"hoa ← {texts.RELAY_REFUSED.format(number=1)}{OWN}" in said


async def test_what_the_member_cannot_get_is_told_to_the_resident(bot: Bot) -> None:
    bot.second.files["voice-2"] = b"OggS a voice"
    voice = Attachment(AttachmentKind.VOICE, ref="voice-2", mime="audio/ogg")
    bot.channel.fail_next(Rejected(NO_VOICE))
    said = await bot.hears("zalo:ba-tu", attachments=[voice])
    assert to("zalo:ba-tu", said) == [
        f"zalo:ba-tu ← {texts.RELAY_AS_FILE_RESIDENT.format(member=HOA)}"
    ]
    assert [
        attachment.kind for _, reply in bot.channel.sent for attachment in reply.attachments
    ] == [AttachmentKind.DOCUMENT]


@pytest.mark.parametrize("fault", [Unreachable("blocked"), Rejected("no")])
async def test_words_a_member_cannot_get_go_to_the_next_one(bot: Bot, fault: Exception) -> None:
    bot.channel.fail_next(fault)  # type: ignore[arg-type]
    said = await bot.hears("zalo:ba-tu", "cháu còn đó không")
    card = next(line for line in said if line.startswith("nam ← Phiếu 1."))
    assert "cháu còn đó không" in card
    assert to("zalo:ba-tu", said)[0].startswith(
        f"zalo:ba-tu ← {texts.TICKET_LEFT.format(member=HOA)}"
    )


async def test_a_card_that_is_refused_comes_without_its_photo_then_to_the_next_one(
    bot: Bot,
) -> None:
    await bot.hears("hoa", "xong")
    await bot.hears("nam", "hôm nay tôi nghỉ")
    bot.second.files["bad"] = b"\xff\xd8\xff junk"
    await bot.hears("zalo:ba-tu", attachments=[Attachment(AttachmentKind.PHOTO, ref="bad")])
    bot.channel.fail_next(Rejected("IMAGE_PROCESS_FAILED"))
    said = await bot.hears("zalo:ba-tu", "gặp người")
    assert texts.THING_LOST in to("hoa", said)[0] and "[1. Nhận]" in to("hoa", said)[0]


async def test_a_story_is_not_carried_and_whoever_sent_it_hears_so(bot: Bot) -> None:
    assert await bot.hears("zalo:ba-tu", attachments=[STORY]) == [
        f"zalo:ba-tu ← {texts.NOT_CARRIED}"
    ]
    assert await bot.hears("hoa", attachments=[STORY]) == [f"hoa ← {texts.NOT_CARRIED_MEMBER}"]
    assert (await bot.db.read(ticket)).awaiting_member


async def hears_from(bot: Bot, who: str, text: str, **told: str) -> list[str]:
    """Words that were passed on, or that answer somebody else's."""
    before = len(bot.channel.sent), len(bot.second.sent)
    account, _, address = who.rpartition(":")
    number = f"told-{sum(before)}"
    await bot.inbox.receive(Incoming(account or "fake", address, number, text=text, **told))  # type: ignore[arg-type]
    return await bot.heard(before)


async def test_forwarded_words_are_marked_as_somebody_else_s(bot: Bot) -> None:
    said = await hears_from(bot, "zalo:ba-tu", "Chuyển ngay 5 triệu", forwarded="Ngân hàng")
    assert said == [
        "hoa ← Bà con số 3, Thôn 3 (phiếu 1): chuyển tiếp từ Ngân hàng: Chuyển ngay 5 triệu"
    ]
    said = await hears_from(bot, "hoa", "đọc tin này ạ", forwarded="?")
    assert said == [
        f"zalo:ba-tu ← {HOA}, Tổ công nghệ số: chuyển tiếp từ người khác: đọc tin này ạ"
    ]
    said = await hears_from(bot, "zalo:ba-tu", "cái này à cháu", quote="Ngân hàng: bấm vào đây")
    assert said == [
        "hoa ← Bà con số 3, Thôn 3 (phiếu 1): (trả lời câu «Ngân hàng: bấm vào đây») cái này à cháu"
    ]


async def test_secrets_are_covered_in_a_quote_and_in_a_forwarder_s_name(bot: Bot) -> None:
    said = await hears_from(
        bot, "zalo:ba-tu", "đây cháu", quote="mã OTP là 482913", forwarded="otp 482913"
    )
    assert "482913" not in "".join(said)


async def test_a_card_shows_that_the_question_was_forwarded(bot: Bot) -> None:
    await bot.hears("hoa", "xong")
    await hears_from(bot, "zalo:ba-tu", "tài khoản của quý khách bị khóa", forwarded="Ngân hàng")
    asked = await bot.hears("zalo:ba-tu", "gặp người")
    card = next(line for line in asked if "Lời bà con" in line)
    assert "chuyển tiếp từ Ngân hàng: tài khoản của quý khách bị khóa" in card


async def test_a_program_goes_to_nobody_and_everybody_is_warned(bot: Bot) -> None:
    said = await bot.hears("zalo:ba-tu", "cháu xem hộ", attachments=[APK])
    assert to("zalo:ba-tu", said) == [f"zalo:ba-tu ← {texts.RISKY_FILE.format(names=APK.name)}"]
    card = texts.RISKY_FILE_CARD.format(name=APK.name, size="9,0")
    assert to("hoa", said) == [f"hoa ← Bà con số 3, Thôn 3 (phiếu 1): cháu xem hộ\n{card}"]
    assert not [attachment for _, reply in bot.channel.sent for attachment in reply.attachments]

    refused = await bot.hears("hoa", "bác cài cái này", attachments=[APK])
    assert refused == [f"hoa ← {texts.RISKY_FILE_MEMBER.format(names=APK.name)}"]


async def test_a_program_is_warned_of_in_every_state(bot: Bot) -> None:
    warning = texts.RISKY_FILE.format(names=APK.name)
    await bot.hears("moi", "/start", start="u-ap-03")
    await bot.hears("moi", "1")
    (alone,) = await bot.hears("moi", attachments=[APK])
    assert alone == f"moi ← {warning} [1. Về menu] [2. Gặp người]"
    asked = await bot.hears("moi", "quên mật khẩu vneid làm thế nào", attachments=[APK])
    assert asked[0] == f"moi ← {warning}" and "[1. Làm từng bước]" in asked[1]
    await bot.hears("moi", "phản ánh")
    said = await bot.hears("moi", attachments=[APK])
    assert said[0] == f"moi ← {warning}" and texts.REPORT_CATEGORY in said[1]
    await bot.hears("moi", "thôi")
    offered = await bot.hears("moi", "gặp người")
    assert any(APK.name in line for line in offered if "Phiếu 2" in line)
    added = await bot.hears("moi", attachments=[APK])
    assert to("moi", added)[0] == f"moi ← {warning}"


async def test_a_picture_nobody_can_show_goes_missing_aloud_and_its_words_arrive(bot: Bot) -> None:
    photo = Attachment(AttachmentKind.PHOTO, ref="form-9", account="fake")
    bot.second.fail_next(Rejected("IMAGE_PROCESS_FAILED"))
    bot.channel.files["form-9"] = a_picture()
    said = await bot.hears("hoa", "bác xem mẫu này", attachments=[photo])
    assert any("bác xem mẫu này" in line for line in to("zalo:ba-tu", said))
    assert any(
        texts.RELAY_FILE_LOST.format(number=1) in line
        or texts.RELAY_AS_FILE.format(number=1) in line
        for line in to("hoa", said)
    )
    held = await bot.db.read(ticket)
    assert not held.awaiting_member
