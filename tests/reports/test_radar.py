"""The radar names the village that lies behind, says why, and tells nothing about few."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import NotFound
from bot.core.policy import POLICY
from bot.outreach.census import ConnectivityValues, record_connectivity
from bot.outreach.models import Signal
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Contact, Household, Person, Role, RoleKind
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit
from bot.reports.bases import BaseSource, HouseholdBase, load_bases
from bot.reports.periods import Period
from bot.reports.radar import Radar, judge_villages, load_radar
from bot.reports.radar_causes import Cause
from bot.reports.village_households import Measure

NOW = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
YEAR = Period(date(2025, 12, 1), date(2026, 11, 30))


def village(number: int) -> Unit:
    """A village that is in no database."""
    return Unit(id=number, code=f"v-{number}", name=f"Thôn {number}", kind=UnitKind.VILLAGE)


def judge(counts: dict[int, tuple[int, int | None]]) -> dict[int, tuple[bool, bool, int | None]]:
    """Whether each village is weak and hidden, and its count; given count and households."""
    bases = {number: HouseholdBase(base, BaseSource.OFFICE) for number, (_, base) in counts.items()}
    linked = {number: count for number, (count, _) in counts.items()}
    measures = {measure: linked for measure in Measure}
    villages, _ = judge_villages([village(number) for number in counts], bases, measures)
    return {
        one.unit.id: (rate.is_weak, rate.is_hidden, rate.count)
        for one in villages
        if (rate := one.rates.get(Measure.LINKED))
    }


def test_chance_alone_is_no_weakness() -> None:
    judged = judge({1: (60, 200), 2: (50, 200), 3: (10, 200)})
    assert judged == {1: (False, False, 60), 2: (False, False, 50), 3: (True, False, 10)}
    # The same share of a tenth of the households proves nothing.
    assert judge({1: (60, 200), 2: (50, 200), 3: (5, 20)})[3] == (False, False, 5)


def test_few_are_hidden_also_as_a_difference_and_weak_all_the_same() -> None:
    judged = judge({1: (60, 200), 2: (50, 200), 3: (2, 200)})
    assert judged[3] == (True, True, None)
    assert judged[2] == (False, True, None)  # 112 - 60 - 50 would tell the third
    assert judged[1] == (False, False, 60)


def test_a_village_without_a_base_or_with_too_small_a_one_is_not_judged() -> None:
    judged = judge({1: (60, 200), 2: (50, None), 3: (300, 200)})
    assert judged == {1: (False, False, 60)}


def plant(session: Session) -> None:
    """A commune of three villages; thirty chats in the first."""
    upsert_unit(session, "xa", "Xã X", UnitKind.COMMUNE, parent=None)
    commune = get_unit(session, "xa")
    for code in ("v-1", "v-2", "v-3"):
        upsert_unit(session, code, f"Thôn {code}", UnitKind.VILLAGE, parent=commune)
    first, second, third = (get_unit(session, code) for code in ("v-1", "v-2", "v-3"))
    first.households_count, first.counted_on = 40, date(2026, 1, 5)
    second.households_count = 40
    session.add(Household(unit_id=third.id, label="Hộ A"))
    for number in range(32):
        place = first.id if number < 30 else second.id
        session.add(contact(number, place))
    member = Person(name="Người của Tổ", unit_id=first.id)
    session.add(member)
    session.flush()
    session.add(Role(person_id=member.id, unit_id=first.id, kind=RoleKind.MEMBER))
    session.add(contact(99, first.id, person_id=member.id))


def contact(number: int, unit_id: int, person_id: int | None = None) -> Contact:
    """A chat of a village."""
    at = NOW - timedelta(days=20)
    return Contact(
        account="telegram",
        address=str(number),
        unit_id=unit_id,
        person_id=person_id,
        created_at=at,
        seen_at=at,
    )


def look(session: Session) -> Radar:
    """The radar of the year."""
    commune = get_unit(session, "xa")
    return load_radar(session, commune, YEAR, actor=OPERATOR, policy=POLICY, now=NOW)


async def test_bases_have_a_source_and_the_teams_chats_count_nothing(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        units = [get_unit(session, code) for code in ("v-1", "v-2", "v-3")]
        bases = load_bases(session, units, today=date(2026, 11, 30))
        assert list(bases.values()) == [
            HouseholdBase(40, BaseSource.OFFICE, date(2026, 1, 5)),
            HouseholdBase(40, BaseSource.OFFICE),
            HouseholdBase(1, BaseSource.LIST, date(2026, 11, 30)),
        ]
        radar = look(session)
        assert radar.households == 81
        assert radar.shares[Measure.LINKED] == pytest.approx(32 / 81)
        (weak,) = radar.weak
        assert weak.unit.code == "v-2" and weak.weak_in == [Measure.LINKED]
        assert weak.causes == [Cause.NO_MEMBER, Cause.FEW_LINKED]

    await db.read(check)


def note(session: Session, /, household: int | None, **values: object) -> None:
    """Note what connects a household, or the second village as a whole."""
    unit = get_unit(session, "v-2")
    household_id = None
    if household is not None:
        row = Household(unit_id=unit.id, label=f"Hộ {household}")
        session.add(row)
        session.flush()
        household_id = row.id
    record_connectivity(
        session,
        unit,
        ConnectivityValues(**values),  # type: ignore[arg-type]
        household_id=household_id,
        noted_on=date(2026, 11, 3),
        actor=OPERATOR,
        now=NOW,
        policy=POLICY,
    )


async def test_a_census_explains_and_silence_of_it_does_not(db: Database) -> None:
    await db.write(plant)

    def causes(session: Session) -> set[Cause]:
        return set(look(session).weak[0].causes)

    census = {Cause.NO_WIFI, Cause.WEAK_SIGNAL}
    assert not census & await db.read(causes)
    await db.write(note, None, signal=Signal.GOOD, hall_wifi=True)
    assert not census & await db.read(causes)
    await db.write(note, None, hall_wifi=False)
    assert census & await db.read(causes) == {Cause.NO_WIFI}
    for number in range(5):  # what five households say counts more than one look around
        await db.write(note, number, signal=Signal.WEAK if number else Signal.GOOD)
    assert census <= await db.read(causes)


async def test_another_communes_radar_does_not_exist(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        commune, inside = get_unit(session, "xa"), get_unit(session, "v-1")
        stranger = Actor(1, "/999/", RoleKind.OFFICER, Hand.CONSOLE)
        leader = Actor(1, inside.path, RoleKind.LEADER, Hand.CONSOLE)
        for unit, actor in ((commune, stranger), (commune, leader), (inside, OPERATOR)):
            with pytest.raises(NotFound):
                load_radar(session, unit, YEAR, actor=actor, policy=POLICY, now=NOW)

    await db.read(check)
