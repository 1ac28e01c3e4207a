"""`bot backup`, `bot restore`: sealed, wholly checked before anything changes, tried for real."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bot.channels.file_store import FILES_FOLDER
from bot.core.database_dumps import copy_sqlite
from tests.cli.machine import Machine
from tests.postgres import Server

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"
PHOTO = f"{'a' * 32}.jpg"
KEY = {"BOT_SECRET_KEY": "an invented secret of these tests"}


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
    assert target.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in target.parent.iterdir()) == ["backup.db"]
    assert "Xã Mẫu".encode() not in target.read_bytes()
    assert machine.bot("restore", str(target)).code == 0
    assert units_in(machine.database) == 2


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
    ran = machine.bot("backup", str(machine.folder / target), **KEY, **settings)
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
        lambda good: good[:-1],
        lambda good: good + b"x",
        lambda good: good[:-60] + bytes([good[-60] ^ 1]) + good[-59:],
    ],
    ids=["empty", "garbage", "cut", "bitten", "a byte short", "a byte more", "a bit turned"],
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

    machine.file("garbage", "PGDMP garbage")
    ran = machine.bot("restore", str(machine.folder / "garbage"), **url)
    assert (ran.code, ran.err.splitlines()[-1].startswith("bot: pg_restore không làm được")) == (
        1,
        True,
    )
    assert len(machine.bot("units", "list", "--json", **url).rows) == 3

    assert machine.bot("restore", backup, **url).out == "Đã khôi phục.\n"
    assert len(machine.bot("units", "list", "--json", **url).rows) == 2
    postgres.drop("backed-up")


def test_the_rows_road_of_a_machine_without_the_postgresql_programs(
    machine: Machine, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = {"BOT_DATABASE_URL": postgres.create("rows", "template")}
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS), **url)
    monkeypatch.setenv("PATH", str(machine.folder))
    backup = str(machine.folder / "b")
    ran = machine.bot("backup", backup, "--verify", **url)
    assert (ran.code, ran.err) == (0, "")
    machine.bot("units", "import", machine.file("c.csv", f"{UNITS}th-2,Thôn 2,thôn,x\n"), **url)
    assert machine.bot("restore", backup, **url).out == "Đã khôi phục.\n"
    assert len(machine.bot("units", "list", "--json", **url).rows) == 2
    machine.bot("units", "import", str(machine.folder / "c.csv"), **url)
    assert len(machine.bot("units", "list", "--json", **url).rows) == 3
    postgres.drop("rows")


def test_nothing_is_restored_under_somebody_who_is_connected(
    machine: Machine, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{postgres.programs}:/usr/bin:/bin")
    url = {"BOT_DATABASE_URL": postgres.create("busy", "template")}
    machine.bot("backup", str(machine.folder / "b"), **url)
    with psycopg.connect(url["BOT_DATABASE_URL"]):
        ran = machine.bot("restore", str(machine.folder / "b"), **url)
    assert (ran.code, ran.out) == (1, "")
    assert "Còn 1 kết nối vào cơ sở dữ liệu này" in ran.err
    postgres.drop("busy")


def test_a_later_version_s_tables_go_with_its_rows(
    machine: Machine, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{postgres.programs}:/usr/bin:/bin")
    url = {"BOT_DATABASE_URL": postgres.create("later", "template")}
    machine.bot("backup", str(machine.folder / "b"), **url)
    with psycopg.connect(url["BOT_DATABASE_URL"], autocommit=True) as later:
        later.execute("CREATE TABLE novelty (id BIGINT)")
    assert machine.bot("restore", str(machine.folder / "b"), **url).code == 0
    with psycopg.connect(url["BOT_DATABASE_URL"]) as restored:
        assert restored.execute("SELECT to_regclass('novelty')").fetchone() == (None,)
    postgres.drop("later")


def test_photos_and_settings_come_back_without_the_key(machine: Machine) -> None:
    machine.file(str(FILES_FOLDER / PHOTO), b"a photo of the gate")
    machine.file(str(FILES_FOLDER / "notes.txt"), b"nothing of ours")
    machine.file(".env", 'BOT_PORT=8081\nexport BOT_SECRET_KEY="of the file"\n')
    backup = str(machine.folder / "b.toso")
    assert "1 ảnh" in machine.bot("backup", backup, **KEY).out
    (FILES_FOLDER / PHOTO).unlink()

    ran = machine.bot("restore", backup, "--photos", "drill/photos", **KEY)

    assert "Đã đưa lại 1 ảnh vào drill/photos." in ran.out
    assert Path("drill/photos", PHOTO).read_bytes() == b"a photo of the gate"
    assert [path.name for path in Path("drill/photos").iterdir()] == [PHOTO]
    assert Path("drill/env.restored").read_text() == "BOT_PORT=8081\n"


def test_a_backup_is_tried_by_restoring_it(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    ran = machine.bot("backup", str(machine.folder / "b"), "--verify")
    assert ran.out.splitlines()[1].startswith("Đã khôi phục thử ")
    before = sorted(machine.folder.rglob("*"))
    ran = machine.bot("restore", str(machine.folder / "b"), "--verify")
    assert ran.out.startswith("Đã khôi phục thử ")
    assert sorted(machine.folder.rglob("*")) == before, "a trial changes nothing"


def test_a_wrong_key_is_told_from_a_broken_file(machine: Machine) -> None:
    backup = str(machine.folder / "b")
    machine.bot("backup", backup, **KEY)
    for settings, said in (
        ({"BOT_SECRET_KEY": "another invented secret"}, "Khóa bí mật của máy này không mở được"),
        ({}, "Máy này chưa có khóa bí mật để mở"),
    ):
        ran = machine.bot("restore", backup, **settings)
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert said in ran.err
    assert not Path("var/secret-key").exists(), "a new key would open nothing"


def test_a_passphrase_seals_too(machine: Machine) -> None:
    backup = str(machine.folder / "b")
    phrase = machine.file("phrase", "ba con trâu trắng\n")
    other = machine.file("other", "ba con trâu đen nhé\n")
    short = machine.file("short", "trâu\n")
    for options, said in (
        (("--passphrase-file", short), "ít nhất 12 ký tự"),
        (("--passphrase-file", "none"), "Không đọc được tệp mật khẩu"),
    ):
        ran = machine.bot("backup", backup, *options)
        assert (ran.code, said in ran.err) == (1, True)
    assert "bằng mật khẩu" in machine.bot("backup", backup, "--passphrase-file", phrase).out
    wrong: tuple[tuple[tuple[str, ...], str], ...] = (
        ((), "thêm --passphrase-file"),
        (("--passphrase-file", other), "Mật khẩu không mở được"),
    )
    for given, said in wrong:
        ran = machine.bot("restore", backup, *given)
        assert (ran.code, said in ran.err) == (1, True)
    assert machine.bot("restore", backup, "--passphrase-file", phrase).code == 0


def test_backups_of_the_time_before_they_were_sealed_come_back(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    old = machine.folder / "old.db"
    copy_sqlite(machine.database, old)
    machine.bot("units", "import", machine.file("c.csv", f"{UNITS}th-2,Thôn 2,thôn,x\n"))
    assert "không ghi số dòng để so" in machine.bot("restore", str(old), "--verify").out
    assert machine.bot("restore", str(old)).code == 0
    assert units_in(machine.database) == 2
    plain = machine.folder / "plain.db"
    assert "KHÔNG niêm phong" in machine.bot("backup", str(plain), "--unsealed").out
    assert units_in(plain) == 2


def test_a_trial_on_postgresql_leaves_nothing_behind(
    machine: Machine, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{postgres.programs}:{os.environ['PATH']}")
    url = {"BOT_DATABASE_URL": postgres.create("tried", "template")}
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS), **url)
    ran = machine.bot("backup", str(machine.folder / "b"), "--verify", **url)
    assert (ran.code, "Đã khôi phục thử" in ran.out) == (0, True)
    ran = machine.bot("restore", str(machine.folder / "b"))
    assert "là bản sao của PostgreSQL, không khôi phục vào SQLite được" in ran.err
    with psycopg.connect(postgres.url("postgres")) as server:
        trials = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'toso_trial%'")
        assert trials.fetchall() == []
    postgres.drop("tried")
