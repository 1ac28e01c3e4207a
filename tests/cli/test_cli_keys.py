"""`bot keys`: a new key takes over, the old one goes, and what a lost secret leaves."""

from datetime import timedelta

from sqlmodel import Session, select

from bot.core.sealing import SealingKey
from tests.cli.machine import Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"
TEAM = "Mã đơn vị,Họ tên,Điện thoại,Vai trò\nth-1,Bùi Văn Thử,0900111001,thành viên\n"
PHONE = "0900111001"


def test_rotation_and_its_end(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("u.csv", UNITS))
    machine.bot("team", "import", machine.file("t.csv", TEAM))
    assert PHONE.encode() not in machine.database.read_bytes()
    assert machine.bot("keys", "list").out.count("\n") == 1
    assert "`bot keys rotate`" in machine.bot("keys", "retire").err

    ran = machine.bot("keys", "rotate")
    assert ran.out.startswith("Khóa mới "), ran
    assert "đã niêm phong lại 5 dòng" in ran.out  # the person, what two imports noted
    lines = machine.bot("keys", "list").out.splitlines()
    assert ["chỉ còn để mở" in line for line in lines] == [True, False]
    assert "0 dòng còn sót" in machine.bot("keys", "rotate").out, "run again, it makes no third"
    assert "chưa được 5 phút" in machine.bot("keys", "retire").err
    assert machine.bot("team", "link", PHONE, "--json").code == 0

    machine.write(_make_keys_older)
    ran = machine.bot("keys", "retire")
    assert ran.out.startswith("Đã niêm phong lại 0 dòng còn sót và bỏ khóa cũ "), ran
    assert machine.bot("keys", "list").out.count("\n") == 1
    assert machine.bot("team", "link", "--all", "--json").rows[0]["phone"] == PHONE


def _make_keys_older(session: Session) -> None:
    for key in session.exec(select(SealingKey)):
        key.made_at -= timedelta(minutes=10)


def test_a_lost_secret_is_said_at_the_start_and_can_be_left_behind(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("u.csv", UNITS))
    machine.bot("team", "import", machine.file("t.csv", TEAM))
    lost = {"BOT_SECRET_KEY": "a new invented secret"}
    ran = machine.bot("units", "list", **lost)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "khóa bí mật của máy này không mở được" in ran.err
    assert "thêm --yes" in machine.bot("keys", "reset", **lost).err
    assert "không có gì phải bỏ" in machine.bot("keys", "reset", "--yes").err

    assert "của 5 dòng" in machine.bot("keys", "reset", "--yes", **lost).out
    assert machine.bot("units", "list", **lost).code == 0
    assert machine.bot("team", "import", str(machine.folder / "t.csv"), **lost).code == 0
    assert machine.bot("team", "link", PHONE, "--json", **lost).rows[0]["phone"] == PHONE
