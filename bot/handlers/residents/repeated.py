"""The same question again, soon: the point of the answer, and a button for the whole.

Who asks the same thing twice has the answer on the screen; a page of steps once more only pushes
it away. Who asks another side of it ("mất bao nhiêu tiền", "nộp ở đâu") gets the whole answer.
"""

import re
from datetime import timedelta

from bot import texts
from bot.faq import contacts, service
from bot.faq.answers import is_notice
from bot.faq.index import Index
from bot.faq.matcher import Match, match
from bot.faq.store import Topic
from bot.inbox.routing import Turn
from bot.messages.content import Choice, Reply
from bot.vietnamese.letters import bare

LATELY = timedelta(minutes=30)
LONG = 300  # characters of an answer worth shortening
SHORT = 40  # a first sentence shorter than this says too little alone
_SIDES = re.compile(
    r"\b(?:giay to|mang gi|mang theo|o dau|cho nao|bao lau|bao nhieu|may ngay|may tien|le phi|phi"
    r"|mat tien|may gio|khi nao|bao gio|ai|so nao|goi|khong co|neu|online|qua mang|dien thoai"
    r"|can gi|ho so|the nao|lam sao|cach|buoc|o xa|nuoc ngoai|tre em|con|me|bo|ong|ba|chong|vo)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def is_repeat(turn: Turn, index: Index, match_now: Match) -> bool:
    """Whether these words name a topic, and no other side of it, that was answered just now."""
    topic = match_now.topic
    if match_now.outcome != "answer" or not isinstance(match_now.entry, Topic) or topic is None:
        return False
    if topic.id.startswith(contacts.PREFIX):
        return False
    before = service.list_askings(turn.session, turn.contact.id, topic.id, since=turn.now - LATELY)
    if not before or match(index, turn.text).topic is not topic:
        return False
    sides = set(_SIDES.findall(bare(turn.text)))
    return any(sides <= set(_SIDES.findall(bare(asked))) for asked in before)


def shorten(said: Reply, topic: Topic) -> Reply:
    """The first sentence, a button for the whole, and the buttons that were there."""
    if len(said.text) < LONG:
        return said
    first, _, rest = said.text.partition("\n\n")
    notice, first = (f"{first} ", rest) if is_notice(first) else ("", first)
    sentences = _SENTENCE.split(first.partition("\n")[0])
    point = notice + (sentences[0] if len(sentences[0]) >= SHORT else " ".join(sentences[:2]))
    whole = Choice(texts.BUTTON_WHOLE, f"topic:{topic.id}")
    return Reply(texts.SAID_JUST_NOW.format(point=point), (whole, *said.choices), said.attachments)
