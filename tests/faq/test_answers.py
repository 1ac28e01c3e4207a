"""From a topic to the words a resident reads: their order, gaps filled or bridged, spoken dates."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.answers import (
    FACT_NAMES,
    PLACEHOLDER,
    compose_answer,
    fill_placeholders,
    format_date,
    has_placeholders,
    is_caveat,
    render_detail,
)
from bot.faq.details import Detail, DetailKind
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.knowledge_files import Topic

TOPIC = Topic(
    id="mau",
    category="Mẫu",
    title="Việc mẫu",
    answer="Bác mang căn cước đến Công an xã.",
    questions=("làm mẫu",),
    steps=("Mở ứng dụng", "Bấm nút đỏ"),
    no_phone="Không có điện thoại thì ra xã.",
    in_person="Trung tâm ở {{centre_address|trụ sở xã}}.",
    scam="Không ai hỏi mã OTP.",
    links=("https://dichvucong.gov.vn",),
    basis=("Luật 1", "Nghị định 2"),
    checked_on=date(2026, 11, 2),
    trust="verified",
)
TODAY = date(2026, 11, 30)
FEE = Detail(
    id="phi-cap-lai",
    kind=DetailKind.FEE,
    answer=" Cấp lại thẻ: 35.000 đồng, giờ {{centre_hours|hành chính}}. ",
    questions=("cấp lại thẻ hết nhiêu",),
    expires_on=date(2026, 12, 31),
    trust="verified",
)


def test_the_whole_answer_in_its_order() -> None:
    assert compose_answer(TOPIC, {}, TODAY) == (
        "Bác mang căn cước đến Công an xã.\n"
        "\n"
        "Các bước:\n"
        "Bước 1. Mở ứng dụng\n"
        "Bước 2. Bấm nút đỏ\n"
        "\n"
        "Không có điện thoại thì ra xã.\n"
        "\n"
        "Trung tâm ở trụ sở xã.\n"
        "\n"
        "Không ai hỏi mã OTP.\n"
        "\n"
        "Trang chính thức: https://dichvucong.gov.vn\n"
        "Căn cứ: Luật 1; Nghị định 2. Kiểm tra ngày 2/11/2026."
    )


def test_what_a_topic_does_not_have_leaves_no_hole() -> None:
    bare = Topic("mau", "Mẫu", "Mẫu", " Ra xã ạ. ", ("mẫu",), trust="secondary")
    assert compose_answer(bare, {}, TODAY) == "Ra xã ạ."


UNSURE = "Bài này cần kiểm tra lại, bác hỏi Trung tâm trước khi làm."
OVER = "Quy định ở bài này có thể đã đổi từ ngày 1/3/2027; bác hỏi Trung tâm trước khi làm."


@pytest.mark.parametrize(
    ("trust", "expires_on", "today", "notice"),
    [
        ("verified", None, TODAY, ""),
        ("secondary", date(2027, 2, 28), TODAY, ""),
        ("ask", None, TODAY, UNSURE),
        ("ask", date(2027, 2, 28), TODAY, UNSURE),
        # Its last day counts still; the day after is the one of which the law is not known.
        ("verified", date(2027, 2, 28), date(2027, 2, 28), ""),
        ("verified", date(2027, 2, 28), date(2027, 3, 1), OVER),
        ("secondary", date(2027, 2, 28), date(2029, 1, 1), OVER),
        # One sentence is enough, and the one with a day says more.
        ("ask", date(2027, 2, 28), date(2027, 3, 1), OVER),
    ],
)
def test_what_is_not_sure_begins_with_one_sentence_that_says_so(
    trust: str, expires_on: date | None, today: date, notice: str
) -> None:
    topic = replace(TOPIC, trust=trust, expires_on=expires_on)
    first, second, *_ = compose_answer(topic, {}, today).split("\n\n")
    assert (first, second) == (notice, TOPIC.answer) if notice else first == TOPIC.answer
    assert is_caveat(first) is bool(notice)


def test_an_expired_point_is_never_stated() -> None:
    assert render_detail(FEE, date(2026, 12, 31)).startswith("Cấp lại thẻ: 35.000 đồng")
    for day in (date(2027, 1, 1), date(2030, 5, 5)):
        said = render_detail(FEE, day)
        assert "35.000" not in said and "1/1/2027" in said and "Trung tâm" in said
    assert "35.000" in render_detail(replace(FEE, expires_on=None), date(2030, 1, 1))


def test_gaps_are_those_of_what_is_said_of_the_whole() -> None:
    bare = Topic("mau", "Mẫu", "Mẫu", "Ra xã ạ.", ("mẫu",))
    assert not has_placeholders(replace(bare, details=(FEE,)))
    assert has_placeholders(replace(bare, steps=("Gọi {{police_phone|Công an xã}}.",)))


@pytest.mark.parametrize("change", [{"basis": ()}, {"checked_on": None}])
def test_no_basis_is_claimed_without_its_name_and_date(change: dict[str, object]) -> None:
    assert "Căn cứ" not in compose_answer(replace(TOPIC, **change), {}, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "facts", "filled"),
    [
        ("Giờ: {{centre_hours|hỏi Trung tâm}}.", {}, "Giờ: hỏi Trung tâm."),
        ("Giờ: {{centre_hours|hỏi Trung tâm}}.", {"centre_hours": "7h-11h"}, "Giờ: 7h-11h."),
        ("Giờ: {{centre_hours|hỏi Trung tâm}}.", {"centre_hours": ""}, "Giờ: hỏi Trung tâm."),
        ("{{ centre_hours | hỏi xã }}", {}, " hỏi xã "),
        ("{{centre_hours}}", {}, ""),
        ("{{centre_hours}}", {"centre_hours": "7h"}, "7h"),
        ("{{centre_phone|a}} và {{police_phone|b}}", {"police_phone": "113"}, "a và 113"),
        ("không có gì để điền", {"centre_hours": "7h"}, "không có gì để điền"),
        ("{ngoặc đơn}", {}, "{ngoặc đơn}"),
        # What an officer typed is said as it stands, even when it looks like a gap.
        ("{{centre_hours|a}}", {"centre_hours": "{{police_phone|b}}"}, "{{police_phone|b}}"),
        ("{{centre_hours|a}}", {"centre_hours": r"\1 \g<name>"}, r"\1 \g<name>"),
    ],
)
def test_gaps_are_filled_or_bridged(text: str, facts: dict[str, str], filled: str) -> None:
    assert fill_placeholders(text, facts) == filled


@given(st.text())
def test_any_text_can_be_filled(text: str) -> None:
    assert not PLACEHOLDER.search(fill_placeholders(text, {}))


@given(st.dates())
def test_a_day_is_said_without_zeros(day: date) -> None:
    assert [int(part) for part in format_date(day).split("/")] == [day.day, day.month, day.year]
    assert not any(part.startswith("0") for part in format_date(day).split("/"))


def test_no_shipped_answer_shows_a_gap(shelf: KnowledgeBase) -> None:
    topics = shelf().knowledge.topics
    assert len(topics) >= 150
    for topic in topics.values():
        answer = compose_answer(topic, {}, TODAY)
        assert "{{" not in answer and "}}" not in answer, topic.id
        assert "\n\n\n" not in answer, topic.id


def test_every_fact_a_commune_fills_in_is_said_somewhere(shelf: KnowledgeBase) -> None:
    assert len(FACT_NAMES) > 10
    told = {name: f"<{name}>" for name in FACT_NAMES}
    contacts = [office.to_topic() for office in shelf().directory.offices]
    topics = [*shelf().knowledge.topics.values(), *contacts]
    whole = [compose_answer(topic, told, TODAY) for topic in topics]
    points = [
        fill_placeholders(detail.answer, told) for topic in topics for detail in topic.details
    ]
    everything = "".join((*whole, *points))
    assert [name for name in sorted(FACT_NAMES) if f"<{name}>" not in everything] == []
