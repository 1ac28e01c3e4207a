"""`bot demo`: invent a year of a demo commune; delete the demo data."""

import argparse
import time

import bot.tables  # noqa: F401  what refers to a demo row is found by all tables there are
from bot import texts
from bot.cli.parser import Commands, add_command, row_number
from bot.cli.terminal import in_transaction, print_line
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.policy import policy_from
from bot.core.settings import load_settings
from bot.faq.knowledge_files import load_knowledge
from bot.schedule import demo
from bot.schedule.demo_year.fill import Plan, fill_year

FILLED_TABLES = {
    "persons": "person",
    "contacts": "contact",
    "questions": "question",
    "messages": "message",
    "tickets": "ticket",
    "classes": "class_session",
    "broadcasts": "broadcast",
    "ballots": "ballot",
}


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot demo`."""
    filling = add_command(
        verbs,
        "fill",
        fill_demo,
        help="Invent a year of a demo commune, to look at the pages and measure them.",
        example="bot demo fill --year --persons 3000",
    )
    filling.add_argument("--year", action="store_true", help="a whole year up to now")
    filling.add_argument(
        "--persons", type=row_number, default=30_000, help="how many people live there"
    )
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


def fill_demo(options: argparse.Namespace) -> int:
    """bot demo fill"""
    if not options.year:
        raise BotError(texts.YEAR_NEEDED)
    settings, begun = load_settings(), time.monotonic()
    topics = tuple(load_knowledge(settings.data_dir).topics.values())
    plan = Plan(settings.data_dir / "demo", topics, options.persons, policy_from(settings))
    totals = in_transaction(lambda session: fill_year(session, plan, now=utc_now()))
    said = {name: totals.get(table, 0) for name, table in FILLED_TABLES.items()}
    said["seconds"] = round(time.monotonic() - begun)
    print_line(texts.YEAR_FILLED.format(**said))
    return 0


def clear_demo(options: argparse.Namespace) -> int:
    """bot demo clear"""
    folder = load_settings().data_dir / "demo"
    count = in_transaction(
        lambda session: demo.clear_demo(session, folder, now=utc_now(), include_chats=options.yes)
    )
    print_line(texts.DEMO_CLEARED.format(count=count))
    return 0
