"""Households are found by a part of what is written of them, with or without tones."""

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.people import households
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Household, RoleKind
from bot.people.units import get_unit
from tests.conftest import ObedientClock
from tests.reminders.scene import a_commune

ROWS = (
    ("v1", "Nguyễn Thị Tư", "1950", "xóm Đông"),
    ("v1", "Lê Văn Mẫu", "1975", "xóm Đoài"),
    ("v2", "Lê Văn Mẫu", "1980", "số nhà 12"),
    ("v2", "Đặng Đình Ba", "", ""),
)


def fill(session: Session) -> None:
    a_commune(session)
    for unit, label, year, address in ROWS:
        unit_id = get_unit(session, unit).id
        session.add(Household(unit_id=unit_id, label=label, year=year, address=address))
    session.flush()


def find(session: Session, words: str, actor: Actor = OPERATOR) -> list[tuple[str, str]]:
    page = households.list_households(session, actor=actor, words=words, limit=10)
    return [(row.label, row.year) for row, _ in page.rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("nguyen thi", ["Nguyễn Thị Tư"]),
        ("Tư Nguyễn", ["Nguyễn Thị Tư"]),
        ("dang", ["Đặng Đình Ba"]),
        ("ĐẶNG", ["Đặng Đình Ba"]),
        ("ngu", ["Nguyễn Thị Tư"]),
        ("mau 1980", ["Lê Văn Mẫu"]),
        ("lê mẫu thôn 2", ["Lê Văn Mẫu"]),
        ("xom doai", ["Lê Văn Mẫu"]),
        ("le van mau", ["Lê Văn Mẫu", "Lê Văn Mẫu"]),
        ("khong co ai", []),
        ("%", []),
        ("_", []),
    ],
)
async def test_a_part_is_enough(db: Database, words: str, found: list[str]) -> None:
    await db.write(fill)
    assert [label for label, _ in await db.read(find, words)] == found


async def test_what_is_corrected_is_found_anew_and_only_in_ones_units(
    db: Database, clock: ObedientClock
) -> None:
    await db.write(fill)

    def correct(session: Session) -> Actor:
        page = households.list_households(session, actor=OPERATOR, words="dang", limit=1)
        values = households.HouseholdValues("Đặng Đình Bốn", "1966", "xóm Trại")
        households.correct_household(
            session, page.rows[0][0].id, values, actor=OPERATOR, now=clock.now
        )
        return Actor(None, get_unit(session, "v1").path, RoleKind.LEADER, Hand.CONSOLE)

    leader = await db.write(correct)
    assert await db.read(find, "trai bon") == [("Đặng Đình Bốn", "1966")]
    assert await db.read(find, "dinh ba") == []
    assert await db.read(find, "trai bon", leader) == []


async def test_too_many_are_cut_and_that_is_said(db: Database) -> None:
    await db.write(fill)

    def add(session: Session) -> bool:
        unit_id = get_unit(session, "v1").id
        for number in range(households.MOST_FOUND):
            session.add(Household(unit_id=unit_id, label=f"Phạm Mẫu {number}"))
        session.flush()
        few = households.list_households(session, actor=OPERATOR, words="tu", limit=5)
        many = households.list_households(session, actor=OPERATOR, words="mau", limit=5)
        return many.is_cut and many.count == households.MOST_FOUND and not few.is_cut

    assert await db.write(add)
