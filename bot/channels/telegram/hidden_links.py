"""Links in a Telegram message that are not visible: in text links, forwarded buttons, previews.

What a person forwards for checking is often nothing but such a link under the words "bấm vào đây".
Pure, and it never raises.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.vietnamese.letters import nfc

MAX_LINKS = 5  # addresses of one message that are worth reading
MAX_LINK_LENGTH = 300  # letters of one


def append_hidden_links(text: str, message: Mapping[str, Any]) -> str:
    """Return the text with its hidden links in brackets, each once; visible ones are left out.

    >>> append_hidden_links("xem", {"entities": [{"type": "text_link", "url": "https://a.top/x"}]})
    'xem (https://a.top/x)'
    """
    hidden = list(dict.fromkeys(url for url in _list_addresses(message) if url not in text))[
        :MAX_LINKS
    ]
    return " ".join((text, *(f"({url})" for url in hidden))).strip()


def _list_addresses(message: Mapping[str, Any]) -> Iterator[str]:
    for field in ("entities", "caption_entities"):
        for entity in _as_list(message.get(field)):
            if isinstance(entity, dict) and entity.get("type") == "text_link":
                yield from _read_url(entity)
    if isinstance(card := message.get("link_preview_options"), dict):
        yield from _read_url(card)
    if isinstance(buttons := message.get("reply_markup"), dict):
        for row in _as_list(buttons.get("inline_keyboard")):
            for button in _as_list(row):
                if isinstance(button, dict):
                    yield from _read_url(button)


def _read_url(holder: Mapping[str, Any]) -> Iterator[str]:
    url = holder.get("url")
    if isinstance(url, str) and (shown := nfc(url).strip()):
        yield shown[:MAX_LINK_LENGTH]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
