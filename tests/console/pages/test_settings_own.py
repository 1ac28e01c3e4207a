"""What a commune decides for itself, set by an officer and felt by its people."""

import html

from bot import texts
from bot.people.models import RoleKind
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene

OFFICER, LEADER, VIEWER = RoleKind.OFFICER, RoleKind.LEADER, RoleKind.COMMITTEE
OWN = "/console/settings/own"


async def test_who_may_change_what(console: ConsoleScene) -> None:
    officer, leader = await console.sign_in(OFFICER), await console.sign_in(LEADER, "ap-01")
    for name in texts.UNIT_SETTING_LABELS:
        assert (await officer.get(f"{OWN}/{name}")).status == 200, name
        assert (await leader.get(f"{OWN}/{name}")).status == 404, name
        assert (await leader.post(f"{OWN}/{name}", {"value": "20"})).status == 404, name
    for name in ("timezone", "public_url", "zalo_rate"):
        assert (await officer.post(f"{OWN}/{name}", {"value": "UTC"})).status == 404, name


async def test_a_value_stands_at_once_and_goes_back(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    page = (await officer.get("/console/settings")).text
    assert "21:00 đến 06:30" in page and texts.UNIT_SETTING_OF_MACHINE in page
    saved = await officer.post(f"{OWN}/quiet_hours", {"begins": "20:00", "ends": "06:00"})
    shown = html.unescape((await officer.follow(saved)).text)
    assert "Đã ghi «Giờ yên tĩnh»: 20:00 đến 06:00." in shown
    assert "đặt ngày" in shown
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert "21:00 đến 06:30" in (await other.get("/console/settings")).text
    back = await officer.post(f"{OWN}/quiet_hours/default")
    assert "đã về mặc định: 21:00 đến 06:30" in (await officer.follow(back)).text
    audit = (await officer.get("/console/audit")).text
    assert "Giờ yên tĩnh: mặc định → 20:00-06:00" in audit


async def test_a_value_out_of_bounds_stays_typed(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    wrong = await officer.post(f"{OWN}/accept_minutes", {"value": "3"})
    assert wrong.status == 400 and 'value="3"' in wrong.text
    assert texts.UNIT_SETTING_ACCEPT in wrong.text
    night = await officer.post(f"{OWN}/quiet_hours", {"begins": "09:00", "ends": "10:00"})
    assert night.status == 400 and 'value="09:00"' in night.text


async def test_the_next_newcomer_reads_the_greeting_escaped_on_the_page(
    console: ConsoleScene,
) -> None:
    officer = await console.sign_in(OFFICER)
    await officer.post(f"{OWN}/greeting", {"value": "Mời bà con <b>ghé</b> nhà văn hóa."})
    assert "<b>ghé" not in (await officer.get("/console/settings")).text
    heard = await console.bot.hears("moi", "/start", start="u-ap-03")
    assert "Mời bà con <b>ghé</b> nhà văn hóa." in heard[0]
    assert heard[0].index("OTP") < heard[0].index("nhà văn hóa"), "what it is comes first"
    elsewhere = await console.bot.hears("moi-2", "/start", start="u-hl-01")
    assert "nhà văn hóa" not in elsewhere[0]


async def test_the_page_asks_the_database_little(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for path in (f"{OWN}/greeting", "/console/settings"):
        assert len(await list_queries(officer, path)) <= 12, path
