"""`bot units`, `bot team`, `bot duty`, `bot facts`, `bot tickets`."""

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.cli import team
from bot.cli.output_files import write_or_export
from bot.cli.terminal import (
    Commands,
    add_command,
    format_local,
    get_named_unit,
    in_transaction,
    masked_text,
    print_line,
    run_or_dry_run,
)
from bot.core.clock import utc_now
from bot.documents import sheets
from bot.documents.sheets import ImportReport
from bot.faq import service as faq
from bot.faq.answers import FACT_NAMES
from bot.people import imports, units
from bot.people.service import count_reachable
from bot.people.units import Unit, is_within
from bot.tickets import cards
from bot.tickets import service as handoff
from bot.vietnamese.letters import natural_sort_key

Importer = Callable[[Session, Path], ImportReport]


def add_commands(commands: Commands) -> None:
    """Add `units`, `team`, `duty`, `facts` and `tickets`."""
    unit_verbs = _add_group(commands, "units", "The tree of provinces, communes and villages.")
    listing = add_command(
        unit_verbs,
        "list",
        list_units,
        help="List units: code, name, kind, parent, persons reachable.",
        example="bot units list --json",
    )
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    _add_import(unit_verbs, imports.import_units, "units", "bot units import don-vi.xlsx --dry-run")
    team_verbs = _add_group(commands, "team", "Members of the villages' digital-technology teams.")
    _add_import(team_verbs, imports.import_team, "team members", "bot team import to-cnscd.xlsx")
    team.add_link_command(team_verbs)
    team.add_unlink_command(team_verbs)
    team.add_duty_commands(_add_group(commands, "duty", "Working hours and days off."))
    _add_facts(_add_group(commands, "facts", "What a commune fills into the answers."))
    _add_tickets(_add_group(commands, "tickets", "Residents who want to talk with a person."))


def _add_group(commands: Commands, name: str, help: str) -> Commands:
    parser = commands.add_parser(name, help=help, description=help)
    return parser.add_subparsers(metavar="VERB", required=True)


def _add_import(verbs: Commands, importer: Importer, noun: str, example: str) -> None:
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


def list_units(options: argparse.Namespace) -> int:
    """bot units list"""
    for row in in_transaction(_unit_rows):
        if options.json:
            print_line(json.dumps(row, ensure_ascii=False))
        else:
            print_line("\t".join("-" if value is None else str(value) for value in row.values()))
    return 0


def _unit_rows(session: Session) -> list[dict[str, object]]:
    everything = units.list_units(session)
    codes = {unit.id: unit.code for unit in everything}
    reachable = count_reachable(session)
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "parent": codes.get(unit.parent_id or 0),
            "reachable": sum(
                reachable.get(other.id, 0)
                for other in everything
                if is_within(other.path, unit.path)
            ),
        }
        for unit in sorted(everything, key=lambda unit: _tree_key(unit, codes))
    ]


def _tree_key(unit: Unit, codes: Mapping[int, str]) -> list[tuple[str | int, ...]]:
    """Return a sort key: each unit below its parent, siblings in natural order of code."""
    return [natural_sort_key(codes[step]) for step in units.list_ancestor_ids(unit)]


def _add_facts(verbs: Commands) -> None:
    listing = add_command(
        verbs,
        "list",
        list_facts,
        help="What a unit has filled in, and what is still empty.",
        example="bot facts list an-phu",
    )
    listing.add_argument("unit", help="the unit's code")
    setting = add_command(
        verbs,
        "set",
        set_fact,
        help="Fill in one fact; an empty value clears it.",
        example='bot facts set an-phu centre_phone "0900 000 000"',
    )
    setting.add_argument("unit", help="the unit's code")
    setting.add_argument("name", help="which fact")
    setting.add_argument("value", type=masked_text, help="what residents read")


def list_facts(options: argparse.Namespace) -> int:
    """bot facts list"""
    facts = in_transaction(
        lambda session: faq.load_facts(session, get_named_unit(session, options.unit).id)
    )
    for name in sorted(FACT_NAMES):
        print_line(f"{name}\t{facts.get(name, '-')}")
    return 0


def set_fact(options: argparse.Namespace) -> int:
    """bot facts set"""
    in_transaction(
        lambda session: faq.set_fact(
            session,
            get_named_unit(session, options.unit),
            options.name,
            options.value,
            now=utc_now(),
        )
    )
    return 0


def _add_tickets(verbs: Commands) -> None:
    listing = add_command(
        verbs,
        "list",
        list_tickets,
        help="Who is waiting for a person, longest first.",
        example="bot tickets list --unit an-phu",
    )
    listing.add_argument("--unit", help="only this unit and what is under it")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    team.add_reveal_command(verbs)
    answering = add_command(
        verbs,
        "answer",
        answer_ticket,
        help="Answer a ticket: the words go to the resident, and the ticket is closed.",
        example=f'bot tickets answer 12 --text "{texts.EXAMPLE_ANSWER}"',
    )
    answering.add_argument("ticket", type=int, help="the ticket's number")
    answering.add_argument("--text", type=_nonempty_text, required=True, help="what to say")


def _nonempty_text(written: str) -> str:
    if not (text := masked_text(written)):
        raise argparse.ArgumentTypeError(texts.CLI_EMPTY)
    return text


def list_tickets(options: argparse.Namespace) -> int:
    """bot tickets list"""

    def read(session: Session) -> list[tuple[datetime, dict[str, object]]]:
        unit = get_named_unit(session, options.unit) if options.unit else None
        return [
            (
                ticket.opened_at,
                {
                    "ticket": ticket.id,
                    "opened_at": ticket.opened_at.isoformat(timespec="seconds"),
                    "channel": contact.account,
                    "who": cards.resident_name(session, ticket),
                    "with": cards.member_name(session, ticket.member_id)
                    if ticket.accepted_at
                    else "",
                    "text": ticket.text,
                },
            )
            for ticket, contact in handoff.list_open_tickets(session, unit)
        ]

    rows = in_transaction(read)
    for opened_at, row in rows:
        print_line(
            json.dumps(row, ensure_ascii=False)
            if options.json
            else "\t".join(map(str, {**row, "opened_at": format_local(opened_at)}.values()))
        )
    if not rows and not options.json:
        print_line(texts.TICKETS_NONE)
    return 0


def answer_ticket(options: argparse.Namespace) -> int:
    """bot tickets answer"""
    in_transaction(
        lambda session: handoff.answer_ticket(session, options.ticket, options.text, now=utc_now())
    )
    return 0
