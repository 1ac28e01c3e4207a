"""People who write all the time: questions, handoffs, reminders, classes, ballots, secrets."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Protocol

from tests.chaos.evidence import Evidence
from tests.chaos.page import Page
from tests.chaos.platforms import ChaosTelegram, ChaosZalo

VILLAGE = "ap-03"
POLL_TITLE = "Làm đường thôn"
QUESTIONS = (
    "quên mật khẩu vneid",
    "mất thẻ căn cước thì làm sao",
    "làm giấy khai sinh cho cháu",
    "bhyt hết hạn gia hạn ở đâu",
    "đăng ký tạm trú cần gì",
    "nộp thuế đất ở đâu",
)
# Invented; each would be masked by a rule of its own: a password, a card, an identity card.
SECRETS = (
    ("mật khẩu vneid của tôi là {}", "Hoa9!Kx71qz"),
    ("số thẻ ngân hàng của tôi {}", "9704360012345678"),
    ("số căn cước của tôi là {}", "001188997766"),
)
LATELY = 200  # messages to everybody in which a button is looked for
PATIENCE = 20.0  # seconds somebody waits for an answer before they say the next thing


class Chat(Protocol):
    """Somebody on some channel."""

    account: str

    @property
    def address(self) -> str:
        """Who they are there."""

    def begin(self) -> None:
        """Come by the link of the village."""

    def say(self, text: str) -> None:
        """Write."""


@dataclass
class OnTelegram:
    """A chat of Telegram."""

    telegram: ChaosTelegram
    chat: int
    account: str = "telegram"

    @property
    def address(self) -> str:
        return str(self.chat)

    def begin(self) -> None:
        self.say(f"/start u-{VILLAGE}")

    def say(self, text: str) -> None:
        self.telegram.say(self.chat, text)

    def press(self, label: str) -> bool:
        """Press the newest button whose label holds this; whether there is one."""
        for sent in reversed(self.telegram.sent[-LATELY:]):
            for name, value in sent.buttons if sent.chat == self.chat else ():
                if label in name:
                    with suppress(LookupError):
                        self.telegram.tap(self.chat, value)
                        return True
        return False


@dataclass
class OnZalo:
    """A user of the Official Account."""

    zalo: ChaosZalo
    address: str
    account: str = "zalo-oa"

    def begin(self) -> None:
        self.say(f"/start u-{VILLAGE}")

    def say(self, text: str) -> None:
        self.zalo.says(self.address, text)


@dataclass
class OnPage:
    """A visitor of the web page."""

    page: Page
    account: str = "webchat"

    @property
    def address(self) -> str:
        return self.page.address

    def begin(self) -> None:
        """The page has greeted already."""

    def say(self, text: str) -> None:
        self.page.say(type="say", text=text)


class Resident:
    """Says one thing after another, with a pause, until told to stop."""

    def __init__(self, chat: Chat, evidence: Evidence, random: Random, number: int) -> None:
        self._chat, self._evidence, self._random = chat, evidence, random
        self._number = number
        self._reminded = 0
        self._seen_polls = 0

    async def live(self, stopped: Callable[[], bool]) -> None:
        """Meet the bot, agree, then go on."""
        self._chat.begin()
        await self._answered(0)
        await self._ask("1")
        while not stopped():
            for line in self._next_lines():
                await self._ask(line)
                await asyncio.sleep(self._random.uniform(0.4, 1.5))
            await asyncio.sleep(self._random.uniform(0.5, 2.5))

    def _next_lines(self) -> Sequence[str]:
        if (seen := self._count_heard(POLL_TITLE)) > self._seen_polls:
            self._seen_polls = seen
            return ("1", "1")
        doing = self._random.choices(
            ("question", "reminder", "secret", "person", "class", "menu"), (48, 20, 8, 8, 6, 10)
        )[0]
        match doing:
            case "reminder":
                self._reminded += 1
                self._evidence.reminders_asked += 1
                minutes = self._random.choice((1, 2))
                return (f"nhắc tôi {minutes} phút nữa tưới cây số {self._reminded}",)
            case "secret":
                words, secret = self._random.choice(SECRETS)
                return (words.format(secret),)
            case "person":
                return ("gặp người", "tôi cần người giúp giấy tờ đất", "menu")
            case "class":
                return ("lịch học", "1", "1")
            case "menu":
                return ("menu",)
        return (self._random.choice(QUESTIONS),)

    async def _ask(self, text: str) -> None:
        before = self._count_heard()
        self._chat.say(text)
        await self._answered(before)

    async def _answered(self, before: int) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._count_heard() <= before:  # noqa: ASYNC110  nobody tells us
                    await asyncio.sleep(0.2)

    def _count_heard(self, words: str = "") -> int:
        heard = self._evidence.heard_by.get((self._chat.account, self._chat.address), [])
        return sum(words in one.text for one in heard) if words else len(heard)


async def help_people(chat: OnTelegram, random: Random, stopped: Callable[[], bool]) -> None:
    """A member of the team: takes what is offered, says something, ends it."""
    while not stopped():
        await asyncio.sleep(random.uniform(2.0, 5.0))
        if chat.press("Nhận"):
            await asyncio.sleep(random.uniform(1.0, 3.0))
            chat.say("Chào bác, tôi giúp bác ngay ạ.")
            await asyncio.sleep(random.uniform(1.0, 3.0))
            chat.press("Xong")
