"""Prometheus metrics: no query when they are asked for, no text or addresses as labels.

Counters count in this process. What stands in the database is read by the clock every few seconds
(`bot.schedule.vitals`) and kept here until the next look.
"""

import time

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

# When a counter began is no fact that anybody asks for, and doubles the counters of a scrape.
disable_created_metrics()  # type: ignore[no-untyped-call]

RECEIVED = Counter("bot_messages_received", "Messages heard, by account", ["account"])
FAILED_HANDLERS = Counter("bot_handler_failures", "Messages answered with an apology", ["account"])
SETTLED = Counter(
    "bot_deliveries_settled", "Attempts to deliver, by how they ended", ["account", "status"]
)
FAILED_JOBS = Counter("bot_job_failures", "Runs of the clock's jobs that broke", ["job"])
ANSWER_SECONDS = Histogram(
    "bot_answer_seconds",
    "Seconds from a message that arrived to its answer that the platform took",
    ["account"],
    buckets=(0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 1800),
)
QUEUE_AGE = Gauge("bot_queue_oldest_seconds", "Age of the oldest webhook call not handled yet")
OUTBOX_WAITING = Gauge(
    "bot_outbox_waiting", "Deliveries that wait, by state; 10000 means that or more",
    ["account", "status"],
)  # fmt: skip
OUTBOX_AGE = Gauge(
    "bot_outbox_oldest_seconds", "How long the oldest answer or notice is overdue", ["account"]
)
TOKEN_AGE = Gauge("bot_token_age_seconds", "Time since the account's tokens were new", ["account"])
CHANNEL_UP = Gauge("bot_channel_up", "1 while the last exchange with it went well", ["account"])
DATABASE_BYTES = Gauge("bot_database_bytes", "Size of the database")
DISK_FREE = Gauge("bot_disk_free_bytes", "Free space where this lies", ["folder"])
BACKUP_AGE = Gauge("bot_backup_age_seconds", "Age of the newest backup; NaN where none is seen")
CLOCK_SKEW = Gauge("bot_clock_skew_seconds", "This machine's clock minus a platform's; NaN unknown")
TICK_AGE = Gauge("bot_tick_age_seconds", "Time since the clock last looked; NaN before the first")
BACKUP_AGE.set(float("nan"))
CLOCK_SKEW.set(float("nan"))

_failing_since: dict[str, float] = {}  # account → time.time(), while an exchange fails
_ticked_at = [float("nan")]
TICK_AGE.set_function(lambda: time.time() - _ticked_at[0])


def note_tick() -> None:
    """Note that the clock looked just now."""
    _ticked_at[0] = time.time()


def note_exchange(account: str, *, went_well: bool) -> None:
    """Note how the last exchange with the platform of an account ended."""
    CHANNEL_UP.labels(account).set(1 if went_well else 0)
    if went_well:
        _failing_since.pop(account, None)
    else:
        _failing_since.setdefault(account, time.time())


def failing_seconds(account: str) -> float:
    """Return for how many seconds every exchange of this process failed; 0 while they succeed."""
    since = _failing_since.get(account)
    return 0.0 if since is None else time.time() - since
