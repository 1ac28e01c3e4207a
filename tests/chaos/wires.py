"""A line between two programs that can be cut, hung or reset: a forwarder of bytes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from itertools import count
from typing import Self


class Line(StrEnum):
    """How the line is."""

    OPEN = "open"
    CUT = "cut"  # connections are refused and broken
    HUNG = "hung"  # connections are taken, nothing passes


class Wire:
    """Listens on a port of its own and passes everything to one of its ends, in turn."""

    def __init__(self, ends: Callable[[], list[int]]) -> None:
        self._ends = ends  # ports of this machine
        self.line = Line.OPEN
        self._turn = count()
        self._writers: set[asyncio.StreamWriter] = set()
        self._open = asyncio.Event()
        self._open.set()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._open.set()
        self._server.close()
        self.reset()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def change(self, line: Line) -> None:
        """Cut it, hang it or open it again."""
        self.line = line
        if line is Line.CUT:
            self.reset()
        if line is Line.HUNG:
            self._open.clear()
        else:
            self._open.set()

    def reset(self) -> None:
        """Break every connection."""
        for writer in list(self._writers):
            writer.transport.abort()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            ends = self._ends()
            if self.line is Line.CUT or not ends:
                return
            port = ends[next(self._turn) % len(ends)]
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            self._writers.add(far_writer)
            try:
                await asyncio.gather(self._copy(reader, far_writer), self._copy(far_reader, writer))
            finally:
                self._writers.discard(far_writer)
                far_writer.transport.abort()
        except OSError:
            return
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._open.wait()
            writer.write(data)
            await writer.drain()
        with suppress(OSError):
            writer.close()
