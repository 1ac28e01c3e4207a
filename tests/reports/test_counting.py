"""What residents do is counted in their village on their day; what the team does is not."""

from datetime import date

import pytest
from sqlmodel import Session, select

from bot.core.events import emit
from bot.faq.events import QuestionRecorded
from bot.faq.models import Question
from bot.people.units import Unit
from bot.reports.models import DailyCount
from bot.reports.periods import Period
from bot.reports.recount import recount_days
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA

TODAY = date(2026, 11, 23)
TOPIC = "vneid-quen-mat-khau"
Counts = dict[tuple[str, str, str], int]


async def counts(bot: Bot, day: date = TODAY) -> Counts:
    """The counters of a day by unit, name and detail."""

    def read(session: Session) -> Counts:
        query = select(Unit.code, DailyCount).join(Unit).where(DailyCount.day == day)
        return {
            (code, row.name, row.detail): row.count
            for code, row in session.exec(query)
            if row.count
        }

    return await bot.db.read(read)


async def settle(bot: Bot, who: str, name: str = "") -> None:
    """Somebody comes by a village's poster, agrees, and asks nothing."""
    await bot.hears(who, "/start", start="u-ap-03")
    await bot.hears(who, "1")


async def test_questions_are_counted_by_outcome_and_topic(bot: Bot) -> None:
    await settle(bot, "ba-tu")
    began = await counts(bot)
    assert began[("ap-03", "linked", "")] == 1
    assert [name for _, name, _ in began].count("started") == 1
    assert [name for _, name, _ in began].count("consented") == 1
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    await bot.hears("ba-tu", "xin visa đi Hàn thăm con ở đâu")
    await bot.hears("ba-tu", "xin chào")
    asked = await counts(bot)
    new = {key: count for key, count in asked.items() if key not in began}
    assert new == {
        ("ap-03", "answered", "vneid-quen-mat-khau"): 1,
        ("ap-03", "missed", "outside"): 1,
    }


async def test_a_changed_verdict_is_counted_once(bot: Bot) -> None:
    await settle(bot, "ba-tu")
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    (question,) = await bot.db.read(lambda session: session.exec(select(Question.id)).all())
    await bot.hears("ba-tu", choice=f"good:{question}")
    verdicts = await counts(bot)
    assert verdicts[("ap-03", "helped", "vneid-quen-mat-khau")] == 1
    await bot.hears("ba-tu", choice=f"bad:{question}")
    verdicts = await counts(bot)
    assert ("ap-03", "helped", "vneid-quen-mat-khau") not in verdicts
    assert verdicts[("ap-03", "not_helped", "vneid-quen-mat-khau")] == 1


async def test_a_ticket_is_counted_through_its_life(bot: Bot, clock: ObedientClock) -> None:
    await bot.link("hoa", HOA)
    await settle(bot, "ba-tu")
    began = await counts(bot)
    await bot.hears("ba-tu", "gặp người")
    clock.pass_by(minutes=4)
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "chào bác ạ")
    await bot.hears("hoa", "xong")
    await bot.hears("ba-tu", "2")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "xong")
    await bot.hears("ba-tu", "1")
    await bot.hears("ba-tu", "5")
    life = {key: count for key, count in (await counts(bot)).items() if key not in began}
    assert life == {
        ("ap-03", "ticket_opened", ""): 1,
        ("ap-03", "ticket_taken", ""): 2,
        ("ap-03", "ticket_resolved", ""): 2,
        ("ap-03", "ticket_reopened", ""): 1,
        ("ap-03", "first_response", "5"): 1,
        ("ap-03", "rating", "5"): 1,
    }


async def test_the_team_and_chats_of_a_trial_count_nothing(bot: Bot) -> None:
    await bot.link("hoa", HOA)
    began = await counts(bot)
    await bot.hears("hoa", "quên mật khẩu vneid")
    await bot.hears("hoa", "👍")
    assert await counts(bot) == began
    assert {name for _, name, _ in began} <= {"started"}  # before anybody knew who it was


async def test_steps_are_counted_where_somebody_is_stuck_and_not_the_teams(bot: Bot) -> None:
    await bot.link("hoa", HOA)
    await settle(bot, "ba-tu")
    began = await counts(bot)
    for who in ("ba-tu", "hoa"):
        await bot.hears(who, choice=f"guide:{TOPIC}")
        await bot.hears(who, "1")  # done: the second step
        await bot.hears(who, "2")  # stuck
    new = {key: count for key, count in (await counts(bot)).items() if key not in began}
    assert new == {
        ("ap-03", "step_shown", f"{TOPIC}#1"): 1,
        ("ap-03", "step_shown", f"{TOPIC}#2"): 1,
        ("ap-03", "step_stuck", f"{TOPIC}#2"): 1,
    }
    await bot.db.write(recount_days, Period(TODAY, TODAY))
    again = await counts(bot)
    assert {key: again[key] for key in new} == new
    assert not {key for key in again if key[1].startswith("step")} - set(new)


async def test_a_deed_that_fails_counts_nothing(bot: Bot) -> None:
    await settle(bot, "ba-tu")
    began = await counts(bot)

    def ask_and_break(session: Session) -> None:
        emit(session, QuestionRecorded(1, None, "answer", "covered", "vneid", at=bot.clock()))
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await bot.db.write(ask_and_break)
    assert await counts(bot) == began


async def test_counting_again_from_the_rows_finds_the_same(bot: Bot, clock: ObedientClock) -> None:
    await bot.link("hoa", HOA)
    for who in ("ba-tu", "ong-sau", "zalo:co-ba"):
        await settle(bot, who)
    await bot.hears("ba-tu", "quên mật khẩu vneid")
    (question,) = await bot.db.read(lambda session: session.exec(select(Question.id)).all())
    await bot.hears("ba-tu", choice=f"good:{question}")
    await bot.hears("ba-tu", choice=f"bad:{question}")
    await bot.hears("ong-sau", "xin visa đi Hàn thăm con ở đâu")
    await bot.hears("hoa", "quên mật khẩu vneid")
    await bot.hears("ba-tu", "gặp người")
    clock.pass_by(minutes=4)
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "xong")
    await bot.hears("ba-tu", "1")
    await bot.hears("ba-tu", "4")
    live = await counts(bot)
    started = {key for key in live if key[1] == "started"}
    for _ in range(2):
        await bot.db.write(recount_days, Period(TODAY, TODAY))
        again = await counts(bot)
        # Hoa wrote before anybody knew that she is of the team.
        assert {key: count for key, count in again.items() if key not in started} == {
            key: count for key, count in live.items() if key not in started
        }
