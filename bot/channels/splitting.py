"""Splits a reply into messages a platform accepts, at paragraph, line, sentence or word ends.

Platforms count differently (letters, UTF-16 units, bytes): the caller says how with `measure`,
which must give every character at least 1. Grapheme clusters (a letter with its marks, a joined
emoji) stay whole unless one alone is over the limit.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace

from bot.messages.content import Choice, Reply

Measure = Callable[[str], int]

# From the best place to pause to the worst. A no-break space (U+00A0, U+202F) is not a place.
_PAUSES = (
    re.compile(r"\n[ \t]*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…;:])[\"'”’)\]]*[ \t]"),
    re.compile(r"[^\S\u00a0\u202f]"),
)
# A better pause is not worth a message that is nearly empty.
_MIN_FILL = 1 / 3
_JOINER = "\u200d"
_NUMBERED = re.compile(r"^\d+\. ")


def utf16_units(text: str) -> int:
    """Return the length in UTF-16 units, as Telegram counts: most emoji are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: str, limit: int, *, measure: Measure = len) -> list[str]:
    """Split `text` into non-empty parts within `limit`; only white space between them is lost."""
    if limit < 1:
        raise ValueError(f"a message cannot hold {limit} characters")
    parts: list[str] = []
    rest = text.strip()
    while rest:
        fitting = _count_fitting(rest, limit, measure)
        cut = fitting if fitting == len(rest) else _find_cut(rest, fitting)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return parts


def split_reply(
    reply: Reply, max_text: int, *, max_caption: int = 0, measure: Measure = len
) -> tuple[Reply, ...]:
    """Split `reply` into messages: one per attachment, then the text; buttons on the last.

    A single attachment takes the text as its caption if that fits `max_caption`. An empty reply
    stays one message: the platform refuses it, and the outbox then has a reason to show.
    """
    if len(reply.attachments) <= 1 and measure(reply.text) <= _text_limit(
        reply, max_text, max_caption
    ):
        return (reply,)
    attachments = [Reply("", attachments=(attachment,)) for attachment in reply.attachments]
    text_parts = [Reply(part) for part in split_text(reply.text, max_text, measure=measure)]
    parts = [*attachments, *text_parts] or [Reply("")]
    parts[-1] = replace(parts[-1], choices=reply.choices)
    return tuple(parts)


def append_buttons(reply: Reply) -> str:
    """Return the text with the buttons as lines below it ("1. …"), links in full."""
    lines = [_button_line(position, choice) for position, choice in enumerate(reply.choices, 1)]
    return "\n\n".join(filter(None, (reply.text, "\n".join(lines))))


def _button_line(position: int, choice: Choice) -> str:
    if choice.url:
        return f"{choice.label}: {choice.url}"
    return choice.label if _NUMBERED.match(choice.label) else f"{position}. {choice.label}"


def _text_limit(reply: Reply, max_text: int, max_caption: int) -> int:
    return max_caption if reply.attachments else max_text


def _count_fitting(text: str, limit: int, measure: Measure) -> int:
    """Return how many leading characters fit; at least one, so that splitting always ends."""
    window = min(len(text), limit)
    if measure(text[:window]) <= limit:
        return window
    count = bisect_right(range(window + 1), limit, key=lambda length: measure(text[:length])) - 1
    return max(count, 1)


def _find_cut(text: str, fitting: int) -> int:
    """Return where to cut `text`, of which `fitting` characters fit.

    A space right after them does not count.
    """
    cuts: list[int] = []
    for pause in _PAUSES:
        # One more character is looked at: the space that ends the last word may stand there.
        positions = (match.end() for match in pause.finditer(text, 0, fitting + 1))
        cuts = [cut for cut in positions if _can_cut(text, cut, fitting)]
        if cuts and cuts[-1] >= fitting * _MIN_FILL:
            break
    return cuts[-1] if cuts else _between_characters(text, fitting)


def _can_cut(text: str, cut: int, fitting: int) -> bool:
    whole = cut >= len(text) or not _belongs_together(text[cut - 1], text[cut])
    return whole and len(text[:cut].rstrip()) <= fitting


def _between_characters(text: str, fitting: int) -> int:
    cut = fitting
    while cut > 0 and _belongs_together(text[cut - 1], text[cut]):
        cut -= 1
    return cut or fitting


def _belongs_together(before: str, after: str) -> bool:
    """Return whether two neighbours are drawn as one: marks, joined emoji, skin tones, flags."""
    return (
        unicodedata.category(after) in {"Mn", "Mc", "Me"}
        or after == _JOINER
        or before == _JOINER
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff")
    )
