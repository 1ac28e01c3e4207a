"""Kinds of help from the chat of a member: typed, pressed, corrected, taken back, counted."""

import re

import pytest
from sqlmodel import Session, select

from bot.core.audit import Audit
from bot.reports.periods import Period
from bot.reports.recount import recount_days
from bot.tickets.models import SupportLog
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, to
from tests.reports.test_counting import TODAY, counts, settle

VNEID = ("ap-03", "help_kind", "vneid-muc-2")
ETAX = ("ap-03", "help_kind", "etax")
FACE = ("ap-03", "face_to_face", "")


@pytest.fixture(autouse=True)
async def member(bot: Bot) -> None:
    """One member of Thôn 3 has opened her link."""
    await bot.link("hoa", HOA)


async def figures(bot: Bot) -> dict[tuple[str, str, str], int]:
    """Today's counters of help; counting again from the rows gives the same."""
    before = await counts(bot)
    await bot.db.write(recount_days, Period(TODAY, TODAY))
    assert await counts(bot) == before
    return {key: count for key, count in before.items() if key[1] in ("help_kind", "face_to_face")}


async def test_a_line_counts_persons_by_kind(bot: Bot) -> None:
    (said,) = await bot.hears("hoa", "/ghinhan 5 người vneid, 2 người etax")
    assert "Đã ghi: VNeID mức 2 (5 người); eTax Mobile (2 người)." in said
    assert await figures(bot) == {VNEID: 5, ETAX: 2, FACE: 5}


async def test_the_same_person_kind_and_day_counts_once(bot: Bot) -> None:
    await bot.hears("hoa", "/ghinhan vneid bà Tư")
    (said,) = await bot.hears("hoa", "/ghinhan cai vneid cho ba tu")
    assert "không đếm thêm" in said
    assert (await figures(bot))[VNEID] == 1
    (more,) = await bot.hears("hoa", "/ghinhan vneid 3 người nhà bà Tư")
    assert "không đếm thêm" not in more  # another household's name is another mark


async def test_a_line_sent_twice_is_one_entry(bot: Bot) -> None:
    await bot.hears("hoa", "/ghinhan vneid 2 người")
    bot.clock.pass_by(seconds=40)  # type: ignore[attr-defined]
    (said,) = await bot.hears("hoa", "/ghinhan vneid 2 người")
    assert "vừa ghi rồi" in said
    assert (await figures(bot))[VNEID] == 2


async def test_pressed_corrected_and_taken_back(bot: Bot) -> None:
    (asked,) = await bot.hears("hoa", "/ghinhan")
    assert "[1. VNeID mức 2]" in asked
    (said,) = await bot.hears("hoa", "1")
    assert "VNeID mức 2 (1 người)" in said and "[2. 2 người]" in said
    (said,) = await bot.hears("hoa", "3 người")
    assert "VNeID mức 2 (3 người)" in said
    (more,) = await bot.hears("hoa", "Thêm việc")
    assert "VNeID mức 2 ✓" in more
    (said,) = await bot.hears("hoa", "eTax Mobile")
    assert "eTax Mobile (3 người)" in said and "eTax Mobile ✓" in said
    await bot.hears("hoa", "Xong, đủ rồi")
    assert await figures(bot) == {VNEID: 3, ETAX: 3, FACE: 1}
    (said,) = await bot.hears("hoa", "Rút mục này")
    assert "Đã rút mục này." in said
    assert await figures(bot) == {}
    await bot.hears("hoa", "Ghi lại")
    assert await figures(bot) == {VNEID: 3, ETAX: 3, FACE: 1}
    deeds = await bot.db.read(lambda s: [row.action for row in s.exec(select(Audit))])
    assert [deed for deed in deeds if deed.startswith("help.")] == ["help.withdraw", "help.restore"]


async def test_a_closed_ticket_offers_the_kinds(bot: Bot) -> None:
    await settle(bot, "ba-tu")
    await bot.hears("ba-tu", "nhờ cài vneid mức 2")
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    (said,) = to("hoa", await bot.hears("hoa", "xong"))
    assert "đã xong" in said and "Anh/chị đã giúp việc gì trong phiếu này?" in said
    (said,) = await bot.hears("hoa", "VNeID mức 2")
    assert "VNeID mức 2 (1 người)" in said
    assert (await figures(bot))[VNEID] == 1
    # Written down once more for the same chat on the same day: another ticket, the same person.
    (shown,) = await bot.hears("hoa", choice="help:today")
    assert re.search(r"VNeID mức 2 \(1 người\)", shown)


async def test_words_without_a_known_kind_are_kept_and_kinds_offered(bot: Bot) -> None:
    (said,) = await bot.hears("hoa", "/ghinhan quên mật khẩu vneid 2 hộ bà Tư")
    assert "Đã ghi nhận anh/chị giúp 2 hộ" in said and "[1. VNeID mức 2]" in said
    assert await figures(bot) == {FACE: 2}
    await bot.hears("hoa", "1")
    assert (await figures(bot))[VNEID] == 2


async def test_only_who_wrote_it_down_changes_it(bot: Bot) -> None:
    await bot.hears("hoa", "/ghinhan vneid bà Tư")
    await settle(bot, "ba-tu")
    (log_id,) = await bot.db.read(lambda s: [row.id for row in s.exec(select(SupportLog))])
    await bot.hears("ba-tu", choice=f"help:{log_id}:off")
    assert (await figures(bot))[VNEID] == 1

    def is_valid(session: Session) -> bool:
        return session.get_one(SupportLog, log_id).withdrawn_at is None

    assert await bot.db.read(is_valid)
