"""Who helped is named within the commune, without ranks; from above they are a number."""

from datetime import UTC, date, datetime

from sqlmodel import Session

from bot.core.db import Database
from bot.people.actor import OPERATOR
from bot.people.models import Person, Role, RoleKind
from bot.people.units import get_unit
from bot.reports.periods import month_of
from bot.reports.recognition import Helper, load_recognition
from bot.tickets.models import SupportLog, SupportWay, TicketOutcome
from tests.reports.counts import act_in, plant_units

NOVEMBER = month_of(date(2026, 11, 5))


def plant(session: Session) -> None:
    """Two helpers of one commune: one helped twelve times, the other once; a third did nothing."""
    plant_units(session)
    for code, name, acts in (("ap-10", "Bình", 12), ("ap-02", "An", 1), ("ap-02", "Cúc", 0)):
        unit_id = get_unit(session, code).id
        person = Person(name=name, unit_id=unit_id)
        session.add(person)
        session.flush()
        session.add(Role(person_id=person.id, unit_id=unit_id, kind=RoleKind.MEMBER))
        for number in range(acts + 1):
            # One act of each is of the month before.
            at = datetime(2026, 11 if number else 10, 9, 2, number, tzinfo=UTC)
            session.add(
                SupportLog(
                    person_id=person.id,
                    unit_id=unit_id,
                    way=SupportWay.FACE,
                    outcome=TicketOutcome.HELPED,
                    households=2,
                    at=at,
                )
            )


async def test_names_stay_in_the_commune_and_nobody_is_ranked(db: Database) -> None:
    await db.write(plant)

    def check(session: Session) -> None:
        commune, village = get_unit(session, "an-phu"), get_unit(session, "ap-02")
        known = load_recognition(session, NOVEMBER, actor=act_in(commune))
        assert (known.helpers, known.acts, known.households) == (2, 13, 26)
        assert known.named == [Helper("An", "Nơi ap-02", 1), Helper("Bình", "Nơi ap-10", 10)]
        inside = load_recognition(session, NOVEMBER, actor=act_in(village, RoleKind.LEADER))
        assert [helper.name for helper in inside.named] == ["An"]
        above = (
            act_in(get_unit(session, "tinh")),
            act_in(commune, RoleKind.COMMITTEE),
            OPERATOR,
        )
        for actor in above:
            counted = load_recognition(session, NOVEMBER, actor=actor)
            assert (counted.helpers, counted.is_named, counted.named) == (2, False, ())

    await db.read(check)
