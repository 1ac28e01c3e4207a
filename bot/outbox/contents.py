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
from bot.messages.content import Attachment, AttachmentKind, Choice
from bot.vietnamese.dates.words import moment_words

_CLASS, _TOPIC = "lh:show:", "topic:"
_WHOSE = {Site.STATE: texts.HOST_OFFICIAL, Site.STORE: texts.HOST_STORE}


def describe_address(address: str) -> str:
    """Return the link in full and the owner of its host."""
    link = links.judge(address)
    whose = _WHOSE.get(link.site, texts.HOST_UNKNOWN)
    return f"{address} ({whose.format(host=link.host or address)})"


def describe(text: str, buttons: Sequence[Choice], files: Sequence[Attachment]) -> list[str]:
    """Return one line per link in the text, per button and per file."""
    lines = [
        texts.CONTENTS_LINK.format(link=describe_address(address)) for address in links.find(text)
    ]
    lines += [
        texts.CONTENTS_BUTTON.format(label=button.label, target=_target(button))
        for button in buttons
    ]
    return [*lines, *(texts.CONTENTS_FILE.format(file=describe_file(file)) for file in files)]


def _target(button: Choice) -> str:
    if button.url:
        return describe_address(button.url)
    if button.value.startswith(_CLASS):
        return texts.CONTENTS_CLASS.format(number=button.value.removeprefix(_CLASS))
    return texts.CONTENTS_TOPIC.format(topic=button.value.removeprefix(_TOPIC))


def describe_file(file: Attachment) -> str:
    """Return the name of the file, or its kind if it has none, and its size."""
    kind = texts.FILE_KINDS.get(file.kind, texts.FILE_KINDS["other"])
    if file.kind == AttachmentKind.LOCATION:
        return f"{kind} {file.latitude}, {file.longitude}"
    return f"{file.name or kind} ({_size(file.size)})"


def _size(size: int | None) -> str:
    if size is None:
        return texts.FILE_SIZE_UNKNOWN
    if size < 1_000_000:
        return texts.FILE_SIZE_KB.format(count=max(1, round(size / 1024)))
    return texts.FILE_SIZE_MB.format(count=f"{size / 1_048_576:.1f}".replace(".", ","))


def say_drafter(name: str, at: datetime, zone: ZoneInfo) -> str:
    """Return who drafted it and when. An empty name means the operator at the command line."""
    who = name or texts.DRAFTER_OPERATOR
    return texts.DRAFTED_BY.format(name=who, time=moment_words(at, now=at, zone=zone))


def addresses_of(text: str, buttons: Iterable[Choice]) -> list[str]:
    """Return every link people could open: in the text and behind the buttons, each once."""
    behind = [button.url for button in buttons if button.url]
    return list(dict.fromkeys([*links.find(text), *behind]))
