"""Commands that print a list as an official document: a Word file or a PDF."""

import argparse
from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.cli import argument_types
from bot.cli.output_files import get_document_writer, write_output
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.policy import policy_from
from bot.core.settings import load_settings
from bot.documents.office_form import OfficeDocument
from bot.people.actor import OPERATOR
from bot.usecases import office_lists


def add_roll(verbs: Commands) -> None:
    """Add `roll` to `bot classes`."""
    parser = add_command(
        verbs,
        "roll",
        print_roll,
        help="The roll of a class, to be signed by who comes.",
        example="bot classes roll 12 --out diem-danh.pdf",
    )
    parser.add_argument("number", type=row_number, help="the class's number")
    _add_out(parser)


def add_team_list(verbs: Commands) -> None:
    """Add `print` to `bot team`."""
    parser = add_command(
        verbs,
        "print",
        print_team_list,
        help="The team of a village, or of all villages of a commune.",
        example="bot team print ap-03 --out to.docx",
    )
    parser.add_argument("unit", help="the unit's code")
    _add_out(parser)


def add_duty_roster(verbs: Commands) -> None:
    """Add `print` to `bot duty`."""
    parser = add_command(
        verbs,
        "print",
        print_duty_roster,
        help="Who is on duty when in a week.",
        example="bot duty print ap-03 --out lich-truc.pdf",
    )
    parser.add_argument("unit", help="the unit's code")
    parser.add_argument("--week", type=argument_types.parse_day, help="any day of the week")
    _add_out(parser)


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="a .docx or .pdf file")


def write_document(path: Path, make: Callable[[Session], OfficeDocument]) -> int:
    """Write the document that `make` collects in a transaction."""
    write = get_document_writer(path)
    document = in_transaction(make)
    print_line(texts.POSTER_MADE.format(file=write_output(path, write(document))))
    return 0


def print_roll(options: argparse.Namespace) -> int:
    """bot classes roll"""
    settings = load_settings()
    today = argument_types.local_today(settings)
    return write_document(
        options.out,
        lambda session: office_lists.make_roll_sheet(
            session, options.number, actor=OPERATOR, zone=settings.zone, on=today
        ),
    )


def print_team_list(options: argparse.Namespace) -> int:
    """bot team print"""
    today = argument_types.local_today(load_settings())
    return write_document(
        options.out,
        lambda session: office_lists.make_team_list(
            session, get_named_unit(session, options.unit), actor=OPERATOR, on=today
        ),
    )


def print_duty_roster(options: argparse.Namespace) -> int:
    """bot duty print"""
    settings = load_settings()
    today = argument_types.local_today(settings)
    return write_document(
        options.out,
        lambda session: office_lists.make_duty_roster(
            session,
            get_named_unit(session, options.unit),
            options.week or today,
            policy=policy_from(settings),
            actor=OPERATOR,
            on=today,
        ),
    )


def print_unreached(options: argparse.Namespace) -> int:
    """bot broadcasts left --out"""
    today = argument_types.local_today(load_settings())
    return write_document(
        options.out,
        lambda session: office_lists.make_unreached_list(
            session, options.number, actor=OPERATOR, on=today
        ),
    )
