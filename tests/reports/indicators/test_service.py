"""Values: entered, corrected and withdrawn with who and why; nothing is overwritten."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.errors import NotAllowed, NotFound, UserError
from bot.messages.content import StoredFile
from bot.people.models import RoleKind
from bot.people.units import get_unit
from bot.reports.indicators import service
from bot.reports.indicators.models import IndicatorRank, IndicatorValue
from bot.reports.indicators.service import Evidence, RankEntry
from bot.reports.indicators.spans import SpanKind, read_span
from tests.reports.indicators.scene import NOW, TODAY, act, locate, make_set, plant, write_entry

PROOF = Evidence(StoredFile(f"{'a' * 32}.pdf"), "bc.pdf", "b" * 64)


async def test_a_value_is_corrected_and_withdrawn_and_all_of_it_stays(
    db: Database, tmp_path: Path
) -> None:
    indicator_set = make_set(tmp_path)
    await db.write(plant)

    def enter(session: Session) -> int:
        place = locate(session, indicator_set, "3")
        entry = write_entry(71.5, self_score=8, evidence=PROOF, note="căn cước 036090001234 đã rà")
        return service.enter_value(session, place, entry, actor=act(place.unit), now=NOW).id

    def correct(session: Session) -> int:
        place = locate(session, indicator_set, "3")
        return service.correct_value(
            session, place, write_entry(73), value_id=first,
            reason="thôn nộp lại", actor=act(place.unit), now=NOW + timedelta(hours=1),
        ).id  # fmt: skip

    first = await db.write(enter)
    second = await db.write(correct)

    def withdraw(session: Session) -> None:
        unit = get_unit(session, "xa")
        service.withdraw_value(session, second, reason="nhầm kỳ", actor=act(unit), now=NOW)

    await db.write(withdraw)

    def look(session: Session) -> None:
        place = locate(session, indicator_set, "3")
        newest, oldest = service.list_history(session, place, actor=act(place.unit))
        assert (oldest.id, oldest.value, oldest.self_score) == (first, 71.5, 8)
        assert (oldest.ended_as, oldest.end_reason) == ("corrected", "thôn nộp lại")
        assert "036090001234" not in oldest.note
        assert (newest.value, newest.ended_as, newest.end_reason) == (73, "withdrawn", "nhầm kỳ")
        assert newest.evidence == oldest.evidence == PROOF.stored.name
        assert service.find_current(session, place) is None
        audit = session.exec(select(Audit).order_by(Audit.id)).all()  # type: ignore[arg-type]
        assert [entry.action for entry in audit] == [
            "indicator.enter", "indicator.correct", "indicator.withdraw",
        ]  # fmt: skip
        assert {entry.subject for entry in audit} == {f"unit:{place.unit.id}"}
        assert audit[1].note == "mau, mã 3, Tháng 11/2026: thôn nộp lại"

    await db.read(look)


async def test_one_value_counts_whoever_is_faster(db: Database, tmp_path: Path) -> None:
    indicator_set = make_set(tmp_path)
    await db.write(plant)

    def enter(session: Session) -> None:
        place = locate(session, indicator_set, "3")
        service.enter_value(session, place, write_entry(1), actor=act(place.unit), now=NOW)

    await db.write(enter)
    with pytest.raises(UserError, match="đã có số trong kỳ này"):
        await db.write(enter)

    def double(session: Session) -> None:
        row = session.exec(select(IndicatorValue)).one()
        session.add(IndicatorValue(**row.model_dump(exclude={"id"})))

    with pytest.raises(IntegrityError):
        await db.write(double)

    def correct_unseen(session: Session) -> None:
        place = locate(session, indicator_set, "3")
        service.correct_value(
            session, place, write_entry(2), value_id=999, reason="x", actor=act(place.unit), now=NOW
        )

    with pytest.raises(UserError, match="vừa có người đổi"):
        await db.write(correct_unseen)


@pytest.mark.parametrize(
    ("code", "entry", "said"),
    [
        ("3", write_entry(None), "Xin ghi giá trị"),
        ("3", write_entry(-1), "từ 0 trở lên"),
        ("3", write_entry(float("nan")), "từ 0 trở lên"),
        ("3", write_entry(float("inf")), "từ 0 trở lên"),
        ("3", write_entry(1, self_score=10.5), "từ 0 đến 10"),
        ("3", write_entry(1, source=" "), "lấy từ đâu"),
        ("3", write_entry(1, source="x" * 201), "nhiều nhất 200"),
        ("3", write_entry(1, note="x" * 501), "nhiều nhất 500"),
        ("3", write_entry(1, measured_on=date(2026, 11, 24)), "một ngày đã qua"),
        ("3", write_entry(1, measured_on=date(1026, 1, 1)), "một ngày đã qua"),
        ("4", write_entry(0.5), "Có hoặc Không"),
        ("1", write_entry(80), "máy tự tính"),
        ("1", write_entry(None), "điểm tự chấm"),
    ],
)
async def test_what_cannot_be_is_refused(
    db: Database, tmp_path: Path, code: str, entry: service.ValueEntry, said: str
) -> None:
    indicator_set = make_set(tmp_path)
    await db.write(plant)

    def enter(session: Session) -> None:
        place = locate(session, indicator_set, code)
        service.enter_value(session, place, entry, actor=act(place.unit), now=NOW)

    with pytest.raises(UserError, match=said):
        await db.write(enter)
    assert await db.read(lambda session: session.exec(select(IndicatorValue)).all()) == []


async def test_who_may_not_enter_and_where(db: Database, tmp_path: Path) -> None:
    indicator_set = make_set(tmp_path)
    await db.write(plant)

    def enter_as(role: RoleKind, unit: str):  # type: ignore[no-untyped-def]
        def enter(session: Session) -> int:
            place = locate(session, indicator_set, "3")
            actor = act(get_unit(session, unit), role)
            return service.enter_value(session, place, write_entry(1), actor=actor, now=NOW).id

        return enter

    for role in (RoleKind.COMMITTEE, RoleKind.LEADER, RoleKind.MEMBER):
        with pytest.raises(NotAllowed):
            await db.write(enter_as(role, "xa"))
    for unit in ("hl", "ap-1"):
        with pytest.raises(NotFound):
            await db.write(enter_as(RoleKind.OFFICER, unit))
    number = await db.write(enter_as(RoleKind.APPROVER, "tinh"))

    def reach(session: Session) -> None:
        other = act(get_unit(session, "hl"))
        with pytest.raises(NotFound):
            service.get_value(session, number, actor=other)
        with pytest.raises(NotFound):
            service.withdraw_value(session, number, reason="x", actor=other, now=NOW)
        with pytest.raises(NotFound):
            service.get_evidence(session, number, actor=act(get_unit(session, "xa")))

    await db.read(reach)


async def test_a_rank_replaces_the_earlier_and_keeps_it(db: Database, tmp_path: Path) -> None:
    indicator_set = make_set(tmp_path)
    await db.write(plant)
    span = read_span(SpanKind.MONTH, "2026-10", today=TODAY)

    def enter(session: Session, entry: RankEntry) -> None:
        unit = get_unit(session, "xa")
        service.enter_rank(session, unit, indicator_set, span, entry, actor=act(unit), now=NOW)

    await db.write(enter, RankEntry("", 12, 126, "Tỉnh", 48.5))
    await db.write(enter, RankEntry("", 10, 126, "Tỉnh, bản sửa"))
    await db.write(enter, RankEntry("g1", 3, 126, "Tỉnh"))
    ranks = await db.read(lambda session: session.exec(select(IndicatorRank)).all())
    assert [(rank.group_code, rank.place, rank.ended_at is None) for rank in ranks] == [
        ("", 12, False), ("", 10, True), ("g1", 3, True),
    ]  # fmt: skip
    for entry in (
        RankEntry("", 0, 126, "x"), RankEntry("", 127, 126, "x"), RankEntry("", 1, 2, " "),
        RankEntry("", 1, 2, "x", 51), RankEntry("g2", 1, 2, "x", -1),
    ):  # fmt: skip
        with pytest.raises(UserError):
            await db.write(enter, entry)
    with pytest.raises(NotFound):
        await db.write(enter, RankEntry("g9", 1, 2, "x"))
