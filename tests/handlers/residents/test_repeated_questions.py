"""The same question again: the point of the answer, and never without the notice before it."""

from bot import texts
from bot.faq.knowledge_files import Topic
from bot.handlers.residents.repeated_questions import shorten_answer
from bot.messages.content import Reply

TOPIC = Topic(
    "the", "Thẻ", "Làm lại thẻ", "Bác mang giấy đến Công an xã nơi đang ở. Xong.", ("thẻ",)
)
REST = "\n\nCác bước:\n" + "Bước 1. Ra xã.\n" * 30
OVER = texts.TOPIC_EXPIRED.format(day="1/6/2027")


def test_the_point_alone_of_a_sure_answer() -> None:
    said = shorten_answer(Reply(TOPIC.answer + REST), TOPIC)
    assert said.text == "Như tôi vừa nói: Bác mang giấy đến Công an xã nơi đang ở."


def test_the_point_of_an_answer_that_may_have_changed_keeps_its_notice() -> None:
    for notice in (OVER, texts.TOPIC_UNSURE):
        said = shorten_answer(Reply(f"{notice}\n\n{TOPIC.answer}{REST}"), TOPIC)
        assert said.text == f"Như tôi vừa nói: {notice} Bác mang giấy đến Công an xã nơi đang ở."
