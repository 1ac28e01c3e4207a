"""The scenes tests are set in: a database of each kind, and the whole bot with a fake channel.

Service tests ask for `db` and run on SQLite and on a real PostgreSQL. Journeys ask for `bot`.
"""

import asyncio
import gc
import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from bot.core import upgrade
from bot.core.db import Database
from bot.faq.knowledge_base import KnowledgeBase
from bot.reactions import open_database
from bot.schedule import demo as demo_data
from tests.journeys.bot import DEMO_LOADED_AT, Bot
from tests.postgres import Server
from tests.secret import SECRET

# How long an example takes is the machine's load: speed is measured by `make bench`.
settings.register_profile("to-so", deadline=None)
settings.load_profile("to-so")

# One secret for every process of the tests: what templates hold is sealed with it.
os.environ.setdefault("BOT_SECRET_KEY", SECRET)

DATA = Path(__file__).parent.parent / "data"
# What one worker or process built of the shipped knowledge, the next one reads: 6 s of CPU each.
CACHE = Path(tempfile.gettempdir()) / f"to-so-tests-{os.geteuid()}"
FIRST_DAY = date(2026, 11, 23)
SHARED_MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 256_000_000  # bytes: a container may have little, and PostgreSQL lies there too


class ObedientClock:
    """A clock that shows what it is told; 8:00 on a Monday in Vietnam until then."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **duration: float) -> None:
        """Let time go by: pass_by(minutes=5); negative turns the clock back."""
        self.now += timedelta(**duration)


@pytest.fixture
def clock() -> ObedientClock:
    """The clock of this test."""
    return ObedientClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server with an upgraded database named "template"."""
    server = Server()
    _upgrade(server.create("template"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty SQLite file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _upgrade(f"sqlite:///{path}")
    return path


def _upgrade(url: str) -> None:
    db = open_database(url)
    upgrade.upgrade_database(db)
    db.close()


@pytest.fixture(scope="session")
def demo_template(sqlite_template: Path) -> Path:
    """The same with the demo communes, whose sheets are read once for all tests."""
    path = sqlite_template.with_name("demo.db")
    shutil.copyfile(sqlite_template, path)
    db = open_database(f"sqlite:///{path}")
    asyncio.run(db.write(demo_data.load_demo, DATA / "demo", now=DEMO_LOADED_AT))
    db.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite file."""
    path = tmp_path / "bot.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def demo_url(demo_template: Path, memory_folder: Path) -> str:
    """The address of a fresh SQLite file with the demo communes, in memory where there is some."""
    path = memory_folder / "bot.db"
    shutil.copyfile(demo_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def memory_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that waits for no disk: conversations commit thousands of times."""
    if not SHARED_MEMORY.is_dir() or shutil.disk_usage(SHARED_MEMORY).free < MEMORY_NEEDED:
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="toso-db-", dir=SHARED_MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database, once of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: Server = request.getfixturevalue("postgres")
    name = f"test_{id(request)}"
    yield server.create(name, "template")
    server.drop(name)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A fresh database, once of each kind."""
    database = open_database(database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def shelf() -> KnowledgeBase:
    """The shipped knowledge as of the day the obedient clock begins; built once."""
    knowledge_base = KnowledgeBase(DATA, today=FIRST_DAY, cache_dir=CACHE)
    # As the service does: to look through a million objects that stay held everybody up for
    # seconds, which a test that waits for something took for a silence.
    gc.collect()
    gc.freeze()
    return knowledge_base


@pytest.fixture
async def bot(
    demo_url: str, shelf: KnowledgeBase, clock: ObedientClock, tmp_path: Path
) -> AsyncIterator[Bot]:
    """The whole bot on SQLite with the demo communes, one fake channel, an obedient clock."""
    database = open_database(demo_url)
    async with Bot.started(
        database, shelf, clock, demo=DATA / "demo", files=tmp_path / "photos"
    ) as started:
        yield started
    await asyncio.to_thread(database.close)


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Whatever a test sets up of logging is put back."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], level = before
    root.setLevel(level)
