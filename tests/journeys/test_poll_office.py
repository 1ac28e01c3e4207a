"""A poll as an officer drafts it in a chat, a second person lets it go, and the village answers."""

from datetime import timedelta

import docx
import pytest
from sqlmodel import Session

from bot import texts
from bot.core.audit import list_actions
from bot.core.policy import POLICY
from bot.notices import poll_rounds
from bot.people.models import Household
from bot.people.units import get_unit
from bot.polls import service
from bot.polls.models import Poll, PollState
from bot.schedule.demo import go_live
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot

OFFICER, APPROVER = "Nguyễn Thị Cán Bộ Mẫu", "Trần Văn Lãnh Đạo Mẫu"
MEMBER = "Đỗ Thị Thử I"  # of Thôn 3
FORM = "Làm đường Thôn 3\nLàm đường nào trước?\n- Đường trục\n- Đường ngõ\nCó hiến đất không?"


@pytest.fixture(autouse=True)
async def commune(bot: Bot) -> None:
    """Officer, approver and a member have chats; bà Tư of Thôn 3, chị Sáu of Thôn Đoài."""
    await bot.db.write(go_live, now=bot.clock())
    for who, name in (("can-bo", OFFICER), ("lanh-dao", APPROVER), ("hoa", MEMBER)):
        await bot.link(who, name)
    for who, unit, name in (("tu", "ap-03", "Bà Tư"), ("sau", "ap-05", "Chị Sáu")):
        await bot.hears(who, "/start", start=f"u-{unit}", name=name)
        await bot.hears(who, "1", name=name)


async def clock_looks(bot: Bot) -> list[str]:
    before = len(bot.channel.sent), len(bot.second.sent)
    await bot.db.write(service.open_due, now=bot.clock())
    await bot.db.write(service.close_due, now=bot.clock())
    await bot.db.write(poll_rounds.stage_due, window=300, policy=POLICY, now=bot.clock())
    return await bot.heard(before)


async def drafted(bot: Bot) -> str:
    await bot.hears("can-bo", choice="poll:new")
    (shown,) = await bot.hears("can-bo", FORM)
    return shown


async def poll(bot: Bot, number: int = 1) -> Poll:
    return await bot.db.read(lambda session: session.get_one(Poll, number))


async def test_from_the_first_word_to_the_result(bot: Bot, clock: ObedientClock) -> None:
    (empty,) = await bot.hears("can-bo", "/ykien")
    assert empty == (
        "can-bo ← Xã An Phú Đông chưa có cuộc lấy ý kiến nào. Anh/chị bấm để soạn cuộc đầu tiên:"
        " [Soạn cuộc mới]"
    )
    (asked,) = await bot.hears("can-bo", "1")
    assert asked.startswith("can-bo ← Soạn cuộc lấy ý kiến của Xã An Phú Đông.")
    (shown,) = await bot.hears("can-bo", FORM)
    assert shown == (
        "can-bo ← Cuộc lấy ý kiến số 1 của Xã An Phú Đông: «Làm đường Thôn 3».\n"
        "Mỗi người một phiếu; mời 5 người qua khung chat.\n"
        "Duyệt xong thì mở ngay, đóng lúc 17 giờ thứ Năm ngày 26/11.\n"
        "Câu 1. Làm đường nào trước? (chọn một)\n- Đường trục\n- Đường ngõ\n"
        "Câu 2. Có hiến đất không? (đồng ý hay không, kèm lý do)"
        " [1. Xin duyệt] [2. Mỗi hộ một phiếu] [3. Sửa nơi hỏi] [4. Sửa giờ mở, đóng]"
        " [5. Sửa câu hỏi] [6. Thôi, không hỏi nữa]"
    )
    (where,) = await bot.hears("can-bo", "3")
    assert where.startswith(f"can-bo ← {texts.POLL_ASK_PLACE}")
    (shown,) = await bot.hears("can-bo", "thon 3")
    assert "của Thôn 3: «Làm đường Thôn 3»" in shown and "mời 2 người" in shown
    asked, notice = sorted(await bot.hears("can-bo", "1"))
    assert asked.startswith("can-bo ← Cuộc lấy ý kiến số 1 đã gửi tới 1 người duyệt.")
    assert notice.startswith("lanh-dao ← Mời anh/chị duyệt cuộc lấy ý kiến này.\nCuộc lấy ý kiến")
    assert notice.endswith("[1. Duyệt, cho mở] [2. Không duyệt]")
    assert await clock_looks(bot) == []
    told = await bot.hears("lanh-dao", "1")
    assert any(line.startswith("can-bo ← Cuộc lấy ý kiến số 1 «Làm đường") for line in told)
    invited = await clock_looks(bot)
    assert sorted(line.split(" ← ")[0] for line in invited) == ["hoa", "tu"]
    await bot.hears("tu", "1")
    await bot.hears("tu", "2")
    await bot.hears("tu", "1")
    await bot.hears("tu", "duong hep qua")
    await bot.hears("hoa", "/phieu 1 + Lê Thị Sáu, tận nhà")
    for answer in ("1", "1", "bỏ qua"):
        await bot.hears("hoa", answer)
    (seen,) = await bot.hears("can-bo", choice="poll:see:1")
    assert seen == (
        "can-bo ← Cuộc số 1 «Làm đường Thôn 3» đang mở: 2/2 người đã trả lời. Đóng lúc 17 giờ thứ"
        f" Năm ngày 26/11.\n- Thôn 3: 2\nTổ ghi hộ: {MEMBER} 1.\n"
        "Căn cứ: tài khoản Telegram, Zalo 1 phiếu, người trong Tổ ghi 1 phiếu."
        " [1. Xem đến đâu] [2. Nhắc người chưa trả lời] [3. Đóng ngay]"
    )
    (soon,) = await bot.hears("can-bo", "2")
    assert soon.startswith(f"can-bo ← {texts.POLL_REMINDED_LATELY}")
    clock.pass_by(days=1)
    (reminded,) = await bot.hears("can-bo", choice="poll:remind:1")
    assert reminded.startswith("can-bo ← Đang nhắc 1 người chưa trả lời.\nCuộc số 1 «Làm đường")
    assert [line.split(" ← ")[0] for line in await clock_looks(bot)] == ["hoa"]
    (closed,) = await bot.hears("can-bo", choice="poll:shut:1")
    assert closed.startswith("can-bo ← Kết quả lấy ý kiến «Làm đường Thôn 3»: 2/2 người trả lời.")
    assert closed.endswith("[1. Biên bản] [2. Báo kết quả cho bà con] [3. Mở lại]")
    (told_back,) = await bot.hears("can-bo", choice="poll:tell:1")
    assert told_back.startswith("can-bo ← Đang báo kết quả tới 2 người.\nKết quả lấy ý kiến")
    results = await clock_looks(bot)
    assert sorted(line.split(" ← ")[0] for line in results) == ["hoa", "tu"]
    (listed,) = await bot.hears("can-bo", "soạn lấy ý kiến")
    assert listed.endswith("[1. Soạn cuộc mới] [2. Làm đường Thôn 3]")


async def test_the_minutes_come_as_files(bot: Bot, clock: ObedientClock) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    (early,) = await bot.hears("can-bo", choice="poll:paper:1")
    assert early.startswith(f"can-bo ← {texts.BUTTON_OLD}")
    await bot.hears("lanh-dao", "1")
    await bot.hears("can-bo", choice="poll:shut:1")
    for _ in range(2):
        clock.pass_by(minutes=1)  # a press that is pressed twice at once is one
        *_, said = await bot.hears("can-bo", choice="poll:paper:1")
        assert said.startswith("can-bo ← Biên bản cuộc «Làm đường Thôn 3»:")
        word, pdf = (
            attachment for _, reply in bot.channel.sent[-3:] for attachment in reply.attachments
        )
        assert (word.name, pdf.name) == ("bien-ban-1.docx", "bien-ban-1.pdf")
        paths = [bot.path_of(thing) for thing in (word, pdf)]
        lines = [line.text for line in docx.Document(str(paths[0])).paragraphs]
        assert "Tổng hợp ý kiến nhân dân về: Làm đường Thôn 3" in lines
        assert paths[1].read_bytes().startswith(b"%PDF-")
    (refused,) = await bot.hears("tu", choice="poll:paper:1")
    assert refused.startswith(f"tu ← {texts.NOT_AN_OFFICER}")


async def test_who_approves_is_not_promised_tickets(bot: Bot) -> None:
    hello, *_ = await bot.link("lanh-dao-2", APPROVER)  # the chat linked before is told, too
    assert hello.startswith(f"lanh-dao-2 ← Chào {APPROVER}. Khung chat này từ nay là của anh/chị")
    assert "Có phiếu" not in hello


async def test_whoever_drafts_does_not_approve_and_others_do_neither(bot: Bot) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    (own,) = await bot.hears("can-bo", choice="poll:yes:1")
    assert own.startswith(f"can-bo ← {texts.DECIDE_OWN}")
    for who in ("tu", "hoa"):
        for choice in ("poll:yes:1", "poll:new", "poll:see:1"):
            (said,) = await bot.hears(who, choice=choice)
            assert said.startswith(f"{who} ← {texts.NOT_AN_OFFICER}")
        (said,) = await bot.hears(who, "/ykien")
        assert said.startswith(f"{who} ← {texts.POLLS_NONE}")
    refused = await bot.hears("lanh-dao", "2")
    assert any("không được duyệt" in line for line in refused)
    assert (await poll(bot)).state == PollState.DROPPED
    (late,) = await bot.hears("lanh-dao", choice="poll:yes:1")
    assert late.startswith("lanh-dao ← Cuộc lấy ý kiến này đã bỏ")


async def test_mistakes_are_mended_before_anybody_is_asked(bot: Bot, clock: ObedientClock) -> None:
    await bot.hears("can-bo", choice="poll:new")
    for form, answer in (
        ("Làm đường", "Một cuộc có từ 1 đến 10 câu hỏi."),
        ("Làm đường\n- Có", texts.POLL_BAD_FORM),
        ("Làm đường\nĐường nào?\n- Trục", "Câu 1 cần từ 2 đến 8 ý khác nhau"),
        ("Làm đường\nĐường nào?\n- A\n- B\nRồi sao? (nếu câu 1 ý 3)", "Câu 2 rẽ theo"),
        ("x" * 301, "Tên cuộc lấy ý kiến phải có chữ"),
    ):
        (said,) = await bot.hears("can-bo", form)
        assert said.startswith(f"can-bo ← {answer}")
    await bot.hears("can-bo", FORM)
    await bot.hears("can-bo", "sua gio mo dong")
    for when, answer in (
        ("lúc nào rảnh", texts.BAD_MOMENT),
        ("mai 7h đến lúc nào rảnh", texts.BAD_MOMENT),
    ):
        (said,) = await bot.hears("can-bo", when)
        assert said.startswith(f"can-bo ← {answer}")
    for when, shown_as in (
        ("thứ 6 17h", "Duyệt xong thì mở ngay, đóng lúc 17 giờ thứ Sáu ngày 27/11."),
        (
            "mai 7h đến mai 17h",
            "Mở lúc 7 giờ thứ Ba ngày 24/11, đóng lúc 17 giờ thứ Ba ngày 24/11.",
        ),
        ("mai 7h tới 17h", "Mở lúc 7 giờ thứ Ba ngày 24/11, đóng lúc 17 giờ thứ Ba ngày 24/11."),
        ("7h toi thu 6", "Duyệt xong thì mở ngay, đóng lúc 19 giờ thứ Sáu ngày 27/11."),
        ("bây giờ đến thứ 6 17h", "Duyệt xong thì mở ngay, đóng lúc 17 giờ thứ Sáu ngày 27/11."),
    ):
        (shown,) = await bot.hears("can-bo", when)
        assert shown_as in shown
        await bot.hears("can-bo", choice="poll:when:1")
    (shown,) = await bot.hears("can-bo", "mai 7h den thu 7 17h")
    assert "Mở lúc 7 giờ thứ Ba ngày 24/11, đóng lúc 17 giờ thứ Bảy ngày 28/11." in shown
    await bot.hears("can-bo", "sửa nơi hỏi")
    (nowhere,) = await bot.hears("can-bo", "thôn Tây")
    assert nowhere.startswith("can-bo ← Không có thôn nào tên «thôn Tây»")
    (team,) = await bot.hears("can-bo", choice="poll:team:1")
    assert "Chỉ hỏi Tổ công nghệ số" in team
    (mended,) = await bot.hears("can-bo", "5")
    assert mended.startswith("can-bo ← Soạn cuộc lấy ý kiến")
    (shown,) = await bot.hears("can-bo", "Hỏi Tổ\nHọp thứ 7 được không?")
    assert "«Hỏi Tổ»" in shown and "Đường trục" not in shown
    (dropped,) = await bot.hears("can-bo", "thoi khong hoi nua")
    assert "đã bỏ" in dropped
    assert await clock_looks(bot) == []
    clock.pass_by(days=1)


async def test_a_weekday_that_is_not_the_date_s_is_mended_first(bot: Bot) -> None:
    await bot.hears("can-bo", choice="poll:new")
    (refused,) = await bot.hears("can-bo", FORM.replace("Thôn 3", "Thôn 3, họp thứ 6 ngày 03/12"))
    assert refused.startswith("can-bo ← Xem lại ngày: thứ Sáu không khớp với ngày 3/12")
    (shown,) = await bot.hears("can-bo", FORM.replace("Thôn 3", "Thôn 3, họp thứ 5 ngày 03/12"))
    assert "họp thứ 5 ngày 03/12" in shown


async def test_of_two_drafts_the_later_takes_the_words(bot: Bot) -> None:
    await bot.hears("can-bo", "/thongbao")
    await bot.hears("can-bo", choice="poll:new")
    (shown,) = await bot.hears("can-bo", FORM)
    assert "«Làm đường Thôn 3»" in shown
    await bot.hears("can-bo", choice="poll:form:1")
    await bot.hears("can-bo", "/thongbao")
    (who,) = await bot.hears("can-bo", FORM)
    assert who.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")
    assert (await poll(bot)).state == PollState.DRAFT
    (kept,) = await bot.hears("can-bo", choice="poll:edit:1")
    assert "«Làm đường Thôn 3»" in kept
    (who,) = await bot.hears("can-bo", choice="broadcast:edit:2")
    assert who.startswith(f"can-bo ← {texts.BROADCAST_ASK_AUDIENCE}")


async def test_households_need_codes_and_a_time_opens_by_itself(
    bot: Bot, clock: ObedientClock
) -> None:
    await drafted(bot)
    (none,) = await bot.hears("can-bo", "2")
    assert texts.POLL_NO_HOUSEHOLDS in none and "[2. Mỗi người một phiếu]" in none
    (refused,) = await bot.hears("can-bo", "1")
    assert refused.startswith(f"can-bo ← {texts.POLL_NO_HOUSEHOLDS}")

    def households(session: Session) -> None:
        unit = get_unit(session, "ap-03")
        session.add(Household(unit_id=unit.id, label="Hộ mẫu", code="K0M2PQ"))

    await bot.db.write(households)
    await bot.hears("can-bo", choice="poll:when:1")
    (shown,) = await bot.hears("can-bo", "mai 8h đến thứ 7 17h")
    assert "Mỗi hộ một phiếu, 1 hộ; mời 5 người" in shown
    await bot.hears("can-bo", "1")
    (waits, told) = sorted(await bot.hears("lanh-dao", "1"), reverse=True)
    assert waits.startswith("lanh-dao ← Cuộc số 1 «Làm đường Thôn 3» chờ đến giờ mở")
    assert told.startswith(
        "can-bo ← Cuộc lấy ý kiến số 1 «Làm đường Thôn 3» đã được duyệt, chờ đến giờ"
    )
    assert await clock_looks(bot) == []
    (not_yet,) = await bot.hears("tu", "/start", start="poll-1")
    assert not_yet.startswith(f"tu ← {texts.POLL_NOT_YET}")
    clock.pass_by(days=1)
    assert len(await clock_looks(bot)) == 5
    assert (await poll(bot)).eligible == 1


async def test_the_other_commune_s_poll_does_not_exist(bot: Bot) -> None:
    def elsewhere(session: Session) -> None:
        now, unit = bot.clock(), get_unit(session, "hoa-lac")
        ends = now + timedelta(days=1)
        session.add(Poll(unit_id=unit.id, title="Xã bên", closes_at=ends, made_at=now))

    await bot.db.write(elsewhere)
    for verb in ("see", "ask", "close", "yes"):
        (said,) = await bot.hears("can-bo", choice=f"poll:{verb}:1")
        assert said.startswith(f"can-bo ← {texts.POLL_UNKNOWN}")


@pytest.mark.parametrize("choice", ["poll:", "poll:see", "poll:see:x", "poll:what:1", "poll:per:1"])
async def test_an_odd_button_is_an_old_one(bot: Bot, choice: str) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    (said,) = await bot.hears("can-bo", choice=choice)
    assert said.startswith(f"can-bo ← {texts.BUTTON_OLD}")


async def asked_on(bot: Bot) -> None:
    """A poll of the commune is open, one has answered."""
    await drafted(bot)
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", "1")
    await clock_looks(bot)
    for choice in ("ballot:go:1", "ballot:opt:0:0", "ballot:opt:1:0", "ballot:done:1"):
        await bot.hears("tu", choice=choice)


async def test_a_slip_closes_nothing_and_closing_is_undone_within_the_hour(
    bot: Bot, clock: ObedientClock
) -> None:
    await asked_on(bot)
    (sure,) = await bot.hears("can-bo", choice="poll:close:1")
    assert sure == (
        "can-bo ← Đóng ngay cuộc số 1 «Làm đường Thôn 3»? Đã có 1 người trả lời, còn 4 người chưa."
        "\nĐóng rồi, trong một giờ còn mở lại được, nếu chưa báo kết quả cho bà con."
        " [1. Chưa đóng] [2. Đóng luôn]"
    )
    await bot.hears("can-bo", "1")
    assert (await poll(bot)).state == PollState.OPEN
    await bot.hears("can-bo", choice="poll:close:1")
    (closed,) = await bot.hears("can-bo", "2")
    assert closed.endswith("[3. Mở lại]")
    (late,) = await bot.hears("hoa", choice="ballot:go:1")
    assert "đã đóng" in late
    clock.pass_by(minutes=59)
    assert await clock_looks(bot) == []
    (again,) = await bot.hears("can-bo", choice="poll:reopen:1")
    assert again.startswith("can-bo ← Đã mở lại.") and "đang mở: 1/5" in again
    (asked,) = await bot.hears("hoa", choice="ballot:go:1")
    assert asked.startswith("hoa ← Câu 1/2.")
    # Who was forgotten before the slip is known after it.
    await bot.hears("tu", choice="erase:yes")
    await bot.hears("can-bo", choice="poll:shut:1")
    await clock_looks(bot)
    await bot.hears("can-bo", choice="poll:reopen:1")
    for choice in ("agree:ap-03", "ballot:go:1"):
        *_, said = await bot.hears("tu", choice=choice)
    assert "đã được tính, không còn tên" in said
    await bot.hears("can-bo", choice="poll:shut:1")
    clock.pass_by(minutes=61)
    (over,) = await bot.hears("can-bo", choice="poll:reopen:1")
    assert over.startswith("can-bo ← Không mở lại được nữa")
    deeds = await bot.db.read(
        lambda session: [
            (deed.action, deed.note)
            for deed in list_actions(session, "poll:1")
            if deed.action in ("poll.close", "poll.reopen") and deed.person_id
        ]
    )
    assert deeds == [("poll.close", "1/5"), ("poll.reopen", "")] * 2 + [("poll.close", "1/5")]


async def test_what_was_told_to_the_villages_is_not_reopened(bot: Bot) -> None:
    await asked_on(bot)
    await bot.hears("can-bo", choice="poll:shut:1")
    await bot.hears("can-bo", choice="poll:tell:1")
    (said,) = await bot.hears("can-bo", choice="poll:reopen:1")
    assert said.startswith("can-bo ← Không mở lại được nữa")


async def test_who_had_not_heard_of_it_does_when_it_goes_on(bot: Bot) -> None:
    await drafted(bot)
    await bot.hears("can-bo", "1")
    await bot.hears("lanh-dao", "1")
    await bot.hears("can-bo", choice="poll:shut:1")  # before the clock looked
    assert await clock_looks(bot) == []
    await bot.hears("can-bo", choice="poll:reopen:1")
    assert len(await clock_looks(bot)) == 5
