"""Who sees what: every route of the console, walked by everybody who might try.

The table of routes is the test: a new page is walked without being named here. A route about a row
needs a row of commune An Phú in `tests/console/rows.py`, or the test says which is missing.
"""

import re

from sqlmodel import Session, col, delete

from bot.console import OPEN, list_routes
from bot.console.routes import ConsoleRoute
from bot.people.models import Role, RoleKind
from bot.people.sign_in import CONSOLE_ROLES, ConsoleRole
from bot.people.units import get_unit
from tests.console.rows import SHARED, fill_path, make_rows
from tests.console.scene import Answer, ConsoleScene, Visitor

LOCKED = [route for route in list_routes() if route.name not in OPEN]
ABOUT_A_ROW = [route for route in LOCKED if re.search(r"{(?!account)", route.path)]
SIGN_IN = "/console/sign-in"
# Ending a session would end the walk, and a stream has no end.
LAST = ("sign_in.out", "tickets.live")
NEVER = "999999999"  # no row has this number


async def walk(visitor: Visitor, route: ConsoleRoute, path: str) -> Answer:
    """Open a page, or send an empty form."""
    return await (visitor.get(path) if route.method == "GET" else visitor.post(path))


def test_every_route_says_who_may_come() -> None:
    assert len(LOCKED) > 10
    assert [route.name for route in LOCKED if not route.roles] == []
    names = [route.name for route in list_routes()]
    assert len(names) == len(set(names))


async def test_a_stranger_is_sent_to_the_door(console: ConsoleScene) -> None:
    rows = await make_rows(console)
    stranger = console.stranger()
    wrong = {}
    for route in LOCKED:
        answer = await walk(stranger, route, fill_path(route.path, rows))
        if (answer.status, answer.location) != (303, SIGN_IN):
            wrong[route.name] = answer.status
    assert wrong == {}


async def test_whose_role_ended_is_a_stranger(console: ConsoleScene) -> None:
    rows = await make_rows(console)
    officer = await console.sign_in(RoleKind.OFFICER)

    def end(session: Session) -> None:
        unit_id = get_unit(session, "an-phu").id
        session.execute(
            delete(Role).where(col(Role.unit_id) == unit_id, col(Role.kind) == RoleKind.OFFICER)
        )

    await console.db.write(end)
    for route in LOCKED:
        answer = await walk(officer, route, fill_path(route.path, rows))
        assert answer.location == SIGN_IN, route.name


async def test_a_role_opens_its_pages_and_no_other(console: ConsoleScene) -> None:
    rows = await make_rows(console)
    people = {
        ConsoleRole.VIEWER: await console.sign_in(RoleKind.COMMITTEE, "demo"),
        ConsoleRole.LEADER: await console.sign_in(RoleKind.LEADER, "ap-01"),
        ConsoleRole.OFFICER: await console.sign_in(RoleKind.OFFICER),
        ConsoleRole.OPERATOR: await console.sign_in(None),
    }
    wrong = {}
    for role, visitor in people.items():
        for route in LOCKED:
            if route.method != "GET" or route.name in LAST:
                continue
            status = (await visitor.get(fill_path(route.path, rows))).status
            is_allowed = role in route.roles
            if (not is_allowed and status != 404) or (
                is_allowed and "{" not in route.path and status not in (200, 303)
            ):
                wrong[f"{role} {route.name}"] = status
    assert wrong == {}


async def test_a_deed_is_refused_to_every_other_role(console: ConsoleScene) -> None:
    rows = await make_rows(console)
    people = {
        ConsoleRole.VIEWER: await console.sign_in(RoleKind.COMMITTEE, "demo"),
        ConsoleRole.LEADER: await console.sign_in(RoleKind.LEADER, "ap-01"),
        ConsoleRole.OPERATOR: await console.sign_in(None),
    }
    wrong = {}
    for role, visitor in people.items():
        for route in LOCKED:
            if route.method == "POST" and role not in route.roles:
                status = (await visitor.post(fill_path(route.path, rows))).status
                if status != 404:
                    wrong[f"{role} {route.name}"] = status
    assert wrong == {}


async def test_another_communes_rows_are_as_rows_that_never_were(console: ConsoleScene) -> None:
    rows = await make_rows(console)
    never = {name: value if name in SHARED else NEVER for name, value in rows.items()}
    other = await console.sign_in(RoleKind.OFFICER, "hoa-lac")
    neighbour = await console.sign_in(RoleKind.LEADER, "ap-02")
    wrong = {}
    for route in ABOUT_A_ROW:
        theirs, missing = fill_path(route.path, rows), fill_path(route.path, never)
        if theirs == missing:  # about nobody's row: a topic, a kind of list
            continue
        for who, visitor in (("officer", other), ("neighbour", neighbour)):
            answers = [await walk(visitor, route, path) for path in (theirs, missing)]
            shown = [(answer.status, re.sub(r"\d+", "", answer.location)) for answer in answers]
            if shown[0][0] != 404 and (shown[0] != shown[1] or shown[0][0] == 200):
                wrong[f"{who} {route.method} {route.name}"] = shown
    assert wrong == {}


def test_all_roles_are_walked() -> None:
    assert set(CONSOLE_ROLES.values()) | {ConsoleRole.OPERATOR} == set(ConsoleRole)
