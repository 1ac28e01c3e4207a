"""Coming in by a one-time link, staying, leaving; a code before anything is approved."""

import re

import pytest
from sqlmodel import Session, col, select

from bot.console import list_routes
from bot.console.pages.sign_in import TARGET_ROUTES
from bot.people import sign_in
from bot.people.actor import OPERATOR
from bot.people.models import Role, RoleKind
from bot.people.sign_in import ConsoleTarget
from tests.console.scene import ConsoleScene, Visitor

OFFICER, APPROVER = RoleKind.OFFICER, RoleKind.APPROVER


async def test_a_link_is_used_by_its_button_once(console: ConsoleScene) -> None:
    path = await console.make_link(OFFICER)
    someone = console.stranger()
    assert (await someone.get("/console/")).location == "/console/sign-in"
    assert "Vào bàn làm việc" in (await someone.get(path)).text
    # A chat's preview that opens the address uses nothing up.
    assert (await console.stranger().get(path)).status == 200
    assert (await someone.post(path)).location == "/console/"
    page = await someone.get("/console/")
    assert page.status == 200
    assert "Nguyễn Thị Cán Bộ Mẫu" in page.text
    again = await console.stranger().post(path)
    assert again.status == 403
    assert "Xin lấy đường dẫn mới" in again.text


async def test_refusals_look_the_same(console: ConsoleScene) -> None:
    used, old = await console.make_link(OFFICER), await console.make_link(OFFICER)
    await console.stranger().post(used)
    console.pass_by(minutes=11)
    answers = [await console.stranger().post(path) for path in (used, old, "/console/in/abc")]
    bodies = {re.sub(r"/console/in/[\w-]+", "", answer.text) for answer in answers}
    assert [answer.status for answer in answers] == [403, 403, 403]
    assert len(bodies) == 1


async def test_wrong_links_are_throttled(console: ConsoleScene) -> None:
    someone = console.stranger()
    answers = [(await someone.post(f"/console/in/wrong{n}")).text for n in range(40)]
    assert "Thử nhiều lần quá" in answers[-1]
    assert "Thử nhiều lần quá" not in answers[0]


async def test_a_session_ends_when_it_rests_and_after_a_week(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for _ in range(20):
        console.pass_by(hours=11)
        page = await officer.get("/console/")
        if page.status != 200:
            break
    assert page.location == "/console/sign-in"  # 11 h fourteen times is less than a week
    console.pass_by(hours=-11)
    rested = await console.sign_in(OFFICER)
    console.pass_by(hours=13)
    assert (await rested.get("/console/")).location == "/console/sign-in"


async def test_signing_out_here_and_elsewhere(console: ConsoleScene) -> None:
    office, phone = await console.sign_in(OFFICER), await console.sign_in(OFFICER)
    listed = await office.get("/console/devices")
    assert listed.text.count("dùng gần nhất") == 2
    end = re.findall(r'action="(/console/devices/\d+/end)"', listed.text)
    assert len(end) == 1
    await office.post(end[0])
    assert (await phone.get("/console/")).location == "/console/sign-in"
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert (await other.post(end[0])).status == 404
    assert (await office.get("/console/")).status == 200
    await office.post("/console/sign-out")
    assert (await office.get("/console/")).location == "/console/sign-in"


async def test_what_another_site_sends_is_refused(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for headers in (
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = await officer.post("/console/sign-out", None, **headers)
        assert answer.status == 403, headers
    assert (await officer.get("/console/")).status == 200


async def test_every_page_forbids_scripts_and_frames_of_others(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    for path in ("/console/", "/console/sign-in", "/console/no-such-page"):
        headers = (await officer.get(path)).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"


async def test_the_operator_installs_and_nothing_else(console: ConsoleScene) -> None:
    operator = await console.sign_in(None)
    assert "Người cài đặt" in (await operator.get("/console/")).text


async def _confirm(console: ConsoleScene, approver: Visitor, code: str) -> int:
    return (await approver.post("/console/confirm", {"code": code, "next": "/console/"})).status


async def test_a_code_comes_to_ones_own_chat(console: ConsoleScene) -> None:
    approver = await console.sign_in(APPROVER)
    refused = await approver.post("/console/confirm/send", {"next": "/console/"})
    assert refused.status == 403  # no chat yet: said, and what to do
    assert "nối khung chat" in refused.text
    await console.bot.link("lanh-dao", "Trần Văn Lãnh Đạo Mẫu")
    sent = await approver.post("/console/confirm/send", {"next": "/console/help"})
    assert sent.status == 303
    said = await console.latest("lanh-dao")
    code = re.search(r"\b\d{6}\b", said)
    assert code is not None
    wrong = "000000" if code[0] != "000000" else "111111"
    assert await _confirm(console, approver, wrong) == 400
    right = await approver.post("/console/confirm", {"code": code[0], "next": "/console/help"})
    assert right.location == "/console/help"
    assert await _confirm(console, approver, code[0]) == 400  # used once


@pytest.mark.parametrize("wait", [0, 6])
async def test_a_code_is_tried_five_times_in_five_minutes(console: ConsoleScene, wait: int) -> None:
    await console.bot.link("lanh-dao", "Trần Văn Lãnh Đạo Mẫu")
    approver = await console.sign_in(APPROVER)
    await approver.post("/console/confirm/send")
    found = re.search(r"\b\d{6}\b", await console.latest("lanh-dao"))
    assert found is not None
    console.pass_by(minutes=wait)
    for number in range(0 if wait else 5):
        assert await _confirm(console, approver, f"wrong{number}") == 400
    assert await _confirm(console, approver, found[0]) == 400


async def test_nobody_is_sent_to_another_site(console: ConsoleScene) -> None:
    approver = await console.sign_in(APPROVER)
    for address in ("https://example.com/", "//example.com", "/console/\\example.com", "/x"):
        page = await approver.get(f"/console/confirm?next={address}")
        assert "example.com" not in page.text


@pytest.mark.parametrize(
    ("target", "row_id", "opened"),
    [
        (ConsoleTarget.REVISION, 7, "/console/answers/revisions/7"),
        (ConsoleTarget.BROADCAST, 3, "/console/broadcasts/3"),
        (ConsoleTarget.POLL, 2, "/console/polls/2"),
        (ConsoleTarget.TICKET, 12, "/console/tickets/12"),
        (ConsoleTarget.TICKET, None, "/console/"),
        (ConsoleTarget.TODAY, 12, "/console/"),
    ],
)
async def test_a_link_opens_the_row_it_is_about(
    console: ConsoleScene, target: ConsoleTarget, row_id: int | None, opened: str
) -> None:
    officer = await console.db.read(
        lambda session: session.exec(
            select(Role.person_id).where(Role.kind == OFFICER).order_by(col(Role.id))
        ).first()
    )

    def issue(session: Session) -> str:
        return sign_in.issue_sign_in_link(
            session,
            officer,
            actor=OPERATOR,
            now=console.bot.clock(),
            target=target,
            target_id=row_id,
        )

    path = f"/console/in/{await console.db.write(issue)}"
    someone = console.stranger()
    assert (await someone.post(path)).location == opened
    if opened != "/console/":
        assert (await someone.get(opened)).status == 404, "there is no such row: said as ever"


def test_every_target_has_a_page() -> None:
    names = {route.name for route in list_routes()}
    assert set(TARGET_ROUTES) == set(ConsoleTarget) - {ConsoleTarget.TODAY}
    assert set(TARGET_ROUTES.values()) <= names
