"""What `bot faq check` finds: links, basis, dates, gaps, and golden questions that went wrong."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DataError
from bot.faq import golden
from bot.faq.check import check
from bot.faq.golden import Golden
from bot.faq.index import Index
from bot.faq.lexicon import Lexicon
from bot.faq.matcher import match
from bot.faq.store import Knowledge, Topic
from bot.links import official
from bot.shelf import Shelf

TODAY = date(2026, 11, 25)
GOOD = Topic(
    id="mau",
    category="Mẫu",
    title="Đổi sim",
    answer="Ra xã, giờ {{centre_hours|hành chính}}.",
    questions=("đổi sim ở đâu",),
    links=("https://dichvucong.gov.vn/p",),
    basis=("Luật 1",),
    checked_on=date(2026, 11, 1),
    expires_on=date(2027, 11, 1),
)


def faults(**change: object) -> list[str]:
    """What is found in GOOD after a change."""
    topic = replace(GOOD, **change)  # type: ignore[arg-type]
    return check(Index.build(Knowledge({topic.id: topic}), Lexicon()), today=TODAY)


def test_nothing_is_found_in_a_good_topic() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"basis": ()}, "chưa ghi căn cứ"),
        ({"checked_on": None}, "chưa ghi ngày kiểm tra"),
        ({"checked_on": date(2026, 11, 26)}, "ngày kiểm tra ở phía sau hôm nay (26/11/2026)"),
        ({"expires_on": None}, "chưa ghi ngày hết hạn"),
        ({"expires_on": date(2026, 11, 24)}, "đã hết hạn ngày 24/11/2026"),
        ({"expires_on": date(2026, 11, 25)}, "sắp hết hạn, ngày 25/11/2026"),
        ({"expires_on": date(2026, 12, 24)}, "sắp hết hạn, ngày 24/12/2026"),
        (
            {"links": ("https://dichvucong.vn",)},
            "đường dẫn không phải của cơ quan nhà nước: https://dichvucong.vn",
        ),
        (
            {"links": ("https://xa.gov.vn", "http://xa.gov.vn")},
            "đường dẫn không phải của cơ quan nhà nước: http://xa.gov.vn",
        ),
        ({"answer": "Giờ {{gio_lam|hỏi}}"}, "không có chỗ điền tên gio_lam"),
        (
            {"steps": ("Gọi {{centre_phone}}",)},
            "chỗ điền centre_phone chưa có câu thay khi để trống",
        ),
        ({"scam": "Gọi {{centre_phone|xã"}, "một chỗ điền chưa đóng ngoặc"),
        ({"no_phone": "Gọi centre_phone}}"}, "một chỗ điền chưa đóng ngoặc"),
        ({"in_person": "Gọi {{Centre Phone|xã}}"}, "một chỗ điền chưa đóng ngoặc"),
    ],
)
def test_a_fault_is_found_and_named(change: dict[str, object], found: str) -> None:
    assert faults(**change) == [f"mau: {found}"]


@pytest.mark.parametrize(
    "change",
    [
        {"checked_on": TODAY},
        {"expires_on": date(2026, 12, 25)},
        {"links": ("https://apps.apple.com/vn/app/vneid/id1582750372",)},
        {"links": ()},
    ],
)
def test_what_is_just_right_is_no_fault(change: dict[str, object]) -> None:
    assert faults(**change) == []


def test_all_faults_of_a_topic_are_found() -> None:
    assert len(faults(basis=(), expires_on=None, links=("http://a.vn", "http://b.vn"))) == 4


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://dichvucong.gov.vn", True),
        ("https://vneid.gov.vn/huong-dan?a=1#b", True),
        ("https://DICHVUCONG.GOV.VN", True),
        ("https://play.google.com/store/apps/details?id=com.vnid", True),
        ("https://xa.thanhhoa.gov.vn:8443/x", True),
        ("http://dichvucong.gov.vn", False),
        ("dichvucong.gov.vn", False),
        ("https://gov.vn.example.com", False),
        ("https://xgov.vn", False),
        ("https://google.com", False),
        ("https://evil.com/dichvucong.gov.vn", False),
        ("https://evil.com?.gov.vn", False),
        ("https://evil.com#.gov.vn", False),
        ("https://dichvucong.gov.vn@evil.com", False),
        ("https://evil.com\\.gov.vn", False),
        ("https://evil.com%2f.gov.vn", False),
        ("https://dichvucong.gov.vn\\@evil.com", False),
        ("https://[", False),
        ("javascript:alert(1)//.gov.vn", False),
        ("https://", False),
        ("", False),
    ],
)
def test_official_links(link: str, expected: bool) -> None:
    assert official(link) is expected


@given(st.text() | st.text().map("https://{}".format) | st.text().map("https://a{}.gov.vn".format))
def test_any_text_is_a_link_or_not(link: str) -> None:
    assert official(link) in (True, False)


def test_golden_questions_are_asked(shelf: Shelf) -> None:
    text = "quên mật khẩu vneid thì làm sao"
    found = match(shelf(), text)
    assert found.outcome == "answer" and found.topic
    questions = [Golden(text, topic) for topic in (found.topic.id, "khac", "-")]
    complaints = check(shelf(), today=TODAY, questions=questions)[-2:]
    assert complaints == [
        f"khac: không trả lời được câu «{text}»",
        f"-: không trả lời được câu «{text}»",
    ]


def test_the_golden_file(tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    assert golden.load(tmp_path) == ()
    file = tmp_path / "faq" / "golden.tsv"
    file.write_text("  đổi sim ở đâu \tmau\n\ntrâu lạc\t -\n", "utf-8")
    assert golden.load(tmp_path) == (Golden("đổi sim ở đâu", "mau"), Golden("trâu lạc", "-"))
    for broken in ("đổi sim", "đổi sim\t", "\tmau"):
        file.write_text(f"trâu lạc\t-\n{broken}\n", "utf-8")
        with pytest.raises(DataError, match=r"golden\.tsv, dòng 2: viết câu hỏi, một dấu Tab"):
            golden.load(tmp_path)


def test_the_shipped_knowledge_is_in_order(shelf: Shelf) -> None:
    """On the day it was last looked over; time makes faults by itself."""
    topics = shelf().knowledge.topics.values()
    assert len(topics) >= 150
    checked = [topic.checked_on for topic in topics if topic.checked_on]
    found = check(shelf(), today=max(checked), questions=shelf.golden)
    assert [fault for fault in found if "expires soon" not in fault] == []
