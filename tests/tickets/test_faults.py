"""What goes wrong around a ticket: a process killed half-way, people who press together."""

import asyncio

import pytest
from sqlmodel import Session

from bot import texts
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.tickets import member_actions, relay, timers
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.journeys.test_helping import HOA, NAM
from tests.tickets.scene import Scene, acting


class KilledError(Exception):
    """The process ends here: nothing of the transaction was committed."""


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> Scene:
    """Monday 8:00: everybody works by the commune's hours."""
    return await Scene(db, clock).set_up()


async def test_killed_between_claim_and_notice_neither_has_happened(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa = await scene.person("Hoa")

    def half(session: Session) -> None:
        member_actions.take_ticket(
            session, number, actor=acting(hoa), now=scene.clock.now, policy=POLICY
        )
        session.flush()
        raise KilledError

    with pytest.raises(KilledError):
        await scene.db.write(half)
    assert (await scene.ticket(number)).accepted_at is None
    assert await scene.told("ba-tu") == []
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))
    assert len(await scene.told("ba-tu")) == 1


async def test_the_same_button_twice_is_one_deed(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa = await scene.person("Hoa")
    for _ in range(2):
        await scene.do(member_actions.take_ticket, number, actor=acting(hoa))
    assert (await scene.events(number)).count("accepted") == 1
    assert len(await scene.told("ba-tu")) == 1


async def test_passing_on_while_the_resident_writes_loses_no_word(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa = await scene.person("Hoa")
    await scene.do(member_actions.take_ticket, number, actor=acting(hoa))

    def back(session: Session, message: object, **named: object) -> object:
        held = session.get_one(Ticket, number)
        return relay.relay_to_member(session, held, message, policy=POLICY, **named)  # type: ignore[arg-type]

    await asyncio.gather(
        scene.do(member_actions.pass_ticket, number, actor=acting(hoa)),
        *(scene.says(back, "ba-tu", f"câu {at}") for at in range(5)),
    )
    heard = "\n".join([*await scene.told("Hoa"), *await scene.told("Nam")])
    assert [at for at in range(5) if f"câu {at}" not in heard] == []
    assert await scene.holder(number) == "Nam"


async def test_two_clocks_tick_together_and_each_ticket_hops_once(scene: Scene) -> None:
    numbers = [await scene.asks(f"r-{n}") for n in range(6)]
    scene.clock.pass_by(minutes=16)
    await asyncio.gather(*(scene.tick() for _ in range(4)))
    for number in numbers:
        assert (await scene.events(number)).count("returned") == 1


async def test_leaving_duty_while_a_colleague_takes_the_ticket(scene: Scene) -> None:
    number = await scene.asks("ba-tu")
    hoa, nam = await scene.person("Hoa"), await scene.person("Nam")
    await asyncio.gather(
        scene.do(timers.reassign_member_tickets, hoa, policy=POLICY),
        scene.do(member_actions.take_ticket, number, actor=acting(nam)),
        return_exceptions=True,
    )
    assert await scene.holder(number) == "Nam"


async def test_in_chat_a_transfer_while_the_resident_types(bot: Bot) -> None:
    await bot.link("hoa", HOA)
    await bot.link("nam", NAM)
    await bot.hears("ba-tu", "/start", start="u-ap-03", name="Bà Tư")
    await bot.hears("ba-tu", "1", name="Bà Tư")
    await bot.hears("ba-tu", "gặp người")
    await bot.hears("hoa", "nhận")
    await bot.hears("hoa", "chuyển")
    lines = await bot.hears("ba-tu", "cái máy nó cứ quay vòng vòng")
    assert any(line.startswith(f"ba-tu ← {texts.TICKET_WORDS_ADDED}") for line in lines)
    assert any("bà con nói thêm: cái máy" in line for line in lines if line.startswith("nam"))
