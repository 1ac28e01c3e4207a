"""`bot zalo`: consent of the Official Account, and the state of its tokens."""

import argparse
import asyncio

from bot import texts
from bot.app.channels import make_zalo_consent
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import open_upgraded_database, print_line
from bot.core import tokens
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import Settings, load_settings
from bot.web.zalo import ACCOUNT, CALLBACK_PATH, ConsentFlow


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot zalo`."""
    add_command(
        verbs,
        "consent",
        begin_consent,
        help="The address at which the account's admin lets the bot speak for it.",
        example="bot zalo consent",
    )
    given = add_command(
        verbs,
        "code",
        finish_consent,
        help="Take the code= of the address the consent came back to, when the page was not ours.",
        example="bot zalo code Wx3…",
    )
    given.add_argument("code", help="what stands after code= in the address")
    add_command(
        verbs,
        "status",
        show_token_status,
        help="How the account's tokens are.",
        example="bot zalo status",
    )


def _load_zalo_settings() -> Settings:
    settings = load_settings()
    if not settings.zalo_app_id:
        raise BotError(texts.CLI_ZALO_UNSET)
    return settings


def begin_consent(_options: argparse.Namespace) -> int:
    """bot zalo consent"""
    settings = _load_zalo_settings()
    if not settings.public_url:
        raise BotError(texts.CLI_URL_UNSET)
    with open_upgraded_database(settings) as db:
        asking: ConsentFlow = make_zalo_consent(settings, db)
        address = asyncio.run(asking.begin())
    print_line(texts.CLI_ZALO_CALLBACK.format(public_url=settings.public_url, path=CALLBACK_PATH))
    if asking.has_fixed_verifier:
        print_line(texts.CLI_ZALO_FIXED)
    print_line(texts.CLI_ZALO_OPEN)
    print_line(address)
    return 0


def finish_consent(options: argparse.Namespace) -> int:
    """bot zalo code"""
    settings = _load_zalo_settings()
    with open_upgraded_database(settings) as db:
        asyncio.run(make_zalo_consent(settings, db).finish(options.code))
    print_line(texts.CLI_ZALO_KEPT)
    return 0


def show_token_status(_options: argparse.Namespace) -> int:
    """bot zalo status"""
    with open_upgraded_database(_load_zalo_settings()) as db:
        health, why = asyncio.run(db.read(lambda s: tokens.check_health(s, ACCOUNT, now=utc_now())))
    print_line(f"{health}\t{why}")
    return 0 if health in (tokens.TokenHealth.FINE, tokens.TokenHealth.OLD) else 1
