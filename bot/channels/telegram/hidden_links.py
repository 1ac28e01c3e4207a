"""Addresses in a Telegram message that nobody sees: behind words, in a forwarded button, in a card.

What a person passes on to be looked at is often nothing but such an address: the words above it
read "bấm vào đây". Pure, and it never raises.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.vietnamese.letters import nfc

MOST = 5  # addresses of one message that are worth reading
LONGEST = 300  # letters of one


def with_hidden(text: str, message: Mapping[str, Any]) -> str:
    """The words with the addresses behind them in brackets, each once, those on view left out.

    >>> with_hidden("xem", {"entities": [{"type": "text_link", "url": "https://a.top/x"}]})
    'xem (https://a.top/x)'
    """
    hidden = list(dict.fromkeys(url for url in _addresses(message) if url not in text))[:MOST]
    return " ".join((text, *(f"({url})" for url in hidden))).strip()


def _addresses(message: Mapping[str, Any]) -> Iterator[str]:
    for field in ("entities", "caption_entities"):
        for entity in _list(message.get(field)):
            if isinstance(entity, dict) and entity.get("type") == "text_link":
                yield from _url(entity)
    if isinstance(card := message.get("link_preview_options"), dict):
        yield from _url(card)
    if isinstance(buttons := message.get("reply_markup"), dict):
        for row in _list(buttons.get("inline_keyboard")):
            for button in _list(row):
                if isinstance(button, dict):
                    yield from _url(button)


def _url(holder: Mapping[str, Any]) -> Iterator[str]:
    url = holder.get("url")
    if isinstance(url, str) and (shown := nfc(url).strip()):
        yield shown[:LONGEST]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
