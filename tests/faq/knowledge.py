"""Knowledge for tests: the shipped one, indexed once, and a tiny one that is learnt in a blink."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Knowledge, Outside, Smalltalk, Topic, Vague, load_knowledge
from bot.faq.lexicon import Lexicon, load_lexicon
from bot.faq.validity import knowledge_on

DATA = Path(__file__).parents[2] / "data"
TODAY = date(2026, 11, 30)  # the day the shipped knowledge was last looked over


@cache
def files() -> Knowledge:
    """The knowledge of `data/`, all days together, read once for all tests."""
    return load_knowledge(DATA)


@cache
def shipped() -> KnowledgeIndex:
    """The index of `data/` as of that day, built once for all tests."""
    return KnowledgeIndex.build(knowledge_on(files(), TODAY), load_lexicon(DATA))


def a_topic(name: str, questions: Sequence[str]) -> Topic:
    return Topic(
        id=name, category="Thử", title=questions[0], answer="Có.", questions=tuple(questions)
    )


def a_small_knowledge(*more: Topic) -> Knowledge:
    """Two topics, one outside subject, a greeting, a vague question; and more topics if given."""
    topics = (
        a_topic(
            "mat-khau",
            ["quên mật khẩu thì làm sao", "lấy lại mật khẩu ở đâu", "mat khau cu khong nho"],
        ),
        a_topic(
            "khai-sinh",
            ["làm giấy khai sinh cho con", "dang ky khai sinh o dau", "con mới đẻ cần giấy gì"],
        ),
        *more,
    )
    return Knowledge(
        topics={topic.id: topic for topic in topics},
        outside={"ve-tau": Outside("ve-tau", "vé tàu", ("mua vé tàu tết ở đâu", "gia ve tau"))},
        smalltalk={"chao": Smalltalk("chao", "Chào bác.", ("xin chào", "chào em", "hello"))},
        vague={"quen": Vague("quen", "Bác quên gì ạ?", ("quên rồi", "quen"), ("mat-khau",))},
    )


def a_small_index(*more: Topic) -> KnowledgeIndex:
    return KnowledgeIndex.build(a_small_knowledge(*more), Lexicon())
