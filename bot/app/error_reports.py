"""Error hook: bugs go to a Sentry-compatible server, without a word of anybody (ADR-0080).

Off without `BOT_ERROR_DSN`. What is sent is written here field by field: where in the code it
broke and what kind of error it was. Never an error's text, an argument, a local variable, a
request: those may hold names, words, tokens.
"""

import asyncio
import json
import logging
import traceback
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp

from bot import __version__
from bot.core.rate_limits import Bucket, Rate
from bot.core.settings import Settings
from bot.core.trace import current_trace

log = logging.getLogger(__name__)

KEPT = 100  # reports that wait for the server; older ones are dropped
PATIENCE = 10.0  # seconds for the server
LAST_PATIENCE = 1.0  # for what waits when the service stops
SAME_PLACE = Rate(3, 1 / 600)  # reports of one line of the code
OWN_LOGGERS = "bot."  # whose sentences are constants of this code
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where reports go, taken apart from a DSN: scheme://key@host/path/project."""

    url: str
    key: str

    @classmethod
    def from_dsn(cls, dsn: str) -> Self:
        """Take a DSN apart, which the settings have looked over."""
        parts = urlsplit(dsn)
        folder, _, project = parts.path.rpartition("/")
        host = parts.netloc.rpartition("@")[2]
        url = f"{parts.scheme}://{host}{folder}/api/{project}/envelope/"
        return cls(url, parts.username or "")


def make_event(record: logging.LogRecord) -> dict[str, Any]:
    """Return what is told of one error: places in the code, names of types, ids of ours."""
    own = record.name.startswith(OWN_LOGGERS)
    tags = {"logger": record.name, "trace": current_trace()}
    for name in ("action", "account"):
        tags[name] = str(getattr(record, name, ""))
    event: dict[str, Any] = {
        "event_id": uuid4().hex,
        "timestamp": record.created,
        "platform": "python",
        "level": "error",
        "release": f"toso@{__version__}",
        "tags": {name: value for name, value in tags.items() if value},
        # A sentence of ours without what stood in its gaps; others put anything into theirs.
        "message": str(record.msg) if own and isinstance(record.msg, str) else record.name,
    }
    if record.exc_info and record.exc_info[0] is not None:
        kind, _, trail = record.exc_info
        values = {"type": kind.__name__, "module": kind.__module__}
        event["exception"] = {"values": [{**values, "stacktrace": {"frames": _list_frames(trail)}}]}
    return event


def _list_frames(trail: TracebackType | None) -> list[dict[str, Any]]:
    return [
        {
            "filename": _shorten(frame.f_code.co_filename),
            "function": frame.f_code.co_name,
            "lineno": line,
            "in_app": frame.f_code.co_filename.startswith(str(ROOT / "bot")),
        }
        for frame, line in traceback.walk_tb(trail)
    ]


def _shorten(filename: str) -> str:
    """Return the path within the project or its packages: the machine's folders are its own."""
    if "site-packages/" in filename:
        return filename.rpartition("site-packages/")[2]
    return filename.removeprefix(f"{ROOT}/")


class ErrorReporter(logging.Handler):
    """Logging handler that posts errors one after another; a server that is away is no matter."""

    def __init__(self, destination: Destination) -> None:
        super().__init__(logging.ERROR)
        self._destination = destination
        self._waiting: deque[bytes] = deque(maxlen=KEPT)
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.Event()
        self._drained = asyncio.Event()
        self._buckets: dict[tuple[str, int], Bucket] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a report of this line for the server, unless its place was told of often."""
        if record.name == __name__:
            return
        place, now = (record.pathname, record.lineno), record.created
        bucket = self._buckets.setdefault(place, Bucket(SAME_PLACE, now))
        if bucket.available(now) < 1:
            return
        bucket.consume(1)
        event = make_event(record)
        header = {"event_id": event["event_id"]}
        parts = (header, {"type": "event"}, event)
        self._drained.clear()
        self._waiting.append("\n".join(json.dumps(part) for part in parts).encode())
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._arrived.set)

    async def run(self) -> None:
        """Post what waits, for ever."""
        async with aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=PATIENCE), trust_env=True
        ) as session:
            while True:
                while self._waiting:
                    await self._post(session, self._waiting.popleft())
                self._drained.set()
                await self._arrived.wait()
                self._arrived.clear()

    async def _post(self, session: aiohttp.ClientSession, body: bytes) -> None:
        headers = {
            "Content-Type": "application/x-sentry-envelope",
            "X-Sentry-Auth": f"Sentry sentry_version=7, sentry_client=toso/{__version__}, "
            f"sentry_key={self._destination.key}",
        }
        try:
            async with session.post(self._destination.url, data=body, headers=headers) as answer:
                if answer.status >= 400:
                    log.warning("error reports: refused with %s", answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("error reports: not sent: %s", type(error).__name__)

    async def wait_until_sent(self) -> None:
        """Wait until nothing waits for the server."""
        self._arrived.set()
        await self._drained.wait()


async def report_errors(settings: Settings) -> AsyncIterator[None]:
    """Report errors while the application runs (a cleanup context without its application)."""
    dsn = settings.error_dsn.get_secret_value()
    if not dsn:
        yield
        return
    reporter = ErrorReporter(Destination.from_dsn(dsn))
    posting = asyncio.create_task(reporter.run())
    logging.getLogger().addHandler(reporter)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(reporter)
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_PATIENCE):
                await reporter.wait_until_sent()
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
