"""Looks the knowledge over for what an officer must mend: links, basis, dates, gaps, collisions."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.faq.answers import FACTS, PLACEHOLDER
from bot.faq.golden import Golden, right
from bot.faq.index import Index
from bot.faq.store import Topic
from bot.links import official

SOON = timedelta(days=30)


def check(index: Index, *, today: date, questions: Iterable[Golden] = ()) -> list[str]:
    """Every fault, one line each, starting with the topic's id; golden `questions` last."""
    topics = index.knowledge.topics.values()
    found = [f"{topic.id}: {fault}" for topic in topics for fault in faults(topic, today)]
    wrong = (golden for golden in questions if not right(index, golden))
    return [
        *found,
        *(f"{golden.topic}: không trả lời được câu «{golden.text}»" for golden in wrong),
    ]


def _spoken(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def faults(topic: Topic, today: date, *, soon: timedelta = SOON) -> list[str]:
    """What is wrong with one topic; empty when it may be published.

    Who looks the knowledge over hears of what expires `soon`; a new answer may be meant for a week.
    """
    return list(_faults(topic, today, soon))


def _faults(topic: Topic, today: date, soon: timedelta) -> Iterator[str]:
    if not topic.basis:
        yield "chưa ghi căn cứ"
    if topic.checked_on is None:
        yield "chưa ghi ngày kiểm tra"
    elif topic.checked_on > today:
        yield f"ngày kiểm tra ở phía sau hôm nay ({_spoken(topic.checked_on)})"
    yield from _dates(topic, today, soon)
    yield from (
        f"đường dẫn không phải của cơ quan nhà nước: {link}"
        for link in topic.links
        if not official(link)
    )
    yield from _gaps(topic)


def _dates(topic: Topic, today: date, soon: timedelta) -> Iterator[str]:
    if topic.expires_on is None:
        yield "chưa ghi ngày hết hạn"
    elif topic.expires_on < today:
        yield f"đã hết hạn ngày {_spoken(topic.expires_on)}"
    elif topic.expires_on < today + soon:
        yield f"sắp hết hạn, ngày {_spoken(topic.expires_on)}"


def _gaps(topic: Topic) -> Iterator[str]:
    for text in (topic.answer, *topic.steps, topic.no_phone, topic.in_person, topic.scam):
        for gap in PLACEHOLDER.finditer(text):
            if gap["name"] not in FACTS:
                yield f"không có chỗ điền tên {gap['name']}"
            if not gap["fallback"]:
                yield f"chỗ điền {gap['name']} chưa có câu thay khi để trống"
        if "{{" in PLACEHOLDER.sub("", text) or "}}" in PLACEHOLDER.sub("", text):
            yield "một chỗ điền chưa đóng ngoặc"
