"""Names of villages as offices write them: found, asked about, or unknown; never another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.unit_names import UnitDirectory
from bot.people.units import Unit


def a_unit(number: int, name: str, *aliases: str, kind: str = "village") -> Unit:
    """A unit that is nowhere stored."""
    path = "/1/" if kind == "commune" else f"/1/{number}/"
    return Unit(
        id=number, code=f"u{number}", name=name, kind=kind, path=path, aliases=list(aliases)
    )


UNITS = [
    a_unit(1, "Xã Lộc An Hòa", kind="commune"),
    *(a_unit(number + 10, f"Thôn {number}") for number in range(1, 13)),
    a_unit(30, "Thôn Đồng Mơ", "Bản Mơ"),
    a_unit(31, "Thôn Gò Dưa"),
    a_unit(32, "Thôn Hạ", "Thôn Hạ xã Lộc Tiến cũ"),
    a_unit(33, "Tổ dân phố 3"),
    a_unit(34, "Thôn Lộc An"),
    a_unit(35, "Thôn Hà"),
]
DIRECTORY = UnitDirectory(UNITS)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Thôn 1", ["Thôn 1"]),
        ("thôn 01", ["Thôn 1"]),
        ("THON 1", ["Thôn 1"]),
        ("thon-1", ["Thôn 1"]),
        ("Thôn số 1", ["Thôn 1"]),
        ("1", ["Thôn 1"]),
        ("u11", ["Thôn 1"]),
        ("TDP số 3", ["Tổ dân phố 3"]),
        ("TDP3", ["Tổ dân phố 3"]),
        ("gò dưa", ["Thôn Gò Dưa"]),
        ("Thôn Gò Dưa (cũ)", ["Thôn Gò Dưa"]),
        ("bản mơ", ["Thôn Đồng Mơ"]),
        ("Xã Lộc An Hoà", ["Xã Lộc An Hòa"]),
        ("Thôn Hạ", ["Thôn Hạ"]),
        ("thon ha", ["Thôn Hạ", "Thôn Hà"]),  # asked about
        ("Thôn Há", []),
        ("Xóm 1", []),  # a part of a village, perhaps
        ("Thôn 99", []),
        ("", []),
    ],
)
def test_a_name_alone(written: str, names: list[str]) -> None:
    assert [unit.name for unit in DIRECTORY.find(written)] == names


@pytest.mark.parametrize(
    ("text", "names", "unknown"),
    [
        ("TỔ CNSCĐ THÔN 1", ["Thôn 1"], []),
        ("TỔ CNSCĐ SỐ 2 THÔN 7", ["Thôn 7"], []),
        ("I. Tổ CNSCĐ thôn Lộc An", ["Thôn Lộc An"], []),
        ("Tổ liên thôn 1, 2 và 3", ["Thôn 1", "Thôn 2", "Thôn 3"], []),
        ("thôn 1 đến 3", ["Thôn 1", "Thôn 3", "Thôn 2"], []),
        ("Thôn Đồng Mơ và Gò Dưa", ["Thôn Đồng Mơ", "Thôn Gò Dưa"], []),
        ("Tổ CNSCĐ xã Lộc An Hòa", ["Xã Lộc An Hòa"], []),
        ("NVH thôn 1", ["Thôn 1"], []),
        ("TỔ CNSCĐ THÔN 99", [], ["thôn 99"]),
        ("Thôn 1, 2 và 99", ["Thôn 1", "Thôn 2"], ["thôn 99"]),
        ("DANH SÁCH CÁC THÔN TRÊN ĐỊA BÀN XÃ LỘC AN HÒA", ["Xã Lộc An Hòa"], []),
        ("Đội 2", [], []),
    ],
)
def test_names_within_a_text(text: str, names: list[str], unknown: list[str]) -> None:
    places = DIRECTORY.find_places(text)
    found = [mention[0].name for mention in places.mentions]
    assert sorted(found) == sorted(names) and places.unknown == unknown


def test_two_numbers_with_a_dash_are_unclear_when_something_lies_between() -> None:
    assert DIRECTORY.find_places("thôn 1-3").unclear
    assert not DIRECTORY.find_places("thôn 1-2").unclear


def test_the_nearest_names_are_suggested() -> None:
    assert DIRECTORY.suggest("Xóm 1")[0] == "Thôn 1"
    assert DIRECTORY.suggest("Thôn Gò Dừa")[0] == "Thôn Gò Dưa"


@given(st.text(max_size=40))
def test_any_words_are_read(text: str) -> None:
    assert len(DIRECTORY.find(text)) <= len(UNITS)
    assert all(DIRECTORY.find_places(text).mentions)
