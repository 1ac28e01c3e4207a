"""`bot outreach`: plans, visits, coverage, and who has not heard an announcement."""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from bot import texts
from bot.cli import argument_types
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import get_named_unit, in_transaction, masked_text, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import load_settings
from bot.outreach import census, coverage, plans, stops, visits
from bot.outreach.models import HomeVisit, ReachWay
from bot.outreach.plans import PlanDraft
from bot.outreach.setups import load_setups, name_setups
from bot.people.actor import Actor, Hand
from bot.people.models import Household
from bot.people.units import Unit
from bot.usecases import unreached_households

MOST_SHOWN = 1_000  # plans or visits
MOST_LEFT = 5_000  # households of one village

Rows = Sequence[tuple[dict[str, Any], str]]  # as JSON, and as a line to read


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot outreach`."""
    planned = add_command(
        verbs,
        "plan",
        make_plan,
        help="Make a plan of a village; without --title, list plans.",
        example="bot outreach plan ap-03 --title 15-ngay --from 1/12/2026 --to 15/12/2026",
    )
    _add_place(planned)
    planned.add_argument("--title", type=masked_text, help="the plan's name")
    planned.add_argument(
        "--topic",
        action="append",
        default=[],
        type=masked_text,
        help="what to explain; may be given again",
    )
    _add_days(planned)
    shown = add_command(
        verbs,
        "visits",
        list_visits,
        help="Visits at doors.",
        example="bot outreach visits ap-03 --from 1/12/2026 --to 15/12/2026",
    )
    _add_place(shown)
    _add_days(shown)
    covered = add_command(
        verbs,
        "coverage",
        list_coverage,
        help="Households reached, by village.",
        example="bot outreach coverage an-phu --json",
    )
    _add_place(covered)
    _add_unreached(verbs)


def _add_unreached(verbs: Commands) -> None:
    left = add_command(
        verbs,
        "unreached",
        list_unreached,
        help="Households an announcement has not reached.",
        example="bot outreach unreached 12 --unit ap-03",
    )
    left.add_argument("number", type=int, help="the announcement's number")
    left.add_argument("--unit", metavar="CODE", help="list this village's households")
    left.add_argument("--json", action="store_true", help="one JSON object a line")


def _add_place(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("unit", help="the unit's code")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def _add_days(parser: argparse.ArgumentParser) -> None:
    day = argument_types.parse_day
    parser.add_argument("--from", dest="first", type=day, help="first day")
    parser.add_argument("--to", dest="last", type=day, help="last day")


def _act(unit: Unit) -> Actor:
    """Return the operator within one unit."""
    return Actor(None, unit.path, None, Hand.CLI)


def _print(rows: Rows, options: argparse.Namespace) -> int:
    for values, line in rows:
        print_line(json.dumps(values, ensure_ascii=False) if options.json else line)
    return 0


def make_plan(options: argparse.Namespace) -> int:
    """bot outreach plan"""
    if options.title is None:
        return _print(in_transaction(lambda session: _list_plans(session, options.unit)), options)
    if options.first is None or options.last is None:
        raise BotError(texts.OUTREACH_NEEDS_DAYS)
    draft = PlanDraft(options.title, options.first, options.last, tuple(options.topic))

    def make(session: Session) -> Rows:
        unit = get_named_unit(session, options.unit)
        plan = plans.make_plan(session, unit, draft, actor=_act(unit), now=utc_now())
        count = stops.count_stops(session, plan.id)
        line = texts.OUTREACH_PLANNED.format(
            number=plan.id, title=plan.title, unit=unit.name, count=count
        )
        return [({"id": plan.id, "unit": unit.code, "households": count}, line)]

    return _print(in_transaction(make), options)


def _list_plans(session: Session, code: str) -> Rows:
    actor = _act(get_named_unit(session, code))
    rows_found = plans.list_plans(session, actor=actor, limit=MOST_SHOWN)
    progress = plans.list_progress(session, [plan.id for plan, _ in rows_found])
    rows = []
    for plan, unit in rows_found:
        done = progress[plan.id]
        values = {
            "id": plan.id,
            "unit": unit.code,
            "title": plan.title,
            "from": plan.first_on.isoformat(),
            "to": plan.last_on.isoformat(),
            "reached": done.reached,
            "total": done.total,
            "ended": plan.ended_at is not None,
        }
        line = texts.OUTREACH_PLAN_LINE.format(
            number=plan.id, unit=unit.name, title=plan.title, first=plan.first_on,
            last=plan.last_on, reached=done.reached, total=done.total,
        )  # fmt: skip
        rows.append((values, line))
    return rows


def list_visits(options: argparse.Namespace) -> int:
    """bot outreach visits"""
    setups = load_setups(load_settings().data_dir)

    def rows(session: Session) -> Rows:
        rows_found = visits.list_visits(
            session,
            actor=_act(get_named_unit(session, options.unit)),
            since=options.first,
            until=options.last,
            limit=MOST_SHOWN,
        )
        return [
            (
                _describe_visit(visit, household, unit),
                texts.OUTREACH_VISIT_LINE.format(
                    number=visit.id,
                    day=visit.visited_on,
                    unit=unit.name,
                    house=household.label,
                    outcome=texts.HOME_VISIT_OUTCOMES[visit.outcome],
                    setups=", ".join(name_setups(setups, visit.setups)),
                ),
            )
            for visit, household, unit in rows_found
        ]

    return _print(in_transaction(rows), options)


def _describe_visit(visit: HomeVisit, household: Household, unit: Unit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "unit": unit.code,
        "household": household.label,
        "day": visit.visited_on.isoformat(),
        "outcome": visit.outcome,
        "setups": visit.setups,
        "due": visit.due_on.isoformat() if visit.due_on else None,
        "consent": visit.consent,
    }


def list_coverage(options: argparse.Namespace) -> int:
    """bot outreach coverage"""

    def rows(session: Session) -> Rows:
        actor = _act(get_named_unit(session, options.unit))
        connected = census.list_connectivity(session, actor=actor)
        signals = {row.unit.id: row.own.signal for row in connected if row.own is not None}
        return [
            _describe_village(village, signals.get(village.unit.id, ""))
            for village in coverage.list_coverage(session, actor=actor)
        ]

    return _print(in_transaction(rows), options)


def _describe_village(village: coverage.VillageCoverage, signal: str) -> tuple[dict[str, Any], str]:
    ways = {str(way): village.by_way.get(way, 0) for way in ReachWay if way}
    values = {
        "unit": village.unit.code,
        "households": village.households,
        "reached": village.reached,
        **ways,
        "due": village.due,
        "setups": dict(village.setups),
        "signal": signal,
    }
    line = texts.OUTREACH_COVERAGE_LINE.format(
        code=village.unit.code,
        name=village.unit.name,
        reached=village.reached,
        total=village.households,
        visit=ways["visit"],
        chat=ways["chat"],
        at_home=ways["told"],
        due=village.due,
        signal=texts.CONNECTIVITY_SIGNALS.get(signal, ""),
    )
    return values, line


def list_unreached(options: argparse.Namespace) -> int:
    """bot outreach unreached"""

    def rows(session: Session) -> Rows:
        if options.unit:
            unit = get_named_unit(session, options.unit)
            page = unreached_households.list_unreached(
                session, options.number, unit, actor=_act(unit), limit=MOST_LEFT
            )
            return [
                (
                    {"household": village.label, "address": village.address},
                    f"{village.label}\t{village.address}",
                )
                for village in page.rows
            ]
        actor = Actor(None, "", None, Hand.CLI)
        rows_found = unreached_households.list_progress(session, options.number, actor=actor)
        return [_describe_telling(village) for village in rows_found]

    return _print(in_transaction(rows), options)


def _describe_telling(village: unreached_households.VillageTelling) -> tuple[dict[str, Any], str]:
    values = {
        "unit": village.unit.code,
        "households": village.households,
        "by_chat": village.by_chat,
        "at_home": village.at_home,
        "left": village.left,
        "needed": village.needed,
        "target": village.target,
    }
    line = texts.OUTREACH_TELLING_LINE.format(
        code=village.unit.code,
        name=village.unit.name,
        total=village.households,
        chat=village.by_chat,
        home=village.at_home,
        left=village.left,
        needed=village.needed,
        target=village.target,
    )
    return values, line
