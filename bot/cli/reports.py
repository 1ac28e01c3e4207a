"""`bot reports`: figures of a period as a file; counting again."""

import argparse
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.cli import argument_types
from bot.cli.output_files import write_output
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.errors import BotError
from bot.core.settings import load_settings
from bot.faq.knowledge_files import load_knowledge
from bot.people.actor import OPERATOR
from bot.reports import queries, recount, workbook
from bot.reports.help_figures import list_help_lines, make_help_table
from bot.reports.periods import Period
from bot.tickets.help_kinds import load_help_kinds

LATER_KINDS = (".docx", ".pdf")


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
    writing.add_argument("--out", type=Path, required=True, help="the file to write: .xlsx or .csv")
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
    if suffix in LATER_KINDS:
        raise BotError(texts.REPORT_LATER_KIND.format(suffix=suffix))
    if suffix not in (".xlsx", ".csv"):
        raise BotError(texts.REPORT_UNKNOWN_KIND.format(name=options.out.name))

    def load(session: Session) -> tuple[queries.Report, list[queries.TopicFigures]]:
        unit = get_named_unit(session, options.unit) if options.unit else None
        report = queries.load_report(session, period, actor=OPERATOR, unit=unit)
        return report, queries.list_topics(session, period, actor=OPERATOR, unit=unit)

    report, topics = in_transaction(load)
    data_dir = load_settings().data_dir
    knowledge = load_knowledge(data_dir)
    titles = {topic.id: topic.title for topic in knowledge.topics.values()}
    lines = list_help_lines(report, load_help_kinds(data_dir), ())
    tables = [*workbook.make_tables(report, topics, titles), make_help_table(report, lines)]
    if suffix == ".csv":
        content = workbook.write_report_csv(tables[0])
    else:
        content = workbook.write_report_workbook(report, tables)
    print_line(texts.REPORT_WRITTEN.format(file=write_output(options.out, content)))
    return 0


def recount_period(options: argparse.Namespace) -> int:
    """bot reports recount"""
    period = _get_period(options)
    count = in_transaction(lambda session: recount.recount_days(session, period))
    kept = ", ".join(texts.FIGURE_HEADINGS[name].lower() for name in recount.NOT_RECOUNTED)
    print_line(texts.RECOUNTED.format(first=period.first, last=period.last, count=count, kept=kept))
    return 0
