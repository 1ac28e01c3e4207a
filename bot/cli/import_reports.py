"""Imports of sheets: the verb with its options, and the report of an import."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.cli.output_files import write_or_export
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import print_line, run_or_dry_run
from bot.documents import sheets
from bot.documents.sheets import ImportReport

Importer = Callable[[Session, Path], ImportReport]


def add_import(verbs: Commands, importer: Importer, noun: str, example: str) -> None:
    """Add the verb `import` of a noun."""

    def run(options: argparse.Namespace) -> int:
        report = run_or_dry_run(
            lambda session: importer(session, options.file), dry_run=options.dry_run
        )
        return show_report(report, options)

    parser = add_command(
        verbs,
        "import",
        run,
        help=f"Import {noun} from .xlsx or .csv, with a report row by row.",
        example=example,
    )
    parser.add_argument("file", type=Path, help="the sheet")
    parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def show_report(report: ImportReport, options: argparse.Namespace) -> int:
    """Print the counts and the rejected rows, and write those to a file. Returns the exit code."""
    counts = report.as_json()
    if options.json:
        print_line(json.dumps(counts))
    else:
        print_line(texts.IMPORT_SUMMARY.format(**counts))
        for number, description in report.understood:
            print_line(texts.IMPORT_LINE.format(row=number, reason=description))
        for rejected in report.rejected[:20]:
            print_line(texts.IMPORT_LINE.format(row=rejected.number, reason=rejected.reason))
    if report.rejected:
        path = options.file.with_name(f"{options.file.stem}-tu-choi.xlsx")
        path = write_or_export(
            path, lambda target: sheets.write_rejected_rows(target, report), anywhere=True
        )
        if not options.json:
            print_line(texts.IMPORT_REJECTED_FILE.format(path=path))
    if options.dry_run and not options.json:
        print_line(texts.IMPORT_DRY_RUN)
    return 1 if report.rejected else 0
