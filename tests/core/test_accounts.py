"""Further accounts: what the file may say, what stops the start, and how they are told apart."""

import re
from pathlib import Path
from typing import Protocol

import pytest

from bot.core.accounts import ZaloAccount, find_kind, name_account, write_consent_command
from bot.core.errors import SettingsError
from bot.core.settings import PREFIX, Settings, load_settings

SECRET = "99999:invented-s3cret"
BOT = f'[[telegram]]\nname = "phu-an"\nunit = "xa-phu-an"\ntoken = "{SECRET}"\n'
OA = """
[[zalo-oa]]
name = "{name}"
unit = "xa-{name}"
app_id = "1"
app_secret = {{ env = "SHARED_APP_SECRET" }}
oa_id = "{oa}"
oa_secret = {{ env = "SHARED_APP_SECRET" }}
"""


class Write(Protocol):
    """Writes the file of accounts."""

    def __call__(self, text: str, mode: int = 0o600) -> None: ...


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Write:
    """Write the file of accounts and name it to the settings."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.setenv("SHARED_APP_SECRET", SECRET)

    def put(text: str, mode: int = 0o600) -> None:
        path = tmp_path / "accounts.toml"
        path.write_text(text, "utf-8")
        path.chmod(mode)
        monkeypatch.setenv("BOT_ACCOUNTS_FILE", str(path))

    return put


def test_the_first_account_keeps_its_name(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("BOT_TELEGRAM_UNIT", "xa-hoa-lac")
    write(BOT)
    accounts = load_settings().accounts
    assert accounts.map_units() == {"telegram": "xa-hoa-lac", "telegram:phu-an": "xa-phu-an"}
    assert [account.path for account in accounts.every] == ["", "/phu-an"]
    assert SECRET not in repr(accounts) + repr(load_settings())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("telegram = 1", "mục «telegram» không có"),
        ('[[viber]]\nname = "x"', "mục «viber» không có"),
        (BOT.replace('unit = "xa-phu-an"\n', ""), "thiếu mục unit"),
        (BOT.replace("token", "tokn"), "không có mục tokn|thiếu mục token"),
        (BOT.replace("phu-an", "Phú An", 1), "mục name chỉ gồm"),
        (BOT + "rate = 0", "mục rate ghi chưa đúng"),
        (BOT.replace(f'"{SECRET}"', '{ env = "NOT_THERE" }'), "NOT_THERE, nhưng biến này chưa"),
        (BOT.replace(f'"{SECRET}"', "7"), "mục token phải là mã bí mật"),
        (BOT + BOT, "«telegram:phu-an» được khai hai lần"),
        (BOT + BOT.replace("phu-an", "b"), "chung một mã bot"),
        (OA.format(name="a", oa="7") + OA.format(name="b", oa="7"), "Official Account 7 được khai"),
        (OA.format(name="a", oa="7") + "rate = 66" + OA.format(name="b", oa="8"), "66 tin mỗi"),
        ("[[telegram", "không đúng dạng TOML"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(write: Write, text: str, said: str) -> None:
    write(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert message.startswith("BOT_ACCOUNTS_FILE: ") and re.search(said, message), message
    assert SECRET not in message and "\n" not in message


def test_a_file_with_secrets_is_its_owner_s_alone(write: Write) -> None:
    write(BOT, 0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_settings()
    write(OA.format(name="a", oa="7"), 0o644)  # these are in the environment
    assert load_settings().accounts.map_units() == {"zalo-oa:a": "xa-a"}


def test_accounts_of_one_app_share_its_calls_and_its_addresses(write: Write) -> None:
    write(OA.format(name="a", oa="7") + "rate = 30\n" + OA.format(name="b", oa="8"))
    accounts = load_settings().accounts
    first, second = accounts.list_kind(ZaloAccount)
    assert (first.rate, second.rate) == (30, 36)
    assert accounts.find_lead(second) is first


def test_names_say_which_account_is_meant() -> None:
    assert (find_kind("zalo-oa:phu-an"), find_kind("webchat")) == ("zalo-oa", "webchat")
    assert name_account("zalo-oa:phu-an") == "Zalo OA (phu-an)"
    assert write_consent_command("zalo-oa:phu-an") == "bot zalo consent --account phu-an"
