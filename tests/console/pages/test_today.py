"""«Hôm nay» over HTTP: what wants a hand, for each role what is theirs."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.broadcasts.models import Broadcast, BroadcastState
from bot.classes.models import ClassSession
from bot.console import list_routes
from bot.console.pages.today import LINKS
from bot.outbox.models import Batch
from bot.people.models import RoleKind
from bot.people.units import get_unit
from bot.reminders.models import Reminder, ReminderKind
from bot.tickets.models import Ticket
from tests.console.pages.test_tickets import ask_for_person, staff
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene

OFFICER, LEADER, VIEWER = RoleKind.OFFICER, RoleKind.LEADER, RoleKind.COMMITTEE


def tiles(page: str) -> dict[str, int]:
    """Label and number of each tile."""
    found = re.findall(r'tile-number">([\d.]+)</span><span class="tile-label">([^<]+)</span>', page)
    return {label: int(number) for number, label in found}


async def fill(console: ConsoleScene) -> None:
    """An announcement on its way, one that waits, a class today, a reminder that is late."""

    def write(session: Session) -> None:
        now, unit = console.bot.clock(), get_unit(session, "an-phu")
        batch = Batch(created_at=now, staged=100, sent=50, failed=5)
        session.add(batch)
        session.flush()
        for state, words in (
            (BroadcastState.SENDING, "Tiêm phòng dại <b>sáng thứ Bảy</b>"),
            (BroadcastState.WAITING, "Họp dân"),
        ):
            session.add(
                Broadcast(
                    unit_id=unit.id,
                    audience="an-phu",
                    text=words,
                    state=state,
                    drafted_at=now,
                    total=120,
                    reachable=110,
                    batch_id=batch.id if state is BroadcastState.SENDING else None,
                )
            )
        session.add(
            ClassSession(
                code="hom-nay",
                unit_id=get_unit(session, "ap-02").id,
                topic="Dùng VNeID",
                place="Nhà văn hóa",
                starts_at=now + timedelta(hours=3),
                door_code="cua",
                created_at=now,
            )
        )

    await console.db.write(write)


async def add_late_reminder(console: ConsoleScene, number: int) -> None:
    """A reminder of the ticket's resident that should have gone out an hour ago."""

    def write(session: Session) -> None:
        now = console.bot.clock()
        session.add(
            Reminder(
                key="tre",
                kind=ReminderKind.PERSONAL,
                contact_id=session.get_one(Ticket, number).contact_id,
                due_at=now - timedelta(hours=1),
                made_at=now - timedelta(days=1),
            )
        )

    await console.db.write(write)


async def test_an_officer_sees_what_wants_a_hand(console: ConsoleScene) -> None:
    officer = await staff(console)
    number = await ask_for_person(console)
    await fill(console)
    await add_late_reminder(console, number)
    console.pass_by(minutes=42)
    page = (await officer.get("/console/")).text
    counts = tiles(page)
    assert counts["Người đang chờ"] == 1
    assert counts["Tin chờ duyệt"] == 1 and "1 thông báo" in page
    assert counts["Lời nhắc trễ"] == 1
    assert counts["Kênh có lỗi"] == 0
    assert "lâu nhất 42 phút" in page
    assert f'href="/console/tickets/{number}"' in page
    assert 'href="/console/tickets"' in page
    # Sent and ended, and ten of whom nobody expected to be reached.
    assert re.search(r'<progress value="65" max="120"', page) and "65 trên 120 người, 54%" in page
    assert "<b>sáng" not in page
    assert "Dùng VNeID" in page and "0/30 chỗ" in page
    assert "Nguyễn Thị Cán Bộ Mẫu" in page and "chưa ai nối khung chat" in page


async def test_a_leader_sees_the_own_village(console: ConsoleScene) -> None:
    await staff(console)
    await ask_for_person(console)
    await fill(console)
    leader = await console.sign_in(LEADER, "ap-01")
    page = (await leader.get("/console/")).text
    assert tiles(page)["Người đang chờ"] == 1
    assert "Tin chờ duyệt" not in tiles(page)
    assert "Thôn 1" in page and "Thôn 2" not in page
    assert "Dùng VNeID" not in page and "Tiêm phòng dại" not in page
    other = await console.sign_in(LEADER, "ap-03")
    assert tiles((await other.get("/console/")).text)["Người đang chờ"] == 0


async def test_a_viewer_sees_figures_and_no_names(console: ConsoleScene) -> None:
    await staff(console)
    await ask_for_person(console)
    viewer = await console.sign_in(VIEWER, "demo")
    page = (await viewer.get("/console/")).text
    assert tiles(page)["Người đang chờ"] == 1
    assert "/console/tickets" not in page
    assert "Bà con số" not in page and "Trần Văn Ví Dụ B" not in page
    assert "1 người" in page


async def test_another_commune_counts_its_own(console: ConsoleScene) -> None:
    await staff(console)
    await ask_for_person(console)
    await fill(console)
    other = await console.sign_in(OFFICER, "hoa-lac")
    page = (await other.get("/console/")).text
    counts = tiles(page)
    assert counts["Người đang chờ"] == counts["Tin chờ duyệt"] == 0
    assert "Tiêm phòng dại" not in page and "Dùng VNeID" not in page


async def test_the_operator_sees_channels_and_no_residents(console: ConsoleScene) -> None:
    await staff(console)
    await ask_for_person(console)
    operator = await console.sign_in(None)
    page = (await operator.get("/console/")).text
    assert set(tiles(page)) == {"Lời nhắc trễ", "Kênh có lỗi"}
    assert (await operator.get("/console/running")).status == 404


async def test_this_week_stands_beside_the_last(console: ConsoleScene) -> None:
    """The same figures as the page of reports: the counters of the days."""
    officer = await staff(console)
    await ask_for_person(console)
    row = r"Xin gặp người</td><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td><td[^>]*>([^<]*)<"
    found = re.search(row, (await officer.get("/console/")).text)
    assert found is not None and found.groups() == ("1", "0", "tăng 1")
    console.pass_by(days=7)
    await ask_for_person(console, "bac-hai", "Thôn Đông")
    await ask_for_person(console, "chi-ba", "Thôn Đoài")
    officer = await console.sign_in(OFFICER)
    page = (await officer.get("/console/")).text
    found = re.search(row, page)
    assert found is not None and found.groups() == ("2", "1", "tăng 1")
    assert '<a href="/console/reports?period=week">' in page
    committee = await console.sign_in(VIEWER, "demo")
    assert re.search(row, (await committee.get("/console/")).text)
    stranger = await console.sign_in(OFFICER, "hoa-lac")
    found = re.search(row, (await stranger.get("/console/")).text)
    assert found is not None and found.groups()[:2] == ("0", "0")


async def test_what_is_on_its_way_is_asked_for_again(console: ConsoleScene) -> None:
    officer = await staff(console)
    await fill(console)
    fragment = await officer.get("/console/running", **{"HX-Request": "true"})
    assert fragment.status == 200 and "<html" not in fragment.text
    assert "65 trên 120" in fragment.text and 'hx-trigger="every 10s"' in fragment.text
    assert (await officer.get("/console/running")).location == "/console/"


@pytest.mark.parametrize(
    ("role", "unit"), [(OFFICER, "an-phu"), (LEADER, "ap-01"), (VIEWER, "demo")]
)
async def test_few_queries(console: ConsoleScene, role: RoleKind, unit: str) -> None:
    await staff(console)
    await ask_for_person(console)
    await fill(console)
    someone = await console.sign_in(role, unit)
    statements = await list_queries(someone, "/console/")
    assert len(statements) <= 12, statements


def test_every_number_leads_to_a_page_that_is_there() -> None:
    routes = {route.name: route for route in list_routes()}
    for route, roles in LINKS.values():
        assert roles <= routes[route].roles, route
