"""A draft of an answer: who is told what, and that deciding in a chat holds nobody up."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.errors import DataError
from bot.faq import revision_lifecycle
from bot.faq.golden_questions import GoldenQuestion
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.models import Revision, RevisionState
from bot.faq.overlay import PublishedRevision
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact
from tests.conftest import DATA, FIRST_DAY
from tests.journeys.bot import Bot
from tests.journeys.test_office_in_chat import (
    APPROVER,
    ELSEWHERE,
    NEW_WORDS,
    OFFICER,
    draft_answer,
    get_revision,
)


class Hold:
    """Trials stand still here until they are let go; with a `fault` they end in it."""

    def __init__(self) -> None:
        self.has_begun, self.may_go_on = threading.Event(), threading.Event()
        self.runs = 0
        self.fault = ""

    def wait(self) -> None:
        """Count a trial and stand still."""
        self.runs += 1
        self.has_begun.set()
        assert self.may_go_on.wait(20)
        if self.fault:
            raise DataError(self.fault)


class HeldShelf(KnowledgeBase):
    """The shipped knowledge, whose trials pass a hold if there is one."""

    hold: Hold | None = None

    def list_broken_questions(
        self, revisions: Sequence[PublishedRevision], revision: PublishedRevision, *, today: date
    ) -> Sequence[GoldenQuestion]:
        """Ask the golden questions, when the hold lets it."""
        if self.hold is not None:
            self.hold.wait()
        return super().list_broken_questions(revisions, revision, today=today)


@pytest.fixture(scope="module")
def shelf() -> KnowledgeBase:
    """The shipped knowledge; the bot of each test works on a copy."""
    return HeldShelf(DATA, today=FIRST_DAY)


def hold_trials(bot: Bot) -> Hold:
    """Have this bot's trials stand still."""
    assert isinstance(bot.shelf, HeldShelf)
    bot.shelf.hold = hold = Hold()
    return hold


@pytest.fixture(autouse=True)
async def commune(bot: Bot) -> None:
    """The officer, the approver and an officer of another commune have chats."""
    for who, name in (("can-bo", OFFICER), ("lanh-dao", APPROVER), ("hoa-lac", ELSEWHERE)):
        await bot.link(who, name)


def said_to(bot: Bot, who: str, since: int) -> list[str]:
    """What a chat was told since then."""
    return [reply.text for to, reply in bot.channel.sent[since:] if to == who]


async def test_who_may_decide_is_asked_and_the_drafter_hears(bot: Bot) -> None:
    before = len(bot.channel.sent)
    number = await draft_answer(bot)
    (asked,) = said_to(bot, "lanh-dao", before)
    assert f"bản nháp số {number}, dùng cho Xã An Phú Đông, chờ anh/chị duyệt" in asked
    assert OFFICER in asked and "0900" not in asked, "a name, no phone"
    assert said_to(bot, "can-bo", before) == said_to(bot, "hoa-lac", before) == []
    (read,) = await bot.hears("lanh-dao", "1")
    assert f"Lời mới: «{NEW_WORDS}»" in read
    done = await bot.hears("lanh-dao", "1")
    assert any(line.startswith("lanh-dao ← Đã duyệt bài") for line in done)
    await bot.quiet()
    told = said_to(bot, "can-bo", before)[-1]
    assert f"bản nháp số {number} của anh/chị, đã được {APPROVER} duyệt" in told


async def test_what_is_sent_back_comes_with_its_reason_and_a_way(bot: Bot) -> None:
    number = await draft_answer(bot)
    before = len(bot.channel.sent)
    await bot.hears("lanh-dao", choice=f"revision:why:{number}:1")
    await bot.quiet()
    (told,) = said_to(bot, "can-bo", before)
    assert told.startswith(f"{APPROVER} trả lại bài «") and "Lý do: Thiếu căn cứ" in told
    (way,) = await bot.hears("can-bo", choice=f"console:revision:{number}")
    assert texts.SIGN_IN_NO_ADDRESS in way, "this machine has no public address"


async def test_whoever_takes_a_draft_back_is_told_nothing(bot: Bot) -> None:
    number = await draft_answer(bot)
    before = len(bot.channel.sent)

    def take_back(session: Session) -> None:
        revision = session.get_one(Revision, number)
        chat = session.exec(select(Contact).where(col(Contact.address) == "can-bo")).one()
        actor = Actor(chat.person_id, "/", None, Hand.CHAT)
        revision_lifecycle.reject_revision(
            session, revision.id, actor=actor, reason="rút về", now=bot.clock()
        )

    await bot.db.write(take_back)
    await bot.hears("can-bo", "menu")
    assert len(said_to(bot, "can-bo", before)) == 1, "the menu alone"


async def test_the_golden_questions_hold_no_writer_up(bot: Bot) -> None:
    number = await draft_answer(bot)
    held = hold_trials(bot)
    approving = asyncio.create_task(bot.hears("lanh-dao", choice=f"revision:yes:{number}"))
    await bot.until(held.has_begun.is_set)
    async with asyncio.timeout(10):
        await bot.hears("ba-tu", "xin chào")  # read, answered and stored meanwhile
    assert (await get_revision(bot, number)).state == RevisionState.DRAFT
    held.may_go_on.set()
    assert any("Đã duyệt bài" in line for line in await approving)
    assert (await get_revision(bot, number)).state == RevisionState.PUBLISHED
    assert held.runs == 1


async def test_what_was_published_meanwhile_is_tried_again(bot: Bot) -> None:
    number, other = await draft_answer(bot), await draft_answer(bot, f"{NEW_WORDS} Cảm ơn bác.")
    held = hold_trials(bot)
    approving = asyncio.create_task(bot.hears("lanh-dao", choice=f"revision:yes:{number}"))
    await bot.until(held.has_begun.is_set)

    def reject_other(session: Session) -> None:
        revision_lifecycle.reject_revision(
            session, other, actor=OPERATOR, reason="trùng", now=bot.clock()
        )

    await bot.db.write(reject_other)  # what is decided has another stamp
    held.may_go_on.set()
    assert any("Đã duyệt bài" in line for line in await approving)
    assert held.runs == 2


async def test_a_draft_that_breaks_something_stays_one(bot: Bot) -> None:
    number = await draft_answer(bot)
    held = hold_trials(bot)
    held.fault = "a phrasing twice"
    held.may_go_on.set()
    (refused,) = await bot.hears("lanh-dao", choice=f"revision:yes:{number}")
    assert texts.TRIAL_CLASH in refused
    assert (await get_revision(bot, number)).state == RevisionState.DRAFT
