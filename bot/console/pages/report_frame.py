"""The frame of a page of figures: period, unit, the line of units above, the other pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.pages.report_addresses import Addresses, Wanted, list_more_pages, read_wanted
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind, is_within, list_ancestor_ids
from bot.reports import queries
from bot.reports.periods import ComparedPeriod, Period


@dataclass(frozen=True, slots=True)
class Place:
    """The unit of a page, and the units from the person's own down to it."""

    unit: Unit | None
    line: Sequence[Unit]

    @property
    def top_kind(self) -> str:
        """The kind of the person's own unit; "" of everything."""
        return self.line[0].kind if self.line else ""

    def find_commune(self) -> Unit | None:
        """Return the commune of the line, if there is one."""
        return next((unit for unit in self.line if unit.kind == UnitKind.COMMUNE), None)


def load_place(session: Session, wanted: Wanted, *, actor: Actor) -> Place:
    """Return the unit that is asked for. Raises NotFound for one that is not the actor's."""
    unit = queries.get_report_unit(session, wanted.unit, actor=actor)
    above = [session.get_one(Unit, step) for step in list_ancestor_ids(unit)] if unit else []
    return Place(unit, [one for one in above if is_within(one.path, actor.scope)])


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of figures shows around its own."""

    request: ConsoleRequest
    wanted: Wanted

    @property
    def addresses(self) -> Addresses:
        """The addresses of this page, with the period and the unit that were asked for."""
        return self.make_addresses(None)

    def make_addresses(self, unit: Unit | None) -> Addresses:
        """Return the addresses; those of rows need the unit that the figures are of."""
        return Addresses(self.request, self.wanted, unit, self.request.route)

    @property
    def compared(self) -> ComparedPeriod:
        """The period, and the one it is compared with."""
        return self.wanted.compared

    @property
    def period(self) -> Period:
        """The period."""
        return self.wanted.compared.period

    def make_head(self, place: Place) -> dict[str, Any]:
        """Return what the template `reports/_head.html` needs."""
        return {
            "status": 400 if self.wanted.errors else 200,
            "wanted": self.wanted,
            "period": self.period,
            "title": texts.REPORT_MORE_PAGES[self.request.route],
            "line": [(self.addresses.show(unit=unit.code), unit.name) for unit in place.line],
            "presets": [
                (self.addresses.show_preset(key), label, key == self.wanted.preset)
                for key, label in texts.REPORT_PRESETS.items()
            ],
            "more": list_more_pages(self.request, self.addresses, place.top_kind),
            "figures_address": self.addresses.go("reports.show"),
        }


def make_frame(request: ConsoleRequest) -> Frame:
    """Return the frame of the page that is asked for."""
    wanted = read_wanted(request.query, request.today)
    return Frame(request, wanted)
