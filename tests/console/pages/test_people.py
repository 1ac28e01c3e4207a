"""Residents and households as officers and leaders of villages look at them."""

import re

from sqlmodel import Session, select

from bot.core.audit import Audit
from bot.people import linking
from bot.people.actor import OPERATOR
from bot.people.models import Contact, Household, RoleKind
from bot.people.proof import ensure_vouch_code
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from bot.privacy import consent
from bot.privacy.models import Consent
from tests.console.queries import list_queries
from tests.console.scene import ConsoleScene

OFFICER, LEADER, VIEWER = RoleKind.OFFICER, RoleKind.LEADER, RoleKind.COMMITTEE
SECRET = "bố tôi ốm nặng"


async def meet(
    console: ConsoleScene, who: str, unit: str = "ap-01", *, name: str = "", account: str = "fake"
) -> int:
    """Somebody of a village has written; with a name they consented."""

    def work(session: Session) -> int:
        contact = get_or_create_contact(session, account, who, now=console.bot.clock())
        contact.unit_id = get_unit(session, unit).id
        if name:
            consent.record_consent(session, contact, name, now=console.bot.clock())
        else:
            contact.name = "Tên Trên Mạng"
        session.flush()
        return contact.id

    return await console.db.write(work)


async def number_of(console: ConsoleScene, code: str) -> int:
    return await console.db.read(lambda session: get_unit(session, code).id)


async def notes(console: ConsoleScene, action: str) -> list[str]:
    query = select(Audit.note).where(Audit.action == action)
    return [*await console.db.read(lambda session: session.exec(query).all())]


async def test_a_name_is_shown_only_with_consent(console: ConsoleScene) -> None:
    agreed = await meet(console, "tu", name="Nguyễn Thị <b>Tư</b>")
    silent = await meet(console, "nam")
    await console.bot.types("nam", SECRET)
    officer = await console.sign_in(OFFICER)
    page = (await officer.get("/console/people")).text
    assert "Nguyễn Thị &lt;b&gt;Tư" in page
    assert f"Bà con số {silent}" in page and "Tên Trên Mạng" not in page
    one = (await officer.get(f"/console/people/{silent}")).text
    assert "Tên Trên Mạng" not in one and SECRET not in one and SECRET not in page
    assert "Đồng ý lúc" in (await officer.get(f"/console/people/{agreed}")).text
    file = await officer.get("/console/people?xlsx=1")
    assert file.body.startswith(b"PK")


async def test_the_list_is_found_in_and_paged(console: ConsoleScene) -> None:
    ids = [await meet(console, f"nguoi-{number}") for number in range(55)]
    await meet(console, "khac", "ap-02")
    officer = await console.sign_in(OFFICER)
    village = await number_of(console, "ap-01")
    first = (await officer.get(f"/console/people?unit={village}")).text
    after = re.search(r'href="([^"]+)" rel="next"', first)
    assert after is not None
    second = (await officer.get(after[1].replace("&amp;", "&"))).text
    assert f"/console/people/{ids[-1]}" in first and f"/console/people/{ids[-1]}" not in second
    assert f"/console/people/{ids[0]}" in second and 'rel="next"' not in second
    found = (await officer.get(f"/console/people?so=B%C3%A0+con+s%E1%BB%91+{ids[3]}")).text
    assert f"/console/people/{ids[3]}" in found and f"/console/people/{ids[4]}" not in found
    assert "Chưa có ai như vậy" in (await officer.get("/console/people?kenh=zalo-oa")).text
    for odd in ("so=ai", "unit=x", "after=-1", "kenh=%27", "unit=999999999999"):
        assert (await officer.get(f"/console/people?{odd}")).status == 200, odd


async def test_who_may_see_whom(console: ConsoleScene) -> None:
    mine, elsewhere = await meet(console, "tu"), await meet(console, "nam", "ap-02")
    far = await meet(console, "xa", "hl-01")
    leader, officer = await console.sign_in(LEADER, "ap-01"), await console.sign_in(OFFICER)
    assert (await leader.get(f"/console/people/{mine}")).status == 200
    assert (await leader.get(f"/console/people/{elsewhere}")).status == 404
    assert (await officer.get(f"/console/people/{elsewhere}")).status == 200
    assert f"/console/people/{elsewhere}" not in (await leader.get("/console/people")).text
    for kind in ("export", "withdraw", "erase", "merge"):
        reason = {"reason": "đơn ngày 20/11/2026", "code": "x"}
        assert (await officer.get(f"/console/people/{far}/requests/{kind}")).status == 404
        assert (await officer.post(f"/console/people/{far}/requests/{kind}", reason)).status == 404
        assert (await leader.get(f"/console/people/{mine}/requests/{kind}")).status == 404
        assert (await leader.post(f"/console/people/{mine}/requests/{kind}", reason)).status == 404
    assert (await officer.get(f"/console/people/{mine}/requests/other")).status == 404
    for stranger in (await console.sign_in(None), await console.sign_in(VIEWER, "demo")):
        for path in ("/console/people", f"/console/people/{mine}", "/console/people/households"):
            assert (await stranger.get(path)).status == 404, path


async def test_data_is_exported_with_a_reason(console: ConsoleScene) -> None:
    contact_id = await meet(console, "tu", name="Nguyễn Thị Tư")
    officer = await console.sign_in(OFFICER)
    path = f"/console/people/{contact_id}/requests/export"
    assert "Tệp không có lời nhắn" in (await officer.get(path)).text
    empty = await officer.post(path, {"reason": " "})
    assert empty.status == 400 and "Xin ghi lý do" in empty.text
    file = await officer.post(path, {"reason": "đơn ngày 20/11/2026"})
    assert file.body.startswith(b"PK")
    assert await notes(console, "contact.export") == ["đơn ngày 20/11/2026"]
    assert "xuất dữ liệu của bà con" in (await officer.get(f"/console/people/{contact_id}")).text


async def test_a_consent_is_withdrawn_on_behalf(console: ConsoleScene) -> None:
    contact_id = await meet(console, "tu", name="Nguyễn Thị Tư")
    officer = await console.sign_in(OFFICER)
    path = f"/console/people/{contact_id}/requests/withdraw"
    done = await officer.follow(await officer.post(path, {"reason": "gọi điện ngày 20/11"}))
    assert "Đã rút đồng ý" in done.text
    query = select(Consent.withdrawn_at).where(Consent.contact_id == contact_id)
    assert await console.db.read(lambda session: session.exec(query).one()) is not None
    again = await officer.post(path, {"reason": "gọi điện ngày 20/11"})
    assert again.status in (400, 404)
    assert await notes(console, "contact.withdraw") == ["gọi điện ngày 20/11"]


async def test_data_is_erased_on_behalf(console: ConsoleScene) -> None:
    contact_id = await meet(console, "tu", name="Nguyễn Thị Tư")
    await console.bot.types("tu", SECRET)
    officer = await console.sign_in(OFFICER)
    path = f"/console/people/{contact_id}/requests/erase"
    assert "không lấy lại được" in (await officer.get(path)).text
    done = await officer.follow(await officer.post(path, {"reason": "đơn số 7"}))
    assert "Đã xóa dữ liệu ở 1 khung chat" in done.text
    assert (await console.db.read(lambda s: s.get_one(Contact, contact_id))).name == ""
    assert "Theo yêu cầu của bác" in await console.latest("tu")
    assert await notes(console, "contact.erase") == ["đơn số 7"]


async def test_two_chats_are_merged_by_code(console: ConsoleScene) -> None:
    first = await meet(console, "tu", name="Nguyễn Thị Tư")
    second = await meet(console, "tu-web", account="webchat")

    def give(session: Session) -> str:
        contact = session.get_one(Contact, first)
        return linking.make_own_link_code(session, contact, now=console.bot.clock())

    code = await console.db.write(give)
    officer = await console.sign_in(OFFICER)
    path = f"/console/people/{second}/requests/merge"
    wrong = await officer.post(path, {"reason": "bà con đến xã", "code": "ABCD EFGH JKLM"})
    assert wrong.status == 400 and "Mã liên kết không đúng" in wrong.text
    assert 'value="bà con đến xã"' in wrong.text
    form = {"reason": "bà con đến xã", "code": code}
    shown = await officer.post(path, form)
    assert shown.status == 200 and "0 chỗ học trùng, 0 phiếu nhờ giúp trùng" in shown.text
    assert (await console.db.read(lambda s: s.get_one(Contact, second))).person_id is None
    done = await officer.follow(await officer.post(path, {**form, "sure": "1"}))
    assert "Đã gộp" in done.text and "1 khung chat khác đã nối" in done.text
    assert "bà con đến xã" in await notes(console, "contact.merge")


async def test_the_code_of_a_member_joins_nobody(console: ConsoleScene) -> None:
    contact_id = await meet(console, "tu")

    def give(session: Session) -> str:
        person = linking.list_staff(session)[0]
        return linking.make_link_code(session, person, actor=OPERATOR, now=console.bot.clock())

    code = await console.db.write(give)
    officer = await console.sign_in(OFFICER)
    path = f"/console/people/{contact_id}/requests/merge"
    refused = await officer.post(path, {"reason": "thử", "code": code})
    assert refused.status == 400
    assert (await console.db.read(lambda s: s.get_one(Contact, contact_id))).person_id is None


async def test_a_visitor_is_vouched_for_by_code(console: ConsoleScene) -> None:
    contact_id = await meet(console, "khach", account="webchat")

    def give(session: Session) -> str:
        return ensure_vouch_code(session, session.get_one(Contact, contact_id))

    code = await console.db.write(give)
    elsewhere = await console.sign_in(LEADER, "ap-02")
    assert (await elsewhere.get(f"/console/people/vouch?code={code}")).status == 404
    leader = await console.sign_in(LEADER, "ap-01")
    shown = await leader.get(f"/console/people/vouch?code={code.lower()}")
    assert "Xác nhận đúng người" in shown.text
    done = await leader.follow(await leader.post("/console/people/vouch", {"code": code}))
    assert "Tổ hoặc cán bộ đã xác nhận" in done.text
    assert (await leader.post("/console/people/vouch", {"code": code})).status == 404


async def test_households_are_added_corrected_and_merged(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    village = await number_of(console, "ap-01")
    path = "/console/people/households"
    for values, fault in (
        ({"label": ""}, "Xin ghi họ tên chủ hộ"),
        ({"label": "Lê Văn Mẫu", "year": "75"}, "Năm sinh là bốn chữ số"),
    ):
        wrong = await officer.post(
            f"{path}/new", {"unit": str(village), "address": "xóm Đông"} | values
        )
        assert wrong.status == 400 and fault in wrong.text and 'value="xóm Đông"' in wrong.text
    for address in ("xóm Đông", "Xóm Đoài"):
        added = await officer.post(
            f"{path}/new", {"unit": str(village), "label": "Lê Văn Mẫu", "address": address}
        )
        assert "Đã thêm hộ Lê Văn Mẫu" in (await officer.follow(added)).text
    twice = await officer.post(
        f"{path}/new", {"unit": str(village), "label": "Lê Văn Mẫu", "address": "xóm đông"}
    )
    assert twice.status == 400 and "Thôn này đã có hộ" in twice.text
    kept, other = await household_ids(console)
    saved = await officer.post(f"{path}/{kept}", {"label": "Lê Văn Mẫu", "year": "1970"})
    assert "Đã sửa hộ" in (await officer.follow(saved)).text
    contact_id = await meet(console, "tu", account="webchat")

    def vouch(session: Session) -> None:
        session.get_one(Contact, contact_id).vouched = f"h{other}"

    await console.db.write(vouch)
    assert f"other={other}" in (await officer.get(f"{path}/{kept}/merge")).text
    shown = (await officer.get(f"{path}/{kept}/merge?other={other}")).text
    assert "1 khung chat" in shown and "tách lại được trong 30 ngày" in shown
    merged = await officer.post(f"{path}/{kept}/merge", {"other": str(other)})
    assert "Đã gộp" in (await officer.follow(merged)).text
    assert await household_ids(console) == [kept]
    contact = await console.db.read(lambda session: session.get_one(Contact, contact_id))
    assert contact.vouched == f"h{kept}"
    again = await officer.post(f"{path}/{kept}/merge", {"other": str(other)})
    assert again.status == 404
    log = (await officer.get("/console/audit")).text
    assert "gộp hai hộ" in log and "Lê Văn Mẫu" not in log
    page = (await officer.get(f"{path}/{kept}")).text
    undo = re.search(rf'action="({path}/{kept}/merges/\d+/undo)"', page)
    assert undo is not None and "Tách lại hai hộ" in page
    stranger = await console.sign_in(LEADER, "ap-02")
    assert (await stranger.post(undo[1])).status == 404
    parted = await officer.follow(await officer.post(undo[1]))
    assert "Đã tách lại" in parted.text and len(await household_ids(console)) == 2
    assert (await officer.post(undo[1])).status == 404
    contact = await console.db.read(lambda session: session.get_one(Contact, contact_id))
    assert contact.vouched != f"h{kept}"


async def test_a_household_without_a_code_is_merged_in_words(console: ConsoleScene) -> None:
    village = await number_of(console, "ap-01")

    def fill(session: Session) -> list[int]:
        rows = [
            Household(unit_id=village, label=label) for label in ("Hộ Không Mã", "Hộ Không Mã B")
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]

    kept, other = await console.db.write(fill)
    officer = await console.sign_in(OFFICER)
    for page in ("merge", f"merge?other={other}"):
        shown = (await officer.get(f"/console/people/households/{kept}/{page}")).text
        assert "hưa có" in shown and "None" not in shown, page


async def household_ids(console: ConsoleScene) -> list[int]:
    query = select(Household.id).where(Household.label == "Lê Văn Mẫu")
    return sorted(await console.db.read(lambda session: session.exec(query).all()))


async def test_households_are_found_and_their_codes_printed(console: ConsoleScene) -> None:
    village = await number_of(console, "ap-01")

    def fill(session: Session) -> None:
        for number in range(60):
            session.add(
                Household(unit_id=village, label=f"Hộ Mẫu {number}", code=f"MAU{number:03}")
            )

    await console.db.write(fill)
    leader = await console.sign_in(LEADER, "ap-01")
    first = (await leader.get(f"/console/people/households?unit={village}")).text
    after = re.search(r'href="([^"]+)" rel="next"', first)
    assert after is not None and "60 hộ" in first
    second = (await leader.get(after[1].replace("&amp;", "&"))).text
    assert "Hộ Mẫu 59" in second and "Hộ Mẫu 1<" not in second
    assert "MAU007" in (await leader.get("/console/people/households?q=mau-007")).text
    assert "Hộ Mẫu 42" in (await leader.get("/console/people/households?q=ho+mau+42")).text
    slips = await leader.post("/console/people/households/codes", {"unit": str(village)})
    assert slips.body.startswith(b"%PDF")
    elsewhere = str(await number_of(console, "ap-02"))
    refused = await leader.post("/console/people/households/codes", {"unit": elsewhere})
    assert refused.status == 404
    added = {"unit": elsewhere, "label": "Lê Văn Mẫu"}
    assert (await leader.post("/console/people/households/new", added)).status == 404
    officer = await console.sign_in(OFFICER)
    assert (
        "Hộ Mẫu 42"
        in (await officer.get("/console/people/households?q=h%E1%BB%99+m%E1%BA%ABu+42")).text
    )
    assert "Hộ Mẫu 7" in (await officer.get("/console/people/households?q=MAU007")).text
    for words in ("ho mau 42", "MẪU 42 hộ", "au 42 thôn 1"):
        found = (await officer.get(f"/console/people/households?q={words}")).text
        assert "Hộ Mẫu 42" in found and "Hộ Mẫu 41" not in found, words
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert "Hộ Mẫu 7" not in (await other.get("/console/people/households?q=MAU007")).text


async def test_pages_ask_the_database_little(console: ConsoleScene) -> None:
    ids = [await meet(console, f"nguoi-{number}", name="Lê Thị Mẫu") for number in range(12)]
    officer = await console.sign_in(OFFICER)
    village = await number_of(console, "ap-01")
    pages = ["", f"?unit={village}", f"/{ids[0]}", f"/{ids[0]}/requests/erase", "/vouch"]
    pages += ["/households", f"/households?unit={village}", "/households/new"]
    for path in pages:
        statements = await list_queries(officer, f"/console/people{path}")
        assert 0 < len(statements) <= 12, (path, len(statements), statements)
