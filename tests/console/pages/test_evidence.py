"""The page of evidence: freeze a pack, take it, check a file, let an inspection team look."""

import io
import re
import zipfile

import pytest
from aiohttp import FormData

from bot.people.models import RoleKind
from bot.reports.evidence.archive import verify_pack
from tests.console.queries import list_queries
from tests.console.scene import Answer, ConsoleScene, Visitor

PAGE = "/console/reports/evidence"
DAYS = {"since": "2026-11-01", "until": "2026-11-30"}


async def make_pack(officer: Visitor) -> bytes:
    """Freeze November as an officer, and take the file."""
    made = await officer.post(PAGE, DAYS)
    assert made.location == PAGE, made.text
    page = (await officer.get(PAGE)).text
    address = re.search(rf'href="({PAGE}/\d+)"', page)
    assert address is not None, page
    taken = await officer.get(address[1])
    assert taken.headers["Content-Type"] == "application/zip"
    assert 'filename="minh-chung-an-phu-1.zip"' in taken.headers["Content-Disposition"]
    return taken.body


async def check(visitor: Visitor, content: bytes) -> Answer:
    """Bring a file to be checked."""
    form = FormData()
    form.add_field("pack", content, filename="tep.zip", content_type="application/zip")
    return await visitor.post(f"{PAGE}/verify", form)


async def test_an_officer_freezes_a_month_and_a_viewer_checks_it(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    content = await make_pack(officer)
    verification = verify_pack(io.BytesIO(content))
    assert not verification.faults
    viewer = await console.sign_in(RoleKind.COMMITTEE, "demo")
    page = await viewer.get(PAGE)
    assert verification.digest in page.text
    assert "Chốt và lập tệp" not in page.text
    assert "Tệp còn nguyên" in (await check(viewer, content)).text


async def test_a_changed_file_and_another_installations_are_not_believed(
    console: ConsoleScene,
) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    content = await make_pack(officer)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"\r\n", b"\n") if "dem-theo" in name else data)
    said = await check(officer, target.getvalue())
    assert "Tệp so-lieu/dem-theo-ngay.csv đã bị sửa." in said.text
    said = await check(officer, b"not a zip")
    assert "không phải tệp minh chứng" in said.text


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"since": "2026-11-30", "until": "2026-11-01"}, "Ngày"),
        ({"since": "hôm nay", "until": ""}, "Ngày"),
        ({"since": "2027-01-01", "until": "2027-01-31"}, "chưa bắt đầu"),
    ],
)
async def test_days_that_are_wrong_are_told_and_stay(
    console: ConsoleScene, days: dict[str, str], sentence: str
) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    answer = await officer.post(PAGE, days)
    assert answer.status == 400
    assert sentence.lower() in answer.text.lower()
    assert f'value="{days["since"]}"' in answer.text


async def test_a_team_looks_with_a_link_until_it_is_taken_back(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await make_pack(officer)
    shown = await officer.post(f"{PAGE}/links", {"label": "Đoàn Sở <b>", "days": "5"})
    link = re.search(r"/console/look/[\w-]+", shown.text)
    assert link is not None, shown.text
    assert "<b>" not in shown.text.split("<main")[1].split("</main>")[0].replace("</b>", "")
    team = console.stranger()
    assert "Vào xem" in (await team.get(link[0])).text
    opened = await team.post(link[0])
    assert opened.location == "/console/reports"
    assert (await team.get("/console/reports")).status == 200
    page = await team.get(PAGE)
    assert "Tải tệp số 1" in page.text
    assert (await team.get("/console/tickets")).status == 404
    assert (await team.post(PAGE, DAYS)).status == 404
    end = re.search(rf'action="({PAGE}/links/\d+/end)"', (await officer.get(PAGE)).text)
    assert end is not None
    assert (await officer.post(end[1])).location == PAGE
    assert (await team.get("/console/reports")).location == "/console/sign-in"
    assert (await team.post(link[0])).status == 403


async def test_a_link_without_a_name_is_asked_for_one(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    answer = await officer.post(f"{PAGE}/links", {"label": " ", "days": "5"})
    assert answer.status == 400
    assert "tên đoàn" in answer.text


async def test_another_communes_packs_are_not_seen(console: ConsoleScene) -> None:
    await make_pack(await console.sign_in(RoleKind.OFFICER))
    other = await console.sign_in(RoleKind.OFFICER, "hoa-lac")
    assert "Chưa có tệp minh chứng nào" in (await other.get(PAGE)).text


async def test_few_queries(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await make_pack(officer)
    queries = await list_queries(officer, PAGE)
    assert len(queries) <= 12, queries
