"""What a platform does not take, behind a link of the conversation on our own page. Pure.

The name of a file of ours is a key of 128 bits: who was sent the link sees the file, nobody else.
"""

from collections.abc import Sequence

from bot import texts
from bot.messages.content import Attachment

PATH = "/chat/file/"  # behind it the file's name


def words_for(left: Sequence[Attachment], public_url: str) -> str:
    """What a person is told of the things that could not be sent to them; "" of none."""
    if not left:
        return ""
    files = [one.file.name for one in left if one.file is not None]
    if not public_url.startswith("https://") or not files:
        return texts.FILE_ELSEWHERE
    links = "\n".join(f"{public_url.rstrip('/')}{PATH}{name}" for name in dict.fromkeys(files))
    words = texts.FILE_ON_PAGE.format(links=links)
    return words if len(files) == len(left) else f"{words}\n\n{texts.FILE_ELSEWHERE}"
