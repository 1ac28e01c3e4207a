"""Describes the contents of a message to many: links with hosts, buttons, files. Pure.

The approver must see all of it: a label hides where a button leads, and a file's name is the first
thing a fraudster chooses.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import texts
from bot.core import links
from bot.core.links import Site
from bot.messages.buttons import Action
from bot.messages.content import Attachment, AttachmentKind, Choice
from bot.vietnamese.dates.formatting import format_moment

_CLASS, _TOPIC = Action.CLASS.prefix("show"), "topic:"
_HOST_OWNERS = {Site.STATE: texts.HOST_OFFICIAL, Site.STORE: texts.HOST_STORE}


def describe_link(address: str) -> str:
    """Return the link in full and the owner of its host."""
    link = links.classify_link(address)
    owner = _HOST_OWNERS.get(link.site, texts.HOST_UNKNOWN)
    return f"{address} ({owner.format(host=link.host or address)})"


def describe_contents(
    text: str, buttons: Sequence[Choice], files: Sequence[Attachment]
) -> list[str]:
    """Return one line per link in the text, per button and per file."""
    lines = [
        texts.CONTENTS_LINK.format(link=describe_link(address))
        for address in links.extract_links(text)
    ]
    lines += [
        texts.CONTENTS_BUTTON.format(label=button.label, target=_describe_target(button))
        for button in buttons
    ]
    return [*lines, *(texts.CONTENTS_FILE.format(file=describe_file(file)) for file in files)]


def _describe_target(button: Choice) -> str:
    if button.url:
        return describe_link(button.url)
    if button.value.startswith(_CLASS):
        return texts.CONTENTS_CLASS.format(number=button.value.removeprefix(_CLASS))
    return texts.CONTENTS_TOPIC.format(topic=button.value.removeprefix(_TOPIC))


def describe_file(file: Attachment) -> str:
    """Return the name of the file, or its kind if it has none, and its size."""
    kind = texts.FILE_KINDS.get(file.kind, texts.FILE_KINDS["other"])
    if file.kind == AttachmentKind.LOCATION:
        return f"{kind} {file.latitude}, {file.longitude}"
    return f"{file.name or kind} ({_format_size(file.size)})"


def _format_size(size: int | None) -> str:
    if size is None:
        return texts.FILE_SIZE_UNKNOWN
    if size < 1_000_000:
        return texts.FILE_SIZE_KB.format(count=max(1, round(size / 1024)))
    return texts.FILE_SIZE_MB.format(count=f"{size / 1_048_576:.1f}".replace(".", ","))


def format_drafter(name: str, at: datetime, zone: ZoneInfo) -> str:
    """Return who drafted it and when. An empty name means the operator at the command line."""
    who = name or texts.DRAFTER_OPERATOR
    return texts.DRAFTED_BY.format(name=who, time=format_moment(at, now=at, zone=zone))


def list_addresses(text: str, buttons: Iterable[Choice]) -> list[str]:
    """Return every link people could open: in the text and behind the buttons, each once."""
    button_addresses = [button.url for button in buttons if button.url]
    return list(dict.fromkeys([*links.extract_links(text), *button_addresses]))
