"""Why a village lies behind, as far as the data tell, and what can be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, select
from sqlmodel import Session, col

from bot.core.policy import Policy
from bot.duty import presence
from bot.duty.roster import Calendars, load_rosters
from bot.people.models import Contact, Role, RoleKind
from bot.people.units import Unit, within
from bot.reports.bases import HouseholdBase
from bot.reports.connectivity import Connectivity
from bot.reports.rates import wilson_interval
from bot.reports.village_households import Counts, Measure

LOOK_AHEAD = 7  # days of duty that are looked at
TEAM = (RoleKind.MEMBER, RoleKind.LEADER)


class Cause(StrEnum):
    """A cause that the data show. Its words and its action: `texts.RADAR_CAUSES`."""

    NO_MEMBER = "no-member"  # the village has no team
    NO_CHAT = "no-chat"  # nobody of its team has linked a chat: no ticket can reach them
    NOT_ON_DUTY = "not-on-duty"  # nobody is on duty in the week to come
    FEW_LINKED = "few-linked"  # few households have a chat with the bot
    FEW_VISITED = "few-visited"  # few households were met face to face
    NO_CLASS = "no-class"  # no class was held, while other villages had some
    NO_WIFI = "no-wifi"  # by the census: no wifi in the house of culture
    WEAK_SIGNAL = "weak-signal"  # by the census: few households have signal


@dataclass(frozen=True, slots=True)
class CauseFinder:
    """What the causes are read from."""

    session: Session
    commune: Unit
    bases: Mapping[int, HouseholdBase]
    counts: Counts
    policy: Policy
    now: datetime
    connectivity: Mapping[int, Connectivity]

    def find_causes(self, weak: Sequence[tuple[Unit, Sequence[Measure]]]) -> dict[int, list[Cause]]:
        """Return the causes of each weak village by its id; one without any has an empty list."""
        if not weak:
            return {}
        team, linked = self._load_team()
        on_duty = self._list_on_duty([unit for unit, _ in weak], team)
        classes = self.counts[Measure.CLASSES]
        causes: dict[int, list[Cause]] = {}
        for unit, measures in weak:
            members = team.get(unit.id, set())
            known = self.connectivity.get(unit.id, Connectivity())
            signs = {
                Cause.NO_MEMBER: not members,
                Cause.NO_CHAT: bool(members) and not members & linked,
                Cause.NOT_ON_DUTY: bool(members) and unit.id not in on_duty,
                Cause.FEW_LINKED: Measure.LINKED in measures,
                Cause.FEW_VISITED: self._has_few_visited(unit),
                Cause.NO_CLASS: bool(classes) and unit.id not in classes,
                Cause.NO_WIFI: known.has_wifi is False,
                Cause.WEAK_SIGNAL: known.has_signal is False,
            }
            causes[unit.id] = [cause for cause, is_so in signs.items() if is_so]
        return causes

    def _load_team(self) -> tuple[dict[int, set[int]], set[int]]:
        """Return the members by village, and which of them have a chat."""
        has_chat = exists().where(col(Contact.person_id) == Role.person_id)
        query = (
            select(col(Role.unit_id), col(Role.person_id), has_chat)
            .join(Unit, col(Unit.id) == Role.unit_id)
            .where(within(Unit.path, self.commune.path), col(Role.kind).in_(TEAM))
        )
        team: dict[int, set[int]] = {}
        linked: set[int] = set()
        for unit_id, person_id, has in self.session.connection().execute(query):
            team.setdefault(unit_id, set()).add(person_id)
            if has:
                linked.add(person_id)
        return team, linked

    def _list_on_duty(self, units: Sequence[Unit], team: Mapping[int, set[int]]) -> set[int]:
        """Return the villages of which somebody is on duty within the next days."""
        today = self.policy.today(self.now)
        people = sorted({person for unit in units for person in team.get(unit.id, ())})
        rosters = load_rosters(self.session, people, today=today)
        calendars = Calendars(self.session, self.commune, self.policy)
        return {
            unit.id
            for unit in units
            for calendar in [calendars.for_unit(unit)]
            if any(
                end > self.now
                for person in team.get(unit.id, ())
                for _, end in presence.list_duty_intervals(
                    calendar, rosters[person], today, LOOK_AHEAD
                )
            )
        }

    def _has_few_visited(self, unit: Unit) -> bool:
        """Whether the interval of its households met lies under the commune's rate."""
        visited = self.counts[Measure.VISITED]
        known = {
            unit_id: base.households for unit_id, base in self.bases.items() if base.households
        }
        if unit.id not in known or not any(visited.get(unit_id) for unit_id in known):
            return False
        met = sum(min(visited.get(unit_id, 0), base) for unit_id, base in known.items())
        count = min(visited.get(unit.id, 0), known[unit.id])
        return wilson_interval(count, known[unit.id]).is_below(met / sum(known.values()))
