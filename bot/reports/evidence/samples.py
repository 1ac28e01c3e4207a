"""Masked samples: what residents really ask, so that an inspector sees what was counted.

Only questions on topics that many people asked about, with no digit left, no name that can be
seen, and no story: a long message is told apart by who knows the village.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import SQLModel

from bot.faq.models import Question
from bot.messages.history import Message
from bot.people.units import Unit
from bot.reports.evidence.records import Row, Subject

FEWEST_ASKERS = 5  # of a topic in the period; fewer could be known by it
MAX_SAMPLES = 60
MAX_PER_TOPIC = 2
MAX_LENGTH = 120  # characters
CANDIDATES = 2_000
_DIGIT = re.compile(r"\d")
_QUESTION, _MESSAGE, _UNIT = (
    SQLModel.metadata.tables[str(table.__tablename__)].c for table in (Question, Message, Unit)
)


def mask_sample(words: str) -> str | None:
    """Return the words as they may be shown, or None when they may not.

    >>> mask_sample("cccd cua toi 2015 het han chua"), mask_sample("hỏi giúp bà Trần Thị Ba")
    ('cccd cua toi xxxx het han chua', None)
    """
    line = " ".join(words.split())
    if not line or len(line) > MAX_LENGTH or _has_name(line):
        return None
    return _DIGIT.sub("x", line)


def _has_name(line: str) -> bool:
    """Return whether two words with capitals stand together behind the first: most likely a name.

    A line all in capitals has them everywhere.
    """
    capitals = [word[0].isupper() for word in line.split()[1:]]
    return any(first and second for first, second in pairwise(capitals))


def list_samples(subject: Subject) -> Iterator[Row]:
    """Yield topic and words of some questions, chosen by chance."""
    picked: dict[str, int] = {}
    rows = sorted(
        subject.session.connection().execute(_select_candidates(subject)),
        key=lambda row: hmac.new(subject.secret, str(row[0]).encode(), hashlib.sha256).digest(),
    )
    for _, topic, words in rows:
        sample = mask_sample(words)
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
        select(_QUESTION.id, _QUESTION.topic_id, _MESSAGE.text)
        .join_from(_QUESTION.id.table, _UNIT.id.table, _UNIT.id == _QUESTION.unit_id)
        .join(_MESSAGE.id.table, _MESSAGE.id == _QUESTION.message_id)
        .where(*asked, _QUESTION.topic_id.in_(common), _MESSAGE.text != "")
        .order_by(_QUESTION.id.desc())
        .limit(CANDIDATES)
    )
