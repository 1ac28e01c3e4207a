"""Vietnamese text: one normal form, and comparison without tones.

Text is NFC from the channels on. Stripping tones (and đ to d) is for comparing, never for showing.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# What no person types: C0/C1 but tab and newline, and what has no width (emoji need U+200D).
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_WORDS = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"([0-9]+)")
_TONES = {"\u0300": "2", "\u0301": "1", "\u0303": "4", "\u0309": "3", "\u0323": "5"}

# Letters of keyboard applications that Unicode does not call compatible: small capitals, letters
# in black discs and squares.
_SMALL_CAPITALS = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ"
_DECORATED_LETTERS = {
    **{ord(small): chr(ord("a") + at) for at, small in enumerate(_SMALL_CAPITALS)},
    **{start + at: chr(ord("a") + at) for start in (0x1F150, 0x1F170) for at in range(26)},
    ord("ǫ"): "q",
}
_DECORATED = re.compile(f"[{''.join(map(chr, _DECORATED_LETTERS))}]")
_WORD_LENGTH = 16  # characters of a text that may come again as it is: a word, not a sentence

LONGEST_SYLLABLE = 8  # letters ("nghiêng" has 7); what is longer is not kept in memory

Named = TypeVar("Named")


def nfc(text: str) -> str:
    """The text as it is kept: NFC, no control characters, no lone surrogates, trimmed.

    >>> nfc("Thu\u031b\u0301  ba\\x00")
    'Thứ ba'
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Controls go first: one between a letter and its mark would keep them apart.
    return _SPACES.sub(" ", unicodedata.normalize("NFC", _CONTROLS.sub("", text))).strip()


def to_plain_letters(text: str) -> str:
    """Replace the decorated letters of keyboard applications; for matching, never for storing.

    >>> to_plain_letters("𝐪𝐮𝐞̂𝐧 ｖｎｅｉｄ ᴍᴀ̂̉ᴛ")
    'quên vneid mẩt'
    """
    # Nearly every text is plain already, and to see that costs a tenth of making it so.
    if text.isascii() or (unicodedata.is_normalized("NFKC", text) and not _DECORATED.search(text)):
        return text
    return unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", text).translate(_DECORATED_LETTERS)
    )


@lru_cache(maxsize=4096)
def strip_letter_tone(letter: str) -> str:
    """Return one lower-case letter without its marks; "" for a combining mark alone."""
    plain = unicodedata.normalize("NFD", letter)
    bare_letter = "".join(part for part in plain if not unicodedata.combining(part))
    # ð is what some keyboards give for đ.
    return bare_letter.replace("đ", "d").replace("ð", "d")


def strip_tones(text: str) -> str:
    """Return the text in lower case without tones and vowel marks, đ as d. Idempotent.

    >>> strip_tones("Đường Số 3")
    'duong so 3'
    """
    if text.isascii():
        return text.lower()
    return _strip_word_tones(text) if len(text) <= _WORD_LENGTH else _strip_tones(text)


def _strip_tones(text: str) -> str:
    lowered = to_plain_letters(to_plain_letters(text).casefold())
    if lowered.isascii():
        return lowered
    composed = unicodedata.normalize("NFC", lowered)
    return unicodedata.normalize("NFC", "".join(map(strip_letter_tone, composed)))


_strip_word_tones = lru_cache(maxsize=16_384)(_strip_tones)


def normalize_for_match(text: str) -> str:
    """Return words without tones or punctuation, single-spaced, to match against lists of phrases.

    >>> normalize_for_match("  Gặp người!! ")
    'gap nguoi'
    """
    return " ".join(_WORDS.findall(strip_tones(text)))


def natural_sort_key(text: str) -> tuple[str | int, ...]:
    """Return the natural sort key of every list people read: numbers by value, words without tones.

    >>> sorted(["Thôn 10", "Thôn 2", "Thôn 1"], key=natural_sort_key)
    ['Thôn 1', 'Thôn 2', 'Thôn 10']
    """
    # Words and numbers alternate, a word first: the same place never compares one with the other.
    parts = _DIGITS.split(strip_tones(text))
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))


def name_key(name: str) -> str:
    """Return the key that tells names apart: tones count, case and punctuation do not.

    The two spellings of one tone position (hòa, hoà) are equal; anything else that differs is
    another name. Identify by this key, never by `normalize_for_match`.

    >>> name_key("Trần  thị HÒA") == name_key("trần thị Hoà")
    True
    >>> name_key("Lê Thị Thúy") == name_key("Lê Thị Thủy")
    False
    """
    words = _WORDS.findall(to_plain_letters(to_plain_letters(name).casefold()))
    return " ".join(move_tone_last(word) for word in words)


def is_typed_form_of(typed: str, name: str) -> bool:
    """Return whether a typed name can mean this one: tones may be missing, but not differ.

    >>> is_typed_form_of("thon ha", "Thôn Hạ"), is_typed_form_of("Thôn ha", "Thôn Hạ")
    (True, True)
    >>> is_typed_form_of("Thôn Hà", "Thôn Hạ")
    False
    """
    said, meant = (
        _WORDS.findall(to_plain_letters(to_plain_letters(text).casefold()))
        for text in (typed, name)
    )
    return len(said) == len(meant) and all(
        strip_tones(word) == strip_tones(other)
        and (word == strip_tones(word) or move_tone_last(word) == move_tone_last(other))
        for word, other in zip(said, meant, strict=True)
    )


def make_name_column(prefix: str, name: str, limit: int) -> str:
    """Return a column's value for a name: prefix and key, or a digest of the key where it is long.

    >>> make_name_column("u5:", "Nguyễn Thị Tư", 160)
    'u5:nguyên4 thi5 tư'
    """
    key = prefix + name_key(name)
    if len(key) <= limit:
        return key
    return prefix + hashlib.sha256(key.encode()).hexdigest()[: limit - len(prefix)]


def move_tone_last(word: str) -> str:
    """Return a lower-case word with its tone as a final digit: hòa and hoà are both «hoa2»."""
    letters, tone = [], ""
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            tone = _TONES[character]
        else:
            letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


def match_names(
    typed: str, candidates: Iterable[Named], name: Callable[[Named], str]
) -> list[Named]:
    """Return the candidates a typed name can mean: exact spellings, else those equal without tones.

    One result is the answer; two or more must be asked about; none is unknown.

    >>> match_names("thon ha", ["Thôn Hà", "Thôn Hạ"], str)
    ['Thôn Hà', 'Thôn Hạ']
    >>> match_names("Thôn Hạ", ["Thôn Hà", "Thôn Hạ"], str)
    ['Thôn Hạ']
    """
    listed = list(candidates)
    exact = name_key(typed)
    same = [candidate for candidate in listed if name_key(name(candidate)) == exact]
    if same or not (folded := normalize_for_match(typed)):
        return same
    return [candidate for candidate in listed if normalize_for_match(name(candidate)) == folded]
