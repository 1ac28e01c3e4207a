"""A question parsed once, and the details of a topic it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from bot.faq.clauses import list_clause_details, split_clauses
from bot.faq.detail_matching import SIMILARITY_UNIT as LIKENESS
from bot.faq.detail_matching import DetailSelection, add_clause_details, select_details
from bot.faq.details import Detail
from bot.faq.features import Reading, extract_features
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Topic
from bot.faq.model_file import make_entry_key


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed question: its reading, its features, and its similarity to every detail."""

    text: str
    reading: Reading
    feature_weights: Mapping[str, float]
    similarities: Sequence[int]  # to every row of `index.points`, in its units

    @classmethod
    def parse(cls, index: KnowledgeIndex, question: str) -> Self:
        """Parse a question. Never raises, whatever the text."""
        return index.recent.get("query", question, lambda: cls._parse(index, question))

    @classmethod
    def _parse(cls, index: KnowledgeIndex, question: str) -> Self:
        reading = index.reader.read(question)
        feature_weights = extract_features(reading, index.lexicon)
        return cls(question, reading, feature_weights, index.detail_index.weigh(feature_weights))


def select_topic_details(index: KnowledgeIndex, query: Query, topic: Topic) -> DetailSelection:
    """Select the details that a question asks of a topic, as a whole and clause by clause."""
    return add_clause_details(
        select_whole_details(index, query, topic), _list_clause_details(index, query, topic)
    )


def select_whole_details(index: KnowledgeIndex, query: Query, topic: Topic) -> DetailSelection:
    """Select the details that a question asks of a topic, read as a whole."""
    numbers = index.detail_index.by_entry.get(make_entry_key(topic), ())
    similarities = {number: query.similarities[number] for number in numbers}
    return select_details(index.detail_index, similarities, query.reading, index.cues)


def _list_clause_details(index: KnowledgeIndex, query: Query, topic: Topic) -> list[Detail]:
    """List the details that the clauses of a message ask for, if it has several."""
    numbers = index.detail_index.by_entry.get(make_entry_key(topic), ())
    details = {n: d for n in numbers if (d := index.detail_index.details[n]) is not None}
    clauses = split_clauses(query.text) if details else []
    read = (Query.parse(index, clause) for clause in clauses)
    pairs = ((clause.reading, clause.similarities) for clause in read)
    return list_clause_details(details, query.similarities, pairs, index.cues, LIKENESS)
