"""`bot poster` and `bot loudspeaker`: posters and loudspeaker scripts."""

import argparse
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.broadcasts import poster, print_layouts, service
from bot.broadcasts.models import Broadcast
from bot.cli.files import write_out
from bot.cli.terminal import Commands, add, in_transaction, named_unit, say
from bot.core.errors import BotError
from bot.core.settings import Settings, load
from bot.people import units
from bot.people.units import Unit, UnitKind
from bot.usecases.generated_documents import make_press


def add_commands(commands: Commands) -> None:
    """Add `poster` and `loudspeaker`."""
    one = add(
        commands,
        "poster",
        make_poster,
        help="An A4 poster with the QR code of a village's chat, or of an announcement.",
        example="bot poster ap-03 --out thon-3.pdf",
    )
    one.add_argument("what", help="a unit's code, or an announcement's number")
    one.add_argument("--out", type=Path, required=True, help="the PDF to write")
    one.add_argument("--link", help="where the code leads; the web page by default")
    read = add(
        commands,
        "loudspeaker",
        make_script,
        help="An announcement as the loudspeaker reads it: every number in words, said twice.",
        example="bot loudspeaker 12 --out loa.pdf",
    )
    read.add_argument("number", type=int, help="the announcement's number")
    read.add_argument("--out", type=Path, help="a PDF in large type; printed here without it")


def make_poster(options: argparse.Namespace) -> int:
    """bot poster"""
    settings = load()

    def work(session: Session) -> bytes:
        if options.what.isdecimal():
            one = service.get(session, None, int(options.what))
            unit = session.get_one(Unit, one.unit_id)
            press = make_press(settings)
            return print_layouts.print_poster(one, unit, press, link=options.link or "")
        unit = named_unit(session, options.what)
        commune = units.ancestor(session, unit, UnitKind.COMMUNE) or unit
        above = commune.name if commune.id != unit.id else ""
        return poster.village(unit.name, above, _link(settings, unit, options.link))

    _write(options.out, in_transaction(work))
    return 0


def _link(settings: Settings, unit: Unit, given: str | None) -> str:
    if given:
        return str(given)
    if not settings.public_url:
        raise BotError(texts.CLI_POSTER_LINK)
    return f"{settings.public_url}/?u={unit.code}"


def make_script(options: argparse.Namespace) -> int:
    """bot loudspeaker"""
    press = make_press(load())

    def work(session: Session) -> tuple[Broadcast, Unit]:
        one = service.get(session, None, options.number)
        return one, session.get_one(Unit, one.unit_id)

    one, unit = in_transaction(work)
    if options.out is not None:
        _write(options.out, print_layouts.print_script(one, unit, press))
        return 0
    for line in print_layouts.script_of(one, unit, press).lines:
        say(line)
    return 0


def _write(path: Path, content: bytes) -> None:
    say(texts.POSTER_MADE.format(file=write_out(path, content)))
