"""`bot demo`: delete the demo data."""

import argparse

from bot import texts
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.settings import load_settings
from bot.schedule import demo


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot demo`."""
    clearing = add_command(
        verbs,
        "clear",
        clear_demo,
        help="Take all demo data out; refused when real people or villages are in it.",
        example="bot demo clear",
    )
    clearing.add_argument(
        "--yes", action="store_true", help="also when chats are in its villages; they stay"
    )


def clear_demo(options: argparse.Namespace) -> int:
    """bot demo clear"""
    folder = load_settings().data_dir / "demo"
    count = in_transaction(
        lambda session: demo.clear_demo(session, folder, now=utc_now(), include_chats=options.yes)
    )
    print_line(texts.DEMO_CLEARED.format(count=count))
    return 0
