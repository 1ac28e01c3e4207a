"""`bot service`: run it, talk with it in the terminal, check the installation."""

import argparse
import asyncio
import errno
import gc
import json
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from aiohttp import web
from sqlalchemy.engine import make_url

from bot import app as house
from bot import texts
from bot.app.channels import make_channels
from bot.channels.server_socket import IDLE_WITHIN, Listener
from bot.channels.terminal import Terminal
from bot.cli import admin, doctor
from bot.cli.knowledge import load_knowledge_base
from bot.cli.parser import Commands, add_command
from bot.cli.terminal import (
    describe_os_error,
    open_upgraded_database,
    print_line,
)
from bot.core import logs, upgrade
from bot.core.accounts import AccountKind
from bot.core.clock import utc_now
from bot.core.db import Database, Session
from bot.core.errors import BotError
from bot.core.policy import policy_from
from bot.core.settings import Settings, load_settings
from bot.people import account_units
from bot.schedule import demo as invented

STOP_TIMEOUT = 9.0  # seconds; whoever sent SIGTERM waits ten


def add_verbs(verbs: Commands) -> None:
    """Add the verbs of `bot service`."""
    running = add_command(
        verbs,
        "run",
        run_service,
        help="Start the service; SIGTERM drains and stops it within 10 s.",
        example="BOT_DEMO=1 bot service run",
    )
    _add_trial(running)
    chatting = add_command(
        verbs,
        "chat",
        run_chat,
        help="Talk with the same bot in this terminal.",
        example="bot service chat --as ba-tu --unit ap-03",
    )
    chatting.add_argument(
        "--as", dest="person", default="ban-phim", metavar="NAME", help="who you are"
    )
    chatting.add_argument("--unit", metavar="CODE", help="come in by a village's link")
    _add_trial(chatting)
    checking = add_command(
        verbs,
        "check",
        check_installation,
        help="Check settings, database, knowledge, clock zone, tokens, webhooks and disk.",
        example="bot service check --json",
    )
    checking.add_argument("--json", action="store_true", help="one JSON object")


def _add_trial(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--trial", action="store_true", help="load the demo communes unless BOT_DEMO is set"
    )


def wants_demo(settings: Settings, *, trial: bool) -> bool:
    """Return whether to load the demo: as BOT_DEMO says, in `.env` or outside; else if `trial`."""
    return settings.demo or (trial and "demo" not in settings.model_fields_set)


def run_service(options: argparse.Namespace) -> int:
    """bot service run"""
    settings = load_settings()
    logs.configure_logging(settings.log_level, settings.log_format)
    with ExitStack() as stack:
        if settings.database_url.startswith("sqlite"):
            file = Path(make_url(settings.database_url).database or "")
            stack.enter_context(upgrade.single_process_lock(file))
        db = stack.enter_context(open_upgraded_database(settings))
        asyncio.run(_serve(settings, db, trial=options.trial))
    return 0


async def _serve(settings: Settings, db: Database, *, trial: bool) -> None:
    if wants_demo(settings, trial=trial):
        await db.write(_load_demo, settings)
    await db.write(account_units.assign_units, settings.accounts.map_units())
    knowledge_base = load_knowledge_base(settings)
    channels = make_channels(settings, db)
    runner = web.AppRunner(
        house.build_app(settings, db, knowledge_base, channels),
        access_log=None,
        shutdown_timeout=2,
        keepalive_timeout=IDLE_WITHIN,
    )
    await runner.setup()
    # What was loaded stays: looking through it again and again held everybody up for 0.1 s each
    # time, and cost a drain at 1,000 a second two per cent.
    gc.collect()
    gc.freeze()
    listener = Listener(runner)
    try:
        port = await _listen(listener, settings)
        _print_banner(settings, port)
        await _print_console(settings, port, db, wants_link=trial or sys.stdout.isatty())
        await _wait_for_stop()
    finally:
        async with asyncio.timeout(STOP_TIMEOUT):
            await listener.stop()
            await runner.cleanup()


def _load_demo(session: Session, settings: Settings) -> None:
    folder = settings.data_dir / "demo"
    now = utc_now()
    if invented.load_demo(session, folder, now=now):
        invented.go_live(session, now=now)
        invented.load_classes(session, folder, policy=policy_from(settings), now=now)


async def _listen(listener: Listener, settings: Settings) -> int:
    """Start listening. Returns the port; raises BotError when that is impossible."""
    try:
        return await listener.start(settings.host, settings.port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BotError(texts.CLI_PORT_TAKEN.format(port=settings.port)) from None
        raise BotError(
            texts.CLI_CANNOT_LISTEN.format(
                host=settings.host, port=settings.port, why=describe_os_error(error)
            )
        ) from None


async def _wait_for_stop() -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()


def _print_banner(settings: Settings, port: int) -> None:
    print_line(f"Web chat:  {_local_address(settings, port)}/")
    way = "webhook" if settings.receives_by_webhook else "polling"
    _print_kind("Telegram", settings, AccountKind.TELEGRAM, f" ({way})", texts.BANNER_TELEGRAM_OFF)
    _print_kind("Zalo OA", settings, AccountKind.ZALO_OA, " (webhook)", texts.BANNER_ZALO_OFF)
    _print_kind("Zalo Bot", settings, AccountKind.ZALO_BOT, "", texts.BANNER_ZALO_BOT_OFF)
    print_line(f"Terminal:  {texts.BANNER_TERMINAL}")


def _print_kind(label: str, settings: Settings, kind: AccountKind, way: str, off: str) -> None:
    """Print a line for each account of a kind, with its unit; one that says how to turn it on."""
    accounts = [account for account in settings.accounts.every if account.kind is kind]
    for account in accounts:
        unit = f", {account.unit}" if account.unit else ""
        name = f" {account.name}" if account.name else ""
        print_line(f"{label + ':':10} {texts.BANNER_ON}{way}{name}{unit}")
    if not accounts:
        print_line(f"{label + ':':10} {off}")


async def _print_console(settings: Settings, port: int, db: Database, *, wants_link: bool) -> None:
    """Print where the officers' console is; with a one-time link where a person reads it.

    A log that is kept never holds one.
    """
    address = f"{_local_address(settings, port)}/console/"
    if wants_link:
        token, name = await db.write(admin.make_first_link, now=utc_now())
        address = f"{address}in/{token}  ({texts.ADMIN_LINK_OF.format(name=name)})"
    print_line(f"Console:   {address}")


def _local_address(settings: Settings, port: int) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    return settings.public_url or f"http://{host}:{port}"


def run_chat(options: argparse.Namespace) -> int:
    """bot service chat"""
    settings = load_settings()
    logs.configure_logging("WARNING", settings.log_format)
    with open_upgraded_database(settings) as db:
        asyncio.run(_serve_terminal(settings, db, options))
    return 0


async def _serve_terminal(settings: Settings, db: Database, options: argparse.Namespace) -> None:
    if wants_demo(settings, trial=options.trial):
        await db.write(_load_demo, settings)
    start = f"u-{options.unit}" if options.unit else ""
    terminal = Terminal(person=options.person, start=start)
    print_line(texts.TERMINAL_HELLO)
    knowledge_base = load_knowledge_base(settings)
    runner = web.AppRunner(house.build_app(settings, db, knowledge_base, [terminal]))
    await runner.setup()
    try:
        await terminal.finished.wait()
    finally:
        await runner.cleanup()


def check_installation(options: argparse.Namespace) -> int:
    """bot service check"""
    findings = doctor.run_checks()
    if options.json:
        print_line(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print_line(finding.as_line())
    return 0 if all(finding.ok for finding in findings) else 1
