"""Vietnamese text from before Unicode: TCVN3 (ABC), VNI-Windows and Windows-1258. Pure.

Fonts such as .VnTime and VNI-Times show other letters in the places of Western European ones, so a
file holds "NguyÔn" or "Nguyeãn" where people read «Nguyễn». Which table it is, is decided by how
many words become syllables; what no table explains stays as it is and is counted.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.vietnamese.syllables import is_syllable


class Encoding(StrEnum):
    """How text was stored; the values are the names officers know."""

    UTF8 = "UTF-8"
    UTF16 = "UTF-16"
    WINDOWS_1258 = "Windows-1258"
    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI-Windows"


_TCVN3_BYTES = (
    "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B6ả B7ã B8á B9ạ BBằ BCẳ "
    "BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ CBậ CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ "
    "DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ EAờ EBở ECỡ EDớ EEợ EFù F1ủ F2ũ F3ú "
    "F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ "
)
_TCVN3: Mapping[str, str] = {
    bytes.fromhex(pair[:2]).decode("cp1252"): pair[2:] for pair in _TCVN3_BYTES.split()
}
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT = "\u0300\u0301\u0303\u0309\u0323"
_ROOF, _BREVE = "\u0302\u0306"
# VNI writes a letter and, behind it, another that stands for its marks.
_VNI_MARKS: Mapping[str, str] = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _ROOF, "á": _ROOF + _ACUTE, "à": _ROOF + _GRAVE, "å": _ROOF + _HOOK,
    "ã": _ROOF + _TILDE, "ä": _ROOF + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LETTERS: Mapping[str, str] = {
    "ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
}  # fmt: skip
_VNI_PAIR = re.compile(f"([aeouyôö])([{''.join(_VNI_MARKS)}])|([{''.join(_VNI_LETTERS)}])", re.I)
_WORD = re.compile(r"[^\s\d!-/:-@\[-`{-~–—…“”‘’•]+")
_WESTERN = frozenset(bytes(range(256)).decode("cp1252", "ignore"))
CLEAR_SHARE = 0.85  # of the words beyond ASCII that must be syllables to call a table certain
MIN_WORDS = 3


def decode_tcvn3(text: str) -> str:
    """Return the text of a TCVN3 font, given as Western European letters.

    >>> decode_tcvn3("NguyÔn V¨n §¹t")
    'Nguyễn Văn Đạt'
    """
    return "".join(_TCVN3.get(character, character) for character in text)


def decode_vni(text: str) -> str:
    """Return the text of a VNI-Windows font, given as Western European letters.

    >>> decode_vni("Nguyeãn Vaên Ñaït")
    'Nguyễn Văn Đạt'
    """
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_decode_vni_pair, text))


def _decode_vni_pair(match: re.Match[str]) -> str:
    letter, mark, alone = match.groups()
    if alone:
        return _keep_case(_VNI_LETTERS[alone.lower()], alone)
    base = _keep_case(_VNI_LETTERS.get(letter.lower(), letter.lower()), letter)
    return base + _VNI_MARKS[mark.lower()]


def _keep_case(decoded: str, written: str) -> str:
    return decoded.upper() if written.isupper() else decoded


FONT_DECODERS = {Encoding.TCVN3: decode_tcvn3, Encoding.VNI: decode_vni}


def list_marked_words(text: str) -> list[str]:
    """Return the words with anything beyond ASCII: only they tell one table from another."""
    return [] if text.isascii() else [word for word in _WORD.findall(text) if not word.isascii()]


def measure_share(texts: Iterable[str]) -> tuple[float, int]:
    """Return the share of marked words that are syllables, and how many words were looked at."""
    words = [word for text in texts for word in list_marked_words(text)]
    return (sum(map(is_syllable, words)) / len(words) if words else 1.0), len(words)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file and how it was stored; `certain` is False when two tables fit or none does."""

    text: str
    encoding: Encoding
    certain: bool = True


def decode_bytes(content: bytes) -> Decoded:
    """Decode a text file: by its mark, as UTF-8, else by the table that makes most syllables."""
    for mark, codec, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig", Encoding.UTF8),
        (b"\xff\xfe", "utf-16", Encoding.UTF16),
        (b"\xfe\xff", "utf-16", Encoding.UTF16),
    ):
        if content.startswith(mark):
            return Decoded(content.decode(codec, "replace"), encoding)
    if b"\0" in content[:200] and len(content) % 2 == 0:
        codec = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
        return Decoded(content.decode(codec, "replace"), Encoding.UTF16)
    try:
        return Decoded(content.decode("utf-8"), Encoding.UTF8)
    except UnicodeDecodeError:
        return _decode_one_byte(content)


def _decode_one_byte(content: bytes) -> Decoded:
    western = content.decode("cp1252", "replace")
    readings = {
        Encoding.WINDOWS_1258: unicodedata.normalize("NFC", content.decode("cp1258", "replace")),
        Encoding.TCVN3: decode_tcvn3(western),
        Encoding.VNI: decode_vni(western),
    }
    shares = {encoding: measure_share([text])[0] for encoding, text in readings.items()}
    best, second = sorted(shares, key=lambda encoding: -shares[encoding])[:2]
    words = len(list_marked_words(readings[best]))
    certain = shares[best] >= CLEAR_SHARE and shares[best] > shares[second] and words >= MIN_WORDS
    return Decoded(readings[best], best, certain)


@dataclass(frozen=True, slots=True)
class Repaired:
    """Cells after decoding: the texts, the table that was used, and what stays doubtful."""

    texts: list[str]
    encoding: Encoding | None = None
    changed: int = 0  # cells
    doubtful: tuple[str, ...] = ()  # cells that read well by two tables, or by none


def repair_cells(cells: list[str]) -> Repaired:
    """Decode the cells that were typed with a TCVN3 or VNI font; Unicode cells stay.

    Offices mix: a sheet may hold both. A cell is decoded when only the font's table makes it
    Vietnamese; one that reads well either way is decoded only when no cell speaks for Unicode.
    """
    marked = {cell for cell in cells if not cell.isascii()}
    plain = {cell for cell in marked if _reads_well(cell)}
    votes = {
        encoding: {
            cell for cell in marked - plain if _is_western(cell) and _reads_well(decode(cell))
        }
        for encoding, decode in FONT_DECODERS.items()
    }
    encoding = max(votes, key=lambda candidate: len(votes[candidate]))
    sure = votes[encoding]
    words = sum(len(list_marked_words(cell)) for cell in sure)
    explained = len(sure) / max(1, len(marked - plain))
    if words < MIN_WORDS or explained < 0.5 or len(sure) == len(votes[_other(encoding)]):
        return Repaired(cells)
    decode = FONT_DECODERS[encoding]
    either = {
        cell
        for cell in plain
        if _is_western(cell) and decode(cell) != cell and _reads_well(decode(cell))
    }
    unicode_only = plain - either
    chosen = sure | (set() if unicode_only else either)
    doubtful = (marked - plain - sure) | (either if unicode_only else set())
    return Repaired(
        [decode(cell) if cell in chosen else cell for cell in cells],
        encoding,
        sum(cell in chosen for cell in cells),
        tuple(sorted(doubtful)),
    )


def _other(encoding: Encoding) -> Encoding:
    return Encoding.VNI if encoding is Encoding.TCVN3 else Encoding.TCVN3


def _is_western(cell: str) -> bool:
    """Whether the cell has only letters such a font can show: ọ, ế and đ are Unicode's own."""
    return all(character in _WESTERN for character in cell)


def _reads_well(cell: str) -> bool:
    words = list_marked_words(cell)
    return all(map(is_syllable, words))
