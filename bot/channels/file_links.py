"""Links to our own page for attachments that a platform cannot send. Pure.

The name of a stored file is a key of 128 bits: only who was sent the link can see the file.
"""

from collections.abc import Sequence

from bot import texts
from bot.messages.content import Attachment

FILE_PATH = "/chat/file/"  # behind it the file's name


def describe_unsent(unsent: Sequence[Attachment], public_url: str) -> str:
    """Return the text about attachments that could not be sent, with links; "" for none."""
    if not unsent:
        return ""
    names = [attachment.file.name for attachment in unsent if attachment.file is not None]
    if not public_url.startswith("https://") or not names:
        return texts.FILE_ELSEWHERE
    links = "\n".join(f"{public_url.rstrip('/')}{FILE_PATH}{name}" for name in dict.fromkeys(names))
    text = texts.FILE_ON_PAGE.format(links=links)
    return text if len(names) == len(unsent) else f"{text}\n\n{texts.FILE_ELSEWHERE}"
