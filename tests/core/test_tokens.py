"""Tokens that change as they are used: renewed once, kept sealed, never lost without a word."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import event
from sqlmodel import Session, col, select

from bot import texts
from bot.channels.zalo_oa.oauth import ZaloOAuth, make_challenge, make_verifier
from bot.core import tokens
from bot.core.accounts import ZaloAccount
from bot.core.clock import utc_now
from bot.core.databases import open_database
from bot.core.db import Database, OperationalError
from bot.core.errors import DeliveryError, Rejected, TryLater, UserError
from bot.core.policy import POLICY
from bot.core.settings import Settings
from bot.core.token_pair import TokenPair
from bot.core.tokens import ChannelToken, TokenHealth, TokenStore
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.people.models import Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import UnitKind, get_unit, upsert_unit
from bot.schedule import alarms
from bot.web.zalo import CALLBACK_PATH, CONSENT_TIMEOUT, ConsentFlow, add_zalo_routes
from tests.conftest import ObedientClock
from tests.pretend.zalo_oa import PretendZalo
from tests.pretend.zalo_oa_rules import APP_ID, APP_SECRET, OA_ID
from tests.token_callers import CALLERS, KEY

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def zalo() -> AsyncIterator[PretendZalo]:
    async with PretendZalo() as running:
        yield running


def oauth_of(zalo: PretendZalo) -> ZaloOAuth:
    return ZaloOAuth(APP_ID, APP_SECRET, zalo.url)


def a_store(db: Database, zalo: PretendZalo, clock: ObedientClock, **how: Any) -> TokenStore:
    return TokenStore(db, "zalo-oa", KEY, clock, oauth_of(zalo).renew_tokens, **how)


def first(zalo: PretendZalo) -> TokenPair:
    return TokenPair(zalo.grant.access, zalo.grant.refresh)


def row_of(session: Session) -> ChannelToken:
    return session.exec(select(ChannelToken)).one()


def health(session: Session, now: Any) -> TokenHealth:
    return tokens.check_health(session, "zalo-oa", now=now)[0]


# Renewing


async def test_a_token_is_used_for_twenty_hours_and_then_renewed(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    store = a_store(db, zalo, clock, first=first(zalo))
    given = await store.token()
    assert given == zalo.grant.access and zalo.grant.rotations == 1
    clock.pass_by(hours=19, minutes=59)
    assert await store.token() == given and zalo.grant.rotations == 1
    clock.pass_by(minutes=2)
    renewed = await store.token()
    assert renewed != given and renewed == zalo.grant.access
    assert zalo.grant.rotations == 2


async def test_many_who_were_refused_renew_once(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    store = a_store(db, zalo, clock, first=first(zalo))
    old = await store.token()
    got = await asyncio.gather(*(store.another(old) for _ in range(20)))
    assert set(got) == {zalo.grant.access} and got[0] != old
    assert zalo.grant.rotations == 2
    # Who hears of the old one late does not renew again.
    assert await store.another(old) == got[0]
    assert zalo.grant.rotations == 2


async def test_two_processes_of_twenty_callers_renew_once(
    database_url: str, zalo: PretendZalo, clock: ObedientClock
) -> None:
    db = open_database(database_url)
    clock.now = utc_now() - timedelta(hours=21)
    await a_store(db, zalo, clock, first=first(zalo)).token()
    await asyncio.to_thread(db.close)
    command = (sys.executable, "-m", "tests.token_callers", database_url, zalo.url)
    both = [
        await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        for _ in range(2)
    ]
    said = [(await one.communicate())[0].decode().split() for one in both]
    assert [len(one) for one in said] == [CALLERS, CALLERS]
    assert {token for one in said for token in one} == {zalo.grant.access}
    assert zalo.grant.rotations == 2


async def test_the_new_pair_is_committed_before_it_is_used(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    await a_store(db, zalo, clock, first=first(zalo)).token()
    clock.pass_by(hours=21)
    await a_store(db, zalo, clock).token()
    again = a_store(db, zalo, clock)  # another process, later
    assert await again.token() == zalo.grant.access
    assert zalo.grant.rotations == 2


async def test_a_database_away_between_renewal_and_commit_is_waited_for(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    store = a_store(db, zalo, clock, first=first(zalo))
    await store.token()
    clock.pass_by(hours=26)
    away = ["once"]

    def fail(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE channel_token SET sealed") and away:
            away.pop()
            raise OperationalError("away", None, Exception("away"))

    event.listen(db.engine, "before_cursor_execute", fail)
    assert await store.token() == zalo.grant.access
    assert not away and zalo.grant.rotations == 2
    assert await a_store(db, zalo, clock).token() == zalo.grant.access


async def test_zalo_away_leaves_everything_as_it_was(
    db: Database, clock: ObedientClock, zalo: PretendZalo
) -> None:
    away = ZaloOAuth(APP_ID, APP_SECRET, "http://127.0.0.1:9")
    store = TokenStore(db, "zalo-oa", KEY, clock, away.renew_tokens, first=first(zalo))
    old = await store.token()
    clock.pass_by(hours=21)
    assert await store.token() == old  # it is good for four hours yet
    assert (await db.read(row_of)).held_until is None
    clock.pass_by(hours=5)
    with pytest.raises(TryLater):
        await store.token()
    assert (await db.read(row_of)).held_until is None
    assert await a_store(db, zalo, clock).token() == zalo.grant.access


async def test_whoever_died_while_renewing_is_waited_for_no_longer_than_a_request(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    store = a_store(db, zalo, clock, first=first(zalo))
    old = await store.token()

    def died(session: Session) -> None:
        row_of(session).held_until = clock() + tokens.LEASE_TIME

    await db.write(died)
    waiting = asyncio.create_task(store.another(old))
    await asyncio.sleep(0.3)
    assert not waiting.done() and zalo.grant.rotations == 1
    clock.pass_by(seconds=46)
    assert await waiting == zalo.grant.access


# When it is lost


def an_officer(session: Session, now: Any) -> None:
    upsert_unit(session, "x", "Xã Mẫu", UnitKind.COMMUNE, parent=None)
    unit = get_unit(session, "x")
    for number, account in enumerate(("telegram", "zalo-oa")):
        person = Person(name=f"Cán bộ Mẫu {number}", unit_id=unit.id)
        session.add(person)
        session.flush()
        session.add(Role(person_id=person.id, unit_id=unit.id, kind=RoleKind.OFFICER))
        get_or_create_contact(session, account, f"officer-{number}", now=now).person_id = person.id


def told(session: Session) -> list[tuple[str, str]]:
    query = select(Delivery.account, Message.text).join(
        Message, col(Message.id) == Delivery.message_id
    )
    return [(account, text) for account, text in session.exec(query)]


async def test_a_pair_lost_between_renewal_and_commit_is_said_to_officers_and_repaired(
    db: Database, zalo: PretendZalo, clock: ObedientClock, caplog: pytest.LogCaptureFixture
) -> None:
    await db.write(an_officer, now=clock())
    store = a_store(db, zalo, clock, first=first(zalo))
    await store.token()
    clock.pass_by(hours=24)
    zalo.drop_after_rotation = 1  # Zalo has rotated; we never heard of it
    old = await store.token()
    assert await db.read(health, now=clock()) is TokenHealth.FINE
    with caplog.at_level(logging.ERROR), pytest.raises(TryLater, match="consent"):
        await store.another(old)
    assert await db.read(health, now=clock()) is TokenHealth.BROKEN
    assert "consent is needed" in caplog.text and "-secret" not in caplog.text
    for _ in range(2):
        await db.write(alarms.notify_consent_needed, account="zalo-oa", policy=POLICY, now=clock())
    said = texts.ALARM_CONSENT.format(account="Zalo OA", command="bot zalo consent")
    assert await db.read(told) == [("telegram", said)]
    zalo.grant.issue(zalo.clock())
    await store.store_pair(first(zalo))
    assert await store.token() == zalo.grant.access
    assert await db.read(health, now=clock()) is TokenHealth.FINE


async def test_a_new_seed_repairs_and_an_old_one_does_not_come_back(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    seed = first(zalo)
    await a_store(db, zalo, clock, first=seed).token()
    clock.pass_by(hours=21)
    renewed = await a_store(db, zalo, clock, first=seed).token()
    assert await a_store(db, zalo, clock, first=seed).token() == renewed
    fresh = TokenPair("access-by-hand-secret", "refresh-by-hand-secret")
    assert await a_store(db, zalo, clock, first=fresh).token() == fresh.access


async def test_without_consent_nobody_is_written_to(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    with pytest.raises(TryLater, match="no consent"):
        await a_store(db, zalo, clock).token()
    assert await db.read(health, now=clock()) is TokenHealth.NONE


async def test_sixty_days_without_renewal_are_said(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    await a_store(db, zalo, clock, first=first(zalo)).token()
    assert await db.read(health, now=clock() + timedelta(days=59)) is TokenHealth.FINE
    assert await db.read(health, now=clock() + timedelta(days=61)) is TokenHealth.OLD


# Sealed


async def test_the_database_holds_no_token_anyone_can_read(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    await a_store(db, zalo, clock, first=first(zalo)).token()
    row = await db.read(row_of)
    assert "secret" not in row.sealed and "access" not in row.sealed
    assert "secret" not in repr(first(zalo))
    other = TokenStore(db, "zalo-oa", "another key", clock, oauth_of(zalo).renew_tokens)
    with pytest.raises(TryLater, match="BOT_SECRET_KEY"):
        await other.token()


# Consent


def test_the_challenge_is_the_one_of_the_standard() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert make_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert len(make_verifier()) == 43 and make_verifier() != make_verifier()


def settings_of(zalo: PretendZalo, **more: Any) -> Settings:
    given = {
        "zalo_app_id": APP_ID,
        "zalo_app_secret": APP_SECRET,
        "zalo_oa_id": OA_ID,
        "zalo_oa_secret": "invented",
        "zalo_oauth_url": zalo.url,
        "zalo_api_url": zalo.url,
        "public_url": "https://to-so.example",
        **more,
    }
    return Settings(_env_file=None, **given)  # type: ignore[call-arg]


def account_of(settings: Settings) -> ZaloAccount:
    return settings.accounts.list_kind(ZaloAccount)[0]


@pytest.fixture
async def page(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> AsyncIterator[tuple[ConsentFlow, str]]:
    """A consent, and the address its page is served at."""
    settings = settings_of(zalo, zalo_domain_check="abc_123")
    consent = ConsentFlow(settings, account_of(settings), a_store(db, zalo, clock), oauth_of(zalo))
    app = web.Application()
    add_zalo_routes(app, [consent])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield consent, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def shown(address: str) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}


async def visit(address: str, **query: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(address, params=query) as answer:
        return answer.status, await answer.text()


async def test_the_admin_agrees_and_the_bot_speaks(
    page: tuple[ConsentFlow, str], db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    consent, url = page
    asked = shown(await consent.begin())
    assert asked["redirect_uri"] == f"https://to-so.example{CALLBACK_PATH}"
    code = zalo.grant.consent(asked["code_challenge"], zalo.clock())
    status, said = await visit(url + CALLBACK_PATH, code=code, oa_id=OA_ID, state=asked["state"])
    assert (status, texts.ZALO_CONSENT_DONE in said) == (200, True)
    assert await a_store(db, zalo, clock).token() == zalo.grant.access
    # The same address opened again says what to do.
    status, said = await visit(url + CALLBACK_PATH, code=code, oa_id=OA_ID, state=asked["state"])
    assert (status, "bot zalo consent" in said) == (400, True)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"code": "x", "state": "somebody-else"}, 400),
        ({"code": "x", "oa_id": "999"}, 400),
        ({"code": "x"}, 502),
    ],
)
async def test_an_odd_return_is_one_sentence_and_changes_nothing(
    page: tuple[ConsentFlow, str],
    db: Database,
    clock: ObedientClock,
    query: dict[str, str],
    status: int,
) -> None:
    consent, url = page
    await consent.begin()
    answered, said = await visit(url + CALLBACK_PATH, **query)
    assert (answered == status and "bot zalo consent" in said) or "BOT_ZALO_OA_ID" in said
    assert await db.read(health, now=clock()) is TokenHealth.NONE


@pytest.mark.parametrize(
    "query", [{}, {"code": "x"}, {"code": "x", "state": "y"}, {"code": "x", "oa_id": "999"}]
)
async def test_a_stranger_on_the_page_ends_no_consent_under_way(
    page: tuple[ConsentFlow, str],
    db: Database,
    zalo: PretendZalo,
    clock: ObedientClock,
    query: dict[str, str],
) -> None:
    consent, url = page
    asked = shown(await consent.begin())
    for _ in range(2):
        assert (await visit(url + CALLBACK_PATH, **query))[0] in (400, 502)
    code = zalo.grant.consent(asked["code_challenge"], zalo.clock())
    status, _ = await visit(url + CALLBACK_PATH, code=code, oa_id=OA_ID, state=asked["state"])
    assert status == 200
    assert await a_store(db, zalo, clock).token() == zalo.grant.access


async def test_a_stranger_brings_the_page_no_tokens_of_another_account(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    verifier = make_verifier()
    settings = settings_of(zalo, zalo_pkce_verifier=verifier)
    consent = ConsentFlow(settings, account_of(settings), a_store(db, zalo, clock), oauth_of(zalo))
    code = zalo.grant.consent(make_challenge(verifier), zalo.clock())
    with pytest.raises(UserError):  # nobody began one
        await consent.finish(code, on_page=True)
    await consent.begin()
    zalo.oa_id = "999000111222333444"  # whose admin agreed to the same app
    with pytest.raises(UserError, match="999000111222333444"):
        await consent.finish(code, on_page=True)
    assert await db.read(health, now=clock()) is TokenHealth.NONE
    zalo.oa_id = OA_ID
    code = zalo.grant.consent(make_challenge(verifier), zalo.clock())
    zalo.refuses_all = -224
    with pytest.raises(DeliveryError):  # whose it is could not be learnt
        await consent.finish(code, on_page=True)
    assert await db.read(health, now=clock()) is TokenHealth.NONE
    zalo.refuses_all = 0
    code = zalo.grant.consent(make_challenge(verifier), zalo.clock())
    await consent.finish(code, on_page=True)
    assert await a_store(db, zalo, clock).token() == zalo.grant.access


async def test_the_page_is_tried_a_few_times_only(page: tuple[ConsentFlow, str]) -> None:
    _, url = page
    seen = [(await visit(url + CALLBACK_PATH, code="x"))[0] for _ in range(7)]
    assert seen == [400] * 5 + [429] * 2


async def test_a_consent_nobody_began_is_refused(page: tuple[ConsentFlow, str]) -> None:
    _, url = page
    assert (await visit(url + CALLBACK_PATH, code="x"))[0] == 400


async def test_a_consent_that_took_too_long_is_refused(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    settings = settings_of(zalo)
    consent = ConsentFlow(settings, account_of(settings), a_store(db, zalo, clock), oauth_of(zalo))
    await consent.begin()
    assert await a_store(db, zalo, clock).load_challenge(CONSENT_TIMEOUT) != {}
    await consent.begin()
    await asyncio.sleep(2.1)
    assert await a_store(db, zalo, clock).load_challenge(timedelta(seconds=1)) == {}


async def test_a_verifier_of_the_console_needs_no_beginning_here(
    db: Database, zalo: PretendZalo, clock: ObedientClock
) -> None:
    verifier = make_verifier()
    settings = settings_of(zalo, zalo_pkce_verifier=verifier)
    consent = ConsentFlow(settings, account_of(settings), a_store(db, zalo, clock), oauth_of(zalo))
    assert consent.has_fixed_verifier
    code = zalo.grant.consent(make_challenge(verifier), zalo.clock())
    await consent.finish(code, oa_id=OA_ID)
    assert await a_store(db, zalo, clock).token() == zalo.grant.access
    with pytest.raises(Rejected, match="-14005"):
        await consent.finish(code)


async def test_the_domain_is_proved(page: tuple[ConsentFlow, str]) -> None:
    _, url = page
    status, said = await visit(f"{url}/zalo_verifierabc_123.html")
    assert status == 200
    assert '<meta property="zalo-platform-site-verification" content="abc_123" />' in said
    assert (await visit(f"{url}/zalo_verifierother.html"))[0] == 404


# The plan of a Zalo Bot


def many(session: Session, count: int, *, now: Any) -> None:
    contact = get_or_create_contact(session, "zalo-bot", "tu", now=now)
    for number in range(count):
        session.add(
            Message(
                contact_id=contact.id,
                account="zalo-bot",
                direction="in" if number % 2 else "out",
                platform_id=f"{now}:{number}",
                said_at=now,
            )
        )


async def test_officers_hear_before_a_month_s_plan_is_used_up(
    db: Database, clock: ObedientClock
) -> None:
    how: dict[str, Any] = {"policy": POLICY, "accounts": ["telegram", "zalo-bot"]}
    await db.write(an_officer, now=clock())
    await db.write(many, 2399, now=clock() - timedelta(days=2))
    await db.write(many, 500, now=clock() - timedelta(days=40))  # another month
    assert await db.write(alarms.notify_quota_usage, now=clock(), **how) == 0
    await db.write(many, 1, now=clock())
    assert await db.write(alarms.notify_quota_usage, now=clock(), **how) == 2
    assert await db.write(alarms.notify_quota_usage, now=clock(), **how) == 0
    words = texts.ALARM_PLAN.format(account="Zalo Bot", used=2400, plan=3000)
    assert [text for _, text in await db.read(told)] == [words, words]
