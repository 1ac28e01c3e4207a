"""`bot posters`: posters with a QR code."""

import argparse
from pathlib import Path

from sqlmodel import Session

from bot import texts
from bot.broadcasts import print_layouts, service
from bot.broadcasts.poster import VillagePoster, print_village_posters
from bot.cli.output_files import write_output
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import get_named_unit, in_transaction, print_line
from bot.core.accounts import ZaloAccount, name_account
from bot.core.errors import BotError
from bot.core.settings import Settings, load_settings
from bot.people import account_units, units
from bot.people.actor import OPERATOR
from bot.people.units import Unit, UnitKind
from bot.usecases.generated_documents import make_print_config


def add_verbs(verbs: Commands) -> None:
    """Add the verb of `bot posters`."""
    poster_parser = add_command(
        verbs,
        "print",
        print_poster,
        help="An A4 poster with the QR code of a village's chat, or of an announcement.",
        example="bot posters print ap-03 --out thon-3.pdf",
    )
    poster_parser.add_argument("what", help="a unit's code, or an announcement's number")
    poster_parser.add_argument("--out", type=Path, required=True, help="the PDF to write")
    poster_parser.add_argument("--link", help="where the code leads; the web page by default")


def print_poster(options: argparse.Namespace) -> int:
    """bot posters print"""
    settings = load_settings()

    def work(session: Session) -> bytes:
        if options.what.isdecimal():
            broadcast = service.get_broadcast(session, int(options.what), actor=OPERATOR)
            unit = session.get_one(Unit, broadcast.unit_id)
            press = make_print_config(settings)
            return print_layouts.print_poster(broadcast, unit, press, link=options.link or "")
        unit = get_named_unit(session, options.what)
        commune = units.find_ancestor(session, unit, UnitKind.COMMUNE) or unit
        above = commune.name if commune.id != unit.id else ""
        link, others = (
            _poster_link(settings, unit, options.link),
            _list_accounts(session, settings, unit),
        )
        return print_village_posters([VillagePoster(unit.name, above, link, others)])

    file = write_output(options.out, in_transaction(work))
    print_line(texts.POSTER_MADE.format(file=file))
    return 0


def _poster_link(settings: Settings, unit: Unit, given: str | None) -> str:
    if given:
        return str(given)
    if not settings.public_url:
        raise BotError(texts.CLI_POSTER_LINK)
    return f"{settings.public_url}/?u={unit.code}"


def _list_accounts(session: Session, settings: Settings, unit: Unit) -> list[str]:
    """Return the addresses of the Official Accounts that the unit's residents join by."""
    homes = account_units.map_account_units(session)
    accounts = settings.accounts.list_kind(ZaloAccount)
    near = account_units.choose_accounts([official.account for official in accounts], homes, unit)
    return [
        f"{name_account(official.kind)}: zalo.me/{official.oa_id}"
        for official in accounts
        if official.account in near
    ]
