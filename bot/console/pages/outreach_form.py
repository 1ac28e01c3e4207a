"""What the pages of outreach have in common: tabs, days, set-ups, and the form of one visit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.console.context import ConsoleRequest
from bot.console.forms import FormData, FormErrors
from bot.console.routes import TEAM
from bot.outreach import setups as outreach_setups
from bot.outreach import stops
from bot.outreach.models import HomeVisit, HomeVisitOutcome
from bot.outreach.setups import SetUps
from bot.outreach.visits import VisitReport
from bot.people.units import Unit

_DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y")


def list_tabs(request: ConsoleRequest) -> list[tuple[str, str, None, bool]]:
    """Return the tabs of outreach that the person may open."""
    routes = ["outreach.list", "outreach.plans"]
    if request.has(*TEAM):
        routes.append("outreach.visits")
    routes.append("outreach.census")
    routes.append("outreach.announcements")
    labels = texts.OUTREACH_TABS
    return [
        (request.url(route), labels[route.partition(".")[2]], None, request.route == route)
        for route in routes
    ]


def read_day(written: str, today: date) -> date | None:
    """Return a day as a date field or a hand writes it ("20/11" is this year's), or None."""
    for form in _DAY_FORMS:
        try:
            day = datetime.strptime(written, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
        return day if abs(day.year - today.year) < 100 else None
    return _read_short_day(written, today)


def _read_short_day(written: str, today: date) -> date | None:
    """Return the day of "20/11" that is nearest to today."""
    day, separator, month = written.partition("/")
    if not separator or not (day.isdecimal() and month.isdecimal()):
        return None
    candidates = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(date(year, int(month), int(day)))
        except ValueError:
            continue
    return min(candidates, key=lambda one: abs(one - today), default=None)


def list_visitor_choices(session: Session, unit: Unit) -> list[tuple[int, str]]:
    """Return who may have gone, for a list to choose from."""
    return [(person.id, person.name) for person in stops.list_visitors(session, unit)]


def describe_outcome(outcome: str) -> str:
    """Return how a visit ended, in words; "" without one."""
    return texts.HOME_VISIT_OUTCOMES.get(outcome, "")


def make_visit_values(visit: HomeVisit | None, today: date) -> FormData:
    """Return the fields of a visit's form: of a recorded one, or of a new one today."""
    if visit is None:
        return FormData({"visited_on": [today.isoformat()], "consent": [""]})
    consent = {None: "", True: "yes", False: "no"}[visit.consent]
    return FormData(
        {
            "visited_on": [visit.visited_on.isoformat()],
            "outcome": [visit.outcome],
            "setups": list(visit.setups),
            "due_on": [visit.due_on.isoformat() if visit.due_on else ""],
            "due_hint": [visit.due_hint],
            "consent": [consent],
            "note": [visit.note],
            "person": [str(visit.person_id or "")],
        }
    )


def read_visit(
    form: FormData, household: Any, setups: SetUps, today: date, errors: FormErrors
) -> VisitReport | None:
    """Return what was told of a visit; None with faults in `errors`."""
    visited_on = read_day(form.get("visited_on"), today)
    due_on = read_day(form.get("due_on"), today)
    outcome = form.get("outcome")
    if visited_on is None:
        errors.add("visited_on", texts.OUTREACH_BAD_DAY)
    if form.get("due_on") and due_on is None:
        errors.add("due_on", texts.OUTREACH_BAD_DAY)
    if outcome not in set(HomeVisitOutcome):
        errors.add("outcome", texts.OUTREACH_CHOOSE_OUTCOME)
    if errors or visited_on is None:
        return None
    return VisitReport(
        household,
        visited_on,
        HomeVisitOutcome(outcome),
        outreach_setups.choose_known(setups, form.values("setups")),
        due_on,
        form.get("due_hint")[:20],
        {"yes": True, "no": False}.get(form.get("consent")),
        form.get("note"),
        form.number("person"),
    )


def make_visit_fields(setups: SetUps, visitors: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """Return what a visit's form is built of, for its template."""
    hints = texts.OUTREACH_DUE_HINTS
    return {
        "outcomes": [(key, words.capitalize()) for key, words in texts.HOME_VISIT_OUTCOMES.items()],
        "setups": [(setup.id, setup.title) for setup in setups],
        "hints": [("", texts.OUTREACH_ANY_HOUR), *zip(hints, hints, strict=True)],
        "consents": [("", texts.OUTREACH_CONSENT_UNASKED), *texts.OUTREACH_CONSENTS.items()],
        "visitors": [("", texts.OUTREACH_SELF), *visitors],
    }
