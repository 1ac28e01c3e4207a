"""Normalize a line for time parsing, letter by letter, so that what was parsed can be cut out.

Words that are equal without marks are kept apart by them: evening, I and next are one word without
marks, as are one and the day after tomorrow, five and year, six and after.
"""

import re
import unicodedata

from bot import texts
from bot.vietnamese.letters import nfc, strip_tones

_WORD = re.compile(r"[^\W\d_]+")
# The tones and vowel marks (as combining letters) that tell words of one folding apart.
_TONE = {"\u0301": "'", "\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0323": "."}
_VOWEL = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}
_HOMOGRAPHS = {
    ("toi", "^'"): "EVE", ("toi", "^"): "tui", ("toi", "+'"): "TOI", ("toi", "^`"): "BAD",
    ("mot", "^'"): "kia", ("sau", "'"): "six", ("nhac", "."): "NHAC", ("chieu", "^'"): "CHIEU",
    ("mai", "`"): "MAI", ("mai", "'"): "MAI", ("mai", "~"): "MAI", ("nua", "+?"): "nuz",
    ("tu", "+."): "TU", ("can", "^"): "CAN", ("al", "^"): "am", ("mung", "+`"): "MUNG",
    ("moi", "+"): "mai", ("gio", "^~"): "GIO",
}  # fmt: skip
_EVENING = re.compile(
    r"((?:\d(?:[hg]\d{0,2}|[:.]\d\d| gio(?: \d\d?(?: phut)?| ruoi)?)| ruoi| kem \d\d?(?: phut)?) )"
    r"toi\b"
    r"|(?<!nhac )(?<!cho )(?<!giup )(?<!nho )\btoi"
    r"( nay| mai| kia| mot| hom| ngay| bua| ni| moi| thu| chu nhat| cn| ram| mung| \d)"
    r"|\b(buoi) toi\b"
)
# Central and Southern: "sáng mơi" is tomorrow morning, but "sáng mỗi ngày" is not.
_TOMORROW = re.compile(
    r"\b(sang|trua|chieu|EVE|toi|dem|bua|ngay) moi"
    r"(?! (?:ngay|tuan|thang|nam|hom|bua|sang|trua|chieu|EVE|toi|dem|thu|t\d|chu nhat|cn|lan"
    r"|\d+ ?lan)\b)\b"
)
# "Sáng tối" without tones, where nothing follows that somebody could do.
_PARTS_OF_DAY = re.compile(
    r"\b((?:sang|trua|chieu)(?:,| va| voi)? )toi(?=\s*(?:$|[,.;]|\d| trong| den het))"
)
_BY_THE_MOON = re.compile(
    r"(?<=\d)( ?\(?)al(?=\)?(?!\w))"
)  # "15/7 al", short for the lunar calendar
_NEXT = re.compile(r"\b(tuan|thang|nam) (?:toi|TOI)\b")
_COMING = re.compile(r"\b(thu (?:hai|ba|tu|nam|sau|six|bay|[2-7])|cn|chu nhat) (?:toi|TOI|sau)\b")


def normalize_line(text: str) -> str:
    r"""Strip the marks and resolve homographs; each letter keeps its position.

    >>> normalize_line("T\u1ed1i mai, \u0111\u1eebng qu\u00ean")
    'EVE mai, dung quen'
    """
    folded = _WORD.sub(lambda match: _normalize_word(match[0]), nfc(text))
    folded = _NEXT.sub(r"\1 sau", _COMING.sub(r"\1 gan", folded))
    folded = _EVENING.sub(
        lambda match: (
            f"{match[1]}EVE" if match[1] else f"{match[3]} EVE" if match[3] else f"EVE{match[2]}"
        ),
        folded,
    )
    folded = _PARTS_OF_DAY.sub(r"\1EVE", _TOMORROW.sub(r"\1 mai", folded))
    return _BY_THE_MOON.sub(r"\1am", folded)


def _normalize_word(word: str) -> str:
    letters = strip_tones(word)
    if len(letters) != len(word):
        return "X" * len(word)
    if word.casefold() == texts.SAID_BRING:
        return letters.upper()
    return _HOMOGRAPHS.get((letters, _tone_marks(word)), letters)


def _tone_marks(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(_VOWEL.get(letter, "") for letter in letters) + "".join(
        _TONE.get(letter, "") for letter in letters
    )


def keep_unblanked(text: str, line: str) -> str:
    """Return the part of the text that is not blank in `line`, of equal length; joins spaces."""
    kept = (letter if line[position] != " " else " " for position, letter in enumerate(nfc(text)))
    return " ".join("".join(kept).split())


def blank_match(line: str, match: re.Match[str]) -> str:
    """Return the line with the match replaced by spaces."""
    return line[: match.start()] + " " * (match.end() - match.start()) + line[match.end() :]
