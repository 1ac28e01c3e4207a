"""Results: values, why one is missing, points, comparisons, bases, villages and what is hidden."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.core.db import Database
from bot.core.errors import NotFound
from bot.people.units import get_unit
from bot.reports.indicators import service
from bot.reports.indicators.definitions import IndicatorSet
from bot.reports.indicators.listing import list_all_lines, list_lines, make_list
from bot.reports.indicators.results import Gap, Meter, SetResult, load_meter, load_set_result
from bot.reports.indicators.service import RankEntry
from bot.reports.indicators.spans import SpanKind, read_span
from bot.reports.models import CountName, DailyCount
from tests.reports.indicators.scene import NOW, TODAY, act, locate, make_set, plant, write_entry
from tests.reports.indicators.test_service import PROOF


def load(session: Session, known: IndicatorSet, unit: str = "xa", period: str = "") -> SetResult:
    """The results of a unit."""
    place, span = get_unit(session, unit), read_span(SpanKind.MONTH, period, today=TODAY)
    return load_set_result(session, known, place, span, actor=act(place), today=TODAY)


def measure(session: Session, known: IndicatorSet, unit: str = "xa") -> Meter:
    """What a unit and the villages under it are measured with."""
    place, span = get_unit(session, unit), read_span(SpanKind.MONTH, "", today=TODAY)
    return load_meter(session, known, place, span, actor=act(place), today=TODAY, by_unit=True)


async def test_values_come_from_counters_bases_and_people(db: Database, tmp_path: Path) -> None:
    known = make_set(tmp_path)
    await db.write(plant)

    def enter(session: Session) -> None:
        for code, entry in (
            ("3", write_entry(63, self_score=7.5, evidence=PROOF)),
            ("4", write_entry(1)),
            ("1", write_entry(None, self_score=9)),
        ):
            place = locate(session, known, code)
            service.enter_value(session, place, entry, actor=act(place.unit), now=NOW)
        unit, span = get_unit(session, "xa"), read_span(SpanKind.MONTH, "", today=TODAY)
        rank = RankEntry("g1", 10, 126, "Tỉnh")
        service.enter_rank(session, unit, known, span, rank, actor=act(unit), now=NOW)

    await db.write(enter)

    def look(session: Session) -> None:
        result = load(session, known)
        sent, learnt, online, plan, liked = (result.find(code) for code in "12345")
        assert sent and learnt and online and plan and liked
        assert sent.current.value == pytest.approx(100 * 100 / 150)
        assert (sent.current.numerator, sent.current.denominator) == (100, 150)
        assert sent.points == pytest.approx(8.33) and sent.current.self_score == 9
        # As many days of October as of November have passed; nothing was counted a year before.
        assert sent.previous.value == 25
        assert (sent.year_before.value, sent.year_before.gap) == (None, Gap.NOTHING_COUNTED)
        assert learnt.current.value == 15 and learnt.points == 10
        base = learnt.current.bases[0]
        assert (base.value, base.counted_on) == (200, date(2026, 6, 30))
        assert (online.current.value, online.points) == (63, 7)
        assert (plan.current.value, plan.points, plan.current.span.key) == (1, 10, "2026")
        assert liked.current.value == 90 and liked.points == 10
        first, second = result.groups
        assert (first.points, first.self_score, second.self_score) == (35.33, 16.5, None)
        assert (result.points, result.self_score, result.missing) == (45.33, 16.5, [])
        assert first.rank is not None and first.rank.place == 10 and result.rank is None
        assert not result.is_over and result.days.last == TODAY

    await db.read(look)


async def test_what_is_not_known_is_missing_and_never_nothing(db: Database, tmp_path: Path) -> None:
    known = make_set(tmp_path)
    await db.write(plant)

    def look(session: Session) -> None:
        result = load(session, known)
        assert [row.indicator.code for row in result.missing] == ["3", "4"]
        assert result.missing_points == 20
        earlier = load(session, known, period="2026-05")
        assert earlier.points == 0 and len(earlier.missing) == 5
        gaps = {row.current.gap for row in earlier.missing}
        assert gaps == {Gap.NOTHING_COUNTED, Gap.NOT_ENTERED}
        october = load(session, known, period="2026-10")
        learnt, liked = october.find("2"), october.find("5")
        assert learnt and learnt.current.value == 0  # others were counted: nobody came
        assert liked and liked.current.gap is Gap.NO_DENOMINATOR
        get_unit(session, "ap-2").households_count = None
        session.flush()
        learnt = load(session, known).find("2")
        assert learnt and learnt.current.gap is Gap.NO_BASE
        assert learnt.current.bases[0].missing == ("Nơi ap-2",)
        get_unit(session, "xa").households_count = 300
        session.flush()
        learnt = load(session, known).find("2")
        assert learnt and learnt.current.value == 10
        session.rollback()

    await db.write(look)


async def test_villages_add_up_and_few_are_hidden(db: Database, tmp_path: Path) -> None:
    known = make_set(tmp_path)
    await db.write(plant)

    def look(session: Session) -> None:
        meter = measure(session, known)
        villages = [get_unit(session, code) for code in ("ap-1", "ap-2")]
        sent, learnt, liked = (known.indicators[code] for code in "125")
        parts = [meter.measure(sent, unit).current for unit in villages]
        assert [(part.numerator, part.denominator) for part in parts] == [(60, 100), (40, 50)]
        shares = [meter.measure(learnt, unit).current for unit in villages]
        assert [share.value for share in shares] == [20, 0]
        rest = meter.measure_rest(learnt)
        assert (rest.value, rest.numerator) == (None, 600)
        counted = sum(part.counts[0][1] for part in (*shares, rest))
        assert counted == meter.measure(learnt).current.counts[0][1] == 30
        hidden, shown = (meter.measure(liked, unit).current for unit in villages)
        assert (hidden.value, hidden.gap, hidden.numerator, hidden.counts) == (
            None, Gap.FEW, None, (),
        )  # fmt: skip
        assert shown.value == 100 and shown.denominator == 6
        alone = load(session, known, "ap-1").find("5")
        assert alone and alone.current.gap is Gap.FEW and alone.points is None

    await db.read(look)


async def test_another_commune_is_not_found(db: Database, tmp_path: Path) -> None:
    known = make_set(tmp_path)
    await db.write(plant)

    def look(session: Session) -> None:
        span = read_span(SpanKind.MONTH, "", today=TODAY)
        other = act(get_unit(session, "hl"))
        with pytest.raises(NotFound):
            load_set_result(session, known, get_unit(session, "xa"), span, actor=other, today=TODAY)
        province = load(session, known, "tinh").find("1")
        assert province and (province.current.numerator, province.current.denominator) == (
            101,
            1150,
        )

    await db.read(look)


async def test_lines_hold_everything_that_proves_a_value(db: Database, tmp_path: Path) -> None:
    known = make_set(tmp_path)
    await db.write(plant)

    def enter(session: Session) -> None:
        place = locate(session, known, "3")
        entry = write_entry(63, evidence=PROOF)
        service.enter_value(session, place, entry, actor=act(place.unit), now=NOW)

    await db.write(enter)

    def look(session: Session) -> None:
        unit = get_unit(session, "xa")
        lines = list_all_lines(
            session, {known.key: known}, unit, last=date(2026, 11, 30), actor=act(unit), today=TODAY
        )
        assert lines == list_lines(load(session, known))
        sent, learnt, online, plan, _ = lines
        assert sent.formula == 'count("delivered") ÷ count("addressed")'
        assert sent.formula_words.startswith("«Lượt người đã được gửi» chia cho")
        assert (sent.numerator, sent.denominator, sent.gap_words) == (100, 150, "")
        assert learnt.sources[1] == "Số hộ: 200, cộng từ danh sách các thôn, ngày 30/06/2026"
        assert online.evidence == PROOF.stored and online.evidence_digest == PROOF.digest
        assert online.sources == ("Báo cáo 45 (số của ngày 23/11/2026)",)
        assert plan.value is None and plan.gap_words == "Chưa ai nhập số này."
        table = make_list(load(session, known))
        assert [row[4] for row in table.rows] == [66.67, 15, 63, None, 90]
        assert table.rows[3][11] == "chưa có số"

    await db.read(look)


async def test_a_closed_month_is_the_same_whenever_it_is_looked_at(
    db: Database, tmp_path: Path
) -> None:
    known = make_set(tmp_path)
    await db.write(plant)

    def look(session: Session) -> float | None:
        result = load(session, known, period="2026-10").find("1")
        assert result is not None and result.current.days.last == date(2026, 10, 31)
        return result.current.value

    def count_later(session: Session) -> None:
        unit_id = get_unit(session, "ap-1").id
        row = DailyCount(unit_id=unit_id, day=TODAY, name=CountName.ADDRESSED, detail="", count=9)
        session.add(row)

    before = await db.read(look)
    await db.write(count_later)
    assert before == 50 == await db.read(look)
