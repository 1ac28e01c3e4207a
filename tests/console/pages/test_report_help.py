"""Kinds of help in the console: figures by kind and village, the entries, taking one back."""

import io
import re

from python_calamine import CalamineWorkbook
from sqlmodel import select

from bot.core.audit import Audit
from bot.people.models import RoleKind
from bot.tickets.models import SupportLog
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene
from tests.journeys.test_helping import HOA

PAGE = "/console/reports/help"
ENTRIES = f"{PAGE}/entries"


async def write_down(console: ConsoleScene, *lines: str) -> int:
    """A member of Thôn 3 writes down help; the number of the first entry."""
    await console.bot.link("hoa", HOA)
    for line in lines:
        await console.bot.hears("hoa", f"/ghinhan {line}")
    return await console.db.read(lambda s: s.exec(select(SupportLog.id)).first() or 0)


def read_number(page: str, label: str) -> str:
    """The first number of the row that begins with the label."""
    row = next(row for row in re.findall(r"<tr.*?</tr>", page, re.S) if f">{label}<" in row)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
    return re.sub(r"<[^>]+>", "", cells[1]).strip()


async def test_an_officer_takes_back_a_wrong_entry(console: ConsoleScene) -> None:
    log_id = await write_down(console, "vneid 5 người", "etax bà <b>Tư</b>")
    officer = await console.sign_in(RoleKind.OFFICER)
    page = await officer.get(PAGE)
    assert read_number(page.text, "Kích hoạt định danh điện tử VNeID mức 2") == "5 người"
    assert read_number(page.text, "Vụ lừa đảo qua mạng đã ngăn được") == "0 vụ"
    entries = await officer.get(f"{ENTRIES}?kind=vneid-muc-2")
    assert HOA in entries.text and "VNeID mức 2 (5 người)" in entries.text
    assert "<b>Tư" not in entries.text
    without = await officer.post(f"{ENTRIES}/{log_id}/withdraw", {"reason": " "})
    assert without.status == 400 and "ghi lý do" in without.text
    done = await officer.post(f"{ENTRIES}/{log_id}/withdraw", {"reason": "ghi nhầm thôn"})
    assert "Đã rút mục này" in (await officer.follow(done)).text
    await officer.post(f"{ENTRIES}/{log_id}/withdraw", {"reason": "bấm hai lần"})
    page = await officer.get(PAGE)
    assert read_number(page.text, "Kích hoạt định danh điện tử VNeID mức 2") == "0 người"
    deeds = await console.db.read(
        lambda s: [row.note for row in s.exec(select(Audit).where(Audit.action == "help.withdraw"))]
    )
    assert deeds == ["ghi nhầm thôn"]
    await officer.post(f"{ENTRIES}/{log_id}/restore")
    page = await officer.get(PAGE)
    assert read_number(page.text, "Kích hoạt định danh điện tử VNeID mức 2") == "5 người"


async def test_others_see_no_entry_of_this_commune(console: ConsoleScene) -> None:
    log_id = await write_down(console, "vneid bà Tư")
    stranger = await console.sign_in(RoleKind.OFFICER, "hoa-lac")
    leader = await console.sign_in(RoleKind.LEADER, "ap-01")
    viewer = await console.sign_in(RoleKind.COMMITTEE, "demo")
    for visitor in (stranger, leader):
        assert (await visitor.get(f"{ENTRIES}/{log_id}")).status == 404
        taken = await visitor.post(f"{ENTRIES}/{log_id}/withdraw", {"reason": "x"})
        assert taken.status == 404
        assert "bà Tư" not in (await visitor.get(ENTRIES)).text
    assert (await viewer.get(PAGE)).status == 200
    assert (await viewer.get(ENTRIES)).status == 404
    assert (await viewer.get(f"{ENTRIES}/{log_id}")).status == 404


async def test_files_and_few_queries(console: ConsoleScene) -> None:
    await write_down(console, "vneid 5 người, etax 2 người")
    officer = await console.sign_in(RoleKind.OFFICER)
    for path, count in ((PAGE, 5), (ENTRIES, 7)):
        assert len(await list_queries(officer, path)) <= 12
        sheet = await officer.get(f"{path}?xlsx=1")
        book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.body))
        cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
        assert count in cells
