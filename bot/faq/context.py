"""Match follow-up questions in the context of the last answer. Pure.

Example: "còn mất điện thoại thì sao?" after an answer about VNeID.
"""

from collections.abc import Collection

from bot.faq.cues import include_related_kinds
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Topic, Vague
from bot.faq.matcher import Match, has_words_of, match_question, match_within_topic
from bot.vietnamese.letters import normalize_for_match

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
_DETAIL_WORDS, _QUESTION_WORDS = frozenset(_NAMELESS.split()), frozenset(_ASKS.split())
MAX_DETAIL_QUESTION_WORDS = 10  # words
UNDOUBTED_SHARE = 0.5  # share of belief from which another subject is named beyond doubt,
WITH_SUBJECT_SHARE = (
    0.8  # unless the words are as surely of the last subject, once that is said aloud
)
CIRCUMSTANCE_SHARE = (
    0.3  # share that the last subject needs then, to be what a circumstance is asked of
)
WEAK_SHARE = 0.5  # share of belief that words naming no subject may have elsewhere
LIKELY_SHARE = 0.1  # share of belief from which a subject is named, rather than guessed
_MAX_FOLLOW_UP_WORDS = 12  # words; a longer question says itself what it is about
_FEW_WORDS = 5  # words that hardly name a subject of their own


def is_follow_up(text: str) -> bool:
    """Return whether a text is phrased as a follow-up to what was said before."""
    said = f"{normalize_for_match(text)} "
    if len(said.split()) > _MAX_FOLLOW_UP_WORDS:
        return False
    opened = said.startswith(_OPENINGS)
    return opened or (len(said.split()) <= _FEW_WORDS and said.rstrip().endswith(_ENDINGS))


def is_bare_detail_question(text: str) -> bool:
    """Return whether a question asks for a detail without naming a subject.

    Examples: "gọi số nào hỏi cho chắc", "nộp chỗ mô hè".
    """
    words = normalize_for_match(text).split()
    if words[:1] == ["con"] and normalize_for_match(text).endswith(_ENDINGS):
        return (
            False  # "còn mất điện thoại thì sao" names a subject, in words of which points are made
        )
    asked = any(word in _QUESTION_WORDS for word in words)
    known = all(word in _DETAIL_WORDS or word in _QUESTION_WORDS for word in words)
    return asked and known and 1 < len(words) <= MAX_DETAIL_QUESTION_WORDS


def match_after_choices(index: KnowledgeIndex, text: str, last_question: str) -> Match | None:
    """Match a few words together with the question that only led to choices, or return None.

    A subjectless question asks one of the choices for a detail ("nộp chỗ mô hè"); other words
    choose among them ("bảo hiểm y tế", then "bị mất thẻ").
    """
    plain = match_question(index, text)
    leans = isinstance(plain.entry, Vague) and plain.entry.needs_context
    if not last_question:
        return None
    if not (leans or is_bare_detail_question(text)):
        return _match_chosen_by_words(index, text, plain, last_question)
    whole = match_question(index, f"{last_question} {text}")
    if whole.topic is None or whole.entry is None:
        return None
    asked = _find_topic_with_kind(index, text, whole)
    return match_within_topic(index, f"{last_question} {text}", asked) if asked else whole


def _find_topic_with_kind(index: KnowledgeIndex, text: str, whole: Match) -> Topic | None:
    """Return the only choice whose detail is of the kind that the text asks for, or None."""
    kinds = include_related_kinds(index.cues.list_kinds(index.reader.read(text).words))
    choices = ((choice.topic, choice.detail) for choice in whole.candidates)
    fitting = [topic for topic, detail in choices if detail and detail.kind in kinds]
    return fitting[0] if whole.outcome == "choices" and len(fitting) == 1 else None


def _match_chosen_by_words(
    index: KnowledgeIndex, text: str, plain: Match, last_question: str
) -> Match | None:
    """Match a few words that choose one of the topics offered last, or return None.

    Words that are as usual for another subject choose too, but not words the chosen topic does not
    know: "bị mất thẻ" may be any card, "mất căn cước" is no health insurance.
    """
    if len(normalize_for_match(text).split()) > _FEW_WORDS:
        return None
    offered = _list_offered_ids(match_question(index, last_question))
    if plain.outcome == "answer" and plain.topic is not None and plain.topic.id in offered:
        return None
    whole = match_question(index, f"{last_question} {text}")
    if whole.outcome != "answer" or whole.topic is None or whole.topic.id not in offered:
        return None
    possible = whole.topic.id in _list_offered_ids(plain)
    unnamed = plain.outcome == "answer" and has_words_of(index, text, whole.topic)
    return whole if possible or unnamed else None


def _list_offered_ids(choices: Match) -> Collection[str]:
    """List the ids of the topics that a match offers to choose from; empty when it offers none."""
    if choices.outcome != "choices":
        return ()
    if isinstance(choices.entry, Vague) and choices.entry.topics:
        return choices.entry.topics
    return [candidate.topic.id for candidate in choices.candidates]


def match_in_context(
    index: KnowledgeIndex, text: str, last_topic: Topic | None, last_question: str = ""
) -> Match:
    """Match in the context of the topic answered last (None: no context).

    A question that needs context ("nộp ở đâu") is about that topic. A follow-up is also matched
    with the last topic's category appended ("… VNeID"): the surer match wins if it stays in the
    category. A text that names no other subject stays with the last topic.
    """
    plain = match_question(index, text)
    if last_topic is None:
        return plain
    if (isinstance(plain.entry, Vague) and plain.entry.needs_context) or is_bare_detail_question(
        text
    ):
        return match_within_topic(index, text, last_topic)
    if not is_follow_up(text):
        if _names_no_subject(plain, text):
            return match_within_topic(index, text, last_topic)
        return _match_with_last_question(index, text, plain, last_topic, last_question) or plain
    if names_other_subject(plain, last_topic):
        return plain
    aloud = match_question(index, f"{text} {last_topic.category}")
    left = plain.topic is not None and plain.topic.category != last_topic.category
    stays = aloud.topic is not None and aloud.topic.category == last_topic.category
    stays = stays and aloud.outcome == "answer" and (plain.outcome != "answer" or left)
    if stays and aloud.candidates[0].score >= WITH_SUBJECT_SHARE:
        return aloud
    if left and _is_circumstance(aloud, last_topic):
        return match_within_topic(index, text, last_topic)
    if _names_own_subject(plain, last_topic):
        return plain
    if stays:
        return aloud
    if plain.outcome != "answer" or left:
        titled = match_question(index, f"{text} {last_topic.title}")
        if titled.topic is not None and titled.topic.id == last_topic.id:
            return match_within_topic(index, text, last_topic)
    return plain


def _match_with_last_question(
    index: KnowledgeIndex, text: str, plain: Match, last_topic: Topic, last_question: str
) -> Match | None:
    """Match a few weakly matched words together with the last question ("bị mất thẻ").

    Returns None unless that match is sure and stays in the last topic's category.
    """
    few = len(normalize_for_match(text).split()) <= _FEW_WORDS
    weak = plain.topic is not None and plain.candidates[0].score < WEAK_SHARE
    if not (few and weak and last_question) or plain.topic is None:
        return None
    if plain.topic.category == last_topic.category:
        return None
    whole = match_question(index, f"{last_question} {text}")
    stays = whole.topic is not None and whole.topic.category == last_topic.category
    return whole if stays and whole.outcome == "answer" else None


def _is_circumstance(aloud: Match, last_topic: Topic) -> bool:
    """Return whether a text matches the last category once it is appended.

    Example: "Mẹ tôi không có điện thoại thông minh" after a question about a tax.
    """
    likely = (
        candidate.topic for candidate in aloud.candidates if candidate.score >= CIRCUMSTANCE_SHARE
    )
    return any(topic.category == last_topic.category for topic in likely)


def _names_own_subject(plain: Match, last_topic: Topic) -> bool:
    """Return whether a text certainly names another subject: "khai tử thì sao" after land."""
    sure = plain.outcome == "answer" and plain.candidates[0].score >= UNDOUBTED_SHARE
    return sure and plain.topic is not None and plain.topic.category != last_topic.category


def names_other_subject(plain: Match, last_topic: Topic) -> bool:
    """Return whether a text names another subject without saying what about it.

    Example: "còn khai sinh thì sao".
    """
    if plain.outcome != "choices":
        return False
    if isinstance(plain.entry, Vague):
        return last_topic.id not in plain.entry.topics
    likely = plain.topic is not None and plain.candidates[0].score >= LIKELY_SHARE
    return likely and plain.topic is not None and plain.topic.category != last_topic.category


def _names_no_subject(plain: Match, text: str) -> bool:
    """Return whether a few words match nothing: "ntn z", right after an answer."""
    return (
        plain.outcome != "answer"
        and plain.entry is None
        and len(normalize_for_match(text).split()) <= _FEW_WORDS
    )
