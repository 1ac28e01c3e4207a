"""The tree of units: what is where, what is under it, and what happens when it moves."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import NotFound
from bot.people.units import (
    Unit,
    UnitKind,
    find_ancestor,
    find_unit,
    get_unit,
    label_units,
    list_children,
    list_subtree,
    list_units,
    match_units,
    upsert_unit,
)


def a_tree(session: Session) -> None:
    """A province, two communes, three villages."""
    upsert_unit(session, "p", "Tỉnh Mẫu", UnitKind.PROVINCE, parent=None)
    province = get_unit(session, "p")
    for code in ("c1", "c2"):
        upsert_unit(session, code, f"Xã {code}", UnitKind.COMMUNE, parent=province)
    for code, above in (("v1", "c1"), ("v2", "c1"), ("v3", "c2")):
        parent = get_unit(session, above)
        upsert_unit(session, code, f"Thôn {code}", UnitKind.VILLAGE, parent=parent)


def codes(units: object) -> list[str]:
    """The codes of units, in order."""
    return [unit.code for unit in units]  # type: ignore[attr-defined]


def under(session: Session, code: str) -> list[str]:
    """The codes of a unit's subtree."""
    return codes(list_subtree(session, get_unit(session, code)))


@pytest.fixture
async def tree(db: Database) -> Database:
    """A database with a tree in it."""
    await db.write(a_tree)
    return db


@pytest.mark.parametrize("code", ["v1", "V1", " v1 "])
async def test_a_unit_is_found_whatever_the_case(tree: Database, code: str) -> None:
    unit = await tree.read(find_unit, code)
    assert unit is not None
    assert unit.name == "Thôn v1"


async def test_a_unit_that_is_not_there_is_said_by_its_code(tree: Database) -> None:
    assert await tree.read(find_unit, "v9") is None
    with pytest.raises(NotFound, match="không có đơn vị mã «v9»"):
        await tree.read(get_unit, "v9")


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        (lambda session: list_units(session), ["c1", "c2", "p", "v1", "v2", "v3"]),
        (lambda session: list_units(session, UnitKind.COMMUNE), ["c1", "c2"]),
        (lambda session: list_children(session, None), ["p"]),
        (lambda session: list_children(session, get_unit(session, "c1").id), ["v1", "v2"]),
        (lambda session: list_children(session, get_unit(session, "v1").id), []),
        (lambda session: list_subtree(session, get_unit(session, "c1")), ["c1", "v1", "v2"]),
        (lambda session: list_subtree(session, get_unit(session, "v3")), ["v3"]),
        (
            lambda session: list_subtree(session, get_unit(session, "p")),
            ["c1", "c2", "p", "v1", "v2", "v3"],
        ),
    ],
)
async def test_lists_are_in_the_order_of_codes(
    tree: Database, listing: Callable[[Session], object], expected: list[str]
) -> None:
    assert codes(await tree.read(listing)) == expected


@pytest.mark.parametrize(
    ("code", "kind", "expected"),
    [
        ("v1", UnitKind.COMMUNE, "c1"),
        ("v1", UnitKind.PROVINCE, "p"),
        ("v1", UnitKind.VILLAGE, "v1"),
        ("p", UnitKind.COMMUNE, None),
    ],
)
async def test_the_unit_above_of_a_kind(
    tree: Database, code: str, kind: UnitKind, expected: str | None
) -> None:
    unit = await tree.read(lambda session: find_ancestor(session, get_unit(session, code), kind))
    assert (unit.code if unit else None) == expected


async def test_paths_lead_from_the_root(tree: Database) -> None:
    def check(session: Session) -> None:
        for unit in list_units(session):
            above = session.get(Unit, unit.parent_id) if unit.parent_id else None
            assert unit.path == f"{above.path if above else '/'}{unit.id}/"

    await tree.read(check)


async def test_a_subtree_does_not_take_in_longer_ids(db: Database) -> None:
    """Ids 1 and 10 … 19: "/1/" is no beginning of "/10/"."""

    def make(session: Session) -> None:
        for number in range(1, 21):
            upsert_unit(session, f"c{number}", f"Xã {number}", UnitKind.COMMUNE, parent=None)

    await db.write(make)
    for number in range(1, 21):
        assert await db.read(under, f"c{number}") == [f"c{number}"]


async def test_putting_again_changes_nothing(tree: Database) -> None:
    def again(session: Session) -> str:
        parent = get_unit(session, "c1")
        return upsert_unit(session, "V1", "Thôn v1", UnitKind.VILLAGE, parent=parent)

    assert await tree.write(again) == "unchanged"
    assert len(await tree.read(list_units)) == 6


@pytest.mark.parametrize(
    ("name", "aliases"), [("Thôn Mới", ()), ("Thôn v1", ("Xóm Một", "Xóm Cũ"))]
)
async def test_a_new_name_is_kept(tree: Database, name: str, aliases: tuple[str, ...]) -> None:
    def rename(session: Session) -> str:
        parent = get_unit(session, "c1")
        return upsert_unit(session, "v1", name, UnitKind.VILLAGE, parent=parent, aliases=aliases)

    assert await tree.write(rename) == "updated"
    unit = await tree.read(get_unit, "v1")
    assert (unit.name, unit.aliases) == (name, list(aliases))


async def test_a_village_that_moves_takes_its_path_along(tree: Database) -> None:
    def move(session: Session) -> str:
        parent = get_unit(session, "c2")
        return upsert_unit(session, "v1", "Thôn v1", UnitKind.VILLAGE, parent=parent)

    assert await tree.write(move) == "updated"
    assert await tree.read(under, "c1") == ["c1", "v2"]
    assert await tree.read(under, "c2") == [
        "c2",
        "v1",
        "v3",
    ]


async def test_a_commune_that_moves_takes_its_villages_along(tree: Database) -> None:
    def move(session: Session) -> None:
        upsert_unit(session, "q", "Tỉnh Khác", UnitKind.PROVINCE, parent=None)
        upsert_unit(session, "c1", "Xã c1", UnitKind.COMMUNE, parent=get_unit(session, "q"))

    await tree.write(move)
    assert await tree.read(under, "q") == ["c1", "q", "v1", "v2"]
    assert await tree.read(under, "p") == ["c2", "p", "v3"]


def like_named(session: Session) -> None:
    """Two that differ by a tone, one that was called otherwise, one name in two communes."""
    for code, name, above in (
        ("ha1", "Thôn Hạ", "c1"),
        ("ha2", "Thôn Hà", "c1"),
        ("dong1", "Thôn Đông", "c1"),
        ("dong2", "Thôn Đông", "c2"),
    ):
        upsert_unit(session, code, name, UnitKind.VILLAGE, parent=get_unit(session, above))
    get_unit(session, "v2").aliases = ["Xóm Hạ"]
    session.flush()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Thôn Hạ", ["ha1"]),
        ("THÔN HÀ", ["ha2"]),
        ("thôn  hạ.", ["ha1"]),
        ("thon ha", ["ha1", "ha2"]),
        ("thôn há", ["ha1", "ha2"]),
        ("ha2", ["ha2"]),
        ("xom ha", ["v2"]),
        ("thôn đông", ["dong1", "dong2"]),
        ("thon v3", ["v3"]),
        ("Thôn Tây", []),
        ("", []),
    ],
)
async def test_a_name_means_the_unit_that_is_written_so(
    tree: Database, typed: str, found: list[str]
) -> None:
    await tree.write(like_named)

    def meant(session: Session) -> list[str]:
        return sorted(codes(match_units(session, get_unit(session, "p"), typed)))

    assert await tree.read(meant) == found


async def test_two_units_of_one_name_are_told_apart_by_their_commune(tree: Database) -> None:
    await tree.write(like_named)

    def named(session: Session) -> list[str]:
        return label_units(session, match_units(session, get_unit(session, "p"), "Thôn Đông"))

    assert await tree.read(named) == ["Thôn Đông, Xã c1", "Thôn Đông, Xã c2"]


@pytest.mark.parametrize("prefix", ["ap-", "th", "thôn "])
async def test_lists_count_as_people_do(db: Database, prefix: str) -> None:
    def grow(session: Session) -> list[list[str]]:
        upsert_unit(session, "x", "Xã Mẫu", UnitKind.COMMUNE, parent=None)
        commune = get_unit(session, "x")
        for number in (10, 2, 11, 1, 100, 9):
            upsert_unit(session, f"{prefix}{number}", f"{number}", UnitKind.VILLAGE, parent=commune)
        lists = (
            list_children(session, commune.id),
            list_units(session, UnitKind.VILLAGE),
            [unit for unit in list_subtree(session, commune) if unit.id != commune.id],
        )
        return [[unit.name for unit in units] for units in lists]

    for names in await db.write(grow):
        assert names == ["1", "2", "9", "10", "11", "100"]
