"""The channels that the settings turn on, each with what it needs."""

from bot import texts
from bot.channels.base import Channel
from bot.channels.file_store import FILES_FOLDER
from bot.channels.request_sources import RequestSources
from bot.channels.telegram.channel import WEBHOOK_PATH as TELEGRAM_PATH
from bot.channels.telegram.channel import Telegram
from bot.channels.webchat import Webchat
from bot.channels.zalo_bot.channel import WEBHOOK_PATH as ZALO_BOT_PATH
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_oa import templates
from bot.channels.zalo_oa.channel import WEBHOOK_PATH as ZALO_OA_PATH
from bot.channels.zalo_oa.channel import ZaloOA
from bot.core.accounts import Account, AccountKind, TelegramAccount, ZaloAccount, ZaloBotAccount
from bot.core.clock import Clock, utc_now
from bot.core.db import Database
from bot.core.secrets import derive_key, load_secret_key
from bot.core.settings import Settings
from bot.core.tokens import TokenStore
from bot.people import units
from bot.people.units import UnitKind
from bot.web.zalo import ConsentFlow, initial_token_pair, make_oauth


def make_channels(settings: Settings, db: Database) -> list[Channel]:
    """Return the channels that the settings turn on."""
    channels: list[Channel] = [make_webchat(settings, db)]
    telegram = settings.accounts.list_kind(TelegramAccount)
    channels += [make_telegram(settings, account) for account in telegram]
    channels += make_zalo_accounts(settings, db)
    zalo_bots = settings.accounts.list_kind(ZaloBotAccount)
    channels += [make_zalo_bot(settings, account) for account in zalo_bots]
    return channels


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


def make_telegram(settings: Settings, account: TelegramAccount) -> Telegram:
    """Build the channel of a Telegram bot."""
    return Telegram(
        name=account.account,
        path=f"{TELEGRAM_PATH}{account.path}",
        token=account.token.get_secret_value(),
        api_url=settings.telegram_api_url,
        mode="webhook" if settings.receives_by_webhook else "polling",
        webhook_secret=account.webhook_secret.get_secret_value()
        or _derive_secret(settings, "telegram-webhook", account),
        public_url=settings.public_url,
        commands=texts.COMMANDS,
    )


def make_zalo_oa(
    settings: Settings, account: ZaloAccount, db: Database, clock: Clock = utc_now
) -> ZaloOA:
    """Build the channel of an Official Account."""
    app_secret = account.app_secret.get_secret_value()
    return ZaloOA(
        name=account.account,
        path=f"{ZALO_OA_PATH}{account.path}",
        api_url=settings.zalo_api_url,
        tokens=make_zalo_tokens(settings, account, db, clock),
        ids=(account.app_id, account.oa_id),
        keys=(account.oa_secret.get_secret_value(), app_secret),
        proof_key=app_secret if account.proof else "",
        buttons=account.buttons,
        media_hosts=_media_hosts(settings),
        templates=templates.load_templates(account.templates),
        public_url=settings.public_url,
    )


def make_zalo_accounts(settings: Settings, db: Database) -> list[ZaloOA]:
    """Build the channels of all Official Accounts; those of one app know each other."""
    accounts = settings.accounts.list_kind(ZaloAccount)
    channels = {account.account: make_zalo_oa(settings, account, db) for account in accounts}
    for account in accounts:
        channel = channels[account.account]
        channel.siblings = [
            channels[other.account]
            for other in accounts
            if other.app_id == account.app_id and other is not account
        ]
        channel.verifier.has_siblings = bool(channel.siblings)
    return list(channels.values())


def make_zalo_tokens(
    settings: Settings, account: ZaloAccount, db: Database, clock: Clock = utc_now
) -> TokenStore:
    """Build the token store of an Official Account."""
    key = derive_key(load_secret_key(settings), "zalo-tokens")
    renew = make_oauth(settings, account).renew_tokens
    return TokenStore(db, account.account, key, clock, renew, first=initial_token_pair(account))


def make_zalo_consent(
    settings: Settings, account: ZaloAccount, db: Database, clock: Clock = utc_now
) -> ConsentFlow:
    """Build the OAuth consent flow by which an Official Account's admin grants tokens."""
    store = make_zalo_tokens(settings, account, db, clock)
    return ConsentFlow(settings, account, store, make_oauth(settings, account))


def make_zalo_bot(settings: Settings, account: ZaloBotAccount) -> ZaloBot:
    """Build the channel of a Zalo Bot."""
    return ZaloBot(
        name=account.account,
        path=f"{ZALO_BOT_PATH}{account.path}",
        token=account.token.get_secret_value(),
        api_url=settings.zalo_bot_api_url,
        secret=account.secret.get_secret_value()
        or _derive_secret(settings, "zalo-bot-webhook", account),
        public_url=settings.public_url,
        media_hosts=_media_hosts(settings),
    )


def _derive_secret(settings: Settings, purpose: str, account: Account) -> str:
    """Return a webhook secret of this account alone: that of another one opens nothing."""
    whole = f"{purpose}:{account.name}" if account.name else purpose
    return derive_key(load_secret_key(settings), whole)


def find_reference_url(settings: Settings) -> str:
    """Return the platform whose clock ours is compared with; "" while no channel is on."""
    urls = {
        AccountKind.TELEGRAM: settings.telegram_api_url,
        AccountKind.ZALO_OA: settings.zalo_api_url,
        AccountKind.ZALO_BOT: settings.zalo_bot_api_url,
    }
    return next((urls[account.kind] for account in settings.accounts.every), "")


def _media_hosts(settings: Settings) -> tuple[str, ...]:
    return tuple(host.strip() for host in settings.zalo_media_hosts.split(",") if host.strip())
