"""A report as a workbook or a .csv: what goes into it, for the console and the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind
from bot.reports import queries, workbook
from bot.reports.league import League, load_league
from bot.reports.periods import ComparedPeriod
from bot.reports.queries import Report, TopicFigures
from bot.reports.sheets import Sheet, load_sheet


@dataclass(frozen=True, slots=True)
class ReportFile:
    """What a workbook holds."""

    report: Report
    sheet: Sheet
    league: League | None  # where there are communes below


def load_report_file(
    session: Session, compared: ComparedPeriod, *, actor: Actor, unit: Unit | None
) -> ReportFile:
    """Return what the workbook of `unit` holds, or of all the actor may see. Raises NotFound."""
    period, previous = compared.period, compared.previous
    report = queries.load_report(session, period, actor=actor, unit=unit, previous=previous)
    sheet = load_sheet(session, compared, actor=actor, unit=unit)
    has_communes = unit is None or unit.kind == UnitKind.PROVINCE
    league = load_league(session, period, actor=actor, unit=unit) if has_communes else None
    return ReportFile(report, sheet, league)


def write_report_file(
    loaded: ReportFile,
    topics: Sequence[TopicFigures],
    titles: Mapping[str, str],
    *,
    as_csv: bool,
) -> bytes:
    """Return the .xlsx, or the table by unit as .csv; `titles` names the topics."""
    tables = workbook.make_tables(loaded.report, topics, titles)
    if as_csv:
        return workbook.write_report_csv(tables[0])
    return workbook.write_report_workbook(
        loaded.report, tables, sheet=loaded.sheet, league=loaded.league
    )
