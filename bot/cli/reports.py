"""`bot reports`: figures of a period as a file or an official document; counting again."""

import argparse
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.cli import argument_types
from bot.cli.output_files import write_output
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.policy import policy_from
from bot.core.settings import load_settings
from bot.documents.office_files import DOCUMENT_WRITERS
from bot.faq.knowledge_files import load_knowledge
from bot.people.actor import OPERATOR
from bot.people.units import find_top_unit
from bot.reports import queries, recount
from bot.reports.files import ReportFile, load_report_file, write_report_file
from bot.reports.office_report import OfficeReport, load_office_report, make_report_document
from bot.reports.periods import Period, compare_period

TABLE_KINDS = (".xlsx", ".csv")


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot reports`."""
    writing = add_command(
        verbs,
        "write",
        write_report,
        help="Write the figures of a period, with the period before beside them.",
        example="bot reports write --from 1/11/2026 --to 30/11/2026 --out thang-11.xlsx",
    )
    _add_days(writing)
    writing.add_argument(
        "--unit", metavar="CODE", help="this unit and what is under it; all when left out"
    )
    writing.add_argument(
        "--out", type=Path, required=True, help="the file to write: .xlsx, .csv, .docx or .pdf"
    )
    recounting = add_command(
        verbs,
        "recount",
        recount_period,
        help="Count the days again from what is stored, where it still tells.",
        example="bot reports recount --from 1/1/2026 --to 30/11/2026",
    )
    _add_days(recounting)


def _add_days(parser: argparse.ArgumentParser) -> None:
    day = argument_types.parse_day
    parser.add_argument("--from", dest="first", type=day, required=True, help="first day")
    parser.add_argument("--to", dest="last", type=day, required=True, help="last day")


def _get_period(options: argparse.Namespace) -> Period:
    if options.first > options.last:
        raise BotError(texts.REPORT_WRONG_DAYS.format(first=options.first, last=options.last))
    return Period(options.first, options.last)


def write_report(options: argparse.Namespace) -> int:
    """bot reports write"""
    suffix, period = options.out.suffix.lower(), _get_period(options)
    kind = suffix.removeprefix(".")
    if suffix not in TABLE_KINDS and kind not in DOCUMENT_WRITERS:
        raise BotError(texts.REPORT_UNKNOWN_KIND.format(name=options.out.name))
    content = (
        _write_tables(options, period, as_csv=suffix == ".csv")
        if suffix in TABLE_KINDS
        else _write_document(options, period, kind)
    )
    print_line(texts.REPORT_WRITTEN.format(file=write_output(options.out, content)))
    return 0


def _write_tables(options: argparse.Namespace, period: Period, *, as_csv: bool) -> bytes:
    def load(session: Session) -> tuple[ReportFile, list[queries.TopicFigures]]:
        unit = get_named_unit(session, options.unit) if options.unit else None
        loaded = load_report_file(session, compare_period(period), actor=OPERATOR, unit=unit)
        return loaded, queries.list_topics(session, period, actor=OPERATOR, unit=unit)

    loaded, topics = in_transaction(load)
    knowledge = load_knowledge(load_settings().data_dir)
    titles = {topic.id: topic.title for topic in knowledge.topics.values()}
    return write_report_file(loaded, topics, titles, as_csv=as_csv)


def _write_document(options: argparse.Namespace, period: Period, kind: str) -> bytes:
    policy, now = policy_from(load_settings()), utc_now()

    def load(session: Session) -> OfficeReport:
        unit = get_named_unit(session, options.unit) if options.unit else find_top_unit(session)
        compared = compare_period(period)
        return load_office_report(
            session, compared, actor=OPERATOR, unit=unit, policy=policy, now=now
        )

    document = make_report_document(in_transaction(load), on=policy.today(now))
    return DOCUMENT_WRITERS[kind](document)


def recount_period(options: argparse.Namespace) -> int:
    """bot reports recount"""
    period = _get_period(options)
    count = in_transaction(lambda session: recount.recount_days(session, period))
    kept = ", ".join(texts.FIGURE_HEADINGS[name].lower() for name in recount.NOT_RECOUNTED)
    print_line(texts.RECOUNTED.format(first=period.first, last=period.last, count=count, kept=kept))
    return 0
