"""`bot poster` and `bot loudspeaker`: posters and loudspeaker scripts."""

import argparse
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.broadcasts import poster, print_layouts, service
from bot.broadcasts.models import Broadcast
from bot.cli.output_files import write_output
from bot.cli.terminal import Commands, add_command, get_named_unit, in_transaction, print_line
from bot.core.errors import BotError
from bot.core.settings import Settings, load_settings
from bot.people import units
from bot.people.units import Unit, UnitKind
from bot.usecases.generated_documents import make_print_config


def add_commands(commands: Commands) -> None:
    """Add `poster` and `loudspeaker`."""
    poster_parser = add_command(
        commands,
        "poster",
        print_poster,
        help="An A4 poster with the QR code of a village's chat, or of an announcement.",
        example="bot poster ap-03 --out thon-3.pdf",
    )
    poster_parser.add_argument("what", help="a unit's code, or an announcement's number")
    poster_parser.add_argument("--out", type=Path, required=True, help="the PDF to write")
    poster_parser.add_argument("--link", help="where the code leads; the web page by default")
    script_parser = add_command(
        commands,
        "loudspeaker",
        print_loudspeaker_script,
        help="An announcement as the loudspeaker reads it: every number in words, said twice.",
        example="bot loudspeaker 12 --out loa.pdf",
    )
    script_parser.add_argument("number", type=int, help="the announcement's number")
    script_parser.add_argument(
        "--out", type=Path, help="a PDF in large type; printed here without it"
    )


def print_poster(options: argparse.Namespace) -> int:
    """bot poster"""
    settings = load_settings()

    def work(session: Session) -> bytes:
        if options.what.isdecimal():
            broadcast = service.get_broadcast(session, None, int(options.what))
            unit = session.get_one(Unit, broadcast.unit_id)
            press = make_print_config(settings)
            return print_layouts.print_poster(broadcast, unit, press, link=options.link or "")
        unit = get_named_unit(session, options.what)
        commune = units.find_ancestor(session, unit, UnitKind.COMMUNE) or unit
        above = commune.name if commune.id != unit.id else ""
        return poster.print_village_poster(
            unit.name, above, _poster_link(settings, unit, options.link)
        )

    _write_pdf(options.out, in_transaction(work))
    return 0


def _poster_link(settings: Settings, unit: Unit, given: str | None) -> str:
    if given:
        return str(given)
    if not settings.public_url:
        raise BotError(texts.CLI_POSTER_LINK)
    return f"{settings.public_url}/?u={unit.code}"


def print_loudspeaker_script(options: argparse.Namespace) -> int:
    """bot loudspeaker"""
    press = make_print_config(load_settings())

    def work(session: Session) -> tuple[Broadcast, Unit]:
        broadcast = service.get_broadcast(session, None, options.number)
        return broadcast, session.get_one(Unit, broadcast.unit_id)

    broadcast, unit = in_transaction(work)
    if options.out is not None:
        _write_pdf(options.out, print_layouts.print_script(broadcast, unit, press))
        return 0
    for line in print_layouts.make_script(broadcast, unit, press).lines:
        print_line(line)
    return 0


def _write_pdf(path: Path, content: bytes) -> None:
    print_line(texts.POSTER_MADE.format(file=write_output(path, content)))
