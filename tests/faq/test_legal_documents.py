"""The register of documents: read whole or refused with every fault, and how a basis names one."""

from datetime import date
from pathlib import Path

import pytest

from bot.core.errors import DataError
from bot.faq.legal_documents import LegalDocument, LegalRegister, load_register
from tests.faq.knowledge import DATA

GOOD = """
[[document]]
id = "nd-1"
number = "Nghị định 1/2026/NĐ-CP"
title = "Việc một"
trust = "verified"
known_on = 2026-11-30
in_force_from = 2026-01-01
ends_on = 2027-02-28
replaced_by = "luat-2"

[[document]]
id = "luat-2"
number = "Luật Xuất cảnh, nhập cảnh 2/2026/QH16"
title = "Việc hai"
trust = "secondary"
known_on = 2026-11-30
"""


def write(folder: Path, text: str, name: str = "a.toml") -> Path:
    (folder / "legal").mkdir(exist_ok=True)
    (folder / "legal" / name).write_text(text, encoding="utf-8")
    return folder


def test_a_good_register_is_read(tmp_path: Path) -> None:
    register = load_register(write(tmp_path, GOOD))
    assert list(register.documents) == ["nd-1", "luat-2"]
    assert register.documents["nd-1"].ends_on == date(2027, 2, 28)


def test_no_folder_is_an_empty_register(tmp_path: Path) -> None:
    assert load_register(tmp_path).documents == {}


@pytest.mark.parametrize(
    ("written", "cited", "document"),
    [
        ("nd-1", "Nghị định 1/2026/NĐ-CP", "nd-1"),
        ("nd-1: Điều 4.5, khoản 2", "Nghị định 1/2026/NĐ-CP, Điều 4.5, khoản 2", "nd-1"),
        # A comma in the number is no place.
        ("luat-2", "Luật Xuất cảnh, nhập cảnh 2/2026/QH16", "luat-2"),
        ("luat-2 : Điều 3", "Luật Xuất cảnh, nhập cảnh 2/2026/QH16, Điều 3", "luat-2"),
        ("nd-9: Điều 1", None, None),
        ("", None, None),
    ],
)
def test_a_basis_is_cited_and_found_again(
    tmp_path: Path, written: str, cited: str | None, document: str | None
) -> None:
    register = load_register(write(tmp_path, GOOD))
    assert register.cite(written) == cited
    again = register.find_document(cited or written)
    assert (again.id if again else None) == document


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('id = "nd-1"', 'name = "nd-1"'), "document «1»: không có mục «name»"),
        (('title = "Việc một"', ""), "«nd-1»: thiếu title"),
        (('trust = "verified"', 'trust = "ask"'), "«nd-1»: trust của văn bản"),
        (("known_on = 2026-11-30\nin", "in"), "«nd-1»: thiếu known_on"),
        (("2027-02-28", '"28/2/2027"'), "«nd-1»: ends_on phải là ngày"),
        (("2027-02-28", "2025-12-31"), "«nd-1»: ends_on ở trước in_force_from"),
        (("luat-2", "luat-3"), "«nd-1» nói bị thay bởi «luat-2»"),
        (('id = "luat-2"', 'id = "nd-1"'), "«nd-1»: có hai lần"),
        (("Luật Xuất cảnh, nhập cảnh 2/2026/QH16", "Nghị định 1/2026/NĐ-CP"), "cùng một number"),
        (('[[document]]\nid = "nd-1"', '[[documents]]\nid = "nd-1"'), "mục «documents»"),
        (("[[document]]", "[document]"), "không đúng dạng TOML"),
        (("\n[[document]]", "\ndocument = 1\n[[documents]]"), r"viết \[\[document\]\]"),
    ],
)
def test_a_fault_is_named_with_its_file(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in GOOD
    text = (
        GOOD.replace(*change)
        if change[0] != "luat-2"
        else GOOD.replace('id = "luat-2"', 'id = "luat-3"')
    )
    with pytest.raises(DataError, match=said) as raised:
        load_register(write(tmp_path, text))
    assert "legal" in str(raised.value)


def test_a_document_that_begins_and_ends_on_one_day_is_no_fault(tmp_path: Path) -> None:
    assert load_register(write(tmp_path, GOOD.replace("2027-02-28", "2026-01-01"))).documents


def test_every_fault_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    broken = GOOD.replace("2027-02-28", "2025-12-31").replace('title = "Việc hai"', "")
    write(tmp_path, broken)
    write(tmp_path, f"surprise = 1\n{GOOD}", "b.toml")
    write(tmp_path, "[[document", "c.toml")
    with pytest.raises(DataError) as raised:
        load_register(tmp_path)
    lines = str(raised.value).splitlines()
    assert [line.partition(".toml")[0][-1] for line in lines] == ["a", "a", "b", "c"]
    assert ["ends_on" in lines[0], "title" in lines[1], "surprise" in lines[2]] == [True] * 3


def test_the_shipped_register_can_be_cited() -> None:
    register = load_register(DATA)
    assert len(register.documents) > 200
    for document in register.documents.values():
        for place in ("", ": Điều 4, khoản 2"):
            cited = register.cite(f"{document.id}{place}")
            assert cited is not None and register.find_document(cited) is document
    assert LegalRegister().find_document("Thông báo của xã") is None


def test_a_document_knows_whether_it_ends() -> None:
    endless = LegalDocument("a", "A 1", "Việc", "verified", date(2026, 11, 30))
    assert endless.ends_on is None and endless.replaced_by == ""
