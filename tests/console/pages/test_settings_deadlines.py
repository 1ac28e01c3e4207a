"""A commune's own deadlines, from the officer's form to a resident's chat."""

import html
from typing import Any

from sqlmodel import Session, col, select

from bot import texts
from bot.core.policy import POLICY
from bot.people.models import RoleKind
from bot.reminders import service
from bot.reminders.models import DeadlineRun, UnitDeadline
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene

OFFICER, LEADER = RoleKind.OFFICER, RoleKind.LEADER
PAGE = "/console/settings/deadlines"
FORM = {
    "title": "Thu phí vệ sinh",
    "text": "Nộp cho {trưởng thôn} <b>trước</b> 17 giờ.",
    "day": "2026-12-24",
    "repeat": "once",
    "before": ["7", "1"],
    "basis": "",
}


async def list_rows(console: ConsoleScene) -> list[UnitDeadline]:
    def read(session: Session) -> list[UnitDeadline]:
        return list(session.exec(select(UnitDeadline).order_by(col(UnitDeadline.id))))

    return await console.db.read(read)


async def test_from_the_form_to_a_chat_and_back(console: ConsoleScene) -> None:
    bot = console.bot
    for who, unit in (("tu", "ap-03"), ("nam", "hl-01")):
        await bot.hears(who, "/start", start=f"u-{unit}", name=who)
        await bot.hears(who, "1", name=who)
    officer = await console.sign_in(OFFICER)
    empty = await officer.get(f"{PAGE}/new")
    assert empty.status == 200 and 'name="title" type="text" value=""' in empty.text
    shown = await officer.follow(await officer.post(f"{PAGE}/new", FORM))
    assert "24/12/2026, một lần" in html.unescape(shown.text) and "<b>trước" not in shown.text
    (mine,) = await bot.hears("tu", "nhắc hạn")
    assert "Thu phí vệ sinh: hạn tới 24/12/2026. Căn cứ: thông báo của xã" in mine
    (theirs,) = await bot.hears("nam", "nhắc hạn")
    assert "Thu phí vệ sinh" not in theirs
    (on,) = await bot.hears("tu", choice="deadline:on:xa-1")
    assert "tôi sẽ nhắc bác trước hạn: Thu phí vệ sinh" in on
    (no,) = await bot.hears("nam", choice="deadline:on:xa-1")
    assert texts.BUTTON_OLD in no, "another commune's deadline is none"
    moved = await officer.post(f"{PAGE}/1/edit", {**FORM, "day": "2026-12-28"})
    assert "1 bà con được báo ngày mới" in (await officer.follow(moved)).text
    assert await console.latest("tu") == texts.UNIT_DEADLINE_MOVED.format(
        title="Thu phí vệ sinh", day="28/12/2026"
    )


async def test_a_notice_then_a_withdrawal(console: ConsoleScene) -> None:
    bot = console.bot
    await bot.hears("tu", "/start", start="u-ap-03", name="tu")
    await bot.hears("tu", "1", name="tu")
    officer = await console.sign_in(OFFICER)
    await officer.post(f"{PAGE}/new", FORM)
    await bot.hears("tu", choice="deadline:on:xa-1")
    console.pass_by(days=25, hours=1)
    given: dict[str, Any] = {"deadlines": (), "policy": POLICY, "now": bot.clock()}
    while await console.db.write(service.send_deadlines_due, **given):
        pass
    await bot.hears("nam", "menu")
    said = await console.latest("tu")
    assert said.startswith("Thu phí vệ sinh: hạn là 24/12/2026. Nộp cho {trưởng thôn}")
    runs = await console.db.read(lambda session: session.exec(select(DeadlineRun)).all())
    assert [run.notified_count for run in runs] == [1]
    officer = await console.sign_in(OFFICER)
    page = await officer.get(f"{PAGE}/1/withdraw")
    assert "1 bà con đã bật hạn này được báo" in page.text
    await officer.post(f"{PAGE}/1/withdraw")
    assert "Xã đã rút hạn" in await console.latest("tu")
    assert (await officer.post(f"{PAGE}/1/withdraw")).status == 404, "pressed twice"
    assert "rút một hạn của xã" in (await officer.get("/console/audit")).text


async def test_faults_keep_what_was_typed(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    faults: dict[str, dict[str, Any]] = {
        texts.UNIT_DEADLINE_WORDS: {"title": " "},
        texts.DAY_NEEDED: {"day": "30/2/2026"},
        texts.UNIT_DEADLINE_OVER: {"day": "2020-01-01"},
        texts.UNIT_DEADLINE_REPEAT: {"repeat": "hourly"},
        texts.UNIT_DEADLINE_BEFORE: {"before": ["400"]},
        "không phải trang của cơ quan nhà nước": {"basis": "Xem https://qua-tang.example/a"},
    }
    for sentence, wrong in faults.items():
        refused = await officer.post(f"{PAGE}/new", {**FORM, **wrong})
        assert refused.status == 400 and sentence in html.unescape(refused.text), sentence
        assert "Nộp cho {trưởng thôn}" in html.unescape(refused.text)
    assert await list_rows(console) == []


async def test_others_see_nothing_of_it(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    await officer.post(f"{PAGE}/new", FORM)
    other = await console.sign_in(OFFICER, "hoa-lac")
    leader = await console.sign_in(LEADER, "ap-01")
    assert "Thu phí vệ sinh" not in (await other.get(PAGE)).text
    for path in (f"{PAGE}/1/edit", f"{PAGE}/1/withdraw"):
        assert (await other.get(path)).status == 404
        assert (await other.post(path, FORM)).status == 404
        assert (await leader.get(path)).status == 404
    assert [row.withdrawn_at for row in await list_rows(console)] == [None]
    assert len(await list_queries(officer, PAGE)) <= 12


async def test_what_is_over_is_said_and_not_offered(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    await officer.post(f"{PAGE}/new", FORM)
    await officer.post(f"{PAGE}/new", {**FORM, "title": "Họp chi bộ", "repeat": "monthly"})
    console.pass_by(days=40)
    officer = await console.sign_in(OFFICER)
    page = html.unescape((await officer.get(PAGE)).text)
    assert page.index("Họp chi bộ") < page.index("Thu phí vệ sinh"), "the next one first"
    assert "Đã qua" in page and "24/01/2027, hằng tháng" in page
    await console.bot.hears("tu", "/start", start="u-ap-03", name="tu")
    await console.bot.hears("tu", "1", name="tu")
    (mine,) = await console.bot.hears("tu", "nhắc hạn")
    assert "Họp chi bộ" in mine and "Thu phí vệ sinh" not in mine
