"""Who is on duty now, village by village, on both databases."""

from datetime import date, timedelta

from sqlmodel import Session, select

from bot.core.db import Database
from bot.core.policy import POLICY
from bot.duty.hours import Absence, Shift, Span
from bot.duty.on_duty import DutySchedule, UnitDuty, load_schedule
from bot.duty.roster import add_entries
from bot.people.actor import Actor, Hand
from bot.people.models import Contact, RoleKind
from bot.people.units import get_unit
from tests.conftest import ObedientClock
from tests.tickets.scene import Scene

HOUR = timedelta(hours=1)


async def schedule_of(scene: Scene, unit: str = "x") -> DutySchedule:
    """The duty as somebody of a unit sees it."""

    def read(session: Session) -> DutySchedule:
        actor = Actor(None, get_unit(session, unit).path, RoleKind.OFFICER, Hand.CONSOLE)
        return load_schedule(session, actor=actor, policy=POLICY, now=scene.clock.now)

    return await scene.db.read(read)


async def duties_of(scene: Scene, unit: str = "x") -> dict[str, UnitDuty]:
    """The duties of a unit's subtree by the unit's name."""
    duties = (await schedule_of(scene, unit)).list_on_duty(scene.clock.now)
    return {duty.unit.name: duty for duty in duties}


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


async def test_nights_do_not_count_as_waiting(db: Database, clock: ObedientClock) -> None:
    """Since when an hour of duty has passed, for the commune as for one of its villages."""
    scene = await Scene(db, clock).set_up()  # Monday, 8:00; the office opens at 7:30
    opened = clock.now - timedelta(minutes=30)
    friday = opened - timedelta(days=2, hours=14, minutes=30)  # 17:00
    for unit in ("x", "v3"):
        (ago,) = (await schedule_of(scene, unit)).map_duty_ago(clock.now, HOUR).values()
        assert ago == friday - timedelta(minutes=30)
    clock.pass_by(minutes=30)
    (ago,) = (await schedule_of(scene)).map_duty_ago(clock.now, HOUR).values()
    assert ago == opened
    clock.pass_by(hours=5, minutes=30)  # 14:00: two hours at noon do not count either
    (ago,) = (await schedule_of(scene)).map_duty_ago(clock.now, HOUR).values()
    assert ago == clock.now - timedelta(hours=3)


async def test_evenings_count_while_somebody_is_on_duty(db: Database, clock: ObedientClock) -> None:
    scene = await Scene(db, clock).set_up()
    hoa = await scene.person("Hoa")

    def say(session: Session) -> None:
        evening = Shift(date(2026, 11, 23), date(2026, 11, 23), Span(19 * 60, 21 * 60))
        add_entries(session, hoa, [evening], source_text="trực tối", now=clock.now)

    await db.write(say)
    clock.pass_by(hours=12)
    (ago,) = (await schedule_of(scene)).map_duty_ago(clock.now, HOUR).values()
    assert ago == clock.now - HOUR


async def test_hours_of_the_commune_count_where_nobody_can_be_asked(
    db: Database, clock: ObedientClock
) -> None:
    scene = await Scene(db, clock).set_up(team=())
    clock.pass_by(hours=1)
    schedule = await schedule_of(scene)
    (ago,) = schedule.map_duty_ago(clock.now, HOUR).values()
    assert ago == clock.now - HOUR
    (long_ago,) = schedule.map_duty_ago(clock.now, timedelta(days=60)).values()
    assert long_ago == clock.now - timedelta(days=15)
