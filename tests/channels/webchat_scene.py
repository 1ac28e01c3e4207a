"""The web chat's page in a whole small house: what is said is answered by a script, through an
outbox of its own that keeps what cannot be sent. The house can stop and come back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from aiohttp import web

from bot.channels.webchat import Webchat
from bot.core.errors import DeliveryError
from bot.messages.content import Choice, Incoming, Reply
from tests.channels.webchat_rig import a_channel

WELCOME = Reply("Chào bà con. Bác cần hỏi gì ạ?", (Choice("1. Đồng ý", "agree"),))


async def place_of(code: str) -> str:
    """A village for every link."""
    return f"Thôn {code}, Xã An Phú Đông" if code else "Xã An Phú Đông"


class Scene:
    """A house with one channel."""

    def __init__(self, files: Path) -> None:
        self.channel: Webchat = a_channel(files, confirm_timeout=3.0, place_of=place_of)
        self.heard: list[Incoming] = []  # each message once, as the inbox keeps it
        self.deliveries: list[str] = []  # the ids of all that came, repetitions too
        self.refusals = 0
        self.answers: dict[str, Reply] = {}
        self.port = 0
        self._owed: asyncio.Queue[tuple[str, Reply, str]] = asyncio.Queue()
        self._runner: web.AppRunner | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, files: Path) -> AsyncIterator[Self]:
        """A house that answers; closed at the end."""
        scene = cls(files)
        await scene.start()
        speaking = asyncio.create_task(scene._speak())
        yield scene
        speaking.cancel()
        await scene.stop()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Open the doors, at the same address as before."""
        app = web.Application(client_max_size=1_000_000)
        self.channel.attach(app, self.receive)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the doors: every socket is closed."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def receive(self, incoming: Incoming) -> None:
        """Keep and answer each message once."""
        if self.refusals:
            self.refusals -= 1
            raise ConnectionError("the database is away")
        self.deliveries.append(incoming.message_id)
        if incoming.message_id in {one.message_id for one in self.heard}:
            return
        self.heard.append(incoming)
        said = incoming.text or incoming.choice
        usual = WELCOME if said == "/start" else Reply(f"Trả lời: {said}")
        self.owe(incoming.address, self.answers.get(said, usual))

    def owe(self, address: str, reply: Reply) -> None:
        """Something must be said to somebody."""
        key = f"{len(self.heard)}.{self._owed.qsize()}"
        self._owed.put_nowait((address, reply, key))

    async def _speak(self) -> None:
        while True:
            address, reply, key = await self._owed.get()
            while True:
                try:
                    await self.channel.send(address, reply, key=key)
                    break
                except DeliveryError:
                    await asyncio.sleep(0.05)
