"""Checks of the accounts: each platform is asked, each unit must be in the register."""

import asyncio
from collections.abc import Iterator

from sqlalchemy.exc import DatabaseError

from bot import texts
from bot.app.channels import make_telegram, make_zalo_bot, make_zalo_oa
from bot.channels.telegram.channel import Telegram
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_oa.channel import WEBHOOK_PATH
from bot.cli.findings import Finding, probe
from bot.core import tokens
from bot.core.accounts import (
    AccountKind,
    TelegramAccount,
    ZaloAccount,
    ZaloBotAccount,
    write_consent_command,
)
from bot.core.clock import utc_now
from bot.core.db import Database, open_database
from bot.core.errors import SettingsError
from bot.core.settings import Settings
from bot.core.tokens import TokenHealth
from bot.people import account_units
from bot.web.zalo import initial_token_pair

OFF = {
    AccountKind.TELEGRAM: texts.DOCTOR_TELEGRAM_OFF,
    AccountKind.ZALO_OA: texts.DOCTOR_ZALO_OFF,
    AccountKind.ZALO_BOT: texts.DOCTOR_ZALO_BOT_OFF,
}


def check_accounts(settings: Settings) -> Iterator[Finding]:
    """Check every account; of a kind without any, say that it is off."""
    yield from _check_units(settings)
    for kind in AccountKind:
        of_kind = [account for account in settings.accounts.every if account.kind is kind]
        if not of_kind:
            yield Finding(kind, ok=True, message=OFF[kind])
        for account in of_kind:
            if isinstance(account, TelegramAccount):
                yield _ask(account.account, make_telegram(settings, account))
            elif isinstance(account, ZaloBotAccount):
                yield _ask(account.account, make_zalo_bot(settings, account))
            else:
                yield from _check_zalo(settings, account)


def _ask(name: str, bot: Telegram | ZaloBot) -> Finding:
    return probe(name, lambda: asyncio.run(bot.check()))


def _check_units(settings: Settings) -> Iterator[Finding]:
    """Say of each account that belongs to a unit whether that unit is in the register."""
    named = {name: code for name, code in settings.accounts.map_units().items() if code}
    if not named or (db := _open(settings)) is None:
        return
    try:
        for account, code in named.items():
            try:
                unit = asyncio.run(db.read(account_units.get_named_home, account, code))
            except SettingsError as error:
                yield Finding(f"{account} unit", ok=False, message=str(error))
            else:
                yield Finding(f"{account} unit", ok=True, message=unit.name)
    except DatabaseError:
        return  # the migrations were said to be missing
    finally:
        db.close()


def _open(settings: Settings) -> Database | None:
    try:
        return open_database(settings.database_url)
    except (DatabaseError, OSError):
        return None  # said before


def _check_zalo(settings: Settings, account: ZaloAccount) -> Iterator[Finding]:
    """Check an Official Account in order: webhook address, consent, then a request to Zalo."""
    name, lead = account.account, settings.accounts.find_lead(account)
    secure = settings.public_url.startswith("https://")
    address = f"{settings.public_url}{WEBHOOK_PATH}{lead.path}"
    message = address if secure else texts.DOCTOR_NEEDS_HTTPS
    yield Finding(f"{name} webhook", ok=secure, message=message)
    if (db := _open(settings)) is None:
        return
    try:
        health, why = asyncio.run(
            db.read(lambda session: tokens.check_health(session, name, now=utc_now()))
        )
        seeded = health is TokenHealth.NONE and initial_token_pair(account) is not None
        fine = health in (TokenHealth.FINE, TokenHealth.OLD) or seeded
        message = texts.TOKEN_HEALTH[health].format(why=why, command=write_consent_command(name))
        yield Finding(f"{name} tokens", ok=fine, message=message)
        if fine:
            yield probe(name, lambda: asyncio.run(make_zalo_oa(settings, account, db).check()))
    except DatabaseError:
        return  # the migrations were said to be missing
    finally:
        db.close()
