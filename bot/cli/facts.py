"""`bot facts`: what a commune fills into the answers."""

import argparse

from bot.cli.parser import Commands, add_command
from bot.cli.terminal import get_named_unit, in_transaction, masked_text, print_line
from bot.core.clock import utc_now
from bot.faq import service as faq
from bot.faq.answers import DOCUMENT_FACTS, FACT_NAMES
from bot.people.actor import OPERATOR


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot facts`."""
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
    for name in sorted(FACT_NAMES | DOCUMENT_FACTS):
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
            actor=OPERATOR,
            now=utc_now(),
        )
    )
    return 0
