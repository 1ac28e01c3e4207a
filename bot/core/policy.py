"""What is decided about time, patience and price: the operator's values, and a unit's over them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.clock import QuietHours
from bot.core.settings import Settings

SHORTLY = timedelta(minutes=30)  # before the quiet hours begin


class UnitPolicies:
    """The policies of the units that set something of their own, by the unit's id.

    Every `Policy` made from the same settings shares one; it is replaced as a whole when a unit
    changes a setting (`bot.people.unit_policies`), so that whoever has a policy has the newest.
    """

    def __init__(self) -> None:
        self._default: Policy | None = None
        self._by_unit: Mapping[int | None, Policy] = {}

    def replace_all(self, default: "Policy", by_unit: Mapping[int | None, "Policy"]) -> None:
        """Let these hold from now on. The key None is what has no unit, of the only commune."""
        self._default, self._by_unit = default, by_unit

    def find(self, unit_id: int | None) -> "Policy | None":
        """Return the policy of the unit, or None as long as nothing was loaded."""
        return self._by_unit.get(unit_id, self._default)

    def list_differing(self) -> Mapping[int | None, "Policy"]:
        """Return the policies of the units for which the default does not hold."""
        return self._by_unit


@dataclass(frozen=True, slots=True)
class Policy:
    """Time zone, quiet hours, lead times, patience, price of a message, greeting and public URL.

    What a unit decided for itself stands in `for_unit`. Whoever knows the unit that a deed is
    about asks for its policy; a bare policy is the operator's default.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    quiet: QuietHours = field(default_factory=lambda: QuietHours(time(21), time(6, 30)))
    leads: tuple[timedelta, ...] = (timedelta(hours=18), timedelta(hours=1))
    accept_within: timedelta = timedelta(minutes=15)
    bot_returns_after: timedelta = timedelta(hours=6)
    public_url: str = ""
    export_days: int = 10  # to give a person a copy of their data: the decree has no period for it
    message_price: int = 0  # đồng for a message the platform charges for; 0: not known
    draft_day: int = 25  # of the month: offices hand in their reports in its last days
    greeting: str = ""  # what a unit adds to the first greeting
    units: UnitPolicies = field(default_factory=UnitPolicies, repr=False, compare=False)

    def for_unit(self, unit_id: int | None) -> "Policy":
        """Return what holds in a unit: the nearest unit on its path that set a value decides it.

        None stands for what has no unit: it is of the only commune, if there is only one.
        """
        return self.units.find(unit_id) or self

    def group_units(self, read: Callable[["Policy"], Any]) -> Mapping[Any, list[int]]:
        """Return by value the ids of the units for which `read` gives another value than here."""
        groups: dict[Any, list[int]] = {}
        for unit_id, policy in self.units.list_differing().items():
            if unit_id is not None and read(policy) != read(self):
                groups.setdefault(read(policy), []).append(unit_id)
        return groups

    @property
    def answer_within(self) -> timedelta:
        """Time to answer, counted from taking a ticket or from the resident's last message."""
        return 2 * self.accept_within

    def today(self, now: datetime) -> date:
        """Return the local date at `now`."""
        return now.astimezone(self.zone).date()

    def is_quiet_anywhere(self, now: datetime) -> bool:
        """Return whether `now` is within the quiet hours of any unit, or within these."""
        return any(own.is_quiet(now) for own in (self, *self.units.list_differing().values()))

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
        message_price=settings.zalo_price,
    )


POLICY = Policy()
