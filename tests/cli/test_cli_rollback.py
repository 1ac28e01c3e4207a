"""The way back from an upgrade, as `docs/operators/upgrade.md` says it, as far as one tree can.

The earlier program is this one with its last migration taken away.
"""

import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core import upgrade
from bot.core.errors import BotError
from bot.reactions import open_database
from tests.cli.machine import Machine
from tests.postgres import Server

A_COMMUNE = (
    "INSERT INTO unit (id, code, name, kind, path, aliases)"
    " VALUES (100, 'x', 'Xã X', 'commune', '/100/', '[]')"
)


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The migrations without the newest."""
    scripts = tmp_path / "earlier"
    shutil.copytree(upgrade.MIGRATIONS_DIR, scripts)
    (last,) = (scripts / "versions").glob(f"{upgrade.newest_revision()}_*.py")
    last.unlink()
    return scripts


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{machine.folder / 'old.db'}"
    server: Server = request.getfixturevalue("postgres")
    monkeypatch.setenv("PATH", f"{server.programs}:/usr/bin:/bin")
    return server.create(f"rollback_{id(request)}")


def start_earlier(url: str, earlier: Path) -> bool:
    """Whether the earlier program had to upgrade the database at its start."""
    with closing(open_database(url)) as db:
        return upgrade.upgrade_database(db, earlier)


def units(url: str) -> int:
    """How many units there are."""
    with closing(open_database(url)) as db, db.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM unit")).scalar_one())


def test_back_to_the_earlier_program_and_forward_again(
    machine: Machine, url: str, earlier: Path
) -> None:
    settings = {"BOT_DATABASE_URL": url}
    backup = str(machine.folder / "before-upgrade.toso")
    start_earlier(url, earlier)
    with closing(open_database(url)) as db, db.engine.begin() as connection:
        connection.execute(text(A_COMMUNE))
    assert machine.bot("backup", backup, "--verify", **settings).code == 0

    assert machine.bot("migrate", **settings).out == "Đã nâng cấp cơ sở dữ liệu.\n"
    assert (
        "th-1"
        in machine.bot(
            "units",
            "import",
            machine.file("u.csv", "Mã,Tên,Cấp,Thuộc\nth-1,Thôn 1,thôn,x\n"),
            **settings,
        ).out
        + machine.bot("units", "list", **settings).out
    )
    with pytest.raises(BotError, match=f"bản {upgrade.newest_revision()}"):
        start_earlier(url, earlier)  # it says so, and touches nothing

    assert machine.bot("restore", backup, **settings).code == 0
    assert start_earlier(url, earlier) is False, "the earlier program starts on it as it is"
    assert units(url) == 1, "what came after the backup is gone, as the page says"

    assert machine.bot("migrate", **settings).code == 0
    assert re.search("^x\t", machine.bot("units", "list", **settings).out, re.MULTILINE)


def test_the_copy_before_the_migration_is_a_way_back_too(machine: Machine, earlier: Path) -> None:
    url = f"sqlite:///{machine.folder / 'old.db'}"
    settings = {"BOT_DATABASE_URL": url}
    start_earlier(url, earlier)
    machine.bot("migrate", **settings)
    copy = machine.folder / f"old.db.before-{upgrade.newest_revision()}"
    assert copy.stat().st_mode & 0o077 == 0
    assert machine.bot("restore", str(copy), **settings).code == 0
    assert start_earlier(url, earlier) is False
