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
    Distance,
    NoCandidate,
    NoCandidateReason,
    QueueEntry,
    Selection,
    TicketRequirements,
    choose_candidate,
    find_category_area,
    parse_areas,
    sort_queue,
)

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
FAQ = sorted((Path(__file__).parents[2] / "data" / "faq").glob("*.toml"))


def member(
    name: str,
    *can: Area,
    hop: Distance = Distance.VILLAGE,
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
        distance=hop,
        on_duty=not off,
        areas=frozenset(can),
        open_count=open,
        capacity=cap,
        last_assigned_at=None if ago is None else NOW - timedelta(minutes=ago),
        excluded=out,
    )


NEAR, FAR = Distance.NEIGHBOUR, Distance.COMMUNE
TAX, PHONE = Area.TAX, Area.PHONE
Needs = TicketRequirements
TAX_TICKET = Needs(area=TAX)

# What | the ticket | the team | who is asked, in order
CHOICES: list[tuple[str, Needs, list[Candidate], str]] = [
    ("the only one", Needs(), [member("a")], "a"),
    ("own village before a neighbour's", Needs(), [member("a", hop=NEAR), member("b")], "ba"),
    ("a neighbour before the desk", Needs(), [member("a", hop=FAR), member("b", hop=NEAR)], "ba"),
    ("the village though busier", Needs(), [member("a", hop=NEAR), member("b", open=2)], "ba"),
    ("the least loaded", Needs(), [member("a", open=2), member("b"), member("c", open=1)], "bca"),
    ("who was asked longest ago", Needs(), [member("a", ago=5), member("b", ago=90)], "ba"),
    ("who was never asked, before them", Needs(), [member("a", ago=90), member("b")], "ba"),
    ("else the lower id", Needs(), [member("b"), member("a")], "ab"),
    ("a clock turned back does no harm", Needs(), [member("a", ago=-2), member("b", ago=1)], "ba"),
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
    ("no area: every skill will do", Needs(), [member("a", PHONE), member("b")], "ab"),
    ("nobody off duty", Needs(), [member("a", off=True), member("b", hop=FAR)], "b"),
    ("nobody at their cap", Needs(), [member("a", open=3), member("b", open=2)], "b"),
    ("a cap of nought takes none", Needs(), [member("a", cap=0), member("b", hop=FAR)], "b"),
    ("nobody excluded", Needs(), [member("a", out=True), member("b", hop=NEAR)], "b"),
    ("never the resident", Needs(resident_id=101), [member("a"), member("b", hop=NEAR)], "b"),
    ("nobody twice", Needs(tried_candidate_ids={1}), [member("a"), member("b", open=2)], "b"),
    (
        "nobody twice in another role",
        Needs(tried_candidate_ids={1}),
        [member("a", person=7), member("b", hop=FAR, person=7), member("c", hop=FAR)],
        "c",
    ),
    (
        "one person once in the order",
        Needs(),
        [member("a", person=7), member("b", hop=FAR, person=7), member("c", hop=FAR)],
        "ac",
    ),
    (
        "passed on to the commune",
        Needs(min_distance=FAR),
        [member("a"), member("b", hop=NEAR), member("c", hop=FAR)],
        "c",
    ),
    (
        "reopened: the same one, though further and busier",
        Needs(previous_candidate_id=2),
        [member("a"), member("b", hop=NEAR, open=2)],
        "ba",
    ),
    (
        "reopened, but off duty: the next",
        Needs(previous_candidate_id=2),
        [member("a"), member("b", off=True)],
        "a",
    ),
    (
        "reopened, but at the cap: the next",
        Needs(previous_candidate_id=2),
        [member("a"), member("b", open=3)],
        "a",
    ),
]  # fmt: skip

NOBODY: list[tuple[str, Needs, list[Candidate], NoCandidateReason]] = [
    ("no team", Needs(), [], NoCandidateReason.NO_TEAM),
    (
        "only the resident",
        Needs(resident_id=101),
        [member("a")],
        NoCandidateReason.NO_TEAM,
    ),
    (
        "only one who blocked us",
        Needs(),
        [member("a", out=True)],
        NoCandidateReason.NO_TEAM,
    ),
    (
        "the only member is absent",
        Needs(),
        [member("a", off=True)],
        NoCandidateReason.NOBODY_ON_DUTY,
    ),
    (
        "who was asked has gone off duty",
        Needs(tried_candidate_ids={1}),
        [member("a", off=True), member("b", off=True)],
        NoCandidateReason.NOBODY_ON_DUTY,
    ),
    (
        "all on duty were asked",
        Needs(tried_candidate_ids={1}),
        [member("a"), member("b", off=True)],
        NoCandidateReason.ALL_TRIED,
    ),
    (
        "who is left is full",
        Needs(tried_candidate_ids={1}),
        [member("a"), member("b", open=3)],
        NoCandidateReason.ALL_FULL,
    ),
    (
        "all full",
        Needs(),
        [member("a", open=3), member("b", open=4)],
        NoCandidateReason.ALL_FULL,
    ),
]


@pytest.mark.parametrize(
    ("wanted", "team", "order"), [row[1:] for row in CHOICES], ids=[row[0] for row in CHOICES]
)
def test_who_is_asked(wanted: Needs, team: list[Candidate], order: str) -> None:
    for given_team in (team, team[::-1]):
        choice = choose_candidate(wanted, given_team)
        assert isinstance(choice, Selection)
        assert (
            "".join(candidate.name for candidate in (choice.candidate, *choice.alternatives))
            == order
        )
        assert choice.distance is choice.candidate.distance


@pytest.mark.parametrize(
    ("wanted", "team", "reason"), [row[1:] for row in NOBODY], ids=[row[0] for row in NOBODY]
)
def test_nobody_and_why(wanted: Needs, team: list[Candidate], reason: NoCandidateReason) -> None:
    assert choose_candidate(wanted, team) == NoCandidate(reason)


# ── Promises for any team ────────────────────────────────────────────────────────────────────────

AREAS = st.sampled_from(list(Area))
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 12),
        person_id=st.integers(1, 10),
        name=st.just("x"),
        distance=st.sampled_from(list(Distance)),
        on_duty=st.booleans(),
        areas=st.frozensets(AREAS, max_size=2),
        open_count=st.integers(0, 4),
        capacity=st.integers(0, 4),
        last_assigned_at=st.none() | st.integers(-5, 90).map(lambda m: NOW - timedelta(minutes=m)),
        excluded=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda candidate: candidate.id,
)
WANTED = st.builds(
    Needs,
    area=st.none() | AREAS,
    resident_id=st.none() | st.integers(1, 10),
    tried_candidate_ids=st.frozensets(st.integers(1, 12), max_size=4),
    previous_candidate_id=st.none() | st.integers(1, 12),
    min_distance=st.sampled_from(list(Distance)),
)


@given(WANTED, CANDIDATES)
def test_the_chosen_may_be_chosen(wanted: Needs, team: list[Candidate]) -> None:
    choice = choose_candidate(wanted, team)
    if isinstance(choice, NoCandidate):
        return
    ranked = (choice.candidate, *choice.alternatives)
    for candidate in ranked:
        assert (
            candidate.on_duty
            and not candidate.excluded
            and candidate.open_count < candidate.capacity
        )
        assert (
            candidate.person_id != wanted.resident_id
            and candidate.id not in wanted.tried_candidate_ids
        )
        assert candidate.distance >= wanted.min_distance
    assert len({candidate.person_id for candidate in ranked}) == len(ranked)


@given(WANTED, CANDIDATES, st.randoms())
def test_the_order_of_the_team_does_not_matter(
    wanted: Needs, team: list[Candidate], random: Random
) -> None:
    shuffled = list(team)
    random.shuffle(shuffled)
    assert choose_candidate(wanted, shuffled) == choose_candidate(wanted, team)


@given(WANTED, CANDIDATES)
def test_trying_on_ends_with_everybody_asked(wanted: Needs, team: list[Candidate]) -> None:
    """Each refusal leads to another person, until nobody is left: no ticket goes in circles."""
    asked: list[int] = []
    while isinstance(choice := choose_candidate(wanted, team), Selection):
        assert choice.candidate.person_id not in asked
        asked.append(choice.candidate.person_id)
        wanted = replace(
            wanted, tried_candidate_ids={*wanted.tried_candidate_ids, choice.candidate.id}
        )
    assert len(asked) <= len(team)


@given(CANDIDATES)
def test_load_is_spread(team: list[Candidate]) -> None:
    """Tickets handed out one by one leave nobody of a hop two ahead of another who had room."""
    team = [
        replace(candidate, open_count=0, areas=frozenset(), person_id=candidate.id)
        for candidate in team
    ]
    for _ in range(10):
        choice = choose_candidate(Needs(), team)
        if isinstance(choice, NoCandidate):
            break
        lucky = choice.candidate
        team = [
            replace(candidate, open_count=candidate.open_count + (candidate.id == lucky.id))
            for candidate in team
        ]
    present = [candidate for candidate in team if candidate.on_duty and not candidate.excluded]
    for candidate in present:
        for other in present:
            if candidate.distance == other.distance and other.has_capacity:
                assert candidate.open_count <= other.open_count + 1


# ── The line ─────────────────────────────────────────────────────────────────────────────────────


def test_longest_waiting_first_and_reopened_keep_their_place() -> None:
    reopened = QueueEntry(4, NOW - timedelta(hours=2))  # since is its first wait, the number is new
    line = [
        QueueEntry(9, NOW),
        QueueEntry(8, NOW),
        QueueEntry(1, NOW - timedelta(hours=1)),
        reopened,
    ]
    assert [waiting.ticket_id for waiting in sort_queue(line)] == [4, 1, 8, 9]


# ── Areas ────────────────────────────────────────────────────────────────────────────────────────


def test_every_category_has_an_area() -> None:
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in FAQ]
    names = {file["category"] for file in files if "category" in file}
    assert len(names) == 19, "looking in the wrong place?"
    assert {name for name in names if find_category_area(name) is None} == set()
    assert find_category_area("Chăn nuôi") is None


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
    assert parse_areas([written]) == areas
    assert parse_areas(written.split(";")) == areas


@given(st.lists(st.text()))
def test_any_skill_can_be_read(skills: list[str]) -> None:
    assert parse_areas(skills) <= set(Area)
