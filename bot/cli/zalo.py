"""`bot zalo`: consent of the Official Account, and the state of its tokens."""

import argparse
import asyncio

from bot import texts
from bot.app.channels import make_zalo_consent
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import open_upgraded_database, print_line
from bot.core import tokens
from bot.core.accounts import ZaloAccount
from bot.core.clock import utc_now
from bot.core.errors import BotError
from bot.core.settings import Settings, load_settings
from bot.web.zalo import ConsentFlow


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot zalo`."""
    begun = add_command(
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
    shown = add_command(
        verbs,
        "status",
        show_token_status,
        help="How the account's tokens are.",
        example="bot zalo status",
    )
    for parser in (begun, given, shown):
        _add_account(parser)


def _add_account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--account", default="", metavar="NAME", help="which one, of several; the first if unset"
    )


def _load_account(options: argparse.Namespace) -> tuple[Settings, ZaloAccount]:
    """Return the settings and the Official Account that is meant. Raises BotError."""
    settings = load_settings()
    accounts = settings.accounts.list_kind(ZaloAccount)
    if not accounts:
        raise BotError(texts.CLI_ZALO_UNSET)
    for account in accounts:
        if account.name == options.account:
            return settings, account
    names = ", ".join(account.name for account in accounts if account.name)
    raise BotError(texts.CLI_ZALO_WHICH.format(names=names))


def begin_consent(options: argparse.Namespace) -> int:
    """bot zalo consent"""
    settings, account = _load_account(options)
    if not settings.public_url:
        raise BotError(texts.CLI_URL_UNSET)
    with open_upgraded_database(settings) as db:
        asking: ConsentFlow = make_zalo_consent(settings, account, db)
        address = asyncio.run(asking.begin())
    print_line(texts.CLI_ZALO_CALLBACK.format(url=asking.callback_url))
    if asking.has_fixed_verifier:
        print_line(texts.CLI_ZALO_FIXED)
    print_line(texts.CLI_ZALO_OPEN)
    print_line(address)
    return 0


def finish_consent(options: argparse.Namespace) -> int:
    """bot zalo code"""
    settings, account = _load_account(options)
    with open_upgraded_database(settings) as db:
        asyncio.run(make_zalo_consent(settings, account, db).finish(options.code))
    print_line(texts.CLI_ZALO_KEPT)
    return 0


def show_token_status(options: argparse.Namespace) -> int:
    """bot zalo status"""
    settings, account = _load_account(options)
    name = account.account
    with open_upgraded_database(settings) as db:
        health, why = asyncio.run(db.read(lambda s: tokens.check_health(s, name, now=utc_now())))
    print_line(f"{health}\t{why}")
    return 0 if health in (tokens.TokenHealth.FINE, tokens.TokenHealth.OLD) else 1
