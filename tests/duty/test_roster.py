"""What was said about duty, kept and read on both databases: patterns, absences, swaps, hours."""

from datetime import date

import pytest
from sqlmodel import Session, select

from bot.core.audit import list_actions
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY
from bot.duty import roster, swaps
from bot.duty.lines import Substitution, parse_duty
from bot.duty.models import Swap
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import RoleKind
from bot.people.units import Unit, get_unit
from bot.tickets.permissions import find_commune
from bot.tickets.team import Team, load_team
from tests.conftest import ObedientClock
from tests.tickets.scene import Scene, acting

MONDAY = date(2026, 11, 23)


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> Scene:
    """Monday 8:00."""
    return await Scene(db, clock).set_up()


def team(session: Session, clock: ObedientClock) -> Team:
    """The commune's team as it stands."""
    commune = find_commune(session, get_unit(session, "v1"))
    return load_team(session, commune, policy=POLICY, now=clock.now)


async def says(scene: Scene, who: str, line: str) -> None:
    """A member says one line about duty."""
    lines = parse_duty(line, today=MONDAY)
    assert lines
    actor = acting(await scene.person(who))
    await scene.do(roster.save_duty_lines, lines, actor=actor, source_text=line)


async def on_duty(scene: Scene) -> set[str]:
    """The chats of those on duty now."""

    def read(session: Session) -> set[str]:
        return {
            helper.contact.address
            for helper in team(session, scene.clock).helpers
            if helper.contact is not None and helper.is_on_duty(scene.clock.now)
        }

    return await scene.db.read(read)


async def test_without_a_word_everybody_works_the_communes_hours(scene: Scene) -> None:
    assert await on_duty(scene) == {"Hoa", "Nam", "Lan", "Cán"}
    scene.clock.pass_by(hours=4)  # noon
    assert await on_duty(scene) == set()


async def test_the_last_word_wins_and_a_pattern_lasts(scene: Scene) -> None:
    await says(scene, "Hoa", "hôm nay tôi nghỉ")
    await says(scene, "Nam", "trực T2-T6 18h-21h")
    assert await on_duty(scene) == {"Lan", "Cán"}
    await says(scene, "Hoa", "sáng nay tôi trực")
    assert await on_duty(scene) == {"Hoa", "Lan", "Cán"}
    scene.clock.pass_by(days=21, hours=11)  # Monday 19:00
    assert await on_duty(scene) == {"Nam"}


async def test_a_communes_own_hours_and_days_off(scene: Scene) -> None:
    def set_up(session: Session) -> None:
        unit = get_unit(session, "x")
        roster.set_hours(session, unit, "T2-CN 9h-10h", actor=OPERATOR, now=scene.clock.now)
        roster.set_day(
            session, unit, date(2026, 11, 26), is_off=True, actor=OPERATOR, now=scene.clock.now
        )

    await scene.db.write(set_up)
    assert await on_duty(scene) == set()
    scene.clock.pass_by(hours=1, days=2)
    assert len(await on_duty(scene)) == 4
    scene.clock.pass_by(days=1)
    assert await on_duty(scene) == set()


async def test_a_villages_own_day_off_leaves_it_the_communes_hours(scene: Scene) -> None:
    def set_up(session: Session) -> None:
        roster.set_hours(
            session, get_unit(session, "x"), "T2-CN 9h-10h", actor=OPERATOR, now=scene.clock.now
        )
        village = get_unit(session, "v1")
        roster.set_day(
            session, village, date(2026, 12, 2), is_off=True, actor=OPERATOR, now=scene.clock.now
        )

    await scene.db.write(set_up)
    assert await on_duty(scene) == set(), "8:00 is before the commune's hours"
    scene.clock.pass_by(hours=1)
    assert len(await on_duty(scene)) == 4


async def test_hours_are_audited_and_another_communes_do_not_exist(scene: Scene) -> None:
    village = await scene.db.read(get_unit, "v1")
    now = scene.clock.now
    actor = acting_in(village)
    for code in ("x", "v2"):
        unit = await scene.db.read(get_unit, code)
        with pytest.raises(NotFound):
            await scene.db.write(roster.set_hours, unit, "T2 9h-10h", actor=actor, now=now)
        with pytest.raises(NotFound):
            await scene.db.write(roster.set_day, unit, MONDAY, is_off=True, actor=actor, now=now)
    await scene.db.write(roster.set_hours, village, "T2 9h-10h", actor=actor, now=now)
    await scene.db.write(roster.set_day, village, MONDAY, is_off=True, actor=actor, now=now)
    entries = await scene.db.read(list_actions, f"unit:{village.id}")
    assert [entry.action for entry in entries] == ["duty.hours", "duty.day"]


def acting_in(unit: Unit) -> Actor:
    """An officer of a unit at the console."""
    return Actor(None, unit.path, RoleKind.OFFICER, Hand.CONSOLE)


async def swap_of(scene: Scene, speaker: str, line: str) -> Swap:
    """A member asks to swap; the row."""
    (over,) = parse_duty(line, today=MONDAY)
    assert isinstance(over, Substitution)
    person = await scene.person(speaker)

    def ask(session: Session) -> Swap:
        helpers = team(session, scene.clock).helpers
        swaps.request_swap(session, helpers, over, actor=acting(person), now=scene.clock.now)
        return session.exec(select(Swap)).one()

    return await scene.db.write(ask)


async def decide(scene: Scene, swap: Swap, who: str, *, agreed: bool) -> None:
    """Somebody presses one of the two buttons."""
    person = await scene.person(who)

    def press(session: Session) -> None:
        swaps.decide_swap(
            session,
            team(session, scene.clock).helpers,
            swap.id,
            actor=acting(person),
            agreed=agreed,
            now=scene.clock.now,
        )

    await scene.db.write(press)


async def test_a_swap_counts_once_agreed_by_the_one_asked(scene: Scene) -> None:
    swap = await swap_of(scene, "Nam", "thứ 4 tôi trực thay chị Hoa")
    with pytest.raises(UserError):
        await decide(scene, swap, "Nam", agreed=True)
    await decide(scene, swap, "Hoa", agreed=True)
    with pytest.raises(UserError):
        await decide(scene, swap, "Hoa", agreed=False)
    scene.clock.pass_by(days=2)
    assert await on_duty(scene) == {"Nam", "Lan", "Cán"}


async def test_a_refused_swap_changes_nothing(scene: Scene) -> None:
    swap = await swap_of(scene, "Nam", "thứ 4 anh Hoa trực thay tôi")
    await decide(scene, swap, "Hoa", agreed=False)
    assert (await scene.told("Nam"))[-1].startswith("Lê Thị Hoa không đổi được")
    scene.clock.pass_by(days=2)
    assert await on_duty(scene) == {"Hoa", "Nam", "Lan", "Cán"}


async def test_a_colleague_nobody_knows_is_said(scene: Scene) -> None:
    with pytest.raises(UserError, match="tên anh Tám"):
        await swap_of(scene, "Nam", "thứ 4 tôi trực thay anh Tám")
