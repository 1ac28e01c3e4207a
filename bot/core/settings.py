"""Settings: one frozen value, read once at start from the environment or `.env`.

An unknown name or an invalid value stops the start with one line that names it: that is how a
typing error shows itself. Secrets are never printed.
"""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot import texts
from bot.core.accounts import (
    Account,
    Accounts,
    TelegramAccount,
    ZaloAccount,
    ZaloBotAccount,
    join_accounts,
    read_accounts,
)
from bot.core.clock import QuietHours, parse_leads
from bot.core.errors import SettingsError

ENV_FILE = Path(".env")
ENCODING = "utf-8-sig"  # Notepad puts a mark at the start
PREFIX = "BOT_"
# Zalo does not document where it keeps what people send: these are the ones seen.
ZALO_HOSTS = ("zdn.vn", "zadn.vn", "zalo.me", "zaloapp.com", "zaloplatforms.com", "zapps.me")


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(texts.SETTING_ZONE) from error
    return name


def _check_database_url(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql://")):
        raise ValueError(texts.SETTING_DATABASE)
    try:
        name = make_url(url).database or ""
    except (ArgumentError, ValueError):  # their words hold the password
        raise ValueError(texts.SETTING_ADDRESS) from None
    if url.startswith("sqlite") and name in ("", ":memory:"):
        raise ValueError(texts.SETTING_FILE)
    return url


def _check_http_url(url: str) -> str:
    if url and not (url.startswith(("http://", "https://")) and urlsplit(url).hostname):
        raise ValueError(texts.SETTING_URL)
    return url.rstrip("/")


def _check_quiet_hours(written: str) -> str:
    QuietHours.parse(written)
    return written


def _check_proxies(written: str) -> str:
    for part in written.split(","):
        ip_network(part.strip() or "::")
    return written


def _check_leads(written: str) -> str:
    parse_leads(written)
    return written


def _check_dsn(secret: SecretStr) -> SecretStr:
    dsn = secret.get_secret_value()
    if dsn and not re.fullmatch(r"https?://[\w-]+@[\w.:\[\]-]+(/[\w-]+)*/\d+", dsn):
        raise ValueError(texts.SETTING_DSN)  # its words hold the key
    return secret


HttpUrl = Annotated[str, AfterValidator(_check_http_url)]
DatabaseUrl = Annotated[str, AfterValidator(_check_database_url)]


class Settings(BaseSettings):
    """Everything an operator can set; the variable is `BOT_` and the name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding=ENCODING,
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    database_url: DatabaseUrl = Field(
        default="sqlite:///var/bot.db",
        repr=False,  # it may hold a password
        description="where everything is kept: sqlite:///FILE or postgresql://user:password@host/name",
    )
    data_dir: Path = Field(default=Path("data"), description="folder of the shipped knowledge")
    cache_dir: Path = Field(
        default=Path("var/cache"), description="folder of what is built once and can be built again"
    )
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8080, ge=0, le=65535, description="port to listen on; 0 picks one")
    proxies: Annotated[str, AfterValidator(_check_proxies)] = Field(
        default="127.0.0.1,::1",
        description="whose X-Forwarded-For is believed: addresses or networks of your proxies",
    )
    public_url: HttpUrl = Field(
        default="", description="address residents reach, such as https://toso.example.vn"
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="seals numbers and backups, signs visitors' tokens; kept in var/ when unset",
    )
    timezone: Annotated[str, AfterValidator(_check_zone)] = Field(
        default="Asia/Ho_Chi_Minh", description="the residents' time zone"
    )
    quiet_hours: Annotated[str, AfterValidator(_check_quiet_hours)] = Field(
        default="21:00-06:30", description="local hours in which notices wait; answers never wait"
    )
    demo: bool = Field(default=False, description="load the demo communes into an empty database")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="least severe event that is logged"
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="one line for people or JSON"
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="opens /metrics to a remote monitor; loopback only when unset",
    )

    error_dsn: Annotated[SecretStr, AfterValidator(_check_dsn)] = Field(
        default=SecretStr(""),
        description="Sentry-compatible DSN to tell of bugs, without people's words; off if unset",
    )

    accept_minutes: float = Field(
        default=15,
        gt=0,
        le=1440,
        description="minutes a team member has to take a question; twice that to answer it",
    )

    export_days: int = Field(
        default=10,
        ge=1,
        le=60,
        description="days to hand somebody a copy of their data; the decree names no period for it",
    )

    reminder_leads: Annotated[str, AfterValidator(_check_leads)] = Field(
        default="18h,1h", description="how long before a class its learners are reminded"
    )

    accounts_file: Path | None = Field(
        default=None,
        description="file that names further bots and Official Accounts, each of its own commune",
    )

    telegram_token: SecretStr = Field(
        default=SecretStr(""),
        description="token from @BotFather; the Telegram channel is off without it",
    )
    telegram_api_url: HttpUrl = Field(
        default="https://api.telegram.org", description="where the Bot API lives"
    )
    telegram_mode: Literal["polling", "webhook"] | None = Field(
        default=None,
        description="how updates arrive; webhook by default when the public URL is https",
    )
    telegram_webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        description="secret Telegram repeats in each webhook call; derived from the key if unset",
    )
    telegram_rate: float = Field(
        default=25, gt=0, le=1000, description="Telegram messages a second, all chats together"
    )
    telegram_unit: str = Field(
        default="", description="code of the commune or province whose bot this is; all if unset"
    )

    zalo_app_id: str = Field(
        default="", description="the app's id on developers.zalo.me; Zalo OA is off without it"
    )
    zalo_app_secret: SecretStr = Field(
        default=SecretStr(""), description="the app's secret, for consent and new tokens"
    )
    zalo_oa_id: str = Field(default="", description="the Official Account's id")
    zalo_oa_secret: SecretStr = Field(
        default=SecretStr(""),
        description="the OA Secret Key of the app's Webhook page, which signs each call",
    )
    zalo_access_token: SecretStr = Field(
        default=SecretStr(""), description="first access token, from the API Explorer; read once"
    )
    zalo_refresh_token: SecretStr = Field(
        default=SecretStr(""), description="first refresh token; the database holds later ones"
    )
    zalo_api_url: HttpUrl = Field(
        default="https://openapi.zalo.me", description="where the Official Account API lives"
    )
    zalo_oauth_url: HttpUrl = Field(
        default="https://oauth.zaloapp.com", description="where Zalo's consent and tokens live"
    )
    zalo_pkce_verifier: SecretStr = Field(
        default=SecretStr(""),
        description="verifier whose challenge is in the app's console; a new one if unset",
    )
    zalo_proof: bool = Field(
        default=False, description="send appsecret_proof; only if the app's console demands it"
    )
    zalo_buttons: bool = Field(
        default=False, description="try buttons beside the numbers; off again if Zalo refuses them"
    )
    zalo_rate: float = Field(
        default=50, gt=0, le=66, description="Zalo OA calls a second; Zalo allows 4,000 a minute"
    )
    zalo_unit: str = Field(
        default="",
        description="code of the commune or province whose account this is; all if unset",
    )
    zalo_price: int = Field(
        default=0,
        ge=0,
        le=100_000,
        description="what a charged message costs by your contract, in VND; 0: not known",
    )
    zalo_templates: Path | None = Field(
        default=None, description="file that names the account's approved templates; none if unset"
    )
    zalo_media_hosts: str = Field(
        default=",".join(ZALO_HOSTS),
        description="where Zalo keeps what people send; nothing else is fetched",
    )
    zalo_domain_check: Annotated[str, Field(pattern=r"^[\w-]{0,120}$")] = Field(
        default="", description="what Zalo's domain check asks for, served as /zalo_verifier….html"
    )

    zalo_bot_token: SecretStr = Field(
        default=SecretStr(""),
        description="token of a Zalo Bot (a pilot's channel); off without it",
    )
    zalo_bot_api_url: HttpUrl = Field(
        default="https://bot-api.zaloplatforms.com", description="where the Zalo Bot API lives"
    )
    zalo_bot_secret: SecretStr = Field(
        default=SecretStr(""),
        description="secret Zalo repeats in each webhook call, 8–256 characters; derived if unset",
    )
    zalo_bot_rate: float = Field(
        default=5, gt=0, le=100, description="Zalo Bot messages a second; no limit is published"
    )
    zalo_bot_unit: str = Field(
        default="", description="code of the commune or province whose bot this is; all if unset"
    )

    @model_validator(mode="after")
    def _zalo_is_whole(self) -> Self:
        needed = {
            "BOT_ZALO_APP_SECRET": self.zalo_app_secret.get_secret_value(),
            "BOT_ZALO_OA_ID": self.zalo_oa_id,
            "BOT_ZALO_OA_SECRET": self.zalo_oa_secret.get_secret_value(),
        }
        missing = [name for name, value in needed.items() if not value]
        if self.zalo_app_id and missing:
            raise ValueError(texts.SETTING_MISSING.format(name=missing[0]))
        return self

    @model_validator(mode="after")
    def _webhook_needs_url(self) -> Self:
        if self.telegram_mode == "webhook" and not self.public_url:
            raise ValueError(texts.SETTING_WEBHOOK)
        return self

    @cached_property
    def accounts(self) -> Accounts:
        """All accounts: the first of each kind, and those of the file. Raises SettingsError."""
        further = read_accounts(self.accounts_file) if self.accounts_file else []
        return join_accounts(self._list_first_accounts(), further)

    def _list_first_accounts(self) -> Iterator[Account]:
        if self.telegram_token.get_secret_value():
            yield TelegramAccount(
                unit=self.telegram_unit,
                token=self.telegram_token,
                webhook_secret=self.telegram_webhook_secret,
                rate=self.telegram_rate,
            )
        if self.zalo_app_id:
            names = set(ZaloAccount.model_fields) - {"name", "rate"}
            values = {name: getattr(self, f"zalo_{name}") for name in names}
            rate = self.zalo_rate if "zalo_rate" in self.model_fields_set else None
            yield ZaloAccount(**values, rate=rate)
        if self.zalo_bot_token.get_secret_value():
            yield ZaloBotAccount(
                unit=self.zalo_bot_unit,
                token=self.zalo_bot_token,
                secret=self.zalo_bot_secret,
                rate=self.zalo_bot_rate,
            )

    @property
    def zone(self) -> ZoneInfo:
        """The residents' time zone."""
        return ZoneInfo(self.timezone)

    @property
    def quiet(self) -> QuietHours:
        """The quiet hours, in which notices wait."""
        return QuietHours.parse(self.quiet_hours)

    @property
    def leads(self) -> tuple[timedelta, ...]:
        """How long before a class its learners are reminded, the longest first."""
        return parse_leads(self.reminder_leads)

    @property
    def receives_by_webhook(self) -> bool:
        """Whether Telegram sends updates by webhook rather than being polled."""
        if self.telegram_mode:
            return self.telegram_mode == "webhook"
        return self.public_url.startswith("https://")


def load_settings(env_file: Path = ENV_FILE) -> Settings:
    """Return the settings of this machine. Raises SettingsError naming the fault in one line."""
    _refuse_unknown(env_file)
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError(_describe_error(error)) from None
    settings.accounts  # noqa: B018  what is wrong there refuses the start, too
    return settings


def _refuse_unknown(env_file: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = {name.upper() for name in os.environ} | _list_names(env_file)
    unknown = sorted(name for name in given - known if name.startswith(PREFIX))
    if unknown:
        raise SettingsError(texts.SETTING_UNKNOWN.format(name=unknown[0]))


def _list_names(env_file: Path) -> set[str]:
    if not env_file.is_file():
        return set()
    try:
        text = env_file.read_text(ENCODING)
    except UnicodeDecodeError:
        raise SettingsError(texts.SETTING_ENCODING.format(env_file=env_file)) from None
    lines = (line.strip().removeprefix("export ") for line in text.splitlines())
    named = (line for line in lines if "=" in line and line[0] != "#")
    return {line.split("=", 1)[0].strip().upper() for line in named}


def _describe_error(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    reason = first["msg"].removeprefix("Value error, ")
    if template := texts.SETTING_REASONS.get(first["type"]):
        reason = template.format(**first.get("ctx", {}))
    place = f"{PREFIX}{str(first['loc'][0]).upper()}: " if first["loc"] else ""
    return f"{place}{reason}."
