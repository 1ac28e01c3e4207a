"""Logs: one event a line, for people or as JSON, with ids and never words or tokens.

The standard `logging` is the interface; structlog only renders. A filter covers anything that looks
like a bot token, should a library ever print one.
"""

import logging
import re
import sys

import structlog

_TOKEN = re.compile(r"\b\d{6,12}:[A-Za-z0-9_-]{30,}")
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


class _CoverTokens(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _TOKEN.search(said):
            record.msg, record.args = _TOKEN.sub("<token>", said), ()
        return True


def set_up(level: str, style: str) -> None:
    """Log to stderr from `level` up, as "text" or "json" lines."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=_EXTRA),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.types.Processor] = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if style == "json"
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_CoverTokens())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
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
