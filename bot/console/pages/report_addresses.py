"""What an address of the figures asks for, the addresses of their pages, and what leads to rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormErrors
from bot.console.routes import HELPERS, OFFICERS, TEAM
from bot.people.units import Unit, UnitKind
from bot.reports.columns import FigureColumn
from bot.reports.periods import ComparedPeriod, Period, Preset, compare_period, resolve_preset
from bot.reports.queries import UnitFigures

MAX_YEARS = 3
OVERVIEW = "all"
# The page that shows exactly the rows of a figure, what it calls them and a village, and who may
# open it. Without one a figure is no link.
ROWS_OF = {
    "ticket_opened": ("tickets.list", "opened", "village", HELPERS),
    "ticket_taken": ("tickets.list", "taken", "village", HELPERS),
    "ticket_resolved": ("tickets.list", "resolved", "village", HELPERS),
    "missed": ("answers.misses", "missed", "village", OFFICERS),
    **dict.fromkeys(("class_held", "attended"), ("classes.list", "held", "unit", TEAM)),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for."""

    compared: ComparedPeriod
    preset: str  # "" for days of one's own
    page: str
    unit: str
    since: str = ""  # as typed
    until: str = ""
    errors: FormErrors = field(default_factory=FormErrors)


def read_wanted(query: Mapping[str, str], today: date) -> Wanted:
    """Return what is asked for; days that are wrong are told, and this month shown meanwhile."""
    page = query.get("page", OVERVIEW)
    page = page if page in texts.REPORT_PAGES else OVERVIEW
    unit = query.get("unit", "")[:40]
    since, until = (query.get(name, "").strip()[:20] for name in ("since", "until"))
    written = query.get("period", "")
    if not (since or until) or written in set(Preset):
        preset = Preset(written) if written in set(Preset) else Preset.THIS_MONTH
        compared = resolve_preset(preset, today)
        days = compared.period
        shown = days.first.isoformat(), days.last.isoformat()
        return Wanted(compared, preset, page, unit, *shown)
    errors = FormErrors()
    period = _read_period(since, until, today, errors)
    if period is None:
        compared = resolve_preset(Preset.THIS_MONTH, today)
        return Wanted(compared, Preset.THIS_MONTH, page, unit, since, until, errors)
    return Wanted(compare_period(period), "", page, unit, since, until)


def _read_period(since: str, until: str, today: date, errors: FormErrors) -> Period | None:
    """Return the days that were typed; without the last one until today."""
    days = {
        name: _read_day(written, today)
        for name, written in (("since", since), ("until", until or today.isoformat()))
    }
    for name, day in days.items():
        if day is None:
            errors.add(name, texts.REPORT_NO_DAY)
    first, last = days["since"], days["until"]
    if first is None or last is None:
        return None
    if first > last:
        errors.add("until", texts.REPORT_DAYS_ORDER)
    elif last - first > timedelta(days=366 * MAX_YEARS):
        errors.add("since", texts.REPORT_LONG_PERIOD.format(years=MAX_YEARS))
    return None if errors else Period(first, last)


def _read_day(written: str, today: date) -> date | None:
    """Return a day as a date field or a hand writes it, within a hundred years, or None."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(written, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        return day if abs(day.year - today.year) < 100 else None
    return None


class Addresses:
    """The addresses of a page of figures: what is chosen stays chosen."""

    def __init__(
        self,
        request: ConsoleRequest,
        wanted: Wanted,
        unit: Unit | None,
        route: str = "reports.show",
    ) -> None:
        self._request, self._wanted, self._unit, self._route = request, wanted, unit, route
        days = {} if wanted.preset else {"since": wanted.since, "until": wanted.until}
        self._kept: dict[str, str] = {
            "period": wanted.preset,
            **days,
            "unit": wanted.unit,
            "page": "" if wanted.page == OVERVIEW else wanted.page,
        }

    def show(self, **changed: str) -> str:
        """Return the address of the page with something else chosen."""
        return self._request.url(self._route, **(self._kept | changed))

    def go(self, route: str) -> str:
        """Return the address of another page of figures, of the same unit and days."""
        return self._request.url(route, **{**self._kept, "page": ""})

    def show_preset(self, preset: str) -> str:
        """Return the address of another period."""
        return self.show(period=preset, since="", until="")

    def show_unit(self, row: UnitFigures) -> str:
        """Return the address of the figures of a unit below."""
        return self.show(unit=row.unit.code)

    def link_rows(self, column: FigureColumn, row: UnitFigures | None) -> str:
        """Return the address of the rows that a figure counts, or ""."""
        if column.key not in ROWS_OF or (row is not None and row.is_rest):
            return ""
        route, counted, of_unit, roles = ROWS_OF[column.key]
        unit = self._unit if row is None else row.unit
        is_village = unit is not None and unit.kind == UnitKind.VILLAGE
        is_everything = unit is None or unit.path == self._request.actor.scope
        if not (is_village or is_everything) or not self._request.has(*roles):
            return ""
        period = self._wanted.compared.period
        return self._request.url(
            route,
            counted=counted,
            since=period.first,
            until=period.last,
            **({of_unit: unit.id} if unit is not None and is_village else {}),
        )


MORE_PAGES = {
    "reports.sheet": tuple(UnitKind),
    "reports.radar": (UnitKind.PROVINCE, UnitKind.COMMUNE),
    "reports.steps": tuple(UnitKind),
    "reports.needs": tuple(UnitKind),
    "reports.helpers": tuple(UnitKind),
    "reports.communes": (UnitKind.PROVINCE,),
    "reports.service": (UnitKind.COMMUNE,),
}
"""The other pages of figures, and the kinds of unit whose people they say something."""
OFFICERS_PAGES = ("reports.service",)


def list_more_pages(
    request: ConsoleRequest, addresses: Addresses, top_kind: str
) -> list[tuple[str, str, bool]]:
    """Return address, label and whether it is the current one of the other pages of figures."""
    return [
        (addresses.go(route), texts.REPORT_MORE_PAGES[route], route == request.route)
        for route, kinds in MORE_PAGES.items()
        if (top_kind in kinds or not top_kind)
        and (route not in OFFICERS_PAGES or request.has(*OFFICERS))
    ]


def list_topic_titles(request: ConsoleRequest, path: str) -> dict[str, str]:
    """Return what the topics are called there."""
    topics = request.services.knowledge_base.for_unit_path(path).knowledge.topics
    return {topic_id: topic.title for topic_id, topic in topics.items()}
