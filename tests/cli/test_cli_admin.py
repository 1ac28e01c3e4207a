"""`bot admin link`: the way into the console from the machine itself."""

import pytest
from sqlmodel import Session

from bot.core.clock import utc_now
from bot.people import sign_in
from tests.cli.machine import Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"
TEAM = (
    "Mã đơn vị,Họ tên,Điện thoại,Vai trò\n"
    "th-1,Lê Thị Hoa,0900000001,tổ trưởng\nx,Trần Văn Cán,0900000002,cán bộ\n"
    "x,Ngô Thị Duyệt,0900000003,chủ tịch\nth-1,Bùi Văn Viên,0900000004,thành viên\n"
)


def test_an_empty_installation_is_opened_by_its_operator(machine: Machine) -> None:
    (row,) = machine.bot("admin", "link", "--json").rows
    assert row["name"] == "Người cài đặt"
    assert row["url"].startswith("http://127.0.0.1:8080/console/in/")
    token = row["url"].rpartition("/")[2]

    def enter(session: Session) -> sign_in.SignedIn | None:
        now = utc_now()
        cookie = sign_in.redeem_sign_in_link(session, token, device="", now=now).token
        return sign_in.find_signed_in(session, cookie, now=now)

    signed_in = machine.write(enter)
    assert signed_in is not None
    assert signed_in.actor.person_id is None
    assert signed_in.roles == {sign_in.ConsoleRole.OPERATOR}


@pytest.fixture
def commune(machine: Machine) -> None:
    """A commune with a leader, an officer, an approver and a member."""
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    machine.bot("team", "import", machine.file("to.csv", TEAM))


@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize(
    ("options", "name"),
    [
        ((), "Trần Văn Cán"),
        (("--unit", "x"), "Trần Văn Cán"),
        (("--role", "approver"), "Ngô Thị Duyệt"),
        (("--unit", "th-1", "--role", "leader"), "Lê Thị Hoa"),
        (("--phone", "0900000003"), "Ngô Thị Duyệt"),
        (("--role", "operator"), "Người cài đặt"),
    ],
)
def test_whose_link_it_is(machine: Machine, options: tuple[str, ...], name: str) -> None:
    ran = machine.bot("admin", "link", "--json", BOT_PUBLIC_URL="https://to-so.example")
    assert ran.rows[0]["url"].startswith("https://to-so.example/console/in/")
    (row,) = machine.bot("admin", "link", *options, "--json").rows
    assert row["name"] == name


@pytest.mark.usefixtures("commune")
@pytest.mark.parametrize(
    "options",
    [("--unit", "th-1"), ("--role", "viewer"), ("--phone", "0900000009"), ("--unit", "nowhere")],
)
def test_nobody_fits(machine: Machine, options: tuple[str, ...]) -> None:
    ran = machine.bot("admin", "link", *options)
    assert (ran.code, ran.out) == (1, "")
    assert "/console/in/" not in ran.err


@pytest.mark.usefixtures("commune")
def test_a_member_has_no_console(machine: Machine) -> None:
    ran = machine.bot("admin", "link", "--phone", "0900000004")
    assert ran.code == 1
    assert "Bàn làm việc dành cho" in ran.err
