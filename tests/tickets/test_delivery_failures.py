"""What did not arrive reaches its ticket when its delivery ends, on both databases."""

from functools import partial

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.outbox import service as outbox
from bot.outbox.models import Delivery, DeliveryStatus
from bot.outbox.service import Outcome
from bot.tickets import delivery_failures, member_actions, relay
from bot.tickets.models import Relay
from bot.tickets.queries import lock_ticket
from tests.conftest import ObedientClock
from tests.tickets.scene import Scene, acting


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> Scene:
    """Hoa has bà Tư's ticket."""
    made = await Scene(db, clock).set_up()
    number = await made.asks("ba-tu")
    await made.do(member_actions.take_ticket, number, actor=acting(await made.person("Hoa")))
    return made


def refused(session: Session, text: str, *, clock: ObedientClock) -> None:
    """The delivery of the carried words ends badly; said twice, as a late process would."""
    delivery = session.exec(
        select(Delivery)
        .join(Relay, col(Relay.message_id) == Delivery.message_id)
        .order_by(col(Delivery.id).desc())
    ).first()
    assert delivery is not None
    delivery.status = DeliveryStatus.SENDING
    session.flush()
    end = Outcome(delivery.id, delivery.contact_id, DeliveryStatus.FAILED, reason=text)
    for _ in range(2):
        outbox.settle_deliveries(session, [end], now=clock.now)
        delivery_failures.handle_outcomes(session, [end], now=clock.now, policy=POLICY)


async def test_a_refused_answer_is_told_once_and_is_no_answer(
    scene: Scene, clock: ObedientClock
) -> None:
    to_resident = partial(relay.relay_to_resident, actor=acting(await scene.person("Hoa")))
    await scene.says(to_resident, "Hoa", "bác cài lại giúp cháu", 1)
    assert not (await scene.ticket(1)).awaiting_member
    await scene.db.write(refused, "no", clock=clock)
    ticket = await scene.ticket(1)
    assert (ticket.awaiting_member, ticket.answer) == (True, "")
    assert (await scene.told("Hoa")).count(texts.RELAY_REFUSED.format(number=1)) == 1
    assert "not_arrived" in await scene.events(1)


async def test_refused_words_of_a_resident_go_to_the_next_member(
    scene: Scene, clock: ObedientClock
) -> None:
    def carry(session: Session, message: object, *, now: object) -> object:
        ticket = lock_ticket(session, 1)
        return relay.relay_to_member(session, ticket, message, now=now, policy=POLICY)  # type: ignore[arg-type]

    await scene.says(carry, "ba-tu", "cháu còn đó không")
    await scene.db.write(refused, "no", clock=clock)
    assert await scene.holder(1) == "Nam"
    assert "cháu còn đó không" in (await scene.ticket(1)).text
