"""Masked samples: what residents really ask, so that an inspector sees what was counted.

Only questions on topics that many people asked about, with no digit left and no story: a long
message is told apart by who knows the village. People type names without capitals and tones, so a
name cannot be seen: a word stays only when several people said it, the others become "…".
"""

import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import SQLModel

from bot.faq.models import Question
from bot.messages.history import Message
from bot.people.units import Unit
from bot.reports.evidence.records import Row, Subject
from bot.vietnamese.letters import normalize_for_match

FEWEST_ASKERS = 5  # of a topic in the period; fewer could be known by it
FEWEST_SAYERS = 5  # of a word; a name, a lane, an illness of one house is said by fewer
MAX_SAMPLES = 60
MAX_PER_TOPIC = 2
MAX_LENGTH = 120  # characters
CANDIDATES = 2_000
HIDDEN = "…"
_DIGIT = re.compile(r"\d")
_QUESTION, _MESSAGE, _UNIT = (
    SQLModel.metadata.tables[str(table.__tablename__)].c for table in (Question, Message, Unit)
)


def mask_sample(words: str, common: Collection[str]) -> str | None:
    """Return the words as they may be shown, or None when they may not.

    `common` are the words, folded, that enough people said.

    >>> mask_sample("cccd cua toi 2015 het han chua", {"cccd", "cua", "toi", "het", "han", "chua"})
    'cccd cua toi xxxx het han chua'
    >>> mask_sample("hoi giup ba tran thi tu", {"hoi", "giup", "ba"})
    'hoi giup ba …'
    """
    line = " ".join(words.split())
    if not line or len(line) > MAX_LENGTH:
        return None
    shown: list[str] = []
    for word in _DIGIT.sub("x", line).split():
        is_common = _fold(word) in common or not word.strip("x.,/-")
        shown += [word] if is_common else [HIDDEN] if shown[-1:] != [HIDDEN] else []
    return " ".join(shown) if len(shown) > shown.count(HIDDEN) else None


def _fold(word: str) -> str:
    """Return a word without tones and signs, as they are compared."""
    return normalize_for_match(_DIGIT.sub("x", word))


def find_common_words(said: Iterable[tuple[int, str]]) -> set[str]:
    """Return the folded words that at least `FEWEST_SAYERS` different people said.

    `said` are people and their words.
    """
    sayers: dict[str, set[int]] = defaultdict(set)
    for contact_id, words in said:
        for word in words.split():
            sayers[_fold(word)].add(contact_id)
    return {word for word, people in sayers.items() if len(people) >= FEWEST_SAYERS}


def list_samples(subject: Subject) -> Iterator[Row]:
    """Yield topic and words of some questions, chosen by chance."""
    picked: dict[str, int] = {}
    rows = sorted(
        subject.session.connection().execute(_select_candidates(subject)),
        key=lambda row: hmac.new(subject.secret, str(row[0]).encode(), hashlib.sha256).digest(),
    )
    common = find_common_words((contact_id, words) for _, _, contact_id, words in rows)
    for _, topic, _, words in rows:
        sample = mask_sample(words, common)
        if sample is None or picked.get(topic, 0) >= MAX_PER_TOPIC:
            continue
        picked[topic] = picked.get(topic, 0) + 1
        yield topic, sample
        if sum(picked.values()) >= MAX_SAMPLES:
            return


def _select_candidates(subject: Subject) -> Select[Any]:
    asked = (
        _QUESTION.outcome == "answer",
        _QUESTION.topic_id != "",
        subject.during(_QUESTION.asked_at),
        subject.within_unit(),
    )
    common = (
        select(_QUESTION.topic_id)
        .join_from(_QUESTION.id.table, _UNIT.id.table, _UNIT.id == _QUESTION.unit_id)
        .where(*asked)
        .group_by(_QUESTION.topic_id)
        .having(func.count(_QUESTION.contact_id.distinct()) >= FEWEST_ASKERS)
    )
    return (
        select(_QUESTION.id, _QUESTION.topic_id, _QUESTION.contact_id, _MESSAGE.text)
        .join_from(_QUESTION.id.table, _UNIT.id.table, _UNIT.id == _QUESTION.unit_id)
        .join(_MESSAGE.id.table, _MESSAGE.id == _QUESTION.message_id)
        .where(*asked, _QUESTION.topic_id.in_(common), _MESSAGE.text != "")
        .order_by(_QUESTION.id.desc())
        .limit(CANDIDATES)
    )
