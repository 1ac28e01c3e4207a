"""The Telegram channel on a Telegram of our own: the promises, sending, refusals, secrets."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import telegram.error as tg

from bot.channels.file_store import FileStore
from bot.channels.telegram.send import translate_error
from bot.core.errors import DeliveryError, Rejected, TryLater, Unreachable
from bot.messages.content import Attachment, AttachmentKind, Choice, Reply, StoredFile
from tests.channels.contract import Ear, ErasingContract, Rig, serving
from tests.channels.telegram_rig import BA_TU, COMMANDS, TelegramRig, a_channel, by_webhook
from tests.pictures import lay
from tests.pretend.telegram import PretendTelegram
from tests.pretend.telegram_rules import Fault, Limits, bad_gateway, dropped, refused


@pytest.fixture
async def telegram() -> AsyncIterator[PretendTelegram]:
    async with PretendTelegram() as telegram:
        telegram.know(BA_TU)
        yield telegram


@pytest.fixture
def ear() -> Ear:
    return Ear()


class TestByPolling(ErasingContract):
    @pytest.fixture
    async def rig(self, telegram: PretendTelegram, ear: Ear) -> AsyncIterator[Rig]:
        channel = a_channel(telegram)
        async with serving(channel, ear):
            yield TelegramRig(telegram, channel, ear)


class TestByWebhook(ErasingContract):
    @pytest.fixture
    async def rig(self, telegram: PretendTelegram, ear: Ear) -> AsyncIterator[Rig]:
        async with by_webhook(telegram, ear) as (channel, _):
            yield TelegramRig(telegram, channel, ear)


async def test_only_a_text_of_ours_that_is_still_there_is_changed(
    telegram: PretendTelegram, ear: Ear
) -> None:
    channel = a_channel(telegram)
    photo = Attachment(AttachmentKind.PHOTO, ref="AgACAg")
    async with serving(channel, ear):
        for place, reply in (
            (f"{BA_TU}:999", Reply("chào")),
            ("", Reply("chào")),
            (f"{BA_TU}:1", Reply("chào", attachments=(photo,))),
        ):
            with pytest.raises(Rejected):
                await channel.edit(str(BA_TU), place, reply)


# Refusals in our words


@pytest.mark.parametrize(
    ("error", "meaning", "retry_after"),
    [
        (lambda: tg.RetryAfter(7), TryLater, 7.0),
        (lambda: tg.RetryAfter(timedelta(seconds=90)), TryLater, 90.0),
        (lambda: tg.Forbidden("Forbidden: bot was blocked by the user"), Unreachable, None),
        (lambda: tg.ChatMigrated(-100), Unreachable, None),
        (lambda: tg.BadRequest("Bad Request: chat not found"), Unreachable, None),
        (lambda: tg.BadRequest("Bad Request: user is deactivated"), Unreachable, None),
        (lambda: tg.BadRequest("Bad Request: PEER_ID_INVALID"), Unreachable, None),
        (lambda: tg.BadRequest("Bad Request: message is too long"), Rejected, None),
        (lambda: tg.InvalidToken("Unauthorized"), TryLater, 60.0),
        (lambda: tg.Conflict("Conflict: terminated"), TryLater, None),
        (lambda: tg.TimedOut(), TryLater, None),
        (lambda: tg.NetworkError("Bad Gateway"), TryLater, None),
        (lambda: tg.TelegramError("anything"), TryLater, None),
    ],
)
@pytest.mark.parametrize("durations", ["true", "false"])
@pytest.mark.filterwarnings("ignore:.*retry_after.*")
def test_translate(
    error: Any,
    meaning: type[DeliveryError],
    retry_after: float | None,
    durations: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", durations)
    ours = translate_error(error())
    assert type(ours) is meaning
    assert getattr(ours, "retry_after", None) == retry_after


def test_no_token_in_a_translated_error() -> None:
    ours = translate_error(tg.InvalidToken("The token `12345:AAHinvented` was rejected"))
    assert "AAH" not in str(ours)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (bad_gateway(), "HTTP 502, not from Telegram"),
        (dropped(), "no answer: ServerDisconnectedError"),
        (Fault(html=302), "HTTP 302, not from Telegram"),
        (refused(401, "Unauthorized"), "Telegram refuses the bot's token: Unauthorized"),
    ],
)
async def test_what_the_operator_reads(telegram: PretendTelegram, fault: Fault, words: str) -> None:
    channel = a_channel(telegram)
    async with serving(channel, Ear()):
        telegram.fail_next(fault)
        with pytest.raises(TryLater) as raised:
            await channel.send(str(BA_TU), Reply("Xin chào"))
    assert str(raised.value) == words
    assert raised.value.__cause__ is None


async def test_closed_channel_says_try_later(telegram: PretendTelegram) -> None:
    with pytest.raises(TryLater):
        await a_channel(telegram).send(str(BA_TU), Reply("Xin chào"))


@pytest.mark.parametrize("address", ["999", "không có"])
async def test_strangers_are_unreachable(telegram: PretendTelegram, address: str) -> None:
    channel = a_channel(telegram)
    async with serving(channel, Ear()):
        with pytest.raises(Unreachable):
            await channel.send(address, Reply("Xin chào"))


async def test_too_fast_is_try_later_with_the_wait(telegram: PretendTelegram) -> None:
    telegram.limits = Limits(per_chat=1)
    channel = a_channel(telegram)
    async with serving(channel, Ear()):
        await channel.send(str(BA_TU), Reply("một"))
        with pytest.raises(TryLater) as raised:
            await channel.send(str(BA_TU), Reply("hai"))
    assert raised.value.retry_after == 1.0


# Speaking


async def test_buttons_stand_two_a_row_when_short(telegram: PretendTelegram) -> None:
    channel = a_channel(telegram)
    choices = (
        Choice("1. Có", "y"),
        Choice("2. Không", "n"),
        Choice("3. Gặp cán bộ thôn ngay", "p"),
        Choice("4. Về", "m"),
        Choice("Trang của xã", url="https://xa.example"),
    )
    async with serving(channel, Ear()):
        sent_id = await channel.send(str(BA_TU), Reply("Chọn:", choices))
    message = telegram.messages[0]
    rows = message["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [2, 1, 2]
    assert telegram.sent[0].buttons[-1] == ("Trang của xã", "https://xa.example")
    assert sent_id == f"{BA_TU}:{message['message_id']}"
    arguments = telegram.calls[-1][1]
    assert "parse_mode" not in arguments and "is_disabled" in arguments["link_preview_options"]


async def test_attachments_go_out_as_what_they_came_in(telegram: PretendTelegram) -> None:
    telegram.photo(BA_TU, "xem giúp")
    telegram.voice(BA_TU)
    telegram.place(BA_TU, 19.8, 105.7)
    for field in ("audio", "video", "video_note", "document", "sticker"):
        telegram.give(BA_TU, **{field: telegram.keep(field, b"content")})
    telegram.give(BA_TU, contact={"phone_number": "+84900000001", "first_name": "Lan"})
    ear, channel = Ear(), a_channel(telegram)
    async with serving(channel, ear):
        for heard in await ear.hears(9):
            for part in channel.parts(Reply(heard.text, attachments=heard.attachments)):
                await channel.send(str(BA_TU), part)
    methods = [method for method, _ in telegram.calls if method.startswith("send")]
    assert methods == [
        "sendphoto",
        "sendvoice",
        "sendlocation",
        "sendaudio",
        "sendvideo",
        "sendvideonote",
        "senddocument",
        "sendsticker",
        "sendcontact",
    ]
    assert telegram.sent[0].text == "xem giúp"


async def test_local_files_are_uploaded(telegram: PretendTelegram, tmp_path: Path) -> None:
    poster, picture = lay(tmp_path, "pdf", b"poster.pdf"), lay(tmp_path, "png", b"anh.png")
    pdf = Attachment(AttachmentKind.DOCUMENT, name="Lịch học.pdf", file=poster)
    png = Attachment(AttachmentKind.PHOTO, file=picture)
    channel = a_channel(telegram)
    channel.files = FileStore(tmp_path)
    async with serving(channel, Ear()):
        for attachment in (pdf, png):
            await channel.send(
                str(BA_TU), Reply("Mời bà xem", (Choice("Menu", "m"),), (attachment,))
            )
    assert [content for _, content in telegram.files.values()] == [b"poster.pdf", b"anh.png"]
    assert [one.text for one in telegram.sent] == ["Mời bà xem"] * 2
    assert all(one.buttons for one in telegram.sent)


@pytest.mark.parametrize(
    ("ending", "method"),
    [("ogg", "sendvoice"), ("m4a", "sendaudio"), ("mp3", "sendaudio"), ("bin", "senddocument")],
)
async def test_a_voice_of_ours_goes_as_what_telegram_plays(
    telegram: PretendTelegram, tmp_path: Path, ending: str, method: str
) -> None:
    voice = Attachment(AttachmentKind.VOICE, file=lay(tmp_path, ending, b"nghe"))
    channel = a_channel(telegram)
    channel.files = FileStore(tmp_path)
    async with serving(channel, Ear()):
        await channel.send(str(BA_TU), Reply("Bà Tư:", attachments=(voice,)))
    ((name, arguments),) = [call for call in telegram.calls if call[0].startswith("send")]
    assert (name, arguments["caption"]) == (method, "Bà Tư:")
    assert [content for _, content in telegram.files.values()] == [b"nghe"]


NOWHERE = StoredFile(f"{'0' * 32}.jpg")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(""),
        Reply("a" * 4097),
        Reply("a" * 1025, attachments=(Attachment(AttachmentKind.PHOTO, ref="a"),)),
        Reply("", attachments=(Attachment(AttachmentKind.PHOTO, ref="file:{here}"),)),
        Reply("", attachments=(Attachment(AttachmentKind.PHOTO, file=NOWHERE),)),
        Reply("", attachments=(Attachment(AttachmentKind.PHOTO, ref="{here}"),)),
        Reply("", attachments=(Attachment(AttachmentKind.PHOTO, ref="unknown-file-id"),)),
        Reply("", attachments=(Attachment(AttachmentKind.PHOTO),)),
        Reply("chữ", attachments=(Attachment(AttachmentKind.STICKER, ref="s"),)),
        Reply("", attachments=(Attachment(AttachmentKind.LOCATION),)),
        Reply("", attachments=(Attachment(AttachmentKind.PHOTO, ref="a"),) * 2),
        Reply("chọn", (Choice("Trang", url="javascript:alert(1)"),)),
    ],
)
async def test_what_can_never_be_accepted_is_rejected(
    telegram: PretendTelegram, reply: Reply, tmp_path: Path
) -> None:
    here = tmp_path / "here"
    here.write_bytes(b"x")
    attachments = tuple(
        replace(attachment, ref=attachment.ref.format(here=here))
        for attachment in reply.attachments
    )
    channel = a_channel(telegram)
    async with serving(channel, Ear()):
        with pytest.raises(Rejected):
            await channel.send(str(BA_TU), Reply(reply.text, reply.choices, attachments))
    assert telegram.sent == []


async def test_check_says_who_we_are(telegram: PretendTelegram) -> None:
    said = (await a_channel(telegram).check()).describe()
    assert said == "@to_so_bot, tự lấy tin về, 0 tin đang chờ ở nền tảng"
    with pytest.raises(TryLater, match="token"):
        await a_channel(telegram, token="1:wrong").check()


async def test_check_shows_no_token(telegram: PretendTelegram) -> None:
    telegram.webhook = {"url": f"https://old.example/{telegram.token}"}
    assert "https://old.example/<token>" in (await a_channel(telegram).check()).describe()


async def test_check_leaves_a_running_channel_open(telegram: PretendTelegram) -> None:
    channel = a_channel(telegram)
    async with serving(channel, Ear()):
        await channel.check()
        assert await channel.send(str(BA_TU), Reply("Xin chào"))


# Silence about secrets


async def test_no_token_and_no_words_in_the_logs(
    telegram: PretendTelegram, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ear.refusals = 1
    for fault in (bad_gateway(), dropped(), refused(401, "Unauthorized")):
        telegram.fail_next(fault)
        telegram.fail_next(fault, method="setMyCommands")
    channel = a_channel(telegram, commands=COMMANDS)
    async with serving(channel, ear):
        telegram.say(BA_TU, "bí mật của bà")
        await ear.hears(1)
        for _ in range(3):
            with pytest.raises(TryLater):
                await channel.send(str(BA_TU), Reply("bí mật của xã"))
        await channel.send(str(BA_TU), Reply("bí mật của xã"))
    records = " ".join(
        record.getMessage() + str(record.exc_text or "")
        for record in caplog.records
        if record.name.startswith(("bot", "telegram", "asyncio"))
    )
    assert "could not" in records, "looking in the wrong place?"
    assert telegram.token.partition(":")[2] not in records
    assert "bí mật" not in records
