"""Who a ticket goes to: a table of teams, the line, the areas; and promises for any team."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.assignment import (
    Area,
    Candidate,
    Choice,
    Hop,
    Nobody,
    Reason,
    Waiting,
    Wanted,
    area_of_category,
    areas_of,
    choose,
    position,
    queue_order,
)

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
FAQ = sorted((Path(__file__).parents[2] / "data" / "faq").glob("*.toml"))


def member(
    name: str,
    *can: Area,
    hop: Hop = Hop.VILLAGE,
    open: int = 0,
    ago: int | None = None,
    off: bool = False,
    out: bool = False,
    cap: int = 3,
    person: int | None = None,
) -> Candidate:
    """A member on duty, told by one letter: "a" has id 1; `ago` minutes since the last ticket."""
    number = ord(name) - ord("a") + 1
    return Candidate(
        id=number,
        person_id=person or 100 + number,
        name=name,
        hop=hop,
        on_duty=not off,
        areas=frozenset(can),
        open_count=open,
        cap=cap,
        last_assigned_at=None if ago is None else NOW - timedelta(minutes=ago),
        excluded=out,
    )


NEAR, FAR = Hop.NEIGHBOUR, Hop.COMMUNE
TAX, PHONE = Area.TAX, Area.PHONE
TAX_TICKET = Wanted(area=TAX)

# What | the ticket | the team | who is asked, in order
CHOICES: list[tuple[str, Wanted, list[Candidate], str]] = [
    ("the only one", Wanted(), [member("a")], "a"),
    ("own village before a neighbour's", Wanted(), [member("a", hop=NEAR), member("b")], "ba"),
    ("a neighbour before the desk", Wanted(), [member("a", hop=FAR), member("b", hop=NEAR)], "ba"),
    ("the village though busier", Wanted(), [member("a", hop=NEAR), member("b", open=2)], "ba"),
    ("the least loaded", Wanted(), [member("a", open=2), member("b"), member("c", open=1)], "bca"),
    ("who was asked longest ago", Wanted(), [member("a", ago=5), member("b", ago=90)], "ba"),
    ("who was never asked, before them", Wanted(), [member("a", ago=90), member("b")], "ba"),
    ("else the lower id", Wanted(), [member("b"), member("a")], "ab"),
    ("a clock turned back does no harm", Wanted(), [member("a", ago=-2), member("b", ago=1)], "ba"),
    ("the skill", TAX_TICKET, [member("a"), member("b", TAX)], "ba"),
    ("no skills named: can do anything", TAX_TICKET, [member("a", PHONE), member("b")], "ba"),
    ("a specialist with one more", TAX_TICKET, [member("a"), member("b", TAX, open=1)], "ba"),
    ("but not with two more", TAX_TICKET, [member("a"), member("b", TAX, open=2)], "ab"),
    (
        "a neighbour who can, before one's own who cannot",
        TAX_TICKET,
        [member("a", PHONE), member("b", hop=NEAR)],
        "ba",
    ),
    (
        "the commune's desk too, before one who cannot",
        TAX_TICKET,
        [member("a", PHONE), member("b", hop=FAR)],
        "ba",
    ),
    ("one who cannot, before nobody", TAX_TICKET, [member("a", PHONE)], "a"),
    ("no area: every skill will do", Wanted(), [member("a", PHONE), member("b")], "ab"),
    ("nobody off duty", Wanted(), [member("a", off=True), member("b", hop=FAR)], "b"),
    ("nobody at their cap", Wanted(), [member("a", open=3), member("b", open=2)], "b"),
    ("a cap of nought takes none", Wanted(), [member("a", cap=0), member("b", hop=FAR)], "b"),
    ("nobody excluded", Wanted(), [member("a", out=True), member("b", hop=NEAR)], "b"),
    ("never the resident", Wanted(resident_id=101), [member("a"), member("b", hop=NEAR)], "b"),
    ("nobody twice", Wanted(tried={1}), [member("a"), member("b", open=2)], "b"),
    (
        "nobody twice in another role",
        Wanted(tried={1}),
        [member("a", person=7), member("b", hop=FAR, person=7), member("c", hop=FAR)],
        "c",
    ),
    (
        "one person once in the order",
        Wanted(),
        [member("a", person=7), member("b", hop=FAR, person=7), member("c", hop=FAR)],
        "ac",
    ),
    (
        "passed on to the commune",
        Wanted(from_hop=FAR),
        [member("a"), member("b", hop=NEAR), member("c", hop=FAR)],
        "c",
    ),
    (
        "reopened: the same one, though further and busier",
        Wanted(last_member_id=2),
        [member("a"), member("b", hop=NEAR, open=2)],
        "ba",
    ),
    (
        "reopened, but off duty: the next",
        Wanted(last_member_id=2),
        [member("a"), member("b", off=True)],
        "a",
    ),
    (
        "reopened, but at the cap: the next",
        Wanted(last_member_id=2),
        [member("a"), member("b", open=3)],
        "a",
    ),
]  # fmt: skip

NOBODY: list[tuple[str, Wanted, list[Candidate], Reason]] = [
    ("no team", Wanted(), [], Reason.NO_TEAM),
    ("only the resident", Wanted(resident_id=101), [member("a")], Reason.NO_TEAM),
    ("only one who blocked us", Wanted(), [member("a", out=True)], Reason.NO_TEAM),
    ("the only member is absent", Wanted(), [member("a", off=True)], Reason.NOBODY_ON_DUTY),
    (
        "who was asked has gone off duty",
        Wanted(tried={1}),
        [member("a", off=True), member("b", off=True)],
        Reason.NOBODY_ON_DUTY,
    ),
    (
        "all on duty were asked",
        Wanted(tried={1}),
        [member("a"), member("b", off=True)],
        Reason.ALL_TRIED,
    ),
    (
        "who is left is full",
        Wanted(tried={1}),
        [member("a"), member("b", open=3)],
        Reason.ALL_FULL,
    ),
    ("all full", Wanted(), [member("a", open=3), member("b", open=4)], Reason.ALL_FULL),
]


@pytest.mark.parametrize(
    ("wanted", "team", "order"), [row[1:] for row in CHOICES], ids=[row[0] for row in CHOICES]
)
def test_who_is_asked(wanted: Wanted, team: list[Candidate], order: str) -> None:
    for given_team in (team, team[::-1]):
        choice = choose(wanted, given_team)
        assert isinstance(choice, Choice)
        assert "".join(one.name for one in (choice.candidate, *choice.others)) == order
        assert choice.hop is choice.candidate.hop


@pytest.mark.parametrize(
    ("wanted", "team", "reason"), [row[1:] for row in NOBODY], ids=[row[0] for row in NOBODY]
)
def test_nobody_and_why(wanted: Wanted, team: list[Candidate], reason: Reason) -> None:
    assert choose(wanted, team) == Nobody(reason)


# ── Promises for any team ────────────────────────────────────────────────────────────────────────

AREAS = st.sampled_from(list(Area))
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 12),
        person_id=st.integers(1, 10),
        name=st.just("x"),
        hop=st.sampled_from(list(Hop)),
        on_duty=st.booleans(),
        areas=st.frozensets(AREAS, max_size=2),
        open_count=st.integers(0, 4),
        cap=st.integers(0, 4),
        last_assigned_at=st.none() | st.integers(-5, 90).map(lambda m: NOW - timedelta(minutes=m)),
        excluded=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)
WANTED = st.builds(
    Wanted,
    area=st.none() | AREAS,
    resident_id=st.none() | st.integers(1, 10),
    tried=st.frozensets(st.integers(1, 12), max_size=4),
    last_member_id=st.none() | st.integers(1, 12),
    from_hop=st.sampled_from(list(Hop)),
)


@given(WANTED, CANDIDATES)
def test_the_chosen_may_be_chosen(wanted: Wanted, team: list[Candidate]) -> None:
    choice = choose(wanted, team)
    if isinstance(choice, Nobody):
        return
    ranked = (choice.candidate, *choice.others)
    for one in ranked:
        assert one.on_duty and not one.excluded and one.open_count < one.cap
        assert one.person_id != wanted.resident_id and one.id not in wanted.tried
        assert one.hop >= wanted.from_hop
    assert len({one.person_id for one in ranked}) == len(ranked)


@given(WANTED, CANDIDATES, st.randoms())
def test_the_order_of_the_team_does_not_matter(
    wanted: Wanted, team: list[Candidate], random: Random
) -> None:
    shuffled = list(team)
    random.shuffle(shuffled)
    assert choose(wanted, shuffled) == choose(wanted, team)


@given(WANTED, CANDIDATES)
def test_trying_on_ends_with_everybody_asked(wanted: Wanted, team: list[Candidate]) -> None:
    """Each refusal leads to another person, until nobody is left: no ticket goes in circles."""
    asked: list[int] = []
    while isinstance(choice := choose(wanted, team), Choice):
        assert choice.candidate.person_id not in asked
        asked.append(choice.candidate.person_id)
        wanted = replace(wanted, tried={*wanted.tried, choice.candidate.id})
    assert len(asked) <= len(team)


@given(CANDIDATES)
def test_load_is_spread(team: list[Candidate]) -> None:
    """Tickets handed out one by one leave nobody of a hop two ahead of another who had room."""
    team = [replace(one, open_count=0, areas=frozenset(), person_id=one.id) for one in team]
    for _ in range(10):
        choice = choose(Wanted(), team)
        if isinstance(choice, Nobody):
            break
        lucky = choice.candidate
        team = [replace(one, open_count=one.open_count + (one.id == lucky.id)) for one in team]
    present = [one for one in team if one.on_duty and not one.excluded]
    for one in present:
        for other in present:
            if one.hop == other.hop and other.free:
                assert one.open_count <= other.open_count + 1


# ── The line ─────────────────────────────────────────────────────────────────────────────────────


def test_longest_waiting_first_and_reopened_keep_their_place() -> None:
    reopened = Waiting(4, NOW - timedelta(hours=2))  # since is its first wait, the number is new
    line = [Waiting(9, NOW), Waiting(8, NOW), Waiting(1, NOW - timedelta(hours=1)), reopened]
    assert [one.ticket_id for one in queue_order(line)] == [4, 1, 8, 9]
    assert [position(line, number) for number in (4, 1, 8, 9, 5)] == [1, 2, 3, 4, None]


# ── Areas ────────────────────────────────────────────────────────────────────────────────────────


def test_every_category_has_an_area() -> None:
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in FAQ]
    names = {file["category"] for file in files if "category" in file}
    assert len(names) == 19, "looking in the wrong place?"
    assert {name for name in names if area_of_category(name) is None} == set()
    assert area_of_category("Chăn nuôi") is None


@pytest.mark.parametrize(
    ("written", "areas"),
    [
        ("VNeID; dịch vụ công", {Area.IDENTITY, Area.SERVICES}),
        ("eTax; thuế đất", {Area.TAX}),
        ("BHYT; VssID", {Area.INSURANCE}),
        ("chuyển khoản; QR", {Area.PAYMENT}),
        ("Zalo; wifi", {Area.PHONE}),
        ("VNeID; eTax", {Area.IDENTITY, Area.TAX}),
        ("vneid muc 2, e-tax", {Area.IDENTITY, Area.TAX}),
        ("dichvucong", {Area.SERVICES}),
        ("dich vu cogn", {Area.SERVICES}),
        ("wi-fi / cài app", {Area.PHONE}),
        ("Sổ đỏ + xây dựng", {Area.LAND}),
        ("đảng phí", {Area.PARTY}),
        ("an toàn mạng", {Area.SAFETY}),
        ("đăng ký khai sinh", {Area.SERVICES}),
        ("đặt lịch khám bệnh", {Area.INSURANCE}),
        ("bình dân học vụ số", {Area.COMMUNITY}),
        ("CNTT", set()),
        ("VNeID; tất cả", set()),
        ("nấu ăn", set()),
        ("", set()),
    ],
)
def test_skills_as_officers_type_them(written: str, areas: set[Area]) -> None:
    assert areas_of([written]) == areas
    assert areas_of(written.split(";")) == areas


@given(st.lists(st.text()))
def test_any_skill_can_be_read(skills: list[str]) -> None:
    assert areas_of(skills) <= set(Area)
