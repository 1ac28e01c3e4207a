"""`bot broadcast` and `bot live`."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from tests.cli.machine import Machine, an_approver, what_approvers_are_told
from tests.pictures import a_picture

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"
WORDS = "19 giờ 30 thứ Sáu 4/12 họp thôn tại nhà văn hóa."
SEND = ("broadcast", "--to", "x", "--text", WORDS)


@pytest.fixture(autouse=True)
def commune(machine: Machine) -> None:
    """One village with two residents; the commune is live."""
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    machine.write(_residents)
    machine.bot("live", "x")


def _residents(session: Session) -> None:
    now = datetime(2026, 11, 23, 1, tzinfo=UTC)
    for who in ("tu", "nam"):
        get_or_create_contact(session, "telegram", who, now=now).unit_id = get_unit(
            session, "th-1"
        ).id
    get_or_create_contact(session, "telegram", "sau", now=now).unit_id = get_unit(
        session, "th-1"
    ).id
    get_or_create_contact(session, "telegram", "sau", now=now).stopped_at = now


def test_looked_over_it_leaves_nothing_behind(machine: Machine) -> None:
    shown = machine.bot(*SEND, "--dry-run")
    assert shown.code == 0 and "tới được 2/3 người" in shown.out
    assert "1 người đã nhắn dừng" in shown.out
    assert machine.bot("broadcast", "list", "x").out == ""


def test_sent_by_the_operator_it_is_on_record_and_followed(machine: Machine) -> None:
    (row,) = machine.bot(*SEND, "--yes", "--json").rows
    assert (row["id"], row["state"], row["total"], row["told"]) == (1, "approved", 3, 2)
    (found,) = machine.bot("broadcast", "status", "1", "--json").rows
    assert found == {
        "id": 1,
        "state": "approved",
        "total": 3,
        "sent": 0,
        "failed": 0,
        "unreachable": 1,
        "pending": 2,
        "uncertain": 0,
        "parked": 0,
    }
    assert "1/3" in machine.bot("broadcast", "status", "1").out
    assert machine.bot("broadcast", "list", "x", "--json").rows[0]["text"] == WORDS
    assert "đang tạm dừng" in machine.bot("broadcast", "pause", "1").out
    assert "đã duyệt" in machine.bot("broadcast", "resume", "1").out
    assert "đã hủy" in machine.bot("broadcast", "cancel", "1").out
    assert len(machine.bot("broadcast", "left", "1").out.splitlines()) == 3
    (village,) = machine.bot("broadcast", "result", "1", "--json").rows
    assert (village["code"], village["total"], village["failed"]) == ("th-1", 3, 2)
    assert "Thông báo số 1" in machine.bot("broadcast", "result", "1").out


def test_without_a_yes_it_waits_for_a_second_person(machine: Machine) -> None:
    said = machine.bot(*SEND)
    assert "chưa người duyệt nào có khung chat" in said.out
    (found,) = machine.bot("broadcast", "status", "1", "--json").rows
    assert found["state"] == "waiting"


def test_who_may_say_yes_hears_of_it_in_their_chat(machine: Machine) -> None:
    machine.write(an_approver)
    assert "tới được" in machine.bot(*SEND, "--dry-run").out
    assert machine.write(what_approvers_are_told) == []
    assert "đã gửi tới 1 người duyệt" in machine.bot(*SEND).out
    (told,) = machine.write(what_approvers_are_told)
    assert told.startswith("Mời anh/chị duyệt thông báo này.") and WORDS in told


def test_the_same_again_needs_a_word(machine: Machine) -> None:
    machine.bot(*SEND, "--yes")
    again = machine.bot(*SEND, "--yes")
    assert (again.code, "--again" in again.err) == (1, True)
    assert machine.bot(*SEND, "--yes", "--again").code == 0


def test_a_file_and_buttons_go_along(machine: Machine) -> None:
    photo = machine.file("bang-tin.png", a_picture(kind="PNG"))
    at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    sent = machine.bot(
        *SEND,
        *("--file", photo, "--button", "Xem=https://dichvucong.gov.vn"),
        *("--button", "Lớp=class:1", "--at", at, "--json"),
    )
    assert json.loads(sent.out)["id"] == 1
    kept = list((machine.folder / "var" / "photos").iterdir())
    assert [path.suffix for path in kept] == [".jpg"]


def test_what_runs_is_refused_and_not_even_kept(machine: Machine) -> None:
    for name, content in (
        ("VNeID.apk", b"x"),
        ("mau-don.zip", b"PK"),
        ("giay-moi.pdf", b"MZ\x90\x00"),
    ):
        ran = machine.bot(*SEND, "--file", machine.file(name, content))
        assert (ran.code, ran.out, f"«{name}»" in ran.err) == (1, "", True)
    assert not (machine.folder / "var" / "photos").exists()


def test_every_link_and_file_is_in_the_look_over(machine: Machine) -> None:
    scam = "https://dichvucong.gov.vn.nhan-tien.top/a"
    paper = machine.file("giay-moi.pdf", b"%PDF-1.7")
    shown = machine.bot(*SEND, "--button", f"Xem={scam}", "--file", paper, "--dry-run").out
    assert f"Nút «Xem» mở {scam}" in shown and "KHÔNG phải trang của cơ quan" in shown
    assert "Tệp kèm: giay-moi.pdf (1 KB)" in shown and "Nên sửa: đường dẫn" in shown


def test_the_audience_may_be_named_and_two_alike_are_asked_about(machine: Machine) -> None:
    twins = f"{UNITS}th-2,Thôn Hạ,thôn,x\nth-3,Thôn Hà,thôn,x\n"
    machine.bot("units", "import", machine.file("don-vi.csv", twins))
    assert "tới được 2/3" in machine.bot(*SEND, "--audience", "thon 1", "--dry-run").out
    told = machine.bot(*SEND, "--audience", "Thôn 1, Thôn Hạ", "--dry-run").out
    assert "tới được 2/3" in told
    doubt = machine.bot(*SEND, "--audience", "thon ha", "--dry-run")
    assert (doubt.code, "Thôn Hạ, Thôn Hà" in doubt.err) == (1, True)


def test_until_it_is_live_residents_hear_nothing(machine: Machine) -> None:
    assert "chạy thử" in machine.bot("live", "x", "--off").out
    said = machine.bot(*SEND, "--yes")
    assert (said.code, "bot units live" in said.err) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("broadcast", "--to", "y", "--text", "a"),
        ("broadcast", "--to", "x", "--text", " "),
        ("broadcast", "--to", "x", "--text", "a", "--audience", "role:king"),
        ("broadcast", "--to", "x", "--text", "a", "--file", "khong-co.jpg"),
        ("broadcast", "--to", "x", "--text", "a", "--file", "hong.jpg"),
        ("broadcast", "--to", "x", "--text", "a", "--button", "Xem=ftp://x"),
        ("broadcast", "--to", "x", "--text", "a", "--at", "2020-01-01T00:00"),
        ("broadcast", "--to", "x", "--text", "Bà con gửi mã OTP cho cán bộ."),
        ("broadcast", "status", "99"),
        ("broadcast", "list", "y"),
        ("live", "th-1"),
        ("live", "y"),
    ],
)
def test_a_mistake_is_one_sentence(machine: Machine, arguments: tuple[str, ...]) -> None:
    machine.file("hong.jpg", b"\xff\xd8\xff and no picture")
    ran = machine.bot(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bot: ") and ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("broadcast",), "còn thiếu: --to, --text"),
        (("broadcast", "--to", "x"), "còn thiếu: --text"),
        (("broadcast", "status"), "còn thiếu: SỐ"),
        (("broadcast", "status", "x"), "'x' không phải là số"),
    ],
)
def test_what_is_missing_is_wrong_usage(
    machine: Machine, arguments: tuple[str, ...], said: str
) -> None:
    ran = machine.bot(*arguments)
    assert (ran.code, ran.out, said in ran.err) == (2, "", True)


def test_a_wrong_instant_is_wrong_usage(machine: Machine) -> None:
    refused = machine.bot(*SEND, "--at", "mai")
    assert refused.code == 2 and "«mai» chưa có giờ" in refused.err
    shown = machine.bot(*SEND, "--at", "20/12/2027 19h30", "--dry-run")
    assert shown.code == 0 and "19 giờ 30 thứ Hai ngày 20/12/2027" in shown.out
