"""Phrases by which people say where they live, where they moved, or where somebody else lives."""

import re
from itertools import takewhile

from bot.vietnamese.letters import normalize_for_match

# How people begin when they say where they live, folded.
PLACE_OPENINGS = (
    "toi o",
    "em o",
    "nha toi o",
    "minh o",
    "tui o",
    "o",
    "thon",
    "xom",
    "to",
    "khu",
    "ban",
    "ap",
    "lang",
    "buon",
    "soc",
    "khom",
    "tdp",
    "kp",
    "xa",
    "phuong",
    "thi tran",
    "chung toi o",
    "con o",
    "chau o",
    "bac o",
    "gia dinh toi o",
)
LIVING_OPENINGS = tuple(opening for opening in PLACE_OPENINGS if opening.endswith(" o"))
# "Mẹ tôi ở bên Bắc Sơn": the place of somebody else, folded.
OTHER_PERSON_PATTERN = re.compile(
    r"^(?:(?:da|a|u|thi|con|ma|hom nay|bay gio) )*"
    r"(?:(?:bo me|ong ba|me|bo|cha|ma|vo|chong|ba|ong|co|chu|di|cau|mo|thim|bac|anh|chi|em|con|chau"
    r"|nguoi nha|nguoi than|hang xom|ban|thang|dua)(?: (?:noi|ngoai|chong|vo|gai|trai|dau|re|gia"
    r"|ruot|chau|ho))*"
    r" (?:toi|tui|tao|minh|em|chau|con|no|nha toi|cua toi|cua em)"
    r"|(?:bo me|ong ba|me|cha|vo|chong|ba noi|ba ngoai|ong noi|ong ngoai|con gai|con trai|chi gai"
    r"|anh trai|em gai|em trai|hang xom|nguoi nha))(?: (?:dang|hien|thi|con|cung|van))*"
    r" (?:o|song|que|tro|lam|nam)\b"
)
# "Bác chuyển sang ở thôn Chợ Mới rồi", "đổi thôn cho tôi sang thôn 2", "tôi không ở thôn 2, tôi ở
# thôn 1": where they live now, folded.
MOVED_PATTERN = re.compile(
    r"^(?:\w+ ){0,3}?(?:khong|ko|k|hong|hem)(?: phai| con)? o (?:\w+ ){1,7}?o (?=(?:thon|xom|to|khu"
    r"|ban|ap|lang|buon|soc|khom|tdp|kp|doi|xa|phuong)\b)"
    r"|^(?:(?:da|a|u|thi|gio|bay gio|nay|hom nay|chau oi|con oi|em oi) )*"
    r"(?:(?:cho )?(?:(?:nha|gia dinh|ca nha|vo chong)(?: (?:toi|tui|bac|em|minh))?|bac|toi|tui|em"
    r"|minh|con|chau) )?(?:(?:moi|da|vua|nay|xin|gio|hien) )*"
    r"(?:(?:chuyen|don)(?: (?:nha|cho o|di))*|(?:doi|sua)(?: lai)? (?:thon|xa|noi o|cho o"
    r"|dia chi)(?: (?:cho|giup|gium) (?:toi|tui|bac|em|minh))?)"
    r"(?: (?:sang|den|ve|qua|toi|vao|len|xuong|thanh|ra))*(?: o)? (?=(?:thon|xom|to|khu|ban|ap|lang"
    r"|buon|soc|khom|tdp|kp|doi|xa|phuong)\b)"
)
PLACE_END_WORDS = (
    "roi",
    "r",
    "tu",
    "duoc",
    "hom",
    "thang",
)  # "… rồi cháu", "… từ tháng trước": no name


def extract_new_place(text: str) -> str:
    """Return the place where the speaker says they live now, as written; "" if they say none."""
    moved = MOVED_PATTERN.search(normalize_for_match(text))
    named = re.findall(r"[^\W_]+", text)[moved[0].count(" ") :] if moved else []
    return " ".join(takewhile(lambda word: normalize_for_match(word) not in PLACE_END_WORDS, named))
