"""Vietnamese letters: one normal form, and the folding of tones.

Text is NFC from the door on. Folding (tones off, đ to d) is for comparing, never for showing.
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
_SMALL = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ"
_DRAWN = {
    **{ord(small): chr(ord("a") + at) for at, small in enumerate(_SMALL)},
    **{start + at: chr(ord("a") + at) for start in (0x1F150, 0x1F170) for at in range(26)},
    ord("ǫ"): "q",
}

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


def plain(text: str) -> str:
    """Ordinary letters for those of keyboard applications: for understanding, never for keeping.

    >>> plain("𝐪𝐮𝐞̂𝐧 ｖｎｅｉｄ ᴍᴀ̂̉ᴛ")
    'quên vneid mẩt'
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(_DRAWN))


@lru_cache(maxsize=4096)
def fold_letter(letter: str) -> str:
    """One lower-case letter without its marks; a mark alone is nothing."""
    plain = unicodedata.normalize("NFD", letter)
    bare_letter = "".join(part for part in plain if not unicodedata.combining(part))
    # ð is what some keyboards give for đ.
    return bare_letter.replace("đ", "d").replace("ð", "d")


def fold(text: str) -> str:
    """Lower case, tones and vowel marks off, đ to d. Idempotent.

    >>> fold("Đường Số 3")
    'duong so 3'
    """
    lowered = plain(plain(text).casefold())
    if lowered.isascii():
        return lowered
    composed = unicodedata.normalize("NFC", lowered)
    return unicodedata.normalize("NFC", "".join(map(fold_letter, composed)))


def bare(text: str) -> str:
    """Folded words with single spaces and no punctuation: for comparing with a list of phrases.

    >>> bare("  Gặp người!! ")
    'gap nguoi'
    """
    return " ".join(_WORDS.findall(fold(text)))


def natural_key(text: str) -> tuple[str | int, ...]:
    """The key of every list that people read: numbers by their worth, words without their tones.

    >>> sorted(["Thôn 10", "Thôn 2", "Thôn 1"], key=natural_key)
    ['Thôn 1', 'Thôn 2', 'Thôn 10']
    """
    # Words and numbers alternate, a word first: the same place never compares one with the other.
    parts = _DIGITS.split(fold(text))
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))


def name_key(name: str) -> str:
    """A name as written, for telling names apart: tones count, case and punctuation do not.

    The two places a tone may stand in are one spelling (hòa, hoà); anything else that differs is
    another name. Whoever is identified by a name is identified by this key, never by `bare`.

    >>> name_key("Trần  thị HÒA") == name_key("trần thị Hoà")
    True
    >>> name_key("Lê Thị Thúy") == name_key("Lê Thị Thủy")
    False
    """
    words = _WORDS.findall(plain(plain(name).casefold()))
    return " ".join(tone_last(word) for word in words)


def agrees(typed: str, name: str) -> bool:
    """Whether a typed name can be this one: word by word alike, and as written where marks stand.

    >>> agrees("thon ha", "Thôn Hạ"), agrees("Thôn ha", "Thôn Hạ"), agrees("Thôn Hà", "Thôn Hạ")
    (True, True, False)
    """
    said, meant = (_WORDS.findall(plain(plain(text).casefold())) for text in (typed, name))
    return len(said) == len(meant) and all(
        fold(word) == fold(other) and (word == fold(word) or tone_last(word) == tone_last(other))
        for word, other in zip(said, meant, strict=True)
    )


def keyed(prefix: str, name: str, limit: int) -> str:
    """A column's text for a name: the prefix and its key, or a digest of the key where it is long.

    >>> keyed("u5:", "Nguyễn Thị Tư", 160)
    'u5:nguyên4 thi5 tư'
    """
    key = prefix + name_key(name)
    if len(key) <= limit:
        return key
    return prefix + hashlib.sha256(key.encode()).hexdigest()[: limit - len(prefix)]


def tone_last(word: str) -> str:
    """A lower-case word with its tone as a digit at the end: hòa and hoà are both «hoa2»."""
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
    """Candidates that a typed name can mean: those written so, else those alike but for the tones.

    One result is the answer; two or more must be asked about; none is unknown.

    >>> match_names("thon ha", ["Thôn Hà", "Thôn Hạ"], str)
    ['Thôn Hà', 'Thôn Hạ']
    >>> match_names("Thôn Hạ", ["Thôn Hà", "Thôn Hạ"], str)
    ['Thôn Hạ']
    """
    listed = list(candidates)
    exact = name_key(typed)
    same = [candidate for candidate in listed if name_key(name(candidate)) == exact]
    if same or not (folded := bare(typed)):
        return same
    return [candidate for candidate in listed if bare(name(candidate)) == folded]
