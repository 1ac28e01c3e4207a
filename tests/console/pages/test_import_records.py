"""Imports that were done: seen row by row, taken back by the button, and why some rows stay."""

from sqlmodel import col, select

from bot import texts
from bot.people.import_records import ImportRecord
from bot.people.models import Person, RoleKind
from tests.console.pages.test_list_imports import fingerprint, send
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene, Visitor

OFFICER, LEADER = RoleKind.OFFICER, RoleKind.LEADER
TEAM = (
    "Họ tên\tSố điện thoại\tVai trò\tThôn\n"
    "Đinh Thị <b>Mẫu\t0900000701\tTổ viên\tThôn 1\n"
    "Mai Văn Mẫu\t0900000702\tTổ viên\tThôn 2\n"
)


async def import_team(visitor: Visitor, text: str = TEAM) -> None:
    """Paste a list and press the button."""
    address = await send(visitor, "team", text)
    plan = await visitor.get(address)
    assert (await visitor.post(address, {"shown": fingerprint(plan)})).status == 303


async def get_address(console: ConsoleScene) -> str:
    """The page of the last import."""
    query = select(ImportRecord.id).order_by(col(ImportRecord.id).desc())
    number = await console.db.read(lambda session: session.exec(query).first())
    return f"/console/imports/{number}"


async def list_names(console: ConsoleScene) -> set[str]:
    query = select(Person.name).where(col(Person.phone).in_(("0900000701", "0900000702")))
    return set(await console.db.read(lambda session: session.exec(query).all()))


async def test_a_wrong_list_is_taken_back(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    await import_team(officer)
    address = await get_address(console)
    for path in ("/console/imports", address):
        queries = await list_queries(officer, path)
        assert len(queries) <= 12, queries
    listing = await officer.get("/console/imports")
    assert address in listing.text and "Tổ và cán bộ" in listing.text
    page = await officer.get(address)
    assert "Lấy lại 4 chỗ" in page.text and "Mai Văn Mẫu" in page.text
    assert "<b>Mẫu" not in page.text and "&lt;b&gt;Mẫu" in page.text
    answer = await officer.post(address, {"shown": fingerprint(page)})
    assert answer.status == 303 and await list_names(console) == set()
    after = await officer.follow(answer)
    assert texts.UNDO_TOLD.format(taken=4) in after.text and "Đã lấy lại lúc" in after.text
    twice = await officer.post(address, {"shown": fingerprint(page)})
    assert twice.status == 409 and texts.UNDO_NOTHING in twice.text
    log = await officer.get("/console/audit")
    assert "lấy lại một lần nhập danh sách" in log.text


async def test_what_was_mended_meanwhile_is_shown_before_it_counts(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    await import_team(officer)
    address = await get_address(console)
    shown = fingerprint(await officer.get(address))
    await import_team(officer, TEAM.replace("Mai Văn Mẫu", "Mai Văn Mậu"))
    answer = await officer.post(address, {"shown": shown})
    assert answer.status == 409 and texts.UNDO_CHANGED in answer.text
    assert texts.UNDO_CHANGED_SINCE in answer.text and len(await list_names(console)) == 2
    done = await officer.follow(await officer.post(address, {"shown": fingerprint(answer)}))
    assert texts.UNDO_TOLD_KEPT.format(taken=3, kept=1) in done.text
    assert await list_names(console) == {"Mai Văn Mậu"}


async def test_it_is_the_communes_own_officers(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    await import_team(officer)
    address = await get_address(console)
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert (await other.get(address)).status == 404
    assert (await other.post(address, {"shown": "4-0"})).status == 404
    assert address not in (await other.get("/console/imports")).text
    leader = await console.sign_in(LEADER, "ap-01")
    assert (await leader.get(address)).status == 404
    assert (await leader.get("/console/imports")).status == 404
    assert len(await list_names(console)) == 2


async def test_classes_are_told_from_other_lists_and_a_file_has_every_row(
    console: ConsoleScene,
) -> None:
    officer = await console.sign_in(OFFICER)
    address = await send(
        officer, "classes",
        "Nội dung\tNgày\tGiờ\tĐịa điểm\tThôn\nCài VNeID\t05/12/2026\t19:30\tNVH\tThôn 1\n",
    )  # fmt: skip
    plan = await officer.get(address)
    await officer.post(address, {"shown": fingerprint(plan)})
    page = await officer.get(await get_address(console))
    assert "Lịch lớp không lấy lại cả danh sách được" in page.text
    await import_team(officer)
    file = await officer.get(f"{await get_address(console)}?xlsx=1")
    assert file.status == 200 and file.body.startswith(b"PK")
