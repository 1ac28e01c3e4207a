"""A code mistyped, then typed again alone: "kiểm tra 0000", "à 4821"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot import texts
from bot.inbox.routing import Answer, Condition, Handler, Route, Turn, get_handler
from bot.messages import history
from bot.vietnamese.letters import normalize_for_match

RETRY_WINDOW, MAX_EARLIER_MESSAGES = timedelta(minutes=10), 3
_CODE_PATTERN = re.compile(r"(?=\w*\d)[a-z0-9]{4,12}", re.IGNORECASE)
_FILLER_WORDS = frozenset(
    word for phrase in texts.SAID_AROUND_CODE for word in normalize_for_match(phrase).split()
)


def retypes_code(questions: Sequence[Condition]) -> Condition:
    """Return a predicate: whether the text is only a code, right after one of `questions`
    matched."""
    return lambda turn: _find_retried_turn(turn, questions) is not None


def answer_retyped_code(questions: Sequence[Condition], routes: Sequence[Route]) -> Handler:
    """Answer the earlier question again, with the new code."""

    def answer(turn: Turn) -> Answer:
        meant = _find_retried_turn(turn, questions)
        assert meant is not None
        return get_handler(routes, meant)(meant)

    return answer


def _find_retried_turn(turn: Turn, questions: Sequence[Condition]) -> Turn | None:
    if "code" not in turn.memo:
        turn.memo["code"] = _rebuild_turn(turn, questions)
    meant: Turn | None = turn.memo["code"]
    return meant


def _rebuild_turn(turn: Turn, questions: Sequence[Condition]) -> Turn | None:
    code = _find_lone_code(turn.text)
    if not code or turn.choice:
        return None
    before = history.list_previous_incoming(
        turn.session, turn.message, since=turn.now - RETRY_WINDOW, limit=MAX_EARLIER_MESSAGES
    )
    for message in before:
        phrase, earlier_code = _split_phrase_and_code(message.text)
        if not phrase or earlier_code == code:
            continue
        meant = replace(turn, text=f"{phrase} {code}", memo={})
        if any(question(meant) for question in questions):
            return meant
    return None


def _find_lone_code(text: str) -> str:
    """Return the last code of a text that says nothing else, or "" if it says more."""
    said = re.findall(r"\w+", text)
    codes = [word for word in said if _CODE_PATTERN.fullmatch(word)]
    rest = [word for word in said if word not in codes]
    return (
        codes[-1]
        if codes and all(normalize_for_match(word) in _FILLER_WORDS for word in rest)
        else ""
    )


def _split_phrase_and_code(text: str) -> tuple[str, str]:
    """Split "kiểm tra 0000" into phrase and code; both are "" if the phrase has more than four
    words."""
    said = re.findall(r"\w+", text)
    earlier_code = said.pop() if said and _CODE_PATTERN.fullmatch(said[-1]) else ""
    return (" ".join(said), earlier_code) if len(said) <= 4 else ("", "")
