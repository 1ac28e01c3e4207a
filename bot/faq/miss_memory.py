"""How misses were grouped, remembered: a page, its next page and a group of it are the same groups.

Comparing two thousand wordings takes a fifth of a second. What is remembered are places in the list
of misses, found again by a digest of it: no words of anybody are kept.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from threading import Lock

from bot.faq.misses import Miss, MissGroup, group_misses

MAX_LISTS = 16  # lists whose groups are remembered; the one looked at longest ago goes

_Places = Sequence[Sequence[int]]


class GroupMemory:
    """Groups lists of misses, each list once. Several threads may ask at once."""

    def __init__(self) -> None:
        self._lists: OrderedDict[bytes, _Places] = OrderedDict()
        self._lock = Lock()

    def group(self, misses: Iterable[Miss]) -> list[MissGroup]:
        """Return the groups of `group_misses`."""
        rows = list(misses)
        key = _digest(rows)
        with self._lock:
            places = self._lists.get(key)
            if places is not None:
                self._lists.move_to_end(key)
        if places is not None:
            return [MissGroup([rows[place] for place in group]) for group in places]
        groups = group_misses(rows)
        numbers = {miss.question_id: place for place, miss in enumerate(rows)}
        with self._lock:
            self._lists[key] = [
                [numbers[miss.question_id] for miss in group.misses] for group in groups
            ]
            while len(self._lists) > MAX_LISTS:
                self._lists.popitem(last=False)
        return groups


def _digest(rows: Sequence[Miss]) -> bytes:
    """Return what tells two lists apart: every value that decides about groups."""
    digest = blake2b(digest_size=16)
    for miss in rows:
        digest.update(repr((miss.question_id, miss.topic_id, miss.missing, miss.text)).encode())
    return digest.digest()
