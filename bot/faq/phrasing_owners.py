"""Who owns a phrasing: two entries of the knowledge may not own the same one. Pure.

What the bot knows that it does not know (`Outside`) gives way: a unit that answers it may use the
very words.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.faq.knowledge_files import Entry, Knowledge, Outside, Topic
from bot.faq.normalization import strip_tones, tokenize


def find_taken_phrasing(
    knowledge: Knowledge, topic_id: str, phrasings: Iterable[str]
) -> tuple[str, Entry] | None:
    """Return the first of a topic's phrasings that another entry keeps, and that entry; or None."""
    wanted = {_fold(phrasing): phrasing for phrasing in phrasings}
    for entry in knowledge.entries():
        if entry.id == topic_id or isinstance(entry, Outside):
            continue
        details = entry.details if isinstance(entry, Topic) else ()
        for phrasing in (
            *entry.questions,
            *(text for detail in details for text in detail.questions),
        ):
            if (key := _fold(phrasing)) in wanted:
                return wanted[key], entry
    return None


def release_phrasings(knowledge: Knowledge, topic_id: str) -> Knowledge:
    """Return the knowledge in which no outside subject has a phrasing of the topic."""
    topic = knowledge.topics.get(topic_id)
    if topic is None:
        return knowledge
    details = (text for detail in topic.details for text in detail.questions)
    taken = {_fold(text) for text in (*topic.questions, *details)}
    outside = {
        key: replace(
            entry, questions=tuple(text for text in entry.questions if _fold(text) not in taken)
        )
        for key, entry in knowledge.outside.items()
    }
    return replace(knowledge, outside=outside)


def _fold(phrasing: str) -> str:
    return " ".join(tokenize(strip_tones(phrasing))) or phrasing
