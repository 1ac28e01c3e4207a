"""The composition root: the only module that knows every other one.

Every long-running part is a `cleanup_ctx` of one aiohttp application: one start, one shutdown
(ADR-0001).
"""

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from aiohttp import web

from bot.app.channels import find_reference_url, make_zalo_consent
from bot.app.error_reports import report_errors
from bot.app.sending import make_dispatchers, make_sending_policy
from bot.broadcasts import authenticity
from bot.broadcasts.preview import SendingPolicy
from bot.channels.base import Channel, Receive
from bot.channels.file_store import FILES_FOLDER, FileStore
from bot.channels.request_sources import RequestSources
from bot.channels.server_socket import add_request_limits
from bot.channels.telegram.channel import Telegram
from bot.channels.webchat import Webchat
from bot.channels.zalo_oa.channel import ZaloOA
from bot.classes import skills
from bot.console import add_console
from bot.console.context import Services
from bot.core import official_sites
from bot.core.accounts import AccountKind, ZaloAccount, find_kind
from bot.core.clock import Clock, utc_now
from bot.core.db import Database
from bot.core.policy import policy_from
from bot.core.rate_limits import CODE_ATTEMPTS, RateLimiter
from bot.core.secrets import derive_key, load_secret_key
from bot.core.settings import Settings
from bot.faq import recordings
from bot.faq.knowledge_base import KnowledgeBase
from bot.handlers.routes import routes
from bot.inbox import webhook_queue
from bot.inbox.fragments import Debouncer
from bot.inbox.list_fetching import ListFetcher
from bot.inbox.media import Fetch, MediaStore
from bot.inbox.receive import Inbox, find_wanted
from bot.inbox.routing import Route
from bot.messages.content import GENERATED, Attachment, Incoming
from bot.outbox import sender_lease as outbox_lanes
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.senders import EditsMessages
from bot.outreach.setups import SetUps, load_setups
from bot.reminders import deadlines
from bot.reminders.deadlines import Deadline
from bot.reports.indicators.files import load_indicator_sets
from bot.reports.report_documents import prepare_report
from bot.schedule.jobs import Scheduler, run_scheduler
from bot.schedule.monitoring import Monitor
from bot.tickets.help_kinds import HelpKinds, load_help_kinds
from bot.usecases.generated_documents import GeneratedDocuments, make_print_config
from bot.usecases.own_data_files import prepare_copy
from bot.web.public_pages import add_public_pages
from bot.web.zalo import add_zalo_routes

log = logging.getLogger(__name__)

# How long Zalo keeps what people send is not documented.
EPHEMERAL_FILE_KINDS = (AccountKind.ZALO_OA, AccountKind.ZALO_BOT)
QUEUED_KINDS = (AccountKind.ZALO_OA,)  # hangs up after two seconds, and counts it
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
    sending_policy = make_sending_policy(settings, channels, policy_from(settings))
    dispatchers = make_dispatchers(settings, db, channels, clock, media_store, sending_policy)
    dated = deadlines.load_deadlines(settings.data_dir)
    lists = load_setups(settings.data_dir), load_help_kinds(settings.data_dir)
    table = _make_routes(settings, knowledge_base, sending_policy, dated, attempts, files, *lists)
    dependencies = (db, lambda: table, clock, wake := partial(_wake, dispatchers))
    app[INBOX], app[DEBOUNCER] = inbox, debouncer = Inbox(*dependencies), Debouncer(*dependencies)
    app.cleanup_ctx.append(lambda _app: report_errors(settings))
    # Stopped in reverse: channels, clock, then dispatchers, which finish what they hold.
    _add_lifespans(app, db, dispatchers)
    jobs = _make_jobs(
        settings, db, knowledge_base, clock, sending_policy, dated, channels, debouncer, files
    )
    start_scheduler(app, jobs)
    app.cleanup_ctx.append(media_store.lifespan)
    for channel in channels:
        _wire_channel(channel, dispatchers[channel.name], FileStore(files), clock)
        channel.attach(app, _make_receiver(app, channel.name, db, clock, inbox, media_store))
    _add_pages(app, settings, db, clock, attempts, sources)
    add_console(app, Services(
        settings, db, clock, jobs.policy, knowledge_base, sending_policy, FileStore(files),
        media_store, tuple(channels), sources, wake, load_indicator_sets(settings.data_dir), *lists,
    ))  # fmt: skip
    return app


def _make_jobs(
    settings: Settings,
    db: Database,
    knowledge_base: KnowledgeBase,
    clock: Clock,
    sending_policy: SendingPolicy,
    dated: tuple[Deadline, ...],
    channels: Sequence[Channel],
    debouncer: Debouncer,
    files: Path,
) -> Scheduler:
    """Return what the clock does, with what it needs."""
    policy, accounts = sending_policy.policy, tuple(channel.name for channel in channels)
    compared = find_reference_url(settings)
    return Scheduler(
        db,
        knowledge_base,
        clock,
        policy,
        dated,
        sending_policy,
        files,
        _find_editable(channels),
        FileStore(files).delete_unused,
        debouncer.answer_due,
        tuple(settings.accounts.map_units()),
        Monitor(db, clock, policy, accounts, settings.database_url, compared),
    )


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


def _make_routes(
    settings: Settings,
    knowledge_base: KnowledgeBase,
    sending_policy: SendingPolicy,
    dated: tuple[Deadline, ...],
    attempts: RateLimiter,
    files: Path,
    setups: SetUps,
    kinds: HelpKinds,
) -> Sequence[Route]:
    """Return the route table with what it reads from the data folder."""
    return routes(
        knowledge_base,
        sending_policy.policy,
        sending_policy,
        authenticity.load_scams(settings.data_dir),
        derive_key(load_secret_key(settings), "ballots"),
        attempts,
        knowledge_base.intents,
        dated,
        skills.load_skills(settings.data_dir),
        setups,
        FileStore(files),
        kinds,
        official_sites.load_official_sites(settings.data_dir),
    )


def _make_media(
    settings: Settings,
    db: Database,
    knowledge_base: KnowledgeBase,
    channels: Sequence[Channel],
    clock: Clock,
    files: Path,
) -> MediaStore:
    documents = GeneratedDocuments(
        db, clock, make_print_config(settings), (prepare_report, prepare_copy)
    )
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
    official = settings.accounts.list_kind(ZaloAccount)
    consents = [make_zalo_consent(settings, account, db, clock) for account in official]
    add_zalo_routes(app, consents, sources)


def _wire_channel(channel: Channel, dispatcher: Dispatcher, files: FileStore, clock: Clock) -> None:
    """Give a channel what it needs from the rest of the application."""
    if isinstance(channel, Webchat):
        channel.on_arrival = dispatcher.wake
    if isinstance(channel, Telegram | ZaloOA):
        channel.files = files
    if isinstance(channel, ZaloOA):
        channel.verifier.clock = clock


def _make_receiver(
    app: web.Application,
    account: str,
    db: Database,
    clock: Clock,
    inbox: Inbox,
    media_store: MediaStore,
) -> Receive:
    """Return the coroutine a channel passes incoming messages to.

    Accounts of `QUEUED_KINDS` get a durable webhook queue of their own in front of the inbox.
    """
    if find_kind(account) not in EPHEMERAL_FILE_KINDS:
        return ListFetcher(db, media_store).wrap_receiver(inbox.receive)

    async def list_wanted(incoming: Incoming) -> tuple[Attachment, ...]:
        return await db.read(find_wanted, incoming)

    receive = media_store.wrap_receiver(inbox.receive, list_wanted)
    if find_kind(account) not in QUEUED_KINDS:
        return receive
    queue = webhook_queue.WebhookQueue(db, clock, receive, outbox_lanes.make_holder_name(), account)
    queue.attach(app)
    return queue.enqueue
