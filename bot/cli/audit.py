"""`bot audit`: who did what and when, in words of officers."""

import argparse
import csv
import json
import sys
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session

from bot import texts
from bot.cli import argument_types
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import format_local, get_named_unit, in_transaction, print_line
from bot.core import audit
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import load_settings
from bot.people.linking import list_staff
from bot.usecases.audit_log import AuditLine, describe_entries
from bot.vietnamese.letters import match_names

DEFAULT_PERIOD = timedelta(days=30)


def add_verbs(verbs: Commands) -> None:
    """Add the verb of `bot audit`."""
    listing = add_command(
        verbs,
        "list",
        list_audit,
        help="Who did what and when, newest first.",
        example="bot audit list --unit an-phu --since 1/11/2026",
    )
    listing.add_argument("--unit", metavar="CODE", help="only this unit and what is under it")
    listing.add_argument(
        "--since",
        "--from",
        type=argument_types.parse_day,
        help="first day; 30 days ago when it is left out",
    )
    listing.add_argument(
        "--until", "--to", type=argument_types.parse_day, help="last day; today when left out"
    )
    listing.add_argument("--person", help="who did it: phone or name")
    listing.add_argument("--action", default="", help="what was done: poll.open, or all of poll")
    form = listing.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="as a table for a spreadsheet")
    form.add_argument("--json", action="store_true", help="one JSON object a line")


def list_audit(options: argparse.Namespace) -> int:
    """bot audit list"""
    lines = in_transaction(lambda session: _read_lines(session, options))
    if options.csv:
        _print_csv(lines)
    elif options.json:
        for line in lines:
            print_line(json.dumps(_as_json(line), ensure_ascii=False))
    else:
        for line in lines:
            print_line("\t".join(_as_cells(line)))
        if not lines:
            print_line(texts.AUDIT_NONE)
    return 0


def _read_lines(session: Session, options: argparse.Namespace) -> list[AuditLine]:
    since = _begin_of(options.since) if options.since else utc_now() - DEFAULT_PERIOD
    until = _begin_of(options.until + timedelta(days=1)) if options.until else None
    scope = get_named_unit(session, options.unit).path if options.unit else ""
    entries = audit.list_entries(
        session,
        since=since,
        until=until,
        action=options.action,
        person_ids=_find_people(session, options.person) if options.person else None,
    )
    return describe_entries(session, entries, scope=scope)


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time.min, load_settings().zone).astimezone(UTC)


def _find_people(session: Session, written: str) -> Collection[int]:
    """Return the ids of those whom a phone or a name can mean. Raises BotError for nobody."""
    staff = list_staff(session)
    people = [person for person in staff if person.phone == written.strip()]
    people = people or list(match_names(written, staff, lambda person: person.name))
    if not people:
        raise BotError(texts.AUDIT_NO_PERSON.format(person=written))
    return {person.id for person in people}


def _as_cells(line: AuditLine) -> list[str]:
    return [format_local(line.at), line.who, line.what, line.subject, " ".join(line.note.split())]


def _as_json(line: AuditLine) -> dict[str, object]:
    return {
        "id": line.entry.id,
        "at": line.at.isoformat(timespec="seconds"),
        "person": line.entry.person_id,
        "who": line.who,
        "action": line.entry.action,
        "what": line.what,
        "subject": line.entry.subject,
        "about": line.subject,
        "note": line.note,
    }


def _print_csv(lines: Sequence[AuditLine]) -> None:
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(texts.AUDIT_HEADINGS)
    for line in lines:
        table.writerow(map(_as_text, _as_cells(line)))


def _as_text(cell: str) -> str:
    """Return the cell so that no spreadsheet computes it."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
