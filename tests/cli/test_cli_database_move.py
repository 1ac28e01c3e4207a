"""`bot move`: killed at any point and run again; then the bot answers from the other database."""

import re
import shutil
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlmodel import SQLModel

import bot.tables  # noqa: F401  every table is compared
from bot.core.table_copies import list_tables, sum_table
from bot.reactions import open_database
from tests.cli.machine import Machine
from tests.cli.test_cli_running import running
from tests.postgres import Server


@pytest.fixture
def filled(machine: Machine, demo_template: Path) -> Machine:
    """A machine with a year of a demo commune."""
    shutil.copyfile(demo_template, machine.database)
    assert machine.bot("demo", "fill", "--year", "--persons", "60").code == 0
    return machine


def sums(url: str) -> dict[str, object]:
    """Count and digest of every table."""
    with closing(open_database(url)) as db, db.engine.connect() as connection:
        tables = list_tables(SQLModel.metadata, connection.dialect.name)
        return {table.name: sum_table(connection, table) for table in tables}


def copied(url: str) -> int:
    """How many rows an unfinished move has brought."""
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('bot_move')").fetchone() == (None,):
            return 0
        (rows,) = connection.execute("SELECT sum(copied) FROM bot_move").fetchone() or (0,)
        return int(rows or 0)


@pytest.mark.timeout(300)
def test_killed_and_run_again_and_then_the_bot_answers(filled: Machine, postgres: Server) -> None:
    url = postgres.create("moved")
    for wanted in (0, 300, 3000):  # in the upgrade, among the first tables, among the last
        process = filled.start("move", "--to", url)
        while process.poll() is None and copied(url) < wanted:
            continue
        process.kill()
        process.communicate()
        ran = filled.bot("units", "list", BOT_DATABASE_URL=url)
        assert wanted == 0 or "chưa xong" in ran.err, ran

    ran = filled.bot("move", "--to", url)

    assert (ran.code, ran.err) == (0, "")
    assert "Đi tiếp lần chuyển đang dở." in ran.out
    lines = [int(rows) for rows in re.findall(r"^\w+: (\d+) dòng$", ran.out, re.MULTILINE)]
    (total,) = re.findall(r"bảng trống\), (\d+) dòng", ran.out)
    assert sum(lines) == int(total), "the report adds up"
    assert "Tiếp theo: đặt BOT_DATABASE_URL=postgresql://" in ran.out
    assert sums(filled.settings["BOT_DATABASE_URL"]) == sums(url)

    with running(filled, BOT_DATABASE_URL=url) as address:
        assert address
        said = filled.pipe(
            "quên mật khẩu VNeID\n".encode(),
            "chat", "--as", "ba-tu", "--unit", "ap-03",
            BOT_DATABASE_URL=url,
        )  # fmt: skip
    assert "mật khẩu" in said.out
    ran = filled.bot("move", "--to", url)
    assert (ran.code, "Đích đã có dữ liệu khác" in ran.err) == (1, True)
    postgres.drop("moved")


def test_a_move_under_a_running_bot_is_refused(machine: Machine, postgres: Server) -> None:
    url = postgres.create("beside")
    with running(machine):
        ran = machine.bot("move", "--to", url)
    assert (ran.code, ran.out) == (1, "")
    assert "đang có một bot khác chạy" in ran.err
    postgres.drop("beside")


@pytest.mark.parametrize(
    ("to", "code", "said"),
    [
        ("mysql://x/y", 2, "--to"),
        ("sqlite:///bot.db", 1, "Nguồn và đích là một"),
        ("postgresql://n:secret@127.0.0.1:1/n", 1, "từ chối kết nối"),
    ],
)
def test_a_target_that_cannot_be(machine: Machine, to: str, code: int, said: str) -> None:
    ran = machine.bot("move", "--to", to)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert "secret" not in ran.err
