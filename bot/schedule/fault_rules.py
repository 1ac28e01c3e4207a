"""Which faults officers hear of in chat: pure, from what was seen to what is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot import texts
from bot.core.accounts import name_account
from bot.core.tokens import STALE_AFTER
from bot.outbox.backlog import STUCK
from bot.schedule.vitals import MachineVitals, StoredVitals

LOW_DISK = 1_000_000_000  # bytes
QUEUE_WAITS = timedelta(minutes=5)  # a webhook call is handled within seconds
RECEIVING_FAILS = timedelta(minutes=10)
CLOCK_OFF = timedelta(seconds=60)  # a class is reminded of to the minute
BACKUP_OLD = timedelta(days=2)
JOB_LATE = timedelta(minutes=30)  # beyond its own interval
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ProcessVitals:
    """What this process alone knows."""

    failing: Mapping[str, timedelta] = field(default_factory=dict)  # account → no exchange succeeds
    skew: timedelta | None = None
    latest_job: timedelta = timedelta()  # how late the latest of the clock's jobs is


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong now. `subject` names it: "disk", "channel:telegram"."""

    subject: str
    text: str


def list_faults(
    stored: StoredVitals, seen: MachineVitals, process: ProcessVitals, *, now: datetime
) -> Iterator[Fault]:
    """Yield what is wrong, each with what to do about it."""
    yield from _list_channel_faults(stored, process)
    if stored.queue_age >= QUEUE_WAITS:
        yield _make_fault("queue", age=stored.queue_age)
    if process.skew is not None and abs(process.skew) >= CLOCK_OFF:
        yield _make_fault("clock", age=abs(process.skew))
    if process.latest_job >= JOB_LATE:
        yield _make_fault("job", age=process.latest_job)
    yield from _list_storage_faults(stored, seen, now)


def _list_channel_faults(stored: StoredVitals, process: ProcessVitals) -> Iterator[Fault]:
    for account, late in stored.overdue.items():
        if late >= STUCK:
            yield _make_fault("channel", account, age=late)
        elif process.failing.get(account, timedelta()) >= RECEIVING_FAILS:
            yield _make_fault("receiving", account, age=process.failing[account])
    for account, age in stored.token_ages.items():
        if age >= STALE_AFTER:
            yield _make_fault("token", account, age=age)


def _list_storage_faults(
    stored: StoredVitals, seen: MachineVitals, now: datetime
) -> Iterator[Fault]:
    free = min(seen.free.values(), default=None)
    if free is not None and free < LOW_DISK:
        yield _make_fault("disk", size=free)
    elif free is not None and free < stored.database_bytes:
        yield _make_fault("database", size=stored.database_bytes)
    # Where nobody ever backed up, the age counts from the first day.
    since = seen.backup_at or (stored.began_at if seen.keeps_backups else None)
    if since is not None and now - since >= BACKUP_OLD:
        yield _make_fault("backup", age=now - since)


def _make_fault(kind: str, account: str = "", **given: timedelta | int) -> Fault:
    words: dict[str, object] = {"of": name_account(account)}
    for name, value in given.items():
        words[name] = describe_age(value) if isinstance(value, timedelta) else value // MEGABYTE
    subject = f"{kind}:{account}" if account else kind
    return Fault(subject, texts.ALARM_TEXTS[kind].format(**words))


def describe_subject(subject: str) -> str:
    """Return the name of what a fault is about."""
    kind, _, account = subject.partition(":")
    return texts.ALARM_NAMES[kind].format(of=name_account(account))


def describe_age(age: timedelta) -> str:
    """Return a length of time in its largest whole unit: "3 giờ"."""
    seconds = int(age.total_seconds())
    for unit, words in (
        (86_400, texts.AGE_DAYS),
        (3_600, texts.AGE_HOURS),
        (60, texts.AGE_MINUTES),
    ):
        if seconds >= unit:
            return words.format(count=seconds // unit)
    return texts.AGE_SECONDS.format(count=seconds)
