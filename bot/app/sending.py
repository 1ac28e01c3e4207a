"""How what is in the outbox is sent: rates, splitting, a dispatcher for each account."""

from collections.abc import Sequence
from functools import partial

from bot.broadcasts import lint
from bot.broadcasts.preview import SendingPolicy, Splitter
from bot.channels.base import Channel
from bot.channels.zalo_oa.channel import ZaloOA
from bot.core.accounts import LONE_RATE, AccountKind
from bot.core.clock import Clock
from bot.core.db import Database
from bot.core.policy import Policy
from bot.core.settings import Settings
from bot.inbox.media import MediaStore
from bot.messages.content import Attachment, Choice, Reply
from bot.outbox import sender_lease as outbox_lanes
from bot.outbox.buttons import number_buttons
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.result_writer import UndeliveredHook
from bot.tickets import delivery_failures

# A page whose line is dead holds its place for seconds: others must not wait behind ten of them.
WEBCHAT_CONCURRENCY = 100
TELEGRAM_PER_CHAT = 1.0  # seconds between two messages to one chat (Telegram's bots FAQ)


def make_sending_policy(
    settings: Settings, channels: Sequence[Channel], policy: Policy
) -> SendingPolicy:
    """Return the sending policy: policy, rates, splitting functions and lint style."""
    return SendingPolicy(
        policy=policy,
        rates={account: rate for account, (rate, _) in sending_rates(settings).items()},
        splitters={channel.name: make_splitter(channel) for channel in channels},
        style=lint.load_style(settings.data_dir),
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
        account.account: (
            account.rate or LONE_RATE,
            TELEGRAM_PER_CHAT if account.kind is AccountKind.TELEGRAM else 0.0,
        )
        for account in settings.accounts.every
    }


def make_dispatchers(
    settings: Settings,
    db: Database,
    channels: Sequence[Channel],
    clock: Clock,
    media_store: MediaStore,
    sending_policy: SendingPolicy,
) -> dict[str, Dispatcher]:
    """Return the dispatcher of every channel by its account."""
    react = partial(delivery_failures.handle_outcomes, policy=sending_policy.policy)
    return {
        channel.name: _make_dispatcher(settings, db, channel, clock, media_store, react)
        for channel in channels
    }


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
