"""Set-up from zero without JavaScript: a commune, its villages, its team, stopped and resumed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.faq.knowledge_base import KnowledgeBase
from bot.people.models import Person, Role, RoleKind
from bot.people.units import Unit
from bot.reactions import open_database
from tests.conftest import ObedientClock
from tests.console.scene import Answer, ConsoleScene, Visitor
from tests.journeys.bot import Bot

FOUNDING = {
    "commune": "Xã Lộc An Hòa", "province": "Lâm Đồng", "name": "Trần Thị Mẫu",
    "phone": "0900 000 123", "role": "officer",
}  # fmt: skip
VILLAGES = "UBND XÃ LỘC AN HÒA\n\nSTT\tTên thôn\tSố hộ\n1\tThôn 1\t210\n2\tThôn Đồng Mơ\t199\n"
TEAM = (
    "Họ và tên\tSĐT\tVai trò\tĐịa bàn\n"
    "Đinh Thị Mẫu\t0900000711\tTổ trưởng\tThôn 1\n"
    "Lò Văn Mẫu\t0900000712\tThành viên\tĐồng Mơ\n"
    "Vàng Văn Mẫu\t0900000713\tChủ tịch\tXã Lộc An Hòa\n"
)


@pytest.fixture
async def empty(
    sqlite_url: str, shelf: KnowledgeBase, clock: ObedientClock, tmp_path: Path
) -> AsyncIterator[ConsoleScene]:
    """An installation with nothing in it."""
    database = open_database(sqlite_url)
    started = Bot.started(
        database, shelf, clock, demo=None, files=tmp_path / "f", public_url="http://to-so.example"
    )
    async with started as bot, ConsoleScene.open(bot) as scene:
        yield scene
    database.close()


async def bring(visitor: Visitor, kind: str, text: str) -> Answer:
    """Paste a list and press through to its result."""
    sent = await visitor.post(f"/console/import/{kind}", {"text": text})
    address = sent.location.removesuffix("/columns")
    plan = await visitor.get(address)
    shown = plan.text.partition('name="shown" value="')[2].partition('"')[0]
    await visitor.post(address, {"shown": shown})
    return await visitor.get(address)


async def test_from_nothing_to_a_team(empty: ConsoleScene) -> None:
    installer = await empty.sign_in(None)
    start = await installer.get("/console/setup")
    assert "Xã và người lập" in start.text and "Danh sách thôn" not in start.text
    assert (await installer.get("/console/teams")).status == 200
    faulty = {**FOUNDING, "commune": "Lộc An Hòa", "phone": "12"}
    wrong = await installer.post("/console/setup/commune", faulty)
    assert wrong.status == 400 and 'value="Lộc An Hòa"' in wrong.text
    assert "Xin ghi đủ cả chữ xã" in wrong.text and "Số điện thoại chưa đúng" in wrong.text

    founded = await installer.post("/console/setup/commune", FOUNDING)
    home = await installer.follow(founded)
    assert "Đã lập Xã Lộc An Hòa" in home.text and "Trần Thị Mẫu" in home.text
    codes = await empty.db.read(lambda session: session.exec(select(Unit.code)).all())
    assert set(codes) == {"lam-dong", "loc-an-hoa"}
    again = await installer.post("/console/setup/commune", FOUNDING)
    assert again.status == 403  # the session is the officer's now

    result = await bring(installer, "units", VILLAGES)
    assert "thêm 2" in result.text
    result = await bring(installer, "team", TEAM)
    assert "thêm 3" in result.text, result.text
    home = await installer.get("/console/setup")
    assert "2 thôn, tổ dân phố" in home.text and "2 người trong các Tổ" in home.text
    assert home.text.count("Đã xong") == 4  # with the approver


async def test_it_resumes_and_ends(empty: ConsoleScene) -> None:
    installer = await empty.sign_in(None)
    await installer.post("/console/setup/commune", FOUNDING)
    await bring(installer, "units", VILLAGES)
    later = await empty.sign_in(None)  # another day, another link
    home = await later.get("/console/setup")
    assert "Làm tiếp: Danh sách Tổ" in home.text
    assert (await later.get("/console/setup/commune")).status == 303
    page = await later.get("/console/setup/try")
    assert "<svg" in page.text and "Chưa có ai hỏi" in page.text and "style=" not in page.text
    await empty.bot.hears("ba", "làm khai sinh cần gì")
    part = await later.get("/console/setup/try", **{"HX-Request": "true"})
    assert "Đã có người hỏi" in part.text and "<html" not in part.text
    commune = await empty.db.read(
        lambda session: session.exec(select(Unit.id).where(Unit.code == "loc-an-hoa")).one()
    )
    posters = await later.post(f"/console/teams/{commune}/posters")
    assert posters.body.startswith(b"%PDF")
    assert (await later.get("/console/setup")).text.count("Đã xong") == 4


async def test_the_first_approver_is_given_by_an_officer_once(empty: ConsoleScene) -> None:
    installer = await empty.sign_in(None)
    await installer.post("/console/setup/commune", FOUNDING)
    query = select(Unit.id).where(Unit.code == "loc-an-hoa")
    commune = await empty.db.read(lambda session: session.exec(query).one())
    form = {"name": "Vàng Văn Mẫu", "phone": "0900000713", "role": "approver"}
    address = f"/console/teams/{commune}/members"
    assert (await installer.post(address, form)).status == 303
    second = {**form, "name": "Lò Văn Mẫu", "phone": "0900000714"}
    assert (await installer.post(address, second)).status == 400
    approvers = (
        select(Person.id)
        .join(Role, col(Role.person_id) == Person.id)
        .where(Role.kind == RoleKind.APPROVER)
    )
    [boss] = await empty.db.read(lambda session: session.exec(approvers).all())
    slip = await installer.post(f"/console/teams/{commune}/slips", {"person": str(boss)})
    assert slip.body.startswith(b"%PDF")  # nobody who approves has a chat yet


async def test_only_the_installer_founds(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    assert (await officer.get("/console/setup")).status == 200
    assert (await officer.post("/console/setup/commune", FOUNDING)).status == 403
    leader = await console.sign_in(RoleKind.LEADER, "ap-01")
    assert (await leader.get("/console/setup")).status == 404
    installer = await console.sign_in(None)
    twice = await installer.post(
        "/console/setup/commune", {**FOUNDING, "commune": "xã  An Phú Đông"}
    )
    assert twice.status == 400 and "đã có trong máy" in twice.text


async def test_without_an_address_it_can_be_tried_on_this_machine(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    page = await officer.get("/console/setup/try")
    assert "Trên máy này vẫn hỏi thử được" in page.text
    assert 'id="asked"' in page.text
