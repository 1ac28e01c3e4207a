"""The command line as an operator meets it: help, mistakes in one sentence, exit codes, output."""

import argparse
import json
import shlex
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.cli import main, make_parser
from tests.cli.machine import Machine, machine
from tests.conftest import DATA
from tests.postgres import Server

__all__ = ["machine"]

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"


def leaves(
    parser: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Every command that does something, with its words."""
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not groups:
        yield path, parser
    for group in groups:
        for name, child in group.choices.items():
            yield from leaves(child, (*path, name))


COMMANDS = list(leaves(make_parser()))


def test_the_commands_of_the_contract_are_there() -> None:
    names = {" ".join(path) for path, _ in COMMANDS}
    assert len(names) == len(COMMANDS) >= 16
    assert names >= {
        *("run", "chat", "ask", "faq export", "faq check", "units list", "units import"),
        *("team import", "facts list", "facts set", "tickets list", "tickets answer"),
        *("migrate", "backup", "restore", "doctor"),
    }


@pytest.mark.parametrize(("path", "parser"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_command_has_help_with_an_example_that_works(
    path: tuple[str, ...], parser: argparse.ArgumentParser
) -> None:
    assert parser.description and parser.description.endswith(".")
    words = shlex.split((parser.epilog or "").removeprefix("Example: "))
    words = words[words.index("bot") + 1 :]
    assert tuple(words[: len(path)]) == path
    assert make_parser().parse_args(words).run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dance"], "invalid choice: 'dance'"),
        (["units"], "the following arguments are required: VERB"),
        (["units", "dance"], "invalid choice: 'dance'"),
        (["units", "import"], "the following arguments are required: file"),
        (["doctor", "--fast"], "unrecognized arguments: --fast"),
        (["tickets", "answer", "one", "--text", "a"], "invalid int value: 'one'"),
        (["tickets", "answer", "1", "--text", " "], "is empty; say something"),
    ],
)
def test_wrong_usage_is_code_2(machine: Machine, arguments: list[str], said: str) -> None:
    ran = machine.bot(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_without_a_command_the_help_is_shown(machine: Machine) -> None:
    ran = machine.bot()
    assert ran.code == 2
    assert "Tổ Số" in ran.out and "Example: bot chat" in ran.out


def test_the_version(machine: Machine) -> None:
    ran = machine.bot("--version")
    assert ran.code == 0
    assert ran.out.startswith("bot ")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOT_PORT", "many", "BOT_PORT"),
        ("BOT_PORT", "70000", "BOT_PORT"),
        ("BOT_TIMEZONE", "Mars/Crater", "BOT_TIMEZONE"),
        ("BOT_DATABASE_URL", "mysql://x", "BOT_DATABASE_URL"),
        ("BOT_LOG_FORMAT", "xml", "BOT_LOG_FORMAT"),
        ("BOT_PROT", "8080", "BOT_PROT"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    machine: Machine, name: str, value: str, said: str
) -> None:
    ran = machine.bot("units", "list", **{name: value})
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"bot: {said}: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "refused"),
        ("sqlite:////proc/nowhere/bot.db", "/proc/nowhere"),
        ("sqlite:///garbage.db", "not a database"),
        ("sqlite:///folder", "unable to open"),
    ],
)
def test_a_database_that_cannot_be_used_is_said(machine: Machine, url: str, said: str) -> None:
    (machine.folder / "garbage.db").write_bytes(b"no database at all" * 100)
    (machine.folder / "folder").mkdir()
    ran = machine.bot("units", "list", BOT_DATABASE_URL=url)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bot: BOT_DATABASE_URL: cannot use the database (")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_units_are_imported_and_listed(machine: Machine) -> None:
    ran = machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Tổng 2 dòng: thêm 2, sửa 0, giữ nguyên 0, từ chối 0.\n"
    assert machine.bot("units", "list").out == "x\tXã Mẫu\tcommune\t-\t-\nth-1\tThôn 1\tvillage\tx\t-\n"
    assert machine.bot("units", "list", "--json").rows == [
        {"code": "x", "name": "Xã Mẫu", "kind": "commune", "parent": None, "reachable": 0},
        {"code": "th-1", "name": "Thôn 1", "kind": "village", "parent": "x", "reachable": 0},
    ]


def test_the_counts_as_json(machine: Machine) -> None:
    path = machine.file("don-vi.csv", UNITS)
    machine.bot("units", "import", path)
    assert machine.bot("units", "import", path, "--json").rows == [
        {"total": 2, "created": 0, "updated": 0, "unchanged": 2, "rejected": 0}
    ]


def test_rejected_rows_come_with_reasons_on_screen_and_in_a_file(machine: Machine) -> None:
    ran = machine.bot("units", "import", machine.file("don-vi.csv", f"{UNITS}th-2,,thôn,x\n"))
    assert ran.code == 1
    told = machine.folder / "don-vi-tu-choi.xlsx"
    assert ran.out.splitlines() == [
        "Tổng 3 dòng: thêm 2, sửa 0, giữ nguyên 0, từ chối 1.",
        "Dòng 4: thiếu Tên",
        f"Các dòng bị từ chối và lý do: {told}",
    ]
    rows = CalamineWorkbook.from_path(str(told)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["4", "thiếu Tên", "th-2", "", "thôn", "x"]


def test_a_dry_run_says_everything_and_keeps_nothing(machine: Machine) -> None:
    path = machine.file("don-vi.csv", UNITS)
    ran = machine.bot("units", "import", path, "--dry-run")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "Tổng 2 dòng: thêm 2, sửa 0, giữ nguyên 0, từ chối 0.",
        "Chạy thử, chưa ghi gì.",
    ]
    assert machine.bot("units", "list").out == ""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "Mã,Tên\n", "không có dòng nào"),
        ("a.csv", "Mã,Tên\nx,Xã\n", "Thiếu cột «Cấp»"),
        ("a.xlsx", "not excel", "không phải Excel"),
        ("a.pdf", "x", "phải là .xlsx hoặc .csv"),
    ],
)
def test_a_file_that_cannot_be_imported(
    machine: Machine, name: str, content: str, said: str
) -> None:
    ran = machine.bot("units", "import", machine.file(name, content))
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err and ran.err.count("\n") == 1


def test_a_file_that_is_not_there(machine: Machine) -> None:
    ran = machine.bot("team", "import", "none.xlsx")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "Không mở được tệp none.xlsx" in ran.err


def test_a_team_is_imported(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    team = "Mã thôn,Họ tên,SĐT,Vai trò\nth-1,Chị Lan,912345678,tổ trưởng\nth-9,Anh Nam,0912345679,cán bộ\n"
    ran = machine.bot("team", "import", machine.file("to.csv", team))
    assert ran.code == 1
    assert "thêm 1" in ran.out and "Dòng 3: không có đơn vị mã «th-9»" in ran.out


def test_facts_are_set_listed_and_cleared(machine: Machine) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))

    def listed(unit: str) -> dict[str, str]:
        lines = machine.bot("facts", "list", unit).out.splitlines()
        return dict(line.split("\t") for line in lines)  # type: ignore[misc]

    assert set(listed("x").values()) == {"-"}
    assert machine.bot("facts", "set", "x", "centre_phone", " 0900 000 000 ").code == 0
    assert listed("x")["centre_phone"] == "0900 000 000"
    assert listed("th-1")["centre_phone"] == "0900 000 000"  # the commune's holds below it
    assert machine.bot("facts", "set", "x", "centre_phone", "").code == 0
    assert listed("x")["centre_phone"] == "-"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "nowhere"), "there is no unit 'nowhere'; `bot units list` shows the codes."),
        (("set", "nowhere", "centre_phone", "1"), "there is no unit 'nowhere'"),
        (("set", "x", "shoe_size", "1"), "Không có mục «shoe_size»"),
    ],
)
def test_facts_of_nobody_or_nothing(
    machine: Machine, arguments: tuple[str, ...], said: str
) -> None:
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    ran = machine.bot("facts", *arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert said in ran.err


def test_tickets_are_listed_and_answered(machine: Machine) -> None:
    assert machine.bot("tickets", "list").out == "Không có yêu cầu nào đang chờ.\n"
    assert machine.bot("tickets", "list", "--json").out == ""
    number = machine.ask_for_person("ba-tu")

    (row,) = machine.bot("tickets", "list", "--json").rows
    assert (row["ticket"], row["channel"], row["text"]) == (number, "fake", "")
    assert machine.bot("tickets", "list").out.startswith(f"{number}\t2026-11-23T01:00:00")

    answered = machine.bot("tickets", "answer", str(number), "--text", "Mời bác ra xã ạ.")
    assert (answered.code, answered.err) == (0, "")
    assert machine.bot("tickets", "list", "--json").out == ""
    again = machine.bot("tickets", "answer", str(number), "--text", "Mời bác ra xã ạ.")
    assert (again.code, again.err) == (1, f"bot: Không có yêu cầu số {number} đang chờ.\n")


def test_the_whole_knowledge_is_exported(machine: Machine) -> None:
    rows = machine.bot("faq", "export", "--data", str(DATA)).rows
    assert len(rows) == 150
    assert all(set(row) == {"id", "title", "questions", "answer"} for row in rows)
    assert all(row["questions"] and "{{" not in row["answer"] for row in rows)


def test_the_check_complains_on_stderr_and_fails(machine: Machine) -> None:
    machine.file(
        "faq/a.toml",
        'category = "Mẫu"\n[[topic]]\nid = "a"\ntitle = "Tên"\nanswer = "Ra xã."\nquestions = ["ra xã"]\n',
    )
    ran = machine.bot("faq", "check", "--data", str(machine.folder))
    assert (ran.code, ran.out) == (1, "3 faults.\n")
    assert ran.err.splitlines() == [
        "a: has no basis",
        "a: has no date of the last check",
        "a: has no expiry date",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('category = "Mẫu"\n[[topic\n', "a.toml: not valid TOML: "),
        ('category = "Mẫu"\n[[topic\n', "line 2"),
        ('[[topic]]\nid = "a"\n', "topic 'a': "),
        ('category = "M"\n[[topic]]\nid = "a"\ntitel = "x"\n', "unknown key 'titel'"),
        (b"category = \"\xff\"\n", "a.toml: not UTF-8 at byte 12"),
    ],
)
@pytest.mark.parametrize("command", [("faq", "check"), ("faq", "export"), ("ask", "--text", "a")])
def test_broken_knowledge_is_named_by_file_place_and_fault(
    machine: Machine, command: tuple[str, ...], content: str | bytes, said: str
) -> None:
    machine.file("faq/a.toml", content)
    ran = machine.bot(*command, "--data", str(machine.folder))
    assert (ran.code, ran.out) == (1, "")
    assert str(machine.folder / "faq" / "a.toml") in ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_knowledge_that_is_not_there(machine: Machine) -> None:
    ran = machine.bot("faq", "check", "--data", str(machine.folder / "none"))
    assert ran.code == 1
    assert "no .toml files; is BOT_DATA_DIR right?" in ran.err


def test_migrate_says_whether_it_did_something(machine: Machine) -> None:
    fresh = f"sqlite:///{machine.folder / 'sub' / 'fresh.db'}"
    assert machine.bot("migrate", BOT_DATABASE_URL=fresh).out == "The database was upgraded.\n"
    assert machine.bot("migrate", BOT_DATABASE_URL=fresh).out == "The database is up to date.\n"


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
    assert ran.out.startswith(f"Backed up to {target} (")
    assert units_in(target) == 2
    assert target.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in target.parent.iterdir()) == ["backup.db"]


@pytest.mark.parametrize(
    ("target", "url", "said"),
    [
        ("folder", None, "cannot write"),
        ("don-vi.csv/b.db", None, "cannot write"),
        ("b.db", "sqlite:///none.db", "there is no database none.db to back up"),
        ("b.db", "sqlite:///don-vi.csv", "cannot read don-vi.csv"),
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
    assert ran.out == f"Restored; the database it replaced is kept as {kept}.\n"
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
    assert "is not a whole backup of this bot; nothing was changed" in ran.err
    assert len(machine.bot("units", "list", "--json").rows) == 2
    assert not machine.database.with_suffix(".replaced").exists()


def test_another_programs_database_is_no_backup(machine: Machine) -> None:
    with closing(sqlite3.connect(machine.folder / "other.db")) as other:
        other.execute("CREATE TABLE recipe (id)")
    assert machine.bot("restore", str(machine.folder / "other.db")).code == 1
    ran = machine.bot("restore", str(machine.folder / "none.db"))
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "there is no file" in ran.err


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
    assert (ran.code, ran.err.splitlines()[-1].startswith("bot: pg_restore failed")) == (1, True)
    assert len(machine.bot("units", "list", "--json", **url).rows) == 3

    assert machine.bot("restore", backup, **url).out == "Restored.\n"
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
    assert "pg_dump is not on this machine" in ran.err


def findings(machine: Machine, **settings: str) -> tuple[int, dict[str, tuple[bool, str]]]:
    """The doctor's exit code, and what was found about each subject."""
    ran = machine.bot("doctor", "--json", **settings)
    (rows,) = ran.rows
    return ran.code, {row["subject"]: (row["ok"], row["words"]) for row in rows}


def test_a_healthy_machine(machine: Machine) -> None:
    code, found = findings(machine)
    assert {subject for subject, (fine, _) in found.items() if not fine} <= {"disk"}
    assert code == (0 if found["disk"][0] else 1)
    assert found["knowledge"][1] == "150 topics"
    assert "Asia/Ho_Chi_Minh" in found["clock"][1]
    lines = machine.bot("doctor").out.splitlines()
    assert len(lines) == len(found)
    assert "ok     settings: readable" in lines


@pytest.mark.parametrize(
    ("settings", "subject", "words"),
    [
        ({"BOT_PORT": "many"}, "settings", "BOT_PORT: "),
        ({"BOT_DATABASE_URL": "sqlite:///fresh.db"}, "migrations", "bot migrate"),
        ({"BOT_DATABASE_URL": "sqlite:///garbage.db"}, "database", "not a database"),
        ({"BOT_DATABASE_URL": "sqlite:////proc/none/b.db"}, "database", "BOT_DATABASE_URL: "),
        ({"BOT_DATABASE_URL": "postgresql://n@127.0.0.1:1/n"}, "database", "refused"),
        ({"BOT_DATA_DIR": "/nowhere"}, "knowledge", "no .toml files"),
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


@dataclass(frozen=True)
class Faulty:
    """What main gets when somebody closes the pipe."""

    error: type[BaseException]


def test_main_without_arguments_is_what_the_script_calls(machine: Machine) -> None:
    assert main([]) == 2
    assert json.dumps(machine.bot("--version").out)
