"""Shorter answers to a question repeated within half an hour, with a button for the whole answer.

The person still has the full answer on the screen, and another page of steps pushes it away. A
question about another aspect ("mất bao nhiêu tiền", "nộp ở đâu") gets the whole answer.
"""

import re
from datetime import timedelta

from bot import texts
from bot.faq import offices, service
from bot.faq.answers import is_caveat
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Topic
from bot.faq.matcher import Match, match_question
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.vietnamese.letters import normalize_for_match

REPEAT_WINDOW = timedelta(minutes=30)
LONG_ANSWER = 300  # characters of an answer worth shortening
SHORT_SENTENCE = 40  # a first sentence shorter than this says too little alone
_SIDES = re.compile(
    r"\b(?:giay to|mang gi|mang theo|o dau|cho nao|bao lau|bao nhieu|may ngay|may tien|le phi|phi"
    r"|mat tien|may gio|khi nao|bao gio|ai|so nao|goi|khong co|neu|online|qua mang|dien thoai"
    r"|can gi|ho so|the nao|lam sao|cach|buoc|o xa|nuoc ngoai|tre em|con|me|bo|ong|ba|chong|vo)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def is_repeat(turn: Turn, index: KnowledgeIndex, match_now: Match) -> bool:
    """Return whether the topic was answered within half an hour, with no other aspect asked now."""
    topic = match_now.topic
    if match_now.outcome != "answer" or not isinstance(match_now.entry, Topic) or topic is None:
        return False
    if topic.id.startswith(offices.TOPIC_PREFIX):
        return False
    earlier_texts = service.list_recent_wordings(
        turn.session, turn.contact.id, topic.id, since=turn.now - REPEAT_WINDOW
    )
    if not earlier_texts or match_question(index, turn.text).topic is not topic:
        return False
    sides = set(_SIDES.findall(normalize_for_match(turn.text)))
    return any(
        sides <= set(_SIDES.findall(normalize_for_match(earlier_text)))
        for earlier_text in earlier_texts
    )


def shorten_answer(reply: Reply, topic: Topic) -> Reply:
    """Return the first sentence, with a button for the whole answer before the buttons it had."""
    if len(reply.text) < LONG_ANSWER:
        return reply
    first, _, rest = reply.text.partition("\n\n")
    notice, first = (f"{first} ", rest) if is_caveat(first) else ("", first)
    sentences = _SENTENCE.split(first.partition("\n")[0])
    point = notice + (
        sentences[0] if len(sentences[0]) >= SHORT_SENTENCE else " ".join(sentences[:2])
    )
    whole = Choice(texts.BUTTON_WHOLE, f"topic:{topic.id}")
    return Reply(
        texts.SAID_JUST_NOW.format(point=point), (whole, *reply.choices), reply.attachments
    )
