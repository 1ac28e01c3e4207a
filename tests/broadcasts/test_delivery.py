"""An announcement through the real outbox, to a platform at its worst: waits, blocks, breaks."""

import asyncio
from collections import Counter

from sqlmodel import Session

from bot.broadcasts import sending
from bot.broadcasts.models import BroadcastState, Urgency
from bot.channels.fake import Fake
from bot.core.clock import utc_now
from bot.core.errors import Rejected, TryLater, Unreachable
from bot.core.policy import POLICY
from bot.messages.content import Reply
from bot.notices import broadcast_sending
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.models import Priority
from bot.outbox.service import stage
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from tests.broadcasts.scene import Scene

CROWD = 160
URGENT = {"to": "v1 - role:team", "urgency": Urgency.URGENT}


class Hostile(Fake):
    """Each address has its own trouble, by its number; everybody else hears at once."""

    def __init__(self) -> None:
        super().__init__()
        self.tries = Counter[str]()

    async def send(self, address: str, reply: Reply, *, key: str = "") -> str:
        self.tries[address] += 1
        number, first = int(address[1:]), self.tries[address] == 1
        await asyncio.sleep(0.001)
        if number % 40 == 0:
            raise Unreachable("Forbidden: bot was blocked by the user")
        if number % 40 == 1:
            raise Rejected("Bad Request: message is too odd")
        if number == 77 and first:
            raise TryLater("Too Many Requests", retry_after=0.3)
        if number % 40 == 3 and first:
            raise TryLater("Bad Gateway", retry_after=0.05)
        return await super().send(address, reply, key=key)


async def crowd(scene: Scene) -> None:
    def work(session: Session) -> None:
        where = get_unit(session, "v1").id
        for number in range(CROWD):
            get_or_create_contact(session, "fake", f"n{number:03}", now=scene.now).unit_id = where

    await scene.db.write(work)


async def ticks_until(scene: Scene, number: int, state: BroadcastState) -> None:
    """The clock looks again and again while the outbox sends."""
    async with asyncio.timeout(30):
        while (await scene.one(number)).state != state:
            await scene.db.write(sending.begin_due, now=utc_now())
            await scene.db.write(
                broadcast_sending.stage_due, window=50, now=utc_now(), policy=POLICY
            )
            await scene.db.write(broadcast_sending.finish_due, now=utc_now(), policy=POLICY)
            await asyncio.sleep(0.05)


async def test_everybody_who_can_hears_it_once_and_the_figures_add_up(scene: Scene) -> None:
    scene.clock.now = utc_now()
    await crowd(scene)
    number = await scene.approved(**URGENT)
    platform = Hostile()
    voice = Dispatcher(scene.db, platform, utc_now, holder="one", rate=400)
    await voice.start()
    await ticks_until(scene, number, BroadcastState.DONE)
    await voice.stop()
    heard = Counter(who for who, _ in platform.sent if who.startswith("n"))
    assert set(heard.values()) == {1}
    assert len(heard) == CROWD - 8  # four have blocked us, four cannot be told such a thing
    progress = await scene.stands(number)
    assert (progress.sent, progress.failed, progress.unreachable, progress.pending) == (
        CROWD - 8,
        4,
        4,
        0,
    )


async def test_an_answer_overtakes_the_crowd(scene: Scene) -> None:
    scene.clock.now = utc_now()
    await crowd(scene)
    number = await scene.approved(**URGENT)
    platform = Fake()
    voice = Dispatcher(scene.db, platform, utc_now, holder="one", rate=60)
    await voice.start()
    await scene.db.write(sending.begin_due, now=utc_now())
    await scene.db.write(broadcast_sending.stage_due, window=CROWD, now=utc_now(), policy=POLICY)
    voice.wake()
    async with asyncio.timeout(20):
        while len(platform.sent) < 20:  # noqa: ASYNC110  nobody tells us
            await asyncio.sleep(0.005)

        def answers(session: Session) -> None:
            contact = get_or_create_contact(session, "fake", "asker", now=utc_now())
            stage(session, contact, Reply("Đây ạ"), now=utc_now(), priority=Priority.REPLY)

        await scene.db.write(answers)
        voice.wake()
        before = len(platform.sent)
        while "asker" not in {who for who, _ in platform.sent}:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await voice.stop()
    place = [who for who, _ in platform.sent].index("asker")
    assert place - before < 20  # of the 140 that were before it
    assert (await scene.one(number)).state == BroadcastState.SENDING
