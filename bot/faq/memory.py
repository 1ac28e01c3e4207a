"""A short memory: "còn mất điện thoại thì sao?" after a VNeID answer, read in its light. Pure."""

from bot.faq.index import Index
from bot.faq.matcher import Candidate, Match, match
from bot.faq.store import Topic, Vague
from bot.vietnamese import bare

# How people go on talking about the same thing, folded.
_OPENINGS = ("con ", "the ", "the con ", "vay ", "vay con ", "neu ", "nhung ", "roi ", "xong ")
_ENDINGS = (" thi sao", " thi lam sao", " thi the nao", " the nao", " sao", " a", " thi ntn")
LIKELY = 0.1  # share of belief from which a subject is named, rather than guessed
_SHORT = 12  # words; a longer question says itself what it is about
_FEW = 5  # words that hardly name a subject of their own


def is_follow_up(text: str) -> bool:
    """Whether a text leans on what was said before."""
    said = f"{bare(text)} "
    if len(said.split()) > _SHORT:
        return False
    opened = said.startswith(_OPENINGS)
    return opened or (len(said.split()) <= _FEW and said.rstrip().endswith(_ENDINGS))


def match_after(index: Index, text: str, before: Topic | None) -> Match:
    """Like `match`, in the light of the topic answered just before (None: nothing was).

    A question that leans ("nộp ở đâu") is about that topic. A follow-up is also read with the last
    topic's subject said aloud ("… VNeID"): the surer reading wins when it stays with the subject,
    and what names no other subject stays with the topic itself.
    """
    plain = match(index, text)
    if before is None:
        return plain
    if isinstance(plain.entry, Vague) and plain.entry.leans:
        return _about(before)
    if not is_follow_up(text):
        return _about(before) if _names_nothing(plain, text) else plain
    if names_another(plain, before):
        return plain
    aloud = match(index, f"{text} {before.category}")
    stays = aloud.topic is not None and aloud.topic.category == before.category
    left = plain.topic is not None and plain.topic.category != before.category
    if stays and aloud.outcome == "answer" and (plain.outcome != "answer" or left):
        return aloud
    if plain.outcome != "answer" or left:
        titled = match(index, f"{text} {before.title}")
        if titled.topic is not None and titled.topic.id == before.id:
            return _about(before)
    return plain


def names_another(plain: Match, before: Topic) -> bool:
    """Whether a text names a subject of its own, if not what about it: "còn khai sinh thì sao"."""
    if plain.outcome != "choices":
        return False
    if isinstance(plain.entry, Vague):
        return before.id not in plain.entry.topics
    likely = plain.topic is not None and plain.candidates[0].score >= LIKELY
    return likely and plain.topic is not None and plain.topic.category != before.category


def _names_nothing(plain: Match, text: str) -> bool:
    """A few words that nothing explains, right after an answer: "ntn z"."""
    return plain.outcome != "answer" and plain.entry is None and len(bare(text).split()) <= _FEW


def _about(topic: Topic) -> Match:
    return Match("answer", "covered", topic, topic, (Candidate(topic, 1.0),))
