"""Converts written Vietnamese to words for reading aloud. Pure.

Numbers, dates, hours, money, codes and short forms. For the commune's loudspeaker: nothing is left
that the announcer would have to spell out. What the reading table lacks is read letter by letter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot import texts
from bot.core.toml_files import read_toml, shape_fault
from bot.vietnamese.letters import nfc

DIGITS = texts.SPOKEN_DIGITS
THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9


@dataclass(frozen=True, slots=True)
class Table:
    """How short forms are read: whole words, endings of legal codes, units, hosts."""

    words: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)


def load(data_dir: Path) -> Table:
    """Load the shipped reading table. Raises DataError saying what is wrong with it."""
    path = data_dir / "lexicon" / "spoken.toml"
    try:
        raw = read_toml(path)
        parts = {
            name: {nfc(key): nfc(said) for key, said in raw[name].items()}
            for name in ("words", "codes", "units", "letters")
        }
    except (KeyError, AttributeError) as error:
        raise shape_fault(path, error) from None
    return Table(**parts)


def number(value: int) -> str:
    """Return a whole number in words: 21 is "hai mươi mốt", 105 is "một trăm linh năm"."""
    if value < 0:
        return f"{texts.SPOKEN_MINUS} {number(-value)}"
    return _below(value, full=False) or DIGITS[0]


def _below(value: int, *, full: bool) -> str:
    """Return a positive number in words; `full`: digits precede it, so empty places are said."""
    if value >= BILLION:
        rest = _below(value % BILLION, full=True)
        return f"{_below(value // BILLION, full=full)} {texts.SPOKEN_BILLION} {rest}".strip()
    said: list[str] = []
    for size, name in ((MILLION, texts.SPOKEN_MILLION), (THOUSAND, texts.SPOKEN_THOUSAND), (1, "")):
        three, value = divmod(value, size)
        if three:
            said += [_three(three, full=full or bool(said)), name]
    return " ".join(filter(None, said))


def _three(value: int, *, full: bool) -> str:
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    said = [f"{DIGITS[hundreds]} {texts.SPOKEN_HUNDRED}"] if hundreds or full else []
    if tens == 0 and ones:
        said += [texts.SPOKEN_ODD] if said else []
        said += [DIGITS[ones]]
    elif tens:
        said += [texts.SPOKEN_TEN if tens == 1 else f"{DIGITS[tens]} {texts.SPOKEN_TENS}"]
        said += [_last(tens, ones)] if ones else []
    return " ".join(said)


def _last(tens: int, ones: int) -> str:
    if ones == 5:
        return texts.SPOKEN_FIVE
    if tens > 1 and ones in texts.SPOKEN_LAST:
        return texts.SPOKEN_LAST[ones]
    return DIGITS[ones]


def digits(written: str) -> str:
    """Return the digits one by one, as phone numbers are read; groups of three with a pause."""
    only = [DIGITS[int(one)] for one in written if one.isdecimal()]
    head = len(only) % 3 if len(only) > 4 else len(only)
    groups = [only[:head], *(only[at : at + 3] for at in range(head, len(only), 3))]
    return ", ".join(" ".join(group) for group in groups if group)


def quantity(written: str) -> str:
    """Return a number as written here: "50.000" is fifty thousand, "3,5" three and a half."""
    whole, comma, part = written.replace(" ", "").partition(",")
    said = number(int(whole.replace(".", "")))
    if not comma:
        return said
    behind = number(int(part)) if part[0] != "0" and len(part) < 3 else digits(part)
    return f"{said} {texts.SPOKEN_COMMA} {behind}"


def _one_of(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_DAY_WORD = rf"(?:\b(?:{texts.SPOKEN_DAY})\s+)?"
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_CODE = re.compile(
    rf"(?:\b{texts.SPOKEN_NUMBER}\s+)?\b(\d{{1,5}})/(\d{{4}})/([^\W\d_a-z]{{2,6}}(?:\d{{1,2}}|-\w+)?)"
)
_LONG_DAY = re.compile(
    rf"{_DAY_WORD}\b(\d{{1,2}})[/.\-](\d{{1,2}})[/.\-](\d{{4}})\b", re.IGNORECASE
)
_SHORT_DAY = re.compile(rf"{_DAY_WORD}\b(\d{{1,2}})/(\d{{1,2}})\b(?!/)", re.IGNORECASE)
_MONTH = re.compile(rf"\b{texts.SPOKEN_MONTH}\s+(\d{{1,2}})/(\d{{4}})\b", re.IGNORECASE)
_CLOCK = re.compile(
    rf"\b(\d{{1,2}})\s*(?:h|:|{texts.SPOKEN_HOUR})(?:\s*(\d{{2}}))?\b", re.IGNORECASE
)
_PHONE = re.compile(r"\b(?:0|\+84)\d{1,3}(?:[ .\-]?\d{2,4}){2,3}\b|\b1[89]00[ .]?\d{2,6}\b")
_CALLED = re.compile(rf"\b({_one_of(texts.SPOKEN_CALLED)})(:?\s+)(\d{{3,11}})\b", re.IGNORECASE)
_RANGE = re.compile(r"(?<=[\dh%])\s*[-–]\s*(?=\d)")
_ROMAN = re.compile(rf"\b({_one_of(texts.SPOKEN_ROMAN)})\s+([IVX]{{1,6}})\b", re.IGNORECASE)
_COUNTED = re.compile(rf"({_NUMBER})\s*([^\W\d_]{{1,4}}[²³23]?|[%°]C?)(?=$|[^\w])")
_LONE = re.compile(_NUMBER)
_SHORT_FORM = re.compile(r"\b[^\W_]+(?:-[^\W_]+)*\b")
_BLANKS = re.compile(r"[ \t]{2,}|[ \t]+(?=[.,;:!?…)])")
ROMAN = {"I": 1, "V": 5, "X": 10}


def say(text: str, table: Table) -> str:
    """Return the text in words only: without digits or short forms that cannot be pronounced."""
    text = _LINK.sub(lambda found: _link(found[0], table), nfc(text))
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_CODE, lambda found: _code(found, table)),
        (_LONG_DAY, lambda found: _day(found)),
        (_MONTH, _month),
        (_PHONE, lambda found: digits(found[0].replace("+84", "0"))),
        (_CALLED, lambda found: f"{found[1]}{found[2]}{digits(found[3])}"),
        (_SHORT_DAY, _short_day),
        (_RANGE, lambda _: f" {texts.SPOKEN_TO} "),
        (_CLOCK, _clock),
        (_ROMAN, lambda found: f"{found[1]} {number(_roman(found[2].upper()))}"),
        (_COUNTED, lambda found: _counted(found, table)),
        (_SHORT_FORM, lambda found: _short_form(found[0], table)),
        (_LONE, lambda found: f" {quantity(found[0])} "),
    )
    for pattern, said in steps:
        text = pattern.sub(said, text)
    # What other scripts call digits, too.
    text = "".join(DIGITS[int(one)] if one.isdecimal() else one for one in text)
    return "\n".join(_BLANKS.sub(_blank, line).strip() for line in text.split("\n"))


def _blank(found: re.Match[str]) -> str:
    """Return one space between words, none before punctuation."""
    following = found.string[found.end() : found.end() + 1]
    return "" if following and following in ".,;:!?…)" else " "


def _link(link: str, table: Table) -> str:
    host = re.sub(r"^https?://|^www\.", "", link.lower()).split("/")[0].rstrip(".,;:!?)")
    return table.words.get(host, texts.SPOKEN_LINK)


def _code(found: re.Match[str], table: Table) -> str:
    who = table.codes.get(found[3], "")
    said = f"{texts.SPOKEN_NUMBER} {number(int(found[1]))} {_year(found[2])} {who}".rstrip()
    return said if who else f"{said} {_spell(found[3], table)}"


def _year(written: str) -> str:
    return f"{texts.SPOKEN_YEAR} {number(int(written))}"


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _day(found: re.Match[str]) -> str:
    if not _is_day(found[1], found[2]):
        return " ".join(number(int(one)) for one in found.groups())
    return f"{_day_and_month(found[1], found[2])} {_year(found[3])}"


def _day_and_month(day: str, month: str) -> str:
    early = f"{texts.SPOKEN_EARLY} " if int(day) <= 10 else ""
    name = texts.SPOKEN_FOURTH if int(month) == 4 else number(int(month))
    return f"{texts.SPOKEN_DAY} {early}{number(int(day))} {texts.SPOKEN_MONTH} {name}"


def _short_day(found: re.Match[str]) -> str:
    if not _is_day(found[1], found[2]):
        return f"{number(int(found[1]))} {texts.SPOKEN_PART} {number(int(found[2]))}"
    return _day_and_month(found[1], found[2])


def _month(found: re.Match[str]) -> str:
    return f"{texts.SPOKEN_MONTH} {number(int(found[1]))} {_year(found[2])}"


def _clock(found: re.Match[str]) -> str:
    minutes = f" {number(int(found[2]))}" if found[2] and int(found[2]) else ""
    return f"{number(int(found[1]))} {texts.SPOKEN_HOUR}{minutes} ".rstrip()


def _roman(letters: str) -> int:
    values = [ROMAN[one] for one in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


def _counted(found: re.Match[str], table: Table) -> str:
    unit = table.units.get(found[2]) or table.units.get(found[2].lower())
    return f"{quantity(found[1])} {unit}" if unit else f"{quantity(found[1])} {found[2]}"


def _short_form(word: str, table: Table) -> str:
    """Return a short form's reading; capitals that cannot be pronounced are spelt."""
    if (said := table.words.get(word)) is not None:
        return said
    letters = [one for one in word if one.isalpha()]
    short = len(letters) > 1 and all(map(str.isupper, letters)) and len(word) < 9
    mixed = any(map(str.isdecimal, word)) and any(letters)
    if short and not _sayable(word.lower()):
        return _spell(word, table)
    return _spell(word, table) if mixed else word


def _sayable(word: str) -> bool:
    """Return whether it is a word in capitals rather than initials: it has a vowel with a mark."""
    return any(one in texts.TONED_VOWELS for one in word)


def _spell(word: str, table: Table) -> str:
    said = []
    for one in re.findall(r"\d+|[^\W\d_]", word):
        said.append(digits(one) if one.isdecimal() else table.letters.get(one.upper(), one))
    return " ".join(said)
