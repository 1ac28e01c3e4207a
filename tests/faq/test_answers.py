"""From a topic to the words a resident reads: their order, gaps filled or bridged, spoken dates."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.answers import FACTS, PLACEHOLDER, compose, fill, spoken_date
from bot.faq.store import Topic
from bot.shelf import Shelf

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
)


def test_the_whole_answer_in_its_order() -> None:
    assert compose(TOPIC, {}) == (
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
    bare = Topic(id="mau", category="Mẫu", title="Mẫu", answer=" Ra xã ạ. ", questions=("mẫu",))
    assert compose(bare, {}) == "Ra xã ạ."


@pytest.mark.parametrize("change", [{"basis": ()}, {"checked_on": None}])
def test_no_basis_is_claimed_without_its_name_and_date(change: dict[str, object]) -> None:
    assert "Căn cứ" not in compose(replace(TOPIC, **change), {})  # type: ignore[arg-type]


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
    assert fill(text, facts) == filled


@given(st.text())
def test_any_text_can_be_filled(text: str) -> None:
    assert not PLACEHOLDER.search(fill(text, {}))


@given(st.dates())
def test_a_day_is_said_without_zeros(day: date) -> None:
    assert [int(part) for part in spoken_date(day).split("/")] == [day.day, day.month, day.year]
    assert not any(part.startswith("0") for part in spoken_date(day).split("/"))


def test_no_shipped_answer_shows_a_gap(shelf: Shelf) -> None:
    topics = shelf().knowledge.topics
    assert len(topics) >= 150
    for topic in topics.values():
        answer = compose(topic, {})
        assert "{{" not in answer and "}}" not in answer, topic.id
        assert "\n\n\n" not in answer, topic.id


def test_every_fact_a_commune_fills_in_is_said_somewhere(shelf: Shelf) -> None:
    assert len(FACTS) > 10
    told = {name: f"<{name}>" for name in FACTS}
    contacts = [office.as_topic() for office in shelf().directory.offices]
    topics = [*shelf().knowledge.topics.values(), *contacts]
    everything = "".join(compose(topic, told) for topic in topics)
    assert [name for name in sorted(FACTS) if f"<{name}>" not in everything] == []
