"""A household is found by few letters, and a namesake is asked about."""

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.outreach.household_search import (
    score_household,
    search_households,
    split_new_household,
    split_wanted,
)
from bot.people.models import Household
from tests.outreach.scene import Village, build

TU = Household(unit_id=1, label="Nguyễn Thị Tư", address="ngõ 2, nhà 5", year="1954")


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("bà Tư", True),
        ("ba tu", True),
        ("tu", True),
        ("bà Tú", False),
        ("nguyen tu", True),
        ("Tư 1954", True),
        ("nhà 5 ngõ 2", True),
        ("ngo 2 so 5", True),
        ("nhà 6", False),
        ("bà Tư ngõ 3", False),
        ("nguy", True),
        ("ông Bảy", False),
    ],
)
def test_words_fit_or_not(said: str, fits: bool) -> None:
    assert bool(score_household(split_wanted(said), TU)) is fits


def test_a_given_name_beats_a_middle_one() -> None:
    middle = Household(unit_id=1, label="Trần Tư Hòa", address="")
    assert score_household(["tu"], TU) > score_household(["tu"], middle)


def test_a_new_household_is_split_as_typed() -> None:
    assert split_new_household("ông Năm 12/4 xóm Đình") == ("Ông Năm", "12/4 xóm Đình")
    assert split_new_household("nhà bà Sáu") == ("Nhà bà Sáu", "")


async def test_namesakes_come_together_and_the_route_first(db: Database) -> None:
    village: Village = await db.write(build)

    def search(session: Session, said: str, *first: int) -> list[str]:
        found = search_households(session, said, actor=village.member, first_ids=first, limit=8)
        return [household.label for household in found]

    assert await db.read(search, "ba tu") == ["Nguyễn Thị Tư", "Lê Thị Tư"]
    le_thi_tu = village.houses["Lê Thị Tư"]
    assert await db.read(search, "ba tu", le_thi_tu) == ["Lê Thị Tư", "Nguyễn Thị Tư"]
    assert await db.read(search, "bà Tư ngõ 10") == ["Lê Thị Tư"]
    assert await db.read(search, "") == []
    theirs = await db.read(
        lambda session: search_households(session, "tu", actor=village.stranger, limit=8)
    )
    assert theirs == []
