"""Covers what nobody should send: one-time codes, passwords, identity, card and account numbers.

Pure, and run before anything is stored or shown to a volunteer. Phone numbers, dates, money and
dossier codes stay: they are what a person is helped by. When in doubt a long number is covered.
Covering twice covers nothing more.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.vietnamese import fold

COVER = "•••"

Span = tuple[int, int]

LONGEST_ROW = 60  # characters of phone numbers and dates in a row
_BEFORE = 100  # how far back a word may stand that says what a number is
_GAP = r"[^\d\n•]"

# Groups of digits that a person writes as one number: "0123 4567 8901", "001.085.012345".
# A group that hangs on a word ("abc123 456789", "456789 12a2") is no part of it.
_NUMBER = re.compile(r"(?<![^\W_])\+?\d(?:[ .\-–]?\d){3,}(?!\d|\w\w)|(?<!\d)\d{4,}(?!\d)")
_PHONE = r"(?:\+?84|0)(?:[ .\-–]?[35789](?:[ .\-–]?\d){8}|[ .\-–]?2(?:[ .\-–]?\d){9})"
_HOTLINE = r"1[89]00(?:[ .\-–]?\d){4,6}"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])[ .\-–](?:0?[1-9]|1[0-2])[ .\-–](?:19|20)\d\d"
_YEAR = r"(?:19|20)\d\d"
# Several harmless numbers in a row, perhaps after a small one: "thôn 3 0912345678 0987654321".
_HARMLESS = re.compile(
    rf"(?:\d{{1,2}} (?=0))?(?:{_PHONE}|{_HOTLINE}|{_DAY}|{_YEAR})"
    rf"(?:[ .\-–](?:{_PHONE}|{_HOTLINE}|{_DAY}|{_YEAR}))*"
)
_DOSSIER = re.compile(r"(?:\d{2,3}\.)*[a-z]\d{2}(?:[.\-]\d{1,3})*-\d{6}-\d{3,6}(?!\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})*\.000")
_MONEY_AFTER = re.compile(r"\s*(?:dong|vnd|nghin|ngan|trieu|ty|trd)\b|\s?[dk]\b|tr\b")
_MONEY_WORD_AFTER = re.compile(r"\s*(?:dong|vnd|nghin|ngan|trieu|ty)\b")
_PHONE_BEFORE = re.compile(
    rf"(?:\b(?:sdt|dt|dien thoai|hotline|zalo|goi|alo){_GAP}{{0,15}}|\(?\+?84\) ?|\(0\) ?)$"
)
_PAPER_BEFORE = re.compile(
    rf"\b(?:ho so|bien nhan|hoa don|giay hen|tra cuu|ma don|mst|ma so thue|cong van){_GAP}{{0,15}}$"
)

_CODE = r"(?:\botp|\bma (?:so )?(?:xac (?:thuc|nhan|minh)|bao mat|kich hoat|pin)\b|\bsmart otp)"
_COUNT = rf"(?:\b[4-8] (?:chu )?so\b{_GAP}{{0,15}})?"
_CODE_BEFORE = re.compile(
    rf"(?:{_CODE}{_GAP}{{0,25}}{_COUNT}"
    rf"|{_CODE}{_GAP}{{0,80}}(?:\bla|:|=)\s*"
    rf"|\bma (?:gui|nhan|tin nhan|ve){_GAP}{{0,40}}(?:\bla|:|=)\s*"
    rf"|\bma (?:gom |co )?[4-8] (?:chu )?so\b{_GAP}{{0,15}}"
    rf"|\bpin(?: (?:atm|the|vneid|etax|ngan hang))?(?:\s+la\s+|\s*[:=]?\s*))$"
)
_CODE_AFTER = re.compile(
    r"\s*(?:chinh |do |day )?la (?:cai )?(?:ma )?(?:so )?(?:otp|xac (?:thuc|nhan|minh))\b"
)
_ACCOUNT_BEFORE = re.compile(rf"(?:\bstk|\bso (?:tai khoan|tk|the)\b){_GAP}{{0,25}}$")
_NEAR_ACCOUNT_BEFORE = re.compile(rf"(?:\btai khoan|\btk|\bthe atm)\b{_GAP}{{0,25}}$")
_KNOWN_BEFORE = re.compile(r"(?:cccd|cmnd|cmt|can cuoc|stk|otp|pin|the|so)$")
_CVV = re.compile(r"\b(?:cvv|cvc)\d?\b[^\d\n•]{0,10}(?P<secret>\d{3,4})(?!\d)")

_KEYWORD = re.compile(r"\b(?:mat khau|mat ma|password|passcode|pass|mk)\b")
_TELLS = re.compile(r"\bla\b[\s:=]*|\s*[:=]\s*|\s[-–]\s")
_FILLER = (
    r"(?:\s+(?:cu|moi|vneid|etax|vssid|zalo|facebook|gmail|email|wifi|ngan hang|dang nhap|cua|toi"
    r"|em|anh|chi|bac|con|chau|me|bo|nha|tai khoan|dien thoai)){0,5}\s+"
)
_TOLD_AT_ONCE = re.compile(_FILLER)
# From here on it is something else that "là" tells: "quên mật khẩu, số điện thoại là 0912345678".
_CLAUSE_END = re.compile(r"[.,;!?]\s|[\n•]|\b(?:so|sdt|ten|dia chi|ngay sinh|nam sinh|quen|mat)\b")
# "mật khẩu là gì", "mật khẩu là phải có 8 ký tự": a question or an explanation, not a secret.
_EXPLAINING = (
    "gi j sao nao so chu cai may bao mac nhung the do ma khong ko k hong duoc dc bat o cua sai phai"
    " co lam can goi den vao ra tu nam thang hoi luc bi khi neu toan it tren trong vneid etax vssid"
    " zalo facebook gmail email wifi internet dinh danh"
)
_EXPLAINS = frozenset(_EXPLAINING.split())
_UNIT_AFTER = re.compile(r"\s+(?:ky tu|chu|so|lan|ngay|thang|nam|phut|gio|muc|dong|nghin|trieu)\b")
_ONE_SYLLABLE = re.compile(r"[^\W\daeiouy]*[aeiouy]{1,3}[^\W\daeiouy]*")
_WORD = re.compile(r"\S+")


class Masked(NamedTuple):
    """The text with secrets covered, and whether there was one."""

    text: str
    hit: bool


def mask(text: str) -> Masked:
    """Cover the secrets in an NFC text.

    >>> mask("mã OTP là 482913 ạ").text
    'mã OTP là ••• ạ'
    >>> mask("gọi tôi số 0912345678").hit
    False
    """
    # Letter for letter, so that a place in one is the same place in the other.
    folded = "".join(map(_fold_letter, text))
    spans = sorted([*_numbers(folded), *_cvv(folded), *_passwords(folded)])
    if not spans:
        return Masked(text, hit=False)
    pieces, at = [], 0
    for start, end in spans:
        if start >= at:
            pieces += [text[at:start], COVER]
        at = max(at, end)
    return Masked("".join([*pieces, text[at:]]), hit=True)


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    plain = fold(letter)
    return plain if len(plain) == 1 else letter


def _numbers(folded: str) -> Iterator[Span]:
    dossiers = [match.span() for match in _DOSSIER.finditer(folded)]
    for match in _NUMBER.finditer(folded):
        start, end = match.span()
        if any(first <= start < last for first, last in dossiers):
            continue
        before, after = folded[max(0, start - _BEFORE) : start], folded[end : end + 40]
        if _is_secret(match[0], before, after):
            yield start, end


def _is_secret(written: str, before: str, after: str) -> bool:
    digits = sum(letter.isdecimal() for letter in written)
    if re.search(r"\d{12}", written):
        return True
    if _ACCOUNT_BEFORE.search(before):
        return digits >= 6 and not _MONEY_WORD_AFTER.match(after)
    if _is_harmless(written) and not (digits == 4 and _CODE_BEFORE.search(before)):
        return False
    if _is_code(digits, before, after):
        return True
    if _MONEY_AFTER.match(after) or _THOUSANDS.fullmatch(written):
        return False
    if _NEAR_ACCOUNT_BEFORE.search(before) and digits >= 8:
        return True
    if _PHONE_BEFORE.search(before) and digits < 12:
        return False
    if _PAPER_BEFORE.search(before) or _part_of_a_word(before, after):
        return False
    # 9: the old identity card; 12: personal number; 13–19: cards and accounts.
    return digits == 9 or digits >= 12


def _is_harmless(written: str) -> bool:
    # The bound keeps a page of "1900 1900 1900…" from being read in every possible way.
    return len(written) <= LONGEST_ROW and bool(_HARMLESS.fullmatch(written))


def _is_code(digits: int, before: str, after: str) -> bool:
    if not 4 <= digits <= 8 or _MONEY_WORD_AFTER.match(after) or re.match(r"[a-z]{2}", after):
        return False  # "pin 5000mAh" is a battery
    return bool(_CODE_BEFORE.search(before) or _CODE_AFTER.match(after))


def _part_of_a_word(before: str, after: str) -> bool:
    """ "VN123456789" is a name of something; "cmnd123456789" only lacks a space."""
    glued = bool(re.search(r"\w$", before)) and not _KNOWN_BEFORE.search(before)
    return glued or bool(re.match(r"\w\w", after))


def _cvv(folded: str) -> Iterator[Span]:
    return (match.span("secret") for match in _CVV.finditer(folded))


def _passwords(folded: str) -> Iterator[Span]:
    for keyword in _KEYWORD.finditer(folded):
        at_once = _TOLD_AT_ONCE.match(folded, keyword.end())
        word = _WORD.match(folded, at_once.end()) if at_once else None
        if word and _unlike_a_word(folded, word, least=6):
            yield word.span()
        stop = _CLAUSE_END.search(folded, keyword.end(), keyword.end() + _BEFORE)
        end = stop.start() if stop else keyword.end() + _BEFORE
        told = (_told(folded, tells.end()) for tells in _TELLS.finditer(folded, keyword.end(), end))
        yield from (span for span in told if span)


def _told(folded: str, start: int) -> Span | None:
    """The secret that begins here: up to its first word that no language has."""
    first = _WORD.match(folded, start)
    if first is None or re.sub(r"\W", "", first[0]) in _EXPLAINS or COVER in first[0]:
        return None
    if _unlike_a_word(folded, first, least=3, phone=True):
        return first.span()
    end = first.end()
    for _ in range(2):
        following = _WORD.match(folded, end + 1)
        if following is None or first[0].endswith(","):
            return None
        if _unlike_a_word(folded, following, least=4):
            return start, following.end()
        end = following.end()
    return None


def _unlike_a_word(folded: str, word: re.Match[str], *, least: int, phone: bool = False) -> bool:
    """Digits, signs or letters that make no Vietnamese syllable."""
    bare = word[0].strip(".,;:!?\"'()")
    if len(bare) < least or COVER in bare or _UNIT_AFTER.match(folded, word.end()):
        return False
    if bare.isdecimal():
        return phone or len(bare) == 4 or not _is_harmless(bare)
    if bare.isalpha():
        return phone and not _ONE_SYLLABLE.fullmatch(bare)
    return any(letter.isdecimal() for letter in bare) or phone
