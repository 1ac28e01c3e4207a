"""Logging: one event a line, as text or JSON, with ids and never message text or tokens.

The standard `logging` is the interface; structlog only renders. Anything that looks like a bot
token is masked in the finished line, in case a library prints one.
"""

import logging
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable

import structlog

from bot.core.rate_limits import LOG_LINES, Bucket, Rate
from bot.core.trace import current_trace

# No word boundary before it: in an address the token follows "bot" ("/bot123456:AAH…/getMe").
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
_EXTRA = (
    "action",
    "account",
    "delivery_id",
    "attempt",
    "ticket_id",
    "update_id",
    "route",
    "seconds",
    "count",
)


def _add_trace(
    _logger: object, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Name the message that this line is about: `bot.core.trace`."""
    if trace := current_trace():
        event["trace"] = trace
    return event


class _TokenMaskingFormatter(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("<token>", super().format(record))


class RateLimitFilter(logging.Filter):
    """Rate-limits log lines by source location, so that strangers cannot fill the disk.

    The next line that passes says how many were suppressed.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float] | None = None) -> None:
        super().__init__()
        self._clock = clock or time.monotonic
        self._rate = rate
        self._buckets: dict[tuple[str, str, int], Bucket] = {}
        self._suppressed: Counter[tuple[str, str, int]] = Counter()
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether this line is written."""
        kind = (record.name, record.pathname, record.lineno)
        now = self._clock()
        with self._lock:
            bucket = self._buckets.setdefault(kind, Bucket(self._rate, now))
            if bucket.available(now) < 1:
                self._suppressed[kind] += 1
                return False
            bucket.consume(1)
            if more := self._suppressed.pop(kind, 0):
                record.msg = f"{record.msg} (and {more} more like this)"
        return True


def configure_logging(level: str, style: str) -> None:
    """Configure logging to stderr from `level` up, as "text" or "json" lines."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=_EXTRA),
        _add_trace,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.types.Processor] = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if style == "json"
        # Plain: where `rich` is installed the default prints every local variable, words included.
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(RateLimitFilter(LOG_LINES))
    handler.setFormatter(
        _TokenMaskingFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # These print whole URLs (with the token) or every job at INFO.
    for noisy in ("httpx", "httpcore", "apscheduler", "aiohttp.access", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
