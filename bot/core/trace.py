"""One id for all that follows from one message: from the platform's update to the delivery.

The id begins with the instant the message arrived, so whoever reads it later, in another process
too, knows how long the person waited. It is made of no name, number or word of anybody.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

FIELD = "trace"  # in the JSON of a queued event and of a stored message
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_current: ContextVar[str] = ContextVar("trace", default="")


def make_trace(now: datetime) -> str:
    """Return a new id: milliseconds since 1970 in hexadecimal, a hyphen, four random digits."""
    return f"{(now - _EPOCH) // timedelta(milliseconds=1):x}-{secrets.token_hex(2)}"


def current_trace() -> str:
    """Return the id of what is being done; "" outside of everything."""
    return _current.get()


@contextmanager
def tracing(trace: str) -> Iterator[None]:
    """Do what is inside under this id."""
    token = _current.set(trace)
    try:
        yield
    finally:
        _current.reset(token)


def read_started_at(trace: str) -> datetime | None:
    """Return when the message of this id arrived, or None when it is no id of a message."""
    milliseconds, hyphen, _ = trace.partition("-")
    if not hyphen or len(milliseconds) > 12:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=int(milliseconds, 16))
    except ValueError:
        return None
