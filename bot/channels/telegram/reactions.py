"""Reads a verdict from a reaction to one of the bot's messages.

Telegram sends the whole set before and after a change. Only what was added counts: removing a
reaction, or adding one that is neither good nor bad, is no verdict.
"""

from collections.abc import Mapping
from typing import Any

GOOD, BAD = "good", "bad"
_SELECTOR = "\ufe0f"  # "❤️" is a heart and this; Telegram sends the heart alone
_VERDICTS = {"👍": GOOD, "❤": GOOD, "👌": GOOD, "👎": BAD}


def read_verdict(change: Mapping[str, Any]) -> str:
    """Return `GOOD`, `BAD`, or "" if the reaction is neither."""
    before, after = (_emoji(change.get(name)) for name in ("old_reaction", "new_reaction"))
    added = [_VERDICTS[emoji] for emoji in after if emoji in _VERDICTS and emoji not in before]
    return added[0] if added else ""


def _emoji(reactions: Any) -> list[str]:
    known = [one for one in reactions if isinstance(one, dict)] if type(reactions) is list else []
    emoji = [one.get("emoji") for one in known if one.get("type") == "emoji"]
    return [one.replace(_SELECTOR, "") for one in emoji if isinstance(one, str)]
