"""Who may do what to a class: another commune's does not exist; an officer's deed is on record."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.classes import attendance, class_series, proposals, service
from bot.classes.class_series import SessionTemplate
from bot.classes.models import ClassProposal, ClassSession, ProposalState
from bot.classes.plans import ClassPlan
from bot.classes.weekly_pattern import WeeklyPattern
from bot.core.audit import Audit
from bot.core.errors import NotAllowed, NotFound
from bot.people.actor import CLOCK, Actor, find_actor
from bot.people.models import Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.usecases import vouch_for_contact
from tests.reminders.scene import Scene, local

EVENING = local(24, 19, 30)


async def an_actor(scene: Scene, unit: str, kind: RoleKind = RoleKind.OFFICER) -> Actor:
    """Somebody with a role in the unit; "y" is another commune."""

    def work(session: Session) -> Actor:
        upsert_unit(session, "y", "Xã Y", UnitKind.COMMUNE, parent=None)
        person = Person(name=unit)
        session.add(person)
        session.flush()
        session.add(Role(person_id=person.id, unit_id=get_unit(session, unit).id, kind=kind))
        contact = get_or_create_contact(session, "fake", f"chat-{unit}", now=scene.clock.now)
        contact.person_id = person.id
        session.flush()
        actor = find_actor(session, person.id, roles=(kind,))
        assert actor is not None
        return actor

    return await scene.db.write(work)


async def deeds(scene: Scene) -> list[tuple[str, str, int | None]]:
    rows = await scene.db.read(
        lambda session: session.exec(select(Audit).order_by(col(Audit.id))).all()
    )
    return [(row.action, row.subject, row.person_id) for row in rows]


async def test_an_officer_of_another_commune_finds_no_class(scene: Scene) -> None:
    lesson: ClassSession = await scene.opens(EVENING)
    stranger = await an_actor(scene, "y")
    given: dict[str, Any] = {"actor": stranger, "policy": scene.policy}
    with pytest.raises(NotFound):
        await scene.do(service.cancel_class, lesson.id, reason="mất điện", **given)
    with pytest.raises(NotFound):
        await scene.db.write(
            lambda session: service.open_or_update_class(
                session,
                get_unit(session, "v1"),
                ClassPlan("VNeID", "Đình", local(25, 9)),
                now=scene.clock.now,
                **given,
            )
        )
    scene.at(EVENING)
    with pytest.raises(NotFound):
        await scene.do(attendance.get_open_class, lesson.id, actor=stranger)
    seen = await scene.db.read(
        lambda session: service.list_classes(
            session, get_unit(session, "x"), actor=stranger, since=local(1, 0)
        )
    )
    assert seen == []


async def test_a_member_of_the_next_village_may_not_take_attendance(scene: Scene) -> None:
    lesson = await scene.opens(EVENING)
    neighbour = await an_actor(scene, "v2", RoleKind.MEMBER)
    scene.at(EVENING)
    with pytest.raises(NotAllowed):
        await scene.do(attendance.get_open_class, lesson.id, actor=neighbour)
    member = await an_actor(scene, "v1", RoleKind.MEMBER)
    assert await scene.do(attendance.list_open_classes, member) == [lesson]


async def test_a_contact_of_another_commune_is_nobody_to_vouch_for(scene: Scene) -> None:
    stranger = await an_actor(scene, "y", RoleKind.MEMBER)
    neighbour = await an_actor(scene, "v2", RoleKind.MEMBER)

    def check(session: Session, actor: Actor) -> None:
        contact = get_or_create_contact(session, "fake", "tu", now=scene.clock.now)
        contact.unit_id = get_unit(session, "v1").id
        vouch_for_contact.check_may_vouch(session, contact, actor=actor)

    with pytest.raises(NotFound):
        await scene.db.write(check, stranger)
    with pytest.raises(NotAllowed):
        await scene.db.write(check, neighbour)


async def test_what_an_officer_does_is_on_record_once(scene: Scene) -> None:
    officer = await an_actor(scene, "x")
    given: dict[str, Any] = {"actor": officer, "now": scene.clock.now, "policy": scene.policy}

    def opens(session: Session, place: str) -> int:
        plan = ClassPlan("VNeID", place, EVENING, code="a")
        return service.open_or_update_class(session, get_unit(session, "v1"), plan, **given)[0].id

    for place in ("Đình", "Đình", "Nhà văn hóa"):
        class_id = await scene.db.write(opens, place)
    for _ in range(2):
        await scene.db.write(service.cancel_class, class_id, reason="mất điện", **given)
    subject = f"class:{class_id}"
    assert await deeds(scene) == [
        (action, subject, officer.person_id)
        for action in ("class.open", "class.update", "class.cancel")
    ]


async def test_a_series_is_on_record_and_not_what_the_clock_opens_of_it(scene: Scene) -> None:
    officer, now = await an_actor(scene, "x"), scene.clock.now

    def work(session: Session) -> int:
        return class_series.create_series(
            session,
            get_unit(session, "v1"),
            WeeklyPattern.parse("T3 19:30"),
            SessionTemplate("VNeID", "Đình"),
            actor=officer,
            first_on=local(23, 8).date(),
            last_on=None,
            now=now,
            policy=scene.policy,
        ).id

    series_id = await scene.db.write(work)
    await scene.do(class_series.pause_series, series_id, actor=officer)
    await scene.do(class_series.resume_series, series_id, actor=officer)
    await scene.do(class_series.open_sessions_due, policy=scene.policy)
    assert [deed[0] for deed in await deeds(scene)] == [
        "series.create", "series.pause", "series.resume",
    ]  # fmt: skip
    stranger = await an_actor(scene, "y")
    with pytest.raises(NotFound):
        await scene.do(class_series.pause_series, series_id, actor=stranger)


async def test_a_decision_on_a_proposal_is_on_record(scene: Scene) -> None:
    officer, stranger = await an_actor(scene, "x"), await an_actor(scene, "y")

    def propose(session: Session) -> None:
        unit_id = get_unit(session, "v1").id
        proposal = ClassProposal(
            key="a", unit_id=unit_id, topic_id="t", title="VNeID", askers=3,
            proposed_at=scene.clock.now,
        )  # fmt: skip
        session.add(proposal)

    def decide(session: Session, actor: Actor) -> None:
        proposal = proposals.get_open_proposal(session, 1, actor=actor)
        proposals.record_decision(
            session, proposal, ProposalState.DECLINED, actor=actor, now=scene.clock.now
        )

    await scene.db.write(propose)
    with pytest.raises(NotFound):
        await scene.db.write(decide, stranger)
    await scene.db.write(decide, officer)
    assert await deeds(scene) == [("proposal.declined", "proposal:1", officer.person_id)]


async def test_the_clock_leaves_no_deed(scene: Scene) -> None:
    def work(session: Session) -> None:
        plan = ClassPlan("VNeID", "Đình", EVENING)
        service.open_or_update_class(
            session, get_unit(session, "v1"), plan,
            actor=CLOCK, now=scene.clock.now, policy=scene.policy,
        )  # fmt: skip

    await scene.db.write(work)
    assert await deeds(scene) == []
