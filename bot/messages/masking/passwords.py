"""Passwords in a folded text: what follows a word for password and is not an ordinary word."""

import re
from collections.abc import Iterator

from bot.messages.masking import labels
from bot.messages.masking.normalization import Span
from bot.messages.masking.numbers import CONTEXT_BEFORE, is_harmless

COVER = "•••"

KEYWORD = re.compile(
    r"\b(?:mat ?khau|mat ?ma|mkhau|pass(?: ?words?|wd|w| ?code)?|pas|psw|pwd?|p/w"
    r"|m\.k\.?|m/k|mk)(?![a-z0-9])"
)
_BEFORE_IT = re.compile(
    r"(?<!\S)(?P<secret>\S{4,40})\s+(?:chinh )?(?:la|is)\s+(?:cai |my )?"
    r"(?:mat khau|mk|pass|password)\b"
)
# What tells the secret: «là» lets a few words stand before it, «đặt» and its like do not.
_TELLS = re.compile(r"\b(?:la|is)\b[\s:=]*|\s*[:=]+>?\s*|\s(?:[-–]>?|→|=>)\s")
_MINE = "".join(f"|(?<={word} )" for word in ("toi", "minh", "dang", "hay", "khau", "pass", "mk"))
_SETS = re.compile(
    rf"(?P<sure>\b(?:dat|xai))|(?:\b(?:de|tao|chon|thanh|sang)|(?:(?<=em ){_MINE})dung)"
)
_SETS_REST = re.compile(r"(?: (?:thanh|sang|cho|moi))?\s+")
_FILLER = (
    r"(?:\s+(?:cu|moi|vneid|etax|vssid|zalo|facebook|fb|gmail|email|wifi|ngan hang|dang nhap|cua"
    r"|toi|em|anh|chi|bac|con|chau|me|bo|nha|tai khoan|dien thoai|may|minh|no|day|ne|nay|dat|de)"
    r"){0,7}\s+"
)
_TOLD_AT_ONCE = re.compile(_FILLER)
# From here on it is something else that "là" tells: "quên mật khẩu, số điện thoại là 0912345678".
_CLAUSE_END = re.compile(r"[.,;!?]\s|[\n•]|\b(?:so|sdt|ten|dia chi|ngay sinh|nam sinh|quen|mat)\b")
# "mật khẩu là gì", "mật khẩu là phải có 8 ký tự": a question or an explanation, not a secret.
_EXPLAINING = (
    "gi j sao nao so chu cai may bao mac nhung the do ma khong ko k hong duoc dc bat o cua sai phai"
    " co lam can goi den vao ra tu nam thang hoi luc bi khi neu toan it tren trong vneid etax vssid"
    " zalo facebook gmail email wifi internet dinh danh otp sms smartphone iphone android website"
    " online app facebook messenger google chrome sdt dt stk tk cccd cmnd"
)
_EXPLAINS = frozenset(_EXPLAINING.split())
# What a person says to the bot, whatever was announced before.
_SAID = "menu help stop start thoat huy dung bat xoa okay oke okie thanks hello"
_COMMANDS = frozenset(_SAID.split())
_UNIT_AFTER = re.compile(r"\s+(?:ky tu|chu|so|lan|ngay|thang|nam|phut|gio|muc|dong|nghin|trieu)\b")
_BANK = re.compile(labels.BANK)
_ONE_SYLLABLE = re.compile(r"[^\W\daeiouy]*[aeiouy]{1,3}[^\W\daeiouy]*")
_WORD = re.compile(r"\S+")
_QUOTED = re.compile("[\"'“‘«](?P<secret>[^\"'”’»\\n•]{3,40})[\"'”’»]")
_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?|\d{1,2}[h:]\d{0,2}")
_MONEY = re.compile(r"\d[\d.,]*(?:000|d|k|vnd|tr|trieu|dong|nghin)")
_URL = re.compile(r"https?:|www\.|\w+\.(?:gov\.)?(?:vn|com|org|net)\b|\S+@\S+\.\w+$")


def find_passwords(plain: str) -> Iterator[Span]:
    """Yield the spans of passwords in a folded text."""
    for told_before in _BEFORE_IT.finditer(plain):
        word = _WORD.match(plain, told_before.start("secret"))
        if word and not _is_explanation(word) and _is_unlike_word(plain, word, least=6):
            yield word.span()
    for keyword in KEYWORD.finditer(plain):
        at_once = _TOLD_AT_ONCE.match(plain, keyword.end())
        word = _WORD.match(plain, at_once.end()) if at_once else None
        if word and _is_unlike_word(plain, word, least=6):
            yield word.span()
        stop = _CLAUSE_END.search(plain, keyword.end(), keyword.end() + CONTEXT_BEFORE)
        end = stop.start() if stop else keyword.end() + CONTEXT_BEFORE
        told_spans = [
            _find_told_password(plain, tells.end())
            for tells in _TELLS.finditer(plain, keyword.end(), end)
        ]
        set_spans = [
            _find_set_password(plain, verb) for verb in _SETS.finditer(plain, keyword.end(), end)
        ]
        yield from (span for span in [*told_spans, *set_spans] if span)


def _find_set_password(plain: str, verb: re.Match[str]) -> Span | None:
    """Return the span of the secret after «đặt» or «đổi thành».

    It is the very next word, if that is not an ordinary one.
    """
    rest = _SETS_REST.match(plain, verb.end())
    first = _WORD.match(plain, rest.end()) if rest else None
    if (
        first is None
        or _is_explanation(first)
        or not _is_unlike_word(plain, first, least=4, phone=True)
    ):
        return None
    bare = first[0].strip(".,;:!?\"'()")
    # A number alone may be anything: "đặt 2 lần", "dùng 1900 1234"; letters alone a name.
    if bare.isdecimal() and (len(bare) < 6 or is_harmless(bare)):
        return None
    named = bare.isalpha() and (not verb["sure"] or len(bare) < 5 or _BANK.fullmatch(bare))
    return None if named else first.span()


def _find_told_password(plain: str, start: int) -> Span | None:
    """Return the span of the secret that starts here.

    It ends with its first word that is not an ordinary one.
    """
    if quoted := _QUOTED.match(plain, start):
        words = quoted["secret"].split()
        return None if words and words[0] in _EXPLAINS else quoted.span("secret")
    first = _WORD.match(plain, start)
    if first is None or _is_explanation(first) or first[0].startswith("//"):
        return None
    if _is_unlike_word(plain, first, least=3, phone=True):
        return first.span()
    end = first.end()
    for _ in range(2):
        following = _WORD.match(plain, end + 1)
        if following is None or first[0].endswith(","):
            return None
        if _is_unlike_word(plain, following, least=4):
            return start, following.end()
        end = following.end()
    return None


def _is_explanation(word: re.Match[str]) -> bool:
    bare = re.sub(r"\W", "", word[0])
    return bare in _EXPLAINS or bare in _COMMANDS or COVER in word[0]


def _is_unlike_word(plain: str, word: re.Match[str], *, least: int, phone: bool = False) -> bool:
    """Return whether a word has digits or signs, or letters that form no Vietnamese syllable."""
    bare = word[0].strip(".,;:!?\"'()")
    if len(bare) < least or COVER in bare:
        return False
    # "8 ký tự", "6-8 số" describe a password; behind its letters "số" begins something else.
    if not any(map(str.isalpha, bare)) and _UNIT_AFTER.match(plain, word.end()):
        return False
    if bare.isdecimal():
        return phone or len(bare) == 4 or not is_harmless(bare)
    if is_harmless(bare) or _DATE.fullmatch(bare) or _MONEY.fullmatch(bare) or _URL.match(bare):
        return False
    if bare.isalpha():
        return phone and not _ONE_SYLLABLE.fullmatch(bare)
    return any(letter.isdecimal() for letter in bare) or phone
