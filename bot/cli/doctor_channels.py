"""What the check says of the accounts: whether the platforms know us and send messages here."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from sqlalchemy.exc import DatabaseError

from bot import texts
from bot.app.channels import make_telegram, make_zalo_bot, make_zalo_oa
from bot.channels.account_report import AccountReport
from bot.channels.zalo_oa.channel import WEBHOOK_PATH
from bot.cli.findings import Finding
from bot.core import tokens
from bot.core.accounts import (
    AccountKind,
    TelegramAccount,
    ZaloAccount,
    ZaloBotAccount,
    write_consent_command,
)
from bot.core.clock import utc_now
from bot.core.databases import open_database
from bot.core.db import Database
from bot.core.errors import BotError, SettingsError
from bot.core.settings import Settings
from bot.core.tokens import TokenHealth
from bot.people import account_units
from bot.web.zalo import initial_token_pair

OFF = {
    AccountKind.TELEGRAM: texts.DOCTOR_TELEGRAM_OFF,
    AccountKind.ZALO_OA: texts.DOCTOR_ZALO_OFF,
    AccountKind.ZALO_BOT: texts.DOCTOR_ZALO_BOT_OFF,
}


def list_accounts(settings: Settings) -> list[str]:
    """Return the accounts that the settings turn on, by their names in the database."""
    return ["webchat", *settings.accounts.map_units()]


def check_channels(settings: Settings) -> Iterator[Finding]:
    """Ask the platform of every account; of a kind without any, say how it is turned on."""
    yield from _check_units(settings)
    for kind in AccountKind:
        of_kind = [account for account in settings.accounts.every if account.kind is kind]
        if not of_kind:
            yield Finding(kind, ok=True, message=OFF[kind])
        for account in of_kind:
            if isinstance(account, ZaloAccount):
                yield from _check_zalo(settings, account)
            else:
                yield from _check_bot(settings, account)


def _check_bot(settings: Settings, account: TelegramAccount | ZaloBotAccount) -> Iterator[Finding]:
    if isinstance(account, TelegramAccount):
        step = texts.NEXT_TELEGRAM.format(url=settings.telegram_api_url)
        return _probe(account.account, lambda: make_telegram(settings, account).check(), step)
    step = texts.NEXT_ZALO_BOT.format(url=settings.zalo_bot_api_url)
    return _probe(account.account, lambda: make_zalo_bot(settings, account).check(), step)


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
                step = texts.NEXT_ACCOUNT_UNIT
                yield Finding(f"{account} unit", ok=False, message=str(error), next=step)
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
    secure = settings.public_url.startswith("https://")
    address = f"{settings.public_url}{WEBHOOK_PATH}{settings.accounts.find_lead(account).path}"
    message = address if secure else texts.DOCTOR_NEEDS_HTTPS
    yield Finding(f"{account.account} webhook", ok=secure, message=message, next=texts.NEXT_HTTPS)
    if (db := _open(settings)) is None:
        return
    try:
        yield from _check_zalo_tokens(settings, account, db)
    except (DatabaseError, BotError):
        return  # the migrations were said to be missing, or the secret to be another
    finally:
        db.close()


def _check_zalo_tokens(settings: Settings, account: ZaloAccount, db: Database) -> Iterator[Finding]:
    name, command = account.account, write_consent_command(account.account)
    health, why = asyncio.run(
        db.read(lambda session: tokens.check_health(session, name, now=utc_now()))
    )
    seeded = health is TokenHealth.NONE and initial_token_pair(account) is not None
    fine = health is TokenHealth.FINE or seeded
    message = texts.TOKEN_HEALTH[health].format(why=why, command=command)
    step = texts.NEXT_CONSENT.format(command=command)
    yield Finding(f"{name} tokens", ok=fine, message=message, next=step)
    if fine or health is TokenHealth.OLD:
        yield from _probe(
            name, lambda: make_zalo_oa(settings, account, db).check(), texts.NEXT_ZALO
        )


def _probe(
    subject: str, probe: Callable[[], Awaitable[AccountReport]], step: str
) -> Iterator[Finding]:
    """Ask a platform: one line, and one more for each thing it finds wrong."""

    async def ask() -> AccountReport:
        return await probe()

    try:
        report = asyncio.run(ask())
    except BotError as error:
        message = texts.DOCTOR_PROBE_FAILED.format(error=error)
        yield Finding(subject, ok=False, message=message, next=step)
        return
    yield Finding(subject, ok=True, message=report.describe())
    for message, action in report.list_faults(utc_now()):
        yield Finding(f"{subject} webhook", ok=False, message=message, next=action)
