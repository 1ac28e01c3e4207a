"""Reads a verdict from a reaction to one of the bot's messages.

Telegram sends the whole set before and after a change. Only what was added counts: removing a
reaction, or adding one that is neither good nor bad, is no verdict.
"""

from collections.abc import Mapping
from typing import Any

GOOD, BAD = "good", "bad"
_SELECTOR = "\ufe0f"  # "❤️" is a heart and this; Telegram sends the heart alone
_VERDICTS = {"👍": GOOD, "❤": GOOD, "👌": GOOD, "👎": BAD}


def parse_verdict(change: Mapping[str, Any]) -> str:
    """Return `GOOD`, `BAD`, or "" if the reaction is neither."""
    before, after = (_list_emoji(change.get(name)) for name in ("old_reaction", "new_reaction"))
    added = [_VERDICTS[emoji] for emoji in after if emoji in _VERDICTS and emoji not in before]
    return added[0] if added else ""


def _list_emoji(reactions: Any) -> list[str]:
    objects = (
        [item for item in reactions if isinstance(item, dict)] if type(reactions) is list else []
    )
    emoji = [item.get("emoji") for item in objects if item.get("type") == "emoji"]
    return [item.replace(_SELECTOR, "") for item in emoji if isinstance(item, str)]
