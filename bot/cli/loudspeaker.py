"""`bot loudspeaker`: an announcement as it is read out."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.broadcasts import print_layouts, service
from bot.cli.output_files import write_output
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import in_transaction, print_line
from bot.core.settings import load_settings
from bot.people.actor import OPERATOR
from bot.people.units import Unit
from bot.usecases.generated_documents import PrintJob, make_print_config, prepare_script


def add_verbs(verbs: Commands) -> None:
    """Add the verb of `bot loudspeaker`."""
    script_parser = add_command(
        verbs,
        "print",
        print_loudspeaker_script,
        help="An announcement as the loudspeaker reads it: every number in words, said twice.",
        example="bot loudspeaker print 12 --out loa.pdf",
    )
    script_parser.add_argument("number", type=row_number, help="the announcement's number")
    script_parser.add_argument(
        "--out", type=Path, help="a PDF in large type; printed here without it"
    )


def print_loudspeaker_script(options: argparse.Namespace) -> int:
    """bot loudspeaker print"""
    press = make_print_config(load_settings())

    def work(session: Session) -> tuple[PrintJob, Sequence[str]]:
        broadcast = service.get_broadcast(session, options.number, actor=OPERATOR)
        unit = session.get_one(Unit, broadcast.unit_id)
        lines = print_layouts.make_script(broadcast, unit, press).lines
        return prepare_script(session, broadcast, press), lines

    print_script, lines = in_transaction(work)
    if options.out is not None:
        file = write_output(options.out, print_script())
        print_line(texts.POSTER_MADE.format(file=file))
        return 0
    for line in lines:
        print_line(line)
    return 0
