"""Corrections of the previous message: "không phải vneid, vssid cơ". Pure.

The last question is matched again with the wrong words replaced. When they are not named ("ý tôi là
vssid"), the few words are replaced whose replacement gives the surest match.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot import texts
from bot.faq.index import Index
from bot.faq.matcher import Match, match
from bot.vietnamese.letters import agrees, fold, nfc

LONGEST = 16  # words; a longer text tells of something new
WINDOW = 3  # words that a replacement takes the place of, at most
FEW = 3  # words before "cơ", "chứ" when nothing else marks a correction
_TOKEN = re.compile(r"\w+|[,.;:!?]", re.UNICODE)
_MARKS = frozenset(",.;:!?")

_BEFORE = r"(?:(?:a|o|oi|u|da|thoi|khoan|xin loi|xl|chet|bac|em|chau) (?:, |\. |! )?)*"
_SLIP = r"(?:(?:(?:toi|minh|em|bac|noi|viet|go|ghi|hoi) ){0,3}(?:nham|lon|lam|sai)(?: roi| mat)*)"
_NOT = r"(?:khong phai|ko phai|k phai|hong phai|hem phai|chang phai|dau phai|khong|ko)(?: la)?"
_TAIL = (
    r"(?P<tail>(?: (?:co|co ma|chu|ma|kia|moi dung|co a))?)(?: (?:ay|a|nhe|nha|di))*(?: [.!?])*$"
)
_MEANT = (
    r"(?:y (?:toi|tui|minh|bac|em|chau|con)?(?: ?(?:la|noi|hoi|muon hoi))+"
    r"|(?:toi|tui|minh|bac|em|chau)(?: muon| dinh) (?:hoi|noi)(?: la)?"
    r"|phai la|dung ra(?: la)?|thuc ra(?: la)?|(?:sua|doi)(?: lai)? (?:la|thanh))"
)
_LINK = r"(?:(?: [,.;])? (?:ma la|ma|phai la|la)|(?: [,.;]))"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"^{_BEFORE}(?:{_SLIP} (?:[,.] )?)?{_NOT} (?P<wrong>.+?){_LINK}"
        rf" (?:{_MEANT} )?(?P<right>.+?){_TAIL}",
        rf"^{_BEFORE}(?P<right>.+?)(?: ,)? (?:chu|co|ma|,) (?:{_NOT}) (?P<wrong>.+?){_TAIL}",
        rf"^{_BEFORE}{_SLIP}(?: ,| \.|(?<=roi)|(?<=mat))(?: {_MEANT}| la)? (?P<right>.+?){_TAIL}",
        rf"^{_BEFORE}(?:{_SLIP} (?:[,.] )?)?{_MEANT} (?P<right>.+?){_TAIL}",
    )
)
_STILL = re.compile(
    r"^(?:the |vay |a )*con (?P<right>.+?)(?: thi| the)?(?: sao| nao| ntn)?(?: a)?$"
)
# Without a comma nobody can tell where the wrong words end, but by what was said before.
_UNPARTED = re.compile(rf"^{_BEFORE}{_NOT} (?P<both>.+?){_TAIL}")
_BARE = re.compile(rf"^{_BEFORE}(?:{_SLIP} )?(?P<right>.+?){_TAIL}")


@dataclass(frozen=True, slots=True)
class Correction:
    """The words that were meant, as typed, and the wrong words if they were named."""

    right: str
    wrong: str = ""


def read_correction(text: str, before: str = "") -> Correction | None:
    """Return the correction of `before` that a text makes, or None when it corrects nothing.

    >>> find_correction("không phải vneid, vssid cơ")
    Correction(right='vssid', wrong='vneid')
    """
    typed = _TOKEN.findall(nfc(text[:400]))
    while typed and typed[-1] in _MARKS:
        typed.pop()
    if not 1 < len(typed) <= LONGEST:
        return None
    said = " ".join(map(fold, typed))
    for shape in _SHAPES:
        if read := shape.match(said):
            wrong = _typed(typed, said, read, "wrong") if "wrong" in shape.groupindex else ""
            right = _typed(typed, said, read, "right")
            return Correction(right, wrong) if _names_something(right) else None
    if read := _UNPARTED.match(said):
        return _parted(_typed(typed, said, read, "both").split(), _words(before))
    read = _BARE.match(said)
    if read is None or not read["tail"] or not _is_tail(typed, said, read):
        return None
    right = _typed(typed, said, read, "right")
    return Correction(right) if len(right.split()) <= FEW and _names_something(right) else None


def _typed(typed: Sequence[str], said: str, read: re.Match[str], name: str) -> str:
    """Return the words of a regex group as they were typed."""
    first = said[: read.start(name)].count(" ")
    words = typed[first : first + read[name].count(" ") + 1]
    return " ".join(word for word in words if word not in _MARKS)


def _is_tail(typed: Sequence[str], said: str, read: re.Match[str]) -> bool:
    """Return whether the last word, with its tones, is a particle of contrast."""
    word = _typed(typed, said, read, "tail").split()[-1:] or typed[-1:]
    return any(agrees(word[0], meant) for meant in texts.SAID_RATHER)


def _names_something(words: str) -> bool:
    return any(len(word) > 1 or word.isdecimal() for word in words.split())


def _parted(both: list[str], before: Sequence[str]) -> Correction | None:
    """Split "vneid vssid" after the longest beginning found in `before`: wrong, then right."""
    folded = [fold(word) for word in both]
    for size in range(len(both) - 1, 0, -1):
        if _find(before, folded[:size]) is not None:
            return Correction(" ".join(both[size:]), " ".join(both[:size]))
    return None


def _words(text: str) -> list[str]:
    return [fold(word) for word in _TOKEN.findall(nfc(text)) if word not in _MARKS]


def _find(words: Sequence[str], part: Sequence[str]) -> int | None:
    size = len(part)
    places = range(len(words) - size + 1)
    return next((at for at in places if list(words[at : at + size]) == list(part)), None)


def replacements(correction: Correction, before: str) -> Iterator[str]:
    """Yield the previous question with the wrong words replaced.

    If the wrong words are not found in it, every span of up to `MAX_REPLACED_WORDS` is tried.
    """
    words = [word for word in _TOKEN.findall(nfc(before)) if word not in _MARKS][:LONGEST]
    wrong = _words(correction.wrong)
    at = _find([fold(word) for word in words], wrong) if wrong else None
    if at is not None:
        yield " ".join([*words[:at], correction.right, *words[at + len(wrong) :]])
        return
    for size in range(1, WINDOW + 1):
        for at in range(len(words) - size + 1):
            yield " ".join([*words[:at], correction.right, *words[at + size :]])


def read_another(text: str) -> Correction | None:
    """Return the new subject of "còn etax thì sao" (same question, other subject), or None."""
    typed = _TOKEN.findall(nfc(text[:400]))
    typed = [word for word in typed if word not in _MARKS]
    said = " ".join(map(fold, typed))
    read = _STILL.match(said) if len(typed) <= LONGEST else None
    return Correction(_typed(typed, said, read, "right")) if read else None


def match_corrected(
    index: Index, text: str, before: Iterable[str], topic: str, *, another: bool = False
) -> Match | None:
    """Match the last question again as it was meant; None when `text` corrects nothing.

    `before` holds its wordings, likeliest first; `topic` is the id that was answered wrongly. With
    `another`, the text names a subject and may ask the same question about it.
    """
    asked = [words for words in before if words]
    correction = read_correction(text, asked[0] if asked else "")
    if correction is None and another:
        correction = read_another(text)
    if correction is None or not asked:
        return None
    ways = [correction.right] if len(correction.right.split()) > WINDOW else []
    for words in asked:
        ways += replacements(correction, words)
    wrong = {topic, *(meant.id for words in asked if (meant := match(index, words).topic))}
    others = []
    for order, way in enumerate(ways):
        found = match(index, way)
        if found.outcome == "answer" and found.topic is not None and found.topic.id not in wrong:
            # Of equally sure ways the one that takes fewer words away, and then the last: what was
            # meant wrongly stands at the end ("mật khẩu vneid").
            likely = round(found.candidates[0].score, 1), len(way.split()), order
            others.append((likely, found))
    if not others and not another:  # the right words may be all that is needed
        right = match(index, correction.right)
        known = right.outcome == "answer" and right.topic is not None
        return right if known and right.topic and right.topic.id != topic else None
    return max(others, key=lambda other: other[0])[1] if others else None
