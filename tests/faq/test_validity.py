"""The knowledge of a day: which text of a topic and which of a detail's stand, and until when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faq.changes import Change
from bot.faq.details import Detail, DetailKind
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.validity import find_next_switch, knowledge_on, topic_on

AUTUMN, NEW_YEAR, MARCH = date(2026, 11, 30), date(2027, 1, 1), date(2027, 3, 1)
EVE = NEW_YEAR - timedelta(days=1)


def a_fee(answer: str, valid_from: date | None = None, **fields: object) -> Detail:
    """One version of the detail "phi"."""
    values = {"id": "phi", "questions": (f"hỏi {answer}",), **fields}
    return Detail(kind=DetailKind.FEE, answer=answer, valid_from=valid_from, **values)  # type: ignore[arg-type]


TOPIC = Topic(
    id="the",
    category="Thẻ",
    title="Làm thẻ",
    answer="Lời cũ.",
    questions=("làm thẻ",),
    steps=("Ra xã",),
    scam="Không ai xin tiền.",
    expires_on=EVE,
    details=(
        a_fee("20.000"),
        a_fee("40.000", NEW_YEAR),
        a_fee("Nơi mới", MARCH, id="o-dau"),
    ),
    changes=(
        Change(MARCH, steps=("Mở VNeID",), scam=""),
        Change(NEW_YEAR, answer="Lời mới.", expires_on=date(2027, 5, 31)),
    ),
)
KNOWLEDGE = Knowledge({"the": TOPIC})


@pytest.mark.parametrize(
    ("day", "answer", "steps", "points"),
    [
        (date.min, "Lời cũ.", "Ra xã", ["20.000"]),
        (AUTUMN, "Lời cũ.", "Ra xã", ["20.000"]),
        (EVE, "Lời cũ.", "Ra xã", ["20.000"]),
        (NEW_YEAR, "Lời mới.", "Ra xã", ["40.000"]),
        (MARCH - timedelta(days=1), "Lời mới.", "Ra xã", ["40.000"]),
        # What the later change does not write, the earlier one's text keeps standing.
        (MARCH, "Lời mới.", "Mở VNeID", ["40.000", "Nơi mới"]),
        (date.max, "Lời mới.", "Mở VNeID", ["40.000", "Nơi mới"]),
    ],
)
def test_the_last_text_whose_day_has_come_stands(
    day: date, answer: str, steps: str, points: list[str]
) -> None:
    topic = knowledge_on(KNOWLEDGE, day).topics["the"]
    assert (topic.answer, topic.steps) == (answer, (steps,))
    assert [detail.answer for detail in topic.details] == points
    assert topic.changes == ()


def test_only_what_a_change_writes_is_replaced_and_empty_words_take_away() -> None:
    before, after = topic_on(TOPIC, NEW_YEAR), topic_on(TOPIC, MARCH)
    assert (before.scam, after.scam) == ("Không ai xin tiền.", "")
    assert (before.title, before.questions) == (TOPIC.title, TOPIC.questions)
    assert (topic_on(TOPIC, EVE).expires_on, before.expires_on) == (EVE, date(2027, 5, 31))


def test_versions_of_a_detail_share_their_phrasings_and_others_do_not() -> None:
    for day in (AUTUMN, NEW_YEAR, MARCH):
        fee, *others = topic_on(TOPIC, day).details
        assert set(fee.questions) == {"hỏi 20.000", "hỏi 40.000"}
        assert all(set(other.questions) == {"hỏi Nơi mới"} for other in others)


def test_a_topic_without_days_is_left_as_it_is() -> None:
    plain = replace(TOPIC, details=(a_fee("20.000"),), changes=())
    assert topic_on(plain, MARCH) is plain


def test_the_day_of_a_knowledge_is_known_and_files_are_of_none() -> None:
    assert knowledge_on(KNOWLEDGE, MARCH).day == MARCH
    assert KNOWLEDGE.day == date.min


@pytest.mark.parametrize(
    ("day", "switch"),
    [
        (AUTUMN, NEW_YEAR),
        (EVE, NEW_YEAR),
        (NEW_YEAR, MARCH),
        (MARCH, None),
        (date.max, None),
    ],
)
def test_the_next_day_on_which_something_switches(day: date, switch: date | None) -> None:
    assert find_next_switch(KNOWLEDGE, day) == switch


def test_knowledge_without_days_never_switches() -> None:
    assert (
        find_next_switch(Knowledge({"the": replace(TOPIC, details=(), changes=())}), AUTUMN) is None
    )


@given(st.dates(AUTUMN, date(2027, 6, 1)))
def test_between_two_switches_the_same_words_stand(day: date) -> None:
    until = find_next_switch(KNOWLEDGE, day) or date(2027, 7, 1)
    assert topic_on(TOPIC, until - timedelta(days=1)) == topic_on(TOPIC, day)
    assert until == date(2027, 7, 1) or topic_on(TOPIC, until) != topic_on(TOPIC, day)
