"""Normalisation of Vietnamese as people type it. Pure; knows letters and spelling, no dictionary.

Folding is asymmetric: `fold` strips tones, `normalize_tones` keeps them in one canonical spelling.
Typed tones must agree; toneless typing matches any.
"""

import re
import unicodedata
from functools import lru_cache

from bot.vietnamese.letters import move_tone_last, strip_letter_tone, strip_tones, to_plain_letters

__all__ = [
    "compose_unicode",
    "has_tones",
    "is_syllable",
    "normalize_for_match",
    "normalize_tones",
    "respell_teen_slang",
    "strip_tones",
    "tokenize",
    "undo_telex",
]

MAX_CHARACTERS = 2_000  # nobody asks in more; a 10 MB paste must not cost seconds
MAX_TOKENS = 200

_WORD = re.compile(r"[^\W_]+")
# Drawn-out letters: three vowels or four consonants in a row («cccd» is a word).
_REPEATED = re.compile(r"([^\W\d_bcdfghjklmnpqrstvxđ])\1{2,}|([^\W\d_])\2{3,}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f"))

_ONSET = "ngh|ng|nh|gh|gi|ch|kh|ph|th|tr|qu|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x|"
_RIME = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|em|en|eng|eo|ep|et|e|ech|en|enh|eu|i|ia|ich|"
    "iec|iem|ien|ieng|iep|iet|ieu|im|in|inh|ip|it|iu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|"
    "oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|oo|ooc|oong|op|ot|u|ua|uan|uang|uat|uay|uc|ue|uech|"
    "uenh|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|uop|uot|uou|up|ut|uu|uy|uya|uych|uyen|uyet|uynh|"
    "uyt|uyu|uyp|y|ya|yem|yen|yeng|yet|yeu|ych|ynh|yt|yn|uang"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})(?:{_RIME})")

_TELEX_VOWELS = (("aa", "a"), ("ee", "e"), ("oo", "o"), ("aw", "a"), ("ow", "o"), ("uw", "u"))


def compose_unicode(text: str) -> str:
    """Return the text in NFC, the only form that is stored or compared."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=16_384)
def normalize_tones(word: str) -> str:
    """Move the tone mark to the end, so that hòa and hoà are both «hoa2»."""
    return move_tone_last(word.lower())


def has_tones(text: str) -> bool:
    """Return whether any letter has a Vietnamese diacritic."""
    return any(
        not c.isascii() and strip_letter_tone(c).isascii()
        for c in compose_unicode(to_plain_letters(text).lower())
    )


def normalize_for_match(text: str) -> str:
    """Lower-case in NFC without invisible or drawn-out letters (quáááá); length is bounded."""
    lowered = compose_unicode(to_plain_letters(text[:MAX_CHARACTERS].translate(_INVISIBLE))).lower()
    return _REPEATED.sub(r"\1\2", compose_unicode(lowered))


def tokenize(text: str) -> list[str]:
    """Return the words in order, lower case, with tones; at most MAX_TOKENS."""
    return _WORD.findall(normalize_for_match(text))[:MAX_TOKENS]


@lru_cache(maxsize=16_384)
def is_syllable(folded: str) -> bool:
    """Return whether a folded word is spelled like a Vietnamese syllable. No dictionary."""
    return _SYLLABLE.fullmatch(folded) is not None


def undo_telex(folded: str) -> str:
    """Undo Telex or VNI keystrokes left in a word: «dangd», «kys», «d9a8ng» → dang, ky, dang.

    Returns the word unchanged when it does not look like such leftovers.
    """
    word = re.sub(r"(?<=[a-z])[0-9]", "", folded) if folded[:1].isalpha() else folded
    if word != folded and is_syllable(word):
        return word
    if word.startswith("dd"):
        word = word[1:]
    elif word.count("d") == 2 and word[0] == "d":
        word = "d" + word[1:].replace("d", "")
    for typed, meant in _TELEX_VOWELS:
        word = word.replace(typed, meant)
    word = word.replace("w", "u" if not re.search("[aeiouy]", word) else "")
    if word and is_syllable(word) and word != folded:
        return word
    for position in range(len(word) - 1, 1, -1):
        if word[position] in "sfrxj":
            shorter = word[:position] + word[position + 1 :]
            if is_syllable(shorter):
                return shorter
    return folded


_TEEN_RULES = (
    (re.compile("^f"), "ph"),
    (re.compile("^j"), "gi"),
    (re.compile("^z"), "d"),
    (re.compile("^w"), "qu"),
    (re.compile("^k(?=[aou])"), "c"),
    (re.compile("^q(?=[aeiy])"), "qu"),
    (re.compile("(?<=[aeiouy])g$"), "ng"),
    (re.compile("(?<=[aeiouy])h$"), "nh"),
    (re.compile("ie(?=[gk]$)"), "ien"),
    (re.compile("(?<=[aeiouy])k$"), "ch"),
)


def respell_teen_slang(folded: str) -> str:
    """Respell teen slang by rule: «fai», «nhug» → phai, nhung; unchanged if no syllable results."""
    word = folded
    for pattern, meant in _TEEN_RULES:
        candidate = pattern.sub(meant, word)
        if candidate != word:
            if is_syllable(candidate):
                return candidate
            word = candidate
    return word if is_syllable(word) else folded
