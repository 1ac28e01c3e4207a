"""Accounts on the platforms: the first of a kind from the settings, further ones from a file.

Each account may belong to a commune (or a province): its `unit` is that one's code. The name under
which the database knows an account is its kind, of the first ("telegram", as before there were
several), or kind and name ("telegram:phu-an").
"""

import os
import stat
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError
from sqlalchemy import ColumnElement, or_

from bot import texts
from bot.core.errors import SettingsError
from bot.core.toml_files import describe_toml_position

SEPARATOR = ":"
SECRET_FIELDS = frozenset(
    ("token", "webhook_secret", "secret", "app_secret", "oa_secret", "access_token")
) | {"refresh_token", "pkce_verifier"}
APP_RATE = 66.0  # calls a second of one Zalo app, all its accounts together: 4,000 a minute
LONE_RATE = 50.0  # of an account that names no rate, when the app's limit leaves so much

Name = Annotated[str, StringConstraints(pattern=r"^(|[a-z0-9]([a-z0-9-]{0,22}[a-z0-9])?)$")]
NONE = SecretStr("")


class AccountKind(StrEnum):
    """The platforms; the value is the first account's name in the database."""

    TELEGRAM = "telegram"
    ZALO_OA = "zalo-oa"
    ZALO_BOT = "zalo-bot"


def find_kind(account: str) -> str:
    """Return the kind of an account by its name in the database: "telegram:phu-an" → "telegram"."""
    return account.partition(SEPARATOR)[0]


def is_of_kind(column: Any, kind: str) -> ColumnElement[bool]:
    """Return the condition that a column holds an account of this kind, the first or a further."""
    return or_(column == kind, column.startswith(kind + SEPARATOR))


def name_channel(account: str) -> str:
    """Return how residents call an account's platform: "Zalo"."""
    kind = find_kind(account)
    return texts.CHANNEL_NAMES.get(kind, kind)


def name_account(account: str) -> str:
    """Return how officers call an account: "Zalo OA", or "Zalo OA (phu-an)" of a further one."""
    kind, _, name = account.partition(SEPARATOR)
    shown = texts.ACCOUNT_NAMES.get(kind, kind)
    return texts.ACCOUNT_NAMED.format(kind=shown, name=name) if name else shown


def write_consent_command(account: str) -> str:
    """Return the command by which an Official Account's admin is asked for consent."""
    name = account.partition(SEPARATOR)[2]
    return f"bot zalo consent --account {name}" if name else "bot zalo consent"


class _Account(BaseModel):
    """What every account has: `name` is "" for the first of its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    kind: ClassVar[AccountKind]

    name: Name = ""
    unit: str = Field(default="", max_length=40)

    @property
    def account(self) -> str:
        """The account's name in the database."""
        return f"{self.kind}{SEPARATOR}{self.name}" if self.name else str(self.kind)

    @property
    def path(self) -> str:
        """What follows the kind's own path in the account's addresses: "", or "/phu-an"."""
        return f"/{self.name}" if self.name else ""


class TelegramAccount(_Account):
    """A Telegram bot."""

    kind = AccountKind.TELEGRAM

    token: SecretStr
    webhook_secret: SecretStr = NONE
    rate: float = Field(default=25, gt=0, le=1000)


class ZaloAccount(_Account):
    """An Official Account, through an app: several accounts may share one."""

    kind = AccountKind.ZALO_OA

    app_id: str = Field(min_length=1)
    app_secret: SecretStr
    oa_id: str = Field(min_length=1)
    oa_secret: SecretStr
    access_token: SecretStr = NONE
    refresh_token: SecretStr = NONE
    pkce_verifier: SecretStr = NONE
    proof: bool = False
    buttons: bool = False
    rate: float | None = Field(default=None, gt=0, le=APP_RATE)
    templates: Path | None = None
    domain_check: Annotated[str, Field(pattern=r"^[\w-]{0,120}$")] = ""


class ZaloBotAccount(_Account):
    """A Zalo Bot."""

    kind = AccountKind.ZALO_BOT

    token: SecretStr
    secret: SecretStr = NONE
    rate: float = Field(default=5, gt=0, le=100)


Account = TelegramAccount | ZaloAccount | ZaloBotAccount
SomeAccount = TypeVar("SomeAccount", TelegramAccount, ZaloAccount, ZaloBotAccount)
MODELS: Mapping[str, type[Account]] = {
    model.kind: model for model in (TelegramAccount, ZaloAccount, ZaloBotAccount)
}


@dataclass(frozen=True, slots=True)
class Accounts:
    """All accounts of this installation, the first of each kind first."""

    every: tuple[Account, ...]

    def list_kind(self, model: type[SomeAccount]) -> list[SomeAccount]:
        """Return the accounts of one kind."""
        return [account for account in self.every if isinstance(account, model)]

    def list_names(self, kind: AccountKind) -> list[str]:
        """Return the names, in the database, of the accounts of one kind."""
        return [account.account for account in self.every if account.kind == kind]

    def find_lead(self, account: ZaloAccount) -> ZaloAccount:
        """Return the first account of the same app: an app has one webhook and one callback."""
        of_app = (other for other in self.list_kind(ZaloAccount) if other.app_id == account.app_id)
        return next(of_app, account)

    def map_units(self) -> dict[str, str]:
        """Return the code of its unit by account, "" of an account that serves all."""
        return {account.account: account.unit for account in self.every}


def read_accounts(path: Path) -> list[Account]:
    """Return the accounts of a file. Raises SettingsError in one line, which names file and fault.

    Secrets stand in the file, which only its owner may read then, or in the environment:
    `{ env = "NAME" }`.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        place = describe_toml_position(error)
        raise _fault(path, texts.TOML_BROKEN.format(place=place)) from None
    except (OSError, UnicodeDecodeError):
        raise _fault(path, texts.ACCOUNTS_UNREADABLE) from None
    accounts, has_secrets = [], False
    for kind, tables in content.items():
        if kind not in MODELS or not isinstance(tables, list):
            raise _fault(path, texts.ACCOUNTS_KIND.format(kind=kind[:40]))
        for number, table in enumerate(tables, 1):
            has_secrets |= any(isinstance(table.get(field), str) for field in SECRET_FIELDS)
            accounts.append(_read_account(path, kind, number, table))
    if has_secrets and os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise _fault(path, texts.ACCOUNTS_OPEN)
    return accounts


def _read_account(path: Path, kind: str, number: int, table: dict[str, Any]) -> Account:
    place = f"{path}: {kind} «{table.get('name') or number}»"
    for needed in ("name", "unit"):
        if not table.get(needed):
            raise _fault(place, texts.ACCOUNTS_MISSING.format(field=needed))
    values = {
        field: _resolve(place, field, value) if field in SECRET_FIELDS else value
        for field, value in table.items()
    }
    try:
        return MODELS[kind].model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0])
        reason = texts.ACCOUNTS_REASONS.get(first["type"], texts.ACCOUNTS_FIELD)
        raise _fault(place, reason.format(field=field)) from None


def _resolve(place: str, field: str, value: Any) -> SecretStr:
    """Return a secret that stands in the file, or in the environment under the name given."""
    if isinstance(value, str) and value:
        return SecretStr(value)
    name = value.get("env") if isinstance(value, dict) and len(value) == 1 else None
    if not isinstance(name, str):
        raise _fault(place, texts.ACCOUNTS_SECRET.format(field=field))
    if not (secret := os.environ.get(name)):
        raise _fault(place, texts.ACCOUNTS_ENV.format(field=field, name=name))
    return SecretStr(secret)


def join_accounts(first: Iterable[Account], further: Sequence[Account]) -> Accounts:
    """Return all accounts, each rate settled. Raises SettingsError when two are the same."""
    every = [*first, *further]
    _refuse_twins((account.account for account in every), texts.ACCOUNTS_TWICE)
    _refuse_twins(
        (
            account.token.get_secret_value()
            for account in every
            if not isinstance(account, ZaloAccount)
        ),
        texts.ACCOUNTS_SAME_TOKEN,
    )
    official = [account for account in every if isinstance(account, ZaloAccount)]
    _refuse_twins((account.oa_id for account in official), texts.ACCOUNTS_SAME_OA)
    rates = _share_rates(official)
    order = list(AccountKind)
    return Accounts(
        tuple(
            account.model_copy(update={"rate": rates[account.account]})
            if isinstance(account, ZaloAccount)
            else account
            for account in sorted(every, key=lambda account: order.index(account.kind))
        )
    )


def _refuse_twins(values: Iterable[str], text: str) -> None:
    """Raise SettingsError when a value stands twice; a secret one is not repeated."""
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        raise SettingsError(f"BOT_ACCOUNTS_FILE: {text.format(name=twice[0])}")


def _share_rates(accounts: Sequence[ZaloAccount]) -> dict[str, float]:
    """Return the rate of each account: Zalo counts the calls of an app, over all its accounts.

    Who names no rate shares what the others leave. Raises SettingsError when they leave nothing.
    """
    rates: dict[str, float] = {}
    for app in {account.app_id for account in accounts}:
        of_app = [account for account in accounts if account.app_id == app]
        left = APP_RATE - sum(account.rate or 0 for account in of_app)
        open_ones = [account for account in of_app if account.rate is None]
        if left < len(open_ones):  # not even one a second
            raise SettingsError(
                f"BOT_ACCOUNTS_FILE: {texts.ACCOUNTS_RATE.format(app=app, limit=int(APP_RATE))}"
            )
        share = min(LONE_RATE, left / len(open_ones)) if open_ones else 0
        rates |= {account.account: account.rate or share for account in of_app}
    return rates


def _fault(place: Path | str, reason: str) -> SettingsError:
    return SettingsError(f"BOT_ACCOUNTS_FILE: {place}: {reason}")
