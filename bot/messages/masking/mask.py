"""Mask secrets: one-time codes, passwords, identity, card and account numbers.

Pure, and applied before anything is stored or shown to a volunteer. Phone numbers, dates, amounts
and dossier codes stay: they are needed to help. A long number in doubt is masked. Masking is
idempotent.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.messages.masking import labels
from bot.messages.masking.normalization import NormalizedText, Span, normalize_text
from bot.messages.masking.numbers import find_numbers
from bot.messages.masking.obfuscated_numbers import find_spelled_numbers, find_split_numbers
from bot.messages.masking.passwords import COVER, KEYWORD, find_passwords

__all__ = ["COVER", "Masked", "find_announced_kind", "is_piece", "mask", "mask_strings"]

# Without one of these there is nothing to look for: most messages end here.
_DIGIT = "khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin"
_MAYBE = re.compile(
    r"\d|\b(?:mat ?khau|mat ?ma|mk|m[./]k|pass?|pas|psw|pw|p/w)"
    rf"|\b(?:{_DIGIT})[ ,.\-–/\n]{{1,2}}(?:{_DIGIT})\b"
)

# What a message says that only names a secret, as the words to read before the next one.
_CONTEXT = {
    "code": "ma otp la ",
    "password": "mat khau la ",
    "account": "so tai khoan la ",
    "identity": "cccd la ",
}
_NAMES = {
    "code": re.compile(rf"{labels.CODE}|\bma pin\b|\bpin\b"),
    "password": KEYWORD,
    "account": re.compile(r"\b(?:stk|so (?:tai khoan|tk|the)|so ?tk)\b"),
    "identity": re.compile(labels.IDENTITY),
}
_NAMED = re.compile(
    r"o\.?t\.?p|ma |code|pin|number|mat|m[./]?k|pas|ps?w|p/w|stk|tk|so t|cccd|cm|can"
    r"|chung|dinh|ho c|id c"
)
_POLITE = r"(?:\s*(?:a|nhe|nha|ha|day|ne|nay|do|ah|nghe|bac|anh|chi|em|co|chu|oi)\b)*[\s.:…=!]*$"
_ENDS_TELLING = re.compile(
    rf"(?:\b(?:la|is|day|ne|nay|sau|moi|gui|nhan|doc|ghi)\b|[:=…]|\.\.+){_POLITE}"
)
_ONLY_NAMES = re.compile(
    r"(?:\b(?:cua|em|toi|con|chau|anh|chi|minh|bo|me|ba|ong|bac|la|gui|day|ma"
    r"|so|cai|nhan|duoc|ne|nha|nhe|a|da|vang|vneid|zalo|ve|nay|moi|co|roi|vua"
    r"|ngan hang|cho|xin|doc|thi|no|the|ghi|nhu|sau)\b|[\W_])*"
)
_ASKS = re.compile(
    r"\b(?:gi|sao|nao|khong|ko|chua|quen|mat khau the|lay lai|bi|sai|dau|huong dan|cach)\b|\?"
)
_SOMEBODYS = re.compile(r"\b(?:cua|em|toi|con|chau|minh|bo|me|gui|day|ne|nay|doc|ghi)\b")
_WANTS = re.compile(r"\b(?:lam|doi|cap|ai|dang ky|muon|tao|xin|mat(?! khau| ma))\b")
LONGEST_ANNOUNCEMENT = 120
# The beginning of a number that is sent in pieces: "mã otp là 48", and then "2913".
_PIECE = re.compile(r"[\s:=.]*\d[\d .\-]{0,10}$")
_PASSWORD_PIECE = re.compile(r"(?:\bla|[:=])\s*[a-z0-9]{1,7}$")
_ONLY_PIECE = re.compile(r"\W*(\d[\d .\-]{0,9}\d)\W*")  # one digit alone is a button's number


class Masked(NamedTuple):
    """The masked text, and whether it contained a secret."""

    text: str
    has_secret: bool


def mask(text: str, after: str = "") -> Masked:
    """Mask the secrets in an NFC text.

    `after` is the kind of secret that the previous message announced, see `find_announced_kind`.

    >>> mask("mã OTP là 482913 ạ").text
    'mã OTP là ••• ạ'
    >>> mask("gọi tôi số 0912345678").has_secret
    False
    >>> mask("771182 ạ", after=find_announced_kind("mã otp em nhận được là")).text
    '••• ạ'
    """
    reading = normalize_text(text)
    context = _CONTEXT.get(after, "")
    if not context and not _MAYBE.search(reading.plain):
        return Masked(text, has_secret=False)
    spans = sorted(reading.original_span(*span) for span in _find_secrets(reading, text, context))
    if not spans:
        return Masked(text, has_secret=False)
    pieces, at = [], 0
    for start, end in spans:
        if start >= at:
            pieces += [text[at:start], COVER]
        at = max(at, end)
    return Masked("".join([*pieces, text[at:]]), has_secret=True)


def mask_strings(value: Any) -> Any:
    """Mask every string in nested mappings and lists, such as those of a TOML file."""
    match value:
        case str():
            return mask(value).text
        case Mapping():
            return {key: mask_strings(item) for key, item in value.items()}
        case list() | tuple():
            return [mask_strings(item) for item in value]
    return value


def _find_secrets(reading: NormalizedText, text: str, context: str) -> list[Span]:
    plain = reading.plain
    spans = [*find_numbers(plain), *find_split_numbers(plain), *find_spelled_numbers(reading, text)]
    spans += find_passwords(plain)
    if context:
        shift = len(context)
        extended = NormalizedText(context + plain, None, 0)
        extended_spans = [
            *find_numbers(extended.plain),
            *find_split_numbers(extended.plain),
            *find_passwords(extended.plain),
        ]
        extended_spans += find_spelled_numbers(extended, context + plain)
        spans += [(start - shift, end - shift) for start, end in extended_spans if start >= shift]
        if piece := _ONLY_PIECE.fullmatch(plain):  # the rest of a number that came in pieces
            spans.append(piece.span(1))
    return spans


def find_announced_kind(text: str) -> str:
    """Return the kind of secret that a masked text names without stating it, or "".

    The next message may then contain it: "code", "password", "account" or "identity". A name with
    the beginning of a number announces the rest of it.

    >>> find_announced_kind("mã otp là 48")
    'code'
    >>> find_announced_kind("pass em là")
    'password'
    >>> find_announced_kind("quên mật khẩu là sao")
    ''
    """
    if not text or len(text) > LONGEST_ANNOUNCEMENT:
        return ""
    plain = normalize_text(text).plain
    if not _NAMED.search(plain):
        return ""
    last = max(
        ((match.end(), kind) for kind, names in _NAMES.items() for match in names.finditer(plain)),
        default=None,
    )
    if last is None:
        return ""
    end, kind = last
    rest = plain[end:]
    piece = (_PASSWORD_PIECE if kind == "password" else _PIECE).search(rest)
    if piece and _ONLY_NAMES.fullmatch(rest[: piece.start()]) and not _ASKS.search(plain):
        return kind
    if re.search(r"[\d•]", rest) or _ASKS.search(plain):
        return ""
    if _ENDS_TELLING.search(rest):
        return kind
    # «mật khẩu», «cccd» alone are what people ask about; «mã otp», «stk» alone what they hand over.
    handed = kind in ("code", "account") or _SOMEBODYS.search(plain)
    return kind if handed and _ONLY_NAMES.fullmatch(rest) and not _WANTS.search(plain) else ""


def is_piece(text: str) -> bool:
    """Return whether a text is nothing but a short run of digits, which may go on in the next one.

    >>> is_piece("48 2"), is_piece("48 mét")
    (True, False)
    """
    return _ONLY_PIECE.fullmatch(text) is not None
