"""What was typed into a long form is there again after the tab was closed, for her alone."""

from datetime import timedelta

from sqlmodel import Session, func, select

from bot.people.models import RoleKind
from bot.people.unsent_forms import MAX_FORMS, MAX_LENGTH, UnsentForm, save_unsent
from bot.privacy import retention
from tests.console.rows import ANNOUNCEMENT, POLL
from tests.console.scene import ConsoleScene, Visitor

KEEP, DROP = "/console/unsent", "/console/unsent/drop"
LEFT = "Bản đang viết dở lúc"
NEW = "/console/broadcasts/new"


async def kept(console: ConsoleScene) -> list[UnsentForm]:
    return await console.db.read(lambda session: list(session.exec(select(UnsentForm))))


async def type_announcement(officer: Visitor, text: str = "Họp thôn tối thứ Sáu") -> str:
    sent = await officer.post(KEEP, {**ANNOUNCEMENT, "text": text, "unsent": "broadcasts:new"})
    return sent.text


async def test_an_announcement_is_there_again_until_it_is_saved(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    assert LEFT not in (await officer.get(NEW)).text
    assert await type_announcement(officer) == "Đã giữ bản đang viết dở lúc 08:00."
    again = (await officer.get(NEW)).text
    assert f"{LEFT} 08:00 23/11/2026" in again and "Họp thôn tối thứ Sáu</textarea>" in again
    assert 'value="ap-01" checked' in again
    saved = await officer.post(NEW, {**ANNOUNCEMENT, "unsent": "broadcasts:new"})
    assert saved.status == 303
    assert LEFT not in (await officer.get(NEW)).text and await kept(console) == []


async def test_it_is_hers_alone_and_outlives_signing_out(console: ConsoleScene) -> None:
    officer, approver = (
        await console.sign_in(RoleKind.OFFICER),
        await console.sign_in(RoleKind.APPROVER),
    )
    await type_announcement(officer)
    assert LEFT not in (await approver.get(NEW)).text
    out = await officer.post("/console/sign-out")
    assert out.status == 303 and (await officer.get(NEW)).status == 303  # to the door
    page = await (await console.sign_in(RoleKind.OFFICER)).get(NEW)
    assert LEFT in page.text and page.headers["Cache-Control"] == "no-store"


async def test_it_can_be_thrown_away(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await type_announcement(officer)
    dropped = await officer.post(DROP, {"unsent": "broadcasts:new", "back": NEW})
    assert dropped.location == NEW
    page = (await officer.follow(dropped)).text
    assert "Đã bỏ bản viết dở." in page and "Họp thôn tối" not in page
    away = await officer.post(DROP, {"unsent": "broadcasts:new", "back": "//elsewhere.example"})
    assert away.location == "/console/"


async def test_an_answer_is_kept_by_every_button_without_a_script(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    form = {"title": "Tiêm phòng dại", "unsent": "answers:new", "step": "Gọi thú y"}
    await officer.post("/console/answers/edit", {**form, "do": "add-step"})
    page = (await officer.get("/console/answers/new")).text
    assert LEFT in page and 'value="Tiêm phòng dại"' in page and 'value="Gọi thú y"' in page
    other = (await officer.get("/console/answers/topics/vneid-quen-mat-khau/edit")).text
    assert LEFT not in other, "another topic's form is another form"


async def test_a_poll_is_kept_too(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await officer.post(KEEP, {**POLL, "unsent": "polls:new"})
    page = (await officer.get("/console/polls/new")).text
    assert LEFT in page and "Thôn làm đường nào trước?" in page


async def test_secrets_are_covered_and_odd_forms_are_not_kept(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await type_announcement(officer, "Mã OTP 482913 của bà con, căn cước 001203004567")
    [row] = await kept(console)
    assert "482913" not in str(row.fields) and "001203004567" not in str(row.fields)
    for odd in ("", "../etc", "broadcasts:" + "x" * 200, "Broadcasts:new"):
        refused = await officer.post(KEEP, {"text": "a", "unsent": odd})
        assert refused.status == 200 and "không giữ được" in refused.text
    long = await officer.post(KEEP, {"text": "a" * (MAX_LENGTH + 1), "unsent": "polls:new"})
    assert "không giữ được" in long.text
    assert len(await kept(console)) == 1
    leader = await console.sign_in(RoleKind.LEADER, "ap-01")
    assert (await leader.post(KEEP, {"unsent": "polls:new"})).status == 404


async def test_the_oldest_goes_and_all_go_in_time(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    await type_announcement(officer)
    [row] = await kept(console)
    now = console.bot.clock()

    def fill(session: Session) -> None:
        for number in range(MAX_FORMS):
            at = now + timedelta(minutes=number + 1)
            save_unsent(session, f"polls:{number}", {}, person_id=row.person_id, now=at)

    def sweep(session: Session) -> None:
        step = retention.Sweep()
        while not step.is_over:
            step = retention.delete_expired_due(session, step, now=now + timedelta(days=15))

    await console.db.write(fill)
    names = {one.form for one in await kept(console)}
    assert len(names) == MAX_FORMS and "broadcasts:new" not in names
    await console.db.write(sweep)
    count = select(func.count()).select_from(UnsentForm)
    assert await console.db.read(lambda session: session.exec(count).one()) == 0
