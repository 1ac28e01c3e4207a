"""Covers what nobody should send: one-time codes, passwords, identity, card and account numbers.

Pure, and run before anything is stored or shown to a volunteer. Phone numbers and dates stay: they
are what a person is called back by. When in doubt a long number is covered.
"""

import re
from typing import NamedTuple

from bot.vietnamese import fold

COVER = "•••"

# Groups of digits a person writes as one number: "0123 4567 8901", "001.085.012345".
_NUMBER = re.compile(r"(?<![\w])\+?\d(?:[ .\-]?\d){3,}(?!\w)")
_PHONE = re.compile(r"^(?:\+?84|0)(?:[35789]\d{8}|2\d{9})$|^1[89]00\d{4,6}$")
_DATE = re.compile(r"^(?:0?[1-9]|[12]\d|3[01])[ .\-](?:0?[1-9]|1[0-2])[ .\-](?:19|20)\d\d$")
_MONEY_AFTER = re.compile(r"^\s*(?:d|dong|vnd|nghin|ngan|trieu|ty|k|tr)\b")

_CODE_BEFORE = re.compile(
    r"(?:\botp\b|\bma (?:xac (?:thuc|nhan|minh)|bao mat|pin)\b|\bpin\b|\bcvv\b)[^\d\n]{0,25}$"
)
_ACCOUNT_BEFORE = re.compile(r"(?:\bstk\b|\bso tai khoan\b|\btai khoan\b|\bso the\b)[^\d\n]{0,25}$")
_PASSWORD = re.compile(
    r"\b(?:mat khau|mat ma|password|passcode|pass|mk)\b(?:\s+(?:vneid|etax|vssid|zalo|cua \w+))?"
    r"(?:\s*[:=]\s*|\s+la\s+)(?P<secret>[^\s,;]+)"
)
# "mật khẩu là gì" asks; it tells no secret.
_ASKED = re.compile(
    r"^(?:gi|j|sao|nao|so|chu|cai|may|bao|mac|nhung|the|do|ma|khong|ko|k|duoc|dc|bat|o|cua|sai)\W*$"
)


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
    spans = [*_numbers(text), *_passwords(text)]
    if not spans:
        return Masked(text, hit=False)
    pieces, at = [], 0
    for start, end in sorted(spans):
        if start < at:
            continue
        pieces += [text[at:start], COVER]
        at = end
    return Masked("".join([*pieces, text[at:]]), hit=True)


def _numbers(text: str) -> list[tuple[int, int]]:
    return [
        match.span()
        for match in _NUMBER.finditer(text)
        if _secret_number(match[0], fold(text[: match.start()]), fold(text[match.end() :][:12]))
    ]


def _secret_number(written: str, before: str, after: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if _PHONE.match(digits) or _DATE.match(written):
        return False
    if _CODE_BEFORE.search(before) and 4 <= len(digits) <= 8:
        return True
    if _ACCOUNT_BEFORE.search(before) and len(digits) >= 6:
        return True
    if _MONEY_AFTER.match(after):
        return False
    # 9: the old identity card; 12: personal number; 13–19: cards and accounts.
    return len(digits) == 9 or 12 <= len(digits) <= 19


def _passwords(text: str) -> list[tuple[int, int]]:
    folded = fold(text)
    if len(folded) != len(text):  # a letter that folds to two would shift the places
        return []
    return [
        match.span("secret")
        for match in _PASSWORD.finditer(folded)
        if not _ASKED.match(match["secret"])
    ]
