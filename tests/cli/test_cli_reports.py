"""`bot report`: a file of figures, and what it refuses."""

from pathlib import Path

from tests.cli.machine import Machine

DAYS = ("--from", "1/11/2026", "--to", "30/11/2026")


def test_a_report_is_written_as_xlsx_or_csv(machine: Machine) -> None:
    for name in ("bc.xlsx", "bc.csv"):
        file = machine.folder / name
        ran = machine.bot("report", *DAYS, "--out", str(file))
        assert (ran.code, ran.err) == (0, "")
        assert str(file) in ran.out and file.stat().st_size > 500


def test_what_cannot_be_written_is_said_in_a_sentence(machine: Machine) -> None:
    # The demo holds two communes: a printed report is of one of them.
    for name, said in (("bc.pdf", "Hãy thêm --unit"), ("bc", "Không rõ dạng")):
        ran = machine.bot("report", *DAYS, "--out", str(machine.folder / name))
        assert ran.code == 1 and said in ran.err
        assert not Path(machine.folder / name).exists()
    ran = machine.bot("report", "--from", "2/11/2026", "--to", "1/11/2026", "--out", "bc.csv")
    assert ran.code == 1 and "đổi lại hai ngày" in ran.err
    ran = machine.bot("report", *DAYS, "--unit", "nowhere", "--out", "bc.csv")
    assert ran.code == 1 and "nowhere" in ran.err


def test_counting_again_says_what_is_kept(machine: Machine) -> None:
    ran = machine.bot("report", "recount", *DAYS)
    assert ran.code == 0 and "0 dòng" in ran.out and "trễ hẹn nhận" in ran.out
