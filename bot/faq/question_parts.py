"""Split a message that asks two questions, and match the parts separately."""

import re
from collections.abc import Iterable

from bot.faq.index import KnowledgeIndex
from bot.faq.matcher import Match, match_question
from bot.faq.normalization import has_tones
from bot.vietnamese.letters import strip_tones

MAX_QUESTIONS_AT_ONCE = 2  # questions of one message that are answered at once
MAX_PARTS = 3  # parts that are looked at; whoever asks more is asked back
_SHORTEST = 2  # words of a part
_LIKELY = 0.15  # share a part needs to be offered as a choice beside a sure answer

# Another matter begins here, plainly; folded, as whole words.
_PLAIN_BREAK = re.compile(
    r"(?:[.,?;\n]*\s*\b(?:voi lai|con nua|ngoai ra|tien the|a ma|(?:cho )?hoi them|nua la"
    r"|them nua)\b"
    r"|[.,?;\n]\s*con\b)[\s,]*"
)
TONELESS_CON = "con"
_POSSIBLE_BREAK = re.compile(r",?\s+va\s+|[?\n]+\s*")
_MAX_JOINED_WORDS = 20  # words of a message in which "và" can join two questions


def match_parts(index: KnowledgeIndex, text: str, whole: Match) -> list[Match]:
    """Return one match per question in the message, in order.

    A clear break ("với lại", "còn …") counts if its parts have different topics and one is sure.
    "Và" often joins words of one question ("khai sinh và nhập khẩu cho con"): then all parts must
    be sure, and a third topic that is sure for the whole message wins.
    """
    plain_parts = _match_each_part(index, text, _PLAIN_BREAK)
    if len(plain_parts) > 1 and any(part.outcome == "answer" for part in plain_parts):
        return plain_parts
    if len(text.split()) <= _MAX_JOINED_WORDS:
        possible_parts = _match_each_part(index, text, _POSSIBLE_BREAK)
        known = whole.outcome != "answer" or whole.topic in [part.topic for part in possible_parts]
        if (
            len(possible_parts) > 1
            and known
            and all(part.outcome == "answer" for part in possible_parts)
        ):
            return possible_parts
    return [whole]


def _match_each_part(index: KnowledgeIndex, text: str, pattern: re.Pattern[str]) -> list[Match]:
    return _keep_one_per_topic(
        filter(_is_likely, (match_question(index, part) for part in split_parts(text, pattern)))
    )


def _is_likely(part: Match) -> bool:
    if part.outcome == "answer":
        return True
    return part.topic is not None and part.candidates[0].score >= _LIKELY


def split_parts(text: str, pattern: re.Pattern[str]) -> list[str]:
    """Return the parts that are long enough to ask something; empty when fewer than two."""
    folded = strip_tones(text)
    if len(folded) != len(text):  # letters that fold to more than one have no places in common
        text = folded
    parts, at = [], 0
    toned = has_tones(text)
    for cut in pattern.finditer(folded):
        if toned and text[cut.start() : cut.end()].strip(" ,.?;\n").lower() == TONELESS_CON:
            continue  # "con nhỏ" is no "còn": who types tones is held to them
        parts.append(text[at : cut.start()])
        at = cut.end()
    parts.append(text[at:])
    long = [part.strip(" ,.") for part in parts if len(part.split()) >= _SHORTEST]
    return long if 2 <= len(long) <= MAX_PARTS else []


def _keep_one_per_topic(parts: Iterable[Match]) -> list[Match]:
    by_topic: dict[str, Match] = {}
    for part in parts:
        if part.topic is not None:
            by_topic.setdefault(part.topic.id, part)
    return list(by_topic.values())
