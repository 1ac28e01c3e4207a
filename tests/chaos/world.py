"""The processes of a run, the database they share, the clock they believe."""

import asyncio
import os
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

import aiohttp

from bot.core import upgrade
from bot.core.db import Database
from bot.reactions import open_database
from tests.bench.served import free_port
from tests.chaos.evidence import Evidence, real_now
from tests.chaos.officers import settle_in
from tests.chaos.platforms import ChaosTelegram, ChaosZalo
from tests.chaos.wires import Wire
from tests.postgres import Server
from tests.pretend.zalo_oa_rules import APP_ID, APP_SECRET, OA_ID, OA_SECRET

ROOT = Path(__file__).parents[2]
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
SECRET_KEY = "an-invented-key-of-this-run-40-characters"
BALLAST = 1 << 20  # bytes written at once when the disk is filled
STARTS_WITHIN = 400.0  # seconds; a loaded machine is slow


class BotProcess:
    """One `bot run`."""

    def __init__(self, world: "World", port: int) -> None:
        self.port, self._world = port, world
        self.process: asyncio.subprocess.Process | None = None
        self.log = world.logs / f"bot-{port}.log"

    async def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=self._world.folder,
                env=self._world.environment(self.port),
                stdout=log,
                stderr=log,
            )

    async def wait_until_up(self) -> None:
        """Until it answers, or has ended."""
        async with asyncio.timeout(STARTS_WITHIN), aiohttp.ClientSession() as client:
            while self.is_running():
                try:
                    async with client.get(f"http://127.0.0.1:{self.port}/healthz"):
                        return
                except (aiohttp.ClientError, OSError):
                    await asyncio.sleep(0.2)

    def is_running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.returncode is None

    async def kill(self) -> None:
        """kill -9."""
        if self.process is not None and self.is_running():
            self.process.kill()
            await self.process.wait()


class World:
    """Everything but the people: stand-ins, lines, processes, database, disk and clock."""

    def __init__(self, database: str, evidence: Evidence, logs: Path, *, small_disk: bool) -> None:
        self.database, self.evidence, self.logs = database, evidence, logs
        self.small_disk = small_disk  # /dev/shm is ours alone and can be filled
        self.offset = 0.0
        self.server: Server | None = None
        self._stack = AsyncExitStack()
        self.link_codes: list[str] = []

    async def __aenter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="toso-chaos-", dir="/dev/shm"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.clock_file = self.logs / "clock"
        self.jump(0.0)
        enter = self._stack.enter_async_context
        self.telegram = await enter(ChaosTelegram(self.evidence))
        self.zalo = await enter(ChaosZalo(self.evidence))
        self.to_telegram = await enter(Wire(lambda: [_port_of(self.telegram.url)]))
        self.to_zalo = await enter(Wire(lambda: [_port_of(self.zalo.url)]))
        self.bots: list[BotProcess] = []
        self.front = await enter(Wire(lambda: [bot.port for bot in self.bots if bot.is_running()]))
        self.zalo.webhook = f"{self.front.url}/webhooks/zalo-oa"
        self.url = self._open_database()
        self.db = open_database(self.url)
        self._stack.callback(self.db.close)
        await asyncio.to_thread(upgrade.upgrade_database, self.db)
        self.link_codes = await self.db.write(settle_in, ROOT / "data/demo", now=self.clock())
        self.bots = [BotProcess(self, free_port()) for _ in range(2 if self.server else 1)]
        for bot in self.bots:
            await bot.start()
        for bot in self.bots:
            await bot.wait_until_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        for bot in self.bots:
            await bot.kill()
        await self._stack.aclose()

    def _open_database(self) -> str:
        if self.database == "sqlite":
            (self.folder / "var").mkdir()
            return f"sqlite:///{self.folder}/var/bot.db"
        self.server = Server()
        self._stack.callback(self.server.stop)
        return self.server.create("chaos")

    def clock(self) -> datetime:
        """What the processes believe it is."""
        return real_now() + timedelta(seconds=self.offset)

    def jump(self, offset: float) -> None:
        """Put the clock of the processes so many seconds before the real one."""
        self.offset = offset
        self.clock_file.write_text(f"{offset:+.1f}\n")
        self.evidence.offsets.append((real_now(), offset))

    def open(self) -> Database:
        """The database, for the auditor."""
        return open_database(self.url)

    async def revive(self) -> None:
        """Start what died, as systemd does."""
        if self.server is not None and not self.server.is_running():
            await asyncio.to_thread(self.server.start)
        for bot in self.bots:
            if not bot.is_running():
                await bot.start()
                await bot.wait_until_up()

    def environment(self, port: int) -> dict[str, str]:
        """The settings of one process; nothing of this machine's."""
        kept = {name: value for name, value in os.environ.items() if name[:4] != "BOT_"}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)  # each start would compile all of it anew
        grant = self.zalo.grant
        settings = {
            "DATABASE_URL": self.url,
            "DATA_DIR": str(ROOT / "data"),
            "LOG_LEVEL": "DEBUG",
            "PORT": str(port),
            "PUBLIC_URL": self.front.url,
            "QUIET_HOURS": "03:00-03:00",
            "SECRET_KEY": SECRET_KEY,
            "TELEGRAM_API_URL": self.to_telegram.url,
            "TELEGRAM_MODE": "webhook",
            "TELEGRAM_TOKEN": self.telegram.token,
            "ZALO_APP_ID": APP_ID,
            "ZALO_APP_SECRET": APP_SECRET,
            "ZALO_OA_ID": OA_ID,
            "ZALO_OA_SECRET": OA_SECRET,
            "ZALO_ACCESS_TOKEN": grant.access,
            "ZALO_REFRESH_TOKEN": grant.refresh,
            "ZALO_API_URL": self.to_zalo.url,
            "ZALO_OAUTH_URL": self.to_zalo.url,
        }
        own = {f"BOT_{name}": value for name, value in settings.items()}
        clock = {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME_TIMESTAMP_FILE": str(self.clock_file),
            "FAKETIME_CACHE_DURATION": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }
        return {**kept, "PYTHONPATH": str(ROOT), **own, **(clock if FAKETIME.exists() else {})}

    def fill_disk(self) -> None:
        """Take what is left of the disk."""
        with (self.folder / "ballast").open("wb") as ballast:
            try:
                while True:
                    ballast.write(b"\0" * BALLAST)
                    ballast.flush()
            except OSError:
                return

    def free_disk(self) -> None:
        """Give it back."""
        (self.folder / "ballast").unlink(missing_ok=True)


def _port_of(url: str) -> int:
    return int(url.rpartition(":")[2])
