"""Links in a Telegram message that are not visible: in text links, forwarded buttons, previews.

What a person forwards for checking is often nothing but such a link under the words "bấm vào đây".
Pure, and it never raises.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.vietnamese.letters import nfc

MOST = 5  # addresses of one message that are worth reading
LONGEST = 300  # letters of one


def with_hidden(text: str, message: Mapping[str, Any]) -> str:
    """Return the text with its hidden links in brackets, each once; visible ones are left out.

    >>> append_hidden_links("xem", {"entities": [{"type": "text_link", "url": "https://a.top/x"}]})
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
