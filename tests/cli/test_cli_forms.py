"""`bot poster` and `bot loudspeaker`."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.machine import Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"
URL = {"BOT_PUBLIC_URL": "https://to-so.example.vn"}


@pytest.fixture(autouse=True)
def commune(machine: Machine) -> None:
    """One village, one announcement."""
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    machine.bot("broadcast", "--to", "x", "--text", "19h30 thứ Sáu 4/12 họp tại nhà văn hóa.")


def page(path: Path) -> str:
    return " ".join(PdfReader(path).pages[0].extract_text().split())


def test_a_village_s_poster(machine: Machine, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    assert machine.bot("poster", "th-1", "--out", str(out), **URL).code == 0
    assert "https://to-so.example.vn/?u=th-1" in page(out) and "XÃ MẪU" in page(out)
    refused = machine.bot("poster", "th-1", "--out", str(out))
    assert (refused.code, "--link" in refused.err) == (1, True)
    given = machine.bot(
        "poster", "th-1", "--out", str(out), "--link", "https://t.me/x?start=u-th-1"
    )
    assert given.code == 0 and "https://t.me/x" in page(out)


def test_an_announcement_s_poster_and_script(machine: Machine, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    assert machine.bot("poster", "1", "--out", str(out), **URL).code == 0
    assert "họp tại nhà văn hóa" in page(out)
    lines = machine.bot("loudspeaker", "1").out.splitlines()
    assert lines[0] == "Kính thưa bà con, Xã Mẫu xin thông báo."
    assert machine.bot("loudspeaker", "1", "--out", str(out)).code == 0
    assert "BÀI PHÁT THANH Thông báo số 1" in page(out)


@pytest.mark.parametrize(
    "arguments",
    [
        ("poster", "y", "--out", "a.pdf", "--link", "x"),
        ("poster", "99", "--out", "a.pdf"),
        ("poster", "1", "--out", "khong/co/a.pdf"),
        ("loudspeaker", "99"),
    ],
)
def test_a_mistake_is_one_sentence(machine: Machine, arguments: tuple[str, ...]) -> None:
    ran = machine.bot(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bot: ") and ran.err.count("\n") == 1
