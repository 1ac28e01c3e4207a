"""The stored content of a broadcast: its text with the check code, its own buttons and files."""

from bot import texts
from bot.broadcasts.models import Broadcast
from bot.messages.content import Attachment, Choice


def render_text(broadcast: Broadcast) -> str:
    """Return the text as recipients get it, with the check code once there is one."""
    if not broadcast.code:
        return broadcast.text
    return texts.BROADCAST_CODE.format(text=broadcast.text, code=broadcast.code)


def decode_buttons(broadcast: Broadcast) -> tuple[Choice, ...]:
    """Return the stored buttons of a broadcast."""
    return tuple(Choice(**button) for button in broadcast.buttons)


def decode_files(broadcast: Broadcast) -> tuple[Attachment, ...]:
    """Return the stored files of a broadcast."""
    return tuple(Attachment.from_json(file) for file in broadcast.files)
