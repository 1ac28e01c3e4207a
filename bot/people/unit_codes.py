"""Codes of units: made of the commune's code and the name, and never changed later."""

from collections.abc import Collection

from bot import texts
from bot.core.errors import UserError
from bot.people.list_values import make_code
from bot.people.unit_names import split_kind, split_words
from bot.people.units import UnitKind

MAX_BASE = 37  # characters before a number, of the 40 of the column


def make_unit_code(name: str, kind: UnitKind | None, parent: str, taken: Collection[str]) -> str:
    """Return a free code; `parent` is the commune's code of a village. Raises UserError.

    >>> make_unit_code("Xã Lộc An", UnitKind.COMMUNE, "", ())
    'loc-an'
    >>> make_unit_code("Thôn 1", UnitKind.VILLAGE, "loc-an", ("loc-an-thon-1",))
    'loc-an-thon-1-2'
    """
    is_village = kind is UnitKind.VILLAGE
    words = split_kind(split_words(name))[1]
    own = name if is_village else " ".join(word.plain for word in words)
    above = parent if is_village else ""
    base = "-".join(filter(None, (above, make_code(own))))[:MAX_BASE].strip("-")
    numbered = (f"{base}-{number}" for number in range(2, 1000))
    free = next((code for code in (base, *numbered) if code not in taken), None)
    if not free:
        raise UserError(texts.IMPORT_BAD_CODE.format(code=name))
    return free
