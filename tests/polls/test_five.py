"""Of fewer than five ballots nobody is told what they say, wherever a result is shown."""

import io
from collections.abc import Mapping
from datetime import date

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.documents import office_files
from bot.polls import results, rounds, service, wording
from bot.polls.models import PollRound
from bot.polls.results import MIN_BALLOTS, select_shown_villages
from bot.usecases.generated_documents import make_minutes
from tests.polls.scene import ROAD, WHY_LATER, Scene
from tests.reminders.scene import ZONE

VILLAGES = st.dictionaries(st.integers(1, 6), st.integers(0, 12), min_size=1)


@given(VILLAGES, st.sets(st.integers(1, 6)), st.integers(0, 9))
def test_what_is_hidden_of_a_branch_is_never_few(
    counts: Mapping[int, int], may: set[int], elsewhere: int
) -> None:
    whole = sum(counts.values()) + elsewhere
    open_to_all = select_shown_villages(counts, candidates=may, total=whole)
    hidden = whole - sum(counts[one] for one in open_to_all)
    assert open_to_all <= may
    assert not open_to_all or hidden == 0 or hidden >= MIN_BALLOTS


async def voted(scene: Scene, first: list[int], second: list[int]) -> int:
    """So many took each road in either village; those of the second road are asked on."""
    number = await scene.opens(ROAD, WHY_LATER)
    for village, roads in (("v1", first), ("v2", second)):
        for road, people in enumerate(roads):
            for place in range(people):
                who = f"{village}-{road}-{place}"
                await scene.lives(who, village)
                await scene.votes(who, number, *((0,) if road == 0 else (1, [2])))
    await scene.does(service.close_poll, number)
    return number


def printed(session: Session, number: int) -> str:
    poll = service.get_poll(session, number)
    made = make_minutes(session, poll, zone=ZONE, on=date(2026, 11, 26))
    document = docx.Document(io.BytesIO(office_files.write_docx(made)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


@pytest.mark.parametrize("few", [1, 4])
async def test_a_question_asked_of_few_is_not_printed(scene: Scene, few: int) -> None:
    number = await voted(scene, [6, few], [0, 0])
    said = await scene.db.read(lambda s: wording.render_results(s, service.get_poll(s, number)))
    assert "Ngõ nào trước?\n- Dưới 5 phiếu" in said and "Ngõ 3" not in said
    paper = await scene.db.read(printed, number)
    assert "Ngõ 3" not in paper and "dưới 5 phiếu trả lời nên không nêu" in paper
    await scene.does(rounds.send_results, number)
    words = await scene.db.read(lambda s: s.exec(select(PollRound.result_text)).all())
    assert any("Ngõ nào" in word for word in words) and "Ngõ 3" not in "".join(words)


async def test_a_branch_of_a_village_is_not_had_by_subtraction(scene: Scene) -> None:
    number = await voted(scene, [6, 6], [8, 2])  # of the second road two are of the second village
    paper = await scene.db.read(printed, number)
    assert paper.count("Câu 2.") == 1  # the whole alone
    villages = dict(
        await scene.db.read(
            lambda s: results.list_village_tallies(s, service.get_poll(s, number)).villages
        )
    )
    assert [len(tallies) for tallies in villages.values()] == [1, 1]


async def test_five_are_enough(scene: Scene) -> None:
    number = await voted(scene, [6, 5], [0, 5])
    paper = await scene.db.read(printed, number)
    assert paper.count("Câu 2.") == 3
