"""A bot in a process of its own, a pretend platform beside it, updates posted to its webhook."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self

import aiohttp
from aiohttp import web

SECRET = "bench-secret"
TOKEN = "123456:AAbenchbenchbenchbenchbenchbenchbenc"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
ROOT = Path(__file__).parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


class Platform:
    """The Bot API, as little of it as a send needs; remembers (chat, text) of each message."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        if request.content_type == "application/json":
            fields = await request.json()
        else:
            fields = await request.post()
        if method != "sendmessage":
            me = {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
            return web.json_response({"ok": True, "result": me if method == "getme" else True})
        self.sent.append((str(fields["chat_id"]), str(fields["text"])))
        chat = {"id": int(str(fields["chat_id"])), "type": "private", "first_name": "A"}
        message = {"message_id": len(self.sent), "date": 1, "chat": chat, "text": fields["text"]}
        return web.json_response({"ok": True, "result": message})


class Served(Protocol):
    """Whatever plays the platform."""

    url: str


class Process:
    """One bot in a process; its CPU seconds can be read."""

    def __init__(self, command: Sequence[str], port: int, environment: dict[str, str]) -> None:
        self._command = command
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        self.url = f"http://127.0.0.1:{port}/webhooks/telegram"
        self._child: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it and wait until its webhook answers anything at all."""
        self._launch()
        async with aiohttp.ClientSession() as session:
            for _ in range(300):
                try:
                    async with session.get(self.url):
                        return
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.1)
        raise RuntimeError(f"{self._command[0]} did not start")

    def _launch(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", *self._command],
            cwd=self._environment["BENCH_FOLDER"],
            env=self._environment,
            stdout=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """kill -9."""
        if self._child:
            self._child.kill()
            self._child.wait()

    @property
    def cpu(self) -> float:
        """Seconds of CPU used so far, user and system."""
        assert self._child
        fields = Path(f"/proc/{self._child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def peak_memory(self) -> float:
        """The most memory it held so far, in MB."""
        assert self._child
        lines = Path(f"/proc/{self._child.pid}/status").read_text().splitlines()
        line = next(line for line in lines if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024


def our_bot(platform: Served, folder: Path, port: int) -> Process:
    """`bot run` on SQLite in `folder`, with the Telegram webhook."""
    return Process(
        ["bot", "run"],
        port,
        {
            "BENCH_FOLDER": str(folder),
            "BOT_DATA_DIR": str(ROOT / "data"),
            "BOT_PORT": str(port),
            "BOT_DEMO": "1",
            "BOT_LOG_LEVEL": "ERROR",
            "BOT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "BOT_TELEGRAM_MODE": "webhook",
            "BOT_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "BOT_TELEGRAM_TOKEN": TOKEN,
            "BOT_TELEGRAM_API_URL": platform.url,
            "BOT_TELEGRAM_RATE": "1000",
        },
    )


def echo_bot(module: str, platform: Platform, folder: Path, port: int) -> Process:
    """A bare echo bot of another library."""
    command = [f"tests.bench.{module}", platform.url, TOKEN, str(port)]
    return Process(command, port, {"BENCH_FOLDER": str(folder)})


def update(number: int, chat: int, text: str) -> dict[str, object]:
    """An update with a private text message."""
    person = {"id": chat, "is_bot": False, "first_name": "Bà Tư"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "Bà Tư"},
            "from": person,
            "text": text,
        },
    }


async def post_all(
    session: aiohttp.ClientSession,
    url: str,
    updates: Sequence[dict[str, object]],
    at_once: int = 40,
) -> list[int]:
    """Post updates, `at_once` at a time; the indexes of those that were answered 200."""
    answered: list[int] = []
    waiting = iter(enumerate(updates))

    async def work() -> None:
        for index, body in waiting:
            try:
                async with session.post(url, json=body, headers=HEADERS) as response:
                    if response.status == 200:
                        answered.append(index)
            except (aiohttp.ClientError, OSError):
                continue

    await asyncio.gather(*(work() for _ in range(at_once)))
    return answered


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
