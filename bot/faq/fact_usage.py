"""What answers say in place of a fact that a commune has not filled in. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.faq.answers import PLACEHOLDER
from bot.faq.knowledge_files import Topic


@dataclass(frozen=True, slots=True)
class FactUsage:
    """How many topics name a fact, and what the first of them says without it."""

    topics: int
    fallback: str


def map_fact_usage(topics: Iterable[Topic]) -> Mapping[str, FactUsage]:
    """Return the usage of each fact that a text of these topics names."""
    users: dict[str, set[str]] = defaultdict(set)
    fallbacks: dict[str, str] = {}
    for topic in topics:
        for passage in _list_passages(topic):
            for gap in PLACEHOLDER.finditer(passage):
                users[gap["name"]].add(topic.id)
                fallbacks.setdefault(gap["name"], (gap["fallback"] or "").strip())
    return {name: FactUsage(len(ids), fallbacks[name]) for name, ids in users.items()}


def _list_passages(topic: Topic) -> Iterator[str]:
    yield from (topic.answer, topic.no_phone, topic.in_person, topic.scam, *topic.steps)
    yield from (detail.answer for detail in topic.details)
