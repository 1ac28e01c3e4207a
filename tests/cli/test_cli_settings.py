"""`bot settings` and `bot imports`: the same verbs as the console's, on record."""

from tests.cli.machine import Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"
TEAM = (
    "Mã thôn,Họ tên,SĐT,Vai trò\n"
    "th-1,Chị Lan Mẫu,0912345678,tổ trưởng\nth-1,Anh Nam Mẫu,0912345679,tổ viên\n"
)


def list_settings(machine: Machine, *options: str) -> dict[str, list[str]]:
    lines = machine.bot("settings", "list", *options).out.splitlines()
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines}


def test_a_setting_is_set_listed_and_cleared_on_record(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    default = list_settings(machine)["quiet_hours"]
    ran = machine.bot("settings", "set", "quiet_hours", "21h30 - 6h")
    assert ran.code == 0 and "Xã Mẫu: Giờ yên tĩnh là 21:30-06:00" in ran.out
    value, label, source = list_settings(machine, "--unit", "th-1")["quiet_hours"]
    assert (value, label) == ("21:30-06:00", "Giờ yên tĩnh") and "Xã Mẫu" in source
    refused = machine.bot("settings", "set", "quiet_hours", "9:00-10:00", "--unit", "x")
    assert refused.code == 1 and refused.out == "" and refused.err.count("\n") == 1
    assert machine.bot("settings", "clear", "quiet_hours", "--unit", "x").code == 0
    assert list_settings(machine)["quiet_hours"] == default
    audit = machine.bot("audit", "list", "--unit", "x").out
    assert audit.count("Giờ yên tĩnh") == 2


def test_of_several_communes_one_is_named(machine: Machine) -> None:
    assert machine.bot("settings", "list").code == 1
    more = f"{UNITS}y,Xã Khác,xã,\n"
    machine.bot("units", "import", machine.file("don-vi.csv", more))
    ran = machine.bot("settings", "list")
    assert ran.code == 1 and "--unit" in ran.err
    assert machine.bot("settings", "list", "--unit", "y").code == 0


def test_an_import_is_listed_looked_at_and_taken_back(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    machine.bot("team", "import", machine.file("to.csv", TEAM))
    newest, first = machine.bot("imports", "list", "--unit", "x").out.splitlines()
    assert newest.startswith("2. Tổ và cán bộ, to.csv") and first.startswith("1. Thôn, tổ dân phố")
    looked_at = machine.bot("imports", "undo", "2")
    assert looked_at.code == 1 and "Chị Lan Mẫu: " in looked_at.out
    assert "Chưa làm gì" in looked_at.out and "bot imports undo 2 --yes" in looked_at.out
    machine.bot("team", "link", "0912345678")
    done = machine.bot("imports", "undo", "2", "--yes")
    assert done.code == 0 and "Đã lấy lại 2 dòng, giữ lại 2 dòng." in done.out
    assert "Chị Lan Mẫu → giữ lại, người này đã nối máy" in done.out  # her code was made
    again = machine.bot("imports", "undo", "2", "--yes")
    assert again.code == 1 and "Không còn dòng nào lấy lại được" in again.err
    assert "đã lấy lại lúc" in machine.bot("imports", "list").out
    assert "lấy lại" in machine.bot("audit", "list").out
