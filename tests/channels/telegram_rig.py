"""The Telegram channel joined to a Telegram of our own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.telegram.channel import WEBHOOK_PATH, Telegram
from bot.core.errors import DeliveryError, Rejected, TryLater, Unreachable
from tests.channels.contract import Ear, Rig, serving
from tests.pretend.telegram import PretendTelegram
from tests.pretend.telegram_rules import Fault, dropped, refused, too_many

BA_TU = 7012345678
SECRET = "invented-secret"
COMMANDS = (("lop", "Xem lịch học"), ("canbo", "Gặp cán bộ"))


def a_channel(telegram: PretendTelegram, **options: Any) -> Telegram:
    options = {"token": telegram.token, "first_pause": 0.01, **options}
    return Telegram(api_url=telegram.url, **options)


class TelegramRig(Rig):
    max_text = 4096
    address = str(BA_TU)

    def __init__(self, telegram: PretendTelegram, channel: Telegram, ear: Ear) -> None:
        self.telegram, self.channel, self.ear = telegram, channel, ear
        telegram.know(BA_TU)

    def platform_saw(self) -> list[str]:
        return self.telegram.texts_to(BA_TU)

    def platform_fails_with(self, error: type[DeliveryError]) -> None:
        faults = {
            TryLater: too_many(3),
            Unreachable: refused(403, "Forbidden: bot was blocked by the user"),
            Rejected: refused(400, "Bad Request: message text is empty"),
        }
        for method in ("sendMessage", "editMessageText", "deleteMessage"):
            self.telegram.fail_next(faults[error], method=method)

    def platform_talks_nonsense(self) -> None:
        self.telegram.fail_next(Fault(html=200))

    def platform_hangs_up(self) -> None:
        self.telegram.fail_next(dropped())

    def person_says(self, text: str) -> None:
        self.telegram.say(BA_TU, text)

    def person_taps(self, value: str) -> None:
        self.telegram.tap(BA_TU, value)

    async def platform_is_confirmed(self) -> None:
        await self.telegram.until_heard()


@asynccontextmanager
async def by_webhook(telegram: PretendTelegram, ear: Ear) -> AsyncIterator[tuple[Telegram, str]]:
    """The channel behind a webhook, and the webhook's address.

    Telegram is told a public address first, as in life; then the one it can reach here.
    """
    channel = a_channel(
        telegram,
        mode="webhook",
        webhook_secret=SECRET,
        public_url="https://to-so.example",
        commands=COMMANDS,
    )
    async with serving(channel, ear) as url:
        await telegram.until(lambda: bool(telegram.commands))
        telegram.webhook["url"] = url + WEBHOOK_PATH
        yield channel, url + WEBHOOK_PATH
