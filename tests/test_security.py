"""The threat model names tests that exist, and the console holds the topics of a security review:
each on the real server."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.console import list_routes
from bot.faq.knowledge_base import KnowledgeBase
from bot.people.models import Contact, RoleKind
from bot.reactions import open_database
from tests.conftest import ObedientClock
from tests.console.scene import ConsoleScene
from tests.journeys.bot import Bot

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "docs/security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
TWELVE = (
    *("own-handle type", "photo folder", "approval shows everything", "one ballot"),
    *("web identity", "rejected attachment", "any order of asks", "canary", "erase canary"),
    *("retention", "role matrix", "abuse budget"),
)
ENDLESS = "tickets.live"  # a stream
MARK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@cache
def names_of(path: str) -> frozenset[str]:
    """The names of the tests of a file."""
    file = ROOT / path
    text = file.read_text("utf-8") if file.is_file() else ""
    return frozenset(re.findall(r"^\s*(?:async )?def (test_\w+)", text, re.MULTILINE))


def test_every_test_the_threat_model_names_exists() -> None:
    named = NAMED.findall(MODEL.read_text("utf-8"))
    assert len(named) > 60
    assert [f"{path}::{name}" for path, name in named if name not in names_of(path)] == []


def test_the_twelve_stand_in_it_each_with_a_test() -> None:
    lines = MODEL.read_text("utf-8").splitlines()
    for threat in TWELVE:
        (line,) = [line for line in lines if line.startswith(f"| **{threat}**")]
        assert NAMED.search(line), threat


def test_every_threat_of_a_table_has_a_test() -> None:
    text = MODEL.read_text("utf-8").partition("## The twelve")[2]
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    heads = ("| Threat |", "| Topic |")
    assert [row for row in rows if not row.startswith(heads) and not NAMED.search(row)] == []


@pytest.fixture
async def console(bot: Bot) -> AsyncIterator[ConsoleScene]:
    """The console behind a port."""
    async with ConsoleScene.open(bot) as scene:
        yield scene


async def test_every_page_an_officer_can_open_has_the_headers(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    wrong: dict[str, object] = {}
    opened = 0
    for route in list_routes():
        if route.method != "GET" or "{" in route.path or route.name == ENDLESS:
            continue
        answer = await officer.get(route.path)
        opened += 1
        headers = answer.headers
        policy = headers.get("Content-Security-Policy", "")
        if (
            "default-src 'none'" not in policy
            or "unsafe" in policy
            or "frame-ancestors 'none'" not in policy
            or headers.get("X-Frame-Options") != "DENY"
            or headers.get("X-Content-Type-Options") != "nosniff"
            or "no-store" not in headers.get("Cache-Control", "")
            or headers.get("Referrer-Policy") not in ("same-origin", "no-referrer")
        ):
            wrong[route.name] = dict(headers)
    assert opened > 20
    assert wrong == {}


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    console: ConsoleScene,
) -> None:
    answer = await console.stranger().post(await console.make_link(RoleKind.OFFICER))
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("toso-console=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


@asynccontextmanager
async def over_https(
    url: str, shelf: KnowledgeBase, clock: ObedientClock, files: Path
) -> AsyncIterator[ConsoleScene]:
    """The console as it is behind a proxy with https."""
    db = open_database(url)
    started = Bot.started(
        db, copy(shelf), clock, demo=None, files=files, public_url="https://toso.example.vn"
    )
    async with started as bot, ConsoleScene.open(bot) as scene:
        yield scene
    db.close()


async def test_with_https_the_cookie_is_bound_to_it_and_to_the_host(
    demo_url: str, shelf: KnowledgeBase, clock: ObedientClock, tmp_path: Path
) -> None:
    async with over_https(demo_url, shelf, clock, tmp_path) as scene:
        answer = await scene.stranger().post(await scene.make_link(RoleKind.OFFICER))
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-toso-console=")
    assert "Secure" in cookie.split("; ")


async def test_a_session_that_somebody_brings_is_not_adopted(console: ConsoleScene) -> None:
    """Session fixation: the token before the sign-in is not the one after it, and opens nothing."""
    planted = "a" * 43
    victim = console.stranger()
    victim.http.cookie_jar.update_cookies({"toso-console": planted})
    answer = await victim.post(await console.make_link(RoleKind.OFFICER))
    assert planted not in answer.headers["Set-Cookie"]
    attacker = console.stranger()
    page = await attacker.get("/console/", Cookie=f"toso-console={planted}")
    assert page.location == "/console/sign-in"


async def test_a_session_that_was_ended_is_dead_on_the_server(console: ConsoleScene) -> None:
    officer = console.stranger()
    answer = await officer.post(await console.make_link(RoleKind.OFFICER))
    kept = answer.headers["Set-Cookie"].partition(";")[0]
    thief = console.stranger()
    assert (await thief.get("/console/", Cookie=kept)).status == 200
    await officer.post("/console/sign-out")
    assert (await thief.get("/console/", Cookie=kept)).location == "/console/sign-in"


async def test_a_form_from_nowhere_is_refused(console: ConsoleScene) -> None:
    """Neither Origin, Referer nor Sec-Fetch-Site: no browser that holds a session sends that."""
    officer = await console.sign_in(RoleKind.OFFICER)
    assert (await officer.post("/console/sign-out", None, Origin="")).status == 403
    assert (await officer.get("/console/")).status == 200


async def test_a_method_that_no_page_has_is_refused(console: ConsoleScene) -> None:
    officer = await console.sign_in(RoleKind.OFFICER)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        async with officer.http.request(method, f"{console.base}/console/") as answer:
            assert answer.status in (400, 404, 405), method
            assert "toso-console" not in await answer.text()


async def test_no_path_leads_out_of_the_static_files(console: ConsoleScene) -> None:
    stranger = console.stranger()
    for path in (
        "/console/static/../templates/layout.html",
        "/console/static/..%2f..%2faccess.py",
        "/console/static/%2e%2e/%2e%2e/access.py",
        "/console/static//etc/passwd",
        "/chat/static/..%2fpages.py",
    ):
        answer = await stranger.get(path)
        assert answer.status in (303, 400, 403, 404), path
        assert "import" not in answer.text
        assert "root:" not in answer.text


async def test_what_a_resident_typed_is_text_on_every_page(console: ConsoleScene) -> None:
    """A name and words of a resident that are HTML: on no page they are any."""
    await console.bot.hears("tu", "/start", start="u-ap-03", name=MARK)
    await console.bot.hears("tu", "1", name=MARK)
    await console.bot.hears("tu", "gặp người", name=MARK)
    await console.bot.hears("tu", f"tôi cần giúp {MARK}", name=MARK)

    def look(session: Session) -> str:
        return session.exec(select(Contact.name).where(Contact.address == "tu")).one()

    assert "<script>" in await console.db.read(look)
    officer = await console.sign_in(RoleKind.OFFICER)
    pages = [
        (await officer.get(route.path)).text
        for route in list_routes()
        if route.method == "GET" and "{" not in route.path and route.name != ENDLESS
    ]
    (number,) = {
        one for page in pages for one in re.findall(r'href="(/console/tickets/\d+)"', page)
    }
    pages.append((await officer.get(number)).text)
    assert any("&lt;script&gt;alert(1)" in page for page in pages)
    assert not any("<script>alert(1)" in page or "<img src=x" in page for page in pages)
