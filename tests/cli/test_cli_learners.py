"""`bot classes feedback|skills|certificate|proposals|propose`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlmodel import Session

from bot.classes import attendance, enrolments, service, skills
from bot.classes.models import ClassFeedback
from bot.classes.plans import ClassPlan
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import Person
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from tests.cli.machine import Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\n"


@pytest.fixture(autouse=True)
def a_class(machine: Machine) -> None:
    """One learner was there, can open VNeID and said something; another has no name."""
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))
    machine.write(_a_class)


def _a_class(session: Session) -> None:
    now = datetime.now(UTC)
    plan = ClassPlan("VNeID", "Nhà văn hóa", now + timedelta(minutes=5))
    class_session, _created = service.open_or_update_class(
        session, get_unit(session, "th-1"), plan, actor=OPERATOR, now=now, policy=POLICY
    )
    teacher = Person(name="Người Dạy Mẫu")
    session.add(teacher)
    session.flush()
    for who, name in (("tu", "Trần Thị Mẫu Tư"), ("nam", "")):
        contact = get_or_create_contact(session, "fake", who, now=now)
        contact.name = name
        seat = enrolments.enrol_learner(session, class_session, contact, now=now, policy=POLICY)
        attendance.toggle_attendance(session, class_session, seat.id, actor=OPERATOR, now=now)
        skills.toggle_skill(
            session,
            class_session,
            seat,
            "vneid",
            actor=Actor(teacher.id, "", None, Hand.CHAT),
            now=now,
        )
        wish = "đặt lịch khám bệnh" if who == "tu" else ""
        answer = ClassFeedback(
            session_id=class_session.id,
            contact_id=contact.id,
            clear="clear",
            wish=wish,
            asked_at=now,
        )
        answer.answered_at = now
        session.add(answer)


def test_what_learners_said(machine: Machine) -> None:
    (row,) = machine.bot("classes", "feedback", "1", "--json").rows
    assert row == {
        "class": 1,
        "clear": 2,
        "fast": 0,
        "hard": 0,
        "asked": 2,
        "wishes": ["đặt lịch khám bệnh"],
    }
    assert "Dễ hiểu\t2/2" in machine.bot("classes", "feedback", "1").out


def test_how_many_can_what(machine: Machine) -> None:
    (row,) = machine.bot("classes", "skills", "x", "--json").rows
    assert (row["unit"], row["vneid"]) == ("th-1", 2)
    assert machine.bot("classes", "skills", "x").out.startswith("th-1\t")


def test_sheets_for_those_with_a_name(machine: Machine) -> None:
    out = machine.folder / "giay.pdf"
    said = machine.bot("classes", "certificate", "1", "--out", str(out)).out
    assert said == f"Đã in 1 giấy vào {out}; 1 người chưa có tên hoặc chưa có kỹ năng.\n"
    assert "Trần Thị Mẫu Tư" in " ".join(PdfReader(out).pages[0].extract_text().split())


def test_proposals_are_made_by_hand_and_listed(machine: Machine) -> None:
    assert machine.bot("classes", "propose").out == "Đã gửi 0 đề nghị mở lớp.\n"
    assert machine.bot("classes", "proposals", "x", "--json").rows == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("classes", "feedback", "99"),
        ("classes", "skills", "y"),
        ("classes", "certificate", "99", "--out", "a.pdf"),
        ("classes", "certificate", "1", "--out", "khong/co/a.pdf"),
        ("classes", "proposals", "y"),
    ],
)
def test_a_mistake_is_one_sentence(machine: Machine, arguments: tuple[str, ...]) -> None:
    ran = machine.bot(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("bot: ") and ran.err.count("\n") == 1


def test_a_class_where_nobody_can_anything_has_no_sheet(machine: Machine, tmp_path: Path) -> None:
    def forget(session: Session) -> None:
        skills.forget_contact_skills(session, 1)
        skills.forget_contact_skills(session, 2)

    machine.write(forget)
    ran = machine.bot("classes", "certificate", "1", "--out", str(tmp_path / "a.pdf"))
    assert (ran.code, "chưa in được" in ran.err) == (1, True)
