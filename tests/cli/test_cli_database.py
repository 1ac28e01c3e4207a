"""`bot migrate`, `doctor`: what is wrong is named."""

import re

import pytest

from tests.cli.machine import Machine


def test_migrate_says_whether_it_did_something(machine: Machine) -> None:
    fresh = f"sqlite:///{machine.folder / 'sub' / 'fresh.db'}"
    assert machine.bot("migrate", BOT_DATABASE_URL=fresh).out == "Đã nâng cấp cơ sở dữ liệu.\n"
    assert (
        machine.bot("migrate", BOT_DATABASE_URL=fresh).out
        == "Cơ sở dữ liệu đã đúng bản mới nhất.\n"
    )


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
