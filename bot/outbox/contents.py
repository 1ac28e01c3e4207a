"""What goes along with words to many: every link with its host, every button, every file. Pure.

The second person says yes to all of it, so all of it is written out: a label hides where a button
leads, and a file's name is the first thing a swindler chooses.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot import links, texts
from bot.messages import Attachment, AttachmentKind, Choice

APP_STORES = ("apps.apple.com", "play.google.com")
# An address without a scheme, which phones make clickable all the same. Only endings that are
# registered widely: "xong.Bà con" and "TP.HCM" are no addresses.
_ENDINGS = (
    "vn|com|net|org|info|biz|xyz|top|cc|io|me|app|apk|site|online|shop|store|club|vip|link|ly|gl|gg"
    "|co|asia|pro|live|icu|click|life|space|website|web|page|dev|tk|ml|ga|cf|gq|ru|cn|in|us|to|tv"
    "|ws|pw|win|bid|loan|fun|cfd|sbs|lol|buzz|rest|bond|cloud|tech|work|world|today|support|help"
)
_BARE = re.compile(
    rf"(?<![\w@/.:-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_ENDINGS})(?![\w-]|\.\w)"
    r"(?::\d+)?(?:/[^\s<>«»\"]*)?",
    re.IGNORECASE,
)
_CLASS, _TOPIC = "lh:show:", "topic:"


def list_addresses(text: str) -> list[str]:
    """Every address in a text once, in its order, with or without a scheme."""
    schemed = links.find(text)
    bare = [address.rstrip(".,;:!?)]}") for address in _BARE.findall(text)]
    alone = [address for address in bare if not any(address in link for link in schemed)]
    return sorted(dict.fromkeys([*schemed, *alone]), key=text.find)


def is_known(address: str) -> bool:
    """Whether people may be sent there: the State's own, and the stores its apps are in."""
    return is_official(address) or _host(address) in APP_STORES


def is_official(address: str) -> bool:
    """Whether the host belongs to the State, whatever the scheme."""
    host = _host(address)
    return host not in APP_STORES and links.official(f"https://{host}/")


def describe_address(address: str) -> str:
    """The address in full, and whose its host is."""
    host = _host(address)
    if host in APP_STORES:
        whose = texts.HOST_STORE
    else:
        whose = texts.HOST_OFFICIAL if is_official(address) else texts.HOST_UNKNOWN
    return f"{address} ({whose.format(host=host or address)})"


def _host(address: str) -> str:
    schemed = address if "://" in address else f"//{address}"
    try:
        return urlsplit(schemed).hostname or ""
    except ValueError:
        return ""


def describe(text: str, buttons: Sequence[Choice], files: Sequence[Attachment]) -> list[str]:
    """A line each for links in the text, buttons and files; none when there is none."""
    lines = [
        texts.CONTENTS_LINK.format(link=describe_address(address))
        for address in list_addresses(text)
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
    """Its name, or what kind it is, and its size."""
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


def say_moment(at: datetime, zone: ZoneInfo) -> str:
    """An instant in digits and, so that a slip shows, its part of the day: "17:00 24/11 (chiều
    thứ Ba)"."""
    local = at.astimezone(zone)
    part = next(name for ends, name in texts.DAY_PARTS if local.hour < ends)
    day = f"{part} {texts.WEEKDAYS[local.weekday()]}"
    return f"{local:%H:%M} {local.day}/{local.month} ({day})"


def say_drafter(name: str, at: datetime, zone: ZoneInfo) -> str:
    """Who drafted it, and when: nobody's name is whoever runs the machine."""
    who = name or texts.DRAFTER_OPERATOR
    return texts.DRAFTED_BY.format(name=who, time=say_moment(at, zone))


def addresses_of(text: str, buttons: Iterable[Choice]) -> list[str]:
    """Every address people could open: in the text, and behind the buttons."""
    behind = [button.url for button in buttons if button.url]
    return list(dict.fromkeys([*list_addresses(text), *behind]))
