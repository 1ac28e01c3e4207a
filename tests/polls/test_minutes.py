"""The minutes: the same contents in Word and PDF, nothing that shows who said what."""

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from bot.broadcasts.print_layouts import PrintConfig
from bot.core.errors import Rejected
from bot.core.policy import POLICY
from bot.documents import office_files
from bot.documents.office_form import OfficeDocument
from bot.polls import minutes, service
from bot.polls.models import VoterKind
from bot.usecases.generated_documents import GeneratedDocuments, make_minutes
from bot.vietnamese import read_aloud
from tests.conftest import DATA
from tests.polls.scene import LAND, ROAD, Scene
from tests.reminders.scene import ZONE


async def collected(scene: Scene, number: int) -> OfficeDocument:
    return await scene.db.read(
        lambda session: make_minutes(
            session, service.get_poll(session, number), zone=ZONE, on=date(2026, 11, 26)
        )
    )


def word_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


async def test_word_and_pdf_say_the_same(scene: Scene, tmp_path: Path) -> None:
    number = await scene.opens(ROAD, LAND)
    for place in range(12):
        await scene.lives(f"r{place}", "v1" if place < 6 else "v2")
        await scene.votes(f"r{place}", number, place % 2, 0, reason="vì ngõ hẹp" if place else "")
    await scene.does(service.close_poll, number)
    made = await collected(scene, number)
    path = tmp_path / "a.pdf"
    path.write_bytes(office_files.write_pdf(made))
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())
    written = word_text(office_files.write_docx(made))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BIÊN BẢN",
        "Tổng hợp ý kiến nhân dân về: Làm đường",
        "Số phiếu thu về: 12",
        "tự nhắn 12 phiếu",
        "Câu 1. Làm đường nào trước? (12 phiếu trả lời)",
        "Đường trục",
        "50%",
        "vì ngõ hẹp (11 ý kiến)",
        "Thôn 2",
        "Xã X, ngày 26 tháng 11 năm 2026",
        "NGƯỜI TỔNG HỢP",
        "Số: ……/BB-UBND",
        "KẾT QUẢ THEO THÔN",
        "(Kèm theo Biên bản: Tổng hợp ý kiến nhân dân về: Làm đường)",
    ):
        assert words in printed, words
        assert words in written, words


async def test_a_village_of_few_is_not_opened_up(scene: Scene) -> None:
    number = await scene.opens(ROAD)
    for place in range(9):
        await scene.lives(f"r{place}", "v1" if place < 7 else "v2")
        await scene.votes(f"r{place}", number, 0)
    text = word_text(office_files.write_docx(await collected(scene, number)))
    assert "không nêu, để không lộ" in text
    assert text.count("Câu 1.") == 1  # the whole, no village


async def test_with_fewer_than_five_no_answer_is_shown(scene: Scene) -> None:
    number = await scene.opens(ROAD, per=VoterKind.HOUSEHOLD)
    await scene.votes("Hoa", number, 0, voter="H10AAA")
    text = word_text(office_files.write_docx(await collected(scene, number)))
    assert "Số phiếu dưới 5" in text and "Đường trục" not in text


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "minutes:1:docx",
        "minutes:1:exe:AAAAAAAAAAAAAAAA",
        "minutes:../1:pdf:AAAAAAAAAAAAAAAA",
        "minutes:99:pdf:AAAAAAAAAAAAAAAA",
        "poster:99:AAAAAAAAAAAAAAAA",
        "flag:1:AAAAAAAAAAAAAAAA",
    ],
)
async def test_only_the_minutes_of_a_poll_are_made(scene: Scene, ref: str) -> None:
    await scene.opens()
    papers = GeneratedDocuments(
        scene.db, scene.clock, PrintConfig(POLICY, read_aloud.load_reading_table(DATA))
    )
    with pytest.raises(Rejected):
        await papers.fetch(ref)


async def test_each_paper_has_a_name_nobody_guesses(scene: Scene) -> None:
    poll = await scene.poll(await scene.opens())
    refs = {
        minutes.make_reference(poll, kind)
        for _ in range(3)
        for kind in office_files.DOCUMENT_WRITERS
    }
    assert len(refs) == 6
    papers = GeneratedDocuments(
        scene.db, scene.clock, PrintConfig(POLICY, read_aloud.load_reading_table(DATA))
    )
    starts = {(await papers.fetch(ref))[:4] for ref in refs}
    assert starts == {b"PK\x03\x04", b"%PDF"}
