"""Detect a helper's request for what nobody may ask: code, password, id number, money. Pure.

Matched generously, without tones: a helper blocked by mistake reads why and rewrites the message,
while a resident who has read out a code has lost their savings.
"""

import re
from enum import StrEnum
from itertools import pairwise

from bot.vietnamese.letters import nfc, strip_tones
from bot.vietnamese.tone_matching import build_alternatives


class Secret(StrEnum):
    """The kind of secret that is requested."""

    CODE = "code"
    PASSWORD = "password"
    IDENTITY = "identity"
    MONEY = "money"


# Folded, "cô" is also "có", "anh" a picture, "chú" a letter: those only after "cho".
_ME = (
    r"(?:(?<!cua )(?:chau|em|e|con|minh|toi|tui|tao|bon chau|ben chau|chung toi"
    r"|(?<=cho )(?:anh|chi|chu|co))"
    r"(?! (?:bac|noi|ngoai|gai|trai|nha|ruot|nao|ay|do|cua|dau|re|ho|hang|chong|vo|khac|khong|ko"
    r"|thieu|lai|no|du|han|yen tam|vui|mung)\b))"
)
_HERE = (
    r"(?:(?:vao|qua|sang|len|o|tai|xuong|ve) (?:day|chat nay|khung nay|zalo nay|may nay|tin nay))"
)
_GIVE = build_alternatives(
    "doc, gui, nhan, nhan tin, cho, cung cap, bao, noi, chup, dua, nhap, ghi, viet, chuyen, go,"
    " ke, danh, chia se, de, bat mi, nhan lai, phat, mo, tiet lo, dien, soan"
)
_TO_ME = rf"(?:(?:cho|toi|den|voi|giup|ho|dum|lai|lai cho|qua cho|sang cho) {_ME}|{_ME} nghe)"
_SECRETS = {
    Secret.CODE: (
        r"\botp\b|\bo t p\b|\bma(?= (?:di|len|cho|lai|ra|ve|nhe|do|ay|day|vao)\b|$)"
        r"|\b(?:may|cac|nhung) (?:con )?so (?:trong|o|tren) tin nhan"
        r"|\bma (?:so )?(?:xac (?:nhan|thuc|minh)|bao mat|kich hoat|giao dich|pin"
        r"|dang nhap|mot lan|smart|vua (?:gui|ve|den|nhan)|(?:o |trong )?tin nhan|ve may|gui ve"
        r"|(?:gom )?(?:4|5|6|bon|nam|sau) (?:so|chu so))|\b(?:4|6|bon|sau) (?:chu )?so"
        r" (?:vua|trong tin|gui|ve may|o tin|ma|nhan duoc|to dien)|\bma (?:vua|moi) \w+|\bma pin\b"
        r"|\bcvv\b|\bma so sau the\b|\b(?:day|may|cac) so (?:vua|moi) (?:ve|gui|nhan)"
    ),
    Secret.PASSWORD: r"\bmat khau\b|\bmk\b|\bmat ma\b|\bpass(?:word|code)?\b|\bpas\b|\bpin\b",
    Secret.IDENTITY: (
        r"\bso (?:the )?(?:cccd|cmnd|cmt|can cuoc|chung minh|dinh danh|ho chieu|giay to tuy than)"
        r"|\b(?:cccd|cmnd|cmt|can cuoc|chung minh thu)\b|\bma dinh danh\b|\bso bao hiem xa hoi\b"
        r"|\b(?:12|muoi hai|9|chin) (?:con |chu )?so (?:tren|o|trong|cua|can cuoc|cccd|dinh danh)"
        r"|\bso (?:the|tai khoan)(?: (?:ngan hang|atm|tin dung|cua bac))"
    ),
    Secret.MONEY: (
        r"\btien\b|\bchuyen khoan\b|\bck\b|\d ?(?:k|nghin|ngan|trieu|tr|dong|d|cu|lit|chai)\b"
        r"|\b(?:tram|chuc|nam muoi|hai muoi) (?:nghin|ngan)|\ble phi\b|\bphi\b|\bdat coc\b|\bcoc\b"
        r"|\bthe cao\b|\bthe nap\b|\bboi duong\b|\bso du\b"
    ),
}
# Whose hand it goes to: ours, or this conversation.
_GIVEN = re.compile(
    rf"\b{_GIVE}\b[^|]*?\b(?:{_TO_ME}|{_HERE})\b"
    rf"|\b{_ME} (?:xin|can|hoi|muon (?:biet|co)|lay)\b|\bcho (?:{_ME} )?(?:xin|hoi|muon|biet)\b"
    rf"|^xin\b|\b(?:gui|nhan|doc|cho|dua|bao|noi|chuyen|chup)(?: (?:dum|giup|ho))? {_ME}\b"
    rf"|\b{_ME} (?:nhap|dang nhap|lam|vao|xem|kiem tra) (?:ho|giup|thay)"
)
_WHAT_IS_IT = re.compile(
    r"\b(?:la gi|la bao nhieu|bao nhieu|la may|the nao|la so may|gi|nao)(?: (?:the|vay|a|ha|nhi|bac"
    r"|day|ay|z))*$"
)
_OF_YOURS = re.compile(r"\b(?:cua )?(?:bac|co|chu|ong|ba|anh|chi|minh|nha bac)\b")
_MONEY_GIVEN = re.compile(
    rf"\b(?:chuyen(?: khoan)?|gui|dua|tra|nop|dong|ck|nap|boi duong|ung|cho|ban|thanh toan)\b"
    rf"(?:[^|]*?\b(?:cho|vao tai khoan(?: cua)?|toi|qua|vao so(?: cua)?|sang))? {_ME}\b"
    rf"|\b{_ME} (?:xin|can|lay|thu|muon|vay)(?: bac)?\b"
    rf"|\bcho {_ME} (?:xin|vay|muon)\b|\bdat coc\b|\bmua (?:giup )?(?:the cao|the nap)\b"
    r"|\bchuyen (?:khoan|tien) (?:vao|qua|den|toi|cho) (?:so|stk|tai khoan|ma)\b"
    r"(?! (?:kho bac|cua xa|uy ban|ngan sach))|\bquet ma\b[^|]*\b(?:chuyen|tra|thanh toan)\b"
)
# Said against it, or of somebody else who asks.
_COMFORT = re.compile(
    r"\b(?:khong sao(?: dau)?|(?:dung|khong|ko|k) (?:phai )?(?:lo|ngai|so)(?: lang)?(?: gi)?"
    r"(?: ca)?|khong co gi|dung ban tam|duoc (?:khong|ko|k|hong)|khong (?:a|bac|nhi|the)?$|ko$)\b"
)
_AGAINST = re.compile(
    r"\b(?:giu kin|dung|khong|ko|k|kg|chang|cha|cam|khoi|chua|tranh|han che|che|giau|mien|tuyet doi"
    r"|bat ky ai|ai (?:ma )?(?:hoi|xin|bao|doi|goi)|ke (?:xau|gian|lua)|lua dao|gia danh|nguoi la"
    r"|doi tuong|neu (?:co )?(?:ai|nguoi)|co (?:ai|nguoi) (?:hoi|xin|bao|doi)|can than|canh giac"
    r"|coi chung|quen|doi|tu (?:nhap|dat|go|dien|doc|xem)|hay quen)\b"
)
_PRESSED = re.compile(
    rf"\b(?:khong|ko|k|chua) {_GIVE}\b.*\bthi\b|^(?:sao|tai sao|the sao)\b|\bdung (?:cho ai|noi ai)"
    r" (?:biet )?(?:ngoai|tru)"
)
# Where it belongs: the resident's own screen, the counter.
_ELSEWHERE = re.compile(
    r"\b(?:vao (?:o|khung|muc|dong|phan|cho|man hinh|ung dung|app|trang)"
    r"|tren (?:may|ung dung|app|cong|trang|man hinh|dien thoai)"
    r"|(?:o|tai|ra) (?:quay|trung tam|tru so|xa|buu dien|ngan hang|cong an|bo phan|nha van hoa)"
    r"|mang|cam theo|cai lai|dat lai|quen mat khau|lay lai mat khau|doi mat khau)\b"
)
_PHOTO = re.compile(r"\b(?:chup|anh|hinh|gui|doc)\b")
_CLAUSES = re.compile(r"[.!?;,:\n]+| nhung | roi (?=bac |doc |gui )| con (?=ma |mat khau )")


def find_secret_request(text: str) -> Secret | None:
    """Return the kind of secret a text requests, or None."""
    clauses = [
        clause for part in _CLAUSES.split(strip_tones(nfc(text))) if (clause := _normalize(part))
    ]
    pairs = [" ".join(pair) for pair in pairwise(clauses)]
    if any(map(_is_warning, clauses)):
        pairs = []  # what is warned of goes on over the commas
    return next(filter(None, map(_find_in_clause, (*clauses, *pairs))), None)


def _normalize(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text))


def _find_in_clause(clause: str) -> Secret | None:
    if _is_warning(clause):
        return None
    for secret, pattern in _SECRETS.items():
        if re.search(pattern, clause) and _is_requested(clause, secret):
            return secret
    return None


def _is_warning(clause: str) -> bool:
    if _PRESSED.search(clause):
        return False
    return _AGAINST.search(_COMFORT.sub(" ", clause)) is not None


def _is_requested(clause: str, secret: Secret) -> bool:
    if secret is Secret.MONEY:
        return _MONEY_GIVEN.search(clause) is not None
    goes_to_helper = _GIVEN.search(clause) is not None
    if _ELSEWHERE.search(clause) and not re.search(rf"\b(?:cho|gui|voi) {_ME}\b", clause):
        return False
    if secret is Secret.IDENTITY and not re.search(r"\bso\b|\bma\b", clause):
        return goes_to_helper and _PHOTO.search(clause) is not None
    return goes_to_helper or (
        _WHAT_IS_IT.search(clause) is not None and _OF_YOURS.search(clause) is not None
    )
