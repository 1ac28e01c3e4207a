"""The shipped knowledge on the days the law changes: nothing stale is stated as if it held."""

import re
from datetime import date

import pytest

from bot import texts
from bot.faq.answers import compose_answer, is_caveat, is_expired, render_detail
from bot.faq.checks import check_topics
from bot.faq.knowledge_files import Knowledge, check_consistency
from bot.faq.upcoming import list_citing_texts
from bot.faq.validity import find_next_switch, knowledge_on
from tests.faq.knowledge import DATA, TODAY, files

DAYS = (
    date(2026, 12, 31),
    date(2027, 1, 1),
    date(2027, 3, 1),
    date(2027, 4, 15),
    date(2027, 7, 1),
)
CARD = re.compile(r"thẻ căn cước[^.;]*\d\.000|phí căn cước", re.IGNORECASE)
HALF = re.compile(r"(?<![\d.])(?:15|25|35)\.000(?![.\d])")


def on(day: date) -> Knowledge:
    """The shipped knowledge as of a day."""
    return knowledge_on(files(), day)


def said_on(day: date) -> dict[str, str]:
    """Everything residents are told on a day as if it held, by topic or topic/detail."""
    said = {}
    for topic in on(day).topics.values():
        answer = compose_answer(topic, {}, day)
        if not is_caveat(answer.partition("\n\n")[0]):
            said[topic.id] = answer
        for detail in topic.details:
            if not is_expired(detail, day):
                said[f"{topic.id}/{detail.id}"] = render_detail(detail, day)
    return said


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_knowledge_of_each_day_is_whole(day: date) -> None:
    knowledge = on(day)
    check_consistency(knowledge, DATA)
    assert len(knowledge.topics) == len(files().topics) >= 150
    for topic in knowledge.topics.values():
        answer = compose_answer(topic, {}, day)
        assert topic.answer.strip()[:10] in answer and "{{" not in answer
        ids = [detail.id for detail in topic.details]
        assert len(ids) == len(set(ids)), topic.id
        assert not topic.changes


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_has_expired_is_said_to_have_and_not_stated(day: date) -> None:
    for topic in on(day).topics.values():
        first = compose_answer(topic, {}, day).partition("\n\n")[0]
        assert is_caveat(first) is (is_expired(topic, day) or topic.trust == "ask"), topic.id
        for detail in topic.details:
            if is_expired(detail, day):
                assert detail.answer not in render_detail(detail, day), f"{topic.id}/{detail.id}"


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_is_stated_that_begins_later(day: date) -> None:
    for topic in on(day).topics.values():
        late = [
            detail.id for detail in topic.details if detail.valid_from and detail.valid_from > day
        ]
        assert late == [], topic.id


def test_half_fees_of_the_identity_card_are_gone_with_the_year() -> None:
    """Changing it cost 25.000, replacing it 35.000 and the old card's change 15.000 until then."""
    today, next_year = half_fees(TODAY), half_fees(date(2027, 1, 1))
    assert today, "the test sees them while they hold"
    assert next_year == {}


def half_fees(day: date) -> dict[str, str]:
    """What is stated on a day of the identity card with a fee that is half of the full one."""
    return {
        place: text
        for place, text in said_on(day).items()
        if HALF.search(text) and ("can-cuoc" in place or CARD.search(text))
    }


@pytest.mark.parametrize("day", [day for day in DAYS if day > date(2027, 2, 28)], ids=str)
def test_the_waiver_of_fees_is_not_stated_once_it_is_over(day: date) -> None:
    waiver = files().register.documents["nq-66.22-2026"]
    assert waiver.ends_on == date(2027, 2, 28)
    knowledge, said = on(day), said_on(day)
    assert not [place for place, text in said.items() if "66.22" in text.partition("Căn cứ")[0]]
    standing = list_citing_texts(knowledge, waiver, day)
    assert not [place for place in standing if "0 đồng" in said.get(place, "")]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nothing_is_stated_whose_law_is_all_over(day: date) -> None:
    knowledge, said = on(day), said_on(day)
    over = texts.FAULT_ALL_ENDED.partition(":")[0]
    faults = check_topics(knowledge, today=day)
    places = {fault.place(topic) for topic, fault in faults if fault.message.startswith(over)}
    assert places & set(said) == set()


def test_the_law_on_civil_status_of_2026_begins_on_its_day() -> None:
    before, after = said_on(date(2027, 2, 28)), said_on(date(2027, 3, 1))
    assert before and after and before != after


def test_something_switches_on_the_days_that_are_known() -> None:
    switch, days = find_next_switch(files(), TODAY), []
    while switch is not None:
        days.append(switch)
        switch = find_next_switch(files(), switch)
    assert date(2027, 1, 1) in days
    assert days == sorted(days)
