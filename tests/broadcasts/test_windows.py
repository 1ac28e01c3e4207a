"""An announcement where the platform has windows: the split before, the money, who is left."""

from datetime import timedelta
from typing import Any

import pytest

from bot import texts
from bot.broadcasts import results, service, wording
from bot.broadcasts.models import BroadcastState
from bot.broadcasts.preview import SendingPolicy
from bot.core.policy import Policy
from bot.outbox import messaging_windows
from bot.outbox.models import DeliveryStatus
from bot.people.service import get_or_create_contact
from tests.broadcasts.scene import Scene

OA = "zalo-oa"


@pytest.fixture(autouse=True)
async def residents(scene: Scene) -> None:
    """One of each window on Zalo, one on another channel."""
    for who, ago in (("free", 1), ("paid", 3), ("shut", 9)):
        spoke = scene.now - timedelta(days=ago)
        await scene.lives(who, "v1", OA, last_interaction_at=spoke)
    await scene.lives("other", "v1")


async def words(scene: Scene, number: int, price: int = 0) -> str:
    """The look-over as it is read."""
    preview = await scene.looks(number)
    return wording.render_preview(
        await scene.one(number), preview, policy=SendingPolicy(Policy(message_price=price))
    )


async def test_the_split_is_shown_before_with_the_money(scene: Scene) -> None:
    number = await scene.drafts(to="v1")
    preview = await scene.looks(number)
    assert (preview.paid, preview.outside_window) == (1, 1)
    said = await words(scene, number)
    unknown = texts.PREVIEW_PRICE_UNKNOWN
    assert texts.PREVIEW_UNPAID.format(count=1, price=unknown) in said
    assert texts.PREVIEW_SHUT.format(count=1) in said
    paying = await scene.drafts(to="v1", paid=True)
    said = await words(scene, paying, price=1500)
    cost = texts.PREVIEW_PRICE.format(sum="1.500")
    assert texts.PREVIEW_PAID.format(count=1, price=cost) in said


@pytest.mark.parametrize(("paid", "heard"), [(False, ["free"]), (True, ["free", "paid"])])
async def test_money_is_spent_only_where_it_was_allowed(
    scene: Scene, paid: bool, heard: list[str]
) -> None:
    await scene.approved(to="v1", paid=paid)
    await scene.ticks()
    assert await scene.sends(OA) == heard


async def test_it_ends_without_those_who_must_write_and_they_are_on_the_list(
    scene: Scene,
) -> None:
    number = await scene.approved(to="v1")
    await scene.ticks()
    assert await scene.sends(OA) == ["free"]
    await scene.sends()
    await scene.ticks()
    assert (await scene.one(number)).state == BroadcastState.DONE
    progress = await scene.stands(number)
    # Two of Zalo, and nobody else, are still owed it.
    assert progress.pending == 2 and progress.total == progress.sent + progress.unreachable + 2

    async def left() -> list[str]:
        broadcast = await scene.one(number)
        rows: Any = await scene.db.read(lambda session: results.list_unreached(session, broadcast))
        return [row.reason for row in rows]

    assert await left() == ["shut", "shut"]
    assert texts.LEFT_WHY["shut"]

    def writes(session: Any) -> None:
        contact = get_or_create_contact(session, OA, "shut", now=scene.now)
        messaging_windows.record_interaction(contact, None, now=scene.now)
        messaging_windows.release_parked(session, contact, now=scene.now)

    await scene.db.write(writes)
    assert await scene.sends(OA) == ["shut"]
    assert await left() == ["shut"]


async def test_called_off_it_reaches_nobody_who_writes_later(scene: Scene) -> None:
    number = await scene.approved(to="v1")
    await scene.ticks()
    await scene.sends(OA)
    await scene.does(service.cancel_broadcast, number)

    def writes(session: Any) -> int:
        contact = get_or_create_contact(session, OA, "shut", now=scene.now)
        messaging_windows.record_interaction(contact, None, now=scene.now)
        return messaging_windows.release_parked(session, contact, now=scene.now)

    assert await scene.db.write(writes) == 0


async def test_sent_again_it_does_not_reach_twice_whom_it_still_waits_for(scene: Scene) -> None:
    number = await scene.approved(to="v1")
    await scene.ticks()
    await scene.sends(OA)
    await scene.sends(status=DeliveryStatus.FAILED, reason="refused")  # the other channel
    await scene.ticks()
    again = (await scene.does(service.draft_resend, number)).id
    assert (await scene.looks(again)).accounts == {"fake": 2}  # nobody of Zalo
