"""An officer shows how well the commune serves, or no longer; nobody else can."""

from bot.people.models import RoleKind
from tests.console.scene import ConsoleScene

PAGE = "/console/reports/service"
PUBLIC = "/muc-phuc-vu/an-phu"


async def test_an_officer_shows_the_page_and_takes_it_back(console: ConsoleScene) -> None:
    officer, anybody = await console.sign_in(RoleKind.OFFICER), console.stranger()
    overview = await officer.get("/console/reports/sheet")
    assert PAGE in overview.text
    page = await officer.get(PAGE)
    assert "Chưa công khai" in page.text and "chưa đủ số liệu" in page.text
    assert (await anybody.get(PUBLIC)).status == 404
    answer = await officer.post(PAGE, {"unit": "an-phu", "public": "1"})
    assert answer.status == 303
    shown = await officer.follow(answer)
    assert "Đang công khai" in shown.text and "Đã công khai mức phục vụ" in shown.text
    assert (await anybody.get(PUBLIC)).status == 200
    await officer.post(PAGE, {"unit": "an-phu", "public": "0"})
    console.pass_by(minutes=6)
    assert (await anybody.get(PUBLIC)).status == 404
    log = await officer.get("/console/audit")
    assert "công khai mức phục vụ" in log.text


async def test_it_is_the_officers_own_commune_and_nobody_elses(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    assert (await officer.get(f"{PAGE}?unit=hoa-lac")).status == 404
    assert (await officer.post(PAGE, {"unit": "hoa-lac", "public": "1"})).status == 404
    village = await officer.get(f"{PAGE}?unit=ap-01")
    assert village.status == 400 and "của cả xã" in village.text
    for role, unit in ((RoleKind.LEADER, "ap-01"), (RoleKind.COMMITTEE, "demo")):
        other = await console.sign_in(role, unit)
        assert (await other.get(PAGE)).status in (403, 404)
        assert PAGE not in (await other.get("/console/reports/sheet")).text
        assert (await other.post(PAGE, {"public": "1"})).status in (403, 404)
    assert (await console.stranger().get(PUBLIC)).status == 404
