"""Numbers in a folded text: tell secrets from numbers that are needed to help."""

import re
from collections.abc import Iterator

from bot.messages.masking import labels
from bot.messages.masking.normalization import Span

MAX_ROW_LENGTH = 60  # characters of phone numbers and dates in a row
CONTEXT_BEFORE = 100  # how far back a word may stand that says what a number is
_CONTEXT_AFTER = 60
_GAP = r"[^\d•]"

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
    rf"(?:[ .\-–](?:{_PHONE}|{_HOTLINE}|{_DAY}|{_YEAR}))*(?: \d{{1,3}})?"
)
_CLOCK = r"(?:(?:[01]?\d|2[0-3])\.[0-5]\d|(?:[12]?\d|3[01])\.(?:0?[1-9]|1[0-2]))"
_HOURS = re.compile(rf"{_CLOCK}(?:[ \-–]{_CLOCK})+")
_ROUNDS = re.compile(r"[1-9]\d?00(?:[ \-–][1-9]\d?00)+")
_DOSSIER = re.compile(r"(?<![\d.])(?:\d{2,3}\.)*[a-z]\d{2}(?:[.\-]\d{1,3})*-\d{6}-\d{3,6}(?!\d)")
# Without one of these before it a phone number or a day is what it looks like.
_WATCH = re.compile(r"stk|so ?tk|so t[ah]|account|o\.?t\.?p|\bma |code|pin|number")
_THOUSANDS = re.compile(r"\d{1,3}(?:[. ]\d{3})*[. ]000")
_ROUND = re.compile(r"[1-9]\d*000")
_MONEY_AFTER = re.compile(r"\s*(?:dong|vnd|nghin|ngan|trieu|ty|trd)\b|\s?[dk]\b|tr\b")
_MONEY_WORD_AFTER = re.compile(r"\s*(?:dong|vnd|nghin|ngan|trieu|ty|mah|kwh)\b")
_COUNTRY_BEFORE = re.compile(r"(?:\(?\+?84\) ?|\(0\) ?)$")

_COUNT = rf"(?:\b[4-8] (?:chu )?so\b{_GAP}{{0,15}})?"
# Between the code's name and «là» stands anything but the name of another number.
_OTHER = (
    r"(?<!ve )(?<!den )(?<!vao )(?<!cho )(?<!qua )(?<!tu )\b(?:so (?!tien)|sdt|ten |dia chi|ho so"
    r"|bien nhan|ngay sinh|nam sinh|kiem tra)"
)
_CODE_BEFORE = re.compile(
    rf"(?:{labels.CODE}{_GAP}{{0,25}}{_COUNT}"
    rf"|{labels.CODE}(?:(?!{_OTHER})[^•]){{0,80}}(?:\b(?:la|is)\b|:|=)\s*"
    rf"|\bma (?:(?:em|toi|con|minh|no|may|bac|chau|vua|moi|so|duoc|ben do|nguoi ta) ){{0,3}}"
    rf"(?:gui|nhan|tin nhan|ve){_GAP}{{0,40}}(?:\bla|:|=)\s*"
    rf"|\bma (?:gom |co )?[4-8] (?:chu )?so\b{_GAP}{{0,15}}"
    rf"|\bpin(?: (?:atm|the|vneid|etax|ngan hang))?(?:\s+(?:la|is)\s+|\s*[:=]?\s*))$"
)
_CODE_AFTER = re.compile(
    r"\s*[,\-–(]?\s*(?:chinh |do |day )?(?:la|is|as|lam)\s+(?:cai |your |my |the )?(?:\w{2,12} )?"
    r"(?:ma )?(?:so )?(?:otp|xac (?:thuc|nhan|minh)|dang nhap|kich hoat|bao mat|mo khoa|pin"
    r"|(?:\w{2,12} )?code)\b"
)
_CODE_BESIDE = re.compile(
    r"\s+de (?:xac (?:thuc|nhan|minh)|dang nhap|kich hoat)\b"
    r"|\s*[\])]?\s*[,(\-–]?\s*(?:ma )?(?:otp|so otp|xac thuc|xac minh)\b"
)
_SENDER = re.compile(r"(?<![a-z0-9])(?:g|fb|ig|tg)[-–]\s?\d{5,8}(?!\d)")
_BANK_AFTER = re.compile(
    rf"[\s,;:(\-–./]{{0,3}}(?:(?:cua|tai|o|thuoc|ben|ngan hang|nh)\s+){{0,3}}{labels.BANK}\b"
)
_BANK_NEAR = re.compile(rf"[^\d•\n]{{0,40}}\b{labels.BANK}\b")
_OWN_BEFORE = re.compile(rf"\b(?:kiem tra|phieu|phan anh|yeu cau|tra cuu|ho so){_GAP}{{0,12}}$")
_KNOWN_BEFORE = re.compile(
    r"(?:cccd|cmnd|cmt|can cuoc|stk|otp|pin|the|so|tk|ngan hang|vcb|bidv|agribank)$"
)
_CVV = re.compile(
    r"\b(?:(?:cvv|cvc)\d?\b|3 so (?:o )?(?:mat|dang|phia) sau(?: the)?\b)[^\d\n•]{0,10}"
    r"(?P<secret>\d{3,4})(?!\d)"
)
_GLUED = re.compile(r"\b(?:cccd|cmnd|cmt|stk)(?P<secret>\d(?:[ .\-–]?\d){8,})")
_PASSPORT = re.compile(
    r"\b(?:ho chieu|passport)\b[^\d•]{0,20}?(?P<secret>(?<![a-z])[a-z]\d{7,8})(?!\d)"
)


def find_numbers(plain: str) -> Iterator[Span]:
    """Yield the spans of secret numbers in a folded text."""
    dossiers = [match.span() for match in _DOSSIER.finditer(plain)]
    for match in _NUMBER.finditer(plain):
        start, end = match.span()
        if any(first <= start < last for first, last in dossiers):
            continue
        before, after = (
            plain[max(0, start - CONTEXT_BEFORE) : start],
            plain[end : end + _CONTEXT_AFTER],
        )
        if is_secret(match[0], before, after):
            yield start, end
    for pattern in (_CVV, _PASSPORT, _GLUED):
        yield from (match.span("secret") for match in pattern.finditer(plain))
    yield from (match.span() for match in _SENDER.finditer(plain))


def is_secret(written: str, before: str, after: str) -> bool:
    """Return whether a number with this context must not be stored."""
    digits = sum(letter.isdecimal() for letter in written)
    if re.search(r"\d{12}", written):
        return True
    harmless = is_harmless(written)
    if harmless and not _WATCH.search(before):
        return False
    label = labels.find_nearest_label(before) if digits >= 6 else ""
    if label == "account":
        return not _MONEY_WORD_AFTER.match(after)
    if not (harmless and digits != 4) and is_code(digits, before, after, year=harmless):
        return True
    if digits < 6 or harmless or _is_money(written, after):
        return False
    return _is_long_secret(written, digits, label, before, after)


def _is_long_secret(written: str, digits: int, label: str, before: str, after: str) -> bool:
    """Detect identity cards and accounts by length and context."""
    if label == "identity" or (label == "near" and digits >= 8):
        return True
    if 8 <= digits <= 15 and not _ROUND.fullmatch(written) and _is_bank_account(label, after):
        return True
    if (label == "phone" or _COUNTRY_BEFORE.search(before)) and digits < 12:
        return False
    if label in ("paper", "money") or _is_part_of_word(before, after):
        return False
    # 9: the old identity card; 12: personal number; 13–19: cards and accounts.
    return (digits == 9 or digits >= 12) and not _is_counting(written)


def _is_bank_account(label: str, after: str) -> bool:
    if label == "bank" or _BANK_AFTER.match(after):
        return True
    return label in ("", "near") and bool(_BANK_NEAR.match(after))


def is_harmless(written: str) -> bool:
    """Return whether it consists of phone numbers, dates, years or hours only."""
    # The bound keeps a page of "1900 1900 1900…" from being read in every possible way.
    if len(written) > MAX_ROW_LENGTH:
        return False
    listed = _HARMLESS.fullmatch(written) or _HOURS.fullmatch(written)
    return bool(listed or _ROUNDS.fullmatch(written))


def _is_counting(written: str) -> bool:
    """Return whether the numbers count up: "1 2 3 4 5 6 7 8 9 10" is a list."""
    numbers = [int(part) for part in written.split() if part.isdecimal()]
    return len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_money(written: str, after: str) -> bool:
    return bool(_MONEY_AFTER.match(after) or _THOUSANDS.fullmatch(written))


def is_code(digits: int, before: str, after: str, *, year: bool = False) -> bool:
    """Return whether a number of so many digits is a one-time code.

    `year`: the number looks like a year, so only a label before it makes it a code.
    """
    if not 4 <= digits <= 8 or _MONEY_WORD_AFTER.match(after) or re.match(r"[a-z]{2}|d\b", after):
        return False  # "pin 5000mAh" is a battery, "2.000.000đ" a sum
    if _OWN_BEFORE.search(before) and labels.find_nearest_label(before) != "code":
        return False
    if _CODE_BEFORE.search(before):
        return True
    if year:
        return False
    return bool(_CODE_AFTER.match(after) or (digits >= 5 and _CODE_BESIDE.match(after)))


def _is_part_of_word(before: str, after: str) -> bool:
    """Return whether the number is part of a name: "VN123456789", but not "cmnd123456789"."""
    glued = bool(re.search(r"\w$", before)) and not _KNOWN_BEFORE.search(before)
    return glued or bool(re.match(r"\w\w", after))
