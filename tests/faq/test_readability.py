"""Whether answers can be read by who reads little: the rules, and the shipped ones held to them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import DataError
from bot.faq.changes import Change
from bot.faq.checks import Fault
from bot.faq.details import Detail, DetailKind
from bot.faq.knowledge_files import Topic
from bot.faq.readability import Glossary, Term, check_wording, list_wording_faults, load_glossary
from tests.faq.knowledge import DATA, files

GLOSSARY = Glossary(
    (
        Term("trích lục", ("bản chép", "chép từ sổ gốc")),
        Term("PIN", ("mật mã",)),
        Term("app", ("ứng dụng",), ("App Store",)),
        Term("kê khai", ("khai",)),
    )
)
PLAIN = Topic("mau", "Mẫu", "Xin trích lục qua app", "Bác ra xã.", ("mẫu",))


def words_of(**change: object) -> list[str]:
    """The faults of the topic's own text after a change."""
    topic = replace(PLAIN, **change)  # type: ignore[arg-type]
    faults = list_wording_faults(topic, GLOSSARY)
    assert all(fault.detail == "" for fault in faults)
    return [fault.message for fault in faults]


def test_nothing_is_found_in_a_plain_topic_and_its_title_counts_for_nothing() -> None:
    assert words_of() == []


@pytest.mark.parametrize(
    ("answer", "faulty"),
    [
        # «mình» and «bạn» as an address, and as anything else.
        ("Bạn ra xã.", True),
        ("Mang thẻ của mình.", True),
        ("Chào bạn ơi!", True),
        ("Bác rủ bạn bè, bạn đời cùng ra.", False),
        ("Bác đi một mình, tự mình ký.", False),
        ("Bấm «Bạn có chắc không» rồi ra xã.", False),
        ("Bác ra xã, làm trong bản.", False),
        ("Chọn kết bạn, nhận người bạn ấy.", False),
        # Names of documents, cut short.
        ("Theo NĐ 58 thì bác ra xã.", True),
        ("Theo NĐ58/2026.", True),
        ("Xem TT 4 nhé.", True),
        ("Xem TT-4.", True),
        ("Theo Đ5 thì được.", True),
        ("Theo Đ. 5 thì được.", True),
        ("Theo NQ ấy.", True),
        ("Theo Nghị định 58/2026/NĐ-CP, Điều 5.", False),
        ("Theo Thông tư 4/2026/TT-BTC.", False),
        ("Ra TT xã, đóng 50.000đ, khai mẫu CT01.", False),
        # Words that must be explained.
        ("Xin trích lục.", True),
        ("Xin TRÍCH LỤC.", True),
        ("Xin bản chép (trích lục).", False),
        ("Xin tờ ghi lại (trích lục) ở xã.", False),
        ("Xin giấy (như trích lục) ở xã.", True),
        ("Xin «trích lục» ở xã.", False),
        ("Xin trích lụcc.", False),
        ("Nhập mã PIN.", True),
        ("Nhập mã PIN (mật mã).", False),
        ("Sạc đầy pin.", False),
        ("Tải app.", True),
        ("Tải từ App Store.", False),
        ("Tải app từ App Store.", True),
        ("Xem https://app.gov.vn.", False),
        # A term does not explain itself.
        ("Bác kê khai.", True),
        ("Bác khai (kê khai).", False),
    ],
)
def test_what_a_text_says(answer: str, *, faulty: bool) -> None:
    assert (len(words_of(answer=answer)) == 1) is faulty, words_of(answer=answer)


@pytest.mark.parametrize("place", ["no_phone", "in_person", "scam"])
def test_all_of_a_topics_texts_are_read_and_count_as_one(place: str) -> None:
    assert len(words_of(**{place: "Xin trích lục."})) == 1
    assert words_of(**{place: "Xin trích lục.", "answer": "Trích lục là bản chép."}) == []
    assert len(words_of(steps=("Mở app.",))) == 1
    assert words_of(steps=("Mở app.", "Vào ứng dụng.")) == []


def test_lengths_are_counted_as_residents_read_them() -> None:
    word = "{{centre_hours|giờ}}"
    assert words_of(steps=(" ".join([word] * 12),), answer=" ".join([word] * 45)) == []
    step, answer = words_of(steps=("một " * 13,), answer="một " * 46)
    assert "13 từ" in step and "46 từ" in answer


DETAIL = Detail("phi", DetailKind.FEE, "Trích lục: bản chép từ sổ gốc.", ("hỏi phí",))


def test_each_detail_is_a_text_of_its_own() -> None:
    bare = replace(DETAIL, answer="Trích lục: 8.000 đồng.")
    topic = replace(PLAIN, answer="Bản chép ở xã.", details=(DETAIL, bare))
    (fault,) = list_wording_faults(topic, GLOSSARY)
    assert fault.line("mau") == (
        "mau/phi: chữ khó «trích lục» chưa có lời giải thích, ví dụ «bản chép»"
    )


def test_texts_of_other_days_are_read_too() -> None:
    change = Change(date(2027, 3, 1), answer="Bạn ra xã.")
    assert list_wording_faults(replace(PLAIN, changes=(change,)), GLOSSARY) == [
        Fault("", "xưng hô «Bạn»; hãy viết «bác» hoặc «bà con»")
    ]


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(list_wording_faults(replace(PLAIN, answer=text), GLOSSARY), list)


@pytest.mark.parametrize(
    "text",
    [
        "term = 1",
        '[[term]]\nword = "app"',
        '[[term]]\nplain = "ứng dụng"',
        '[[term]]\nword = "app"\nplain = []',
        '[[term]]\nword = "app"\nplain = [1]',
        '[[term]]\nword = " "\nplain = "ứng dụng"',
        '[[term]]\nword = "app"\nplain = "ứng dụng"\nbut = ["App Store"]',
        '[[term]]\nword = "app"\nplain = "ứng dụng"\n[[term]]\nword = "app"\nplain = "phần mềm"',
    ],
)
def test_a_faulty_glossary_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "plain.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"plain\.toml"):
        load_glossary(tmp_path)


def test_no_glossary_is_an_empty_one(tmp_path: Path) -> None:
    assert len(load_glossary(tmp_path).terms) == 0


def test_the_shipped_glossary_explains_no_term_by_another() -> None:
    glossary = load_glossary(DATA)
    assert len(glossary.terms) >= 60
    for term in glossary.terms:
        assert term.needs_explaining(f"Bác dùng {term.word} nhé."), term.word
        for plain in term.plain:
            text = f"Bác dùng {term.word} ({plain}) nhé."
            others = [one.word for one in glossary.terms if one.needs_explaining(text)]
            assert term.word not in others, (term.word, plain)


def test_the_shipped_answers_can_be_read_by_who_reads_little() -> None:
    knowledge = files()
    assert len(knowledge.topics) >= 150
    assert "\n".join(check_wording(knowledge, load_glossary(DATA))) == ""
