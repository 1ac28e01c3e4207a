"""A resident who has done everything says: forget me. Every table is walked for what was theirs."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import JSON, Column, Table
from sqlalchemy import select as sa_select
from sqlmodel import AutoString, Session, SQLModel, col, select

import bot.tables
from bot.classes import service
from bot.classes.plans import ClassPlan
from bot.core.policy import POLICY
from bot.core.sealing import SealedJson
from bot.inbox.models import QueuedEvent
from bot.messages.content import Attachment, AttachmentKind, Incoming, Reply, cached_file_name
from bot.messages.history import Message, store_incoming
from bot.outbox import digest
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.service import stage
from bot.people.actor import OPERATOR
from bot.people.service import find_contact
from bot.people.units import get_unit
from bot.privacy import consent
from bot.privacy.models import Discarded
from bot.tickets import service as handoff
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

assert bot.tables  # every table is known from here on

HOA = "Đỗ Thị Thử I"
NAME, LEARNER = "Zxqten Canari", "Zxqcon Canari"
# What was said, by whom it may be: each is looked for in every column afterwards.
SAID = ("zxqbenh", "zxqnha", "zxqghichu", "zxqviec", "zxqnoi", "zxqduong", "zxquoc", "zxqgap")
PROFILE = ("zxqten", "zxqcon")


def is_word(column: Column[object]) -> bool:
    """Whether words can stand in the column."""
    return isinstance(column.type, JSON | AutoString | SealedJson)


def word_columns() -> Iterator[tuple[Table, Column[object]]]:
    """Every column of every table in which words can stand."""
    for table in SQLModel.metadata.sorted_tables:
        yield from ((table, column) for column in table.columns if is_word(column))


def everything(session: Session) -> str:
    """All that every such column holds."""
    found = []
    for table, column in word_columns():
        for value in session.execute(sa_select(column)).scalars():
            found.append(f"{table.name}.{column.name}={value!r}")
    return "\n".join(found).casefold()


def left(session: Session, words: tuple[str, ...]) -> list[str]:
    """Where one of the words can still be read."""
    return [
        line for line in everything(session).splitlines() if any(word in line for word in words)
    ]


@pytest.fixture
async def full(bot: Bot, clock: ObedientClock) -> None:
    """Everything a resident can leave behind, and what her village's member wrote of her."""
    await bot.link("hoa", HOA)
    await bot.hears("tu", "/start", start="u-ap-03", name=NAME)
    await bot.hears("tu", "1", name=NAME)
    await _asks_for_help(bot, clock)
    await _reports(bot)
    await _learns(bot, clock)
    await bot.hears("tu", "nhắc tôi zxqviec lúc 8h sáng mai")
    await bot.db.write(_leaves_a_queue, bot)


async def _asks_for_help(bot: Bot, clock: ObedientClock) -> None:
    photo = Attachment(AttachmentKind.PHOTO, ref="photo-of-tu", name="zxqgap.jpg")
    await bot.hears("tu", "con trâu của tôi bị zxqbenh lạc mất rồi", attachments=[photo])
    await bot.hears("tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("tu", "nhà tôi ở zxqnha cháu ơi", attachments=[photo])
    await bot.hears("hoa", "Bác ở zxqnha phải không ạ")
    proof = Attachment(AttachmentKind.PHOTO, ref="photo-of-hoa")
    await bot.hears("hoa", "đây là giấy của bác zxqgap", attachments=[proof])
    await bot.hears("hoa", "ghi chú: bác ấy zxqghichu")
    await bot.hears("hoa", "hẹn thứ 7 lúc nào đó zxqnha")
    await bot.hears("hoa", "hẹn thứ 7 9h số 5 zxqnha")
    await bot.hears("tu", choice="own-ticket:1:name")
    await bot.hears("hoa", f"/ghinhan quên mật khẩu vneid 1 hộ {NAME}")


async def _reports(bot: Bot) -> None:
    await bot.hears("tu", "bot")
    await bot.hears("tu", "phản ánh")
    await bot.hears("tu", "1")
    await bot.hears("tu", attachments=[Attachment(AttachmentKind.PHOTO, ref="hole-1")])
    await bot.hears("tu", "đầu thôn, cạnh zxqnoi")
    await bot.hears("tu", "ổ gà to zxqduong")


async def _learns(bot: Bot, clock: ObedientClock) -> None:
    def lesson(session: Session) -> int:
        plan = ClassPlan("VNeID", "Nhà văn hóa thôn 3", clock.now + timedelta(minutes=30))
        unit = get_unit(session, "ap-03")
        return service.open_or_update_class(
            session, unit, plan, actor=OPERATOR, now=clock.now, policy=POLICY
        )[0].id

    number = await bot.db.write(lesson)
    await bot.hears("tu", choice=f"class:join:{number}")
    await bot.hears("tu", choice=f"class:kin:{number}")
    await bot.hears("tu", LEARNER)
    await bot.hears("hoa", "/diemdanh")
    await bot.hears("hoa", f"/diemdanh {number} + {LEARNER.upper()}")
    await bot.hears("hoa", choice=f"attendance:{number}:0")


def _leaves_a_queue(session: Session, bot: Bot) -> None:
    """Gathered and parked words, the digest they stand in, an event in the spool."""
    tu = find_contact(session, bot.channel.name, "tu")
    assert tu is not None
    now = bot.clock()
    for words in ("zxquoc chờ gửi", "zxquoc một", "zxquoc hai"):
        stage(session, tu, Reply(words), now=now)
    session.flush()
    waiting = session.exec(
        select(Delivery)
        .join(Message, col(Message.id) == Delivery.message_id)
        .where(col(Message.text).startswith("zxquoc"))
        .order_by(col(Delivery.id))
    ).all()
    parked, *gathered = waiting
    digest.queue_gathered(session, tu, [delivery.id for delivery in gathered], now=now)
    carrier = session.get_one(Delivery, gathered[0].carrier_id)
    parked.status = carrier.status = DeliveryStatus.PARKED
    for delivery in gathered:
        delivery.status = DeliveryStatus.GATHERED
    said = Incoming(bot.channel.name, "tu", "spooled-1", text="zxquoc trong hàng")
    session.add(QueuedEvent(key="k", holder="dead", held_until=now, body=said.as_json()))


@pytest.mark.usefixtures("full")
async def test_the_resident_has_left_words_everywhere(bot: Bot) -> None:
    found = "\n".join(await bot.db.read(left, (*SAID, *PROFILE)))
    places = {line.partition("=")[0] for line in found.splitlines()}
    assert {
        *("message.text", "message.payload", "ticket.text", "ticket_event.note"),
        *("appointment.place", "support_log.words", "enrolment.learner", "enrolment.key"),
        *("contact.name", "reminder.text", "queued_event.body"),
    } <= places
    assert [word for word in (*SAID, *PROFILE) if word not in found] == []


@pytest.mark.usefixtures("full")
async def test_who_is_erased_leaves_no_word_in_any_table(bot: Bot) -> None:
    await bot.hears("tu", "xóa dữ liệu")
    await bot.hears("tu", "xóa ngay")
    assert await bot.db.read(left, (*SAID, *PROFILE)) == []


@pytest.mark.usefixtures("full")
async def test_photos_of_the_matter_are_discarded_also_those_of_the_member(bot: Bot) -> None:
    await bot.hears("tu", choice="erase:yes")
    paths = await bot.db.read(lambda s: {row.path for row in s.exec(select(Discarded))})
    refs = ("photo-of-tu", "photo-of-hoa", "hole-1")
    assert paths >= {cached_file_name(bot.channel.name, ref) for ref in refs}


@pytest.mark.usefixtures("full")
async def test_after_an_agreement_is_taken_back_no_name_is_left(bot: Bot) -> None:
    await bot.hears("tu", "rút lại đồng ý")
    assert await bot.db.read(left, PROFILE) == []


@pytest.mark.usefixtures("full")
async def test_what_is_over_is_emptied_when_an_agreement_ends_and_the_rest_in_its_turn(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("tu", "rút lại đồng ý")
    # The report is still with the team, the reminder waits, the queue is on its way.
    running = ("zxqnoi", "zxqduong", "zxqviec", "zxquoc")
    over = tuple(word for word in SAID if word not in running)
    assert await bot.db.read(left, over) == []
    assert await bot.db.read(left, ("zxqduong",)) != []


async def test_who_said_no_leaves_nothing_when_the_help_is_over(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.link("hoa", HOA)
    await bot.hears("tu", "/start", start="u-ap-03", name=NAME)
    (said,) = await bot.hears("tu", "để sau", choice="decline", name=NAME)
    assert "xóa" in said
    await bot.hears("tu", "con trâu của tôi bị zxqbenh lạc mất rồi, nhà ở zxqnha")
    await bot.hears("tu", "gặp người")
    await bot.hears("tu", "tôi ở zxqnha, bị zxqbenh")
    clock.pass_by(hours=1, minutes=1)
    await bot.db.write(consent.forget_due, now=clock.now)
    assert await bot.db.read(left, PROFILE) == []
    assert await bot.db.read(left, ("zxqbenh",)) != [], "the officer still needs it"
    await bot.db.write(handoff.answer_ticket, 1, "mời bác ra xã", actor=OPERATOR, now=clock.now)
    await bot.quiet()
    assert await bot.db.write(consent.forget_due, now=clock.now) == 1
    assert await bot.db.read(left, ("zxqbenh", "zxqnha", *PROFILE)) == []
    later = clock.now + timedelta(days=1)
    assert await bot.db.write(consent.forget_due, now=later) == 0, "nothing is left to look at"


async def test_words_of_a_ticket_go_with_it_when_consent_was_refused(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.link("hoa", HOA)
    await bot.hears("tu", "/start", start="u-ap-03", name=NAME)
    await bot.hears("tu", "để sau", choice="decline")
    await bot.hears("tu", "tôi ở zxqnha, con trâu bị lạc")
    await bot.hears("tu", "gặp người")
    await bot.db.write(handoff.answer_ticket, 1, "mời bác ra xã", actor=OPERATOR, now=clock.now)
    await bot.quiet()
    await bot.db.write(consent.forget_due, now=clock.now)
    assert await bot.db.read(left, ("zxqnha",)) == []


async def test_who_has_not_said_anything_yet_is_kept_a_month(
    bot: Bot, clock: ObedientClock
) -> None:
    await bot.hears("tu", "con trâu của tôi bị zxqbenh lạc mất rồi")
    clock.pass_by(days=29)
    await bot.db.write(consent.forget_due, now=clock.now)
    assert await bot.db.read(left, ("zxqbenh",)) != []
    clock.pass_by(days=1, minutes=1)
    await bot.db.write(consent.forget_due, now=clock.now)
    assert await bot.db.read(left, ("zxqbenh",)) == []


async def test_whoever_agrees_is_not_emptied(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("tu", "con trâu của tôi bị zxqbenh lạc mất rồi")
    await bot.hears("tu", "để sau", choice="decline")
    await bot.hears("tu", "đồng ý", choice="agree", name=NAME)
    clock.pass_by(days=60)
    await bot.db.write(consent.forget_due, now=clock.now)
    assert await bot.db.read(left, ("zxqbenh",)) != []
    (late,) = await bot.hears("tu", "để sau", choice="decline")
    assert "đồng ý từ trước" in late


async def test_somebody_else_loses_nothing(bot: Bot) -> None:
    await bot.hears("nam", "con trâu của tôi bị zxqbenh lạc mất rồi")
    await bot.hears("tu", "nhà tôi ở zxqnha")
    await bot.hears("tu", choice="erase:yes")
    assert await bot.db.read(left, ("zxqnha",)) == []
    assert await bot.db.read(left, ("zxqbenh",)) != []


async def linked(bot: Bot) -> None:
    """Bà Tư agreed in two chats and tied them."""
    for who in ("tu", "zalo:tu"):
        await bot.hears(who, "/start", name=NAME)
        await bot.hears(who, "đồng ý", choice="agree", name=NAME)
    given = "".join(await bot.hears("tu", "/lienket"))
    code = re.search(r"lienket \w+", given)
    assert code
    await bot.hears("zalo:tu", code[0])
    await bot.hears("zalo:tu", "con trâu của tôi bị zxqbenh lạc mất rồi")
    await bot.hears("tu", "nhà tôi ở zxqnha")


async def test_of_several_chats_all_are_erased_and_the_others_are_told(bot: Bot) -> None:
    await linked(bot)
    (asked,) = await bot.hears("tu", "xóa dữ liệu của tôi")
    assert "2 nơi" in asked
    assert asked.endswith("[1. Giữ lại] [2. Chỉ xóa ở đây] [3. Xóa ở tất cả]")
    told = await bot.hears("tu", "3")
    assert any(line.startswith("zalo:tu ← Bác vừa xóa dữ liệu") for line in told)
    assert await bot.db.read(left, ("zxqbenh", "zxqnha", *PROFILE)) == []


async def test_only_this_chat_if_they_say_so(bot: Bot) -> None:
    await linked(bot)
    await bot.hears("tu", "xóa dữ liệu của tôi")
    await bot.hears("tu", "2")
    assert await bot.db.read(left, ("zxqnha",)) == []
    assert await bot.db.read(left, ("zxqbenh",)) != []


@pytest.mark.usefixtures("full")
async def test_the_words_are_not_in_the_files_either(bot: Bot, memory_folder: Path) -> None:
    for number in range(200):  # pages are split and moved, as in a database that is used
        await bot.db.write(_say, bot, f"{number:04} zxqbenh " + "dài " * 40)
    await bot.hears("tu", "xóa dữ liệu")
    await bot.hears("tu", "xóa ngay")
    files = await asyncio.to_thread(_files, memory_folder)
    assert "bot.db" in files
    for name, data in files.items():
        assert [word for word in (*SAID, *PROFILE) if word.encode() in data] == [], name


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes().lower() for path in folder.glob("bot.db*")}


def _say(session: Session, bot: Bot, words: str) -> None:
    tu = find_contact(session, bot.channel.name, "tu")
    assert tu is not None
    said = Incoming(bot.channel.name, "tu", f"more-{words[:4]}", text=words)
    store_incoming(session, tu.id, said, words, now=bot.clock())
