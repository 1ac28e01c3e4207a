"""Values of officers' lists: phone numbers, names of people, counts, lists in a cell. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from bot import texts
from bot.core.errors import UserError
from bot.documents.tables import FoundTables
from bot.vietnamese.letters import normalize_for_match

_LIST_SEPARATOR = re.compile(r"\s*[;,\n]\s*")
_OLD = re.compile(rf"\s*\((?:{texts.WORDS_OLD})\)\s*$", re.IGNORECASE)
_PHONE = re.compile(r"0[0-9]{9,10}")
# 84 is the country or a network of its own (084…): the length tells.
_WITHOUT_ZERO = re.compile(r"(?:(?:00|\+)?84)?0?([35789][0-9]{8}|2[0-9]{9})")
_DECIMAL_PHONE = re.compile(r"^\s*(\+?\d{9,12})\.0\s*$")
_PHONE_SEPARATOR = re.compile(
    rf"\s*(?:[/;,|\n]|\b(?:{texts.WORDS_OR})\b| - | – )\s*", re.IGNORECASE
)
_TWO_NUMBERS = re.compile(r"(\d{9,11})\s+((?:0|\+?84)\d{8,10})\b")
_LETTER_O = re.compile(r"(?<!\w)[Oo](?=[\d\s.O])|(?<=\d)[Oo]")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+|\d+")
_KEEPS_CAPITALS = re.compile(r"[IVX]{1,4}|.*\d.*|[A-Z]")  # II, 1A, B
_COMRADE = re.compile(rf"^(?:{texts.WORDS_COMRADE})\s+", re.IGNORECASE)
_TITLE = re.compile(rf"^(?:{texts.WORDS_TITLE})\s+(?=\S+\s+\S)", re.IGNORECASE)
_TAIL = re.compile(r"\s*\([^()]*\)\s*$")
_DAY = re.compile(r"\bngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})\b")
MOST_PEOPLE = 1_000_000


def make_code(text: str) -> str:
    """Return a code of lower-case letters, digits and hyphens.

    >>> make_code("Thôn Đồng Mơ")
    'thon-dong-mo'
    """
    return normalize_for_match(text).encode("ascii", "ignore").decode().replace(" ", "-")


def split_list(cell: str | None) -> list[str] | None:
    """Return the items of a list cell; None when the list has no such column."""
    if cell is None:
        return None
    return [item for part in _LIST_SEPARATOR.split(cell) if (item := _OLD.sub("", part).strip())]


def parse_people_count(cell: str) -> int | None:
    """Parse a number of households or people, "1.893" too; None if empty. Raises UserError."""
    if not cell.strip():
        return None
    digits = re.sub(r"[.,\s]", "", cell) if _THOUSANDS.fullmatch(cell.strip()) else ""
    if not digits.isascii() or not digits or int(digits) > MOST_PEOPLE:
        raise UserError(texts.LIST_BAD_COUNT.format(number=cell))
    return int(digits)


@dataclass(frozen=True, slots=True)
class Phones:
    """The number that is kept, and those that are not."""

    number: str
    others: tuple[str, ...] = ()


def parse_phones(written: str) -> Phones:
    """Return the first number of a cell, however it is written, and the further ones.

    Raises UserError when any of it is no number.
    """
    spaced = _TWO_NUMBERS.sub(r"\1/\2", written)
    parts = [part for part in _PHONE_SEPARATOR.split(spaced) if part.strip()]
    try:
        number, *others = (parse_phone(part) for part in parts)
    except UserError:
        return Phones(parse_phone(written))  # what separates may stand within a number
    except ValueError:
        raise UserError(texts.IMPORT_BAD_PHONE.format(phone=written)) from None
    return Phones(number, tuple(others))


def parse_phone(written: str) -> str:
    """Return a Vietnamese number with its leading zero, which Excel drops. Raises UserError."""
    written = _DECIMAL_PHONE.sub(r"\1", written)  # a number that was saved as text
    digits = re.sub(r"[\s.\-–()'’`:_/,]", "", _LETTER_O.sub("0", written))
    digits = re.sub(rf"^(?:{texts.WORDS_PHONE})", "", digits, flags=re.IGNORECASE)
    if digits.isascii() and _PHONE.fullmatch(digits):
        return digits
    if digits.isascii() and (bare := _WITHOUT_ZERO.fullmatch(digits)):
        return f"0{bare[1]}"
    raise UserError(texts.IMPORT_BAD_PHONE.format(phone=written))


def clean_person_name(written: str) -> str:
    """Return a name without what stands around it in lists.

    >>> clean_person_name("Đ/c NGUYỄN VĂN HOA (TT)")
    'Nguyễn Văn Hoa'
    """
    name = _TAIL.sub("", " ".join(written.split()))
    name = _TITLE.sub("", _COMRADE.sub("", name))
    if (name.isupper() or name.islower()) and " " in name:
        name = name.title()
    return name or written


def find_name_fault(name: str) -> str:
    """Return why these are no name of a person, "" when they may be: «0», «=HYPERLINK», «@Lan»."""
    return "" if name[:1].isalpha() else texts.LIST_NO_NAME.format(name=name)


def clean_unit_name(written: str) -> str:
    """Return a unit's name; one in capitals is written as units are.

    >>> clean_unit_name("THÔN ĐỒNG MƠ II"), clean_unit_name("Thôn 1A")
    ('Thôn Đồng Mơ II', 'Thôn 1A')
    """
    words = written.split()
    if not written.isupper() or len(words) < 2:
        return " ".join(words)
    return " ".join(
        word if _KEEPS_CAPITALS.fullmatch(word) and at else word.capitalize()
        for at, word in enumerate(words)
    )


def read_document_day(found: FoundTables) -> date | None:
    """Return the day a document says it was made: «ngày 20 tháng 11 năm 2026», or None."""
    lines = [
        line
        for table in found.tables
        for line in (*(skipped.text for skipped in table.skipped), *table.title)
    ]
    for line in lines:
        if match := _DAY.search(normalize_for_match(line)):
            day, month, year = map(int, match.groups())
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None
