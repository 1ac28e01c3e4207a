"""A button that is pressed twice, without JavaScript: one deed, and the same answer to both."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from sqlmodel import SQLModel, col, func, select

from bot.broadcasts.models import Broadcast
from bot.classes.models import Enrolment
from bot.console.forms import FORM_KEY, FormData, digest_form
from bot.console.rendering import TEMPLATES, FormKeys
from bot.duty.models import DutyEntry
from bot.people.models import Household, Role, RoleKind
from bot.people.sent_forms import SentForm
from bot.people.units import get_unit
from bot.polls.models import Poll
from bot.privacy.models import DataRequest
from bot.texts import FORM_SENT_TWICE
from bot.tickets.models import Relay, TicketEvent
from tests.console.rows import ANNOUNCEMENT, POLL, make_rows
from tests.console.scene import Answer, ConsoleScene, Visitor

Rows = dict[str, str]


@dataclass(frozen=True)
class Creating:
    """A form that creates a row: its page, where it is sent, what is typed, and the table."""

    page: str
    path: str
    values: Callable[[Rows], dict[str, str]]
    table: type[SQLModel]


def fixed(**values: str) -> Callable[[Rows], dict[str, str]]:
    return lambda _rows: values


FORMS = {
    "broadcasts.create": Creating(
        "/broadcasts/new", "/broadcasts/new", lambda _: ANNOUNCEMENT, Broadcast
    ),
    "broadcasts.copy": Creating(
        "/broadcasts/{broadcasts.id}", "/broadcasts/{broadcasts.id}/copy", fixed(), Broadcast
    ),
    "polls.create": Creating(
        "/polls/new", "/polls/new", lambda rows: {**POLL, "unit": rows["unit"]}, Poll
    ),
    "people.add_household": Creating(
        "/people/households/new",
        "/people/households/new",
        lambda rows: {"unit": rows["unit"], "label": "Lê Văn Hai Lần"},
        Household,
    ),
    "people.add_request": Creating(
        "/people/requests/new",
        "/people/requests/new",
        lambda rows: {
            "unit": rows["unit"], "kind": "correct", "asker": "self", "name": "Lê Thị Mẫu",
            "asked_on": "2026-11-20", "note": "Sai họ", "reach": "0900000000",
        },
        DataRequest,
    ),
    "teams.add": Creating(
        "/teams/{unit}",
        "/teams/{unit}/members",
        fixed(name="Lê Văn Hai Lần", phone="0900000099", role="member", skills=""),
        Role,
    ),
    "teams.add_duty": Creating(
        "/teams/{unit}/duty",
        "/teams/{unit}/duty",
        lambda rows: {"person": rows["member"], "what": "absence", "first": "2026-12-20",
                      "last": "2026-12-20", "part": ""},
        DutyEntry,
    ),
    "tickets.note": Creating(
        "/tickets/{tickets.id}", "/tickets/{tickets.id}/note", fixed(note="Đã gọi lại"), TicketEvent
    ),
    "tickets.reply": Creating(
        "/tickets/{tickets.id}", "/tickets/{tickets.id}/reply", fixed(text="Chào bác ạ"), Relay
    ),
    "classes.add_learner": Creating(
        "/classes/{classes.id}", "/classes/{classes.id}/learners", fixed(name="Lê Thị Hai"),
        Enrolment,
    ),
}  # fmt: skip
"""Each route that creates something. Of the classes and the answers two-step forms stand below."""


async def count(console: ConsoleScene, table: type[SQLModel]) -> int:
    return await console.db.read(
        lambda session: session.exec(select(func.count()).select_from(table)).one()
    )


def find_key(page: str, path: str) -> str:
    """Return the key of the page's form that is sent to a path."""
    for tag, key in re.findall(
        r'(<form\b[^>]*>)<input type="hidden" name="form_key" value="([^"]+)"', page
    ):
        if f'action="{path}"' in unescape(tag):
            return str(key)
    raise AssertionError(f"no form to {path}: {re.findall('<form[^>]*>', page)}")


async def prepare(console: ConsoleScene) -> Rows:
    rows = await make_rows(console)

    def look(session: Any) -> Rows:
        unit_id = get_unit(session, "ap-01").id
        query = select(Role.person_id).where(Role.unit_id == unit_id, Role.kind == RoleKind.MEMBER)
        return {"unit": str(unit_id), "member": str(session.exec(query).first())}

    return rows | await console.db.read(look)


def fill(path: str, rows: Rows) -> str:
    return "/console" + re.sub(r"{([^}]+)}", lambda gap: rows[gap[1]], path)


async def press_twice(
    visitor: Visitor, page: str, path: str, values: dict[str, str]
) -> tuple[Answer, Answer, dict[str, str]]:
    """Open the form's page and press its button twice at once."""
    shown = await visitor.get(page)
    assert shown.status == 200, (page, shown.status)
    form = {**values, FORM_KEY: find_key(shown.text, path)}
    first, second = await asyncio.gather(visitor.post(path, form), visitor.post(path, form))
    return first, second, form


async def test_two_presses_create_one_row_on_every_creating_route(console: ConsoleScene) -> None:
    rows = await prepare(console)
    officer = await console.sign_in(RoleKind.OFFICER)
    await console.bot.link("can-bo", "Nguyễn Thị Cán Bộ Mẫu")
    await console.bot.quiet()
    wrong = {}
    for name, creating in FORMS.items():
        path, values = fill(creating.path, rows), creating.values(rows)
        before = await count(console, creating.table)
        first, second, form = await press_twice(officer, fill(creating.page, rows), path, values)
        third = await officer.post(path, form)
        added = await count(console, creating.table) - before
        places = {answer.location for answer in (first, second, third)}
        if added != 1 or {first.status, second.status, third.status} != {303} or len(places) != 1:
            wrong[name] = (added, first.status, second.status, third.status, places)
    assert wrong == {}


async def test_what_was_changed_in_between_is_another_form(console: ConsoleScene) -> None:
    rows = await prepare(console)
    officer = await console.sign_in(RoleKind.OFFICER)
    path = "/console/people/households/new"
    values = {"unit": rows["unit"], "label": "Lê Văn Một"}
    *_, form = await press_twice(officer, path, path, values)
    again = await officer.post(path, {**form, "label": "Lê Văn Hai"})
    assert again.status == 303
    labels = select(Household.label).where(col(Household.label).startswith("Lê Văn"))
    found = await console.db.read(lambda session: sorted(session.exec(labels)))
    assert found == ["Lê Văn Hai", "Lê Văn Một"]


async def test_the_second_press_is_told_so(console: ConsoleScene) -> None:
    rows = await prepare(console)
    officer = await console.sign_in(RoleKind.OFFICER)
    path = "/console/people/households/new"
    form = (await press_twice(officer, path, path, {"unit": rows["unit"], "label": "Lê Văn Một"}))[
        2
    ]
    assert FORM_SENT_TWICE in (await officer.follow(await officer.post(path, form))).text


async def test_a_form_with_a_fault_can_be_sent_again(console: ConsoleScene) -> None:
    rows = await prepare(console)
    officer = await console.sign_in(RoleKind.OFFICER)
    path = "/console/people/households/new"
    *answers, form = await press_twice(officer, path, path, {"unit": rows["unit"], "label": ""})
    assert [answer.status for answer in answers] == [400, 400]
    assert await count(console, SentForm) == 0
    mended = await officer.post(path, {**form, "label": "Lê Văn Một"})
    assert mended.status == 303


async def test_a_file_can_be_had_again(console: ConsoleScene) -> None:
    rows = await prepare(console)
    officer = await console.sign_in(RoleKind.OFFICER)
    await officer.post(
        "/console/people/households/new", {"unit": rows["unit"], "label": "Lê Văn Một"}
    )
    path = "/console/people/households/codes"
    page = f"/console/people/households?unit={rows['unit']}"
    first, second, _ = await press_twice(officer, page, path, {"unit": rows["unit"]})
    assert first.body.startswith(b"%PDF") and second.body.startswith(b"%PDF")


async def test_two_officers_send_two_forms(console: ConsoleScene) -> None:
    """A key is of one session: nobody is answered with what another did."""
    rows = await prepare(console)
    path = "/console/people/households/new"
    officer, leader = (
        await console.sign_in(RoleKind.OFFICER),
        await console.sign_in(RoleKind.LEADER, "ap-01"),
    )
    form = {"unit": rows["unit"], "label": "Lê Văn Một", FORM_KEY: "same"}
    assert (await officer.post(path, form)).status == 303
    assert (await leader.post(path, form)).status == 400  # this household is there already


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_posted_form_has_a_key(template: Any) -> None:
    source = template.read_text()
    made = FormKeys.preprocess(None, source, None)  # type: ignore[arg-type]
    assert made.count("{{ form_key() }}") == len(re.findall('method="post"', source))


def test_a_digest_tells_forms_apart() -> None:
    form = FormData({FORM_KEY: ["k"], "a": ["1", "2"]})
    same = digest_form(form, "/x", 1)
    assert same == digest_form(form, "/x", 1)
    assert digest_form(FormData({"a": ["1"]}), "/x", 1) == ""
    others = {
        digest_form(FormData({FORM_KEY: ["k"], "a": ["1"], "b": ["2"]}), "/x", 1),
        digest_form(form, "/y", 1),
        digest_form(form, "/x", 2),
        digest_form(FormData({FORM_KEY: ["l"], "a": ["1", "2"]}), "/x", 1),
    }
    assert len(others) == 4 and same not in others
