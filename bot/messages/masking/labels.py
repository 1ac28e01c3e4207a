"""Words that label a number: identity card, account, code, phone and others. All folded.

Of several labels before a number the nearest decides: «hồ sơ của ông cmnd …» is an identity number,
«cccd và hồ sơ …» is a file number.
"""

import re

# Banks and wallets as people write them, longest first where one begins another.
_BANKS = (
    "vietcombank|vietcom|vcb|techcombank|techcom|tcb|bidv|agribank|agri|vietinbank|vietin|ctg"
    "|mb ?bank|mbb?|acb|sacombank|sacom|stb|vp ?bank|tp ?bank|vib|shb|hd ?bank|ocb|msb|maritime"
    "|sea ?bank|exim ?bank|scb|lien ?viet(?: ?post ?bank)?|lpb(?:ank)?|nam ?a ?bank"
    "|bac ?a ?bank|viet ?a ?bank|ab ?bank|pvcom ?bank|kien ?long(?: ?bank)?|ocean ?bank"
    "|gp ?bank|cb ?bank|ncb|saigon ?bank|bao ?viet ?bank|viet ?bank|pg ?bank|dong ?a ?bank"
    "|viet ?capital(?: ?bank)?|bvbank|cake|timo|ubank|co-?op ?bank|vdb|nhcsxh|vbsp"
    "|ngan hang chinh sach|shinhan|woori|hsbc|standard chartered|uob|public bank|citibank|vikki"
    "|mbv|modern bank|napas|ngan hang"
)
BANK = rf"(?:{_BANKS})"

CODE = (
    r"(?:\bo\.?t\.?p|\bo te pe\b|\bma opt\b|\bmx[nt]\b|\btoken\b|\bsmart ?otp"
    r"|\bma (?:so )?(?:xac (?:thuc|nhan|minh)|x[nt]|bao mat|bao ve|an toan|kich hoat|pin|dang nhap"
    r"|mo khoa|bi mat|token)\b"
    r"|\bma (?:zalo|google|facebook|fb|gmail|vneid|telegram|viber|etax|vssid|momo)\b"
    r"|\bone[- ]time (?:password|code|pin)|\bpass ?code\b"
    r"|\b(?:verification|security|login|log-in|confirmation|authentication|activation|sms|2fa)"
    r" (?:code|pin|number)\b|(?<!qr )(?<!zip )(?<!post )(?<!bar )\bcode\b)"
)
IDENTITY = (
    r"\b(?:cccd|cmnd|cmtnd|cmt|cm ?nd|can ?cuoc|chung minh(?: thu| nhan dan| nd)?|dinh danh"
    r"|ho chieu|passport|id card)"
)

_KINDS = {
    "code": CODE,
    "identity": IDENTITY,
    "account": r"\b(?:stk|so (?:tai khoan|tk|the)|so ?tk|account(?: number| no)?)\b",
    "near": r"\b(?:tai khoan|tk|the atm|the ngan hang|the tin dung|the visa)\b",
    "phone": (
        r"\b(?:so dt|sdt|dt|dien thoai|hotline|zalo|goi|alo|lien he|lh|duong day nong|tong dai"
        r"|fax|may ban|phone|tel|call|nhan tin)\b"
    ),
    "paper": (
        r"\b(?:ho so|bien nhan|hoa don|giay hen|tra cuu|ma don|mst|ma so thue|cong van|phieu"
        r"|ma (?:khach hang|kh|hang|lop|ho|van don|dinh danh cay|so bhxh)|hop dong|so hieu|van ban"
        r"|quyet dinh|nghi dinh|thong tu|bien so|seri|serial|imei|van don|don hang|so to|thua"
        r"|to ban do|so nha|kiem tra|phan anh|yeu cau|bien lai|bhxh|bao hiem xa hoi)\b"
    ),
    "money": r"\b(?:so tien|tong tien|tong cong|thanh tien|gia|le phi|hoc phi|tro cap|luong)\b",
    "bank": rf"\b{BANK}\b",
}
_ANY = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()))

# How many characters may stand between a label and its number.
MAX_DISTANCES = {"phone": 15, "paper": 15, "money": 15, "identity": 30, "code": 25}
_DEFAULT_DISTANCE = 25


def find_nearest_label(before: str) -> str:
    """Return the kind of the last label before a number if it is close enough, or ""."""
    last = None
    for match in _ANY.finditer(before):
        last = match
    if last is None or last.lastgroup is None:
        return ""
    between = before[last.end() :]
    if len(between) > MAX_DISTANCES.get(last.lastgroup, _DEFAULT_DISTANCE) or re.search(
        r"[\d•]", between
    ):
        return ""
    return last.lastgroup
