"""Timeouts and time zone of tickets, as the operator sets them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.clock import QuietHours
from bot.core.settings import Settings

SHORTLY = timedelta(minutes=30)  # before the quiet hours begin


@dataclass(frozen=True, slots=True)
class Policy:
    """Time zone, quiet hours, lead times of class reminders, deadlines, skills and public URL."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    quiet: QuietHours = field(default_factory=lambda: QuietHours(time(21), time(6, 30)))
    leads: tuple[timedelta, ...] = (timedelta(hours=18), timedelta(hours=1))
    accept_within: timedelta = timedelta(minutes=15)
    bot_returns_after: timedelta = timedelta(hours=6)
    public_url: str = ""
    export_days: int = 10  # to give a person a copy of their data: the decree has no period for it

    @property
    def answer_within(self) -> timedelta:
        """Time to answer, counted from taking a ticket or from the resident's last message."""
        return 2 * self.accept_within

    def today(self, now: datetime) -> date:
        """Return the local date at `now`."""
        return now.astimezone(self.zone).date()

    def is_quiet(self, now: datetime) -> bool:
        """Return whether `now` is within the quiet hours."""
        return self.quiet.covers(now.astimezone(self.zone).time())

    def due_before(self, starts_at: datetime, lead: timedelta) -> datetime:
        """Return when to send a reminder `lead` before `starts_at`, outside the quiet hours.

        A time within them moves to their end; if that is too late, to shortly before they begin.
        """
        wanted = starts_at - lead
        deferred = self.quiet.defer(wanted, self.zone)
        if deferred < starts_at:
            return deferred
        local = wanted.astimezone(self.zone)
        begins = datetime.combine(local.date(), self.quiet.start, self.zone)
        if begins > local:
            begins -= timedelta(days=1)
        return begins.astimezone(starts_at.tzinfo) - SHORTLY


def policy_from(settings: Settings) -> Policy:
    """Build the policy from the settings. Raises DataError naming the fault in the data files."""
    return Policy(
        zone=settings.zone,
        quiet=settings.quiet,
        leads=settings.leads,
        accept_within=timedelta(minutes=settings.accept_minutes),
        public_url=settings.public_url,
        export_days=settings.export_days,
    )


POLICY = Policy()
