"""What one commune publishes is read by its own residents, and changes nothing for another's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from bot import texts
from bot.core.policy import Policy
from bot.core.settings import Settings
from bot.faq import revision_lifecycle
from bot.faq.overlay import topic_to_content
from bot.people import units
from bot.people.actor import OPERATOR
from bot.people.models import Contact
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_learning import ANSWER, ASKED, FRESH, QUIET

ZONE = Settings(_env_file=None).zone  # type: ignore[call-arg]
FORGOTTEN = "quên mật khẩu vneid làm thế nào"
TOPIC = "vneid-quen-mat-khau"
CHECKED = date(2026, 11, 20)
HERE, THERE, GUEST = "ba-phu", "ong-lac", "khach"  # of An Phú, of Hòa Lạc, of nowhere yet


@pytest.fixture(autouse=True)
async def people(bot: Bot) -> None:
    """Somebody of each commune, and a guest, who all have met the bot."""
    for who in (HERE, THERE, GUEST):
        await bot.hears(who, "xin chào")
    await settle(bot, HERE, "ap-01")
    await settle(bot, THERE, "hl-01")


async def settle(bot: Bot, who: str, code: str) -> None:
    def write(session: Session) -> None:
        contact = session.exec(select(Contact).where(Contact.address == who)).one()
        contact.unit_id = units.get_unit(session, code).id

    await bot.db.write(write)


async def publish(
    bot: Bot,
    clock: ObedientClock,
    unit: str | None,
    content: Mapping[str, Any] | None,
    *,
    topic_id: str = TOPIC,
    valid_to: date | None = None,
) -> None:
    """Drafted for a unit by the operator, approved by Minh, and taken in by the bot."""

    def write(session: Session) -> None:
        draft = revision_lifecycle.draft_revision(
            session,
            bot.shelf.shipped,
            topic_id,
            content,
            actor=OPERATOR,
            unit=units.get_unit(session, unit) if unit else None,
            now=clock(),
            valid_between=(None, valid_to),
        )
        revision_lifecycle.approve_revision(
            session,
            draft.id,
            actor=OPERATOR,
            reviewer="Minh",
            expected_stamp=revision_lifecycle.get_revision_stamp(session),
            now=clock(),
            policy=Policy(zone=ZONE, quiet=QUIET),
        )

    await bot.db.write(write)
    await refresh(bot, clock)


async def refresh(bot: Bot, clock: ObedientClock) -> None:
    await bot.shelf.refresh(bot.db, today=clock().astimezone(ZONE).date())


def text(bot: Bot, answer: str, **fields: Any) -> dict[str, Any]:
    """The shipped topic with another answer."""
    shipped = bot.shelf.shipped.topics[TOPIC]
    changed = replace(shipped, answer=answer, checked_on=CHECKED, details=(), **fields)
    return topic_to_content(changed)


async def answers(bot: Bot, clock: ObedientClock, question: str = FORGOTTEN) -> dict[str, str]:
    """What each is answered; asked so late that nothing said before matters."""
    clock.pass_by(hours=1)
    await refresh(bot, clock)
    return {who: (await bot.hears(who, question))[-1] for who in (HERE, THERE, GUEST)}


async def test_an_edit_of_one_commune_is_read_there_only(bot: Bot, clock: ObedientClock) -> None:
    before = await answers(bot, clock)
    await publish(bot, clock, "an-phu", text(bot, "Bác ra nhà văn hóa thôn, tối thứ Ba."))
    after = await answers(bot, clock)
    assert "tối thứ Ba" in after[HERE]
    shipped = bot.shelf.shipped.topics[TOPIC].answer.strip()[:40]
    for who in (THERE, GUEST):
        assert shipped in before[who] and shipped in after[who]
        assert "tối thứ Ba" not in after[who]


async def test_a_provinces_edit_reaches_both_and_a_communes_own_goes_first(
    bot: Bot, clock: ObedientClock
) -> None:
    await publish(bot, clock, "an-phu", text(bot, "Lời của xã."))
    await publish(bot, clock, "demo", text(bot, "Lời của tỉnh."))
    said = await answers(bot, clock)
    assert "Lời của xã." in said[HERE]
    assert "Lời của tỉnh." in said[THERE]
    assert "Lời của" not in said[GUEST], "of two communes nobody knows which"
    await publish(bot, clock, None, text(bot, "Lời cho mọi nơi."))
    said = await answers(bot, clock)
    assert "Lời của xã." in said[HERE] and "Lời của tỉnh." in said[THERE]
    assert "Lời cho mọi nơi." in said[GUEST]


async def test_hidden_in_one_commune_it_is_answered_in_the_other(
    bot: Bot, clock: ObedientClock
) -> None:
    title = bot.shelf.shipped.topics[TOPIC].title
    await publish(bot, clock, "an-phu", None)
    said = await answers(bot, clock)
    assert title not in said[HERE]
    shipped = bot.shelf.shipped.topics[TOPIC].answer.strip()[:40]
    assert shipped in said[THERE] and shipped in said[GUEST]
    (pressed,) = await bot.hears(HERE, choice=f"topic:{TOPIC}")
    assert shipped not in pressed, "a button of before the edit"


async def list_titles(bot: Bot, who: str, category: str) -> str:
    """The labels of all pages of a category, as somebody browses it."""
    named = bot.shelf().knowledge.topics.values()
    at = list(dict.fromkeys(topic.category for topic in named)).index(category)
    pages = [(await bot.hears(who, choice=f"topics:{at}:{page}"))[-1] for page in range(3)]
    return "\n".join(pages)


async def test_a_topic_of_one_commune_is_neither_answered_nor_offered_in_the_other(
    bot: Bot, clock: ObedientClock
) -> None:
    before = await answers(bot, clock, ASKED)
    await publish(bot, clock, "an-phu", FRESH, topic_id=FRESH["id"])  # type: ignore[arg-type]
    after = await answers(bot, clock, ASKED)
    assert ANSWER in after[HERE]
    for who in (THERE, GUEST):
        assert after[who] == before[who]
    title, category = str(FRESH["title"]), str(FRESH["category"])
    assert title in await list_titles(bot, HERE, category)
    assert title not in await list_titles(bot, THERE, category)
    for who, knows in ((HERE, True), (THERE, False)):
        (pressed,) = await bot.hears(who, choice=f"topic:{FRESH['id']}")
        assert (ANSWER in pressed) is knows


async def test_who_moves_to_another_village_reads_its_communes_answer(
    bot: Bot, clock: ObedientClock
) -> None:
    await publish(bot, clock, "an-phu", text(bot, "Lời của An Phú."))
    await publish(bot, clock, "hl-01", text(bot, "Lời của thôn bên Hòa Lạc."))
    assert "Lời của An Phú." in (await answers(bot, clock))[HERE]
    await settle(bot, HERE, "hl-01")
    assert "Lời của thôn bên Hòa Lạc." in (await answers(bot, clock))[HERE]
    await settle(bot, HERE, "hl-02")
    assert "Lời của" not in (await answers(bot, clock))[HERE]


async def test_a_guest_who_names_a_village_reads_its_answer_at_once(
    bot: Bot, clock: ObedientClock
) -> None:
    await publish(bot, clock, "an-phu", text(bot, "Lời của An Phú."))
    assert "Lời của" not in (await bot.hears(GUEST, FORGOTTEN))[-1]
    await settle(bot, GUEST, "ap-02")
    clock.pass_by(hours=1)
    assert "Lời của An Phú." in (await bot.hears(GUEST, FORGOTTEN))[-1]


async def test_an_edit_that_has_ended_gives_way(bot: Bot, clock: ObedientClock) -> None:
    today = clock().astimezone(ZONE).date()
    await publish(bot, clock, "an-phu", text(bot, "Chỉ hôm nay."), valid_to=today)
    assert "Chỉ hôm nay." in (await answers(bot, clock))[HERE]
    clock.pass_by(hours=24)
    assert "Chỉ hôm nay." not in (await answers(bot, clock))[HERE]


async def test_steps_are_those_of_ones_own_commune(bot: Bot, clock: ObedientClock) -> None:
    steps = ("Bác ra nhà văn hóa.", "Bác hỏi cô trực.")
    await publish(bot, clock, "an-phu", text(bot, "Bác làm hai bước.", steps=steps))
    (first,) = await bot.hears(HERE, choice=f"guide:{TOPIC}")
    (other,) = await bot.hears(THERE, choice=f"guide:{TOPIC}")
    assert texts.GUIDE_STEP.format(number=1, count=2, step=steps[0]) in first
    assert steps[0] not in other
    (second,) = await bot.hears(HERE, "xong")
    assert steps[1] in second
    (third,) = await bot.hears(THERE, "xong")
    assert steps[1] not in third


async def test_what_one_commune_is_taught_to_understand_says_nothing_to_the_other(
    bot: Bot, clock: ObedientClock
) -> None:
    asked = "rớt mất cái chìa khóa điện tử của chú công an rồi"
    before = await answers(bot, clock, asked)
    shipped = bot.shelf.shipped.topics[TOPIC]
    taught = text(bot, "Lời của xã.", questions=(*shipped.questions, asked))
    await publish(bot, clock, "an-phu", taught)
    after = await answers(bot, clock, asked)
    assert "Lời của xã." in after[HERE]
    assert (after[THERE], after[GUEST]) == (before[THERE], before[GUEST])
