"""Match short texts with asymmetric tones.

Text typed without tones matches generously. Text typed with tones matches exactly, as many a
common word folds onto a command: "busy" onto "friend", "take" onto "press" and "write", "done"
onto "river".
"""

import re
import unicodedata

from bot.vietnamese.letters import nfc, strip_tones

# The vowel marks and tones that fit a word with dangerous neighbours, as VIQR (RFC 1456) writes
# them; "" lets no mark pass.
_MARKS = {
    "ban": "^.", "bot": "", "cam": "? '", "chuyen": "^?", "co": "^ '", "con": "", "da": ". -~",
    "dong": "-'", "gap": "(.", "gat": "(.", "hen": ".", "mai": "", "mau": "^~", "may": "'",
    "mot": "^'", "nghi": "?", "nhan": "^.", "om": "^'", "on": "+ ^?", "sang": "'", "thoi": "^",
    "thu": "+'", "truc": "+.", "u": "+`", "uh": "+`", "vang": "^ ('", "xong": "",
}  # fmt: skip
_FITS = {
    word: {"".join(sorted(sequence)) for sequence in marks.split()}
    for word, marks in _MARKS.items()
}
# One folded word, four common ones: evening, I, until.
_TOI = {"": "toi", "'^": "dem", "^": "tui", "'+": "den"}
_VIQR = {
    "\u0302": "^", "\u0306": "(", "\u031b": "+",
    "\u0301": "'", "\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0323": ".",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−~", "-"))


def resolve_tone_homographs(text: str) -> str:
    """Fold the text; a word whose tones make it another word than the listed one is upper-cased.

    Patterns are in lower case, so such a word matches none. Every word keeps its length, so that
    what a pattern matched can be cut out of `nfc(text)` with its tones.

    >>> resolve_tone_homographs("Tôi bận, bạn ơi")
    'tui ban, BAN oi'
    """
    return _WORD.sub(lambda match: _resolve_word(match[0]), nfc(text).translate(_DASHES))


def normalize_for_match(text: str) -> str:
    """Return a short message ready for comparison.

    Tone homographs are resolved, signs removed, spaces single.
    """
    return " ".join(re.findall(r"[^\W_]+", resolve_tone_homographs(text)))


def build_alternatives(*phrases: str) -> str:
    """Build a regex of alternatives from comma-separated lists, the longest first."""
    split = {alternative.strip() for phrase in phrases for alternative in phrase.split(",")}
    return (
        "(?:"
        + "|".join(sorted(split, key=lambda alternative: (-len(alternative), alternative)))
        + ")"
    )


def _resolve_word(word: str) -> str:
    letters, marks = strip_tones(word), _tone_marks(word)
    if len(letters) != len(word):
        return "X" * len(word)  # no Vietnamese word
    if letters == "toi":
        return _TOI.get(marks, "TOI")
    fits = _FITS.get(letters)
    return letters if fits is None or not marks or marks in fits else letters.upper()


def _tone_marks(word: str) -> str:
    lower = word.casefold()
    letters = unicodedata.normalize("NFD", lower)
    marks = [_VIQR[letter] for letter in letters if letter in _VIQR] + ["-"] * ("\u0111" in lower)
    return "".join(sorted(marks))
