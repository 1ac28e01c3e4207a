"""A code mistyped, then typed again alone: "kiểm tra 0000", "à 4821"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot import texts
from bot.inbox.routing import Answer, Handler, Question, Route, Turn, find_handler
from bot.messages import history
from bot.vietnamese.letters import bare

FRESH, LATEST = timedelta(minutes=10), 3
_CODE = re.compile(r"(?=\w*\d)[a-z0-9]{4,12}", re.IGNORECASE)
_AROUND = frozenset(word for phrase in texts.SAID_AROUND_CODE for word in bare(phrase).split())


def gives_code(codes: Sequence[Question]) -> Question:
    """Return a predicate: whether the text is only a code, right after one of `questions` matched."""
    return lambda turn: _meant(turn, codes) is not None


def answer_code(codes: Sequence[Question], known: Sequence[Route]) -> Handler:
    """Answer the earlier question again, with the new code."""

    def answer(turn: Turn) -> Answer:
        meant = _meant(turn, codes)
        assert meant is not None
        return find_handler(known, meant)(meant)

    return answer


def _meant(turn: Turn, codes: Sequence[Question]) -> Turn | None:
    if "code" not in turn.memo:
        turn.memo["code"] = _asked_again(turn, codes)
    meant: Turn | None = turn.memo["code"]
    return meant


def _asked_again(turn: Turn, codes: Sequence[Question]) -> Turn | None:
    code = _code_alone(turn.text)
    if not code or turn.choice:
        return None
    before = history.list_heard_before(
        turn.session, turn.message, since=turn.now - FRESH, limit=LATEST
    )
    for message in before:
        words, wrong = _parts(message.text)
        if not words or wrong == code:
            continue
        meant = replace(turn, text=f"{words} {code}", memo={})
        if any(question(meant) for question in codes):
            return meant
    return None


def _code_alone(text: str) -> str:
    """Return the last code of a text that says nothing else, or "" if it says more."""
    said = re.findall(r"\w+", text)
    codes = [word for word in said if _CODE.fullmatch(word)]
    rest = [word for word in said if word not in codes]
    return codes[-1] if codes and all(bare(word) in _AROUND for word in rest) else ""


def _parts(text: str) -> tuple[str, str]:
    """Split "kiểm tra 0000" into phrase and code; both are "" if the phrase has more than four words."""
    said = re.findall(r"\w+", text)
    wrong = said.pop() if said and _CODE.fullmatch(said[-1]) else ""
    return (" ".join(said), wrong) if len(said) <= 4 else ("", "")
