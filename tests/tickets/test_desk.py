"""Verbs of the desk on both databases."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.core.policy import POLICY
from bot.messages.history import Message
from bot.people.actor import Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.units import get_unit
from bot.privacy import erasure
from bot.tickets import desk, desk_assignment, desk_view
from bot.tickets.events import DeskDeed
from bot.tickets.models import Ticket
from bot.tickets.relay import RelayStatus
from tests.conftest import ObedientClock
from tests.tickets.scene import Scene
from tests.tickets.test_desk_list import officer_of


async def started(db: Database, clock: ObedientClock) -> tuple[Scene, Actor, int]:
    """A ticket of village 1, offered to a member, and the officer."""
    scene = await Scene(db, clock).set_up()
    return scene, await officer_of(scene), await scene.asks("ba-tu")


async def test_a_reply_is_kept_with_the_ticket_and_erased_with_it(
    db: Database, clock: ObedientClock
) -> None:
    scene, actor, number = await started(db, clock)
    result = await scene.do(desk.send_reply, number, "Bác bấm vào đây.", actor=actor)
    assert result.status is RelayStatus.RELAYED
    view = await db.read(desk_view.get_ticket_view, number, actor=actor)
    assert view.entries[-1].text.endswith("cán bộ xã: Bác bấm vào đây.")
    assert view.member == "Nguyễn Văn Cán"

    def forget(session: Session) -> list[str]:
        contact = session.get_one(Contact, session.get_one(Ticket, number).contact_id)
        erasure.erase_words(session, contact)
        session.flush()
        return list(session.exec(select(Message.text).where(col(Message.text).contains("Bác bấm"))))

    assert await db.write(forget) == []


async def test_a_second_click_sends_nothing_more(db: Database, clock: ObedientClock) -> None:
    scene, actor, number = await started(db, clock)
    for seconds, sent in ((0, 1), (2, 1), (60, 2)):
        clock.pass_by(seconds=seconds)
        result = await scene.do(desk.send_reply, number, "Bác bấm vào đây.", actor=actor)
        assert result.status is RelayStatus.RELAYED
        view = await db.read(desk_view.get_ticket_view, number, actor=actor)
        assert len([entry for entry in view.entries if "Bác bấm" in entry.text]) == sent


async def test_what_is_refused_leaves_no_message(db: Database, clock: ObedientClock) -> None:
    scene, actor, number = await started(db, clock)
    result = await scene.do(desk.send_reply, number, "Bác đọc mật khẩu cho cháu", actor=actor)
    assert result.status is RelayStatus.SECRET and result.refusal is not None
    for text, sentence in (("  ", "chưa viết gì"), ("a" * 2001, "nhiều nhất 2000")):
        with pytest.raises(UserError, match=sentence):
            await scene.do(desk.send_reply, number, text, actor=actor)

    def count(session: Session) -> int:
        return len(session.exec(select(Message.id).where(Message.account == desk.CONSOLE)).all())

    assert await db.read(count) == 0


async def test_who_may_give_and_to_whom(db: Database, clock: ObedientClock) -> None:
    scene, actor, number = await started(db, clock)
    now = clock.now
    assignees = await db.read(
        desk_assignment.list_assignees, number, actor=actor, now=now, policy=POLICY
    )
    names = [assignee.name for assignee in assignees if assignee.can_be_asked]
    assert names == ["Trần Văn Nam", "Phạm Thị Lan", "Nguyễn Văn Cán"]
    lan = next(assignee.person_id for assignee in assignees if assignee.name == "Phạm Thị Lan")
    member = Actor(await scene.person("Nam"), actor.scope, RoleKind.MEMBER, Hand.CHAT)
    with pytest.raises(NotAllowed):
        await scene.do(desk_assignment.give_ticket, number, lan, actor=member)
    with pytest.raises(NotFound):
        await scene.do(desk_assignment.give_ticket, number, 9999, actor=actor)
    name, told = await db.read(
        desk_assignment.preview_gift, number, lan, actor=actor, now=now, policy=POLICY
    )
    assert name == "Phạm Thị Lan" and "Phạm Thị Lan (Tổ công nghệ số)" in told
    placement = await scene.do(desk_assignment.give_ticket, number, lan, actor=actor)
    assert placement.member_id == lan
    clock.pass_by(hours=14)  # night
    nam = await scene.person("Nam")
    with pytest.raises(UserError, match="không trực"):
        await scene.do(desk_assignment.give_ticket, number, nam, actor=actor)


async def test_another_commune_has_no_such_ticket(db: Database, clock: ObedientClock) -> None:
    scene, actor, number = await started(db, clock)
    path = await db.read(lambda session: get_unit(session, "v3").path)
    stranger = Actor(actor.person_id, path, RoleKind.LEADER, Hand.CONSOLE)
    verbs: list[tuple[Any, tuple[str, ...]]] = [
        (desk.send_reply, ("chào bác",)),
        (desk.answer_and_close, ("chào bác",)),
        (desk.take_over_ticket, ()),
        (desk.add_note, ("a",)),
        (desk.close_ticket, ("a",)),
        (desk.reopen_ticket, ("a",)),
    ]
    for verb, given in verbs:
        with pytest.raises(NotFound):
            await scene.do(verb, number, *given, actor=stranger)


async def test_a_leader_takes_before_closing(db: Database, clock: ObedientClock) -> None:
    scene, actor, number = await started(db, clock)
    leader = Actor(actor.person_id, actor.scope, RoleKind.LEADER, Hand.CONSOLE)
    with pytest.raises(UserError, match="Nhận về mình"):
        await scene.do(desk.answer_and_close, number, "Bác ra xã nhé.", actor=leader)
    await scene.do(desk.take_over_ticket, number, actor=actor)
    await scene.do(desk.take_over_ticket, number, actor=actor)  # a second click
    await scene.do(desk.close_ticket, number, "đã xong", actor=actor)
    with pytest.raises(UserError, match="đã đóng"):
        await scene.do(desk.close_ticket, number, "đã xong", actor=actor)

    def read(session: Session) -> list[str]:
        return list(session.exec(select(Audit.action)))

    assert (await db.read(read))[-1] == DeskDeed.CLOSE


def test_every_deed_of_a_desk_has_words() -> None:
    assert {str(deed) for deed in DeskDeed} <= texts.AUDIT_ACTIONS.keys()
