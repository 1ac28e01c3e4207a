"""A figure of the reports leads to exactly its rows, in a commune with an invented year."""

import re
from html import unescape

import pytest
from sqlmodel import Session

from bot.core.policy import POLICY
from bot.people.models import RoleKind
from bot.schedule.demo_year.fill import Plan, fill_year
from tests.conftest import DATA
from tests.console.scene import ConsoleScene, Visitor

PAGES = ("all", "questions", "tickets", "classes")
LINK = re.compile(r'<a href="(/console/(\w+)\?counted=(\w+)[^"]*)">([\d.]+)</a>')
PERSONS = 150
TICKETS_AT = "ap-10"  # so few persons ask in five villages; most of them here


@pytest.fixture
async def year(console: ConsoleScene) -> None:
    """A year of invented data in the first commune."""
    topics = tuple(console.bot.shelf.shipped.topics.values())
    plan = Plan(DATA / "demo", topics, PERSONS, POLICY)

    def fill(session: Session) -> None:
        fill_year(session, plan, now=console.bot.clock())

    await console.db.write(fill)


def read_number(written: str) -> int:
    """Return 1.234 as 1234."""
    return int(written.replace(".", ""))


async def count_rows(visitor: Visitor, address: str, noun: str) -> int:
    """Open the rows of a figure page by page, and count them."""
    rows, path = 0, address
    while path:
        answer = await visitor.get(path)
        assert answer.status == 200, path
        page = answer.text
        match noun:
            case "tickets":
                rows += len(re.findall(r'<li><a href="/console/tickets/\d+"', page))
            case "classes":
                rows += len(re.findall(r'<a href="/console/classes/\d+">', page))
            case "answers":
                settled = re.search(r"([\d.]+) câu còn ở dưới đây, ([\d.]+) câu đã", page)
                assert settled is not None
                shown = sum(read_number(count) for count in re.findall(r"<strong>(\d+) câu<", page))
                assert shown == read_number(settled[1]) or 'rel="next"' in page
                return read_number(settled[1]) + read_number(settled[2])
        following = re.search(r'<a href="([^"]+)" rel="next"', page)
        path = unescape(following[1]) if following and noun == "tickets" else ""
    return rows


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(
    ("role", "unit"), [(RoleKind.OFFICER, "an-phu"), (RoleKind.LEADER, TICKETS_AT)]
)
async def test_every_number_leads_to_as_many_rows(
    console: ConsoleScene, role: RoleKind, unit: str
) -> None:
    visitor = await console.sign_in(role, unit)
    counted: dict[str, int] = {}
    for name in PAGES:
        for period in ("year", "last-month"):
            page = (await visitor.get(f"/console/reports?period={period}&page={name}")).text
            for address, noun, deed, number in LINK.findall(page):
                rows = await count_rows(visitor, unescape(address), noun)
                people = re.search(
                    r"([\d.]+) lượt bà con đến học", (await visitor.get(unescape(address))).text
                )
                figures = {rows} | ({read_number(people[1])} if people else set())
                assert read_number(number) in figures, address
                counted[deed] = counted.get(deed, 0) + 1
    is_officer = role is RoleKind.OFFICER
    expected = {"opened", "taken", "resolved", "held"} | ({"missed"} if is_officer else set())
    assert set(counted) == expected
    assert all(count >= 2 for count in counted.values()), counted


async def test_days_that_are_wrong_show_the_usual_lists(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    for noun, deed in (("tickets", "opened"), ("answers", "missed"), ("classes", "held")):
        for days in ("", "since=2026-02-30&until=2026-03-01", "since=2026-03-02&until=2026-03-01"):
            answer = await officer.get(f"/console/{noun}?counted={deed}&{days}")
            assert answer.status == 200 and "Bỏ lọc theo kỳ" not in answer.text, (noun, days)
