"""Match follow-up questions in the context of the last answer. Pure.

Example: "còn mất điện thoại thì sao?" after an answer about VNeID.
"""

from bot.faq.index import Index
from bot.faq.matcher import Match, match, match_topic
from bot.faq.store import Topic, Vague
from bot.vietnamese.letters import bare

# How people go on talking about the same thing, folded.
_OPENINGS = ("con ", "the ", "the con ", "vay ", "vay con ", "neu ", "nhung ", "roi ", "xong ")
_ENDINGS = (" thi sao", " thi lam sao", " thi the nao", " the nao", " sao", " a", " thi ntn")
# Words of which a question is made that names nothing: what to bring, where, whom to call, how
# much, how long; in all dialects, folded. One of the second kind asks.
_NAMELESS = (
    "can phai co mang theo dem cam giay to ho so gom loai cai nhung cho nop lam goi dien thoai sdt"
    " ngay tien phi le het mat ton gia xong thi la the vay rua z ri v hoi chac nua them voi a ha he"
    " hen nhi ta nhu bay gio chu day toi tui bac em con chau minh di den gap noi dong tra h khi"
    " duoc dc cu luc lien bao tin o roi ma do ay vo ra nhan lay mn ad oi hom bua tuan thang mot"
)
_ASKS = "gi chi j dau mo ai may nao nhieu nhiu bn lau sao rang ntn khong k ko hong hok"
_POINTS, _ASKING = frozenset(_NAMELESS.split()), frozenset(_ASKS.split())
LONGEST_POINT = 10  # words
PLAIN = 0.5  # share of belief from which another subject is named beyond doubt,
ALOUD = 0.8  # unless the words are as surely of the last subject, once that is said aloud
SUPPOSED = 0.3  # share that the last subject needs then, to be what a circumstance is asked of
WEAK = 0.5  # share of belief that words naming no subject may have elsewhere
LIKELY = 0.1  # share of belief from which a subject is named, rather than guessed
_SHORT = 12  # words; a longer question says itself what it is about
_FEW = 5  # words that hardly name a subject of their own


def is_follow_up(text: str) -> bool:
    """Return whether a text is phrased as a follow-up to what was said before."""
    said = f"{bare(text)} "
    if len(said.split()) > _SHORT:
        return False
    opened = said.startswith(_OPENINGS)
    return opened or (len(said.split()) <= _FEW and said.rstrip().endswith(_ENDINGS))


def asks_point(text: str) -> bool:
    """Return whether a question asks for a detail without naming a subject.

    Examples: "gọi số nào hỏi cho chắc", "nộp chỗ mô hè".
    """
    words = bare(text).split()
    if words[:1] == ["con"] and bare(text).endswith(_ENDINGS):
        return (
            False  # "còn mất điện thoại thì sao" names a subject, in words of which points are made
        )
    asked = any(word in _ASKING for word in words)
    known = all(word in _POINTS or word in _ASKING for word in words)
    return asked and known and 1 < len(words) <= LONGEST_POINT


def match_after_choices(index: Index, text: str, before: str) -> Match | None:
    """Match a subjectless question with the one that only led to choices, or return None."""
    plain = match(index, text)
    leans = isinstance(plain.entry, Vague) and plain.entry.leans
    if not before or not (leans or asks_point(text)):
        return None
    whole = match(index, f"{before} {text}")
    return whole if whole.topic is not None and whole.entry is not None else None


def match_after(index: Index, text: str, before: Topic | None, asked: str = "") -> Match:
    """Match in the context of the topic answered last (None: no context).

    A question that needs context ("nộp ở đâu") is about that topic. A follow-up is also matched
    with the last topic's category appended ("… VNeID"): the surer match wins if it stays in the
    category. A text that names no other subject stays with the last topic.
    """
    plain = match(index, text)
    if before is None:
        return plain
    if (isinstance(plain.entry, Vague) and plain.entry.leans) or asks_point(text):
        return match_topic(index, text, before)
    if not is_follow_up(text):
        if _names_nothing(plain, text):
            return match_topic(index, text, before)
        return _match_beside(index, text, plain, before, asked) or plain
    if names_another(plain, before):
        return plain
    aloud = match(index, f"{text} {before.category}")
    left = plain.topic is not None and plain.topic.category != before.category
    stays = aloud.topic is not None and aloud.topic.category == before.category
    stays = stays and aloud.outcome == "answer" and (plain.outcome != "answer" or left)
    if stays and aloud.candidates[0].score >= ALOUD:
        return aloud
    if left and _is_circumstance(aloud, before):
        return match_topic(index, text, before)
    if _is_of_itself(plain, before):
        return plain
    if stays:
        return aloud
    if plain.outcome != "answer" or left:
        titled = match(index, f"{text} {before.title}")
        if titled.topic is not None and titled.topic.id == before.id:
            return match_topic(index, text, before)
    return plain


def _match_beside(index: Index, text: str, plain: Match, before: Topic, asked: str) -> Match | None:
    """Match a few weakly matched words together with the last question ("bị mất thẻ").

    Returns None unless that match is sure and stays in the last topic's category.
    """
    few = len(bare(text).split()) <= _FEW
    weak = plain.topic is not None and plain.candidates[0].score < WEAK
    if not (few and weak and asked) or plain.topic is None:
        return None
    if plain.topic.category == before.category:
        return None
    whole = match(index, f"{asked} {text}")
    stays = whole.topic is not None and whole.topic.category == before.category
    return whole if stays and whole.outcome == "answer" else None


def _is_circumstance(aloud: Match, before: Topic) -> bool:
    """Return whether a text matches the last category once it is appended.

    Example: "Mẹ tôi không có điện thoại thông minh" after a question about a tax.
    """
    likely = (one.topic for one in aloud.candidates if one.score >= SUPPOSED)
    return any(topic.category == before.category for topic in likely)


def _is_of_itself(plain: Match, before: Topic) -> bool:
    """Return whether a text certainly names another subject: "khai tử thì sao" after land."""
    sure = plain.outcome == "answer" and plain.candidates[0].score >= PLAIN
    return sure and plain.topic is not None and plain.topic.category != before.category


def names_another(plain: Match, before: Topic) -> bool:
    """Return whether a text names another subject without saying what about it.

    Example: "còn khai sinh thì sao".
    """
    if plain.outcome != "choices":
        return False
    if isinstance(plain.entry, Vague):
        return before.id not in plain.entry.topics
    likely = plain.topic is not None and plain.candidates[0].score >= LIKELY
    return likely and plain.topic is not None and plain.topic.category != before.category


def _names_nothing(plain: Match, text: str) -> bool:
    """Return whether a few words match nothing: "ntn z", right after an answer."""
    return plain.outcome != "answer" and plain.entry is None and len(bare(text).split()) <= _FEW
