"""What the check says of the channels: whether the platforms know us and send messages here."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from sqlalchemy.exc import DatabaseError

from bot import texts
from bot.app.channels import make_telegram, make_zalo_bot, make_zalo_oa
from bot.channels.account_report import AccountReport
from bot.channels.zalo_oa.channel import WEBHOOK_PATH
from bot.cli.findings import Finding
from bot.core import tokens
from bot.core.clock import utc_now
from bot.core.db import Database, open_database
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.core.tokens import TokenHealth
from bot.web.zalo import ACCOUNT as ZALO
from bot.web.zalo import initial_token_pair


def list_accounts(settings: Settings) -> list[str]:
    """Return the accounts that the settings turn on."""
    on = {
        "webchat": True,
        "telegram": bool(settings.telegram_token.get_secret_value()),
        ZALO: bool(settings.zalo_app_id),
        "zalo-bot": bool(settings.zalo_bot_token.get_secret_value()),
    }
    return [account for account, is_on in on.items() if is_on]


def check_channels(settings: Settings) -> Iterator[Finding]:
    """Ask each platform, or say how its channel is turned on."""
    accounts = list_accounts(settings)
    if "telegram" in accounts:
        step = texts.NEXT_TELEGRAM.format(url=settings.telegram_api_url)
        yield from _probe("telegram", lambda: make_telegram(settings).check(), step)
    else:
        yield Finding("telegram", ok=True, message=texts.DOCTOR_TELEGRAM_OFF)
    if ZALO in accounts:
        yield from _check_zalo(settings)
    else:
        yield Finding(ZALO, ok=True, message=texts.DOCTOR_ZALO_OFF)
    if "zalo-bot" in accounts:
        step = texts.NEXT_ZALO_BOT.format(url=settings.zalo_bot_api_url)
        yield from _probe("zalo-bot", lambda: make_zalo_bot(settings).check(), step)
    else:
        yield Finding("zalo-bot", ok=True, message=texts.DOCTOR_ZALO_BOT_OFF)


def _check_zalo(settings: Settings) -> Iterator[Finding]:
    """Check an Official Account in order: webhook address, consent, then a request to Zalo."""
    secure = settings.public_url.startswith("https://")
    message = f"{settings.public_url}{WEBHOOK_PATH}" if secure else texts.DOCTOR_NEEDS_HTTPS
    yield Finding("zalo-oa webhook", ok=secure, message=message, next=texts.NEXT_HTTPS)
    try:
        db = open_database(settings.database_url)
    except (DatabaseError, OSError):
        return  # said before
    try:
        yield from _check_zalo_tokens(settings, db)
    except DatabaseError:
        return  # the migrations were said to be missing
    finally:
        db.close()


def _check_zalo_tokens(settings: Settings, db: Database) -> Iterator[Finding]:
    health, why = asyncio.run(
        db.read(lambda session: tokens.check_health(session, ZALO, now=utc_now()))
    )
    seeded = health is TokenHealth.NONE and initial_token_pair(settings) is not None
    fine = health is TokenHealth.FINE or seeded
    message = texts.TOKEN_HEALTH[health].format(why=why)
    yield Finding("zalo-oa tokens", ok=fine, message=message, next=texts.NEXT_CONSENT)
    if fine or health is TokenHealth.OLD:
        yield from _probe("zalo-oa", lambda: make_zalo_oa(settings, db).check(), texts.NEXT_ZALO)


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
