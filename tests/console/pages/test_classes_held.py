"""The classes that a figure counts, a page at a time; lists imported from where they stand."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlmodel import Session

from bot.classes.models import ClassSession
from bot.people.models import RoleKind
from bot.people.units import get_unit
from tests.console.scene import ConsoleScene

OFFICER, LEADER = RoleKind.OFFICER, RoleKind.LEADER


async def hold_classes(console: ConsoleScene, count: int) -> None:
    """Classes of this morning, an hour each, to which 3, 4, 5… people came."""
    started = console.bot.clock() - timedelta(hours=1)

    def work(session: Session) -> None:
        unit = get_unit(session, "ap-01")
        for number in range(count):
            lesson = ClassSession(
                code=f"buoi-{number}", unit_id=unit.id, topic=f"Buổi {number}", place="Đình",
                starts_at=started, seats=30, door_code=f"CUA{number:05}", created_at=started,
                headcount=3 + number, followed_at=started,
            )  # fmt: skip
            session.add(lesson)

    await console.db.write(work)


async def test_classes_that_a_figure_counts_are_paged_and_kept_as_one_file(
    console: ConsoleScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.console.pages.classes_held.MAX_HELD", 2)
    await hold_classes(console, 5)
    officer = await console.sign_in(OFFICER)
    address = "/console/classes?counted=held&since=2026-11-01&until=2026-11-30"
    seen: list[str] = []
    for _ in range(3):
        page = await officer.get(address)
        assert "5 buổi đã mở, 25 lượt bà con đến học" in page.text
        seen += re.findall(r">(Buổi \d)</a>", page.text)
        following = re.search(r'href="([^"]+)" rel="next"', page.text)
        address = unescape(following[1]) if following else ""
    assert seen == [f"Buổi {number}" for number in range(5)] and address == ""
    kept = re.search(r'href="([^"]+xlsx=1)"', page.text)
    assert kept is not None
    with ZipFile(BytesIO((await officer.get(unescape(kept[1]))).body)) as file:
        cells = "".join(file.read(name).decode() for name in file.namelist() if "xml" in name)
    assert all(f"Buổi {number}" in cells for number in range(5))
    leader = await console.sign_in(LEADER, "ap-02")
    page = await leader.get("/console/classes?counted=held&since=2026-11-01&until=2026-11-30")
    assert "0 buổi đã mở" in page.text and "Buổi 1" not in page.text


async def test_lists_are_imported_from_where_they_are_shown(console: ConsoleScene) -> None:
    officer, leader = await console.sign_in(OFFICER), await console.sign_in(LEADER, "ap-01")
    for page, kind in (("classes", "classes"), ("people/households", "households")):
        link = f'href="/console/import/{kind}"'
        assert link in (await officer.get(f"/console/{page}")).text
        assert link not in (await leader.get(f"/console/{page}")).text
        assert (await officer.get(f"/console/import/{kind}")).status == 200
