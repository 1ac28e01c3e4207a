"""Searching topics by words of their titles and phrasings, whatever the tones. Pure."""

from collections.abc import Iterable

from bot.faq.knowledge_files import Topic
from bot.vietnamese.letters import normalize_for_match


def search_topics(topics: Iterable[Topic], search: str) -> list[Topic]:
    """Return the topics whose title holds every word of a search, then those a phrasing of which
    does; tones do not matter."""
    words = normalize_for_match(search).split()
    by_title, by_phrasing = [], []
    for topic in topics:
        title = normalize_for_match(f"{topic.title} {topic.id}")
        if all(word in title for word in words):
            by_title.append(topic)
        elif any(
            all(word in phrasing for word in words)
            for phrasing in map(normalize_for_match, topic.questions)
        ):
            by_phrasing.append(topic)
    return [*by_title, *by_phrasing]
