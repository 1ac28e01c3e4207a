"""What an operator decides about time and patience, in one value that everything is given."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.clock import QuietHours
from bot.core.settings import Settings

SHORTLY = timedelta(minutes=30)  # before the quiet hours begin


@dataclass(frozen=True, slots=True)
class Policy:
    """Time zone, quiet hours, timeouts, and how long before a class it is reminded of.

    `accept_within` is how long a member has to take a ticket; `bot_returns_after` is how long a
    conversation between two people rests before the bot answers again; `leads` are the times
    before a class at which learners are reminded; `public_url` is where our pages are.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    quiet: QuietHours = field(default_factory=lambda: QuietHours(time(21), time(6, 30)))
    leads: tuple[timedelta, ...] = (timedelta(hours=18), timedelta(hours=1))
    accept_within: timedelta = timedelta(minutes=15)
    bot_returns_after: timedelta = timedelta(hours=6)
    public_url: str = ""

    @property
    def answer_within(self) -> timedelta:
        """From taking a ticket, or from the resident's words, to the member's."""
        return 2 * self.accept_within

    def today(self, now: datetime) -> date:
        """The date where the residents live."""
        return now.astimezone(self.zone).date()

    def is_quiet(self, now: datetime) -> bool:
        """Whether people sleep."""
        return self.quiet.cover(now.astimezone(self.zone).time())

    def due_before(self, starts_at: datetime, lead: timedelta) -> datetime:
        """When to remind of what begins at `starts_at`: never in the quiet hours.

        One that falls into them waits for their end; if that is too late it goes out shortly before
        they begin.
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
    """The policy as the operator set it."""
    return Policy(
        zone=settings.zone,
        quiet=settings.quiet,
        leads=settings.leads,
        accept_within=timedelta(minutes=settings.accept_minutes),
        public_url=settings.public_url,
    )


POLICY = Policy()
