"""What has outlived its lifetime is deleted at night, and what is still needed is not."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.messages.content import cached_file_name
from bot.outbox.models import DeliveryStatus
from bot.people.models import Contact
from bot.privacy import retention
from bot.privacy.data_rules import After, Effect, Feature, Kept, TableRules, words
from bot.privacy.inventory import INVENTORY
from bot.privacy.models import Consent, Discarded
from bot.schedule.jobs import Scheduler
from bot.tickets.models import Ticket
from tests.conftest import ObedientClock
from tests.journeys.bot import Bot
from tests.privacy.rows import Life, fill, places

TU = "zxqtu"
YEAR = timedelta(days=365)
# Whatever is not over.
RUNNING = {
    "ticket.closed_at": None,
    "reminder.state": "waiting",
    "reminder_rule.state": "paused",
    "notice_question.state": "waiting",
    "poll.closed_at": None,
    "poll.closes_at": datetime(2099, 1, 1, tzinfo=UTC),
}


def discarded(session: Session) -> set[str]:
    """The files that are to be deleted."""
    return set(session.exec(select(Discarded.path)))


async def sweep(db: Database, now: datetime) -> dict[str, int]:
    """One night."""
    state = retention.Sweep()
    while not state.is_over:
        state = await db.write(retention.delete_expired_due, state, now=now)
    return dict(state.done)


async def test_the_audit_says_how_much_a_night_deleted_and_never_whose(
    db: Database, clock: ObedientClock
) -> None:
    def report(session: Session) -> None:
        done = {"emptied message": 12, "deleted report_draft": 2, "deleted sign_in_link": 3}
        retention.report_sweep(session, retention.Sweep(done=done), now=clock.now)
        retention.report_sweep(session, retention.Sweep(), now=clock.now)

    await db.write(report)
    (entry,) = await db.read(lambda session: session.exec(select(Audit)).all())
    assert (entry.action, entry.subject) == ("retention.delete", "sheet:stored")
    assert entry.note == ("Đã bỏ chữ: tin nhắn 12. Đã xóa: mục khác 3, phản ánh đang viết dở 2.")


def ending_columns() -> set[str]:
    """The columns whose words end by time, by themselves or with their row."""
    return {
        f"{expiry.table}.{column}"
        for expiry in retention.PLAN
        for column in (
            INVENTORY[expiry.table].list_columns(Effect.BLANK, Effect.UNLINK)
            if expiry.deletes_row
            else (*expiry.emptied, *expiry.unlinked)
        )
    }


# What ends within a month: marks, lists that wait, links, sessions and forms of the console, and
# what a merge or an import is undone by.
SHORT_LIVED = {
    "deleted data_copy": 1,
    "deleted voter_digest": 1,
    "deleted pending_import": 1,
    "deleted sign_in_link": 1,
    "deleted console_session": 1,
    "deleted sent_form": 1,
    "deleted unsent_form": 1,
    "deleted merge": 1,
    "deleted import_change": 1,
    "deleted inspection_link": 1,
}


async def test_after_three_years_words_are_gone_and_figures_are_not(
    db: Database, clock: ObedientClock
) -> None:
    life = await db.write(fill, Life(TU, 1, clock.now))
    assert await sweep(db, clock.now + timedelta(days=31)) == SHORT_LIVED
    before = await db.read(places, TU)
    assert await sweep(db, clock.now + timedelta(days=89)) == {}
    assert await db.read(places, TU) == before

    done = await sweep(db, clock.now + 3 * YEAR)

    ended = ending_columns()
    assert {"message.text", "ticket.text", "ticket_event.note", "vote.reason"} <= ended
    assert await db.read(places, TU) == before - ended
    assert done["emptied message"] == 1 and done["deleted report_draft"] == 1
    assert "deleted audit" not in done
    assert await db.read(discarded) >= {life.file}
    assert await db.read(lambda s: len(s.exec(select(Consent)).all())) == 1
    assert await sweep(db, clock.now + 3 * YEAR) == {}, "nothing is done twice"
    after_six = {"deleted audit": 1, "deleted import_record": 1}
    assert await sweep(db, clock.now + 6 * YEAR) == after_six


async def test_what_is_not_over_is_kept_however_old(db: Database, clock: ObedientClock) -> None:
    await db.write(fill, Life(TU, 1, clock.now, RUNNING))
    before = await db.read(places, TU)
    await sweep(db, clock.now + 3 * YEAR)
    needed = {
        *("message.text", "message.payload", "ticket.text", "ticket.attachments"),
        *("ticket_event.note", "appointment.place", "reminder.text", "reminder_rule.text"),
        *("notice_question.text", "ballot_draft.answers", "vote.reason"),
    }
    assert needed <= before
    assert needed <= await db.read(places, TU)


@pytest.mark.parametrize("status", retention.UNDELIVERED)
async def test_what_is_still_to_be_delivered_keeps_its_words(
    db: Database, clock: ObedientClock, status: DeliveryStatus
) -> None:
    await db.write(fill, Life(TU, 1, clock.now, {"delivery.status": status}))
    await sweep(db, clock.now + YEAR)
    assert "message.text" in await db.read(places, TU)


async def test_a_photo_stays_while_its_ticket_needs_it(db: Database, clock: ObedientClock) -> None:
    closed_at = clock.now + timedelta(days=60)
    given = {"ticket.closed_at": closed_at, "report_draft.moved_at": clock.now}
    life = await db.write(fill, Life(TU, 1, clock.now, given))
    await sweep(db, clock.now + timedelta(days=91))
    assert "message.text" not in await db.read(places, TU)
    assert life.file not in await db.read(discarded)
    await sweep(db, closed_at + timedelta(days=91))
    assert life.file in await db.read(discarded)
    roll = cached_file_name("", "roll-1")
    assert roll not in await db.read(discarded), "the roll of a class is kept for two years"
    await sweep(db, clock.now + 3 * YEAR)
    assert roll in await db.read(discarded)


async def test_more_than_a_batch_is_deleted_in_one_night(
    db: Database, clock: ObedientClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        await db.write(fill, Life(f"{TU}{number}", number, clock.now))
    done = await sweep(db, clock.now + 3 * YEAR)
    assert done["emptied message"] == 5 and done["deleted pending_question"] == 5


def test_the_plan_follows_from_the_inventory_alone() -> None:
    year = After(YEAR, "at")
    rules = {
        "diary": TableRules(
            Feature.CORE, "of these tests", Kept("why"), (words("one two", "said", year),)
        ),
        "scrap": TableRules(Feature.CORE, "of these tests", year),
    }
    assert retention.plan_expiry(rules) == [
        retention.Expiry("diary", year, ("one", "two")),
        retention.Expiry("scrap", year),
    ]
    assert retention.plan_expiry({}) == []
    assert len(retention.PLAN) > 15
    consent_and_open = {"consent", "contact", "ballot", "delivery"}
    assert not consent_and_open & {expiry.table for expiry in retention.PLAN}


async def test_a_resident_s_words_go_after_ninety_days_and_the_log_says_it(
    bot: Bot, clock: ObedientClock, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.hears("tu", "/start", name="Bà Tư")
    await bot.hears("tu", "đồng ý", choice="agree", name="Bà Tư")
    await bot.hears("tu", "con trâu của tôi bị zxqbenh lạc mất rồi")
    await bot.hears("tu", "gặp người")
    clock.pass_by(days=91)
    job = a_scheduler(bot, clock)
    with caplog.at_level(logging.INFO):
        clock.now = clock.now.replace(hour=8)
        await job.delete_expired()
        assert "message.text" in await bot.db.read(places, "zxqbenh"), "it is day"
        clock.now = clock.now.replace(hour=19)  # two at night in Vietnam
        await job.delete_expired()
    assert "ticket.text" in await bot.db.read(places, "zxqbenh"), "it is still open"
    assert await bot.db.read(lambda s: s.exec(select(Ticket.closed_at)).all()) == [None]
    assert any(line.startswith("retention: emptied message") for line in caplog.messages)
    assert "zxqbenh" not in caplog.text
    assert (await bot.db.read(lambda s: s.exec(select(Contact.name)).first())) == "Bà Tư"


def a_scheduler(bot: Bot, clock: ObedientClock) -> Scheduler:
    """The jobs, of which only the nightly one is run."""
    unused: Any = None
    return Scheduler(
        *(bot.db, unused, clock, POLICY, (), unused, unused, frozenset(), unused, unused),
        *((), unused),
    )
