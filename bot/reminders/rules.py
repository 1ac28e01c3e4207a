"""What an operator decides about reminders, and two facts of the day that follow from it."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import QuietHours
from bot.reminders import deadlines, skills
from bot.reminders.deadlines import Deadline
from bot.reminders.skills import Skill
from bot.settings import Settings

SHORTLY = timedelta(minutes=30)  # before the quiet hours begin


@dataclass(frozen=True, slots=True)
class Rules:
    """Zone, quiet hours, how long before a class, the deadlines, where our pages are."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    quiet: QuietHours = field(default_factory=lambda: QuietHours(time(21), time(6, 30)))
    leads: tuple[timedelta, ...] = (timedelta(hours=18), timedelta(hours=1))
    deadlines: tuple[Deadline, ...] = ()
    skills: tuple[Skill, ...] = ()
    public_url: str = ""

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


def rules_from(settings: Settings) -> Rules:
    """As the operator set them; DataError names what is wrong in the shipped files."""
    return Rules(
        zone=settings.zone,
        quiet=settings.quiet,
        leads=settings.leads,
        deadlines=deadlines.load(settings.data_dir),
        skills=skills.load(settings.data_dir),
        public_url=settings.public_url,
    )


RULES = Rules()
