"""What a volunteer types of the help they gave: kinds, numbers of persons, for whom.

"5 người vneid", "vneid, etax 2 hộ bà Tư", "vneid bà Tư; etax ông Năm". A kind counts by itself only
when nothing of the line is left unexplained: "quên mật khẩu vneid" activates nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.tickets.help_kinds import HelpKind, fold_line
from bot.tickets.support_log import MOST_HOUSEHOLDS, SupportEntry
from bot.vietnamese.letters import nfc

_SEPARATOR = re.compile(r"\s*[,;+&\n]+\s*|\s+(?:va|voi)\s+")
_UNITS = "ho kinh doanh|dang vien|ba con|gia dinh|ho so|nguoi|luot|ho|nha|cu|vu|bac|may"
_COUNT = re.compile(rf"(?<![\w/.])(\d{{1,3}})(?:\s*(?:{_UNITS}))?(?![\w/.])")
# Words that add nothing to a kind.
_FILLER = re.compile(
    r"\b(?:da|giup|ho tro|huong dan|cai dat|cai|cap|kich hoat|dang ky|dang ki|lam|mo|lap|nop|tao"
    r"|cho|duoc|xong|app|ung dung|them|tai nha|vu)\b"
)
# Words that a person's name begins with here.
_TITLE = re.compile(
    r"(?:nha|ho|gia dinh)?\s*"
    r"(?:ong|ba|anh|chi|co|chu|bac|cu|em|chau|thim|mo|di|cau|me|bo|nha|gia dinh|ho)\b"
)


@dataclass(slots=True)
class _Segment:
    """What stands between two separators."""

    kinds: list[tuple[str, int | None]] = field(default_factory=list)
    count: int | None = None  # alone: it belongs to what stands before
    beneficiary: str = ""
    is_clear: bool = True


def parse_help(text: str, kinds: Sequence[HelpKind]) -> list[SupportEntry]:
    """Return the entries of a line, one for each beneficiary; [] when a word stays unexplained."""
    text = nfc(text)
    segments = [_parse_segment(part, kinds) for part in _split(text)]
    if not segments or not all(segment.is_clear for segment in segments):
        return []
    joined = _join(segments)
    if any(not segment.kinds for segment in joined):
        return []
    shorts = {kind.id: kind.short for kind in kinds}
    by_person: dict[str, dict[str, int]] = {}
    for segment in joined:
        people = by_person.setdefault(segment.beneficiary, {})
        for kind_id, count in segment.kinds:
            number, before = 1 if count is None else count, people.get(kind_id, 0)
            people[kind_id] = max(number, before) if segment.beneficiary else number + before
    if not _are_within_bounds(by_person):
        return []
    return [
        SupportEntry(
            " + ".join(shorts[kind_id] for kind_id in people),
            max(people.values()),
            beneficiary,
            tuple(people.items()),
        )
        for beneficiary, people in by_person.items()
    ]


def _are_within_bounds(by_person: dict[str, dict[str, int]]) -> bool:
    counts = [count for people in by_person.values() for count in people.values()]
    return all(1 <= count <= MOST_HOUSEHOLDS for count in counts)


def find_beneficiary(words: str) -> str:
    """Return for whom an entry's words ("subject, beneficiary") say that it was, or ""."""
    name = words.rpartition(", ")[2]
    return name if name != words and _TITLE.match(fold_line(nfc(name))) else ""


def list_likely_kinds(text: str, kinds: Sequence[HelpKind]) -> list[str]:
    """Return the ids of the kinds that the words name, in order of their place."""
    hits = _find_phrases(fold_line(nfc(text)), kinds)
    return list(dict.fromkeys(kind_id for _, _, kind_id in hits))


def _split(text: str) -> list[str]:
    folded, parts, start = fold_line(text), [], 0
    for separator in _SEPARATOR.finditer(folded):
        parts.append(text[start : separator.start()])
        start = separator.end()
    parts.append(text[start:])
    return [part for part in parts if part.strip(" .!")]


def _parse_segment(text: str, kinds: Sequence[HelpKind]) -> _Segment:
    folded = fold_line(text)
    found = _find_phrases(folded, kinds)
    rest = _cut(folded, [(start, end) for start, end, _ in found])
    counts = list(_COUNT.finditer(rest))
    numbers = [int(match[1]) for match in counts]
    rest = _cut(rest, [match.span() for match in counts])
    left = _cut(rest, [match.span() for match in _FILLER.finditer(rest)])
    # The name may hold a word that is filler elsewhere: it begins at the first word that is none.
    begin = next((at for at, letter in enumerate(left) if letter.isalnum()), None)
    segment = _Segment()
    if begin is not None:
        name = re.match(r"[^\0]*", rest[begin:])
        segment.is_clear = bool(_TITLE.match(left, begin)) and not _is_split(rest, begin)
        end = begin + len(name[0]) if name else len(rest)
        end -= len(left[begin:end]) - len(left[begin:end].rstrip("\0 "))  # "bà Tư cài": bà Tư
        segment.beneficiary = text[begin:end].strip(" .!")
    _pair(segment, list(dict.fromkeys(kind_id for _, _, kind_id in found)), numbers)
    return segment


def _is_split(rest: str, begin: int) -> bool:
    """Return whether words stand behind a second gap: a name in two pieces is none."""
    name = re.match(r"[^\0]*", rest[begin:])
    after = rest[begin + len(name[0]) if name else len(rest) :]
    return any(letter.isalnum() for letter in _cut_filler(after))


def _cut_filler(text: str) -> str:
    return _FILLER.sub(" ", text)


def _pair(segment: _Segment, kind_ids: list[str], numbers: list[int]) -> None:
    """Give each kind its number: one number is that of all, as many as kinds are one each."""
    if not kind_ids and len(numbers) == 1:
        segment.count = numbers[0]
    elif len(numbers) > 1 and len(numbers) != len(kind_ids):
        segment.is_clear = False
    elif len(numbers) == len(kind_ids):
        segment.kinds = list(zip(kind_ids, numbers, strict=True))
    else:
        segment.kinds = [(kind_id, numbers[0] if numbers else None) for kind_id in kind_ids]
    segment.is_clear = segment.is_clear and bool(kind_ids or numbers or segment.beneficiary)


def _find_phrases(folded: str, kinds: Sequence[HelpKind]) -> list[tuple[int, int, str]]:
    """Return start, end and id of the phrases in order; a longer one hides a shorter."""
    taken: list[tuple[int, int, str]] = []
    phrases = [(phrase, kind.id) for kind in kinds for phrase in kind.phrases]
    for phrase, kind_id in sorted(phrases, key=lambda pair: -len(pair[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", folded):
            start, end = match.span()
            if all(end <= first or start >= last for first, last, _ in taken):
                taken.append((start, end, kind_id))
    return sorted(taken)


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the text with these places filled by NUL, so that the others keep theirs."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = "\0" * (end - start)
    return "".join(letters)


def _join(segments: Sequence[_Segment]) -> list[_Segment]:
    """Add a number or a name that stands alone to what stands before it.

    "cài VssID, 1 người" · "vneid, etax bà Tư": a name is that of all before it without one, and of
    what follows without one or a number · "vneid bà Tư, bà Năm": a second name is a second person.
    """
    joined: list[_Segment] = []
    for segment in segments:
        if segment.kinds or not joined:
            if joined and not segment.beneficiary and not _has_count(segment):
                segment.beneficiary = joined[-1].beneficiary
            joined.append(segment)
        elif segment.beneficiary and joined[-1].beneficiary:
            kinds = [(kind, segment.count) for kind, _ in joined[-1].kinds]
            joined.append(_Segment(kinds, beneficiary=segment.beneficiary))
        else:
            last = joined[-1]
            last.kinds = [
                (kind, segment.count if count is None else count) for kind, count in last.kinds
            ]
        if segment.beneficiary:
            for earlier in joined:
                earlier.beneficiary = earlier.beneficiary or segment.beneficiary
    return joined


def _has_count(segment: _Segment) -> bool:
    return any(count is not None for _, count in segment.kinds)
