"""A voice note is a way to ask: one press sends it to who is on duty, who may answer by voice."""

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import Rejected
from bot.messages.content import Attachment, AttachmentKind
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, NAM, to

SEND = texts.BUTTON_SEND_VOICE
OFFERED = f"{texts.GOT_VOICE} [1. {SEND}] [2. Gọi lại cho tôi] [3. Về menu]"


def voice(number: int = 1) -> Attachment:
    """A voice note, as a channel hears it."""
    return Attachment(AttachmentKind.VOICE, ref=f"voice-{number}", mime="audio/ogg")


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """Two members of Thôn 3 are there; ông Sáu of Thôn 3, on the same channel, has agreed."""
    await bot.link("hoa", HOA)
    await bot.link("nam", NAM)
    await bot.hears("ong-sau", "/start", start="u-ap-03", name="Ông Sáu")
    await bot.hears("ong-sau", "1", name="Ông Sáu")
    for channel in (bot.channel, bot.second, bot.page):
        channel.files.update({f"voice-{n}": b"OggS voice %d" % n for n in range(1, 9)})


def list_tickets(session: Session) -> list[Ticket]:
    """All tickets."""
    return list(session.exec(select(Ticket).order_by(col(Ticket.id))))


async def refs_of(bot: Bot) -> list[str]:
    """What the only ticket holds."""
    (ticket,) = await bot.db.read(list_tickets)
    return [thing["ref"] for thing in ticket.attachments]


def voices_to(bot: Bot, who: str) -> list[Attachment]:
    """The voice notes somebody of the first channel got."""
    return [
        thing
        for address, reply in bot.channel.sent
        for thing in reply.attachments
        if address == who and thing.kind is AttachmentKind.VOICE
    ]


async def test_one_press_brings_a_voice_note_to_who_is_on_duty_and_a_voice_comes_back(
    bot: Bot,
) -> None:
    assert await bot.hears("ong-sau", attachments=[voice()]) == [f"ong-sau ← {OFFERED}"]
    sent = await bot.hears("ong-sau", "1")
    assert to("hoa", sent) == [
        "hoa ← ",
        "hoa ← Phiếu 1. Bà con số 3, Thôn 3, cần người giúp.\n"
        f"Lời bà con: {texts.VOICE_WORDS.format(count=1)}\n"
        "Nhận trước 8 giờ 15, quá giờ tôi chuyển người khác. [1. Nhận] [2. Bận] [3. Chuyển]",
    ]
    assert to("ong-sau", sent)[0].startswith(f"ong-sau ← {texts.VOICE_SENT}\nTôi đã nhờ {HOA}")
    assert [thing.ref for thing in voices_to(bot, "hoa")] == ["voice-1"]
    await bot.hears("hoa", "1")
    await bot.hears("hoa", attachments=[voice(2)])
    assert [thing.ref for thing in voices_to(bot, "ong-sau")] == ["voice-2"]
    more = await bot.hears("ong-sau", attachments=[voice(3)])
    carried = texts.TICKET_WORDS_CARRIED.format(member=HOA)
    assert to("ong-sau", more) == [f"ong-sau ← {carried} [Thu hồi]"]
    assert [thing.ref for thing in voices_to(bot, "hoa")] == ["voice-1", "voice-3"]


async def test_several_voice_notes_before_the_press_all_go_and_go_once(bot: Bot) -> None:
    for number in (1, 2, 3):
        (offered,) = await bot.hears("ong-sau", attachments=[voice(number)])
    assert offered == (
        f"ong-sau ← {texts.GOT_VOICES.format(count=3)}"
        f" [1. {texts.BUTTON_SEND_VOICES.format(count=3)}] [2. Gọi lại cho tôi] [3. Về menu]"
    )
    await bot.hears("ong-sau", "1")
    assert [thing.ref for thing in voices_to(bot, "hoa")] == ["voice-1", "voice-2", "voice-3"]
    again = await bot.hears("ong-sau", choice="voice")
    assert to("hoa", again) == []
    assert to("ong-sau", again)[0].startswith(f"ong-sau ← {texts.VOICE_SENT_BEFORE}")
    assert await refs_of(bot) == ["voice-1", "voice-2", "voice-3"]


async def test_seven_voice_notes_all_go(bot: Bot) -> None:
    for number in range(1, 8):
        await bot.hears("ong-sau", attachments=[voice(number)])
    await bot.hears("ong-sau", choice="voice")
    assert await refs_of(bot) == [f"voice-{number}" for number in range(1, 8)]


@pytest.mark.parametrize(
    "words", ["gửi đi", "Gửi", "ừ", "vâng gửi giúp bác", "ok cháu", "gui cho to"]
)
async def test_the_press_can_be_said_in_words(bot: Bot, words: str) -> None:
    await bot.hears("ong-sau", attachments=[voice()])
    await bot.hears("ong-sau", words)
    assert await refs_of(bot) == ["voice-1"]


@pytest.mark.parametrize("words", ["thôi", "không gửi nữa", "thôi không gửi nữa", "khoan đã"])
async def test_not_sending_it_is_said_in_words_too_and_nothing_is_sent(
    bot: Bot, words: str
) -> None:
    await bot.hears("ong-sau", attachments=[voice()])
    (said,) = await bot.hears("ong-sau", words)
    assert said.startswith(f"ong-sau ← {texts.VOICE_KEPT_BACK}")
    assert await bot.db.read(list_tickets) == []


async def test_who_is_not_known_yet_is_asked_for_the_village_and_the_voice_is_not_lost(
    bot: Bot,
) -> None:
    greeted = await bot.hears("ba-nam", attachments=[voice()])
    assert greeted[-1] == f"ba-nam ← {OFFERED}"
    told = to("ba-nam", await bot.hears("ba-nam", "1"))
    assert told[-1].startswith(f"ba-nam ← {texts.ASK_COMMUNE}")
    assert await refs_of(bot) == ["voice-1"]
    await bot.hears("ba-nam", attachments=[voice(2)])
    assert await refs_of(bot) == ["voice-1", "voice-2"], "while the village is asked for, too"
    (where,) = to("ba-nam", await bot.hears("ba-nam", "thôn 3, xã An Phú"))
    assert texts.CONSENT_FIRST in where
    await bot.later(seconds=20)
    assert [thing.ref for thing in voices_to(bot, "hoa")] == ["voice-1", "voice-2"]


async def test_a_request_that_waits_gets_the_voice_notes_said_before_it_too(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("ong-sau", attachments=[voice(1)])
    await bot.hears("ong-sau", "gặp người")
    assert await refs_of(bot) == ["voice-1"]
    sent = await bot.hears("ong-sau", attachments=[voice(2)])
    assert to("hoa", sent)[-1] == (
        f"hoa ← Phiếu 1, bà con nói thêm: {texts.VOICE_WORDS.format(count=1)}"
    )
    pressed = await bot.hears("ong-sau", choice="voice")
    assert to("hoa", pressed) == []
    assert await refs_of(bot) == ["voice-1", "voice-2"]


async def test_a_button_pressed_after_somebody_came_carries_the_voice_to_them(bot: Bot) -> None:
    await bot.hears("ong-sau", attachments=[voice(1)])
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("ong-sau", choice="voice")
    assert [thing.ref for thing in voices_to(bot, "hoa")] == ["voice-1"], "the card had it"


async def test_a_button_without_any_voice_asks_for_one(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("ong-sau", attachments=[voice()])
    clock.pass_by(days=3)
    (said,) = await bot.hears("ong-sau", choice="voice")
    assert said.startswith(f"ong-sau ← {texts.VOICE_NONE}")
    assert await bot.db.read(list_tickets) == []


async def test_what_was_asked_before_the_voice_stands_on_its_card(bot: Bot) -> None:
    await bot.hears("ong-sau", "con trâu của tôi bị lạc mất rồi")
    await bot.hears("ong-sau", attachments=[voice()])
    sent = await bot.hears("ong-sau", choice="voice")
    (card,) = [line for line in to("hoa", sent) if "Phiếu 1" in line]
    assert "con trâu của tôi bị lạc mất rồi" in card


async def test_a_member_who_answers_the_card_by_voice_takes_it(bot: Bot) -> None:
    await bot.hears("ong-sau", attachments=[voice(1)])
    await bot.hears("ong-sau", choice="voice")
    heard = [at for at, (who, _) in enumerate(bot.channel.sent, 1) if who == "hoa"]
    await bot.hears("hoa", attachments=[voice(2)], reply_to=f"fake:{heard[-1]}")
    assert [thing.ref for thing in voices_to(bot, "ong-sau")] == ["voice-2"]


async def test_a_colleague_who_takes_what_was_offered_to_another_hears_the_voice(bot: Bot) -> None:
    await bot.hears("ong-sau", attachments=[voice(1)])
    await bot.hears("ong-sau", choice="voice")
    await bot.hears("hoa", "bận")
    assert [thing.ref for thing in voices_to(bot, "nam")] == ["voice-1"]


async def test_the_step_that_a_voice_came_in_the_middle_of_goes_on(bot: Bot) -> None:
    await bot.hears("ong-sau", "quen mat khau vneid")
    await bot.hears("ong-sau", "1")
    (offered,) = await bot.hears("ong-sau", attachments=[voice()])
    assert offered.endswith(f"[1. {SEND}] [2. Xong] [3. Kẹt ở đây] [4. Thoát]")
    (step,) = await bot.hears("ong-sau", "2")
    assert step.startswith("ong-sau ← Bước 2/")


async def test_a_voice_of_a_field_report_is_not_sent_a_second_time(bot: Bot) -> None:
    for words in ("phản ánh", "1", "không có", "ngõ 5"):
        await bot.hears("ong-sau", words)
    await bot.hears("ong-sau", attachments=[voice(1)])
    (ticket,) = await bot.db.read(list_tickets)
    assert [thing["ref"] for thing in ticket.attachments] == ["voice-1"]
    (said,) = await bot.hears("ong-sau", choice="voice")
    assert texts.VOICE_SENT_BEFORE in said
    (ticket,) = await bot.db.read(list_tickets)
    assert [thing["ref"] for thing in ticket.attachments] == ["voice-1"]


async def test_who_cannot_be_let_hear_it_is_told_to_both_at_once(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("zalo:ba-tu", "1", name="Bà Tư")
    await bot.hears("zalo:ba-tu", attachments=[voice()])
    bot.channel.fail_next(Rejected("Bad Request: VOICE_MESSAGES_FORBIDDEN"))
    sent = await bot.hears("zalo:ba-tu", choice="voice")
    assert f"zalo:ba-tu ← {texts.VOICE_NOT_HEARD.format(member=HOA)}" in sent
    assert f"hoa ← {texts.FILE_NOT_SHOWN}" in sent


async def test_the_button_on_a_numbers_only_channel_is_a_number(bot: Bot) -> None:
    await bot.hears("zalo:ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("zalo:ba-tu", "1", name="Bà Tư")
    await bot.hears("zalo:ba-tu", attachments=[voice()])
    await bot.hears("zalo:ba-tu", "so 1")
    (thing,) = voices_to(bot, "hoa")
    assert bot.path_of(thing).read_bytes() == b"OggS voice 1"
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", attachments=[voice(2)])
    (answer,) = [attachment for _, reply in bot.second.sent for attachment in reply.attachments]
    assert bot.path_of(answer).read_bytes() == b"OggS voice 2"


async def test_a_team_member_hears_the_voice_when_the_card_is_passed_on(bot: Bot) -> None:
    await bot.hears("ong-sau", attachments=[voice()])
    await bot.hears("ong-sau", choice="voice")
    await bot.hears("hoa", "1")
    passed = await bot.hears("hoa", "chuyển")
    assert to("nam", passed)[-1].endswith("[1. Nhận] [2. Bận] [3. Chuyển]")
    assert [thing.ref for thing in voices_to(bot, "nam")] == ["voice-1"]


@pytest.mark.parametrize("helper", ["hoa", "zalo:hoa"])
@pytest.mark.parametrize("resident", ["ong-bay", "zalo:ong-bay", "webchat:ong-bay"])
async def test_a_voice_goes_both_ways_between_any_two_channels(
    bot: Bot, resident: str, helper: str
) -> None:
    await bot.link(helper, HOA)
    await bot.hears(resident, "/start", start="u-ap-03", name="Ông Bảy")
    await bot.hears(resident, "1", name="Ông Bảy")
    await bot.hears(resident, attachments=[voice(1)])
    await bot.hears(resident, choice="voice")
    await bot.hears(helper, "nhận")
    assert await heard_by(bot, helper, resident) == [b"OggS voice 1"]
    await bot.hears(helper, attachments=[voice(2)])
    assert await heard_by(bot, resident, helper) == [b"OggS voice 2"]
    await bot.hears(resident, attachments=[voice(3)])
    assert await heard_by(bot, helper, resident) == [b"OggS voice 1", b"OggS voice 3"]


async def heard_by(bot: Bot, who: str, speaker: str) -> list[bytes]:
    """The voices somebody got: a file of the house, or the handle where both are on one channel."""
    account, _, address = who.rpartition(":")
    channel = {"zalo": bot.second, "webchat": bot.page}.get(account, bot.channel)
    things = [
        attachment
        for to_whom, said in channel.sent
        for attachment in said.attachments
        if to_whom == address
    ]
    assert all(
        (attachment.file is None) == (speaker.rpartition(":")[0] == account)
        for attachment in things
    )
    return [
        bot.path_of(attachment).read_bytes()
        if attachment.file
        else await channel.fetch(attachment.ref)
        for attachment in things
    ]
