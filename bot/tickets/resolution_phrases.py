"""Recognise what a resident says about the help they got: solved, or not yet. Pure.

"Not solved" is checked first: "xong rồi nhưng vẫn lỗi" is not solved.
"""

import re

from bot.tickets.phrases import is_closing
from bot.vietnamese.tone_matching import normalize_for_match

LONGEST = 16  # words; a longer text tells of a new matter
_CALLS = (
    r"(?:o|oi|a|ah|da|u|uh|um|hu|the|the ma|nhung|nhung ma|ma|sao|chau|em|con|bac|toi|tui|co|chu"
    r"|anh|chi|ong|ba|minh|may|no|cai may|van de|oi gioi|gioi oi|xong|xong roi|roi|lam roi|lam theo"
    r"|bam|thu|thu roi|cai lai|cai lai roi|lam xong|xin loi|khoan|khoan da|alo|cam on)"
)
_NOT_YET = (
    r"(?:chua(?: (?:xong|duoc|dc|on|vao|vo|lam|giai quyet|sua|het|thay|mo|gui|an thua|chay|len|ra"
    r"|hieu|biet|dau|ma|co gi|noi|a|dau em|dau chau|gi ca|nha|nhe|em|chau|bac|con)\b.*)?$"
    r"|van (?:con )?(?:loi|bi|chua|khong|ko|k|the|vay|y|nhu|bao|treo|do|quay|ket|hong|nguyen|rua)\b"
    r"|(?:con|lai|no lai|van) (?:bi |bao |hien )?(?:loi|hong|treo|ket|y nhu)\b"
    r"|lai (?:khong|ko|k|bi|the|vay|nhu)\b"
    r"|(?:khong|ko|k|hong|hok|nao) (?:duoc|dc|vao duoc|vo duoc|lam duoc|mo duoc|xong|an thua|on)\b"
    r"|(?:da |co )?xong dau\b|da duoc dau\b|co duoc dau\b|duoc dau ma\b|y nhu cu\b|nhu cu\b"
    r"|nao (?:duoc|da xong)\b|(?:vao|vo|lam|mo|dang nhap) (?:van )?(?:khong|ko|k|chua|hong) (?:duoc"
    r"|dc|vao|len|ra)\b|xong .*(?:ma|nhung)(?: ma)? (?:van|chua|lai|khong)\b)"
)
_NOT_DONE = re.compile(rf"(?:{_CALLS} )*{_NOT_YET}")
_AFTER_ALL = re.compile(r"\b(?:nhung|ma)(?: ma)? (?:van|chua|lai|khong|ko)\b")
_DONE = re.compile(
    r"(?:(?:da|u|uh|um|vang|ok|oke|a|ah|o|bac|toi|tui|em|chau) )*"
    r"(?:(?:da )?(?:xong|on|duoc|dc|het loi|vao duoc|vo duoc|lam duoc|mo duoc|chay duoc|giai quyet"
    r"(?: xong)?)(?: (?:ca|het|xuoi|that))*(?: (?:roi|r))?|roi|r)"
    r"(?: (?:chau|em|con|bac|co|chu|anh|chi|a|ah|nhe|nha|nghe|nghen|ne|do|day|oi|luon|het|ca|cam on"
    r"|camon|nhieu|lam|qua|tot|nhiet tinh|vui|mung|gioi|hay|khoe|ban|may|duoc|xong|roi|vao|dung))*"
)


def is_not_done(text: str) -> bool:
    """Whether the text says that the help did not work, or not yet."""
    normalized = _normalize(text)
    if not normalized:
        return False
    return _NOT_DONE.match(normalized) is not None or (
        _DONE.match(normalized) is not None and _AFTER_ALL.search(normalized) is not None
    )


def is_done(text: str) -> bool:
    """Whether the text says that it worked, or only thanks for it."""
    if "?" in text or is_not_done(text):
        return False
    normalized = _normalize(text)
    return bool(normalized and _DONE.fullmatch(normalized)) or is_closing(text)


_NOT_NEEDED = re.compile(
    r"(?:(?:thoi|khoi|da|a|ah|vay|the|chau|em|oi|to so|cam on|ok|u) )*"
    r"(?:(?:(?:bac|toi|tui|minh|em|chau|con) )?(?:"
    r"(?:khong|ko|k|hong|khoi|chang|het|dung) (?:phai )?"
    r"(?:can|nho|phien|cho|gap|hoi|dam phien|lam phien)(?: (?:gi|ai|nguoi|giup|den|can bo|chau|em"
    r"|nua|dau|roi|viec ay|viec nay|a|nhe|nha))*"
    r"|(?:tu |da )?(?:lam|lo|xu ly|tim|sua|vao|giai quyet|hoi) (?:duoc|dc|xong|ra)(?: roi| r)?"
    r"|(?:con|chau|vo|chong|dua con|hang xom)(?: \w+){0,3} (?:lam|giup|chi|sua|day) (?:\w+ )?"
    r"(?:roi|xong|duoc)(?: roi)?"
    r"|(?<=thoi )(?:khoi|de khi khac|bo qua|kho qua)(?: (?:di|luon|nghen|nghe|phien|mat cong|ai))*"
    r"|(?:huy|bo|rut|dong|xoa)(?: (?:giup|ho|cho|toi|tui|bac|cai|lai|di|het|viec|yeu cau|phieu|so"
    r"|\d+|nay|ay|do|vua roi))+"
    r")(?: (?:cam on|chau|em|con|nhe|nha|nghen|nghe|a|ah|roi|nua|di|oi|to|nhieu|dau"
    r"|khong can nua))*(?: |$))+"
)


def is_no_longer_needed(text: str) -> bool:
    """Whether a waiting resident says that help is no longer needed."""
    normalized = _normalize(text)
    return "?" not in text and bool(normalized and _NOT_NEEDED.fullmatch(normalized))


def _normalize(text: str) -> str:
    normalized = normalize_for_match(text).lower()
    return normalized if len(normalized.split()) <= LONGEST else ""
