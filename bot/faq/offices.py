"""Answer questions for an office's phone, address or hours. Pure but for `load_directory`.

Only a question that asks nothing else is accepted: [please] [number of] [office] [of the commune so
and so] [please]. One unknown word leaves it to the matcher: "công an xã gọi tôi đòi số" also names
an office and a number, but needs a scam warning.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.toml_files import make_shape_error, read_toml
from bot.faq.knowledge_files import Topic
from bot.vietnamese.letters import nfc, normalize_for_match

FILE = "contacts.toml"
TOPIC_PREFIX = "lien-he-"
COMMUNE_OFFICE_ID = "uy-ban"
MAX_WORDS = 24  # a longer text is a story
MAX_PHRASE_WORDS = 7  # words of a phrase
MAX_NAME_WORDS = 3  # words of the name behind "xã"

_PHONE = (
    "so dien thoai|so dt|sdt|so phone|phone|dien thoai|dt|hotline|hot line|duong day nong|so may|so"
    "|so truc|so truc ban|so lien lac|so lien he|so nong|so fone|so alo|so goi|so ban|may ban"
    "|lien lac voi ai|lien he voi ai|lien he ai|lien he dau|lien he the nao"
    "|alo cho ai|alo ai|alo dau|alo so nao|goi cho ai|goi ai|goi so nao|goi so may|goi dau"
    "|goi o dau|goi di dau|goi cho so nao|goi may|goi so gi|bam so nao|bam so may|quay so nao"
    "|bao ai|bao cho ai|bao dau|bao o dau|bao so nao|nhac may|so dtdd|dtdd|sddt"
    "|dien thoi|so dien thoi|so dthoai|dthoai"
)
_PLACE = (
    "o dau|o cho nao|cho nao|o mo|noi nao|o noi nao|duong nao|nam o dau|dau"
    "|nam cho nao|di duong nao|o khuc nao|khuc nao|o doan nao|co dau|dia chi"
    "|dia diem|vi tri|dia chi o dau|mo"
)
_HOURS = (
    "may gio|gio lam viec|gio lam|lam viec|mo cua|dong cua|lich lam viec|lich lam|gio mo cua"
    "|lich truc|gio truc|gio hanh chinh|thu 7|thu bay|chu nhat|cuoi tuan|ngay le|co truc khong"
    "|may h|tu may gio|den may gio|nghi trua|gio nghi|buoi trua|buoi toi|ban dem|lam viec khong"
    "|co lam viec khong|co mo cua khong|co lam khong|lam khong|nghi khong|nghi chua|con lam khong"
    "|lam viec may gio|mo cua may gio|mo may gio|dong cua may gio|lam viec luc nao|mo luc nao"
    "|khi nao mo cua|khi nao lam viec|may gio lam viec|may gio mo cua|may gio mo|may gio lam"
)
_WHO = "la ai|ten gi|ten la gi|ai la|ai lam"  # only of a person
# Words before the office only: behind it somebody from the office is doing the calling.
_BEFORE = "goi|goi cho|goi den|goi toi|goi dien|alo|bao|bao tin|bao cho"
# A question before the office, a deed behind it.
_CONTACT_VERBS = "lien lac|lien he|lien lac voi|lien he voi"
_FILLER = (
    "cho|xin|toi|tui|minh|em|e|chau|con|bac|co|chu|anh|chi|a|c|oi|voi|vs|nhe|nha|ak|ah|vay|the|z|v"
    "|la|cua|gi|bao nhieu|nao|may|khong|ko|k|hong|hok|biet|hoi|can|muon|tim|kiem|xem|lay|dum|giup"
    "|ho|ad|admin|duoc|hien nay|bay gio|gap|ngay|o|tai|ben|dang|khi|thi|lam on|de|noi|da|thua"
    "|xin hoi|cho hoi|ai|dc|truc ban|truc|phong truc|tren|trong|va|hay|hoac|luon|nua|roi|day|nay"
    "|hom nay|mai|ngay mai|sang|chieu|trua|toi|dem|ban dem|bao bao nhieu|bn|bnh|bao nhiu|nhieu"
    "|ong|ba|bro|sep|kinh|nho|chi giup|cai|mot|chut|ti|ty|xiu|moi|nhat|hien tai|gium|nhi|ta|ha|hen"
    "|ban|cac|may bac|co ai|ai co|ai biet|nhung|vay a|the a|lam sao|lam the nao|cach|tong dai"
    "|khoang|luc|xa minh|thon minh|phuong minh|ben minh|minh|nha minh|dia phuong|cho minh|bang"
)
_COMMUNE = "xa|phuong|thi tran"
_KIND_OF_PLACE = "thon|xom|ap|ban|to|khu|khu pho|buon|lang"
# "mất điện thoại" is not "mất điện".
_EXCLUDED = (
    "mat dien thoai|dien thoai bi mat|mat so|so la|so do|so ho khau|so tai khoan|ho so|la goi"
    "|bao la|noi la|goi la"
)
# A purpose may stand behind: "số công an xã để báo mất trộm"; of these, though, the matcher knows.
_PURPOSE = ("de", "khi", "neu", "vi", "phong khi", "luc")
_WARNS = (
    "xung lua yeu doa link otp chuyen tien tai cai vneid etax vssid doi dang cap nhat khoa gia mao"
    " ma zalo facebook"
)
_DANGER = frozenset(_WARNS.split())


@dataclass(frozen=True, slots=True)
class Office:
    """An office or official of the commune: names people use, and the facts to be told."""

    id: str
    name: str
    phrases: frozenset[str]
    incidents: frozenset[str] = frozenset()  # what leads to the call: "mất điện"
    facts: Mapping[str, str] = field(default_factory=dict)  # phone, address, hours, person
    note: str = ""
    emergency: str = ""
    topic: str = ""  # the knowledge answers instead

    def render_answer(self) -> str:
        """Render the answer, with the commune's facts as placeholders."""
        lines = [self.name]
        if self.emergency:
            lines.append(texts.CONTACT_EMERGENCY.format(number=self.emergency))
        for kind, fact in self.facts.items():
            gap = f"{{{{{fact}|{texts.CONTACT_UNKNOWN}}}}}"
            lines.append(texts.CONTACT_LINES[kind].format(value=gap))
        return "\n".join((*lines, *filter(None, (self.note, texts.CONTACT_MORE))))

    def to_topic(self) -> Topic:
        """Return the answer as a `Topic`."""
        return Topic(
            id=f"{TOPIC_PREFIX}{self.id}",
            category=texts.CONTACTS,
            title=texts.CONTACT_TITLE.format(name=self.name),
            answer=self.render_answer(),
            questions=(),
            trust="verified",
        )


@dataclass(frozen=True)
class OfficeDirectory:
    """All offices, and the phrases that name them or ask for them."""

    offices: tuple[Office, ...] = ()

    @cached_property
    def _phrases(self) -> dict[str, str]:
        """Map each folded phrase to its kind; an office's kind is "office:<index in the list>"."""
        phrases: dict[str, str] = {}
        for kind, listed in _KINDS:
            phrases.update(dict.fromkeys(listed.split("|"), kind))
        for at, office in enumerate(self.offices):
            phrases.update(dict.fromkeys(office.phrases, f"office:{at}"))
            phrases.update(dict.fromkeys(office.incidents, f"happens:{at}"))
        # Longer ones also without their spaces: "sodienthoai conganxa".
        joined = {phrase.replace(" ", ""): kind for phrase, kind in phrases.items()}
        return {**{key: kind for key, kind in joined.items() if len(key) > 5}, **phrases}

    def find_office(self, typed: str, repaired: str = "") -> Office | None:
        """Return the office whose contact details, and nothing else, a folded question asks for.

        Returns None if there is none.

        `repaired` is the spelling-corrected reading. It is a guess ("tàu cá" may become a police
        station), so it is accepted only when it asks for a phone number.
        """
        words = typed.split()[: MAX_WORDS + 1]
        if len(words) > MAX_WORDS:
            return None
        return (
            self._find_by_kinds(list(self._classify_phrases(words)), words)
            or self._find_by_kinds(list(self._classify_phrases(cut := _strip_purpose(words))), cut)
            or self._find_in_repaired(repaired.split())
        )

    def find_by_fact(self, fact: str) -> Office | None:
        """Return the office that a fact of the commune belongs to, or None."""
        return next((office for office in self.offices if fact in office.facts.values()), None)

    def _find_in_repaired(self, words: Sequence[str]) -> Office | None:
        kinds = list(self._classify_phrases(words))
        return self._find_by_kinds(kinds, words) if "phone" in kinds else None

    def _find_by_kinds(self, kinds: Sequence[str], words: Sequence[str]) -> Office | None:
        if "unknown" in kinds:
            return None
        names = [at for at, kind in enumerate(kinds) if ":" in kind]
        if not names:
            return self._find_commune_office(kinds)
        before, behind = kinds[: names[-1]], kinds[names[-1] :]
        named, _, position = kinds[names[0]].partition(":")
        office = self.offices[int(position)]
        if "before" in behind or "reach" in behind:
            return None  # somebody from the office is doing it
        asks = {kind for kind in kinds if kind in ("phone", "place", "hours", "who")}
        if "reach" in before or words[:1] == ["so"]:
            asks.add("phone")
        return office if self._can_answer(office, asks, happens=named == "happens") else None

    @staticmethod
    def _can_answer(office: Office, asks: set[str], *, happens: bool) -> bool:
        """Return whether the office has the facts that are asked for."""
        if happens:
            return "phone" in asks
        if asks == {"who"}:
            return "person" in office.facts
        if "hours" in asks and "phone" not in asks and "address" in office.facts:
            return "hours" in office.facts  # without hours of its own the centre's are meant
        return bool(asks - {"who"})

    def _find_commune_office(self, kinds: Sequence[str]) -> Office | None:
        """Return the commune's own office when no other is named: "hotline xã", "xã ở đâu"."""
        asks = not {"phone", "place"}.isdisjoint(kinds)
        if not asks or "commune" not in kinds or not {"before", "name"}.isdisjoint(kinds):
            return None
        return next((office for office in self.offices if office.id == COMMUNE_OFFICE_ID), None)

    def _classify_phrases(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the kinds of the phrases that make up a text, longest phrases first.

        Unknown words directly after "xã" are taken as its name.
        """
        phrases, at, left = self._phrases, 0, 0
        while at < len(words):
            spans = (" ".join(words[at : at + size]) for size in range(MAX_PHRASE_WORDS, 0, -1))
            phrase = next((span for span in spans if span in phrases), "")
            is_name = left > 0 and not re.fullmatch(r"\d{3,}", words[at])
            kind = phrases[phrase] if phrase else "name" if is_name else "unknown"
            yield kind
            at += phrase.count(" ") + 1
            goes_on = kind in ("name", "filler") and phrase not in _PURPOSE
            left = left - 1 if goes_on else 0
            if words[at - 1] in _PLACES:
                left = MAX_NAME_WORDS


def _strip_purpose(words: Sequence[str]) -> Sequence[str]:
    """Drop a purpose ("để báo mất trộm") from the end, unless its words call for a scam warning."""
    for at, word in enumerate(words[2:], 2):
        if word in _PURPOSE and _DANGER.isdisjoint(words[at:]):
            return words[:at]
    return words


def load_directory(data_dir: Path) -> OfficeDirectory:
    """Load the shipped offices; an empty `OfficeDirectory` without a file. Raises DataError."""
    path = data_dir / FILE
    if not path.is_file():
        return OfficeDirectory()
    tables = read_toml(path).get("office", [])
    try:
        return OfficeDirectory(tuple(_read_office(table) for table in tables))
    except (KeyError, TypeError, AttributeError) as error:
        raise make_shape_error(path, error) from None


def _read_office(table: Mapping[str, Any]) -> Office:
    return Office(
        id=str(table["id"]),
        name=nfc(table["name"]),
        phrases=frozenset(normalize_for_match(phrase) for phrase in table["says"]),
        incidents=frozenset(normalize_for_match(phrase) for phrase in table.get("happens", ())),
        facts={kind: str(table[kind]) for kind in texts.CONTACT_LINES if kind in table},
        note=nfc(table.get("note", "")),
        emergency=nfc(table.get("emergency", "")),
        topic=str(table.get("topic", "")),
    )


_KINDS = (
    ("filler", _FILLER),
    ("before", _BEFORE),
    ("reach", _CONTACT_VERBS),
    ("commune", _COMMUNE),
    ("village", _KIND_OF_PLACE),
    ("who", _WHO),
    ("hours", _HOURS),
    ("place", _PLACE),
    ("phone", _PHONE),
    ("unknown", _EXCLUDED),
)
_PLACES = frozenset(f"{_COMMUNE}|{_KIND_OF_PLACE}".split("|"))
