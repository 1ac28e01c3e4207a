"""A short memory: "còn mất điện thoại thì sao?" after a VNeID answer, read in its light. Pure."""

from bot.faq.index import Index
from bot.faq.matcher import Match, match
from bot.faq.store import Topic
from bot.vietnamese import bare

# How people go on talking about the same thing, folded.
_OPENINGS = ("con ", "the ", "the con ", "vay ", "vay con ", "neu ", "nhung ", "roi ", "xong ")
_ENDINGS = (" thi sao", " thi lam sao", " thi the nao", " the nao", " sao", " a", " thi ntn")
_SHORT = 12  # words; a longer question says itself what it is about


def is_follow_up(text: str) -> bool:
    """Whether a text leans on what was said before."""
    said = f"{bare(text)} "
    if len(said.split()) > _SHORT:
        return False
    opened = said.startswith(_OPENINGS)
    return opened or (len(said.split()) <= 5 and said.rstrip().endswith(_ENDINGS))


def match_after(index: Index, text: str, before: Topic | None) -> Match:
    """Like `match`, in the light of the topic answered just before (None: nothing was).

    A follow-up is also read with the last topic's subject said aloud ("… VNeID"); that reading wins
    when it is surer and stays with the subject.
    """
    plain = match(index, text)
    if before is None or not is_follow_up(text):
        return plain
    aloud = match(index, f"{text} {before.category}")
    stays = aloud.topic is not None and aloud.topic.category == before.category
    left = plain.topic is not None and plain.topic.category != before.category
    if stays and (plain.outcome != "answer" or left):
        return aloud
    return plain
