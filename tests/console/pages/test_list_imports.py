"""Importing a list in the console: shown before it counts, once, and with every reason."""

import io

import xlsxwriter
from aiohttp import FormData
from sqlmodel import Session, col, select

from bot.people.models import Person, RoleKind
from bot.people.pending_imports import PendingImport
from bot.people.units import Unit
from tests.console.queries import list_queries
from tests.console.scene import Answer, ConsoleScene, Visitor

OFFICER, LEADER = RoleKind.OFFICER, RoleKind.LEADER
TEAM = (
    "Họ tên\tSố điện thoại\tVai trò\tThôn\n"
    "Đinh Thị Mẫu\t0900000701\tTổ viên\tThôn 1\n"
    "Lò Văn Mẫu\t12\tthợ xây\tThôn 99\n"
)


async def send(visitor: Visitor, kind: str, text: str) -> str:
    """Paste a list; return the address of its preview."""
    answer = await visitor.post(f"/console/import/{kind}", {"text": text})
    assert answer.status == 303, answer.text
    return answer.location.removesuffix("/columns")


def fingerprint(page: Answer) -> str:
    """What the button of the plan says it was shown."""
    return page.text.partition('name="shown" value="')[2].partition('"')[0]


def file_form(name: str, content: bytes) -> FormData:
    """A form with a file, as a browser sends it."""
    form = FormData()
    form.add_field("file", content, filename=name)
    form.add_field("text", "")
    return form


async def test_a_file_as_an_office_keeps_it(console: ConsoleScene) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("DS")
        for number, row in enumerate((["UBND XÃ AN PHÚ"], ["STT", "Tên thôn", "Số hộ"],
                                      [1, "Ấp 1", 321])):  # fmt: skip
            sheet.write_row(number, 0, row)
    officer = await console.sign_in(OFFICER)
    sent = await officer.post("/console/import/units", file_form("a.xlsx", content.getvalue()))
    assert sent.status == 303, sent.text
    page = await officer.get(sent.location)
    assert "Những dòng đầu" in page.text and "321" in page.text


async def test_nothing_is_written_before_the_button_and_once_by_it(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    address = await send(officer, "team", TEAM)
    plan = await officer.get(address)
    for words in ("không có thôn nào tên «Thôn 99»", "số điện thoại «12»", "vai trò «thợ xây»"):
        assert words in plan.text  # every reason of the bad row
    people = select(Person).where(Person.phone == "0900000701")
    assert not await console.db.read(lambda session: session.exec(people).all())
    shown = {"shown": fingerprint(plan)}
    assert (await officer.post(address, shown)).status == 303
    assert (await officer.post(address, shown)).status == 303  # a double click, another tab
    result = await officer.get(address)
    assert "thêm 1, sửa 0" in result.text and "Còn 1 dòng lỗi" in result.text
    assert len(await console.db.read(lambda session: session.exec(people).all())) == 1
    refused = await officer.get(f"{address}/rejected")
    assert refused.headers["Content-Type"].endswith("sheet") and refused.body[:2] == b"PK"
    content = await console.db.read(lambda session: session.exec(select(PendingImport)).one())
    assert content.content == b"" and content.applied_at is not None
    back = await officer.get(f"{address}/columns")
    assert back.status == 303 and back.location == address


async def test_what_changed_meanwhile_is_shown_again(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    first, second = [await send(officer, "team", TEAM) for _ in range(2)]
    plans = [await officer.get(address) for address in (first, second)]
    await officer.post(first, {"shown": fingerprint(plans[0])})
    late = await officer.post(second, {"shown": fingerprint(plans[1])})
    assert late.status == 409 and "chưa ghi gì" in late.text
    unseen = await officer.post(second, {})
    assert unseen.status == 409


async def test_a_column_can_be_pointed_at(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    rows = "Danh tính\tMáy gọi\tViệc\nĐinh Thị Mẫu\t0900000702\ttổ viên\n"
    address = await send(officer, "team", rows)
    page = await officer.get(f"{address}/columns")
    assert "Chưa đọc được danh sách này" in page.text and "B: Máy gọi" in page.text
    assert (await officer.get(address)).location.endswith("/columns")
    fields = {"tables": "1", "sheet-0": "", "row-0": "1", "guess-0": "1", "height-0": "1",
              "use-0": "1", "col-0-name": "0", "col-0-phone": "0", "col-0-role": "2"}  # fmt: skip
    twice = await officer.post(f"{address}/columns", fields)
    assert twice.status == 400 and "Một cột chỉ dùng cho một mục" in twice.text
    nowhere = await officer.post(f"{address}/columns", {**fields, "row-0": "77"})
    assert nowhere.status == 400 and "Dòng tiêu đề 77" in nowhere.text
    chosen = await officer.post(f"{address}/columns", {**fields, "col-0-phone": "1"})
    assert chosen.location == address
    assert "Đinh Thị Mẫu" in (await officer.get(address)).text


async def test_a_file_that_is_none_is_told_and_what_was_pasted_stays(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    empty = await officer.post("/console/import/units", {"text": ""})
    assert empty.status == 400 and "Xin dán danh sách" in empty.text
    photo = await officer.post("/console/import/units", file_form("anh.jpg", b"\xff\xd8\xff"))
    assert photo.status == 400 and "anh.jpg" in photo.text
    broken = await officer.post("/console/import/units", file_form("a.xlsx", b"PK\x03\x04 no"))
    assert broken.status == 400
    assert (await officer.get("/console/import/nothing")).status == 404


async def test_words_of_a_list_are_no_markup(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    address = await send(officer, "units", "Tên thôn\n<script>alert(1)</script>\n")
    for path in (f"{address}/columns", address):
        page = await officer.get(path)
        assert "<script>alert" not in page.text and "&lt;script&gt;" in page.text


async def test_a_list_is_its_senders_for_a_day(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    address = await send(officer, "team", TEAM)
    stranger = await console.sign_in(OFFICER, "hoa-lac")
    leader = await console.sign_in(LEADER, "ap-01")
    for path in (address, f"{address}/columns", f"{address}/rejected"):
        assert (await stranger.get(path)).status == 404
        assert (await leader.get(path)).status == 404
    assert (await officer.get(address.replace("team", "units"))).status == 404
    assert len(await list_queries(officer, address)) <= 12
    console.pass_by(hours=11)
    assert (await officer.get(address)).status == 200
    console.pass_by(hours=11)
    assert (await officer.get(address)).status == 200
    console.pass_by(hours=3)
    assert (await officer.get(address)).status == 404


async def test_another_communes_villages_stay_as_they_are(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER, "hoa-lac")
    address = await send(officer, "units", "Mã\tTên thôn\tSố hộ\nap-01\tẤp Lạ\t5\n")
    plan = await officer.get(address)
    await officer.post(address, {"shown": fingerprint(plan)})

    def find(session: Session) -> Unit:
        return session.exec(select(Unit).where(col(Unit.code) == "ap-01")).one()

    assert (await console.db.read(find)).name != "Ấp Lạ"
