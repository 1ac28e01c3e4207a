"""The officer's calendar: which documents end, which answers end or change, and on which day."""

from datetime import date
from pathlib import Path

from bot.cli.faq_documents import list_lines
from bot.faq.knowledge_files import load_knowledge
from bot.faq.upcoming import (
    UpcomingKind,
    list_citing_texts,
    list_citing_topics,
    list_expiring_documents,
    list_upcoming_changes,
)
from tests.faq.timed import TODAY, write_knowledge

LAST = date(2027, 3, 31)


def test_documents_that_end_in_time_the_nearest_first(tmp_path: Path) -> None:
    register = load_knowledge(write_knowledge(tmp_path)).register
    ending = [document.id for document in list_expiring_documents(register, TODAY, LAST)]
    assert ending == ["tt-phi", "nd-ho-tich"]
    assert list_expiring_documents(register, date(2027, 1, 1), date(2027, 2, 27)) == []
    (document,) = list_expiring_documents(register, date(2027, 2, 28), date(2027, 2, 28))
    assert document.id == "nd-ho-tich"


def test_texts_that_stand_on_a_document_on_its_last_day(tmp_path: Path) -> None:
    knowledge = load_knowledge(write_knowledge(tmp_path))
    document = knowledge.register.documents["tt-phi"]
    assert list_citing_texts(knowledge, document, date(2026, 12, 31)) == ["the/phi"]
    assert list_citing_topics(knowledge, document, date(2026, 12, 31)) == ["the"]
    assert list_citing_texts(knowledge, document, date(2027, 1, 1)) == []


def test_what_ends_and_changes_day_by_day(tmp_path: Path) -> None:
    comings = list_upcoming_changes(load_knowledge(write_knowledge(tmp_path)), TODAY, LAST)
    assert [(coming.day, coming.kind, coming.place) for coming in comings] == [
        (date(2026, 12, 31), UpcomingKind.ENDS, "the/phi"),
        (date(2027, 1, 1), UpcomingKind.CHANGES, "the/phi"),
        (date(2027, 2, 28), UpcomingKind.ENDS, "khai-sinh"),
        (date(2027, 3, 1), UpcomingKind.BEGINS, "khai-sinh/o-dau"),
        (date(2027, 3, 1), UpcomingKind.CHANGES, "khai-sinh"),
    ]
    assert list_upcoming_changes(load_knowledge(tmp_path), LAST, date(2027, 4, 30)) == []


def test_the_calendar_in_plain_lines(tmp_path: Path) -> None:
    knowledge = load_knowledge(write_knowledge(tmp_path))
    assert "\n".join(list_lines(knowledge, TODAY, LAST)) == (
        "Văn bản hết hiệu lực từ nay đến 31/3/2027:\n"
        "- hết ngày 31/12/2026: Thông tư 7/2026/TT-BTC (Giảm nửa phí)\n"
        "  căn cứ của 1 chủ đề: the\n"
        "- hết ngày 28/2/2027: Nghị định 120/2025/NĐ-CP (Hộ tịch), thay bằng Luật Hộ tịch 03/2026\n"
        "  căn cứ của 1 chủ đề: khai-sinh\n"
        "Câu trả lời hết hạn hoặc đổi lời từ nay đến 31/3/2027:\n"
        "- 31/12/2026: the/phi hết hạn, cần kiểm tra lại trước ngày này\n"
        "- 1/1/2027: the/phi đổi sang lời đã viết sẵn\n"
        "- 28/2/2027: khai-sinh hết hạn, cần kiểm tra lại trước ngày này\n"
        "- 1/3/2027: khai-sinh/o-dau bắt đầu được trả lời\n"
        "- 1/3/2027: khai-sinh đổi sang lời đã viết sẵn"
    )
    assert "\n".join(list_lines(knowledge, LAST, LAST)) == (
        "Từ nay đến 31/3/2027 không văn bản nào trong sổ hết hiệu lực.\n"
        "Từ nay đến 31/3/2027 không câu trả lời nào hết hạn hay đổi lời."
    )
