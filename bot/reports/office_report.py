"""A report as an official document: one A4 page of figures under the unit's letterhead (NĐ 30).

Of a commune the villages that lie behind stand below the table; of a province its communes in an
annex. Nobody is named in it: it leaves the commune.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot import texts
from bot.core.errors import UserError
from bot.core.policy import Policy
from bot.documents.office_form import (
    Align,
    Annex,
    Block,
    Column,
    Heading,
    Letterhead,
    OfficeDocument,
    Paragraph,
    Table,
    Tone,
)
from bot.people.actor import Actor
from bot.people.units import Unit, UnitKind
from bot.reports.league import League, LeagueMeasure, load_league
from bot.reports.league_wording import format_places, format_rate
from bot.reports.periods import ComparedPeriod
from bot.reports.radar import Radar, RadarVillage, load_radar
from bot.reports.sheets import Sheet, load_sheet
from bot.reports.village_households import RADAR_MEASURES
from bot.reports.wording import format_percent, format_value, name_period, sign_difference
from bot.usecases.letterheads import load_letterhead, lower_unit_name

MOST_WEAK = 2  # villages told on the page; more would not fit on it
SIZE = 12.0  # points: the page is one
WIDTHS = (45.0, 24.0, 24.0, 24.0, 24.0, 24.0)  # millimetres
ANNEX_MEASURES = tuple(LeagueMeasure)


@dataclass(frozen=True, slots=True)
class OfficeReport:
    """What the document is made of."""

    sheet: Sheet
    unit: Unit
    letterhead: Letterhead
    superior: Unit | None  # whom the report goes to
    radar: Radar | None  # of a commune
    league: League | None  # of what has communes below it


def load_office_report(
    session: Session,
    compared: ComparedPeriod,
    *,
    actor: Actor,
    unit: Unit | None,
    policy: Policy,
    now: datetime,
) -> OfficeReport:
    """Return what the document of `unit` needs.

    Raises NotFound outside the actor's scope, UserError without a unit whose letterhead it bears.
    """
    if unit is None:
        raise UserError(texts.SHEET_NO_UNIT)
    sheet = load_sheet(session, compared, actor=actor, unit=unit)
    radar = league = None
    if unit.kind == UnitKind.COMMUNE:
        radar = load_radar(session, unit, compared.period, actor=actor, policy=policy, now=now)
    elif unit.kind == UnitKind.PROVINCE:
        league = load_league(session, compared.period, actor=actor, unit=unit)
    superior = session.get(Unit, unit.parent_id) if unit.parent_id else None
    return OfficeReport(sheet, unit, load_letterhead(session, unit), superior, radar, league)


def make_report_document(report: OfficeReport, *, on: date) -> OfficeDocument:
    """Return the document, dated `on`. Pure."""
    sheet = report.sheet
    period = sheet.compared.period
    blocks: list[Block] = [Paragraph(_introduce(sheet), Tone.NOTE), _make_table(sheet)]
    if report.radar is not None:
        blocks += _tell_weak(report.radar)
    blocks.append(Paragraph(" ".join([texts.SHEET_NOTE, *_tell_gaps(sheet)]), Tone.BASIS))
    if report.league is not None:
        blocks += make_league_annex(report.league)
    signer = report.letterhead.signer
    return OfficeDocument(
        report.letterhead,
        texts.SHEET_KIND,
        texts.SHEET_SUMMARY.format(period=name_period(period)),
        blocks,
        day=on,
        kind_symbol=texts.SHEET_SYMBOL,
        signers=(signer,) if signer else (),
        recipients=list_recipients(report.unit, report.superior),
        size=SIZE,
    )


def list_recipients(unit: Unit, superior: Unit | None) -> list[str]:
    """Return whom a report goes to: the committee above, and the committee's own archive."""
    names = []
    if superior is not None:
        above = lower_unit_name(superior.name)
        names.append(
            texts.SHEET_RECIPIENT.format(body=texts.BODY_COMMITTEE_SHORT.format(unit=above))
        )
    kept = texts.SHEET_ARCHIVE_TEAM if unit.kind == UnitKind.VILLAGE else texts.SHEET_ARCHIVE
    return [*names, kept]


def _introduce(sheet: Sheet) -> str:
    """Return the days of what the period is compared with."""
    previous, year_before = sheet.compared.previous, sheet.year_before
    return texts.SHEET_INTRO.format(
        first=previous.first,
        last=previous.last,
        year_first=year_before.first,
        year_last=year_before.last,
    )


def _make_table(sheet: Sheet) -> Table:
    headings = (
        texts.SHEET_FIGURE,
        texts.SHEET_CURRENT,
        texts.SHEET_PREVIOUS,
        texts.SHEET_CHANGE,
        texts.SHEET_YEAR_BEFORE,
        texts.SHEET_CHANGE_OF_YEAR,
    )
    columns = [
        Column(heading, Align.RIGHT if at else Align.LEFT, width)
        for at, (heading, width) in enumerate(zip(headings, WIDTHS, strict=True))
    ]
    rows = [
        (
            texts.SHEET_HEADINGS[line.column.key],
            format_value(line.column, line.current),
            format_value(line.column, line.previous),
            sign_difference(line.column, line.current, line.whole_previous),
            format_value(line.column, line.year_before),
            sign_difference(line.column, line.current, line.whole_year_before),
        )
        for line in sheet.lines
    ]
    return Table(columns, rows, is_tight=True)


def _tell_weak(radar: Radar) -> list[Block]:
    """Return the villages that lie behind, with causes; those that can not be judged."""
    most_causes = 2 if len(radar.weak) == 1 else 1
    lines = [
        texts.SHEET_WEAK_LINE.format(
            unit=village.unit.name,
            measures=describe_weakness(radar, village, most=1),
            causes=" ".join(tell_causes(village)[:most_causes]),
        )
        for village in radar.weak[:MOST_WEAK]
    ]
    rest = []
    if left := len(radar.weak) - len(lines):
        rest.append(texts.SHEET_WEAK_MORE.format(count=left))
    if not radar.weak and radar.households:
        rest.append(texts.SHEET_NO_WEAK)
    if count := len(radar.without_base):
        rest.append(texts.SHEET_NO_BASES.format(count=count))
    if rest:
        lines.append(" ".join(rest))
    return [Heading(texts.SHEET_WEAK), *(Paragraph(line, Tone.ITEM) for line in lines)]


def describe_weakness(
    radar: Radar, village: RadarVillage, *, most: int = len(RADAR_MEASURES)
) -> str:
    """Return in what a village lies behind: "ít hộ hỏi (3,5%, cả xã 20%)"."""
    words = []
    for measure in village.weak_in[:most]:
        rate, commune = village.rates[measure], radar.shares[measure] or 0.0
        share = texts.REPORT_HIDDEN if rate.share is None else format_percent(rate.share)
        words.append(
            texts.RADAR_SHARE.format(
                words=texts.RADAR_WEAK_IN[measure], share=share, commune=format_percent(commune)
            )
        )
    return "; ".join(words)


def tell_causes(village: RadarVillage) -> list[str]:
    """Return the causes of a village in sentences; one that says that none is known."""
    return [texts.RADAR_CAUSES[cause][0] for cause in village.causes] or [texts.RADAR_NO_CAUSE[0]]


def _tell_gaps(sheet: Sheet) -> list[str]:
    """Return since when there are figures, where a period had begun before that."""
    if sheet.counting_since is None:
        return [texts.SHEET_UNKNOWN_SINCE]
    if sheet.partly_counted:
        return [texts.SHEET_SINCE.format(since=sheet.counting_since)]
    return []


def make_league_annex(league: League) -> list[Block]:
    """Return the communes of a province as an annex, those without figures by name."""
    headings = [
        texts.LEAGUE_UNIT,
        texts.LEAGUE_SIZE,
        *(texts.LEAGUE_MEASURES[measure] for measure in ANNEX_MEASURES),
        texts.LEAGUE_PLACE,
    ]
    rows = [
        (
            row.unit.name,
            texts.LEAGUE_SIZES[row.size],
            *(_break_rate(format_rate(measure, row.rates[measure])) for measure in ANNEX_MEASURES),
            format_places(row.rates[league.by]),
        )
        for row in league.rows
    ]
    columns = [
        Column(heading, Align.RIGHT if at > 1 else Align.LEFT)
        for at, heading in enumerate(headings)
    ]
    blocks: list[Block] = [Annex(texts.LEAGUE_ANNEX), Table(columns, rows)]
    if league.silent:
        names = _join_names(row.unit for row in league.silent)
        blocks.append(Paragraph(texts.SHEET_SILENT.format(units=names)))
    if league.without_base:
        names = _join_names(row.unit for row in league.without_base)
        blocks.append(Paragraph(texts.SHEET_NO_BASE.format(units=names)))
    return [*blocks, Paragraph(texts.LEAGUE_NOTE, Tone.BASIS)]


def _break_rate(rate: str) -> str:
    """Return a rate with its interval below it: the columns are narrow."""
    return rate.replace(" (", "\n(")


def _join_names(units: Iterable[Unit]) -> str:
    return ", ".join(lower_unit_name(unit.name) for unit in units)
