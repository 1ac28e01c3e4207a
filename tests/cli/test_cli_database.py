"""`bot migrate`, `backup`, `restore`, `doctor`: nothing is lost, and what is wrong is named."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.machine import Machine
from tests.postgres import Server

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"


def test_migrate_says_whether_it_did_something(machine: Machine) -> None:
    fresh = f"sqlite:///{machine.folder / 'sub' / 'fresh.db'}"
    assert machine.bot("migrate", BOT_DATABASE_URL=fresh).out == "Đã nâng cấp cơ sở dữ liệu.\n"
    assert (
        machine.bot("migrate", BOT_DATABASE_URL=fresh).out
        == "Cơ sở dữ liệu đã đúng bản mới nhất.\n"
    )


def units_in(path: Path) -> int:
    """How many units a SQLite file holds."""
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM unit").fetchone()
        return int(count)


def test_a_backup_is_made_while_the_database_is_in_use(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    target = machine.folder / "new" / "backup.db"
    with closing(sqlite3.connect(machine.database, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        busy.execute("DELETE FROM unit")  # not committed: not in the backup
        ran = machine.bot("backup", str(target))
        busy.execute("ROLLBACK")
    assert ran.code == 0
    assert ran.out.startswith(f"Đã sao lưu vào {target} (")
    assert units_in(target) == 2
    assert target.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in target.parent.iterdir()) == ["backup.db"]


@pytest.mark.parametrize(
    ("target", "url", "said"),
    [
        ("folder", None, "Không ghi được tệp"),
        ("don-vi.csv/b.db", None, "Không ghi được tệp"),
        ("b.db", "sqlite:///none.db", "không có cơ sở dữ liệu none.db để sao lưu"),
        ("b.db", "sqlite:///don-vi.csv", "không đọc được don-vi.csv"),
    ],
)
def test_a_backup_that_cannot_be_made(
    machine: Machine, target: str, url: str | None, said: str
) -> None:
    machine.file("don-vi.csv", UNITS * 20)
    (machine.folder / "folder").mkdir()
    before = sorted(machine.folder.rglob("*"))
    settings = {"BOT_DATABASE_URL": url} if url else {}
    ran = machine.bot("backup", str(machine.folder / target), **settings)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert said in ran.err
    assert sorted(machine.folder.rglob("*")) == before


def test_what_was_backed_up_comes_back(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    machine.bot("backup", str(machine.folder / "b #1%.db"))
    machine.bot("units", "import", machine.file("them.csv", f"{UNITS}th-2,Thôn 2,thôn,x\n"))

    ran = machine.bot("restore", str(machine.folder / "b #1%.db"))

    assert (ran.code, ran.err) == (0, "")
    kept = machine.database.with_suffix(".replaced")
    assert ran.out == f"Đã khôi phục; cơ sở dữ liệu cũ giữ ở {kept}.\n"
    assert len(machine.bot("units", "list", "--json").rows) == 2
    assert units_in(kept) == 3


def test_a_broken_database_can_be_replaced(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    machine.bot("backup", str(machine.folder / "b.db"))
    machine.database.write_bytes(b"the disk died" * 1000)
    assert machine.bot("units", "list").code == 1
    assert machine.bot("restore", str(machine.folder / "b.db")).code == 0
    assert len(machine.bot("units", "list", "--json").rows) == 2


def a_copy(machine: Machine) -> bytes:
    """A good backup's content."""
    machine.bot("backup", str(machine.folder / "good.db"))
    return (machine.folder / "good.db").read_bytes()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _good: b"",
        lambda _good: b"garbage" * 1000,
        lambda good: good[: len(good) // 2],
        lambda good: good[:4096] + b"\xff" * 4096 + good[8192:],
    ],
    ids=["empty", "garbage", "cut", "bitten"],
)
def test_restoring_garbage_changes_nothing(
    machine: Machine, spoil: Callable[[bytes], bytes]
) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    (machine.folder / "bad.db").write_bytes(spoil(a_copy(machine)))
    ran = machine.bot("restore", str(machine.folder / "bad.db"))
    assert (ran.code, ran.out) == (1, "")
    assert "không phải bản sao lưu nguyên vẹn của bot; chưa thay đổi gì" in ran.err
    assert len(machine.bot("units", "list", "--json").rows) == 2
    assert not machine.database.with_suffix(".replaced").exists()


def test_another_programs_database_is_no_backup(machine: Machine) -> None:
    with closing(sqlite3.connect(machine.folder / "other.db")) as other:
        other.execute("CREATE TABLE recipe (id)")
    assert machine.bot("restore", str(machine.folder / "other.db")).code == 1
    ran = machine.bot("restore", str(machine.folder / "none.db"))
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "Không có tệp" in ran.err


def test_backup_and_restore_of_postgresql(
    machine: Machine, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{postgres.programs}:/usr/bin:/bin")
    url = {"BOT_DATABASE_URL": postgres.create("backed-up", "template")}
    backup = str(machine.folder / "pg.dump")
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS), **url)
    assert machine.bot("backup", backup, **url).code == 0
    machine.bot("units", "import", machine.file("c.csv", f"{UNITS}th-2,Thôn 2,thôn,x\n"), **url)

    machine.file("garbage", "garbage")
    ran = machine.bot("restore", str(machine.folder / "garbage"), **url)
    assert (ran.code, ran.err.splitlines()[-1].startswith("bot: pg_restore không làm được")) == (
        1,
        True,
    )
    assert len(machine.bot("units", "list", "--json", **url).rows) == 3

    assert machine.bot("restore", backup, **url).out == "Đã khôi phục.\n"
    assert len(machine.bot("units", "list", "--json", **url).rows) == 2
    postgres.drop("backed-up")


def test_a_machine_without_the_postgresql_programs(
    machine: Machine, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(machine.folder))
    ran = machine.bot(
        "backup", str(machine.folder / "b"), BOT_DATABASE_URL=postgres.url("template")
    )
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "Máy này chưa có pg_dump" in ran.err


def findings(machine: Machine, **settings: str) -> tuple[int, dict[str, tuple[bool, str]]]:
    """The doctor's exit code, and what was found about each subject."""
    ran = machine.bot("doctor", "--json", **settings)
    (rows,) = ran.rows
    return ran.code, {row["subject"]: (row["ok"], row["words"]) for row in rows}


def test_a_healthy_machine(machine: Machine) -> None:
    code, found = findings(machine)
    # Time alone makes answers old; that is named by place, "knowledge topic/detail".
    sick = {subject for subject, (fine, _) in found.items() if not fine}
    assert {subject for subject in sick if not subject.startswith("knowledge ")} <= {"disk"}
    assert code == (1 if sick else 0)
    assert re.fullmatch(r"\d{3} chủ đề", found["knowledge"][1])
    assert "Asia/Ho_Chi_Minh" in found["clock"][1]
    lines = machine.bot("doctor").out.splitlines()
    assert len(lines) == len(found)
    assert "ok     Cài đặt: đọc được" in lines


@pytest.mark.parametrize(
    ("settings", "subject", "words"),
    [
        ({"BOT_PORT": "many"}, "settings", "BOT_PORT: "),
        ({"BOT_DATABASE_URL": "sqlite:///fresh.db"}, "migrations", "cần bản"),
        ({"BOT_DATABASE_URL": "sqlite:///garbage.db"}, "database", "không phải cơ sở dữ liệu"),
        ({"BOT_DATABASE_URL": "sqlite:////proc/none/b.db"}, "database", "BOT_DATABASE_URL: "),
        ({"BOT_DATABASE_URL": "postgresql://n@127.0.0.1:1/n"}, "database", "từ chối kết nối"),
        ({"BOT_DATA_DIR": "/nowhere"}, "knowledge", "không có tệp .toml"),
    ],
)
def test_a_fault_is_found_and_named(
    machine: Machine, settings: dict[str, str], subject: str, words: str
) -> None:
    (machine.folder / "garbage.db").write_bytes(b"no database at all" * 100)
    code, found = findings(machine, **settings)
    fine, said = found[subject]
    assert (code, fine) == (1, False)
    assert words in said and "\n" not in said
