"""Converts written Vietnamese to words for reading aloud. Pure.

Numbers, dates, hours, money, codes and short forms. For the commune's loudspeaker: nothing is left
that the announcer would have to spell out. What the reading table lacks is read letter by letter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot import texts
from bot.core.toml_files import make_shape_error, read_toml
from bot.vietnamese.letters import nfc

DIGITS = texts.SPOKEN_DIGITS
THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9


@dataclass(frozen=True, slots=True)
class ReadingTable:
    """How short forms are read: whole words, endings of legal codes, units, hosts."""

    words: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)


def load_reading_table(data_dir: Path) -> ReadingTable:
    """Load the shipped reading table. Raises DataError saying what is wrong with it."""
    path = data_dir / "lexicon" / "spoken.toml"
    try:
        raw = read_toml(path)
        parts = {
            name: {nfc(key): nfc(said) for key, said in raw[name].items()}
            for name in ("words", "codes", "units", "letters")
        }
    except (KeyError, AttributeError) as error:
        raise make_shape_error(path, error) from None
    return ReadingTable(**parts)


def spell_number(value: int) -> str:
    """Return a whole number in words: 21 is "hai mươi mốt", 105 is "một trăm linh năm"."""
    if value < 0:
        return f"{texts.SPOKEN_MINUS} {spell_number(-value)}"
    return _spell_positive(value, full=False) or DIGITS[0]


def _spell_positive(value: int, *, full: bool) -> str:
    """Return a positive number in words; `full`: digits precede it, so empty places are said."""
    if value >= BILLION:
        rest = _spell_positive(value % BILLION, full=True)
        return (
            f"{_spell_positive(value // BILLION, full=full)} {texts.SPOKEN_BILLION} {rest}".strip()
        )
    said: list[str] = []
    for size, name in ((MILLION, texts.SPOKEN_MILLION), (THOUSAND, texts.SPOKEN_THOUSAND), (1, "")):
        three, value = divmod(value, size)
        if three:
            said += [_spell_three_digits(three, full=full or bool(said)), name]
    return " ".join(filter(None, said))


def _spell_three_digits(value: int, *, full: bool) -> str:
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    said = [f"{DIGITS[hundreds]} {texts.SPOKEN_HUNDRED}"] if hundreds or full else []
    if tens == 0 and ones:
        said += [texts.SPOKEN_ODD] if said else []
        said += [DIGITS[ones]]
    elif tens:
        said += [texts.SPOKEN_TEN if tens == 1 else f"{DIGITS[tens]} {texts.SPOKEN_TENS}"]
        said += [_spell_last_digit(tens, ones)] if ones else []
    return " ".join(said)


def _spell_last_digit(tens: int, ones: int) -> str:
    if ones == 5:
        return texts.SPOKEN_FIVE
    if tens > 1 and ones in texts.SPOKEN_LAST:
        return texts.SPOKEN_LAST[ones]
    return DIGITS[ones]


def spell_digits(written: str) -> str:
    """Return the digits one by one, as phone numbers are read; groups of three with a pause."""
    only = [DIGITS[int(digit)] for digit in written if digit.isdecimal()]
    head = len(only) % 3 if len(only) > 4 else len(only)
    groups = [only[:head], *(only[at : at + 3] for at in range(head, len(only), 3))]
    return ", ".join(" ".join(group) for group in groups if group)


def spell_quantity(written: str) -> str:
    """Return a number as written here: "50.000" is fifty thousand, "3,5" three and a half."""
    whole, comma, part = written.replace(" ", "").partition(",")
    said = spell_number(int(whole.replace(".", "")))
    if not comma:
        return said
    behind = spell_number(int(part)) if part[0] != "0" and len(part) < 3 else spell_digits(part)
    return f"{said} {texts.SPOKEN_COMMA} {behind}"


def _alternatives(phrases: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))


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
_SHORT_NUMBER = re.compile(
    rf"\b({_alternatives(texts.SPOKEN_CALLED)})(:?\s+)(\d{{3,11}})\b", re.IGNORECASE
)
_RANGE = re.compile(r"(?<=[\dh%])\s*[-–]\s*(?=\d)")
_ROMAN = re.compile(rf"\b({_alternatives(texts.SPOKEN_ROMAN)})\s+([IVX]{{1,6}})\b", re.IGNORECASE)
_COUNTED = re.compile(rf"({_NUMBER})\s*([^\W\d_]{{1,4}}[²³23]?|[%°]C?)(?=$|[^\w])")
_PLAIN_NUMBER = re.compile(_NUMBER)
_SHORT_FORM = re.compile(r"\b[^\W_]+(?:-[^\W_]+)*\b")
_BLANKS = re.compile(r"[ \t]{2,}|[ \t]+(?=[.,;:!?…)])")
ROMAN = {"I": 1, "V": 5, "X": 10}


def spell_out_text(text: str, table: ReadingTable) -> str:
    """Return the text in words only: without digits or short forms that cannot be pronounced."""
    text = _LINK.sub(lambda match: _read_link(match[0], table), nfc(text))
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_CODE, lambda match: _read_code(match, table)),
        (_LONG_DAY, lambda match: _read_day(match)),
        (_MONTH, _read_month),
        (_PHONE, lambda match: spell_digits(match[0].replace("+84", "0"))),
        (_SHORT_NUMBER, lambda match: f"{match[1]}{match[2]}{spell_digits(match[3])}"),
        (_SHORT_DAY, _read_short_day),
        (_RANGE, lambda _: f" {texts.SPOKEN_TO} "),
        (_CLOCK, _read_time),
        (_ROMAN, lambda match: f"{match[1]} {spell_number(_roman_value(match[2].upper()))}"),
        (_COUNTED, lambda match: _read_counted(match, table)),
        (_SHORT_FORM, lambda match: _read_short_form(match[0], table)),
        (_PLAIN_NUMBER, lambda match: f" {spell_quantity(match[0])} "),
    )
    for pattern, said in steps:
        text = pattern.sub(said, text)
    # What other scripts call digits, too.
    text = "".join(
        DIGITS[int(character)] if character.isdecimal() else character for character in text
    )
    return "\n".join(_BLANKS.sub(_replace_blanks, line).strip() for line in text.split("\n"))


def _replace_blanks(match: re.Match[str]) -> str:
    """Return one space between words, none before punctuation."""
    following = match.string[match.end() : match.end() + 1]
    return "" if following and following in ".,;:!?…)" else " "


def _read_link(link: str, table: ReadingTable) -> str:
    host = re.sub(r"^https?://|^www\.", "", link.lower()).split("/")[0].rstrip(".,;:!?)")
    return table.words.get(host, texts.SPOKEN_LINK)


def _read_code(match: re.Match[str], table: ReadingTable) -> str:
    who = table.codes.get(match[3], "")
    said = (
        f"{texts.SPOKEN_NUMBER} {spell_number(int(match[1]))} {_read_year(match[2])} {who}".rstrip()
    )
    return said if who else f"{said} {_spell_letters(match[3], table)}"


def _read_year(written: str) -> str:
    return f"{texts.SPOKEN_YEAR} {spell_number(int(written))}"


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _read_day(match: re.Match[str]) -> str:
    if not _is_day(match[1], match[2]):
        return " ".join(spell_number(int(part)) for part in match.groups())
    return f"{_read_day_and_month(match[1], match[2])} {_read_year(match[3])}"


def _read_day_and_month(day: str, month: str) -> str:
    early = f"{texts.SPOKEN_EARLY} " if int(day) <= 10 else ""
    name = texts.SPOKEN_FOURTH if int(month) == 4 else spell_number(int(month))
    return f"{texts.SPOKEN_DAY} {early}{spell_number(int(day))} {texts.SPOKEN_MONTH} {name}"


def _read_short_day(match: re.Match[str]) -> str:
    if not _is_day(match[1], match[2]):
        return f"{spell_number(int(match[1]))} {texts.SPOKEN_PART} {spell_number(int(match[2]))}"
    return _read_day_and_month(match[1], match[2])


def _read_month(match: re.Match[str]) -> str:
    return f"{texts.SPOKEN_MONTH} {spell_number(int(match[1]))} {_read_year(match[2])}"


def _read_time(match: re.Match[str]) -> str:
    minutes = f" {spell_number(int(match[2]))}" if match[2] and int(match[2]) else ""
    return f"{spell_number(int(match[1]))} {texts.SPOKEN_HOUR}{minutes} ".rstrip()


def _roman_value(letters: str) -> int:
    values = [ROMAN[numeral] for numeral in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-numeral if numeral < following else numeral for numeral, following in pairs)


def _read_counted(match: re.Match[str], table: ReadingTable) -> str:
    unit = table.units.get(match[2]) or table.units.get(match[2].lower())
    return (
        f"{spell_quantity(match[1])} {unit}" if unit else f"{spell_quantity(match[1])} {match[2]}"
    )


def _read_short_form(word: str, table: ReadingTable) -> str:
    """Return a short form's reading; capitals that cannot be pronounced are spelt."""
    if (said := table.words.get(word)) is not None:
        return said
    letters = [letter for letter in word if letter.isalpha()]
    short = len(letters) > 1 and all(map(str.isupper, letters)) and len(word) < 9
    mixed = any(map(str.isdecimal, word)) and any(letters)
    if short and not _is_pronounceable(word.lower()):
        return _spell_letters(word, table)
    return _spell_letters(word, table) if mixed else word


def _is_pronounceable(word: str) -> bool:
    """Return whether it is a word in capitals rather than initials: it has a vowel with a mark."""
    return any(letter in texts.TONED_VOWELS for letter in word)


def _spell_letters(word: str, table: ReadingTable) -> str:
    said = []
    for part in re.findall(r"\d+|[^\W\d_]", word):
        said.append(
            spell_digits(part) if part.isdecimal() else table.letters.get(part.upper(), part)
        )
    return " ".join(said)
