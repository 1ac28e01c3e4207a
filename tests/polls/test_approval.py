"""A second person decides on a poll, and every deed leaves its entry in the audit."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.core import audit
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.policy import POLICY
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.people.actor import Actor, Hand
from bot.people.approvals import Stage
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.polls import approval, drafting, events, service
from bot.polls.events import PollEvent
from bot.polls.models import Poll, PollState
from bot.reactions import REACTIONS
from tests.polls.scene import ROAD, Scene


@pytest.fixture
async def office(scene: Scene) -> dict[str, Actor]:
    """An officer and an approver of xã X and an officer of xã Y, each with a chat."""

    def work(session: Session) -> dict[str, Actor]:
        return {
            name: _make_actor(session, name, unit, kind, scene)
            for name, unit, kind in (
                ("officer", "x", RoleKind.OFFICER),
                ("approver", "x", RoleKind.APPROVER),
                ("stranger", "y", RoleKind.OFFICER),
            )
        }

    return await scene.db.write(work)


def _make_actor(session: Session, name: str, code: str, kind: RoleKind, scene: Scene) -> Actor:
    unit = get_unit(session, code)
    person = Person(name=name, unit_id=unit.id)
    session.add(person)
    session.flush()
    session.add(Role(person_id=person.id, unit_id=unit.id, kind=kind))
    get_or_create_contact(session, "fake", name, now=scene.now).person_id = person.id
    session.flush()
    return Actor(person.id, unit.path, kind, Hand.CHAT)


async def list_entries(scene: Scene, number: int) -> list[tuple[str, int | None]]:
    entries = await scene.db.read(audit.list_actions, f"poll:{number}")
    return [(entry.action, entry.person_id) for entry in entries]


async def list_notices(scene: Scene, who: str) -> Sequence[tuple[str, str | None]]:
    query = (
        select(Message.text, Delivery.key)
        .join(Delivery, col(Delivery.message_id) == Message.id)
        .join(Contact, col(Contact.id) == Delivery.contact_id)
        .where(Contact.address == who)
        .order_by(col(Delivery.id))
    )
    return await scene.db.read(lambda session: session.exec(query).all())


async def test_every_deed_is_audited_and_the_others_are_told_once_of_each(
    scene: Scene, office: dict[str, Actor]
) -> None:
    officer, approver = office["officer"], office["approver"]
    opens = scene.now + timedelta(hours=3)
    number = await scene.drafts(ROAD, actor=officer, opens_at=opens)
    await scene.does(approval.submit_for_approval, number, actor=officer, policy=POLICY)
    await scene.does(approval.refuse_poll, number, actor=approver, message_id=1)
    await scene.does(
        approval.set_refusal_reason, number, reason="Mùa gặt", actor=approver, message_id=2
    )
    await scene.does(approval.undo_refusal, number, actor=approver, message_id=3)
    await scene.does(approval.approve_poll, number, actor=approver)
    await scene.does(approval.withdraw_poll, number, actor=officer)
    assert await list_entries(scene, number) == [
        ("poll.draft", officer.person_id),
        ("poll.ask", officer.person_id),
        ("poll.refuse", approver.person_id),
        ("poll.why", approver.person_id),
        ("poll.unrefuse", approver.person_id),
        ("poll.approve", approver.person_id),
        ("poll.ready", approver.person_id),
        ("poll.drop", officer.person_id),
    ]
    ((asked, key),) = await list_notices(scene, "approver")
    assert asked.startswith("Mời anh/chị duyệt") and (key or "").startswith("poll:1:ask:1:")
    texts, keys = zip(*await list_notices(scene, "officer"), strict=True)
    assert [(key or "").rpartition(":")[0] for key in keys] == [
        "poll:1:no:1:1",
        "poll:1:no:1:2",
        "poll:1:unno:3",
        "poll:1:yes",
    ]
    assert "approver trả lại" in texts[0] and "Mùa gặt" in texts[1]
    assert "chờ đến giờ mở" in texts[3]


async def test_whoever_drafted_or_is_of_another_commune_decides_nothing(
    scene: Scene, office: dict[str, Actor]
) -> None:
    number = await scene.drafts(ROAD, actor=office["officer"])
    await scene.does(approval.submit_for_approval, number, actor=office["officer"], policy=POLICY)
    for actor in (office["officer"], office["stranger"]):
        for verb in (approval.approve_poll, approval.refuse_poll):
            with pytest.raises(NotAllowed):
                await scene.does(verb, number, actor=actor)
    with pytest.raises(NotFound):
        await scene.db.read(service.get_actor_poll, number, office["stranger"])
    assert await scene.db.read(approval.list_awaiting_approval, office["stranger"]) == []
    assert await scene.db.read(approval.list_awaiting_approval, office["officer"]) == []
    (waiting,) = await scene.db.read(approval.list_awaiting_approval, office["approver"])
    assert (waiting.id, waiting.state) == (number, PollState.WAITING)


async def test_nobody_is_asked_in_a_unit_that_the_drafter_may_not_touch(
    scene: Scene, office: dict[str, Actor]
) -> None:
    number = await scene.drafts(ROAD, actor=office["officer"])

    def move(session: Session) -> None:
        poll = session.get_one(Poll, number)
        drafting.set_audience(session, poll, get_unit(session, "y"), actor=office["officer"])

    with pytest.raises(NotFound):
        await scene.db.write(move)


@pytest.mark.parametrize("missed", [False, True])
async def test_what_was_approved_and_never_opened_was_not_refused(
    scene: Scene, office: dict[str, Actor], missed: bool
) -> None:
    officer, approver = office["officer"], office["approver"]
    opens = scene.now + timedelta(hours=3)
    number = await scene.drafts(ROAD, actor=officer, opens_at=opens)
    await scene.does(approval.submit_for_approval, number, actor=officer, policy=POLICY)
    await scene.does(approval.approve_poll, number, actor=approver)
    if missed:
        scene.clock.now += timedelta(days=30)  # the machine was off
        await scene.db.write(service.open_due, now=scene.now)
    else:
        await scene.does(approval.withdraw_poll, number, actor=officer)
    poll = await scene.poll(number)
    assert (poll.state, poll.stage) == (PollState.DROPPED, Stage.WITHDRAWN)
    for verb, actor in ((approval.undo_refusal, approver), (approval.return_to_draft, officer)):
        with pytest.raises(UserError):
            await scene.does(verb, number, actor=actor)


def test_every_event_of_polls_is_audited_under_a_name_of_its_own() -> None:
    kinds = [
        event
        for event in vars(events).values()
        if isinstance(event, type) and issubclass(event, PollEvent) and event is not PollEvent
    ]
    assert len(kinds) == 16 == len({event.action for event in kinds})
    assert all(audit.record_event in REACTIONS[event] for event in kinds)
