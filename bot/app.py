"""The composition root: the only module that knows every other one.

Every long-running part is a `cleanup_ctx` of one aiohttp application: one start, one shutdown
(ADR-0001).
"""

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from aiohttp import web

from bot import texts
from bot.broadcasts import authenticity, lint
from bot.broadcasts.preview import SendingPolicy, Splitter
from bot.channels.base import Channel, Receive
from bot.channels.file_store import FILES_FOLDER, FileStore
from bot.channels.request_sources import RequestSources
from bot.channels.server_socket import add_request_limits
from bot.channels.telegram.channel import Telegram
from bot.channels.webchat import Webchat
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_oa import templates
from bot.channels.zalo_oa.channel import ZaloOA
from bot.classes import skills
from bot.console import add_console
from bot.console.context import Services
from bot.core.clock import Clock, utc_now
from bot.core.db import Database
from bot.core.policy import policy_from
from bot.core.rate_limits import CODE_ATTEMPTS, RateLimiter
from bot.core.secrets import derive_key, load_secret_key
from bot.core.settings import Settings
from bot.core.tokens import TokenStore
from bot.faq import recordings
from bot.faq.knowledge_base import KnowledgeBase
from bot.handlers.routes import routes
from bot.inbox import webhook_queue
from bot.inbox.fragments import Debouncer
from bot.inbox.list_fetching import ListFetcher
from bot.inbox.media import Fetch, MediaStore
from bot.inbox.receive import Inbox
from bot.inbox.routing import Route
from bot.messages.content import GENERATED, Attachment, Choice, Reply
from bot.outbox import sender_lease as outbox_lanes
from bot.outbox.buttons import number_buttons
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.result_writer import UndeliveredHook
from bot.outbox.senders import EditsMessages
from bot.outreach.setups import load_setups
from bot.people import units
from bot.people.units import UnitKind
from bot.reminders import deadlines
from bot.reminders.deadlines import Deadline
from bot.reports.report_documents import prepare_report
from bot.schedule.jobs import Scheduler, run_scheduler
from bot.tickets import delivery_failures
from bot.usecases.generated_documents import GeneratedDocuments, make_print_config
from bot.web.public_pages import add_public_pages
from bot.web.zalo import ACCOUNT as ZALO
from bot.web.zalo import ConsentFlow, add_zalo_routes, initial_token_pair, make_oauth

log = logging.getLogger(__name__)

# A page whose line is dead holds its place for seconds: others must not wait behind ten of them.
WEBCHAT_CONCURRENCY = 100
TELEGRAM_PER_CHAT = 1.0  # seconds between two messages to one chat (Telegram's bots FAQ)
EPHEMERAL_FILE_ACCOUNTS = (
    ZALO,
    "zalo-bot",
)  # how long Zalo keeps what people send is not documented
QUEUED_ACCOUNTS = (ZALO,)  # hangs up after two seconds, and counts it
MAX_BODY = 1_000_000  # bytes of a webhook call

CleanupContext = Callable[[web.Application], AsyncIterator[None]]

INBOX = web.AppKey("inbox", Inbox)
DEBOUNCER = web.AppKey("held", Debouncer)


def build_app(
    settings: Settings,
    db: Database,
    knowledge_base: KnowledgeBase,
    channels: Sequence[Channel],
    *,
    clock: Clock = utc_now,
    files: Path = FILES_FOLDER,
    start_scheduler: Callable[[web.Application, Scheduler], None] = run_scheduler,
) -> web.Application:
    """Build the whole application around an upgraded database, without starting it.

    `start_scheduler` registers the clock's jobs with the application.
    """
    app = web.Application(client_max_size=MAX_BODY)
    sources = RequestSources.from_setting(settings.proxies)
    attempts = RateLimiter(CODE_ATTEMPTS)
    add_request_limits(app, sources)
    media_store = _make_media(settings, db, knowledge_base, channels, clock, files)
    dispatchers = _make_dispatchers(settings, db, channels, clock, media_store)
    sending_policy = make_sending_policy(settings, channels)
    dated = deadlines.load_deadlines(settings.data_dir)
    table = _make_routes(settings, knowledge_base, sending_policy, dated, attempts, files)
    wake = partial(_wake, dispatchers)
    dependencies = (db, lambda: table, clock, wake)
    app[INBOX], app[DEBOUNCER] = inbox, debouncer = Inbox(*dependencies), Debouncer(*dependencies)
    # Stopped in reverse: channels, clock, then dispatchers, which finish what they hold.
    _add_lifespans(app, db, dispatchers)
    jobs = Scheduler(
        db, knowledge_base, clock, policy_from(settings), dated, sending_policy, files,
        _find_editable(channels), FileStore(files).delete_unused, debouncer.answer_due,
    )  # fmt: skip
    start_scheduler(app, jobs)
    app.cleanup_ctx.append(media_store.lifespan)
    for channel in channels:
        _wire_channel(channel, dispatchers[channel.name], FileStore(files), clock)
        channel.attach(app, _make_receiver(app, channel.name, db, clock, inbox, media_store))
    _add_pages(app, settings, db, clock, attempts, sources)
    services = Services(
        settings, db, clock, jobs.policy, knowledge_base, sending_policy,
        FileStore(files), media_store, tuple(channels), sources, wake,
    )  # fmt: skip
    add_console(app, services)
    return app


def _add_lifespans(
    app: web.Application, db: Database, dispatchers: Mapping[str, Dispatcher]
) -> None:
    """Start the dispatchers with the application; they are stopped after channels and clock."""
    app.cleanup_ctx.append(webhook_queue.release_stale_leases(db, tuple(dispatchers)))
    app.cleanup_ctx.extend(dispatcher.lifespan for dispatcher in dispatchers.values())


def _wake(dispatchers: Mapping[str, Dispatcher], account: str) -> None:
    """Have the account's dispatcher look for new deliveries."""
    dispatchers[account].wake()


def _find_editable(channels: Sequence[Channel]) -> frozenset[str]:
    """Return the accounts whose messages can be edited after they were sent."""
    return frozenset(channel.name for channel in channels if isinstance(channel, EditsMessages))


def _make_dispatchers(
    settings: Settings,
    db: Database,
    channels: Sequence[Channel],
    clock: Clock,
    media_store: MediaStore,
) -> dict[str, Dispatcher]:
    """Return the dispatcher of every channel by its account."""
    react = partial(delivery_failures.handle_outcomes, policy=policy_from(settings))
    return {
        channel.name: _make_dispatcher(settings, db, channel, clock, media_store, react)
        for channel in channels
    }


def _make_routes(
    settings: Settings,
    knowledge_base: KnowledgeBase,
    sending_policy: SendingPolicy,
    dated: tuple[Deadline, ...],
    attempts: RateLimiter,
    files: Path,
) -> Sequence[Route]:
    """Return the route table with what it reads from the data folder."""
    return routes(
        knowledge_base,
        policy_from(settings),
        sending_policy,
        authenticity.load_scams(settings.data_dir),
        derive_key(load_secret_key(settings), "ballots"),
        attempts,
        knowledge_base.intents,
        dated,
        skills.load_skills(settings.data_dir),
        load_setups(settings.data_dir),
        FileStore(files),
    )


def _make_media(
    settings: Settings,
    db: Database,
    knowledge_base: KnowledgeBase,
    channels: Sequence[Channel],
    clock: Clock,
    files: Path,
) -> MediaStore:
    documents = GeneratedDocuments(db, clock, make_print_config(settings), (prepare_report,))
    recorded = partial(recordings.fetch_recording, knowledge_base.shipped)
    builtin_fetchers: dict[str, Fetch] = {GENERATED: documents.fetch, recordings.ACCOUNT: recorded}
    return MediaStore(
        files, {**builtin_fetchers, **{channel.name: channel.fetch for channel in channels}}
    )


def _add_pages(
    app: web.Application,
    settings: Settings,
    db: Database,
    clock: Clock,
    tries: RateLimiter,
    sources: RequestSources,
) -> None:
    """Add the routes that belong to no channel."""
    add_public_pages(app, settings, db, clock, tries, sources)
    if settings.zalo_app_id:
        add_zalo_routes(app, settings, make_zalo_consent(settings, db, clock), sources)


def _wire_channel(channel: Channel, dispatcher: Dispatcher, files: FileStore, clock: Clock) -> None:
    """Give a channel what it needs from the rest of the application."""
    if isinstance(channel, Webchat):
        channel.on_arrival = dispatcher.wake
    if isinstance(channel, Telegram | ZaloOA):
        channel.files = files
    if isinstance(channel, ZaloOA):
        channel.verifier.clock = clock


def make_channels(settings: Settings, db: Database) -> list[Channel]:
    """Return the channels that the settings turn on."""
    channels: list[Channel] = [make_webchat(settings, db)]
    if settings.telegram_token.get_secret_value():
        channels.append(make_telegram(settings))
    if settings.zalo_app_id:
        channels.append(make_zalo_oa(settings, db))
    if settings.zalo_bot_token.get_secret_value():
        channels.append(make_zalo_bot(settings))
    return channels


def make_sending_policy(settings: Settings, channels: Sequence[Channel]) -> SendingPolicy:
    """Return the sending policy: rates, quiet hours, splitting functions, lint style and price."""
    return SendingPolicy(
        policy=policy_from(settings),
        rates={account: rate for account, (rate, _) in sending_rates(settings).items()},
        splitters={channel.name: make_splitter(channel) for channel in channels},
        style=lint.load_style(settings.data_dir),
        price=settings.zalo_price,
    )


def make_splitter(channel: Channel) -> Splitter:
    """Return the function that cuts an announcement into the texts the channel sends."""

    def split(
        text: str, buttons: tuple[Choice, ...], files: tuple[Attachment, ...]
    ) -> Sequence[str]:
        return [part.text for part in channel.parts(number_buttons(Reply(text, buttons, files)))]

    return split


def sending_rates(settings: Settings) -> dict[str, tuple[float, float]]:
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
            commune = await db.read(units.find_ancestor, unit, UnitKind.COMMUNE)
            above = commune.name if commune and commune.id != unit.id else ""
            return ", ".join(filter(None, (unit.name, above)))
        communes = await db.read(units.list_units, UnitKind.COMMUNE)
        return communes[0].name if len(communes) == 1 else ""

    return Webchat(
        secret=derive_key(load_secret_key(settings), "webchat"),
        files=FILES_FOLDER,
        public_url=settings.public_url,
        place_of=place_of,
        sources=RequestSources.from_setting(settings.proxies),
    )


def make_telegram(settings: Settings) -> Telegram:
    """Build the Telegram channel from the settings."""
    return Telegram(
        token=settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        mode="webhook" if settings.receives_by_webhook else "polling",
        webhook_secret=settings.telegram_webhook_secret.get_secret_value()
        or derive_key(load_secret_key(settings), "telegram-webhook"),
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
        media_hosts=_media_hosts(settings),
        templates=templates.load_templates(settings.zalo_templates),
        public_url=settings.public_url,
    )


def make_zalo_tokens(settings: Settings, db: Database, clock: Clock = utc_now) -> TokenStore:
    """Build the token store of the Official Account."""
    key = derive_key(load_secret_key(settings), "zalo-tokens")
    oauth = make_oauth(settings)
    return TokenStore(db, ZALO, key, clock, oauth.renew_tokens, first=initial_token_pair(settings))


def make_zalo_consent(settings: Settings, db: Database, clock: Clock = utc_now) -> ConsentFlow:
    """Build the OAuth consent flow by which the Official Account's admin grants tokens."""
    return ConsentFlow(settings, make_zalo_tokens(settings, db, clock), make_oauth(settings))


def make_zalo_bot(settings: Settings) -> ZaloBot:
    """Build the Zalo Bot channel from the settings."""
    return ZaloBot(
        token=settings.zalo_bot_token.get_secret_value(),
        api_url=settings.zalo_bot_api_url,
        secret=settings.zalo_bot_secret.get_secret_value()
        or derive_key(load_secret_key(settings), "zalo-bot-webhook"),
        public_url=settings.public_url,
        media_hosts=_media_hosts(settings),
    )


def _media_hosts(settings: Settings) -> tuple[str, ...]:
    return tuple(host.strip() for host in settings.zalo_media_hosts.split(",") if host.strip())


def _make_dispatcher(
    settings: Settings,
    db: Database,
    channel: Channel,
    clock: Clock,
    media_store: MediaStore,
    react: UndeliveredHook,
) -> Dispatcher:
    make_dispatcher = partial(
        Dispatcher,
        db,
        channel,
        clock,
        holder=outbox_lanes.make_holder_name(),
        resolve_media=media_store.resolve_reply,
        on_undelivered=react,
    )
    if channel.name in (rates := sending_rates(settings)):
        rate, per_chat = rates[channel.name]
        official_account = channel if isinstance(channel, ZaloOA) else None
        return make_dispatcher(
            rate=rate,
            per_chat=per_chat,
            template_priorities=official_account.template_priorities
            if official_account
            else frozenset(),
            send_template=official_account.send_template if official_account else None,
        )
    return make_dispatcher(
        shared=channel.reachable() is not None, max_in_flight=WEBCHAT_CONCURRENCY
    )


def _make_receiver(
    app: web.Application,
    account: str,
    db: Database,
    clock: Clock,
    inbox: Inbox,
    media_store: MediaStore,
) -> Receive:
    """Return the coroutine a channel passes incoming messages to.

    Accounts in `QUEUED_ACCOUNTS` get the durable webhook queue in front of the inbox.
    """
    if account not in EPHEMERAL_FILE_ACCOUNTS:
        return ListFetcher(db, media_store).wrap_receiver(inbox.receive)
    receive = media_store.wrap_receiver(inbox.receive)
    if account not in QUEUED_ACCOUNTS:
        return receive
    queue = webhook_queue.WebhookQueue(db, clock, receive, outbox_lanes.make_holder_name())
    queue.attach(app)
    return queue.enqueue
