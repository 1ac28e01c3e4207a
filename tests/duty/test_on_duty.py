"""Who is on duty now, village by village, on both databases."""

from datetime import date

from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.policy import POLICY
from bot.duty.hours import Absence
from bot.duty.on_duty import UnitDuty, list_on_duty
from bot.duty.roster import add_entries
from bot.people.actor import Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.units import get_unit
from tests.conftest import ObedientClock
from tests.tickets.scene import Scene


async def duties_of(scene: Scene, unit: str = "x") -> dict[str, UnitDuty]:
    """The duties of a unit's subtree by the unit's name."""

    def read(session: Session) -> dict[str, UnitDuty]:
        actor = Actor(None, get_unit(session, unit).path, RoleKind.OFFICER, Hand.CONSOLE)
        duties = list_on_duty(session, actor=actor, policy=POLICY, now=scene.clock.now)
        return {duty.unit.name: duty for duty in duties}

    return await scene.db.read(read)


async def test_on_duty_by_hours_absence_and_chat(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    duties = await duties_of(scene)
    assert {name: duty.names for name, duty in duties.items()} == {
        "Thôn 1": ["Lê Thị Hoa", "Trần Văn Nam"],
        "Thôn 2": ["Phạm Thị Lan"],
        "Thôn 3": [],
        "Xã X": ["Nguyễn Văn Cán"],
    }
    assert (duties["Thôn 3"].team, duties["Xã X"].is_village) == (0, False)
    assert list(await duties_of(scene, "v2")) == ["Thôn 2"]
    hoa, lan = await scene.person("Hoa"), await scene.person("Lan")

    def change(session: Session) -> None:
        today = date(2026, 11, 23)
        add_entries(session, hoa, [Absence(today, today)], source_text="nghỉ", now=clock.now)
        chat = session.exec(select(Contact).where(Contact.person_id == lan)).one()
        chat.unreachable_since = clock.now

    await db.write(change)
    duties = await duties_of(scene)
    assert duties["Thôn 1"].names == ["Trần Văn Nam"]
    assert (duties["Thôn 2"].names, duties["Thôn 2"].linked) == ([], 0)
    clock.pass_by(hours=14)
    assert not any(duty.names for duty in (await duties_of(scene)).values())
