"""What every channel promises, whatever the platform: a channel joins by giving this class a rig.

class TestMyChannel(ChannelContract):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[Rig]: ...
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.channels.base import Channel
from bot.core.errors import DeliveryError, Rejected, TryLater, Unreachable
from bot.messages.content import Choice, Incoming, Reply
from bot.outbox.senders import EditsMessages, ErasesMessages

LONG = "\n\n".join(
    f"{number}. Mang căn cước đến nhà văn hóa thôn, cán bộ sẽ hướng dẫn từng bước. 🌾" * 4
    for number in range(1, 60)
)


class DatabaseAwayError(Exception):
    """What `receive` raises when nothing could be stored."""


class Ear:
    """Stands where the inbox stands: remembers what it was given, or refuses a while."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.refusals = 0  # how many of the next messages are not stored
        self.refused = 0
        self._changed = asyncio.Event()

    async def receive(self, incoming: Incoming) -> None:
        """Store it, or raise."""
        await asyncio.sleep(0)
        if self.refusals:
            self.refusals -= 1
            self.refused += 1
            self._change()
            raise DatabaseAwayError
        self.heard.append(incoming)
        self._change()

    async def hears(self, number: int, seconds: float = 10.0) -> list[Incoming]:
        """Wait until that many messages were stored in all."""
        await self.until(lambda: len(self.heard) >= number, seconds)
        return self.heard

    async def until(self, happened: Callable[[], bool], seconds: float = 10.0) -> None:
        """Wait until something has happened here; TimeoutError when it does not."""
        async with asyncio.timeout(seconds):
            while not happened():
                await self._changed.wait()

    def _change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class Rig(ABC):
    """A channel joined to a pretend platform, with one person on it who wrote before."""

    channel: Channel
    ear: Ear
    address: str
    max_text: int
    buttons = True  # whether the platform has any

    @abstractmethod
    def platform_saw(self) -> list[str]:
        """The texts the person got, in order."""

    @abstractmethod
    def platform_fails_with(self, error: type[DeliveryError]) -> None:
        """The next message is refused in the way this error means."""

    @abstractmethod
    def platform_talks_nonsense(self) -> None:
        """The next message is answered with something no documentation knows."""

    @abstractmethod
    def platform_hangs_up(self) -> None:
        """The next message gets no answer."""

    @abstractmethod
    def person_says(self, text: str) -> None:
        """The person writes."""

    @abstractmethod
    def person_taps(self, value: str) -> None:
        """The person presses the button with this value."""

    @abstractmethod
    async def platform_is_confirmed(self) -> None:
        """Wait until the platform has nothing left to deliver."""


@asynccontextmanager
async def serving(channel: Channel, ear: Ear) -> AsyncIterator[str]:
    """The channel attached to a running app; yields the app's address."""
    app = web.Application(client_max_size=10 * 1024**2)
    channel.attach(app, ear.receive)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class ChannelContract:
    """The promises."""

    async def test_text_arrives_whole(self, rig: Rig) -> None:
        text = "Xin chào bà Tư! <b>Đừng</b> sợ *mất* tiền & giấy_tờ 🌾\nDòng hai"
        await rig.channel.send(rig.address, Reply(text))
        assert rig.platform_saw() == [text]

    async def test_every_message_has_its_own_id(self, rig: Rig) -> None:
        ids = [await rig.channel.send(rig.address, Reply("Xin chào")) for _ in range(2)]
        assert all(ids) and len(set(ids)) == 2

    async def test_short_reply_is_one_part(self, rig: Rig) -> None:
        assert rig.channel.parts(Reply("Xin chào")) == (Reply("Xin chào"),)

    async def test_long_text_is_cut_into_parts_the_platform_takes(self, rig: Rig) -> None:
        parts = rig.channel.parts(Reply(LONG, (Choice("Gặp cán bộ", "person"),)))
        assert len(parts) > 1
        assert [bool(part.choices) for part in parts] == [False] * (len(parts) - 1) + [True]
        for part in parts:
            await rig.channel.send(rig.address, part)
        assert " ".join(rig.platform_saw()).split()[: len(LONG.split())] == LONG.split()

    @pytest.mark.parametrize("error", [TryLater, Unreachable, Rejected])
    async def test_failures_speak_our_words(self, rig: Rig, error: type[DeliveryError]) -> None:
        rig.platform_fails_with(error)
        with pytest.raises(error):
            await rig.channel.send(rig.address, Reply("Xin chào"))

    async def test_nonsense_is_a_reason_to_try_later(self, rig: Rig) -> None:
        rig.platform_talks_nonsense()
        with pytest.raises(TryLater):
            await rig.channel.send(rig.address, Reply("Xin chào"))

    async def test_silence_is_a_reason_to_try_later(self, rig: Rig) -> None:
        rig.platform_hangs_up()
        with pytest.raises(TryLater):
            await rig.channel.send(rig.address, Reply("Xin chào"))

    async def test_a_handle_of_nothing_is_refused(self, rig: Rig) -> None:
        with pytest.raises(Rejected):
            await rig.channel.fetch("no-such-thing")

    async def test_what_is_said_is_heard(self, rig: Rig) -> None:
        rig.person_says("Làm căn cước ở đâu?")
        (heard,) = await rig.ear.hears(1)
        assert (heard.account, heard.address) == (rig.channel.name, rig.address)
        assert heard.text == "Làm căn cước ở đâu?"
        assert heard.message_id

    async def test_text_is_composed_and_clean(self, rig: Rig) -> None:
        rig.person_says("Thu\u031b\u0301  ba\u0300\x00")
        (heard,) = await rig.ear.hears(1)
        assert heard.text == "Thứ bà"

    async def test_messages_of_one_person_keep_their_order(self, rig: Rig) -> None:
        for number in range(20):
            rig.person_says(f"câu {number}")
        heard = await rig.ear.hears(20)
        assert [incoming.text for incoming in heard] == [f"câu {number}" for number in range(20)]

    async def test_pressed_button_comes_back(self, rig: Rig) -> None:
        if not rig.buttons:
            pytest.skip("this platform has no buttons")
        await rig.channel.send(rig.address, Reply("Chọn:", (Choice("Menu", "menu:1"),)))
        rig.person_taps("menu:1")
        (heard,) = await rig.ear.hears(1)
        assert heard.choice == "menu:1"

    async def test_what_was_not_stored_is_heard_again(self, rig: Rig) -> None:
        rig.ear.refusals = 2
        rig.person_says("còn nghe không?")
        heard = await rig.ear.hears(1)
        await rig.platform_is_confirmed()
        assert [incoming.text for incoming in heard] == ["còn nghe không?"]
        assert rig.ear.refused == 2


class EditingContract(ChannelContract):
    """The promises of a channel where what was said can be said otherwise."""

    async def test_words_are_put_in_the_place_of_words(self, rig: Rig) -> None:
        assert isinstance(rig.channel, EditsMessages)
        first = await rig.channel.send(rig.address, Reply("Đã gửi 10%", (Choice("Dừng", "x"),)))
        await rig.channel.send(rig.address, Reply("Tin khác"))
        for _ in range(2):  # the second time as after an answer that was lost
            kept = await rig.channel.edit(rig.address, first, Reply("Đã gửi 90%"))
            assert kept == first
            assert rig.platform_saw() == ["Đã gửi 90%", "Tin khác"]

    @pytest.mark.parametrize("error", [TryLater, Unreachable, Rejected])
    async def test_failures_to_change_speak_our_words(
        self, rig: Rig, error: type[DeliveryError]
    ) -> None:
        assert isinstance(rig.channel, EditsMessages)
        first = await rig.channel.send(rig.address, Reply("Đã gửi 10%"))
        rig.platform_fails_with(error)
        with pytest.raises(error):
            await rig.channel.edit(rig.address, first, Reply("Đã gửi 90%"))


class ErasingContract(EditingContract):
    """The promises of a channel where what was said can be removed."""

    async def test_what_was_said_is_removed_and_removing_it_twice_is_as_good(
        self, rig: Rig
    ) -> None:
        assert isinstance(rig.channel, ErasesMessages)
        first = await rig.channel.send(rig.address, Reply("Tin gửi nhầm"))
        await rig.channel.send(rig.address, Reply("Tin khác"))
        for _ in range(2):  # the second time as after an answer that was lost
            await rig.channel.erase(rig.address, first)
            assert rig.platform_saw() == ["Tin khác"]

    @pytest.mark.parametrize("error", [TryLater, Unreachable, Rejected])
    async def test_failures_to_remove_speak_our_words(
        self, rig: Rig, error: type[DeliveryError]
    ) -> None:
        assert isinstance(rig.channel, ErasesMessages)
        first = await rig.channel.send(rig.address, Reply("Tin gửi nhầm"))
        rig.platform_fails_with(error)
        with pytest.raises(error):
            await rig.channel.erase(rig.address, first)
