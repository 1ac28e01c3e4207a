"""Somebody on the web page: comes back when the line breaks, and says again what was not heard."""

import asyncio
import json
from contextlib import suppress
from itertools import count
from typing import Any

import aiohttp

from tests.chaos.evidence import Accepted, Evidence, Heard, real_now

COME_BACK = 1.0  # seconds
NOTHING_HEARD = 15.0  # seconds after which the page opens a new line


class Page:
    """One visitor. A message is known by its id: one that comes again is shown once."""

    def __init__(self, url: str, unit: str, evidence: Evidence) -> None:
        self._url, self._unit, self._evidence = url, unit, evidence
        self._token = ""
        self._numbers = count(1)
        self._unsaid: list[dict[str, Any]] = []
        self._said = asyncio.Event()
        self.shown: dict[str, str] = {}
        self.buttons: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        """The id in the token."""
        return self._token.partition(".")[0]

    def say(self, **frame: Any) -> None:
        """Say something; kept until it is heard."""
        self._unsaid.append({"id": f"m{next(self._numbers)}", **frame})
        self._said.set()

    async def stay(self) -> None:
        """Keep the page open until cancelled."""
        async with aiohttp.ClientSession() as client:
            while True:
                with suppress(aiohttp.ClientError, OSError, TimeoutError):
                    async with asyncio.timeout(20):
                        socket = await client.ws_connect(f"{self._url}/chat/ws")
                    async with socket:
                        await self._talk(socket)
                await asyncio.sleep(COME_BACK)

    async def _talk(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        visit = {"unit": self._unit if not self._token else "", "id": f"visit-{id(self)}"}
        await socket.send_json({"type": "hello", "token": self._token, **visit})
        saying = asyncio.create_task(self._say_all(socket))
        try:
            while True:
                message = await socket.receive(timeout=NOTHING_HEARD)
                if message.type is not aiohttp.WSMsgType.TEXT:
                    return
                await self._take(socket, json.loads(message.data))
        finally:
            saying.cancel()

    async def _say_all(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """One thing at a time, again after a while."""
        while True:
            await self._said.wait()
            if self._token and self._unsaid:
                with suppress(ConnectionError):
                    await socket.send_json(self._unsaid[0])
            else:
                self._said.clear()
            await asyncio.sleep(0.5 if not self._token else 2.0)

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, frame: dict[str, Any]) -> None:
        if frame["type"] == "hello":
            self._token = frame["token"]
            self._said.set()
        elif frame["type"] == "heard":
            if self._unsaid and self._unsaid[0]["id"] == frame["id"]:
                self._unsaid.pop(0)
            number = f"{self.address}:{frame['id']}"
            self._evidence.accepted.append(Accepted("webchat", self.address, number, real_now()))
        elif frame["type"] == "message":
            self._show(frame)
            await socket.send_json({"type": "got", "id": frame["id"]})

    def _show(self, frame: dict[str, Any]) -> None:
        if frame["id"] in self.shown:
            return
        self.shown[frame["id"]] = frame["text"]
        self.buttons = [(one["label"], one["value"]) for one in frame["choices"]] or self.buttons
        found = Heard("webchat", self.address, frame["id"], frame["text"], real_now())
        self._evidence.hear(found)
