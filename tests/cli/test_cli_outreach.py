"""`bot outreach`: a plan, the visits, who was reached, as lines and as JSON."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.core.clock import utc_now
from bot.core.policy import POLICY
from bot.outreach import visits
from bot.outreach.models import HomeVisitOutcome
from bot.outreach.visits import NewHousehold, VisitReport
from bot.people.actor import OPERATOR
from bot.people.units import get_unit
from tests.cli.machine import Machine

UNITS = "Mã,Tên,Cấp,Thuộc\nx,Xã Mẫu,xã,\nth-1,Thôn 1,thôn,x\nth-2,Thôn 2,thôn,x\n"


@pytest.fixture(autouse=True)
def commune(machine: Machine) -> None:
    """Two villages; at one door of the first somebody was met."""
    machine.bot("units", "import", machine.file("don-vi.csv", UNITS))

    def work(session: Session) -> None:
        house = NewHousehold(get_unit(session, "th-1").id, "Bà Mẫu", "ngõ 2")
        now = utc_now()
        report = VisitReport(house, POLICY.today(now), HomeVisitOutcome.DONE, ("vneid",))
        visits.record_visit(session, report, key="a", actor=OPERATOR, now=now, policy=POLICY)

    machine.write(work)


def test_a_plan_is_made_and_listed(machine: Machine) -> None:
    today = POLICY.today(utc_now())
    days = ("--from", f"{today}", "--to", f"{today + timedelta(days=14)}")
    made = machine.bot("outreach", "plan", "th-1", "--title", "Đợt 1", *days, "--topic", "VNeID")
    assert made.out == "Đã lập kế hoạch số 1 «Đợt 1» cho Thôn 1: 1 hộ.\n"
    (row,) = machine.bot("outreach", "plan", "x", "--json").rows
    assert (row["unit"], row["title"], row["reached"], row["total"]) == ("th-1", "Đợt 1", 1, 1)
    again = machine.bot("outreach", "plan", "th-1", "--title", "Đợt 2", *days)
    assert (again.code, "đã có kế hoạch «Đợt 1»" in again.err) == (1, True)
    lost = machine.bot("outreach", "plan", "th-1", "--title", "Đợt 2")
    assert (lost.code, "--from" in lost.err) == (1, True)


def test_visits_and_coverage(machine: Machine) -> None:
    shown = machine.bot("outreach", "visits", "x").out
    assert shown.endswith("\tThôn 1\tBà Mẫu\tcài xong\tVNeID mức 2\n")
    assert machine.bot("outreach", "visits", "th-2").out == ""
    (row,) = machine.bot("outreach", "visits", "th-1", "--json").rows
    assert (row["household"], row["outcome"], row["setups"]) == ("Bà Mẫu", "done", ["vneid"])
    first, second = machine.bot("outreach", "coverage", "x", "--json").rows
    assert (first["households"], first["reached"], first["visit"]) == (1, 1, 1)
    assert (second["households"], second["reached"]) == (0, 0)
    assert "đã tới 1/1 hộ" in machine.bot("outreach", "coverage", "th-1").out


def test_what_does_not_exist_is_said(machine: Machine) -> None:
    for arguments in (("coverage", "th-9"), ("unreached", "7"), ("visits", "th-9")):
        ran = machine.bot("outreach", *arguments)
        assert ran.code == 1
        assert ran.err
