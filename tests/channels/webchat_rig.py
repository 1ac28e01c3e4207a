"""The web chat joined to a page of our own: what chat.js does, without a browser."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from bot.channels.webchat import Webchat
from bot.core.errors import DeliveryError
from tests.channels.contract import Ear, Rig

SECRET = "an invented secret for tests"


def a_channel(files: Path, **options: Any) -> Webchat:
    return Webchat(**{"secret": SECRET, "files": files, "confirm_timeout": 0.3, **options})


class Visitor:
    """Somebody with the page open. Says one thing at a time, again when asked to."""

    def __init__(self, client: aiohttp.ClientSession, url: str, token: str = "") -> None:
        self.token = token
        self.shown: dict[str, dict[str, Any]] = {}
        self.frames: list[dict[str, Any]] = []
        self.code: int | None = None
        self.confirms = True  # whether messages are answered with "got"
        self.answers_nonsense = False
        self.hangs_up = False
        self._client = client
        self._url = url
        self._numbers = itertools.count(1)
        self._unsaid: list[dict[str, Any]] = []
        self._socket: aiohttp.ClientWebSocketResponse
        self._reading: asyncio.Task[None]
        self._changed = asyncio.Event()

    @property
    def address(self) -> str:
        """The id in the token."""
        return self.token.partition(".")[0]

    async def open(self, unit: str = "", **hello: Any) -> None:
        """Open the page and wait until it knows who it is."""
        await self.connect()
        await self.send({"type": "hello", "token": self.token, "unit": unit, **hello})
        await self.until("hello")
        self._say_next()

    async def connect(self, **headers: str) -> None:
        """Open only the socket."""
        self.code = None
        self.frames.clear()
        self._socket = await self._client.ws_connect(f"{self._url}/chat/ws", headers=headers)
        self._reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Close the page."""
        await self._socket.close()
        await self._reading

    async def send(self, frame: dict[str, Any] | str) -> None:
        """A frame as it is."""
        await self._socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))

    def say(self, **frame: Any) -> None:
        """Say something; kept until it is heard."""
        self._unsaid.append({"id": f"m{next(self._numbers)}", **frame})
        if len(self._unsaid) == 1:
            self._say_next()

    async def until(self, kind: str, number: int = 1) -> dict[str, Any]:
        """Wait for a frame of this kind, the `number`-th; TimeoutError when none comes."""
        async with asyncio.timeout(5):
            while len(found := [frame for frame in self.frames if frame["type"] == kind]) < number:
                await self._changed.wait()
        return found[number - 1]

    async def until_heard(self) -> None:
        """Wait until nothing is left to say."""
        async with asyncio.timeout(5):
            while self._unsaid:
                await self._changed.wait()

    async def until_closed(self) -> int | None:
        """Wait for the close and give its code."""
        await asyncio.wait_for(self._reading, 5)
        return self.code

    async def _read(self) -> None:
        async for message in self._socket:
            frame = json.loads(message.data)
            self.frames.append(frame)
            with suppress(ConnectionError):
                await self._take(frame)
            self._change()
        self.code = self._socket.close_code
        self._change()

    async def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "hello":
                self.token = frame["token"]
            case "heard":
                self._unsaid = [one for one in self._unsaid if one["id"] != frame["id"]]
                self._say_next()
            case "again" if frame["id"] != "hello":
                await asyncio.sleep(0.01)
                self._say_next()
            case "message" if self.hangs_up:
                await self._socket.close()
            case "message" if self.answers_nonsense:
                await self.send('{"type": 5, "id": [')
            case "message" if self.confirms:
                if place := frame.get("replaces"):
                    self.shown[place] = frame
                self.shown.setdefault(place or frame["id"], frame)
                await self.send({"type": "got", "id": frame["id"]})

    def _say_next(self) -> None:
        if self._unsaid:
            text = json.dumps(self._unsaid[0])
            self._saying = asyncio.create_task(self._socket.send_str(text))

    def _change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class WebchatRig(Rig):
    max_text = 4000

    def __init__(self, visitor: Visitor, channel: Webchat, ear: Ear) -> None:
        self.visitor, self.channel, self.ear = visitor, channel, ear
        self.address = visitor.address

    def platform_saw(self) -> list[str]:
        return [frame["text"] for frame in self.visitor.shown.values()]

    def platform_fails_with(self, error: type[DeliveryError]) -> None:
        self.visitor.confirms = False

    def platform_talks_nonsense(self) -> None:
        self.visitor.answers_nonsense = True

    def platform_hangs_up(self) -> None:
        self.visitor.hangs_up = True

    def person_says(self, text: str) -> None:
        self.visitor.say(type="say", text=text)

    def person_taps(self, value: str) -> None:
        self.visitor.say(type="press", value=value, label="Menu")

    async def platform_is_confirmed(self) -> None:
        await self.visitor.until_heard()


@asynccontextmanager
async def visiting(url: str, token: str = "", unit: str = "") -> AsyncIterator[Visitor]:
    """Somebody opens the page; closed at the end."""
    async with aiohttp.ClientSession() as client:
        visitor = Visitor(client, url, token)
        await visitor.open(unit)
        yield visitor
        await visitor.close()
