"""The composition root: the only module that knows every other one.

Every long-running part is a `cleanup_ctx` of one aiohttp application: one start, one shutdown
(ADR-0001).
"""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path

from aiohttp import web

from bot import texts
from bot.broadcasts import authenticity, lint
from bot.broadcasts.preview import Pace
from bot.channels.base import Channel, Receive
from bot.channels.files import FILES, Folder
from bot.channels.listening import guard
from bot.channels.networks import Sources
from bot.channels.telegram.channel import Telegram
from bot.channels.webchat import Webchat
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_oa import templates
from bot.channels.zalo_oa.channel import ZaloOA
from bot.classes import skills
from bot.core.budgets import TRIES, Meter
from bot.core.clock import Clock, utc_now
from bot.core.db import Database
from bot.core.policy import policy_from
from bot.core.secrets import derive, secret_key
from bot.core.settings import Settings
from bot.core.tokens import TokenStore
from bot.faq import recordings
from bot.faq.knowledge_base import Shelf
from bot.handlers import routes
from bot.inbox import webhook_queue
from bot.inbox.fragments import HeldPieces
from bot.inbox.media import Fetch, Media
from bot.inbox.receive import Inbox
from bot.messages.content import MADE
from bot.outbox import sender_lease as outbox_lanes
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.result_writer import React
from bot.outbox.voices import Editor
from bot.people import units
from bot.people.units import UnitKind
from bot.reminders import deadlines
from bot.schedule.jobs import Clockwork, run_clock
from bot.tickets import undelivered
from bot.usecases.generated_documents import Papers, make_press
from bot.web.calendars import add_calendars
from bot.web.certificates import add_certificates
from bot.web.health import add_health
from bot.web.zalo import ACCOUNT as ZALO
from bot.web.zalo import Consent, add_zalo_pages, make_oauth, seed_of

log = logging.getLogger(__name__)

# A page whose line is dead holds its place for seconds: others must not wait behind ten of them.
PAGES_AT_ONCE = 100
TELEGRAM_PER_CHAT = 1.0  # seconds between two messages to one chat (Telegram's bots FAQ)
FORGET_FILES = (ZALO, "zalo-bot")  # how long Zalo keeps what people send is not documented
HURRIED = (ZALO,)  # hangs up after two seconds, and counts it
MAX_BODY = 1_000_000  # bytes of a webhook call

Context = Callable[[web.Application], AsyncIterator[None]]

INBOX = web.AppKey("inbox", Inbox)
HELD = web.AppKey("held", HeldPieces)


def build(
    settings: Settings,
    db: Database,
    shelf: Shelf,
    channels: Sequence[Channel],
    *,
    clock: Clock = utc_now,
    files: Path = FILES,
    tick: Callable[[web.Application, Clockwork], None] = run_clock,
) -> web.Application:
    """Build the whole application around an upgraded database, without starting it.

    `start_scheduler` registers the clock's jobs with the application.
    """
    app = web.Application(client_max_size=MAX_BODY)
    sources, tries = Sources.named(settings.proxies), Meter(TRIES)
    guard(app, sources)
    media = _make_media(settings, db, shelf, channels, clock, files)
    policy = policy_from(settings)
    react = partial(undelivered.react, policy=policy)
    lanes = {one.name: _lane(settings, db, one, clock, media, react) for one in channels}
    pace = make_pace(settings, channels)
    key = derive(secret_key(settings), "ballots")
    dated = deadlines.load(settings.data_dir)
    scams = authenticity.load(settings.data_dir)
    table = routes(
        shelf, policy, pace, scams, key, tries, shelf.intents, dated, skills.load(settings.data_dir)
    )
    doors = (db, lambda: table, clock, lambda account: lanes[account].wake())
    inbox, held = Inbox(*doors), HeldPieces(*doors)
    app[INBOX], app[HELD] = inbox, held
    # Stopped in reverse: the ears, the clock, then the voices, which finish what they hold.
    app.cleanup_ctx.append(webhook_queue.free_what_a_dead_process_held(db, tuple(lanes)))
    for lane in lanes.values():
        app.cleanup_ctx.append(lane.live)
    editable = frozenset(one.name for one in channels if isinstance(one, Editor))
    sweep, late = Folder(files).drop_unused, held.answer_due
    tick(app, Clockwork(db, shelf, clock, policy, dated, pace, files, editable, sweep, late))
    app.cleanup_ctx.append(media.live)
    for channel in channels:
        _tell(channel, lanes[channel.name], Folder(files), clock)
        channel.attach(app, _way_in(app, channel.name, db, clock, inbox, media))
    _add_pages(app, settings, db, clock, tries, sources)
    return app


def _make_media(
    settings: Settings,
    db: Database,
    shelf: Shelf,
    channels: Sequence[Channel],
    clock: Clock,
    files: Path,
) -> Media:
    papers = Papers(db, clock, make_press(settings))
    recorded = partial(recordings.fetch, shelf.shipped)
    ours: dict[str, Fetch] = {MADE: papers.fetch, recordings.ACCOUNT: recorded}
    return Media(files, {**ours, **{one.name: one.fetch for one in channels}})


def _add_pages(
    app: web.Application,
    settings: Settings,
    db: Database,
    clock: Clock,
    tries: Meter,
    sources: Sources,
) -> None:
    """Add the routes that belong to no channel."""
    add_health(app, db, settings)
    add_calendars(app, db, clock)
    add_certificates(app, db, settings.zone, tries, sources)
    if settings.zalo_app_id:
        add_zalo_pages(app, settings, make_zalo_consent(settings, db, clock), sources)


def _tell(channel: Channel, lane: Dispatcher, files: Folder, clock: Clock) -> None:
    """Give a channel what it needs from the rest of the application."""
    if isinstance(channel, Webchat):
        channel.on_arrival = lane.wake
    if isinstance(channel, Telegram | ZaloOA):
        channel.files = files
    if isinstance(channel, ZaloOA):
        channel.door.clock = clock


def make_channels(settings: Settings, db: Database) -> list[Channel]:
    """Return the channels that the settings turn on."""
    found: list[Channel] = [make_webchat(settings, db)]
    if settings.telegram_token.get_secret_value():
        found.append(make_telegram(settings))
    if settings.zalo_app_id:
        found.append(make_zalo_oa(settings, db))
    if settings.zalo_bot_token.get_secret_value():
        found.append(make_zalo_bot(settings))
    return found


def make_pace(settings: Settings, channels: Sequence[Channel]) -> Pace:
    """Return the sending policy: rates, quiet hours, splitting functions, lint style and price."""
    return Pace(
        zone=settings.zone,
        quiet=settings.quiet,
        rates={account: rate for account, (rate, _) in paces(settings).items()},
        parts={one.name: one.parts for one in channels},
        style=lint.load(settings.data_dir),
        price=settings.zalo_price,
    )


def paces(settings: Settings) -> dict[str, tuple[float, float]]:
    """Return by account the messages per second in total, and seconds between two to a chat."""
    return {
        "telegram": (settings.telegram_rate, TELEGRAM_PER_CHAT),
        ZALO: (settings.zalo_rate, 0.0),
        "zalo-bot": (settings.zalo_bot_rate, 0.0),
    }


def make_webchat(settings: Settings, db: Database) -> Webchat:
    """Build the web chat channel. The page names the unit of its link, or the only commune."""

    async def place_of(code: str) -> str:
        if unit := await db.read(units.find_unit, code):
            commune = await db.read(units.ancestor, unit, UnitKind.COMMUNE)
            above = commune.name if commune and commune.id != unit.id else ""
            return ", ".join(filter(None, (unit.name, above)))
        communes = await db.read(units.list_units, UnitKind.COMMUNE)
        return communes[0].name if len(communes) == 1 else ""

    return Webchat(
        secret=derive(secret_key(settings), "webchat"),
        files=FILES,
        public_url=settings.public_url,
        place_of=place_of,
        sources=Sources.named(settings.proxies),
    )


def make_telegram(settings: Settings) -> Telegram:
    """Build the Telegram channel from the settings."""
    return Telegram(
        token=settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        mode="webhook" if settings.receives_by_webhook else "polling",
        webhook_secret=settings.telegram_webhook_secret.get_secret_value()
        or derive(secret_key(settings), "telegram-webhook"),
        public_url=settings.public_url,
        commands=texts.COMMANDS,
    )


def make_zalo_oa(settings: Settings, db: Database, clock: Clock = utc_now) -> ZaloOA:
    """Build the Zalo Official Account channel from the settings."""
    secret, app_secret = settings.zalo_oa_secret, settings.zalo_app_secret
    return ZaloOA(
        api_url=settings.zalo_api_url,
        tokens=make_zalo_tokens(settings, db, clock),
        ids=(settings.zalo_app_id, settings.zalo_oa_id),
        keys=(secret.get_secret_value(), app_secret.get_secret_value()),
        proof_key=app_secret.get_secret_value() if settings.zalo_proof else "",
        buttons=settings.zalo_buttons,
        media_hosts=_hosts(settings),
        templates=templates.load(settings.zalo_templates),
        public_url=settings.public_url,
    )


def make_zalo_tokens(settings: Settings, db: Database, clock: Clock = utc_now) -> TokenStore:
    """Build the token store of the Official Account."""
    key = derive(secret_key(settings), "zalo-tokens")
    oauth = make_oauth(settings)
    return TokenStore(db, ZALO, key, clock, oauth.renew, first=seed_of(settings))


def make_zalo_consent(settings: Settings, db: Database, clock: Clock = utc_now) -> Consent:
    """Build the OAuth consent flow by which the Official Account's admin grants tokens."""
    return Consent(settings, make_zalo_tokens(settings, db, clock), make_oauth(settings))


def make_zalo_bot(settings: Settings) -> ZaloBot:
    """Build the Zalo Bot channel from the settings."""
    return ZaloBot(
        token=settings.zalo_bot_token.get_secret_value(),
        api_url=settings.zalo_bot_api_url,
        secret=settings.zalo_bot_secret.get_secret_value()
        or derive(secret_key(settings), "zalo-bot-webhook"),
        public_url=settings.public_url,
        media_hosts=_hosts(settings),
    )


def _hosts(settings: Settings) -> tuple[str, ...]:
    return tuple(one.strip() for one in settings.zalo_media_hosts.split(",") if one.strip())


def _lane(
    settings: Settings, db: Database, channel: Channel, clock: Clock, media: Media, react: React
) -> Dispatcher:
    lane = partial(
        Dispatcher,
        db,
        channel,
        clock,
        holder=outbox_lanes.holder_name(),
        carry=media.for_account,
        react=react,
    )
    if channel.name in (known := paces(settings)):
        rate, per_chat = known[channel.name]
        oa = channel if isinstance(channel, ZaloOA) else None
        return lane(
            rate=rate,
            per_chat=per_chat,
            templated=oa.templated if oa else frozenset(),
            by_template=oa.send_template if oa else None,
        )
    return lane(shared=channel.reachable() is not None, at_once=PAGES_AT_ONCE)


def _way_in(
    app: web.Application, account: str, db: Database, clock: Clock, inbox: Inbox, media: Media
) -> Receive:
    """Return the coroutine a channel passes incoming messages to.

    Accounts in `QUEUED_ACCOUNTS` get the durable webhook queue in front of the inbox.
    """
    if account not in FORGET_FILES:
        return inbox.receive
    receive = media.kept_from(inbox.receive)
    if account not in HURRIED:
        return receive
    first = webhook_queue.Spool(db, clock, receive, outbox_lanes.holder_name())
    first.add_to(app)
    return first.put
