"""What `bot faq check` finds: links, basis, dates, gaps, and golden questions that went wrong."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import DataError
from bot.core.links import is_official
from bot.faq import golden_questions
from bot.faq.changes import Change
from bot.faq.checks import check_golden_questions, check_topics, list_topic_faults
from bot.faq.details import Detail, DetailKind
from bot.faq.golden_questions import GoldenQuestion
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.legal_documents import LegalDocument, LegalRegister
from bot.faq.lexicon import Lexicon
from bot.faq.matcher import match_question
from bot.faq.validity import knowledge_on

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


LAW_1 = LegalDocument("luat-1", "Luật 1", "Việc", "verified", TODAY)


def faults(**change: object) -> list[str]:
    """What is found in GOOD after a change."""
    topic = replace(GOOD, **change)  # type: ignore[arg-type]
    register = LegalRegister({LAW_1.id: LAW_1}, {LAW_1.number: LAW_1})
    knowledge = Knowledge({topic.id: topic}, register=register)
    index = KnowledgeIndex.build(knowledge_on(knowledge, TODAY), Lexicon())
    lines = [fault.line(topic_id) for topic_id, fault in check_topics(knowledge, today=TODAY)]
    return [*lines, *check_golden_questions(index, ())]


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
        ({"expires_on": date(2027, 1, 23)}, "sắp hết hạn, ngày 23/1/2027"),
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
        {"expires_on": date(2027, 1, 24)},
        {"links": ("https://apps.apple.com/vn/app/vneid/id1582750372",)},
        {"links": ()},
    ],
)
def test_what_is_just_right_is_no_fault(change: dict[str, object]) -> None:
    assert faults(**change) == []


DETAIL = Detail(
    id="phi",
    kind=DetailKind.FEE,
    answer="Phí {{fee_resolution|theo nghị quyết của tỉnh}}.",
    questions=("đổi sim hết nhiêu",),
    basis=("Luật 1",),
    checked_on=date(2026, 11, 1),
    expires_on=date(2027, 11, 1),
)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"basis": ()}, "chưa ghi căn cứ"),
        ({"checked_on": None}, "chưa ghi ngày kiểm tra"),
        ({"checked_on": date(2026, 11, 26)}, "ngày kiểm tra ở phía sau hôm nay (26/11/2026)"),
        ({"expires_on": None}, "chưa ghi ngày hết hạn"),
        ({"expires_on": date(2026, 11, 24)}, "đã hết hạn ngày 24/11/2026"),
        ({"expires_on": date(2027, 1, 23)}, "sắp hết hạn, ngày 23/1/2027"),
        ({"answer": "Phí {{phi}}"}, "không có chỗ điền tên phi"),
    ],
)
def test_a_fault_of_a_detail_is_found_and_named_with_its_place(
    change: dict[str, object], found: str
) -> None:
    wrong = replace(DETAIL, **change)  # type: ignore[arg-type]
    assert faults(details=(DETAIL,)) == []
    assert f"mau/phi: {found}" in faults(details=(wrong,))


def test_a_text_that_begins_later_is_looked_over_as_it_will_stand() -> None:
    later = replace(DETAIL, valid_from=date(2027, 3, 1), basis=(), expires_on=date(2027, 2, 1))
    assert faults(details=(DETAIL, later)) == [
        "mau/phi: chưa ghi căn cứ",
        "mau/phi: đã hết hạn ngày 1/2/2027",
    ]
    assert faults(changes=(Change(date(2027, 3, 1), links=("http://a.vn",)),)) == [
        "mau: đường dẫn không phải của cơ quan nhà nước: http://a.vn"
    ]


def test_what_will_have_expired_when_another_text_begins_is_not_that_texts_fault() -> None:
    ends = replace(DETAIL, id="o-dau", expires_on=date(2027, 2, 28))
    later = replace(DETAIL, valid_from=date(2027, 3, 1))
    assert faults(details=(DETAIL, ends, later)) == []
    assert faults(details=(ends,), changes=(Change(date(2027, 3, 1), answer="Lời mới."),)) == []


def test_what_ends_soon_is_no_fault_where_the_next_text_is_written() -> None:
    ends = replace(DETAIL, expires_on=date(2026, 12, 31))
    follows = replace(DETAIL, valid_from=date(2027, 1, 1))
    assert faults(details=(ends,)) == ["mau/phi: sắp hết hạn, ngày 31/12/2026"]
    assert faults(details=(ends, follows)) == []
    change = Change(date(2027, 1, 1), answer="Lời mới.", expires_on=date(2027, 11, 1))
    assert faults(expires_on=date(2026, 12, 31), changes=(change,)) == []


def a_document(number: str, ends_on: date | None = None, replaced_by: str = "") -> LegalDocument:
    """A document whose id is its number."""
    return LegalDocument(number, number, "Việc", "verified", TODAY, None, ends_on, replaced_by)


LAW = [
    a_document("Luật 1"),
    a_document("Cũ 2", date(2026, 11, 24), "Luật 1"),
    a_document("Cũ 3", date(2026, 6, 30)),
    a_document("Tới 4", date(2027, 1, 23), "Luật 1"),
    a_document("Xa 5", date(2027, 1, 24)),
    a_document("Nay 6", TODAY),
]
REGISTER = LegalRegister(
    {document.id: document for document in LAW}, {document.number: document for document in LAW}
)


def legal_faults(**change: object) -> list[tuple[str, bool]]:
    """What is found in GOOD after a change, with the register; and whether it only comes."""
    topic = replace(GOOD, **change)  # type: ignore[arg-type]
    faults = list_topic_faults(topic, TODAY, register=REGISTER)
    return [(fault.line(topic.id), fault.soon) for fault in faults]


@pytest.mark.parametrize(
    ("basis", "found"),
    [
        (("Luật 1, Điều 3", "Xa 5"), []),
        (("Luật 1", "Cũ 2, Điều 3"), [
            ("mau: căn cứ đã hết hiệu lực: Cũ 2, hết ngày 24/11/2026, thay bằng Luật 1", False)
        ]),
        (("Cũ 2", "Cũ 3"), [
            (
                "mau: mọi căn cứ đã hết hiệu lực: Cũ 2, hết ngày 24/11/2026, thay bằng Luật 1;"
                " Cũ 3, hết ngày 30/6/2026",
                False,
            )
        ]),
        (("Tới 4",), [
            ("mau: căn cứ sắp hết hiệu lực: Tới 4, hết ngày 23/1/2027, thay bằng Luật 1", True)
        ]),
        # Its last day counts still.
        (("Nay 6",), [("mau: căn cứ sắp hết hiệu lực: Nay 6, hết ngày 25/11/2026", True)]),
        (("Thông báo của xã",), [
            ("mau: căn cứ «Thông báo của xã» không có trong sổ văn bản (data/legal)", False)
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_law_an_answer_stands_on(
    basis: tuple[str, ...], found: list[tuple[str, bool]]
) -> None:
    assert legal_faults(basis=basis) == found
    detail = replace(DETAIL, basis=basis)
    places = [(line.replace("mau:", "mau/phi:"), soon) for line, soon in found]
    assert legal_faults(details=(detail,)) == places


def test_a_basis_that_ends_soon_is_no_fault_where_the_next_text_stands_on_another() -> None:
    change = Change(date(2027, 1, 24), basis=("Luật 1",))
    assert legal_faults(basis=("Tới 4",), changes=(change,)) == []
    late = Change(date(2027, 2, 24), basis=("Luật 1",))
    assert len(legal_faults(basis=("Tới 4",), changes=(late,))) == 1


def test_a_text_that_begins_after_its_law_has_ended_is_a_fault_today() -> None:
    change = Change(date(2027, 3, 1), answer="Lời mới.", basis=("Tới 4",))
    ((line, soon),) = legal_faults(changes=(change,))
    assert line.startswith("mau: mọi căn cứ đã hết hiệu lực: Tới 4") and not soon


def test_a_draft_hears_nothing_of_documents_and_of_what_ends_soon() -> None:
    topic = replace(GOOD, basis=("Thông báo của xã",), expires_on=TODAY)
    assert list_topic_faults(topic, TODAY, horizon=timedelta(0)) == []


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
    assert is_official(link) is expected


@given(st.text() | st.text().map("https://{}".format) | st.text().map("https://a{}.gov.vn".format))
def test_any_text_is_a_link_or_not(link: str) -> None:
    assert is_official(link) in (True, False)


def test_golden_questions_are_asked(shelf: KnowledgeBase) -> None:
    text = "quên mật khẩu vneid thì làm sao"
    found = match_question(shelf(), text)
    assert found.outcome == "answer" and found.topic
    questions = [GoldenQuestion(text, topic) for topic in (found.topic.id, "khac", "-")]
    complaints = check_golden_questions(shelf(), questions)[-2:]
    assert complaints == [
        f"khac: không trả lời được câu «{text}»",
        f"-: không trả lời được câu «{text}»",
    ]


def test_the_golden_file(tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    assert golden_questions.load_golden_questions(tmp_path) == ()
    file = tmp_path / "faq" / "golden.tsv"
    file.write_text("  đổi sim ở đâu \tmau\n\ntrâu lạc\t -\n", "utf-8")
    assert golden_questions.load_golden_questions(tmp_path) == (
        GoldenQuestion("đổi sim ở đâu", "mau"),
        GoldenQuestion("trâu lạc", "-"),
    )
    for broken in ("đổi sim", "đổi sim\t", "\tmau"):
        file.write_text(f"trâu lạc\t-\n{broken}\n", "utf-8")
        with pytest.raises(DataError, match=r"golden\.tsv, dòng 2: viết câu hỏi, một dấu Tab"):
            golden_questions.load_golden_questions(tmp_path)


def test_the_shipped_knowledge_is_in_order(shelf: KnowledgeBase) -> None:
    """On the day it was last looked over; time makes faults by itself."""
    topics = shelf().knowledge.topics.values()
    assert len(topics) >= 150
    checked = [topic.checked_on for topic in topics if topic.checked_on]
    today = max(checked)
    faults = check_topics(shelf.shipped, today=today)
    assert [fault.line(topic) for topic, fault in faults if not fault.soon] == []
    assert check_golden_questions(shelf(), shelf.golden) == []
