"""Recognise short messages around a ticket: thanks, "bot", giving up, a member's command, a note.

Everything here is strict: a message is understood whole or not at all. What is not understood is
relayed to the other person; what is wrongly understood never reaches them.
Duty lines are parsed in `duty_lines`.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.duty.lines import DAY_WORDS, PART_WORDS, mark_evenings
from bot.vietnamese.dates.hour_spans import TIME_PATTERN
from bot.vietnamese.letters import nfc
from bot.vietnamese.tone_matching import (
    build_alternatives,
    normalize_for_match,
    resolve_tone_homographs,
)

_POLITE = build_alternatives(
    "a, ah, nhe, nha, nghe, nhen, nhi, voi, di, luon, roi, cai, vay, ne, the"
)
_ME = build_alternatives("toi, tui, em, anh, chi, chau, con, minh, to, bac, co, chu")
_YOU = build_alternatives("anh, chi, em, chau, con, co, chu, bac, ong, ba, ban, minh")

# ── Closings ─────────────────────────────────────────────────────────────────────────────────────

_THANKS = (
    "cam on, camon, cmon, c on, tks, tk, thks, thank, thanks, thank you, thankyou, thank u, da ta,"
    " biet on, on nhieu"
)
_YES = (
    "ok, oke, okie, oki, okela, okay, okey, oce, okla, uki, vang, vg, vag, da, u, uh, uhm, um, uk,"
    " ukm, duoc, dc, duoc roi, dc roi, xong, xong roi, xong viec, lam duoc roi, lam dc roi,"
    " vao duoc roi, hieu roi, ro roi, biet roi, nho roi, nhan duoc roi, the thoi, vay thoi,"
    " the la duoc, the la duoc roi, vay la duoc roi, nhat tri, dong y, tot qua, tot roi, hay qua,"
    " tuyet, tuyet voi, tuyet qua, quy hoa qua, may qua, de toi lam, de toi thu, on roi, good"
)
_BYE = (
    "tam biet, bye, bai, bai bai, pp, hen gap lai, ngu ngon, chuc ngu ngon, chuc suc khoe,"
    " chuc nhieu suc khoe, chuc mot ngay tot lanh, khong co gi, ko co gi, k co gi, kg co gi,"
    " khong con gi, khong con gi nua, ko con gi nua, hihi, hi hi, haha, ha ha, hehe, kk, kaka"
)
_AROUND = (
    "a, ah, aj, ak, nhe, nha, nhen, nghe, ne, nhieu, nhiu, lam, qua, rat, roi, xin, toi, tui, em,"
    " e, anh, chi, c, co, chu, bac, ong, ba, con, chau, minh, bot, to so, can bo, cb, ad, admin,"
    " cac, moi nguoi, ca nha, may, may con, xa, thon, to, chao, hi, that, nhiet tinh, da giup,"
    " giup do, vi da giup, da giup do, da ho tro, truoc, chan thanh, het suc, vo cung, so much,"
    " very much, va, ban, BAN, luon, vi da giup do"
)
_CORE = build_alternatives(_THANKS, _YES, _BYE)
_CLOSING = re.compile(
    rf"(?:{build_alternatives(_AROUND)} )*"
    rf"{_CORE}(?: {build_alternatives(_THANKS, _YES, _BYE, _AROUND)})*"
)
_SMILEY = re.compile(r"[:;=8xX]'?-?[)D3pP*]+|\(?[yY]\)|<3|\^[_.]?\^|:v")
_UNHAPPY = frozenset("👎😡😠🤬😤😢😭😞😔😟🙁☹😣😖😫😩😰😱🆘❓❔❗❌⛔💔🤔")
_NAMED = re.compile(rf"\b{_YOU} ([^\W\d_]+)")


def is_closing(text: str) -> bool:
    """Whether a message only thanks, agrees or says goodbye.

    Such a message starts no timer and reopens nothing. One word beyond that ("ok, and the BHYT
    card") makes it a question again.
    """
    text = nfc(text)
    if "?" in text or _UNHAPPY & set(text):
        return False
    normalized = normalize_for_match(_SMILEY.sub(" ", _remove_name(text)))
    if not normalized:
        return _is_smile(text)
    # "okkk", "nheeee": shaky fingers and warm hearts hold a letter down.
    variants = (
        normalized,
        re.sub(r"(\w)\1+\b", r"\1", normalized),
        re.sub(r"(\w)\1+", r"\1", normalized),
    )
    return any(_CLOSING.fullmatch(variant) for variant in variants)


def _remove_name(text: str) -> str:
    """Blank out the name of the person thanked: a capitalised word after a title is a name."""
    for match in _NAMED.finditer(resolve_tone_homographs(text).lower()):
        start, end = match.span(1)
        if text[start].isupper() and not text[start + 1 : end].isupper():
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_smile(text: str) -> bool:
    return bool(_SMILEY.search(text)) or any(
        unicodedata.category(character) == "So" for character in text
    )


# ── The bot back ─────────────────────────────────────────────────────────────────────────────────

_BEFORE = rf"(?:(?:thoi|vay|the|a|ok|da) )*(?:cho (?:{_ME} )?|{_ME} )?(?:muon |can |xin )?"
_AFTER = rf"(?: (?:{_POLITE}|{_ME}|giup|tiep|lai|cung duoc|duoc khong|dc ko|duoc ko|dc k))*"
_TO_BOT = build_alternatives(
    "gap, gap lai, hoi, hoi lai, goi, goi lai, noi CHUYEN voi, noi chuyen voi, quay lai,"
    " quay lai voi, quay ve, tro lai, tro ve, bat, bat lai, mo, mo lai, dung, de, chuyen,"
    " chuyen ve, chuyen sang"
)
# "may" is also the phone in their hand: "mo may", "goi may" do not mean us.
_TO_MACHINE = build_alternatives(
    "gap, gap lai, hoi, noi CHUYEN voi, noi chuyen voi, quay lai voi, chuyen sang"
)
_AUTOMATIC = " tu (?:dong|DONG)"  # in capitals with its tones, which are not those of "close"
_WANTS_BOT = re.compile(
    rf"bot(?: oi| on)?{_AFTER}"
    rf"|{_BEFORE}{_TO_BOT} (?:con )?(?:chat ?)?bot(?: tra loi)?{_AFTER}"
    rf"|{_BEFORE}{_TO_MACHINE} (?:con )?may(?:{_AUTOMATIC})?(?: tra loi)?{_AFTER}"
    rf"|{_BEFORE}(?:de |nho )?(?:con )?(?:bot|may(?:{_AUTOMATIC})?) (?:tu )?tra loi{_AFTER}"
    rf"|{_BEFORE}tra loi{_AUTOMATIC}{_AFTER}"
    rf"|{_BEFORE}(?:khong|ko|k|khoi) (?:can |phai )?(?:gap )?(?:nguoi|can bo)(?: tra loi)?"
    rf"(?: nua)?{_AFTER}"
)


def wants_bot(text: str) -> bool:
    """Whether a resident who is talking with a person asks for the bot's answers again."""
    return _WANTS_BOT.fullmatch(normalize_for_match(text)) is not None


# ── Not sent after all ───────────────────────────────────────────────────────────────────────────

_NOT = r"(?:khong|ko|k|kg|hong|hok|khoi|dung|cha|chang|chua|thoi)"
_GIVES_UP = (
    rf"thoi|{_NOT} (?:muon |can |phai |co )?(?:gui|lam|bao|phan anh|viet|noi|can|muon|ghi|chuyen)"
    r"(?: nua| dau| tiep| vao| di)*|khoan(?: da| hay| gui)*"
    r"|(?:bam |gui |viet |an |go |lam |la )?nham(?: roi| mat| nguoi| cho)*"
    r"|huy(?: bo| di| viec| gui| phan anh| het)*|thoat(?: ra)?"
    r"|(?:de|gui) (?:sau|(?:luc|khi|hom|bua) khac)|bo di|xoa(?: di| het)*|(?:dung|ngung) lai"
    r"|(?:rut|thu hoi)(?: lai)?"
)
_AROUND_IT = (
    "a|ah|ak|nhe|nha|roi|da|vay|the|di|toi|tui|em|chau|bac|co|chu|con|minh|ba|ong|anh|chi|bao|la|ma"
    "|nua|dau|voi|giup|ho|cai nay|tin nay|anh nay|cai do|het|cam on|phan anh|ban nay|vua roi|o|oi"
    "|gui|xin|loi|xin loi|duoc|to so|bot"
)
_GAVE_UP = re.compile(rf"(?:(?:{_AROUND_IT}) )*(?:{_GIVES_UP})(?: (?:{_GIVES_UP}|{_AROUND_IT}))*")
_HESITATES = re.compile(
    rf"(?:thoi|khoan|huy|nham)\b|.*\b(?:{_NOT} (?:muon |can )?gui|khoan da|nham roi|huy bo)\b"
)


def gives_up(text: str) -> bool:
    """Whether the message says that what was being written is not to be sent after all."""
    return "?" not in text and _GAVE_UP.fullmatch(normalize_for_match(text)) is not None


def hesitates(text: str) -> bool:
    """Whether the message may mean that; the sender is then asked before anything is sent."""
    return _HESITATES.match(normalize_for_match(text)) is not None


# ── A member's commands ──────────────────────────────────────────────────────────────────────────


class Verb(StrEnum):
    """What a member can do with a ticket, or about their duty, by a typed command."""

    TAKE = "take"
    PASS = "pass"
    BUSY = "busy"
    CALL = "call"
    VISIT = "visit"
    DONE = "done"
    DUTY = "duty"
    LEAVE = "leave"
    CANNED = "canned"


@dataclass(frozen=True, slots=True)
class Command:
    """A verb, the id of the ticket it names, if any, and the text after it, with tones."""

    verb: Verb
    ticket_id: int | None = None
    argument: str = ""


# Why they pass it on, said in the same line. "Bác nhờ người khác giúp nhé" is for the resident.
_SELF = build_alternatives("toi, tui, em, chau, con, minh, to")
_REASON = (
    rf"(?:(?:vi|do|tai|hom nay|{_SELF}|dang|lai|hoi|co|phai|bi|chua|khong|ko) )*"
    r"(?:ban|met|om|ket|viec|di vang|di lam|vang|ranh)"
    r"(?: (?!chuyen|nho|giao|bac|co|chu|ong|ba|anh|chi)\w+){0,3}"
)
_ANOTHER = r"(?:(?:nguoi|ban|BAN|ai|thanh vien|anh chi|dong chi) khac|to truong)"
_WORDS = {
    Verb.TAKE: rf"(?:ok )?(?:(?:{_ME} )?(?:xin |da |se )?nhan(?: viec| ca| phieu| ho tro| giup)?"
    rf"|de {_ME}(?: lo| lam| nhan| giup)?|{_ME} lo)",
    Verb.PASS: r"(?:chuyen(?: tiep| giup| ho)?(?: cho| len| qua)?"
    r"(?: nguoi khac| to truong|(?P<commune> xa| can bo))?"
    rf"|(?:{_REASON} )?(?:nho |xin |cho |{_SELF} )*(?:(?:chuyen|(?:ban |BAN )?giao)"
    rf"(?: (?:phieu|ca|viec)(?: nay)?)?(?: tiep| giup| ho| lai| {_SELF})*(?: cho| len| qua| sang)*"
    rf" {_ANOTHER}"
    rf"|(?<=nho ){_ANOTHER} (?:nhan|lam|lo|giup)(?: (?:phieu|ca|viec)(?: nay)?)?)"
    rf"(?: (?:nhan|lam|lo|giup|ho|gium)| {_SELF})*(?: {_POLITE})*(?: {_REASON})?)",
    Verb.BUSY: rf"(?:{_ME} )?(?:(?:dang |hoi )?ban(?: viec| qua| lam| mat)?"
    r"|(?:khong|ko|k|chua) (?:nhan|ranh|nhan duoc|nhan dc))",
    Verb.CALL: rf"(?:{_ME} )?(?:se )?goi(?: lai| dien| dien thoai)?(?: lai| sau)?",
    Verb.VISIT: rf"(?:{_ME} )?hen(?: den nha| gap| toi nha| tham nha| ngay| gio)?",
    Verb.DONE: r"(?:ok |da )?(?:(?:xong|dong)(?: roi)?(?: viec| phieu| ca)?(?: nay| do)?"
    r"|hoan thanh|ket thuc|done)",
    Verb.DUTY: r"(?:lich |ca |xem lich )?truc",
    Verb.LEAVE: rf"(?:{_ME} )?(?:xin |bao )?(?:nghi|nghi phep|nghi om|nghi gat|ban gat)",
    Verb.CANNED: r"(?:cau |tin )?mau(?: cau| tra loi)?",
}
_NUMBER = r"(?: (?:so |phieu |phieu so |yeu cau |yeu cau so )?(?P<number>\d{1,7}))?"
TO_COMMUNE = "xa"  # where "chuyen len xa" sends a ticket
_COMMANDS = {
    verb: re.compile(rf"{words}{_NUMBER}(?: {_POLITE})*") for verb, words in _WORDS.items()
}
_SLASHED = {
    "nhan": Verb.TAKE, "chuyen": Verb.PASS, "ban": Verb.BUSY, "goi": Verb.CALL,
    "goilai": Verb.CALL, "hen": Verb.VISIT, "henden": Verb.VISIT, "xong": Verb.DONE,
    "truc": Verb.DUTY, "nghi": Verb.LEAVE, "nghiphep": Verb.LEAVE, "mau": Verb.CANNED,
}  # fmt: skip
_SLASH = re.compile(r"/(?P<name>goi lai|hen den|nghi phep|[a-z]+)(?:@\w+)?(?=\s|$)\s*")
_TICKET = re.compile(r"(?:#\s?|so |phieu )?(?P<number>\d{1,7})(?=[\s,;:.]|$)[\s,;:.]*")
# After "/hen" a number is an hour or a day, unless it is marked as a ticket's.
_MARKED_TICKET = re.compile(r"(?:#\s?|so |phieu )(?P<number>\d{1,7})(?=[\s,;:.]|$)[\s,;:.]*")
_NO_TICKET = frozenset({Verb.DUTY, Verb.LEAVE, Verb.CANNED})
_PASS_TO = re.compile(
    rf"chuyen (?:cho )?(?P<name>{_YOU} (?P<own>[^\W\d_]+(?: [^\W\d_]+)?))", re.IGNORECASE
)
_VISIT_AT = re.compile(r"hen (?:(?:den|toi) nha )?(?P<rest>.+)")
_NOT_COUNTED = re.compile(r"\b(?:luc|vao|ngay)\b|,")


def parse_command(text: str) -> Command | None:
    """Return the command a member's message is, or None when it is meant for the resident.

    Without a slash a verb stands alone, but for a ticket's number, a colleague's name after
    "chuyen", and a day or an hour after "hen". With a slash any text may follow.
    """
    text = nfc(text)
    folded = resolve_tone_homographs(text)
    if slash := _SLASH.match(folded):
        verb = _SLASHED.get(slash["name"].replace(" ", ""))
        return (
            _parse_slash_command(verb, text[slash.end() :], folded[slash.end() :]) if verb else None
        )
    if "?" in text or "\n" in text:
        return None
    normalized = normalize_for_match(text)
    for verb, pattern in _COMMANDS.items():
        if match := pattern.fullmatch(normalized):
            if verb in _NO_TICKET:
                return Command(verb, argument=match["number"] or "")
            argument = TO_COMMUNE if match.groupdict().get("commune") else ""
            return Command(verb, int(match["number"]) if match["number"] else None, argument)
    return _parse_pass_to(text, folded) or _parse_visit_at(text, folded)


def _parse_slash_command(verb: Verb, argument: str, folded: str) -> Command:
    pattern = _MARKED_TICKET if verb is Verb.VISIT else _TICKET
    match = None if verb in _NO_TICKET else pattern.match(folded)
    if match is None:
        return Command(verb, argument=argument.strip())
    return Command(verb, int(match["number"]), argument[match.end() :].strip())


def _parse_pass_to(text: str, folded: str) -> Command | None:
    """Parse "chuyen cho" and a name, which must be capitalised; otherwise return None.

    Any other text is meant for the resident.
    """
    match = _PASS_TO.fullmatch(folded.rstrip(" .!"))
    if match is None or not all(
        word[0].isupper() for word in text[slice(*match.span("own"))].split()
    ):
        return None
    return Command(Verb.PASS, argument=text[slice(*match.span("name"))])


def _parse_visit_at(text: str, folded: str) -> Command | None:
    """Parse "hen" followed by nothing but a day, an hour or a part of the day."""
    match = _VISIT_AT.fullmatch(folded.rstrip(" .!"))
    if match is None:
        return None
    left = mark_evenings(match["rest"])
    for pattern in (DAY_WORDS, re.compile(rf"\b{TIME_PATTERN}\b"), PART_WORDS, _NOT_COUNTED):
        left = pattern.sub(" ", left)
    return None if left.strip() else Command(Verb.VISIT, argument=text[slice(*match.span("rest"))])


# ── Notes ────────────────────────────────────────────────────────────────────────────────────────

_NOTE = re.compile(r"(?://|(?:ghi chu|note|noi bo)\s*:)\s*")


def parse_note(text: str) -> str | None:
    """Return the note to colleagues after "ghi chu:" or "//", or None.

    Without such a mark the text is for the resident.
    """
    text = nfc(text)
    match = _NOTE.match(resolve_tone_homographs(text))
    return text[match.end() :] if match else None
