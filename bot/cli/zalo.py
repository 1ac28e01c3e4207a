"""`bot zalo`: consent of the Official Account, and the state of its tokens."""

import argparse
import asyncio

from bot import app as house
from bot import texts
from bot.cli.terminal import Commands, add, database, say
from bot.core import tokens
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import Settings, load
from bot.web.zalo import ACCOUNT, CALLBACK, Consent


def add_commands(commands: Commands) -> None:
    """Add `zalo`."""
    parser = commands.add_parser(
        "zalo", help="The Zalo Official Account.", description="The Zalo Official Account."
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    add(
        verbs,
        "consent",
        consent,
        help="The address at which the account's admin lets the bot speak for it.",
        example="bot zalo consent",
    )
    given = add(
        verbs,
        "code",
        take_code,
        help="Take the code= of the address the consent came back to, when the page was not ours.",
        example="bot zalo code Wx3…",
    )
    given.add_argument("code", help="what stands after code= in the address")
    add(
        verbs,
        "status",
        status,
        help="How the account's tokens are.",
        example="bot zalo status",
    )


def _settings() -> Settings:
    settings = load()
    if not settings.zalo_app_id:
        raise BotError(texts.CLI_ZALO_UNSET)
    return settings


def consent(_options: argparse.Namespace) -> int:
    """bot zalo consent"""
    settings = _settings()
    if not settings.public_url:
        raise BotError(texts.CLI_URL_UNSET)
    with database(settings) as db:
        asking: Consent = house.make_zalo_consent(settings, db)
        address = asyncio.run(asking.begin())
    say(texts.CLI_ZALO_CALLBACK.format(public_url=settings.public_url, path=CALLBACK))
    if asking.fixed:
        say(texts.CLI_ZALO_FIXED)
    say(texts.CLI_ZALO_OPEN)
    say(address)
    return 0


def take_code(options: argparse.Namespace) -> int:
    """bot zalo code"""
    settings = _settings()
    with database(settings) as db:
        asyncio.run(house.make_zalo_consent(settings, db).finish(options.code))
    say(texts.CLI_ZALO_KEPT)
    return 0


def status(_options: argparse.Namespace) -> int:
    """bot zalo status"""
    with database(_settings()) as db:
        found, why = asyncio.run(db.read(lambda s: tokens.health(s, ACCOUNT, now=utc_now())))
    say(f"{found}\t{why}")
    return 0 if found in (tokens.Health.FINE, tokens.Health.OLD) else 1
