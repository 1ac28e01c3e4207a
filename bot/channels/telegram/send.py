"""Sends one part of a reply as one call of the Bot API, and translates Telegram's errors.

Always as plain text: nothing a resident or an officer typed is parsed as markup.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import telegram as tg
from telegram import error as tg_error

from bot.channels.file_store import FileStore
from bot.channels.json_values import as_handle
from bot.channels.telegram.request import LeanBot, NotConnected
from bot.core.errors import DeliveryError, Rejected, TryLater, Unreachable
from bot.messages.content import Attachment, AttachmentKind, Choice, Reply

MAX_TEXT = 4096  # UTF-16 units
MAX_CAPTION = 1024

_TOKEN = re.compile(r"\d{3,}:[\w-]{6,}")
_TOKEN_WAIT = 60.0  # seconds between tries while the token is refused: only an operator can help
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")

_NOT_MODIFIED = "message is not modified"
_NOT_FOUND = "message to delete not found"

_PAIRED_LABEL_LENGTH = 18  # letters of a label that still fit beside another one on a small phone
_NO_PREVIEW = tg.LinkPreviewOptions(is_disabled=True).to_dict()
_UPLOAD_NAMES = {AttachmentKind.PHOTO: "photo.jpg"}
# A file of ours that is a voice: Telegram plays Ogg as a voice note, these as music; else a file.
_PLAYED_AS = {"ogg": "voice", "m4a": "audio", "mp3": "audio"}


async def send_part(bot: LeanBot, address: str, reply: Reply, files: FileStore) -> Any:
    """Send a text, or one attachment with the text as its caption; return Telegram's message.

    Stored files are uploaded from `files`.
    """
    if len(reply.attachments) > 1:
        raise Rejected("one message holds one attachment")
    if not reply.attachments:
        extra: dict[str, Any] = {
            "link_preview_options": _NO_PREVIEW,
            "reply_markup": build_keyboard(reply.choices),
        }
        return await bot.call_method("sendMessage", chat_id=address, text=reply.text, **extra)
    return await _send_attachment(bot, address, reply, files)


async def edit_text(bot: LeanBot, address: str, message_id: str, reply: Reply) -> Any:
    """Replace the text of a message of the bot; an unchanged text is no error."""
    if reply.attachments:
        raise Rejected("only a text of ours can be changed")
    number = _parse_message_number(message_id)
    try:
        return await bot.call_method(
            "editMessageText",
            chat_id=address,
            message_id=number,
            text=reply.text,
            link_preview_options=_NO_PREVIEW,
            reply_markup=build_keyboard(reply.choices),
        )
    except tg_error.BadRequest as error:
        if _NOT_MODIFIED not in str(error).lower():
            raise
        return {"message_id": number, "chat": {"id": int(address)}}


async def delete_message(bot: LeanBot, address: str, message_id: str) -> None:
    """Delete a message of the bot; Telegram allows it for 48 hours."""
    try:
        await bot.call_method(
            "deleteMessage", chat_id=address, message_id=_parse_message_number(message_id)
        )
    except tg_error.BadRequest as error:
        if _NOT_FOUND not in str(error).lower():
            raise


def _parse_message_number(message_id: str) -> int:
    """Return Telegram's message number from an id made by `format_sent_id`."""
    number = message_id.rpartition(":")[2]
    if not number.isdecimal():
        raise Rejected("this is no message of ours")
    return int(number)


async def fetch_file(bot: LeanBot, file_id: str) -> bytes:
    """Look up the file's path, then return its content."""
    match await bot.call_method("getFile", file_id=file_id):
        case {"file_path": str(path)}:
            return bytes(await bot.request.retrieve(f"{bot.base_file_url}/{path}"))
    raise Rejected("Telegram does not say where the file is")


@lru_cache(maxsize=256)
def build_keyboard(choices: tuple[Choice, ...]) -> dict[str, Any] | None:
    """Return the inline keyboard: two buttons a row while both labels are short.

    A cached dict: most replies share a few keyboards, and PTB's objects are slow.
    """
    if not choices:
        return None
    rows: list[list[Choice]] = []
    for choice in choices:
        pairs = rows and len(rows[-1]) == 1
        if pairs and max(len(rows[-1][0].label), len(choice.label)) <= _PAIRED_LABEL_LENGTH:
            rows[-1].append(choice)
        else:
            rows.append([choice])
    markup = tg.InlineKeyboardMarkup([[_build_button(choice) for choice in row] for row in rows])
    return markup.to_dict()


def can_hold_caption(attachment: Attachment) -> bool:
    """Return whether Telegram shows a caption under this kind of attachment."""
    return _send_method(attachment) in {"photo", "voice", "audio", "video", "document"}


def format_sent_id(message: Any) -> str:
    """Return the id of a sent message in the form `parse_update` uses; "" if Telegram gave none."""
    match message:
        case {"message_id": int(number), "chat": {"id": int(chat)}}:
            return f"{chat}:{number}"
        case _:
            return ""


def redact_tokens(text: str) -> str:
    """Replace tokens in the text, for logs: URLs of the Bot API and many webhooks contain them."""
    return _TOKEN.sub("<token>", text)


def _build_button(choice: Choice) -> tg.InlineKeyboardButton:
    if choice.url:
        return tg.InlineKeyboardButton(choice.label, url=choice.url)
    return tg.InlineKeyboardButton(choice.label, callback_data=choice.value)


async def _send_attachment(bot: LeanBot, address: str, reply: Reply, files: FileStore) -> Any:
    (attachment,) = reply.attachments
    method = _send_method(attachment)
    options: dict[str, Any] = {"api_kwargs": {"reply_markup": build_keyboard(reply.choices)}}
    if can_hold_caption(attachment):
        options["caption"] = reply.text or None
    elif reply.text:
        raise Rejected(f"a {method} holds no words")
    match method:
        case "location":
            options |= {"latitude": attachment.latitude, "longitude": attachment.longitude}
        case "contact":
            options |= {"phone_number": attachment.ref, "first_name": attachment.name or "-"}
        case _:
            options |= await _file_argument(method, attachment, files)
    return await getattr(bot, f"send_{method}")(address, **options)


def _send_method(attachment: Attachment) -> str:
    """Return the suffix of the `send_…` method for the attachment.

    A file id can be sent only as the kind it was received in. `telegram_parse` leaves a name on
    audio files and no MIME type on round videos, which tells them apart.
    """
    local = attachment.file is not None
    match attachment.kind:
        case AttachmentKind.VOICE if attachment.file is not None:
            return _PLAYED_AS.get(attachment.file.extension, "document")
        case AttachmentKind.VOICE if attachment.name:
            return "audio"
        case AttachmentKind.VIDEO if not attachment.mime and not local:
            return "video_note"
        case AttachmentKind.STICKER if local:
            return "document"
        case AttachmentKind.OTHER:
            return "document"
        case kind:
            return str(kind)


async def _file_argument(
    method: str, attachment: Attachment, files: FileStore
) -> Mapping[str, Any]:
    """Return the file argument for PTB: bytes and name, or Telegram's id."""
    if stored := attachment.file:
        default_name = _UPLOAD_NAMES.get(attachment.kind, f"{attachment.kind}.{stored.extension}")
        name = attachment.name or default_name
        return {method: await files.read(stored), "filename": name}
    ref = attachment.ref
    # PTB uploads any string that happens to name a file here: a handle must never do that.
    if not as_handle(ref) or await asyncio.to_thread(Path(ref).is_file):
        raise Rejected("the attachment has no file, or its handle is not Telegram's")
    return {method: ref}


@contextmanager
def translating_errors() -> Iterator[None]:
    """Translate Telegram's errors into ours, without the call's traceback (it has the token)."""
    try:
        yield
    except tg_error.TelegramError as error:
        raise translate_error(error) from None
    except KeyError:
        raise TryLater("the answer is not Telegram's", uncertain=True) from None
    except ValueError:
        # PTB looks at its arguments first: a place without degrees, a card without a phone.
        raise Rejected("Telegram cannot show this attachment") from None


def translate_error(error: tg_error.TelegramError) -> DeliveryError:
    """Return our error for Telegram's. Order matters: BadRequest is a NetworkError."""
    message = redact_tokens(str(error))
    match error:
        case tg_error.RetryAfter():
            return TryLater(message, retry_after=_seconds(error.retry_after))
        case tg_error.InvalidToken():
            return TryLater(f"Telegram refuses the bot's token: {message}", retry_after=_TOKEN_WAIT)
        case tg_error.Forbidden() | tg_error.ChatMigrated():
            return Unreachable(message)
        case tg_error.BadRequest() if any(sign in message.lower() for sign in _GONE):
            return Unreachable(message)
        case tg_error.BadRequest():
            return Rejected(message)
        case _:
            # A gateway may break after it passed the words on: only who never connected is sure.
            return TryLater(message, uncertain=not isinstance(error, NotConnected))


def _seconds(wait: float | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
