"""What people mean by a few short words around a ticket: thanks, "bot", "xong", a line of duty.

Everything here is strict: a sentence is understood whole or not at all, because what is not
understood goes on to the other person, and what is wrongly understood never arrives.

Tones are asymmetric: who types none is read generously, who types them is taken at their word
(ban^. "busy" is not ban. "friend"). Word lists are without tones, `_MARKS` says which tones fit.
"""

import re
import unicodedata

from bot.vietnamese import fold, nfc

# ── Reading with tones ───────────────────────────────────────────────────────────────────────────

# The tones and vowel marks of a word that has dangerous neighbours, as VIQR (RFC 1456) writes them.
_MARKS = {
    "ban": "^.", "bot": "", "cam": "?", "chuyen": "^?", "da": ".", "doi": "-^?", "gap": "(.",
    "gat": "(.", "hen": ".", "mai": "", "mau": "^~", "may": "'", "nghi": "?", "nhan": "^.",
    "om": "^'", "on": "+", "song": "", "sang": "'", "thoi": "^", "thu": "+'", "truc": ".",
    "u": "+`", "uh": "+`", "vang": "^", "xong": "",
}  # fmt: skip
_VIQR = {"\u0302": "^", "\u0306": "(", "\u031b": "+", "\u0301": "'", "\u0300": "`", "\u0309": "?",
         "\u0303": "~", "\u0323": "."}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def _plain(text: str) -> str:
    """The text folded letter by letter; words whose tones say something else in capitals.

    As long as the original, so that a name found here can be cut out there with its tones.
    Evening, which folds onto "I", becomes "dem", and "I" becomes "tui".
    """
    return _WORD.sub(lambda word: _plain_word(word[0]), text)


def _plain_word(word: str) -> str:
    plain, marks = fold(word), _marks(word)
    if len(plain) != len(word):
        return word.upper()  # no Vietnamese word
    if plain == "toi" and marks:
        return {"^'": "dem", "^": "tui"}.get(marks, "TOI")
    fits = _MARKS.get(plain)
    return plain if fits is None or not marks or marks == fits else plain.upper()


def _marks(word: str) -> str:
    lower = word.casefold()
    letters = unicodedata.normalize("NFD", lower)
    return ("-" if "\u0111" in lower else "") + "".join(_VIQR.get(one, "") for one in letters)


def _said(text: str) -> str:
    """The words of a short message, ready to be compared: no signs, single spaces."""
    return " ".join(re.findall(r"[^\W_]+", _plain(nfc(text))))


def _one_of(*phrases: str) -> str:
    """A pattern of alternatives, the longest first."""
    split = {one.strip() for phrase in phrases for one in phrase.split(",")}
    return "(?:" + "|".join(sorted(split, key=lambda one: (-len(one), one))) + ")"


_POLITE = _one_of("a, ah, nhe, nhe a, nha, nghe, nhen, nhi, voi, di, luon, roi, di a, cai, vay")
_ME = _one_of("toi, tui, em, anh, chi, chau, con, minh, to, bac, co, chu")
_YOU = _one_of("anh, chi, em, chau, con, co, chu, bac, ong, ba, ban, minh, moi nguoi")

# ── Closings ─────────────────────────────────────────────────────────────────────────────────────

_THANKS = _one_of(
    "cam on, cam on nhieu, camon, cmon, c on, tks, tk, thks, thank, thanks, thank you, thankyou,"
    " thank u, da ta, biet on, xin cam on, chan thanh cam on, on qua"
)
_YES = _one_of(
    "ok, oke, okie, oki, okela, okay, okey, oce, okla, uki, vang, vg, vag, da, u, uh, uhm, um, uk,"
    " ukm, uki, duoc roi, dc roi, duoc a, xong roi, xong, xong viec, lam duoc roi, lam dc roi,"
    " vao duoc roi, hieu roi, ro roi, biet roi, toi hieu roi, nho roi, the thoi, vay thoi,"
    " the la duoc, the la duoc roi, nhat tri, dong y, tot qua, tot roi, hay qua, tuyet, tuyet voi,"
    " tuyet qua, quy hoa qua, may qua, de toi lam, de toi thu, vay la duoc roi, on roi, good"
)
_BYE = _one_of(
    "tam biet, bye, bai, bai bai, pp, hen gap lai, chuc ngu ngon, ngu ngon, chuc suc khoe,"
    " chuc nhieu suc khoe, chuc mot ngay tot lanh, khong co gi, ko co gi, k co gi, kg co gi,"
    " khong con gi, khong con gi nua, ko con gi nua, hihi, hi hi, haha, ha ha, hehe, kk, kaka"
)
_AROUND = _one_of(
    "a, ah, aj, ak, nhe, nha, nhen, nghe, ne, nhieu, nhiu, lam, qua, rat, roi, xin, toi, tui, dem,"
    " em, e, anh, chi, c, co, chu, bac, ong, ba, con, chau, minh, bot, to so, can bo, cb, ad, admin,"
    " cac, moi nguoi, ca nha, may, may con, xa, thon, to, chao, hi, that, nhiet tinh, da giup,"
    " giup do, vi da giup, da giup do, da ho tro, truoc, nhieu nhieu, het suc, vo cung, so much,"
    " very much, nam, hoa, lan"
)
_CLOSING = re.compile(rf"(?:{_AROUND} )*(?:{_THANKS}|{_YES}|{_BYE})"
                      rf"(?: (?:{_THANKS}|{_YES}|{_BYE}|{_AROUND}))*")  # fmt: skip
_SMILEY = re.compile(r"[:;=8xX]'?-?[)D3pP*]+|\(?[yY]\)|<3|\^[_.]?\^|:v")
_UNHAPPY = frozenset("👎😡😠🤬😤😢😭😞😔😟🙁☹😣😖😫😩😰😱🆘❓❔❗❌⛔💔🤔")
