"""Corrections of the previous message: "không phải vneid, vssid cơ". Pure.

The last question is matched again with the wrong words replaced. When they are not named ("ý tôi là
vssid"), the few words are replaced whose replacement gives the surest match.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot import texts
from bot.faq.index import KnowledgeIndex
from bot.faq.matcher import Match, match_question
from bot.vietnamese.letters import is_typed_form_of, nfc, strip_tones

MAX_WORDS = 16  # words; a longer text tells of something new
MAX_REPLACED_WORDS = 3  # words that a replacement takes the place of, at most
MAX_UNMARKED_WORDS = 3  # words before "cơ", "chứ" when nothing else marks a correction
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
_UNSEPARATED = re.compile(rf"^{_BEFORE}{_NOT} (?P<both>.+?){_TAIL}")
_BARE = re.compile(rf"^{_BEFORE}(?:{_SLIP} )?(?P<right>.+?){_TAIL}")


@dataclass(frozen=True, slots=True)
class Correction:
    """The words that were meant, as typed, and the wrong words if they were named."""

    right: str
    wrong: str = ""


def find_correction(text: str, before: str = "") -> Correction | None:
    """Return the correction of `before` that a text makes, or None when it corrects nothing.

    >>> find_correction("không phải vneid, vssid cơ")
    Correction(right='vssid', wrong='vneid')
    """
    typed = _TOKEN.findall(nfc(text[:400]))
    while typed and typed[-1] in _MARKS:
        typed.pop()
    if not 1 < len(typed) <= MAX_WORDS:
        return None
    said = " ".join(map(strip_tones, typed))
    for shape in _SHAPES:
        if read := shape.match(said):
            wrong = (
                _original_words(typed, said, read, "wrong") if "wrong" in shape.groupindex else ""
            )
            right = _original_words(typed, said, read, "right")
            return Correction(right, wrong) if _has_content(right) else None
    if read := _UNSEPARATED.match(said):
        return _split_correction(
            _original_words(typed, said, read, "both").split(), _fold_words(before)
        )
    read = _BARE.match(said)
    if read is None or not read["tail"] or not _is_contrast_word(typed, said, read):
        return None
    right = _original_words(typed, said, read, "right")
    return (
        Correction(right)
        if len(right.split()) <= MAX_UNMARKED_WORDS and _has_content(right)
        else None
    )


def _original_words(typed: Sequence[str], said: str, read: re.Match[str], name: str) -> str:
    """Return the words of a regex group as they were typed."""
    first = said[: read.start(name)].count(" ")
    words = typed[first : first + read[name].count(" ") + 1]
    return " ".join(word for word in words if word not in _MARKS)


def _is_contrast_word(typed: Sequence[str], said: str, read: re.Match[str]) -> bool:
    """Return whether the last word, with its tones, is a particle of contrast."""
    word = _original_words(typed, said, read, "tail").split()[-1:] or typed[-1:]
    return any(is_typed_form_of(word[0], meant) for meant in texts.SAID_RATHER)


def _has_content(text: str) -> bool:
    return any(len(word) > 1 or word.isdecimal() for word in text.split())


def _split_correction(both: list[str], before: Sequence[str]) -> Correction | None:
    """Split "vneid vssid" after the longest beginning found in `before`: wrong, then right."""
    folded = [strip_tones(word) for word in both]
    for size in range(len(both) - 1, 0, -1):
        if _find_sublist(before, folded[:size]) is not None:
            return Correction(" ".join(both[size:]), " ".join(both[:size]))
    return None


def _fold_words(text: str) -> list[str]:
    return [strip_tones(word) for word in _TOKEN.findall(nfc(text)) if word not in _MARKS]


def _find_sublist(words: Sequence[str], part: Sequence[str]) -> int | None:
    size = len(part)
    places = range(len(words) - size + 1)
    return next((at for at in places if list(words[at : at + size]) == list(part)), None)


def list_rewordings(correction: Correction, before: str) -> Iterator[str]:
    """Yield the previous question with the wrong words replaced.

    If the wrong words are not found in it, every span of up to `MAX_REPLACED_WORDS` is tried.
    """
    words = [word for word in _TOKEN.findall(nfc(before)) if word not in _MARKS][:MAX_WORDS]
    wrong = _fold_words(correction.wrong)
    at = _find_sublist([strip_tones(word) for word in words], wrong) if wrong else None
    if at is not None:
        yield " ".join([*words[:at], correction.right, *words[at + len(wrong) :]])
        return
    for size in range(1, MAX_REPLACED_WORDS + 1):
        for at in range(len(words) - size + 1):
            yield " ".join([*words[:at], correction.right, *words[at + size :]])


def find_other_subject(text: str) -> Correction | None:
    """Return the new subject of "còn etax thì sao" (same question, other subject), or None."""
    typed = _TOKEN.findall(nfc(text[:400]))
    typed = [word for word in typed if word not in _MARKS]
    said = " ".join(map(strip_tones, typed))
    read = _STILL.match(said) if len(typed) <= MAX_WORDS else None
    return Correction(_original_words(typed, said, read, "right")) if read else None


def match_corrected(
    index: KnowledgeIndex, text: str, before: Iterable[str], topic: str, *, another: bool = False
) -> Match | None:
    """Match the last question again as it was meant; None when `text` corrects nothing.

    `before` holds its wordings, likeliest first; `topic` is the id that was answered wrongly. With
    `another`, the text names a subject and may ask the same question about it.
    """
    questions = [question for question in before if question]
    correction = find_correction(text, questions[0] if questions else "")
    if correction is None and another:
        correction = find_other_subject(text)
    if correction is None or not questions:
        return None
    rewordings = [correction.right] if len(correction.right.split()) > MAX_REPLACED_WORDS else []
    for question in questions:
        rewordings += list_rewordings(correction, question)
    wrong = {
        topic,
        *(meant.id for question in questions if (meant := match_question(index, question).topic)),
    }
    ranked = []
    for order, rewording in enumerate(rewordings):
        reworded = match_question(index, rewording)
        if (
            reworded.outcome == "answer"
            and reworded.topic is not None
            and reworded.topic.id not in wrong
        ):
            # Of equally sure ways the one that takes fewer words away, and then the last: what was
            # meant wrongly stands at the end ("mật khẩu vneid").
            rank = round(reworded.candidates[0].score, 1), len(rewording.split()), order
            ranked.append((rank, reworded))
    if not ranked and not another:  # the right words may be all that is needed
        right = match_question(index, correction.right)
        known = right.outcome == "answer" and right.topic is not None
        return right if known and right.topic and right.topic.id != topic else None
    return max(ranked, key=lambda other: other[0])[1] if ranked else None
