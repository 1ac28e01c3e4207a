"""The knowledge as it is now: one immutable index, replaced whole when the knowledge changes."""

from pathlib import Path

from bot.faq import store
from bot.faq.index import Index
from bot.faq.lexicon import load_lexicon


class Shelf:
    """Call it to get the index; `reload` replaces it, or raises DataError and keeps the old one."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._index = build_index(data_dir)

    def __call__(self) -> Index:
        return self._index

    def reload(self) -> None:
        """Read the files again."""
        self._index = build_index(self._data_dir)


def build_index(data_dir: Path) -> Index:
    """The index of the files in `data_dir`; DataError names what is wrong in them."""
    return Index.build(store.load(data_dir), load_lexicon(data_dir))
