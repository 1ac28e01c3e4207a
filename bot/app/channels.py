"""The channels that the settings turn on, each with what it needs."""

from bot import texts
from bot.channels.base import Channel
from bot.channels.file_store import FILES_FOLDER
from bot.channels.request_sources import RequestSources
from bot.channels.telegram.channel import Telegram
from bot.channels.webchat import Webchat
from bot.channels.zalo_bot.channel import ZaloBot
from bot.channels.zalo_oa import templates
from bot.channels.zalo_oa.channel import ZaloOA
from bot.core.clock import Clock, utc_now
from bot.core.db import Database
from bot.core.secrets import derive_key, load_secret_key
from bot.core.settings import Settings
from bot.core.tokens import TokenStore
from bot.people import units
from bot.people.units import UnitKind
from bot.web.zalo import ACCOUNT as ZALO
from bot.web.zalo import ConsentFlow, initial_token_pair, make_oauth


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


def find_reference_url(settings: Settings) -> str:
    """Return the platform whose clock ours is compared with; "" while no channel is on."""
    if settings.telegram_token.get_secret_value():
        return settings.telegram_api_url
    if settings.zalo_app_id:
        return settings.zalo_api_url
    return settings.zalo_bot_api_url if settings.zalo_bot_token.get_secret_value() else ""


def _media_hosts(settings: Settings) -> tuple[str, ...]:
    return tuple(host.strip() for host in settings.zalo_media_hosts.split(",") if host.strip())
