"""One text, three forms: the loudspeaker's script and the posters keep every word."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.broadcasts import loudspeaker, poster
from bot.documents import office_files
from bot.documents.office_form import Letterhead
from bot.vietnamese import read_aloud
from tests.conftest import DATA

TABLE = read_aloud.load_reading_table(DATA)
TEXT = "19h30 thứ Sáu 4/12 họp thôn tại nhà văn hóa Thôn 3. Bà con mang CCCD, gọi 0912 345 678."
OFFICE = Letterhead("Ủy ban nhân dân\nXã X", place="Xã X")
LINK = "https://to-so.example.vn/?u=ap-03"


def words_of(pdf: bytes, folder: Path) -> list[str]:
    path = folder / "a.pdf"
    path.write_bytes(pdf)
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_the_script_is_read_twice_without_a_digit() -> None:
    script = loudspeaker.make_script("UBND xã An Phú Đông", TEXT, TABLE, code="4821")
    assert script.opening == "Kính thưa bà con, Ủy ban nhân dân xã An Phú Đông xin thông báo."
    assert script.sentences == [
        "Mười chín giờ ba mươi thứ Sáu ngày mùng bốn tháng mười hai"
        " họp thôn tại nhà văn hóa Thôn ba.",
        "Bà con mang căn cước công dân, gọi không, chín một hai, ba bốn năm, sáu bảy tám.",
        "Ai nghi ngờ có người giả danh, nhắn cho Tổ Số: kiểm tra bốn tám hai một.",
    ]
    assert not re.search(r"\d", "".join(script.lines))
    assert script.lines.count(script.sentences[0]) == 2
    assert timedelta(seconds=40) < script.duration < timedelta(seconds=70)


def test_the_printed_script_has_every_line(tmp_path: Path) -> None:
    script = loudspeaker.make_script("Xã X", TEXT * 6, TABLE)
    document = loudspeaker.make_document(script, "Thông báo số 1", OFFICE, day=date(2026, 11, 26))
    pages = words_of(office_files.write_pdf(document), tmp_path)
    assert len(pages) > 1 and all(line in " ".join(pages) for line in script.lines[:3])


@pytest.mark.parametrize(("times", "pages"), [(1, 1), (4, 1), (30, 2)])
def test_a_poster_is_never_cut(tmp_path: Path, times: int, pages: int) -> None:
    text = "\n".join(f"{TEXT} ({number})" for number in range(times))
    made = poster.print_announcement("Xã X", text, link=LINK, code="4821", day="Ngày 26/11/2026")
    found = words_of(made, tmp_path)
    whole = " ".join(found)
    assert len(found) >= pages
    assert all(f"({number})" in whole for number in range(times))
    assert "Mã kiểm tra: 4821" in whole and LINK in whole and "XÃ X" in whole


def test_a_poster_without_a_link_or_code_is_still_one(tmp_path: Path) -> None:
    (page,) = words_of(poster.print_announcement("Xã X", TEXT), tmp_path)
    assert "THÔNG BÁO" in page and "Mã kiểm tra" not in page


def test_a_village_s_poster_leads_to_its_chat(tmp_path: Path) -> None:
    (page,) = words_of(
        poster.print_village_posters([poster.VillagePoster("Thôn 3", "Xã An Phú Đông", LINK)]),
        tmp_path,
    )
    assert "Thôn 3" in page and LINK in page and "XÃ AN PHÚ ĐÔNG" in page
