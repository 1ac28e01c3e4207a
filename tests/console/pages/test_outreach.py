"""Going from door to door in the console: plans, visits, the grid, connectivity, tellings."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session, col, select

from bot.broadcasts.models import Broadcast, BroadcastState
from bot.core.policy import POLICY
from bot.outbox.models import Batch
from bot.outreach.models import Connectivity, HomeTelling, HomeVisit, HouseholdReach, OutreachPlan
from bot.people import households
from bot.people.actor import OPERATOR
from bot.people.households import HouseholdValues
from bot.people.models import Household, RoleKind
from bot.people.units import get_unit
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene, Visitor

OFFICER, LEADER, VIEWER = RoleKind.OFFICER, RoleKind.LEADER, RoleKind.COMMITTEE
HOMES = 11
PLANS, VISITS = "/console/outreach/plans", "/console/outreach/visits"


@pytest.fixture
async def homes(console: ConsoleScene) -> list[int]:
    """Households of Thôn 1, one with an odd name; their ids in the order of walking."""

    def plant(session: Session) -> list[int]:
        unit = get_unit(session, "ap-01")
        unit.households_count = 20
        unit.counted_on = POLICY.today(console.bot.clock())
        return [
            households.add_household(
                session,
                unit,
                HouseholdValues(f"Hộ <b>Mẫu {n}</b>", address=f"Ngõ {n}"),
                actor=OPERATOR,
                now=console.bot.clock(),
            ).id
            for n in range(1, HOMES + 1)
        ]

    return await console.db.write(plant)


def today(console: ConsoleScene, days: int = 0) -> str:
    """A day as a date field sends it."""
    return (POLICY.today(console.bot.clock()) + timedelta(days=days)).isoformat()


async def make_plan(console: ConsoleScene, visitor: Visitor) -> str:
    """A plan of Thôn 1 from today for a week; the path of its page."""
    unit_id = await console.db.read(lambda session: get_unit(session, "ap-01").id)
    form = {
        "unit": str(unit_id),
        "title": "Đi từng ngõ",
        "first_on": today(console, -3),
        "last_on": today(console, 7),
        "topics": "VNeID\nLừa đảo",
        "households": "all",
    }
    saved = await visitor.post(f"{PLANS}/new", form)
    assert saved.status == 303, saved.text
    return saved.location


async def count_visits(console: ConsoleScene) -> int:
    """How many visits count."""
    query = select(HomeVisit).where(col(HomeVisit.withdrawn_at).is_(None))
    return await console.db.read(lambda session: len(session.exec(query).all()))


async def test_a_plan_is_made_changed_and_ended(console: ConsoleScene, homes: list[int]) -> None:
    officer = await console.sign_in(OFFICER)
    bad = await officer.post(f"{PLANS}/new", {"title": "Đợt 9", "households": "all"})
    assert bad.status == 400 and "Đợt 9" in bad.text and "chọn thôn" in bad.text
    path = await make_plan(console, officer)
    page = await officer.get(path)
    assert "<b>Mẫu" not in page.text and "Hộ &lt;b&gt;Mẫu 1" in page.text
    assert f"<strong>0</strong> trong <strong>{HOMES}</strong> hộ" in page.text
    turned = {"title": "Đợt 2", "first_on": today(console, 5), "last_on": today(console)}
    wrong = await officer.post(f"{path}/edit", {**turned, "households": "keep"})
    assert wrong.status == 400 and "Đợt 2" in wrong.text
    right = {"title": "Đợt 2", "first_on": today(console), "last_on": today(console, 5)}
    assert (await officer.post(f"{path}/edit", {**right, "households": "keep"})).status == 303
    assert "không sửa được" in (await officer.get(f"{path}/end")).text
    assert (await officer.post(f"{path}/end")).status == 303
    assert "Đã kết thúc" in (await officer.get(path)).text


async def test_a_visit_is_recorded_once_corrected_and_taken_back(
    console: ConsoleScene, homes: list[int]
) -> None:
    leader = await console.sign_in(LEADER, "ap-01")
    path = await make_plan(console, leader)
    plan = path.rpartition("/")[2]
    form_page = await leader.get(f"{VISITS}/new?household={homes[0]}&plan={plan}")
    key = re.search(r'name="key" value="([^"]+)"', form_page.text)
    assert key
    sent = {
        "household": str(homes[0]), "key": key[1], "plan": plan, "visited_on": today(console),
        "setups": ["vneid", "forged"], "note": "ghi chú này phải còn", "consent": "yes",
    }  # fmt: skip
    without = await leader.post(f"{VISITS}/new", sent)
    assert without.status == 400 and "ghi chú này phải còn" in without.text
    for _ in range(2):  # pressed twice
        done = await leader.post(f"{VISITS}/new", {**sent, "outcome": "done"})
        assert done.status == 303
    assert await count_visits(console) == 1
    assert "<strong>1</strong> trong" in (await leader.follow(done)).text
    visit = await console.db.read(lambda session: session.exec(select(HomeVisit)).one())
    assert (visit.setups, visit.consent) == (["vneid"], True)
    fixed = {"visited_on": today(console), "outcome": "refused"}
    assert (await leader.post(f"{VISITS}/{visit.id}", fixed)).status == 303
    reach = await console.db.read(lambda session: session.get_one(HouseholdReach, homes[0]))
    assert reach.last_outcome == "refused"
    assert "không ghi lại được" in (await leader.get(f"{VISITS}/{visit.id}/withdraw")).text
    await leader.post(f"{VISITS}/{visit.id}/withdraw")
    assert await count_visits(console) == 0


async def test_a_household_that_is_not_in_the_register_is_added(console: ConsoleScene) -> None:
    leader = await console.sign_in(LEADER, "ap-01")
    assert "chưa có trong sổ" in (await leader.get(f"{VISITS}/new")).text
    page = (await leader.get(f"{VISITS}/new?new=1")).text
    unit = re.search(r'<option value="(\d+)"', page)
    assert unit
    sent = {"key": "k", "visited_on": today(console), "outcome": "away", "unit": unit[1]}
    nobody = await leader.post(f"{VISITS}/new", sent)
    assert nobody.status == 400 and "Xin chọn hộ" in nobody.text
    assert (await leader.post(f"{VISITS}/new", {**sent, "label": "Bà Ví Dụ"})).status == 303
    named = await console.db.read(lambda s: [row.label for row in s.exec(select(Household))])
    assert named == ["Bà Ví Dụ"]


async def test_the_sheet_comes_back_as_a_grid(console: ConsoleScene, homes: list[int]) -> None:
    officer = await console.sign_in(OFFICER)
    path = await make_plan(console, officer)
    pdf = await officer.get(f"{path}/sheet")
    pages = pypdf.PdfReader(io.BytesIO(pdf.body)).pages
    words = "".join(page.extract_text() for page in pages)
    assert "Trang 3/3" in words and f"{HOMES}. Hộ <b>Mẫu {HOMES}</b> – Ngõ {HOMES}" in words
    grid = await officer.get(f"{path}/grid")
    assert "trang giấy 1 và 2" in grid.text
    rows = re.findall(r'name="row" value="(\d+)"', grid.text)
    assert rows == [str(number) for number in homes[:8]]
    typed = {
        "page": "1", "visited_on": today(console, -1), "row": rows,
        f"o{rows[0]}": "done", f"s{rows[0]}": ["vneid", "etax"], f"c{rows[0]}": "1",
        f"o{rows[1]}": "later", f"d{rows[1]}": "", f"n{rows[1]}": "chỗ này phải còn",
        f"n{rows[2]}": "quên kết quả",
    }  # fmt: skip
    wrong = await officer.post(f"{path}/grid", typed)
    assert wrong.status == 400 and "chưa chọn kết quả" in wrong.text
    assert "chỗ này phải còn" in wrong.text and await count_visits(console) == 0
    typed[f"n{rows[2]}"] = ""
    wrong = await officer.post(f"{path}/grid", typed)
    assert wrong.status == 400 and "cần ngày hẹn" in wrong.text
    assert await count_visits(console) == 0  # nothing of the page
    typed[f"d{rows[1]}"] = f"{console.bot.clock():%d/%m}"
    done = await officer.post(f"{path}/grid", typed)
    second = await officer.follow(done)
    assert "Đã nhận 2 dòng: ghi mới 2, sửa 0, đã có từ trước 0. Bỏ trống 6 dòng." in second.text
    assert "trang giấy 3" in second.text
    again = await officer.follow(await officer.post(f"{path}/grid", typed))
    assert "ghi mới 0, sửa 0, đã có từ trước 2" in again.text
    typed[f"o{rows[0]}"] = "refused"
    typed[f"s{rows[0]}"] = []
    fixed = await officer.follow(await officer.post(f"{path}/grid", typed))
    assert "ghi mới 0, sửa 1, đã có từ trước 1" in fixed.text
    assert await count_visits(console) == 2
    late = await officer.post(f"{path}/grid", {**typed, "visited_on": today(console, -30)})
    assert late.status == 400 and "phải nằm trong kế hoạch" in late.text


async def test_connectivity_of_a_village_and_its_households(
    console: ConsoleScene, homes: list[int]
) -> None:
    leader = await console.sign_in(LEADER, "ap-01")
    unit_id = await console.db.read(lambda session: get_unit(session, "ap-01").id)
    page = f"/console/outreach/census/{unit_id}"
    own = {"noted_on": today(console), "signal": "weak", "fibre": "1", "hall": "0"}
    assert (await leader.post(page, own)).status == 303
    rows = [str(number) for number in homes]
    sent = {
        "noted_on": today(console), "row": rows, f"g{rows[0]}": "good", f"p{rows[0]}": "2",
        f"p{rows[1]}": "hai",
    }  # fmt: skip
    wrong = await leader.post(f"{page}/households", sent)
    assert (
        wrong.status == 400 and "phải là một con số" in wrong.text and 'value="hai"' in wrong.text
    )
    sent[f"p{rows[1]}"] = "0"
    done = await leader.follow(await leader.post(f"{page}/households", sent))
    assert f"Đã ghi 2 dòng. 0 dòng không đổi, {HOMES - 2} dòng bỏ trống." in done.text
    again = await leader.follow(await leader.post(f"{page}/households", sent))
    assert "Đã ghi 0 dòng. 2 dòng không đổi" in again.text
    kept = await console.db.read(lambda s: len(s.exec(select(Connectivity)).all()))
    assert kept == 3


async def plant_announcement(console: ConsoleScene) -> int:
    """An announcement of the commune that is over and reached nobody."""

    def plant(session: Session) -> int:
        now = console.bot.clock()
        batch = Batch(created_at=now)
        session.add(batch)
        session.flush()
        broadcast = Broadcast(
            unit_id=get_unit(session, "an-phu").id, text="Họp <i>thôn</i>", audience="an-phu",
            state=BroadcastState.DONE, drafted_at=now, batch_id=batch.id, ended_at=now,
        )  # fmt: skip
        session.add(broadcast)
        session.flush()
        return broadcast.id

    return await console.db.write(plant)


async def test_households_are_told_at_their_door(console: ConsoleScene, homes: list[int]) -> None:
    number = await plant_announcement(console)
    unit_id = await console.db.read(lambda session: get_unit(session, "ap-01").id)
    leader = await console.sign_in(LEADER, "ap-01")
    page = f"/console/outreach/announcements/{number}"
    village = f"{page}/{unit_id}"
    assert f"Thông báo {number}" in (await leader.get("/console/outreach/announcements")).text
    assert f"<strong>{HOMES} chưa biết tin</strong>" in (await leader.get(village)).text
    told = await leader.post(f"{village}/told", {"household": str(homes[0])})
    after = (await leader.follow(told)).text
    assert f"<strong>{HOMES - 1} chưa biết tin</strong>" in after and "1 được báo tận nhà" in after
    undone = await leader.post(f"{village}/untold", {"household": str(homes[0])})
    assert f"<strong>{HOMES} chưa biết tin</strong>" in (await leader.follow(undone)).text
    assert await console.db.read(lambda s: s.exec(select(HomeTelling)).all()) == []
    assert (await leader.post(f"{page}/target", {"percent": "80"})).status == 404
    officer = await console.sign_in(OFFICER)
    wrong = await officer.post(f"{page}/target", {"percent": "180"})
    assert wrong.status == 400 and 'value="180"' in wrong.text
    await officer.post(f"{page}/target", {"percent": "80"})
    assert "đạt chỉ tiêu 80%" in (await officer.get(village)).text


async def test_who_sees_what(console: ConsoleScene, homes: list[int]) -> None:
    officer = await console.sign_in(OFFICER)
    path = await make_plan(console, officer)
    number = await plant_announcement(console)
    viewer = await console.sign_in(VIEWER, "demo")
    figures = (await viewer.get("/console/outreach")).text
    assert "danh sách của xã" in figures and "Mẫu" not in figures
    assert (await viewer.get(PLANS)).status == 200
    for private in (path, f"{path}/grid", f"{path}/sheet", VISITS):
        assert (await viewer.get(private)).status == 404, private
    stranger = await console.sign_in(OFFICER, "hoa-lac")
    neighbour = await console.sign_in(LEADER, "ap-02")
    for other in (stranger, neighbour):
        assert (await other.get(path)).status == 404
        assert (await other.get(f"{path}/sheet")).status == 404
        assert (await other.get(f"{VISITS}/new?household={homes[0]}")).status == 404
        sent = {"household": str(homes[0]), "key": "k", "visited_on": today(console)}
        assert (await other.post(f"{VISITS}/new", {**sent, "outcome": "away"})).status == 404
        assert (
            await other.post(
                f"{path}/grid",
                {"row": [str(homes[0])], f"o{homes[0]}": "away", "visited_on": today(console)},
            )
        ).status == 404
    assert (await stranger.get(f"/console/outreach/announcements/{number}")).status == 404
    assert await count_visits(console) == 0
    assert await console.db.read(lambda s: len(s.exec(select(OutreachPlan)).all())) == 1


async def test_few_queries_and_files(console: ConsoleScene, homes: list[int]) -> None:
    officer = await console.sign_in(OFFICER)
    path = await make_plan(console, officer)
    number = await plant_announcement(console)
    unit_id = await console.db.read(lambda session: get_unit(session, "ap-01").id)
    pages = (
        "/console/outreach", PLANS, path, f"{path}/grid", VISITS, f"{VISITS}/new",
        f"{VISITS}/new?household={homes[0]}", "/console/outreach/census",
        f"/console/outreach/census/{unit_id}", "/console/outreach/announcements",
        f"/console/outreach/announcements/{number}",
        f"/console/outreach/announcements/{number}/{unit_id}",
    )  # fmt: skip
    counts = {page: len(await list_queries(officer, page)) for page in pages}
    assert {page: count for page, count in counts.items() if count > 12} == {}
    sheet = await officer.get("/console/outreach?xlsx=1")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.body)).get_sheet_by_index(0).to_python()
    assert any(row[:3] == ["Thôn 1", 0, 20] for row in rows)
