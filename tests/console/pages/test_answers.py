"""Questions and answers as an officer and her approver use them; what residents then read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import FormData
from sqlmodel import Session, select

from bot.faq.models import Revision, RevisionState
from bot.faq.overlay import topic_to_content
from bot.people import units
from bot.people.models import Contact, RoleKind
from tests.console.queries import list_queries
from tests.console.scene import Answer, ConsoleScene, Visitor

OFFICER, APPROVER, LEADER = RoleKind.OFFICER, RoleKind.APPROVER, RoleKind.LEADER
ASKED = "bao giờ xã tiêm phòng dại cho chó vậy cán bộ"
TOPIC = "vneid-quen-mat-khau"
LARGEST = "tro-cap-bao-tro-xa-hoi"  # the topic with the most points
ANSWER = "Xã tiêm phòng dại sáng 5/12 tại nhà văn hóa từng thôn. Bác mang chó, mèo đến."
PAGES = (
    "/console/answers",
    "/console/answers/dismissed",
    "/console/answers/attach",
    "/console/answers/new",
    "/console/answers/topics",
    f"/console/answers/topics/{TOPIC}",
    f"/console/answers/topics/{TOPIC}/edit",
    f"/console/answers/topics/{LARGEST}/edit",
    f"/console/answers/topics/{TOPIC}/hide",
    "/console/answers/drafts",
    "/console/answers/conflicts",
    "/console/answers/documents",
    "/console/answers/documents/nq-66.22-2026",
)
Values = Mapping[str, str | Sequence[str]]


def make_form(values: Values) -> FormData:
    """A form whose fields may be repeated."""
    form = FormData()
    for name, value in values.items():
        for written in [value] if isinstance(value, str) else value:
            form.add_field(name, written)
    return form


async def settle(console: ConsoleScene, who: str, village: str) -> None:
    """Somebody meets the bot and is of a village."""
    await console.bot.hears(who, "xin chào")

    def write(session: Session) -> None:
        contact = session.exec(select(Contact).where(Contact.address == who)).one()
        contact.unit_id = units.get_unit(session, village).id

    await console.db.write(write)


async def typed(officer: Visitor, **changed: str | Sequence[str]) -> dict[str, Any]:
    """What an officer types for a new answer."""
    page = await officer.get("/console/answers/new")
    unit = re.search(r'name="unit".*?<option value="(\d+)"', page.text, re.DOTALL)
    assert unit is not None
    return {
        "topic_id": "",
        "asked": "",
        "title": "Tiêm phòng dại cho chó, mèo",
        "category": "Kênh của xã",
        "questions": "bao giờ xã tiêm phòng dại cho chó\nlịch tiêm phòng dại chó mèo\n"
        "tiêm dại cho chó ở đâu\nchó nhà tôi chưa tiêm phòng\nkhi nao tiem phong dai",
        "answer": ANSWER,
        "step": ["Rọ mõm và xích chó."],
        "basis": ["Thông báo số 12/TB-UBND của xã"],
        "checked_on": "2026-11-20",
        "expires_on": "2026-12-31",
        "trust": "verified",
        "unit": unit[1],
        **changed,
    }


async def send(officer: Visitor, values: Values) -> int:
    """Send an answer for approval; its number."""
    sent = await officer.post("/console/answers/submit", make_form(values))
    assert sent.status == 303, sent.text
    return int(sent.location.rpartition("/")[2])


async def sign_in_approver(console: ConsoleScene) -> Visitor:
    """The approver, who has typed the code of her chat."""
    await console.bot.link("lanh-dao", "Trần Văn Lãnh Đạo Mẫu")
    approver = await console.sign_in(APPROVER)
    await approver.post("/console/confirm/send")
    code = re.search(r"\b\d{6}\b", await console.latest("lanh-dao"))
    assert code is not None
    await approver.post("/console/confirm", {"code": code[0], "next": "/console/"})
    return approver


def list_faults(answer: Answer) -> list[str]:
    """The fields that the summary of faults leads to."""
    return re.findall(r'<li><a href="#field-([\w-]+)', answer.text)


async def test_only_officers_come_in(console: ConsoleScene) -> None:
    officer, operator = await console.sign_in(OFFICER), await console.sign_in(None)
    leader = await console.sign_in(LEADER, "ap-01")
    for path in PAGES:
        page = await officer.get(path)
        assert page.status == 200, path
        assert len(page.body) < 100_000, path
        assert (await leader.get(path)).status == 404, path
        assert (await operator.get(path)).status == 404, path


async def test_a_miss_becomes_an_answer_and_its_asker_is_told(console: ConsoleScene) -> None:
    bot = console.bot
    await settle(console, "ba-phu", "ap-01")
    await settle(console, "ong-lac", "hl-01")
    for who in ("ba-phu", "ong-lac"):
        (said,) = await bot.hears(who, ASKED)
        assert "sáng 5/12" not in said
    officer = await console.sign_in(OFFICER)
    page = await officer.get("/console/answers")
    assert ASKED in page.text
    assert "Thôn 1 (1)" in page.text
    assert "1 câu chưa trả lời được" in page.text  # the other commune's is not counted
    asked = re.search(r"/console/answers/new\?asked=([\d-]+)", page.text)
    assert asked is not None
    assert ASKED in (await officer.get(f"/console/answers/new?asked={asked[1]}")).text

    values = await typed(officer, asked=asked[1])
    preview = await officer.post("/console/answers/edit", make_form({**values, "do": "preview"}))
    assert preview.status == 200
    assert "Bước 1. Rọ mõm" in preview.text  # as compose_answer writes it
    trial = await officer.post(
        "/console/answers/try",
        make_form({**values, "tries": ASKED}),
        **{"HX-Request": "true"},
    )
    assert "không hiểu" in trial.text and "trả lời ngay" in trial.text
    assert "<html" not in trial.text
    number = await send(officer, values)
    assert await send(officer, values) == number  # pressed twice

    refused = await officer.post(f"/console/answers/revisions/{number}/approve")
    assert refused.location.startswith("/console/confirm")
    approver = await sign_in_approver(console)
    shown = await approver.get(f"/console/answers/revisions/{number}")
    assert ANSWER in shown.text and "Nguyễn Thị Cán Bộ Mẫu" in shown.text
    assert "89 câu mẫu" in (await approver.get(f"/console/answers/revisions/{number}/trial")).text
    done = await approver.post(f"/console/answers/revisions/{number}/approve")
    assert done.status == 303, done.text
    assert "1 người từng hỏi sẽ được báo" in (await approver.follow(done)).text
    again = await approver.post(f"/console/answers/revisions/{number}/approve")
    assert again.status == 404

    assert "Nay xã đã có câu trả lời" in await console.latest("ba-phu")
    await settle(console, "co-phu", "ap-02")
    assert "sáng 5/12" in (await bot.hears("co-phu", ASKED))[0]
    console.pass_by(minutes=1)  # the same words at once are a shaky finger's
    assert "sáng 5/12" not in (await bot.hears("ong-lac", ASKED))[-1]
    assert ASKED not in (await officer.get("/console/answers")).text


async def test_faults_stand_at_their_fields_and_nothing_is_lost(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    long_step = "Bác mang thẻ căn cước và sổ hộ khẩu cũ ra nhà văn hóa thôn"
    values = await typed(
        officer,
        do="preview",
        title="",
        step=["Đi ra xã.", long_step],
        links="https://vay-nhanh.example.com",
        basis=[""],
        checked_on="32/1/2026",
        expires_on="",
        valid_from="2026-12-09",
        valid_to="2026-12-01",
        unit="1",
    )
    wrong = await officer.post("/console/answers/edit", make_form(values))
    assert wrong.status == 400
    assert set(list_faults(wrong)) == {
        "title", "step-1", "links", "basis-0", "checked_on", "valid_to", "unit"
    }  # fmt: skip
    for text in (ANSWER, long_step, "vay-nhanh.example.com", "32/1/2026", "khi nao tiem"):
        assert text in wrong.text
    assert await console.db.read(lambda session: session.exec(select(Revision)).first()) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"questions": "cai vneid co mat tien khong"}, "questions"),  # another topic's
        ({"answer": "Gọi {{khong_co|xã}} nhé bác."}, "answer"),
        ({"expires_on": "2026-01-01"}, "expires_on"),
        ({"checked_on": "2027-01-01"}, "checked_on"),
    ],
)
async def test_what_would_mislead_is_refused(
    console: ConsoleScene, changed: dict[str, str], field: str
) -> None:
    officer = await console.sign_in(OFFICER)
    values = await typed(officer, do="preview", **changed)
    wrong = await officer.post("/console/answers/edit", make_form(values))
    assert (wrong.status, list_faults(wrong)) == (400, [field])


async def test_rows_come_and_go_without_a_script(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    values = await typed(officer, step=["Một.", "Hai."])
    more = await officer.post("/console/answers/edit", make_form({**values, "do": "add-step"}))
    assert more.text.count('name="step"') == 3
    fewer = await officer.post("/console/answers/edit", make_form({**values, "do": "drop-step:0"}))
    assert 'value="Hai."' in fewer.text and 'value="Một."' not in fewer.text
    point = await officer.post("/console/answers/edit", make_form({**values, "do": "add-detail"}))
    assert point.text.count('name="detail_answer"') == 1
    for odd in ("drop-step:99", "drop-nothing:1", "add-", ":::"):
        page = await officer.post("/console/answers/edit", make_form({**values, "do": odd}))
        assert page.status == 200, odd


async def test_secrets_are_covered_and_markup_is_text(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    values = await typed(
        officer, do="preview", answer="Mật khẩu là abc12345 <script>alert(1)</script>."
    )
    page = await officer.post("/console/answers/edit", make_form(values))
    assert "abc12345" not in page.text
    assert "Máy đã che" in page.text
    assert "<script>alert" not in page.text and "&lt;script&gt;" in page.text


async def test_a_topic_is_found_edited_for_a_week_and_stays_elsewhere(
    console: ConsoleScene,
) -> None:
    officer = await console.sign_in(OFFICER)
    listed = await officer.get("/console/answers/topics?search=quen mat khau vneid")
    assert f"/console/answers/topics/{TOPIC}" in listed.text
    form = await officer.get(f"/console/answers/topics/{TOPIC}/edit")
    fields = re.findall(
        r'name="(title|category|checked_on|expires_on|unit)"[^>]*value="([^"]*)"', form.text
    )
    values = await typed(
        officer,
        topic_id=TOPIC,
        title="Quên mật khẩu VNeID",
        category="VNeID",
        questions="bác quên mất mật khẩu vneid của xã",
        answer="Tuần này mời bác ra nhà văn hóa.",
        valid_to="2026-11-29",
    )
    assert ("title", "Quên mật khẩu VNeID") in fields
    number = await send(officer, values)
    shown = await officer.get(f"/console/answers/revisions/{number}")
    assert "<del>" in shown.text and "<ins>" in shown.text
    assert "đến hết ngày 29/11/2026" in shown.text
    own = await console.sign_in(OFFICER, "hoa-lac")
    assert (await own.get(f"/console/answers/revisions/{number}")).status == 404
    assert (await own.get(f"/console/answers/revisions/{number}/trial")).status == 404
    assert (await own.post(f"/console/answers/revisions/{number}/withdraw")).status == 404
    assert "Tuần này" not in (await own.get("/console/answers/drafts")).text


async def test_a_draft_is_sent_back_with_a_reason_and_written_again(console: ConsoleScene) -> None:
    officer, approver = await console.sign_in(OFFICER), await sign_in_approver(console)
    number = await send(officer, await typed(officer))
    path = f"/console/answers/revisions/{number}"
    silent = await approver.post(f"{path}/return", {"reason": ""})
    assert (silent.status, list_faults(silent)) == (400, ["reason"])
    await approver.post(f"{path}/return", {"reason": "Chưa có giờ tiêm."})
    drafts = await officer.get("/console/answers/drafts")
    assert "Bị trả lại cho anh/chị" in drafts.text and "Chưa có giờ tiêm." in drafts.text
    assert ANSWER in (await officer.get(f"{path}/edit")).text
    mine = await send(officer, await typed(officer, answer="Tiêm lúc 7 giờ sáng, bác nhé."))
    withdrawn = await officer.post(f"/console/answers/revisions/{mine}/withdraw", {"then": "edit"})
    assert withdrawn.location == f"/console/answers/revisions/{mine}/edit"
    assert (await approver.post(f"/console/answers/revisions/{mine}/approve")).status == 404


async def test_hiding_says_how_many_asked_and_needs_two(console: ConsoleScene) -> None:
    console.pass_by(days=8)  # the shipped texts were checked on 30 November
    await settle(console, "ba-phu", "ap-01")
    await console.bot.hears("ba-phu", "quên mật khẩu vneid làm thế nào")
    officer, approver = await console.sign_in(OFFICER), await sign_in_approver(console)
    page = await officer.get(f"/console/answers/topics/{TOPIC}/hide")
    assert "1 người ở" in page.text
    hidden = await officer.post(f"/console/answers/topics/{TOPIC}/hide")
    number = hidden.location.rpartition("/")[2]
    await approver.post(f"/console/answers/revisions/{number}/approve")
    assert "đang ẩn" in (await officer.get(f"/console/answers/topics/{TOPIC}")).text
    assert TOPIC in (await officer.get("/console/answers/topics?kind=hidden")).text
    back = await officer.post(f"/console/answers/topics/{TOPIC}/shipped")
    assert back.status == 303


async def test_what_is_put_aside_comes_back(console: ConsoleScene) -> None:
    await settle(console, "ba-phu", "ap-01")
    await console.bot.hears("ba-phu", ASKED)
    officer = await console.sign_in(OFFICER)
    page = await officer.get("/console/answers")
    asked = re.search(r'name="asked" value="([\d-]+)"', page.text)
    assert asked is not None
    other = await console.sign_in(OFFICER, "hoa-lac")
    values = {"asked": asked[1], "do": "dismiss"}
    assert (await other.post("/console/answers/misses", values)).status == 404
    await officer.post("/console/answers/misses", values)
    assert ASKED not in (await officer.get("/console/answers")).text
    assert ASKED in (await officer.get("/console/answers/dismissed")).text
    await officer.post("/console/answers/misses", {"asked": asked[1], "do": "restore"})
    assert ASKED in (await officer.get("/console/answers")).text
    assert (await officer.post("/console/answers/misses", {"do": "new"})).status == 400


async def test_questions_are_attached_to_a_topic(console: ConsoleScene) -> None:
    await settle(console, "ba-phu", "ap-01")
    await console.bot.hears("ba-phu", ASKED)
    officer = await console.sign_in(OFFICER)
    page = await officer.get("/console/answers")
    attach = re.search(r'href="(/console/answers/attach\?asked=[\d-]+)"', page.text)
    assert attach is not None
    offered = await officer.get(f"{attach[1]}&search=quen mat khau")
    assert "{{" not in offered.text, "facts of the commune are filled, or their other words"
    edit = re.search(rf'href="(/console/answers/topics/{TOPIC}/edit\?asked=[\d-]+)"', offered.text)
    assert edit is not None
    form = await officer.get(edit[1])
    assert ASKED in form.text and "sẽ được báo" in form.text


async def test_an_edit_whose_shipped_text_changed_is_kept_or_given_up(
    console: ConsoleScene,
) -> None:
    console.pass_by(days=8)  # the shipped texts were checked on 30 November
    shipped = console.bot.shelf.shipped.topics[TOPIC]

    def write(session: Session) -> int:
        content = topic_to_content(replace(shipped, answer="Xã tự viết."))
        row = Revision(
            unit_id=units.get_unit(session, "an-phu").id,
            topic_id=TOPIC,
            content=content,
            base="an earlier text",
            author="Lan",
            state=RevisionState.PUBLISHED,
            created_at=console.bot.clock(),
            decided_at=console.bot.clock(),
        )
        session.add(row)
        session.flush()
        return row.id

    number = await console.db.write(write)
    officer = await console.sign_in(OFFICER)
    listed = await officer.get("/console/answers/conflicts")
    assert "Xã tự viết." in listed.text and "Giữ bài của xã" in listed.text
    assert TOPIC in (await officer.get("/console/answers/topics?kind=conflict")).text
    path = f"/console/answers/revisions/{number}/settle"
    kept = await officer.post(path, {"do": "keep"})
    assert (await officer.post(path, {"do": "keep"})).location == kept.location
    assert "Xã tự viết." in (await officer.follow(kept)).text
    taken = await officer.post(path, {"do": "take"})
    shown = await officer.follow(taken)
    assert taken.location != kept.location and "<del>" in shown.text
    other = await console.sign_in(OFFICER, "hoa-lac")
    assert "Xã tự viết." not in (await other.get("/console/answers/conflicts")).text
    assert (await other.post(path, {"do": "take"})).status == 404


async def test_pages_ask_the_database_little(console: ConsoleScene) -> None:
    officer = await console.sign_in(OFFICER)
    number = await send(officer, await typed(officer))
    for path in (*PAGES, f"/console/answers/revisions/{number}"):
        statements = await list_queries(officer, path)
        assert 0 < len(statements) <= 12, (path, statements)
