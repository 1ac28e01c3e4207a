"""Logs: one event a line, for people or as JSON, with ids and never words or tokens.

The standard `logging` is the interface; structlog only renders. Whatever looks like a bot token is
covered in the finished line, should a library ever print one.
"""

import logging
import re
import sys

import structlog

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


class _Covering(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("<token>", super().format(record))


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
        # Plain: where `rich` is installed the default prints every local variable, words included.
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Covering(
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
