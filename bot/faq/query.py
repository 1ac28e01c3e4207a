"""A question parsed once, and the details of a topic it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from bot.faq.clauses import find_details, split_clauses
from bot.faq.details import Detail
from bot.faq.features import Reading, features
from bot.faq.index import Index
from bot.faq.model_file import key_of
from bot.faq.points import UNIT as LIKENESS
from bot.faq.points import Asked, add_clauses, choose_points
from bot.faq.store import Topic


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed question: its reading, its features, and its similarity to every detail."""

    text: str
    reading: Reading
    words: Mapping[str, float]
    likeness: Sequence[int]  # to every row of `index.points`, in its units

    @classmethod
    def read(cls, index: Index, question: str) -> Self:
        """Parse a question. Never raises, whatever the text."""
        reading = index.reader.read(question)
        words = features(reading, index.lexicon)
        return cls(question, reading, words, index.points.weigh(words))


def ask_of(index: Index, query: Query, topic: Topic) -> Asked:
    """Select the details that a question asks of a topic, as a whole and clause by clause."""
    return add_clauses(ask_whole(index, query, topic), _ask_by_clause(index, query, topic))


def ask_whole(index: Index, query: Query, topic: Topic) -> Asked:
    """Select the details that a question asks of a topic, read as a whole."""
    numbers = index.points.by_entry.get(key_of(topic), ())
    likeness = {number: query.likeness[number] for number in numbers}
    return choose_points(index.points, likeness, query.reading, index.cues)


def _ask_by_clause(index: Index, query: Query, topic: Topic) -> list[Detail]:
    """List the details that the clauses of a message ask for, if it has several."""
    numbers = index.points.by_entry.get(key_of(topic), ())
    details = {n: d for n in numbers if (d := index.points.details[n]) is not None}
    clauses = split_clauses(query.text) if details else []
    read = (Query.read(index, clause) for clause in clauses)
    pairs = ((clause.reading, clause.likeness) for clause in read)
    return find_details(details, query.likeness, pairs, index.cues, LIKENESS)
