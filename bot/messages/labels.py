"""Labels of buttons, short enough for a small phone. Pure."""

from functools import lru_cache

MAX_LABEL_LENGTH = 60  # characters of a button that a small phone still shows


@lru_cache(maxsize=4096)
def shorten_label(title: str) -> str:
    """Shorten a title to the length of a button label, at a word boundary."""
    if len(title) <= MAX_LABEL_LENGTH:
        return title
    return title[: MAX_LABEL_LENGTH - 1].rsplit(" ", 1)[0] + "…"
