"""Links to our own page for attachments that a platform cannot send. Pure.

The name of a stored file is a key of 128 bits: only who was sent the link can see the file.
"""

from collections.abc import Sequence

from bot import texts
from bot.messages.content import Attachment

PATH = "/chat/file/"  # behind it the file's name


def words_for(left: Sequence[Attachment], public_url: str) -> str:
    """Return the text about attachments that could not be sent, with links; "" for none."""
    if not left:
        return ""
    files = [one.file.name for one in left if one.file is not None]
    if not public_url.startswith("https://") or not files:
        return texts.FILE_ELSEWHERE
    links = "\n".join(f"{public_url.rstrip('/')}{PATH}{name}" for name in dict.fromkeys(files))
    words = texts.FILE_ON_PAGE.format(links=links)
    return words if len(files) == len(left) else f"{words}\n\n{texts.FILE_ELSEWHERE}"
