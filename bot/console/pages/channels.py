"""The channels: what is on, what waits, what is missing, and a test message to oneself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from aiohttp import web
from sqlmodel import Session

from bot import texts
from bot.channels.account_report import AccountReport
from bot.console.context import ConsoleRequest
from bot.core import tokens
from bot.core.accounts import AccountKind, find_kind, name_account, write_consent_command
from bot.core.errors import BotError, NotFound
from bot.outbox import account_status
from bot.outbox.account_status import AccountStatus
from bot.outbox.messaging_windows import has_window
from bot.people import account_units
from bot.people.units import Unit, is_within
from bot.usecases.channel_test import send_test_message

SLOW_AFTER = timedelta(minutes=10)  # a delivery that is due for longer shows a fault


@runtime_checkable
class Checks(Protocol):
    """A channel that can ask its platform whether it is well."""

    async def check(self) -> AccountReport:
        """Return what the platform says. Raises BotError."""


def judge(status: AccountStatus, request: ConsoleRequest) -> tuple[str, str]:
    """Return the state of an account in words, and the kind of its tag."""
    if status.paused_until is not None:
        until = request.renderer.format_clock(status.paused_until)
        return texts.CHANNEL_WAIT.format(until=until), "wait"
    if status.oldest_due_at is not None and status.oldest_due_at < request.now - SLOW_AFTER:
        return texts.CHANNEL_SLOW, "bad"
    if not status.is_alive:
        return texts.CHANNEL_DEAD, "bad"
    return texts.CHANNEL_OK, "ok"


def read_details(session: Session, accounts: Sequence[str], *, now: datetime) -> dict[str, Any]:
    """Return statuses, tokens and messaging windows of the accounts."""
    return {
        "statuses": account_status.list_account_status(session, accounts, now=now),
        "tokens": {
            account: tokens.check_health(session, account, now=now)
            for account in accounts
            if find_kind(account) == AccountKind.ZALO_OA
        },
        "windows": {
            account: account_status.count_windows(session, account, now=now)
            for account in accounts
            if has_window(account)
        },
    }


def is_seen(home: Unit | None, scope: str) -> bool:
    """Return whether an account concerns officers of `scope`: not that of another commune."""
    return home is None or is_within(home.path, scope) or is_within(scope, home.path)


async def list_seen(request: ConsoleRequest) -> tuple[list[str], dict[str, Unit]]:
    """Return the accounts the speaker may see, and the unit of each that has one."""
    homes = await request.read(account_units.map_account_units)
    scope = request.actor.scope
    every = [channel.name for channel in request.services.channels]
    return [account for account in every if is_seen(homes.get(account), scope)], homes


async def show_channels(request: ConsoleRequest) -> web.Response:
    """Show every account that is on, with its unit, and what the others would need."""
    accounts, homes = await list_seen(request)
    details = await request.read(read_details, accounts, now=request.now)
    statuses = details.pop("statuses")
    kinds = {find_kind(account) for account in accounts}
    return request.render(
        "channels/list.html",
        rows=[(status, *judge(status, request)) for status in statuses],
        homes=homes,
        commands={account: write_consent_command(account) for account in accounts},
        missing=[(kind, texts.CHANNEL_MISSING[kind]) for kind in AccountKind if kind not in kinds],
        can_check=[
            channel.name for channel in request.services.channels if isinstance(channel, Checks)
        ],
        **details,
    )


async def _get_account(request: ConsoleRequest) -> str:
    account = request.http.match_info["account"]
    seen, _ = await list_seen(request)
    if account not in seen:
        raise NotFound(texts.CONSOLE_NO_PAGE)
    return account


async def do_send_test(request: ConsoleRequest) -> web.Response:
    """Send a test message to one's own chat on the account."""
    account = await _get_account(request)
    await request.write(send_test_message, account, actor=request.actor, now=request.now)
    return request.redirect("channels.list", flash=texts.CHANNEL_TEST_QUEUED)


async def do_check(request: ConsoleRequest) -> web.Response:
    """Ask the platform whether the account is well."""
    account = await _get_account(request)
    channel = next(held for held in request.services.channels if held.name == account)
    if not isinstance(channel, Checks):
        raise NotFound(texts.CONSOLE_NO_PAGE)
    name = name_account(account)
    try:
        message = (await channel.check()).describe()
    except BotError as error:
        flash = texts.CHANNEL_PROBE_BAD.format(channel=name, message=error)
    else:
        flash = texts.CHANNEL_PROBE_OK.format(channel=name, message=message)
    return request.redirect("channels.list", flash=flash)
