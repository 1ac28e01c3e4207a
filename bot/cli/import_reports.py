"""Imports of lists: the verb with its options, and the report of a plan."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.cli.output_files import write_or_export
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.policy import policy_from
from bot.core.settings import load_settings
from bot.documents.column_mapping import parse_mapping
from bot.documents.import_plans import ImportPlan, RowOutcome, RowStatus
from bot.documents.rejected_rows import write_rejected_rows
from bot.documents.tables import FoundTables
from bot.documents.workbooks import read_workbook
from bot.people.actor import OPERATOR
from bot.usecases.import_kinds import ImportKind

_HELP = "Import {noun} from .xlsx, .xls, .ods or .csv, with a report row by row."
_NO_ANSWERS: Mapping[str, str] = {}
SHOWN = 20  # rows of each kind on the screen; a file or --json has all


def add_import(
    verbs: Commands,
    kind: ImportKind,
    example: str,
    *,
    noun: str = "",
    place: str = "--unit",
    answers: Mapping[str, str] = _NO_ANSWERS,
) -> None:
    """Add the verb `import` of a kind of list; `place` is the option that names the commune.

    `answers` are flags, of which one may be given, and their help (`ImportKind.plan`).
    """

    def run(options: argparse.Namespace) -> int:
        found, policy = read_list(options, kind), policy_from(load_settings())
        act = kind.plan if options.dry_run else kind.apply

        def work(session: Session) -> ImportPlan:
            unit = get_named_unit(session, options.place) if options.place else None
            given = {name: bool(getattr(options, name)) for name in answers}
            now = utc_now()
            return act(
                session, found, actor=OPERATOR, now=now, policy=policy, unit=unit, answers=given
            )

        return show_plan(in_transaction(work), options)

    parser = add_command(
        verbs,
        "import",
        run,
        help=_HELP.format(noun=noun or kind.name),
        example=example,
    )
    _add_list_options(parser, place)
    # argparse cannot print the usage of a group without options
    which = parser.add_mutually_exclusive_group() if answers else parser
    for name, said in answers.items():
        which.add_argument(f"--{name}", action="store_true", help=said)


def _add_list_options(parser: argparse.ArgumentParser, place: str) -> None:
    """Add the options that every import of a list has."""
    parser.add_argument("file", type=Path, help="the list, as the office keeps it")
    parser.add_argument("--dry-run", action="store_true", help="show the plan, keep nothing")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.add_argument(
        place, dest="place", default="", help="the commune's code, if the list names none"
    )
    parser.add_argument(
        "--columns", type=Path, help="a JSON file that says which column holds what"
    )


def read_list(options: argparse.Namespace, kind: ImportKind) -> FoundTables:
    """Return the tables of the given file."""
    mapping = parse_mapping(_read_mapping(options.columns)) if options.columns else None
    return kind.find(read_workbook(options.file), mapping)


def _read_mapping(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise BotError(texts.FILE_UNREADABLE.format(path=path)) from error


def show_plan(plan: ImportPlan, options: argparse.Namespace) -> int:
    """Print the counts and rows, and write the refused ones to a file. Returns the exit code."""
    counts = plan.as_json()
    if options.json:
        print_line(json.dumps(counts))
    else:
        print_line(texts.IMPORT_SUMMARY.format(**counts))
        _print_details(plan, is_preview=options.dry_run)
    if plan.rejected:
        path = options.file.with_name(f"{options.file.stem}-tu-choi.xlsx")
        path = write_or_export(
            path, lambda target: write_rejected_rows(target, plan), anywhere=True
        )
        if not options.json:
            print_line(texts.IMPORT_REJECTED_FILE.format(path=path))
    if options.dry_run and not options.json:
        print_line(texts.IMPORT_DRY_RUN)
    return 1 if plan.rejected else 0


def _print_details(plan: ImportPlan, *, is_preview: bool) -> None:
    for remark in plan.remarks:
        print_line(remark)
    several = len({row.sheet for row in plan.rows}) > 1
    shows_new = is_preview or plan.kind == "classes"
    noted = [row for row in plan.rows if _is_noted(row, shows_new=shows_new)]
    for rows in (noted, plan.rejected):
        for row in rows[:SHOWN]:
            reason = row.reason or _describe(row)
            print_line(texts.IMPORT_LINE.format(row=_place(row, several=several), reason=reason))
        if len(rows) > SHOWN:
            print_line(texts.LIST_MORE_ROWS.format(count=len(rows) - SHOWN))
    if plan.missing:
        names = ", ".join(plan.missing[:SHOWN])
        if (more := len(plan.missing) - SHOWN) > 0:
            names = texts.LIST_AND_MORE.format(names=names, count=more)
        print_line(texts.LIST_MISSING.format(names=names))


def _is_noted(row: RowOutcome, *, shows_new: bool) -> bool:
    """Whether a row has more to say than that it is there."""
    if row.status is RowStatus.UPDATED:
        return True
    if row.status is RowStatus.CREATED:
        return shows_new or bool(row.notes)
    return row.status is RowStatus.UNCHANGED and bool(row.notes)


def _place(row: RowOutcome, *, several: bool) -> str:
    return f"{row.number} ({row.sheet})" if several and row.sheet else str(row.number)


def _describe(row: RowOutcome) -> str:
    """Return whom a row means and what changes."""
    changes = [
        texts.LIST_CHANGE.format(name=change.name, before=change.before, after=change.after)
        if change.before
        else texts.LIST_CHANGE_NEW.format(name=change.name, after=change.after)
        for change in row.changes
    ]
    said = "; ".join((*row.notes, *changes))
    return f"{row.subject}: {said}" if said else row.subject
