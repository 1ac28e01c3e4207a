"""Moving all rows to another database, table by table: what the journal says is what is there."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

import bot.tables  # noqa: F401  every table is moved
from bot.core import moves, upgrade
from bot.core.db import Database
from bot.core.errors import BotError
from bot.core.table_copies import list_tables, read_batches, sum_table
from bot.reactions import open_database
from tests.postgres import Server

METADATA = SQLModel.metadata


@pytest.fixture
def source(demo_url: str) -> Iterator[Database]:
    """SQLite with the demo communes."""
    with closing(open_database(demo_url)) as db:
        yield db


@pytest.fixture
def target(postgres: Server, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty PostgreSQL."""
    name = f"target_{id(request)}"
    with closing(open_database(postgres.create(name, "template"))) as db:
        yield db
    postgres.drop(name)


class _Killed(Exception):
    """The process ended here."""


def run_move(
    source: Database, target: Database, *, stop_after: str = "", restart: bool = False
) -> list[moves.MovedTable]:
    """Move everything; as if killed once the table `stop_after` is there."""

    def look(name: str, _rows: int) -> None:
        if name == stop_after:
            raise _Killed

    with source.engine.connect() as old:
        moves.hold_source(old, METADATA)
        with target.engine.connect() as new:
            moves.begin_journal(new, "the source", METADATA)
        upgrade.upgrade_database(target, during_move=True)
        with target.engine.connect() as new, upgrade.foreign_keys_off(new):
            move = moves.Move(old, new, METADATA)
            if restart:
                move.empty()
            move.copy(look)
            moved = move.compare()
            move.finish()
            return moved


def all_sums(db: Database) -> dict[str, object]:
    """Count and digest of every table."""
    with db.engine.connect() as connection:
        tables = list_tables(METADATA, connection.dialect.name)
        return {table.name: sum_table(connection, table) for table in tables}


def foreign_keys(db: Database) -> set[tuple[str, str]]:
    """Every foreign key of a PostgreSQL database."""
    with db.engine.connect() as connection:
        query = text(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype='f'"
        )
        return {(table, name) for table, name in connection.execute(query)}


def test_everything_is_equal_and_goes_on(source: Database, target: Database) -> None:
    rules = foreign_keys(target)
    moved = run_move(source, target)
    assert sum(table.rows for table in moved) > 300
    assert all_sums(source) == all_sums(target)
    assert foreign_keys(target) == rules
    upgrade.upgrade_database(target)  # no journal is left to refuse it

    with target.engine.begin() as connection:
        used = connection.execute(text("SELECT max(id) FROM unit")).scalar_one()
        fresh = connection.execute(text("SELECT nextval('unit_id_seq')")).scalar_one()
    assert fresh == used + 1, "ids go on behind the last"


def test_a_move_that_was_killed_goes_on(source: Database, target: Database) -> None:
    for table in ("unit", "person", "role"):
        with pytest.raises(_Killed):
            run_move(source, target, stop_after=table)
        with pytest.raises(BotError, match="chưa xong"):
            upgrade.upgrade_database(target)  # no bot starts on half of the rows
    run_move(source, target)
    assert all_sums(source) == all_sums(target)


def test_a_source_that_changed_meanwhile_is_found_out(source: Database, target: Database) -> None:
    with pytest.raises(_Killed):
        run_move(source, target, stop_after="unit")
    with source.engine.begin() as connection:
        connection.execute(text("UPDATE unit SET name = 'Thôn Đổi Tên' WHERE id = 3"))
    with pytest.raises(BotError, match="Bảng unit ở hai bên khác nhau"):
        run_move(source, target)
    run_move(source, target, restart=True)
    assert all_sums(source) == all_sums(target)


def test_a_target_that_holds_something_else_is_refused(source: Database, target: Database) -> None:
    with target.engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipe (id BIGINT)"))
    with pytest.raises(BotError, match="bảng recipe"):
        run_move(source, target)
    with target.engine.begin() as connection:
        connection.execute(text("DROP TABLE recipe"))
        connection.execute(text("INSERT INTO lane VALUES ('fake', 'x', now())"))
    with pytest.raises(BotError, match="bảng lane"):
        run_move(source, target)


def test_a_row_that_the_target_refuses_is_named(source: Database, target: Database) -> None:
    with source.engine.begin() as connection:
        connection.execute(text("UPDATE unit SET name = :name WHERE id = 4"), {"name": "x" * 500})
    with pytest.raises(BotError, match="dòng 4 của bảng unit"):
        run_move(source, target)
    with source.engine.begin() as connection:
        connection.execute(text("UPDATE unit SET name = 'Thôn 2' WHERE id = 4"))
    run_move(source, target)
    assert all_sums(source) == all_sums(target)


def test_the_way_back_is_the_same(source: Database, target: Database, tmp_path: Path) -> None:
    run_move(source, target)
    with closing(open_database(f"sqlite:///{tmp_path / 'back.db'}")) as back:
        run_move(target, back)
        assert all_sums(back) == all_sums(source)


def test_nobody_else_may_be_at_a_postgresql_source(target: Database, source: Database) -> None:
    with (
        target.engine.connect() as other,
        target.engine.connect() as connection,
        pytest.raises(BotError, match="Còn 1 kết nối"),
    ):
        other.execute(text("SELECT 1"))
        moves.hold_source(connection, METADATA)


def test_batches_go_by_the_key(source: Database) -> None:
    with source.engine.connect() as connection:
        (table,) = (t for t in list_tables(METADATA, "sqlite") if t.name == "unit")
        whole = [row for rows in read_batches(connection, table) for row in rows]
        small = [row for rows in read_batches(connection, table, size=3) for row in rows]
        assert small == whole
        rest = [row for rows in read_batches(connection, table, [small[4].id], 3) for row in rows]
        assert rest == whole[5:]
