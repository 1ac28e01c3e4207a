"""An officer's answer: proposed by one real person, published by another, valid a week."""

from datetime import timedelta

import pytest

from bot.core.clock import utc_now
from tests.cli.machine import Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\n"
TEAM = (
    "Mã đơn vị,Họ tên,Điện thoại,Vai trò\n"
    "x,Ngô Thị Lan,0900111001,cán bộ\nx,Bùi Văn Minh,0900111002,phó chủ tịch\n"
    "x,Ngô Thị Lạn,0900111003,cán bộ\nx,Hồ Văn Tổ,0900111004,thành viên\n"
)


@pytest.fixture
def office(machine: Machine) -> Machine:
    """Two officers, an approver and a member; an answer that holds for a week."""
    machine.bot("units", "import", machine.file("x.csv", UNITS))
    machine.bot("team", "import", machine.file("to.csv", TEAM))
    today = utc_now().date()
    machine.file(
        "con-duong.toml",
        'category = "M"\n[[topic]]\nid = "con-duong"\ntitle = "Con đường"\n'
        'questions = ["con đường mới bao giờ xong"]\nanswer = "Xong trong tuần này."\n'
        f'basis = ["Thông báo 1"]\nchecked_on = {today}\n'
        f"expires_on = {today + timedelta(days=7)}\n",
    )
    return machine


def test_an_answer_for_a_week_goes_from_one_person_to_another(office: Machine) -> None:
    made = office.bot("faq", "draft", "con-duong.toml", "--by", "0900111001")
    assert made.code == 0, made.err
    assert "Ngô Thị Lan (0900111001)" in office.bot("faq", "drafts").out
    for same in ("0900111001", "ngô thị lan"):
        ran = office.bot("faq", "approve", "1", "--by", same)
        assert (ran.code, "không tự duyệt" in ran.err) == (1, True)
    assert office.bot("faq", "approve", "1", "--by", "Bùi Văn Minh").code == 0
    assert "con-duong" in office.bot("ask", "--text", "con đường mới bao giờ xong").out


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("Lan", "Không có cán bộ hay người duyệt nào là «Lan»"),
        ("0900111004", "Không có cán bộ hay người duyệt nào là «0900111004»"),
        ("ngo thi lan", "Có nhiều người tên «ngo thi lan»"),
        ("", "Không có cán bộ"),
    ],
)
def test_a_typed_name_is_nobody(office: Machine, by: str, said: str) -> None:
    for verb in (
        ("faq", "draft", "con-duong.toml"),
        ("faq", "hide", "vneid-quen-mat-khau"),
        ("faq", "restore", "vneid-quen-mat-khau"),
        ("faq", "phrase", "vneid-quen-mat-khau", "em lỡ quên pass"),
    ):
        ran = office.bot(*verb, "--by", by)
        assert (ran.code, said in ran.err) == (1, True), ran.err


TWO_UNITS = "Mã,Tên,Cấp,Thuộc\nt,Tỉnh Mẫu,tỉnh,\nx,Xã Mẫu,xã,t\nx1,Thôn Một,thôn,x\ny,Xã Bên,xã,t\n"
OTHERS = "Mã đơn vị,Họ tên,Điện thoại,Vai trò\ny,Đỗ Thị Bên,0900111009,cán bộ\n"
ASKED = "con đường mới bao giờ xong"


@pytest.fixture
def two_communes(office: Machine) -> Machine:
    """The office's commune has a neighbour, both in a province."""
    office.bot("units", "import", office.file("hai.csv", TWO_UNITS))
    office.bot("team", "import", office.file("ben.csv", OTHERS))
    return office


def test_an_officers_answer_is_for_their_own_commune(two_communes: Machine) -> None:
    bot = two_communes.bot
    made = bot("faq", "draft", "con-duong.toml", "--by", "0900111001")
    assert "dùng cho Xã Mẫu" in made.out, made.err
    assert bot("faq", "drafts").out.split("\t")[2] == "x"
    strange = bot("faq", "approve", "1", "--by", "0900111009")
    assert (strange.code, "đang chờ duyệt" in strange.err) == (1, True), "no draft of theirs"
    assert bot("faq", "approve", "1", "--by", "0900111002").code == 0
    for unit, knows in ((("--unit", "x1"), True), (("--unit", "y"), False), ((), False)):
        assert ("con-duong" in bot("faq", "ask", "--text", ASKED, *unit).out) is knows
        assert ("con-duong" in bot("faq", "export", *unit).out) is knows
    assert "con-duong" in bot("faq", "versions", "con-duong").out
    assert bot("faq", "hide", "con-duong", "--by", "0900111009").code == 1, "not theirs to hide"


def test_another_communes_unit_is_no_officers_to_write_for(two_communes: Machine) -> None:
    bot = two_communes.bot
    draft = ("faq", "draft", "con-duong.toml", "--by", "0900111001")
    for unit in ("y", "t"):
        ran = bot(*draft, "--unit", unit)
        assert (ran.code, f"«{unit}»" in ran.err) == (1, True)
    assert "dùng cho Thôn Một" in bot(*draft, "--unit", "x1").out
    unknown = bot(*draft, "--unit", "khong-co")
    assert (unknown.code, "khong-co" in unknown.err) == (1, True)


def test_the_operator_writes_for_everybody_and_a_second_person_is_needed(
    two_communes: Machine,
) -> None:
    bot = two_communes.bot
    assert "dùng cho mọi xã" in bot("faq", "draft", "con-duong.toml").out
    for by in ((), ("--by", "0900111002")):
        assert bot("faq", "approve", "1", *by).code == 1
    assert bot("faq", "draft", "con-duong.toml", "--unit", "y").code == 0
    assert bot("faq", "approve", "2", "--by", "0900111009").code == 0
    assert "con-duong" in bot("faq", "ask", "--text", ASKED, "--unit", "y").out
    assert "con-duong" not in bot("faq", "ask", "--text", ASKED, "--unit", "x").out
