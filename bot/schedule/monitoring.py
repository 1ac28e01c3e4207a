"""The clock's own care for the service: a beat, a look for monitors, alarms to officers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.http_date import measure_skew
from bot.core import metrics
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.policy import Policy
from bot.schedule import alarms, vitals
from bot.schedule.fault_rules import ProcessVitals, list_faults

LOOK_EVERY = 15.0  # seconds
ALARM_EVERY = 60.0
SKEW_EVERY = 3600.0

Job = Callable[[], Awaitable[object]]


class JobWatch:
    """When each of the clock's jobs last ended well, in this process."""

    def __init__(self, monotonic: Callable[[], float] | None = None) -> None:
        self._monotonic = monotonic or time.monotonic
        self._due_by: dict[str, float] = {}  # name → when it should have ended again

    def watch(self, name: str, interval: float, job: Job) -> Job:
        """Wrap a job so that its failures are counted and its silence is noticed."""
        self._due_by[name] = self._monotonic() + interval

        async def run() -> None:
            ended_well = False
            try:
                await job()
                ended_well = True
            finally:  # the scheduler logs what is raised
                if ended_well:
                    self._due_by[name] = self._monotonic() + interval
                else:
                    metrics.FAILED_JOBS.labels(name).inc()

        return run

    def measure_latest(self) -> timedelta:
        """Return how late the latest job is."""
        now = self._monotonic()
        return timedelta(seconds=max((now - due for due in self._due_by.values()), default=0.0))


@dataclass(slots=True)
class Monitor:
    """Looks at the service. `skew_url` is the platform whose clock is compared; "" for none."""

    db: Database
    clock: Clock
    policy: Policy
    accounts: Sequence[str]
    database_url: str
    skew_url: str
    watch: JobWatch = field(default_factory=JobWatch)
    _skew: timedelta | None = None

    def list_jobs(self) -> Iterator[tuple[float, Job]]:
        """Yield the jobs with their intervals in seconds."""
        yield LOOK_EVERY, self.look
        yield ALARM_EVERY, self.raise_alarms
        if self.skew_url:
            yield SKEW_EVERY, self.compare_clocks

    async def look(self) -> None:
        """Note a beat of the clock, and publish what stands in the database for monitors."""
        now = self.clock()
        await self.db.write(alarms.beat, policy=self.policy, now=now)
        stored, seen = await self._read()
        vitals.publish(stored, seen, now=now)

    async def raise_alarms(self) -> None:
        """Tell officers of what is wrong."""
        stored, seen = await self._read()
        failing = {
            account: timedelta(seconds=metrics.failing_seconds(account))
            for account in self.accounts
        }
        process = ProcessVitals(failing, self._skew, self.watch.measure_latest())
        now = self.clock()
        faults = list(list_faults(stored, seen, process, now=now))
        await self.db.write(alarms.raise_due, faults, policy=self.policy, now=now)

    async def compare_clocks(self) -> None:
        """Compare this machine's clock with a platform's; no answer leaves what was known."""
        skew = await measure_skew(self.skew_url, self.clock)
        if skew is not None:
            self._skew = skew
            metrics.CLOCK_SKEW.set(skew.total_seconds())

    async def _read(self) -> tuple[vitals.StoredVitals, vitals.MachineVitals]:
        stored = await self.db.read(vitals.read_stored, self.accounts, now=self.clock())
        return stored, await asyncio.to_thread(vitals.read_machine, self.database_url)
