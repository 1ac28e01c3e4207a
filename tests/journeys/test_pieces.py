"""Several messages are one thought: pieces are read together, and sure words never wait."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.faq.misses import list_misses
from bot.faq.models import Question
from bot.messages.content import Attachment, AttachmentKind, Event
from bot.people.models import Contact
from bot.tickets.models import Ticket
from tests.journeys.bot import Bot

HOA = "Đỗ Thị Thử I"
LONGEST_WAIT = timedelta(seconds=3)


@pytest.fixture
async def bat(bot: Bot) -> Bot:
    """The bot, met by Bà Tư of Thôn Bắc."""
    await bot.hears("ba-tu", "/start", start="u-ap-03")
    await bot.hears("ba-tu", "1")
    return bot


def topics_asked(session: Session) -> list[str]:
    return list(session.exec(select(Question.topic_id).order_by(col(Question.id))))


def photo(number: str) -> Attachment:
    return Attachment(AttachmentKind.PHOTO, ref=number)


async def waiting_until(bot: Bot, who: str) -> object:
    return await bot.db.read(_held_until, who)


def _held_until(session: Session, who: str) -> object:
    return session.exec(select(Contact.held_until).where(Contact.address == who)).one()


@pytest.mark.parametrize(
    ("pieces", "topic"),
    [
        # a call or a greeting, and the question
        (("alo", "cháu ơi", "quên mật khẩu", "vneid"), "vneid-quen-mat-khau"),
        (("chao chau", "cho ba hoi ti", "dang ky", "tam tru"), "cu-tru-dang-ky-tam-tru"),
        (("em ơi", "mẹ tôi 80 tuổi", "có được trợ cấp không"), "tro-cap-huu-tri-xa-hoi"),
        # a question cut in two, three, four
        (("mất thẻ", "căn cước"), "can-cuoc-mat-the"),
        (("quên", "mật khẩu", "vssid"), "vssid-quen-mat-khau"),
        (("muốn làm khai sinh", "cho cháu nội", "thì cần giấy tờ gì"), "khai-sinh-dang-ky"),
        (("bà hỏi", "cái thẻ bảo hiểm", "bị mất", "rồi thì sao"), "bhyt-the-dien-tu"),
        # the wrong word, and the right one
        (("thẻ bảo hiểm", "mất thì làm sao", "à nhầm thẻ căn cước cơ"), "can-cuoc-mat-the"),
    ],
)
async def test_pieces_get_one_answer_to_what_they_ask_together(
    bat: Bot, pieces: tuple[str, ...], topic: str
) -> None:
    heard = await bat.types("ba-tu", *pieces)
    assert len(heard) == 1, heard
    assert await bat.db.read(topics_asked) == [topic]


async def test_a_grandmothers_four_pieces_within_six_seconds_get_one_sensible_answer(
    bat: Bot,
) -> None:
    (answer,) = await bat.types(
        "ba-tu", "alo", "chau oi", "ba hoi cai the bao hiem", "bi mat roi thi sao", gap=2
    )
    assert "BHYT" in answer
    assert texts.NOT_UNDERSTOOD not in answer


async def test_a_stranger_is_greeted_at_once_and_answered_once(bot: Bot) -> None:
    first = await bot.hears("la", "cho hỏi", more=True)
    assert len(first) == 1 and texts.WELCOME.partition("\n")[0] in first[0]
    (answer,) = await bot.types("la", "quên mật khẩu", "vneid")
    assert "VNeID" in answer


async def test_only_a_greeting_is_answered_once_as_a_greeting(bat: Bot) -> None:
    (answer,) = await bat.types("ba-tu", "alo", "chau oi")
    assert "nghe đây" in answer


@pytest.mark.parametrize(
    "words",
    [
        "quên mật khẩu vneid",
        "mất thẻ căn cước",
        "menu",
        "/menu",
        "gặp người",
        "cảm ơn cháu",
        "dừng",
        "phản ánh",
        "nhắc tôi 8h sáng mai đi khám",
        "cháy rồi",
        "tôi muốn nhập khẩu cho con mà chồng ở tỉnh khác thì làm sao được hả cháu",
    ],
)
async def test_sure_words_are_answered_with_no_delay(bat: Bot, words: str) -> None:
    before = bat.clock()
    assert await bat.hears("ba-tu", words, more=True)
    assert bat.clock() == before
    assert await waiting_until(bat, "ba-tu") is None


async def test_nobody_waits_longer_than_three_seconds_after_the_last_word(bat: Bot) -> None:
    for words in ("alo", "chau oi", "ba hoi cai the bao hiem"):
        assert await bat.hears("ba-tu", words, more=True) == []
        until = await waiting_until(bat, "ba-tu")
        assert bat.clock() < until <= bat.clock() + LONGEST_WAIT  # type: ignore[operator]
        bat.clock.pass_by(seconds=1)  # type: ignore[attr-defined]


async def test_who_never_pauses_is_answered_meanwhile(bat: Bot) -> None:
    heard = await bat.types("ba-tu", *(f"ờ thì {word}" for word in "abcdefghi"), gap=2, more=True)
    assert heard, "after so many pieces the first are answered"


async def test_danger_in_pieces_is_seen_in_what_they_say_together(bat: Bot) -> None:
    assert await bat.hears("ba-tu", "cháu ơi", more=True) == []
    assert await bat.hears("ba-tu", "nhà bà", more=True) == []
    before = bat.clock()
    alarm, *_ = await bat.hears("ba-tu", "cháy rồi", more=True)
    assert "114" in alarm and bat.clock() == before
    assert await bat.later(seconds=5) == [], "and it is answered once"


async def test_danger_of_which_no_piece_tells_alone(bat: Bot) -> None:
    heard = await bat.types("ba-tu", "cháu ơi", "nhà bà", "bị cháy", "to lắm")
    assert any("114" in line for line in heard)


@pytest.mark.parametrize(
    "words", ["chồng tôi", "mẹ tôi", "con tôi", "nhà tôi", "nhà bà", "cháu tôi", "hàng xóm"]
)
async def test_who_it_is_about_is_no_danger_yet(bat: Bot, words: str) -> None:
    (answer,) = await bat.hears("ba-tu", words)
    assert texts.EMERGENCY_TOLD not in answer


@pytest.mark.parametrize("words", ["mật khẩu", "tài khoản", "cho tôi hỏi"])
async def test_a_thing_or_a_call_in_two_words_is_no_danger_and_no_wish_while_more_may_come(
    bat: Bot, words: str
) -> None:
    assert await bat.hears("ba-tu", words, more=True) == []
    assert await bat.waits()


@pytest.mark.parametrize("words", ["cứu với", "ngã xe", "cháy nhà", "đuối nước", "bị điện giật"])
async def test_a_cry_for_help_in_two_words_never_waits(bat: Bot, words: str) -> None:
    assert any("11" in line for line in await bat.hears("ba-tu", words, more=True))


async def test_the_ticket_of_a_danger_holds_all_its_pieces(bat: Bot) -> None:
    await bat.types("ba-tu", "cháu ơi", "nhà bà", "cháy rồi")
    assert "nhà bà cháy rồi" in await bat.db.read(_last_ticket_text)


def _last_ticket_text(session: Session) -> str:
    return session.exec(select(Ticket.text).order_by(col(Ticket.id).desc())).first() or ""


async def test_an_open_form_takes_words_at_once(bat: Bot) -> None:
    await bat.hears("ba-tu", "phản ánh")
    await bat.hears("ba-tu", "1")
    await bat.hears("ba-tu", "Không có ảnh")
    before = bat.clock()
    assert await bat.hears("ba-tu", "cạnh nhà ông Năm", more=True)
    assert await bat.hears("ba-tu", "ổ gà to", more=True)
    assert bat.clock() == before


async def test_pieces_in_a_ticket_are_carried_at_once_one_by_one(bat: Bot) -> None:
    await bat.link("hoa", HOA)
    await bat.hears("ba-tu", "gặp người")
    added = await bat.hears("ba-tu", "alo", more=True)
    assert added, "while the ticket waits, words are added to it"
    await bat.hears("hoa", "nhận")
    for words in ("cháu ơi", "bà hỏi", "cái thẻ"):
        carried = await bat.hears("ba-tu", words, more=True)
        assert any(line.startswith("hoa") and words in line for line in carried)


async def test_a_helper_who_took_over_meanwhile_hears_all_pieces(bat: Bot) -> None:
    await bat.link("hoa", HOA)
    await bat.types("ba-tu", "cái thẻ", "bà hỏi", more=True)
    card = await bat.hears("ba-tu", "gặp người")
    assert any("cái thẻ" in line for line in card if line.startswith("hoa"))
    assert await bat.later(seconds=5) == []


async def test_another_matter_is_answered_by_itself_and_the_first_is_not_lost(bat: Bot) -> None:
    first, second = await bat.types("ba-tu", "cái thẻ bảo hiểm", "quên mật khẩu vneid")
    assert "bảo hiểm" in first.lower() and "mật khẩu" in second


async def test_a_button_pressed_while_words_wait_is_the_button_that_was_seen(bat: Bot) -> None:
    menu = await bat.hears("ba-tu", "menu")
    assert menu
    assert await bat.hears("ba-tu", "alo", more=True) == []
    (pressed,) = await bat.hears("ba-tu", "1")
    assert "[1. Chủ đề hay hỏi]" not in pressed and "nghe đây" not in pressed
    assert await bat.later(seconds=5) == []


async def test_words_that_are_changed_while_they_wait_count_as_changed(bat: Bot) -> None:
    await bat.hears("ba-tu", "quên mật khẩ", message_id="m1", more=True)
    await bat.hears("ba-tu", "quên mật khẩu", message_id="m1", event=Event.EDITED, more=True)
    (answer,) = await bat.types("ba-tu", "vneid")
    assert "mật khẩu VNeID" in answer or "VNeID" in answer
    assert await bat.db.read(topics_asked) == ["vneid-quen-mat-khau"]


async def test_a_correction_later_is_of_the_whole_question(bat: Bot) -> None:
    await bat.types("ba-tu", "quên mật khẩu", "vneid")
    (answer,) = await bat.hears("ba-tu", "à nhầm, vssid cơ")
    assert "VssID" in answer


async def test_what_was_not_understood_is_listed_whole_and_once(bat: Bot) -> None:
    await bat.types("ba-tu", "cái bừa", "nhà bà bị gãy răng")
    since = bat.clock() - timedelta(hours=1)
    misses = await bat.db.read(list_misses, since=since)
    assert [miss.text for miss in misses] == ["cái bừa nhà bà bị gãy răng"]


async def test_the_same_words_again_within_seconds_are_one(bat: Bot) -> None:
    heard = await bat.types("ba-tu", "alo", "alo", gap=1)
    assert len(heard) == 1


async def test_photo_first_then_its_sentence_is_one_answer(bat: Bot) -> None:
    assert await bat.hears("ba-tu", attachments=[photo("p")], more=True) == []
    (answer,) = await bat.types("ba-tu", "quên mật khẩu vneid")
    assert "mật khẩu" in answer
    assert await bat.later(seconds=5) == []


async def test_photo_first_then_its_sentence_in_pieces_is_one_answer(bat: Bot) -> None:
    assert await bat.hears("ba-tu", attachments=[photo("p")], more=True) == []
    (answer,) = await bat.types("ba-tu", "cháu ơi", "quên mật khẩu", "vneid")
    assert "VNeID" in answer


async def test_the_sentence_first_then_its_photo_is_one_answer(bat: Bot) -> None:
    assert len(await bat.hears("ba-tu", "quên mật khẩu vneid", more=True)) == 1
    bat.clock.pass_by(seconds=2)  # type: ignore[attr-defined]
    assert await bat.hears("ba-tu", attachments=[photo("p")]) == []
    assert await bat.later(seconds=5) == []


async def test_an_unsure_sentence_first_then_its_photo_is_one_answer(bat: Bot) -> None:
    assert await bat.hears("ba-tu", "cái này là gì", more=True) == []
    assert len(await bat.hears("ba-tu", attachments=[photo("p")])) == 1


async def test_a_photo_long_after_a_sentence_has_its_own_answer(bat: Bot) -> None:
    await bat.hears("ba-tu", "quên mật khẩu vneid")
    await bat.later(seconds=30)
    (answer,) = await bat.hears("ba-tu", attachments=[photo("p")])
    assert texts.GOT_PHOTO in answer


async def test_a_photo_alone_is_answered_within_three_seconds(bat: Bot) -> None:
    assert await bat.hears("ba-tu", attachments=[photo("p")], more=True) == []
    (answer,) = await bat.later(seconds=3)
    assert texts.GOT_PHOTO in answer


async def test_the_photo_and_its_sentence_are_both_on_the_ticket(bat: Bot) -> None:
    await bat.hears("ba-tu", attachments=[photo("p")], more=True)
    await bat.types("ba-tu", "máy nhà bà", "nó cứ thế này", more=True)
    await bat.hears("ba-tu", "gặp người")
    text, kept = await bat.db.read(_last_ticket)
    assert "máy nhà bà" in text and "nó cứ thế này" in text and kept == ["p"]


def _last_ticket(session: Session) -> tuple[str, list[object]]:
    ticket = session.exec(select(Ticket).order_by(col(Ticket.id).desc())).first()
    assert ticket is not None
    return ticket.text, [thing["ref"] for thing in ticket.attachments]


@pytest.mark.parametrize("place", [0, 1, 3])
async def test_an_album_has_one_answer_wherever_its_caption_stands(bat: Bot, place: int) -> None:
    heard = []
    for number in range(4):
        words = "quên mật khẩu vneid" if number == place else ""
        things = [photo(f"a-{number}")]
        heard += await bat.hears("ba-tu", words, album="9", attachments=things, more=True)
    heard += await bat.later(seconds=3)
    assert len(heard) == 1 and "mật khẩu" in heard[0]


async def test_an_album_of_ten_without_words_has_one_answer(bat: Bot) -> None:
    heard = []
    for number in range(10):
        things = [photo(f"a-{number}")]
        heard += await bat.hears("ba-tu", album="9", attachments=things, more=True)
        bat.clock.pass_by(seconds=1)  # type: ignore[attr-defined]
        await bat.held.answer_due()
    heard += await bat.later(seconds=3)
    assert len(heard) == 1 and texts.GOT_PHOTO in heard[0]


async def test_a_photo_just_before_a_report_is_its_photo(bat: Bot) -> None:
    await bat.hears("ba-tu", attachments=[photo("p")], more=True)
    await bat.hears("ba-tu", "phản ánh")
    await bat.hears("ba-tu", "1")
    await bat.hears("ba-tu", "Không có ảnh")
    await bat.hears("ba-tu", "cạnh nhà ông Năm")
    await bat.hears("ba-tu", "ổ gà to")
    _, kept = await bat.db.read(_last_ticket)
    assert kept == ["p"]


async def test_who_was_forgotten_while_words_wait_is_not_answered_from_nothing(bat: Bot) -> None:
    await bat.hears("ba-tu", "alo", more=True)
    await bat.hears("ba-tu", "xóa dữ liệu của tôi", more=True)
    await bat.hears("ba-tu", choice="erase:yes", more=True)
    assert await bat.later(seconds=5) == []


async def test_the_web_page_and_zalo_read_pieces_in_the_same_way(bot: Bot) -> None:
    for who in ("webchat:nam", "zalo:nam"):
        await bot.hears(who, "chào", more=True)
        (answer,) = await bot.types(who, "cháu ơi", "quên mật khẩu", "vneid")
        assert answer.startswith(who) and "VNeID" in answer


async def test_pieces_of_two_people_are_not_mixed(bat: Bot) -> None:
    await bat.hears("ong-ba", "/start", start="u-ap-04")
    await bat.hears("ba-tu", "quên mật khẩu", more=True)
    await bat.hears("ong-ba", "vssid", more=True)
    await bat.hears("ba-tu", "vneid", more=True)
    heard = await bat.later(seconds=3)
    asked = {line.partition(" ")[0]: line for line in heard}
    assert len(heard) == 2 and "Quên mật khẩu VNeID thì" in asked["ba-tu"]
    assert "Quên mật khẩu VNeID thì" not in asked["ong-ba"]
