"""One page of sending back, and the code before every decision of a second person."""

import pytest
from sqlmodel import Session

from bot.console import list_routes
from bot.people.models import Household, RoleKind
from bot.people.units import get_unit
from bot.schedule.demo import go_live
from tests.console.pages import test_answers, test_broadcasts, test_commitments, test_polls
from tests.console.scene import ConsoleScene
from tests.journeys.test_commitments import add_poll

DECISIONS = {
    "broadcasts.approve",
    "broadcasts.refuse",
    "broadcasts.do_refuse",
    "polls.approve",
    "polls.refuse",
    "polls.do_refuse",
    "commitments.approve",
    "commitments.refuse",
    "commitments.do_refuse",
    "answers.approve",
    "answers.refuse",
    "answers.return",
}


@pytest.fixture(autouse=True)
async def commune(console: ConsoleScene) -> None:
    """The commune is live; officer and approver have chats, a resident lives in Thôn 3."""
    bot = console.bot
    await bot.db.write(go_live, now=bot.clock())
    await bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    await bot.link("lanh-dao", "Trần Văn Lãnh Đạo Mẫu")
    await bot.hears("tu", "/start", start="u-ap-03", name="tu")
    await bot.hears("tu", "1", name="tu")

    def add(session: Session) -> None:
        unit = get_unit(session, "ap-03")
        session.add(Household(unit_id=unit.id, label="Hộ mẫu A", code="A23452"))

    await bot.db.write(add)


def test_the_list_of_decisions_is_whole() -> None:
    deciding = {
        route.name
        for route in list_routes()
        if route.name.rpartition(".")[2] in ("approve", "refuse", "do_refuse", "return")
    }
    assert deciding == DECISIONS


@pytest.mark.parametrize("kind", ["broadcasts", "polls", "answers", "commitments"])
async def test_a_code_first_then_a_reason(console: ConsoleScene, kind: str) -> None:
    if kind == "answers":
        officer = await console.sign_in(RoleKind.OFFICER)
        number = await test_answers.send(officer, await test_answers.typed(officer))
        page, verbs = f"/console/answers/revisions/{number}", ("approve", "return")
    elif kind == "polls":
        officer, page = await test_polls.drafted(console)
        await officer.post(f"{page}/submit")
        verbs = ("approve", "refuse")
    elif kind == "commitments":
        await console.db.write(add_poll, console.bot)
        officer, page = await test_commitments.drafted(console)
        await officer.post(f"{page}/submit")
        verbs = ("approve", "refuse")
    else:
        officer, page = await test_broadcasts.submitted(console)
        verbs = ("approve", "refuse")
    stolen = await console.sign_in(RoleKind.APPROVER)
    for verb in verbs:
        asked = await stolen.post(f"{page}/{verb}", {"asks": "1", "reason": "Sai ngày"})
        assert asked.location.startswith("/console/confirm"), verb
    assert (await stolen.get(f"{page}/{verbs[1]}")).location.startswith("/console/confirm")
    approver = await test_broadcasts.confirmed(console)
    shown = await approver.get(f"{page}/{verbs[1]}?asks=1")
    assert shown.status == 200 and "Vì sao trả lại" in shown.text
    silent = await approver.post(f"{page}/{verbs[1]}", {"asks": "1", "reason": "  "})
    assert silent.status == 400 and "ghi lý do" in silent.text
    typed = {"asks": "1", "common": "Sai ngày, giờ", "reason": "Họp <b>20</b> giờ"}
    done = await approver.post(f"{page}/{verbs[1]}", typed)
    assert done.status == 303, done.text
    again = await approver.post(f"{page}/{verbs[1]}", typed)
    assert again.status in (400, 404), "pressed twice, or from an older tab"
