"""Villages and teams: correct, merge, end, invite, and the week's duty."""

import io
import re

import pypdf
from sqlmodel import Session, col, select

from bot.core.audit import Audit
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Person, Role, RoleKind
from bot.people.units import Unit
from tests.console.queries import list_queries
from tests.console.scene import Answer, ConsoleScene

OFFICER, LEADER, APPROVER = RoleKind.OFFICER, RoleKind.LEADER, RoleKind.APPROVER


async def unit_id(console: ConsoleScene, code: str) -> int:
    """The number of a unit."""
    query = select(Unit.id).where(Unit.code == code)
    return await console.db.read(lambda session: session.exec(query).one())


async def person_ids(console: ConsoleScene, code: str, kind: RoleKind) -> list[int]:
    """Who has a role in a unit."""
    query = (
        select(Role.person_id)
        .join(Unit, col(Unit.id) == Role.unit_id)
        .where(Unit.code == code, Role.kind == kind)
        .order_by(col(Role.person_id))
    )
    return list(await console.db.read(lambda session: session.exec(query).all()))


async def actions(console: ConsoleScene) -> list[str]:
    """What the log holds."""
    return list(await console.db.read(lambda session: session.exec(select(Audit.action)).all()))


def words_of(answer: Answer) -> str:
    """The text of a PDF."""
    assert answer.headers["Content-Type"] == "application/pdf", answer.text
    pages = pypdf.PdfReader(io.BytesIO(answer.body)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


async def test_who_sees_which_team(console: ConsoleScene) -> None:
    village, other = await unit_id(console, "ap-01"), await unit_id(console, "ap-02")
    officer, stranger = await console.sign_in(OFFICER), await console.sign_in(OFFICER, "hoa-lac")
    leader, installer = await console.sign_in(LEADER, "ap-01"), await console.sign_in(None)
    for path in ("", "/duty", "/members.pdf", "/duty.pdf"):
        assert (await officer.get(f"/console/teams/{village}{path}")).status == 200
        assert (await leader.get(f"/console/teams/{village}{path}")).status == 200
        assert (await leader.get(f"/console/teams/{other}{path}")).status == 404
        assert (await stranger.get(f"/console/teams/{village}{path}")).status == 404
    assert (await installer.get("/console/teams")).status == 200
    assert (await leader.get("/console/import/team")).status == 404
    for path in ("", f"/{village}", f"/{village}/duty"):
        assert len(await list_queries(officer, f"/console/teams{path}")) <= 12, path
    [person, *_] = await person_ids(console, "ap-01", LEADER)
    assert len(await list_queries(officer, f"/console/teams/people/{person}")) <= 14
    for path in ("", "/end", "/merge"):
        assert (await stranger.get(f"/console/teams/people/{person}{path}")).status == 404
    assert (await stranger.post(f"/console/teams/people/{person}/end")).status == 404


async def test_a_corrected_phone_is_the_same_person(console: ConsoleScene) -> None:
    village = await unit_id(console, "ap-01")
    officer = await console.sign_in(OFFICER)
    form = {"name": "Đinh Thị <b>Mẫu</b>", "phone": "0900 000 703", "role": "member",
            "skills": "VNeID, dịch vụ công"}  # fmt: skip
    added = await officer.post(f"/console/teams/{village}/members", form)
    page = await officer.follow(added)
    assert "&lt;b&gt;Mẫu&lt;/b&gt;" in page.text and "<b>Mẫu" not in page.text
    query = select(Person).where(Person.phone == "0900000703")
    person = await console.db.read(lambda session: session.exec(query).one())
    roles = select(Role.id).where(Role.person_id == person.id)
    role = await console.db.read(lambda session: session.exec(roles).one())
    address = f"/console/teams/people/{person.id}"
    wrong = await officer.post(address, {**form, "phone": "12", "role_id": str(role)})
    assert wrong.status == 400 and 'value="12"' in wrong.text and "error-summary" in wrong.text
    right = await officer.post(
        address, {**form, "phone": "+84 900 000 704", "role": "leader", "role_id": str(role)}
    )
    assert right.status == 303
    again = await console.db.read(lambda session: session.get_one(Person, person.id))
    assert again.phone == "0900000704"
    assert (await person_ids(console, "ap-01", LEADER))[-1] == person.id
    assert "person.correct" in await actions(console)


async def test_what_is_missing_is_said_beside_what_was_typed(console: ConsoleScene) -> None:
    village = await unit_id(console, "ap-01")
    officer = await console.sign_in(OFFICER)
    form = {"name": "", "phone": "1234", "role": "boss"}
    page = await officer.post(f"/console/teams/{village}/members", form)
    assert page.status == 400 and 'value="1234"' in page.text
    for sentence in ("Xin ghi họ tên", "Số điện thoại chưa đúng", "Xin chọn vai trò"):
        assert sentence in page.text


async def test_nobody_gives_a_role_above_their_own(console: ConsoleScene) -> None:
    village, commune = await unit_id(console, "ap-01"), await unit_id(console, "an-phu")
    leader, officer = await console.sign_in(LEADER, "ap-01"), await console.sign_in(OFFICER)
    approver = await console.sign_in(APPROVER)
    form = {"name": "Đinh Thị Mẫu", "phone": "0900000705"}
    for role in ("leader", "officer", "approver"):
        refused = await leader.post(f"/console/teams/{village}/members", {**form, "role": role})
        assert refused.status == 400 and "không giao hay sửa được vai trò" in refused.text
    assert (await leader.post(f"/console/teams/{commune}/members", form)).status in (400, 404)
    fine = await leader.post(f"/console/teams/{village}/members", {**form, "role": "member"})
    assert fine.status == 303
    members = f"/console/teams/{commune}/members"
    assert (await officer.post(members, {**form, "role": "approver"})).status == 400
    assert (await approver.post(members, {**form, "role": "approver"})).status == 303
    [boss, *_] = await person_ids(console, "an-phu", APPROVER)
    assert "không giao hay sửa được" in (await officer.get(f"/console/teams/people/{boss}")).text
    slips = f"/console/teams/{commune}/slips"
    first = await officer.post(slips, {"person": str(boss)})
    assert first.body.startswith(b"%PDF")  # no approver has a chat: the commune begins
    code = re.search(r"lienket ((?:[0-9A-Z]{4} ?){3})", words_of(first))
    assert code is not None
    await console.bot.hears("chu-tich", f"lienket {code[1]}")
    stolen = await officer.post(slips, {"person": str(boss)})
    assert stolen.status == 303  # whoever holds the code would be the one who approves
    assert "không mời được" in (await officer.follow(stolen)).text
    assert (await approver.post(slips, {"person": str(boss)})).body.startswith(b"%PDF")


async def test_ending_says_what_happens_and_does_it(console: ConsoleScene) -> None:
    village = await unit_id(console, "ap-01")
    officer = await console.sign_in(OFFICER)
    form = {"name": "Lò Văn Mẫu", "phone": "0900000706", "role": "member"}
    await officer.post(f"/console/teams/{village}/members", form)
    person = (await person_ids(console, "ap-01", RoleKind.MEMBER))[-1]
    page = await officer.get(f"/console/teams/people/{person}/end")
    assert "Cho Lò Văn Mẫu thôi việc?" in page.text and "Không giữ phiếu nào" in page.text
    ended = await officer.post(f"/console/teams/people/{person}/end")
    assert "đã thôi việc" in (await officer.follow(ended)).text
    assert person not in await person_ids(console, "ap-01", RoleKind.MEMBER)
    assert (await officer.post(f"/console/teams/people/{person}/end")).status == 404
    assert {"role.end", "link.end", "person.end"} <= set(await actions(console))


async def test_two_entries_of_one_person_become_one(console: ConsoleScene) -> None:
    first, second = await unit_id(console, "ap-01"), await unit_id(console, "ap-02")
    officer = await console.sign_in(OFFICER)
    for village, phone in ((first, "0900000707"), (second, "0900000708")):
        form = {"name": "Vàng Thị Mẫu", "phone": phone, "role": "member"}
        await officer.post(f"/console/teams/{village}/members", form)
    kept = (await person_ids(console, "ap-01", RoleKind.MEMBER))[-1]
    other = (await person_ids(console, "ap-02", RoleKind.MEMBER))[-1]
    assert kept != other
    address = f"/console/teams/people/{kept}/merge"
    assert "0900000708" in (await officer.get(address)).text
    preview = await officer.get(f"{address}?other={other}")
    assert "tách lại được trong 30 ngày" in preview.text
    merged = await officer.post(address, {"other": str(other)})
    assert "Đã gộp thành một người" in (await officer.follow(merged)).text
    assert kept in await person_ids(console, "ap-02", RoleKind.MEMBER)
    assert other not in await person_ids(console, "ap-02", RoleKind.MEMBER)
    assert (await officer.post(address, {"other": str(other)})).status == 404
    page = (await officer.get(f"/console/teams/people/{kept}")).text
    undo = re.search(rf'action="(/console/teams/people/{kept}/merges/\d+/undo)"', page)
    assert undo is not None
    parted = await officer.follow(await officer.post(undo[1]))
    assert "Đã tách lại thành hai người" in parted.text and "0900000708" in parted.text
    assert other in await person_ids(console, "ap-02", RoleKind.MEMBER)
    assert kept not in await person_ids(console, "ap-02", RoleKind.MEMBER)
    assert (await officer.post(undo[1])).status == 404


async def test_slips_keep_codes_that_were_given_before(console: ConsoleScene) -> None:
    village = await unit_id(console, "ap-01")
    officer = await console.sign_in(OFFICER)
    form = {"name": "Vàng Thị Mẫu", "phone": "0900000709", "role": "member"}
    await officer.post(f"/console/teams/{village}/members", form)
    person = (await person_ids(console, "ap-01", RoleKind.MEMBER))[-1]
    slips = f"/console/teams/{village}/slips"
    codes = []
    for _ in range(2):
        words = words_of(await officer.post(slips, {"person": str(person)}))
        assert "Vàng Thị Mẫu" in words and "nhắn: lienket" in words
        found = re.search(r"lienket ((?:[0-9A-Z]{4} ?){3})", words)
        assert found is not None, words
        codes.append(found[1].strip())
    said = await console.bot.hears("moi", f"lienket {codes[0]}")
    assert any("Vàng Thị Mẫu" in line or "Mẫu" in line for line in said), said
    late = await console.bot.hears("ke-gian", f"lienket {codes[1]}")
    assert not any("Vàng Thị Mẫu" in line for line in late), late

    def linked(session: Session) -> list[str]:
        query = select(Contact.address).where(Contact.person_id == person)
        return list(session.exec(query).all())

    assert await console.db.read(linked) == ["moi"]
    page = await officer.get(f"/console/teams/{village}")
    assert "Kênh thử, từ" in page.text


async def test_a_new_code_by_chat_still_ends_the_earlier_ones(console: ConsoleScene) -> None:
    def make(session: Session) -> tuple[str, str]:
        person = session.exec(select(Person).order_by(col(Person.id))).first()
        assert person is not None
        slip = linking.make_slip_code(session, person, actor=OPERATOR, now=console.bot.clock())
        code = linking.make_link_code(session, person, actor=OPERATOR, now=console.bot.clock())
        return slip, code

    slip, code = await console.db.write(make)
    assert any("Mã" in line for line in await console.bot.hears("cu", f"lienket {slip}"))
    query = select(Contact.person_id).where(Contact.address == "cu")
    assert await console.db.read(lambda session: session.exec(query).one()) is None
    assert code


async def test_a_villages_figures_with_their_day(console: ConsoleScene) -> None:
    village = await unit_id(console, "ap-01")
    leader = await console.sign_in(LEADER, "ap-01")
    address = f"/console/teams/{village}/counts"
    wrong = await leader.post(
        address, {"households": "nhiều", "persons": "3", "counted_on": "2030-01-01"}
    )
    assert wrong.status == 400 and 'value="nhiều"' in wrong.text
    form = {"households": "1.234", "persons": "4.567", "counted_on": "2026-10-01"}
    saved = await leader.post(address, form)
    assert saved.status == 303
    listed = (await leader.get("/console/teams")).text
    assert "1.234" in listed and "4.567" in listed and "01/10/2026" in listed


async def test_the_weeks_duty(console: ConsoleScene) -> None:
    village = await unit_id(console, "ap-01")
    leader = await console.sign_in(LEADER, "ap-01")
    [person, *_] = await person_ids(console, "ap-01", RoleKind.MEMBER)
    address = f"/console/teams/{village}/duty"
    form = {"person": str(person), "what": "shift", "first": "2026-11-28", "last": "2026-11-28",
            "part": "morning"}  # fmt: skip
    past = await leader.post(address, {**form, "first": "2026-11-01", "last": "2026-11-01"})
    assert past.status == 400 and "Xin chọn ngày từ hôm nay" in past.text
    page = await leader.follow(await leader.post(address, form))
    assert "7:00–11:30" in page.text or "07:00" in page.text
    entry = re.search(rf"{address}/(\d+)/end", page.text)
    assert entry is not None
    removed = await leader.post(entry[0])
    assert not re.search(rf"{address}/\d+/end", (await leader.follow(removed)).text)
    assert {"duty.record", "duty.clear"} <= set(await actions(console))
    other = await console.sign_in(LEADER, "ap-02")
    assert (await other.post(address, form)).status == 404
    await leader.post(address, form)
    again = re.search(rf"{address}/(\d+)/end", (await leader.get(address)).text)
    assert again is not None
    answers = [await other.post(path) for path in (again[0], f"{address}/999999/end")]
    sentences = {re.sub(r"\s+", " ", answer.text.split("<main")[1]) for answer in answers}
    assert [answer.status for answer in answers] == [404, 404] and len(sentences) == 1
    gone = await leader.get(f"{address}?day=0001-01-01")
    assert gone.status == 200


async def test_posters_are_printed_and_counted(console: ConsoleScene) -> None:
    village = await unit_id(console, "ap-01")
    officer = await console.sign_in(OFFICER)
    page = await officer.post(f"/console/teams/{village}/posters")
    assert page.status == 400 and "Chưa có địa chỉ" in page.text  # nothing public in this scene
