"""Whatever a resident sends, something kind and useful comes back."""

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.messages.content import Attachment, AttachmentKind
from bot.tickets.models import Ticket
from tests.journeys.bot import Bot
from tests.journeys.test_first_contact import MENU

CALL_OR_MENU = " [2. Gọi lại cho tôi] [3. Về menu]"
WAYS_ON = " [1. Về menu] [2. Gặp người]"


@pytest.fixture(autouse=True)
async def met(bot: Bot) -> None:
    """The resident was greeted before."""
    await bot.hears("ong-tam", "xin chao")


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (AttachmentKind.PHOTO, texts.GOT_PHOTO + WAYS_ON),
        (AttachmentKind.VOICE, f"{texts.GOT_VOICE} [1. {texts.BUTTON_SEND_VOICE}]{CALL_OR_MENU}"),
        (AttachmentKind.DOCUMENT, texts.GOT_FILE + WAYS_ON),
        (AttachmentKind.LOCATION, texts.GOT_LOCATION + WAYS_ON),
        (AttachmentKind.VIDEO, texts.GOT_VIDEO + WAYS_ON),
        (AttachmentKind.CONTACT, texts.GOT_CONTACT + WAYS_ON),
        (AttachmentKind.STICKER, texts.GOT_STICKER + MENU),
    ],
)
async def test_wordless_message_is_answered(bot: Bot, kind: AttachmentKind, answer: str) -> None:
    assert await bot.hears("ong-tam", attachments=[Attachment(kind, ref="1")]) == [
        f"ong-tam ← {answer}"
    ]


@pytest.mark.parametrize("kind", sorted(texts.UNSHOWN))
async def test_what_cannot_be_shown_is_not_called_a_file(bot: Bot, kind: str) -> None:
    assert await bot.hears("ong-tam", texts.UNSHOWN[kind]) == [
        f"ong-tam ← {texts.GOT_UNSHOWN}{WAYS_ON}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀😀",
        "👍",
        "?",
        "...",
        "xyzzy qwrt",
        "你好，请问怎么办",
        "Здравствуйте",
        "12345",
        "x" * 10_000,
        "tôi muốn hỏi " * 900,
        "\x00\x01",
        "‮abc",
        "🇻🇳" * 500,
    ],
)
async def test_any_text_gets_a_reply_with_a_way_on(bot: Bot, text: str) -> None:
    (reply,) = await bot.hears("ong-tam", text)
    assert reply.startswith("ong-tam ← ")
    assert "{" not in reply


async def test_other_scripts_are_told_which_language(bot: Bot) -> None:
    assert await bot.hears("ong-tam", "你好，请问怎么办") == [
        f"ong-tam ← {texts.ONLY_VIETNAMESE}{WAYS_ON}"
    ]


@pytest.mark.parametrize(
    "value", ["nonsense", "topic:khong-co", "topics:99:0", "places:khong-co:0", "step:1:2:x"]
)
async def test_button_nobody_knows_is_told_with_the_menu(bot: Bot, value: str) -> None:
    assert await bot.hears("ong-tam", choice=value) == [f"ong-tam ← {texts.BUTTON_OLD}{MENU}"]


async def test_secret_is_covered_and_the_resident_warned(bot: Bot) -> None:
    warning, *_ = await bot.hears("ong-tam", "mã otp của tôi là 482913 thì làm gì")
    assert warning == f"ong-tam ← {texts.SECRET_COVERED}"


async def test_person_is_asked_for_in_any_flow_and_once(bot: Bot) -> None:
    await bot.hears("ong-tam", "dong y")
    told, where = await bot.hears("ong-tam", "gap nguoi")
    assert told == f"ong-tam ← {texts.PERSON_ASKED.format(number=1)}"
    assert where.startswith(f"ong-tam ← {texts.ASK_COMMUNE}")
    (again,) = await bot.hears("ong-tam", "Gặp cán bộ!")
    assert again == f"ong-tam ← {texts.PERSON_ASKED_AGAIN.format(number=1)}{MENU}"


async def test_stop_and_start_again(bot: Bot) -> None:
    assert await bot.hears("ong-tam", "DỪNG") == [f"ong-tam ← {texts.STOPPED}"]
    (answer,) = await bot.hears("ong-tam", "menu")
    assert answer == f"ong-tam ← {texts.MENU}{MENU}", "questions are still answered"


async def test_topics_are_found_by_numbers_alone(bot: Bot) -> None:
    await bot.hears("ong-tam", "menu")
    (categories,) = await bot.hears("ong-tam", "1")
    assert categories.startswith(f"ong-tam ← {texts.CATEGORIES} [1. ")
    (topics,) = await bot.hears("ong-tam", "1")
    assert " [1. " in topics
    (answer,) = await bot.hears("ong-tam", "1")
    assert "Kiểm tra ngày" in answer


async def test_small_talk_is_not_counted_as_a_question_and_noise_is_never_answered_as_if_sure(
    bot: Bot,
) -> None:
    for text in ("cảm ơn nhé", "thời tiết mai thế nào", "99999 0000 12"):
        (reply,) = await bot.hears("ong-tam", text)
        assert "Kiểm tra ngày" not in reply


async def test_two_misses_in_a_row_bring_a_person_by_one_press(bot: Bot) -> None:
    (once,) = await bot.hears("ong-tam", "xyzzy qwrt plugh")
    assert once == f"ong-tam ← {texts.NOT_UNDERSTOOD}{WAYS_ON}"
    (twice,) = await bot.hears("ong-tam", "blorb zorkmid frotz")
    assert twice == (
        f"ong-tam ← {texts.NOT_UNDERSTOOD_TWICE} [1. Chuyển cho người giúp] [2. Về menu]"
    )
    passed_on = await bot.hears("ong-tam", "1")
    assert any("việc của bác (số 1)" in line for line in passed_on)


async def test_photo_without_words_goes_along_when_a_person_is_asked_for(bot: Bot) -> None:
    await bot.hears("ong-tam", attachments=[Attachment(AttachmentKind.PHOTO, ref="photo-9")])
    await bot.hears("ong-tam", "2")

    def attached(session: Session) -> list[str]:
        (ticket,) = session.exec(select(Ticket)).all()
        return [attachment["ref"] for attachment in ticket.attachments]

    assert await bot.db.read(attached) == ["photo-9"]
