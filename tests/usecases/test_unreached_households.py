"""Nobody left out: which households an announcement reached, and what was told at the door."""

from typing import Any

import pytest
from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.people.actor import Actor, Hand, get_actor
from bot.people.models import Household, Person, Role, RoleKind
from bot.people.units import get_unit
from bot.reports.models import DailyCount
from bot.usecases import unreached_households as unreached
from tests.broadcasts.scene import Scene, a_commune
from tests.conftest import ObedientClock

HEADS = ("Bà Một", "Bà Hai", "Bà Ba", "Bà Bốn")


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> Scene:
    """A commune with four households in v1, one of which has a chat by its code."""
    await db.write(a_commune, clock.now)
    scene = Scene(db, clock)

    def register(session: Session) -> int:
        ids = []
        for head in HEADS:
            household = Household(unit_id=get_unit(session, "v1").id, label=head)
            session.add(household)
            session.flush()
            ids.append(household.id)
        return ids[0]

    first = await db.write(register)
    await scene.lives("một", "v1", vouched=f"h{first}")
    await scene.lives("hai", "v1")  # nobody knows which household this is
    return scene


async def act(scene: Scene, name: str) -> Actor:
    """Somebody of the scene as an actor."""

    def read(session: Session) -> Actor:
        person = session.exec(select(Person).where(Person.name == name)).one()
        return get_actor(session, person.id, roles=tuple(RoleKind), hand=Hand.CHAT)

    return await scene.db.read(read)


async def sent(scene: Scene, to: str = "x") -> int:
    """An announcement that has gone out to whom it could."""
    number = await scene.approved(to=to)
    await scene.ticks(window=100)
    await scene.sends()
    await scene.ticks()
    return number


async def houses(scene: Scene) -> dict[str, int]:
    """The ids of the households by their heads."""
    return await scene.db.read(
        lambda session: {row.label: row.id for row in session.exec(select(Household))}
    )


async def test_the_list_shrinks_by_one_tap_and_grows_back(scene: Scene) -> None:
    number, hoa, ids = await sent(scene), await act(scene, "Hoa"), await houses(scene)
    v1 = await scene.db.read(get_unit, "v1")
    page = await scene.db.read(unreached.list_unreached, number, v1, actor=hoa, limit=2)
    assert [house.label for house in page.rows] == ["Bà Ba", "Bà Bốn"]
    progress = page.progress
    assert (progress.households, progress.by_chat, progress.at_home, progress.left) == (4, 1, 0, 3)
    rest = await scene.db.read(
        unreached.list_unreached, number, v1, actor=hoa, after_id=page.next_id, limit=2
    )
    assert ([house.label for house in rest.rows], rest.next_id) == (["Bà Hai"], None)
    tell: dict[str, Any] = {"actor": hoa, "now": scene.now}
    assert await scene.db.write(unreached.tell_household, number, ids["Bà Hai"], **tell) is True
    assert await scene.db.write(unreached.tell_household, number, ids["Bà Hai"], **tell) is False
    (village,) = await scene.db.read(unreached.list_progress, number, actor=hoa)
    assert (village.at_home, village.left, village.percent) == (1, 2, 50)
    assert await _count_told(scene) == 1
    assert await scene.db.write(unreached.untell_household, number, ids["Bà Hai"], **tell) is True
    assert await scene.db.write(unreached.untell_household, number, ids["Bà Hai"], **tell) is False
    assert await _count_told(scene) == 0


async def _count_told(scene: Scene) -> int:
    def read(session: Session) -> int:
        rows = session.exec(select(DailyCount).where(DailyCount.name == "house_told"))
        return sum(row.count for row in rows)

    return await scene.db.read(read)


async def test_a_target_says_how_many_are_needed(scene: Scene) -> None:
    number, officer = await sent(scene), await act(scene, "Cán Bộ")
    villages = await scene.db.read(unreached.list_progress, number, actor=officer)
    assert [village.unit.code for village in villages] == ["v1", "v2", "v3"]
    assert villages[0].needed == 3  # 100 of 100, unless the office says otherwise
    await scene.db.write(unreached.set_target, number, 70, actor=officer, now=scene.now)
    villages = await scene.db.read(unreached.list_progress, number, actor=officer)
    assert (villages[0].target, villages[0].needed) == (70, 2)
    with pytest.raises(UserError, match="từ 1 đến 100"):
        await scene.db.write(unreached.set_target, number, 0, actor=officer, now=scene.now)
    with pytest.raises(NotFound):  # the target is the commune's
        hoa = await act(scene, "Hoa")
        await scene.db.write(unreached.set_target, number, 50, actor=hoa, now=scene.now)


async def test_households_are_only_asked_about_where_all_were_meant(scene: Scene) -> None:
    hoa, v1 = await act(scene, "Hoa"), await scene.db.read(get_unit, "v1")
    await scene.lives("ba", "v2")
    await sent(scene, "x, role:team")
    await sent(scene, "v2 + v3")
    assert await scene.db.read(unreached.find_last_announcement, v1) is None
    number = await sent(scene, "x - v2")
    found = await scene.db.read(unreached.find_last_announcement, v1)
    assert found is not None and found.id == number
    officer = await act(scene, "Cán Bộ")
    villages = await scene.db.read(unreached.list_progress, number, actor=officer)
    assert [village.unit.code for village in villages] == ["v1", "v3"]
    v2 = await scene.db.read(get_unit, "v2")
    for actor in (officer, hoa):  # not meant; and not the member's village
        with pytest.raises(NotFound):
            await scene.db.read(unreached.list_unreached, number, v2, actor=actor, limit=9)


async def test_another_commune_and_a_draft_are_unknown(scene: Scene) -> None:
    number, ids = await sent(scene), await houses(scene)
    stranger = await act(scene, "Xã Bên")
    with pytest.raises(NotFound):
        await scene.db.read(unreached.list_progress, number, actor=stranger)
    with pytest.raises(NotFound):
        await scene.db.write(
            unreached.tell_household, number, ids["Bà Hai"], actor=stranger, now=scene.now
        )
    draft = await scene.drafts()
    with pytest.raises(NotFound):
        officer = await act(scene, "Cán Bộ")
        await scene.db.read(unreached.list_progress, draft, actor=officer)


async def test_a_committee_member_only_reads(scene: Scene) -> None:
    number, ids = await sent(scene), await houses(scene)

    def join(session: Session) -> None:
        person = Person(name="Xem")
        session.add(person)
        session.flush()
        unit_id = get_unit(session, "x").id
        session.add(Role(person_id=person.id, unit_id=unit_id, kind=RoleKind.COMMITTEE))

    await scene.db.write(join)
    viewer = await act(scene, "Xem")
    assert await scene.db.read(unreached.list_progress, number, actor=viewer)
    with pytest.raises(UserError, match="chỉ xem số liệu"):
        await scene.db.write(
            unreached.tell_household, number, ids["Bà Hai"], actor=viewer, now=scene.now
        )
