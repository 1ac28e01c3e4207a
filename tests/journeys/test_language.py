"""Somebody says which language they speak, and hears what is announced in it."""

from datetime import timedelta
from typing import Any

import pytest

from bot import texts
from bot.broadcasts import sending, service, submission
from bot.broadcasts.service import BroadcastDraft
from bot.core.policy import POLICY
from bot.notices import broadcast_sending
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from bot.schedule.demo import go_live
from tests.journeys.bot import Bot


@pytest.fixture(autouse=True)
async def residents(bot: Bot) -> None:
    """Bà Tư and ông Năm of Thôn 3 agreed to be remembered."""
    await bot.db.write(go_live, now=bot.clock())
    for who in ("tu", "nam"):
        await bot.hears(who, "/start", start="u-ap-03", name=who)
        await bot.hears(who, "1", name=who)


async def announced(bot: Bot, to: str) -> list[str]:
    def work(session: Any) -> None:
        now = bot.clock()
        draft = BroadcastDraft(f"Tin cho {to}", to, send_before=now + timedelta(days=2))
        broadcast = service.create_draft(
            session, get_unit(session, "an-phu"), draft, actor=OPERATOR, now=now
        )
        submission.submit_broadcast(session, broadcast, actor=OPERATOR, policy=POLICY, now=now)
        submission.approve_broadcast(session, broadcast, actor=OPERATOR, now=now)

    before = len(bot.channel.sent), len(bot.second.sent)
    await bot.db.write(work)
    await bot.db.write(sending.begin_due, now=bot.clock())
    await bot.db.write(broadcast_sending.stage_due, window=300, now=bot.clock(), policy=POLICY)
    return sorted(line.split(" ← ")[0] for line in await bot.heard(before))


async def test_what_is_announced_in_their_language_reaches_them(bot: Bot) -> None:
    (kept,) = await bot.hears("tu", "toi noi tieng mong")
    assert kept.startswith("tu ← Dạ, tôi đã ghi bác nói tiếng Mông.")
    (shown,) = await bot.hears("tu", "/dulieu")
    assert "- Tiếng nói: tiếng Mông" in shown
    assert await announced(bot, "an-phu, lang:Mông") == ["tu"]
    assert await announced(bot, "ap-03, lang:hmong") == ["tu"]
    assert await announced(bot, "ap-03, lang:việt") == ["nam"]
    (ours,) = await bot.hears("tu", "Tôi nói tiếng Kinh")
    assert ours.startswith("tu ← Dạ, tôi đã ghi bác nói tiếng Việt.")
    assert await announced(bot, "ap-03, lang:viet") == ["nam", "tu"]


async def test_nothing_is_kept_of_who_has_not_agreed(bot: Bot) -> None:
    await bot.hears("moi", "/start")
    (asked,) = await bot.hears("moi", "nha toi noi tieng tay")
    assert asked.startswith(f"moi ← {texts.LANGUAGE_WHY}")
    (shown,) = await bot.hears("moi", "/dulieu")
    assert f"- Tiếng nói: {texts.DATA_UNKNOWN}" in shown


async def test_it_is_forgotten_with_the_rest(bot: Bot) -> None:
    await bot.hears("tu", "tôi chỉ biết tiếng Ê Đê")
    await bot.hears("tu", choice="withdraw")
    (shown,) = await bot.hears("tu", "/dulieu")
    assert f"- Tiếng nói: {texts.DATA_UNKNOWN}" in shown


@pytest.mark.parametrize("said", ["tôi nói tiếng sao hỏa", "con tôi học tiếng anh ở đâu"])
async def test_other_words_are_a_question(bot: Bot, said: str) -> None:
    (answer,) = (await bot.hears("tu", said))[:1]
    assert "tôi đã ghi" not in answer
