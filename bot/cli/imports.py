"""`bot imports`: lists that were imported, and taking one back."""

import argparse
from dataclasses import replace

from sqlmodel import Session

from bot import texts
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import format_local, get_named_unit, in_transaction, print_line
from bot.core.clock import utc_now
from bot.people import import_records, import_undo
from bot.people.actor import OPERATOR
from bot.people.import_records import ImportRecord
from bot.people.import_undo import UndoPlan, UndoRow

MAX_LISTED = 50  # imports, the latest


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot imports`."""
    listing = add_command(
        verbs,
        "list",
        list_imports,
        help="The lists that were imported, the latest first, with their numbers.",
        example="bot imports list --unit an-phu",
    )
    listing.add_argument("--unit", metavar="CODE", help="only this unit and what is under it")
    undoing = add_command(
        verbs,
        "undo",
        undo_import,
        help="Take an import back; shows what goes and what stays, and does it with --yes.",
        example="bot imports undo 12 --yes",
    )
    undoing.add_argument("number", type=row_number, help="the number `bot imports list` shows")
    undoing.add_argument("--yes", action="store_true", help="take it back as it was shown")


def list_imports(options: argparse.Namespace) -> int:
    """bot imports list"""

    def read(session: Session) -> list[str]:
        actor = OPERATOR
        if options.unit:
            actor = replace(OPERATOR, scope=get_named_unit(session, options.unit).path)
        found = import_records.list_records(session, actor=actor, limit=MAX_LISTED)
        return [_describe_record(record, who) for record, who in found]

    for line in in_transaction(read) or [texts.UNDO_LIST_EMPTY]:
        print_line(line)
    return 0


def undo_import(options: argparse.Namespace) -> int:
    """bot imports undo"""

    def undo(session: Session) -> UndoPlan:
        plan = import_undo.plan_undo(session, options.number, actor=OPERATOR)
        if not options.yes and plan.taken:
            return plan
        return import_undo.undo_import(
            session, options.number, shown=plan.fingerprint, actor=OPERATOR, now=utc_now()
        )

    plan = in_transaction(undo)
    for row in plan.rows:
        print_line(_describe_row(row))
    template = texts.UNDO_CLI_DONE if options.yes else texts.UNDO_CLI_ASK
    print_line(template.format(taken=len(plan.taken), kept=len(plan.kept), number=options.number))
    return 0 if options.yes else 1


def _describe_record(record: ImportRecord, who: str) -> str:
    line = texts.UNDO_CLI_LINE.format(
        number=record.id,
        at=format_local(record.imported_at),
        kind=texts.UNDO_LIST_KINDS[record.kind],
        file=record.file or texts.UNDO_PASTED,
        who=who or texts.UNDO_OPERATOR,
        created=record.counts.get("created", 0),
        updated=record.counts.get("updated", 0),
    )
    if record.taken_back_at is None:
        return line
    return texts.UNDO_CLI_LINE_BACK.format(line=line, at=format_local(record.taken_back_at))


def _describe_row(row: UndoRow) -> str:
    template = texts.UNDO_CLI_ROW_STAYS if row.reason else texts.UNDO_CLI_ROW
    return template.format(
        deed=texts.UNDO_KINDS[row.change.kind],
        kind=texts.UNDO_SUBJECTS[row.change.subject].lower(),
        subject=row.subject,
        reason=row.reason,
    )
