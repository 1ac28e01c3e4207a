"""Parser for a poll that an officer types in one message. Pure.

Làm đường Thôn 3                               the title
Thôn làm đường nào trước?                      a question and its options
- Đường trục
- Đường ngõ
Câu 2: Ngõ nào trước? (chọn nhiều, nếu câu 1 ý 2)
- Ngõ 1
- Ngõ 2
Nhà mình có hiến đất không?                    no options: yes or no, with a reason
"""

import re
from dataclasses import dataclass, field

from bot import texts
from bot.core.errors import UserError
from bot.polls.drafting import QuestionDraft
from bot.polls.models import QuestionKind
from bot.vietnamese.letters import normalize_for_match

_NUMBER = re.compile(
    rf"^(?:(?:{'|'.join(texts.SAID_QUESTION)})\s*)?\d{{1,2}}\s*[.:)/]\s*", re.IGNORECASE
)
_OPTION = re.compile(r"^[-–—+*•]\s*")
_ASIDE = re.compile(r"\s*\(([^()]*)\)\s*$")
_SEVERAL = re.compile(r"(?:duoc )?(?:chon )?(?:duoc )?nhieu(?: y| lua chon)?")
_BRANCH = re.compile(
    r"(?:chi hoi )?(?:neu|khi) cau (?P<earlier>\d{1,2})"
    r"(?: (?:chon|tra loi|la))?(?: y)? (?P<option>\d|dong y|khong dong y)"
)
_YES_NO = {"dong y": 0, "khong dong y": 1}


@dataclass(slots=True)
class _Question:
    text: str
    several: bool = False
    only_if: tuple[int, int] | None = None
    options: list[str] = field(default_factory=list)

    def to_draft(self) -> QuestionDraft:
        kind = (
            QuestionKind.MULTIPLE
            if self.several
            else QuestionKind.SINGLE
            if self.options
            else QuestionKind.YES_NO
        )
        return QuestionDraft(self.text, kind, tuple(self.options), self.only_if)


def parse_draft(written: str) -> tuple[str, tuple[QuestionDraft, ...]]:
    """Return the title and the questions. Raises UserError for an option before any question.

    Whether the questions are valid is checked by `drafting`.
    """
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if not lines:
        raise UserError(texts.POLL_BAD_FORM)
    questions: list[_Question] = []
    for line in lines[1:]:
        if (bullet := _OPTION.match(line)) is None:
            questions.append(_parse_question(line))
        elif questions:
            questions[-1].options.append(line[bullet.end() :].strip())
        else:
            raise UserError(texts.POLL_BAD_FORM)
    return lines[0], tuple(question.to_draft() for question in questions)


def _parse_question(line: str) -> _Question:
    text = _NUMBER.sub("", line)
    aside = _ASIDE.search(text)
    hints = _parse_hints(aside[1]) if aside is not None else None
    if aside is None or hints is None:
        return _Question(text)
    several, only_if = hints
    return _Question(text[: aside.start()].strip(), several, only_if)


def parse_condition(written: str) -> tuple[int, int] | None:
    """Return question and option of "câu 1 ý 2", counted from 0; None if unclear."""
    branch = _BRANCH.fullmatch(normalize_for_match(f"{texts.SAID_IF} {written}"))
    return _read_branch(branch) if branch else None


def _read_branch(branch: re.Match[str]) -> tuple[int, int]:
    option = branch["option"]
    place = _YES_NO[option] if option in _YES_NO else int(option) - 1
    return int(branch["earlier"]) - 1, place


def _parse_hints(aside: str) -> tuple[bool, tuple[int, int] | None] | None:
    """Parse the hints in brackets; None if the brackets are part of the question."""
    several, only_if = False, None
    for word in re.split(r"[,;]", aside):
        folded = normalize_for_match(word)
        if _SEVERAL.fullmatch(folded):
            several = True
        elif branch := _BRANCH.fullmatch(folded):
            only_if = _read_branch(branch)
        else:
            return None
    return several, only_if
