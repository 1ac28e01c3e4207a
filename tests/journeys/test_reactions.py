"""A 👍 or 👎 on one of the bot's messages is the verdict it asks for, and nothing anywhere else."""

from itertools import count
from typing import Any

import pytest
from sqlalchemy import literal
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot import texts
from bot.faq.models import Feedback
from bot.messages.content import Attachment, AttachmentKind, Choice, Event, Reply
from bot.messages.history import Message
from bot.outbox import batches
from bot.outbox.models import Delivery
from bot.outbox.service import stage
from bot.people.models import Contact
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, to

QUESTION = "làm căn cước cho cháu mất bao lâu"
_again = count(1)


@pytest.fixture(autouse=True)
async def village(bot: Bot) -> None:
    """Hoa of the team, and ông Sáu of Thôn 3, who has agreed."""
    await bot.link("hoa", HOA)
    await bot.hears("ong-sau", "/start", start="u-ap-03", name="Ông Sáu")
    await bot.hears("ong-sau", "1", name="Ông Sáu")


def place_of(bot: Bot, who: str, words: str = "") -> str:
    """The id of the last message to somebody, or the last that has these words."""
    ids = [n for n, (to_whom, said) in enumerate(bot.channel.sent, 1)
           if to_whom == who and words in said.text]  # fmt: skip
    return f"fake:{ids[-1]}"


async def reacts(bot: Bot, who: str, verdict: str, place: str, message_id: str = "") -> list[str]:
    """Somebody puts an emoji on a message."""
    return await bot.hears(
        who,
        choice=f"react:{verdict}",
        event=Event.REACTED,
        reply_to=place,
        message_id=message_id or f"react:{place}:{verdict}",
    )


def list_verdicts(session: Session) -> list[bool]:
    """What was said of answers."""
    return list(session.exec(select(Feedback.helped).order_by(col(Feedback.id))))


def find_ticket(session: Session) -> Ticket:
    """The only one."""
    return session.exec(select(Ticket)).one()


async def test_a_thumb_up_on_an_answer_is_its_praise_once(bot: Bot) -> None:
    await bot.hears("ong-sau", QUESTION)
    place = place_of(bot, "ong-sau")
    assert await reacts(bot, "ong-sau", "good", place) == [f"ong-sau ← {texts.FEEDBACK_GOOD}"]
    assert await reacts(bot, "ong-sau", "good", place) == []
    assert await reacts(bot, "ong-sau", "good", place, f"another-{next(_again)}") == []
    assert await bot.db.read(list_verdicts) == [True]


async def test_a_thumb_up_takes_no_buttons_away(bot: Bot) -> None:
    await bot.hears("ong-sau", QUESTION)
    place = place_of(bot, "ong-sau")
    await bot.hears("ong-sau", "menu")
    await reacts(bot, "ong-sau", "good", place)
    (shown,) = await bot.hears("ong-sau", "1")
    assert texts.CATEGORIES in shown


async def test_a_thumb_down_on_an_answer_offers_others(bot: Bot) -> None:
    await bot.hears("ong-sau", QUESTION)
    (said,) = await reacts(bot, "ong-sau", "bad", place_of(bot, "ong-sau"))
    assert said.startswith(f"ong-sau ← {texts.FEEDBACK_BAD}")
    assert await bot.db.read(list_verdicts) == [False]


async def test_a_heart_on_is_it_done_means_done_and_only_once(bot: Bot) -> None:
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "xong")
    place = place_of(bot, "ong-sau", texts.TICKET_DONE_ASK)
    (said,) = await reacts(bot, "ong-sau", "good", place)
    assert said.startswith(f"ong-sau ← {texts.RATE_ASK}")
    assert await reacts(bot, "ong-sau", "good", place, "another") == []
    await bot.hears("ong-sau", "5")
    assert await reacts(bot, "ong-sau", "good", place, "third") == []
    assert (await bot.db.read(find_ticket)).rating == 5


async def test_a_thumb_down_on_is_it_done_opens_it_again_for_the_same_helper(bot: Bot) -> None:
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "xong")
    place = place_of(bot, "ong-sau", texts.TICKET_DONE_ASK)
    said = await reacts(bot, "ong-sau", "bad", place)
    assert to("hoa", said)[0].startswith("hoa ← Phiếu 1.")
    assert (await bot.db.read(find_ticket)).closed_at is None
    assert await reacts(bot, "ong-sau", "bad", place, "another") == [], "it is open already"


async def test_a_thumb_long_after_the_end_opens_nothing(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "xong")
    clock.pass_by(days=3)
    place = place_of(bot, "ong-sau", texts.TICKET_DONE_ASK)
    assert await reacts(bot, "ong-sau", "bad", place) == []


async def test_a_thumb_on_a_helpers_words_tells_the_helper_that_they_were_seen(bot: Bot) -> None:
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "Bác mang căn cước ra nhà văn hóa nhé")
    place = place_of(bot, "ong-sau")
    seen = [f"hoa ← {texts.RESIDENT_SAW.format(number=1)}"]
    assert await reacts(bot, "ong-sau", "good", place) == seen
    assert await reacts(bot, "ong-sau", "good", place, "another") == []
    assert await reacts(bot, "ong-sau", "bad", place) == []
    assert (await bot.db.read(find_ticket)).closed_at is None


async def test_a_thumb_on_the_voice_above_the_words_is_one_on_the_message(bot: Bot) -> None:
    await bot.hears("ong-sau", "gặp người")
    await bot.hears("hoa", "nhận")
    voice = Attachment(AttachmentKind.VOICE, ref="voice-1")
    await bot.hears("hoa", attachments=[voice])
    (first,) = [n for n, (_, said) in enumerate(bot.channel.sent, 1) if said.attachments]
    assert await reacts(bot, "ong-sau", "good", f"fake:{first}") == [
        f"hoa ← {texts.RESIDENT_SAW.format(number=1)}"
    ]


async def test_answering_to_the_voice_of_a_card_answers_its_ticket(bot: Bot) -> None:
    voice = Attachment(AttachmentKind.VOICE, ref="voice-1")
    await bot.hears("ong-sau", attachments=[voice])
    await bot.hears("ong-sau", choice="voice")
    (first,) = [n for n, (_, said) in enumerate(bot.channel.sent, 1) if said.attachments]
    heard = await bot.hears("hoa", "Cháu nghe rồi ạ", reply_to=f"fake:{first}")
    assert any("Cháu nghe rồi ạ" in line for line in to("ong-sau", heard))


async def test_on_an_announcement_it_is_silence(bot: Bot) -> None:
    def announce(session: Session) -> None:
        recipient = literal("ong-sau").label("recipient")
        contact_id: Any = col(Contact.id).label("contact_id")
        people = sa_select(recipient, contact_id, col(Contact.account))
        people = people.where(col(Contact.address) == "ong-sau")
        batch = batches.open_batch(session, now=bot.clock())
        good = Choice("Đúng ý", "good:1"), Choice("Xong rồi", "own-ticket:1:solved")
        notice = Reply("Mai họp thôn lúc 8 giờ.", good)
        batches.stage_deliveries(session, batch.id, people, notice, now=bot.clock())

    await bot.db.write(announce)
    await bot.later(seconds=5)
    place = place_of(bot, "ong-sau", "Mai họp thôn")
    for verdict in ("good", "bad"):
        assert await reacts(bot, "ong-sau", verdict, place) == []


async def test_on_anything_else_it_is_silence_and_changes_nothing(bot: Bot) -> None:
    await bot.hears("ong-sau", "menu")
    for place in (place_of(bot, "ong-sau"), "fake:999", "", "x" * 300, "%"):
        for verdict in ("good", "bad"):
            assert await reacts(bot, "ong-sau", verdict, place) == []
    (shown,) = await bot.hears("ong-sau", "1")
    assert texts.CATEGORIES in shown


async def test_nobody_reacts_to_another_persons_message(bot: Bot) -> None:
    await bot.hears("ong-sau", QUESTION)
    place = place_of(bot, "ong-sau")
    await bot.hears("ba-nam", "xin chào")
    assert await reacts(bot, "ba-nam", "good", place) == []
    assert await bot.db.read(list_verdicts) == []


async def test_consent_is_never_given_by_an_emoji(bot: Bot) -> None:
    await bot.hears("ba-nam", "xin chào")
    assert await reacts(bot, "ba-nam", "good", place_of(bot, "ba-nam")) == []

    def agreed(session: Session) -> object:
        return session.exec(select(Contact.consented_at).where(Contact.address == "ba-nam")).one()

    assert await bot.db.read(agreed) is None


async def test_who_was_never_met_and_reacts_hears_nothing(bot: Bot) -> None:
    assert await reacts(bot, "ba-moi", "good", "fake:1") == []


async def test_a_page_that_makes_the_button_up_presses_an_old_one(bot: Bot) -> None:
    *_, said = await bot.hears("webchat:ai-do", choice="react:good")
    assert said.startswith(f"webchat:ai-do ← {texts.BUTTON_OLD}")


async def test_the_ids_of_all_parts_are_kept(bot: Bot) -> None:
    def promise(session: Session) -> None:
        contact = session.exec(select(Contact).where(Contact.address == "ong-sau")).one()
        stage(session, contact, Reply("chữ " * 3000), now=bot.clock())

    def ids(session: Session) -> list[str]:
        delivery = session.exec(
            select(Delivery).join(Message, col(Message.id) == Delivery.message_id)
            .where(col(Message.text).startswith("chữ"))
        ).one()  # fmt: skip
        return [*delivery.earlier_ids.split(), delivery.platform_id]

    before = len(bot.channel.sent)
    await bot.db.write(promise)
    await bot.later(seconds=1)
    sent = [f"fake:{n}" for n in range(before + 1, len(bot.channel.sent) + 1)]
    assert len(sent) == 3
    assert await bot.db.read(ids) == sent
