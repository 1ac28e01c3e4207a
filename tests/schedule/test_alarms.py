"""Alarms in chat: once, daily, and when it is over; nobody is woken, nothing is told twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.core.db import Database
from bot.core.policy import POLICY
from bot.core.tokens import ChannelToken
from bot.core.trace import make_trace
from bot.inbox import webhook_queue
from bot.messages.content import Incoming, Reply
from bot.messages.history import Message
from bot.outbox.models import Delivery
from bot.outbox.service import stage
from bot.people.models import Person, Role, RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import Unit, UnitKind
from bot.schedule import alarms, vitals
from bot.schedule.fault_rules import Fault, ProcessVitals, list_faults
from bot.schedule.monitoring import JobWatch
from bot.schedule.vitals import MachineVitals, StoredVitals
from tests.conftest import ObedientClock

ACCOUNTS = ("telegram", "zalo-oa", "webchat")
DISK = Fault("disk", "Ổ đĩa sắp đầy.")
GIGABYTE = 10**9


def officers(session: Session, clock: ObedientClock) -> None:
    """One officer writes on Telegram, another on Zalo."""
    unit = Unit(code="x", name="Xã Mẫu", kind=UnitKind.COMMUNE, path="/x/")
    session.add(unit)
    session.flush()
    for account in ("telegram", "zalo-oa"):
        person = Person(name=f"Cán bộ Mẫu {account}", unit_id=unit.id)
        session.add(person)
        session.flush()
        session.add(Role(person_id=person.id, unit_id=unit.id, kind=RoleKind.OFFICER))
        get_or_create_contact(session, account, "o", now=clock()).person_id = person.id


class Scene:
    """Officers, a clock, and what they are told."""

    def __init__(self, db: Database, clock: ObedientClock) -> None:
        self.db, self.clock = db, clock
        self.known = 0

    async def look(self, *faults: Fault) -> list[tuple[str, str]]:
        """The clock looks; what is told because of it, by account."""
        await self.db.write(alarms.raise_due, faults, policy=POLICY, now=self.clock())
        return await self.told()

    async def told(self) -> list[tuple[str, str]]:
        rows = await self.db.read(_list_told)
        fresh, self.known = rows[self.known :], len(rows)
        return fresh


def _list_told(session: Session) -> list[tuple[str, str]]:
    query = select(Delivery.account, Message.text).join(
        Message, col(Message.id) == Delivery.message_id
    )
    return list(session.exec(query.order_by(col(Delivery.id))))


@pytest.fixture
async def scene(db: Database, clock: ObedientClock) -> Scene:
    await db.write(officers, clock)
    return Scene(db, clock)


async def test_once_then_daily_and_when_it_is_over(scene: Scene) -> None:
    first = await scene.look(DISK)
    assert sorted(first) == [("telegram", DISK.text), ("zalo-oa", DISK.text)]
    for _ in range(23):
        scene.clock.pass_by(minutes=61)
        assert await scene.look(DISK) == []
    scene.clock.pass_by(hours=1)
    again = texts.ALARM_AGAIN.format(age="1 ngày", text=DISK.text)
    assert [text for _, text in await scene.look(DISK)] == [again, again]

    scene.clock.pass_by(minutes=10)
    assert await scene.look() == []
    scene.clock.pass_by(minutes=5)
    assert await scene.look(DISK) == []  # it was back before it was over
    scene.clock.pass_by(minutes=1)
    assert await scene.look() == []
    scene.clock.pass_by(minutes=16)
    over = texts.ALARM_OVER.format(age="1 ngày", name=texts.ALARM_NAMES["disk"])
    assert [text for _, text in await scene.look()] == [over, over]
    assert await scene.look() == []
    assert len(await scene.look(DISK)) == 2  # a new one is told anew


async def test_nobody_is_woken_and_what_passed_by_night_is_not_told(scene: Scene) -> None:
    scene.clock.pass_by(hours=14)  # 22:00
    backup = Fault("backup", "Chưa có bản sao lưu.")
    assert await scene.look(DISK, backup) == []
    scene.clock.pass_by(hours=4)
    assert await scene.look(backup) == []
    scene.clock.pass_by(hours=4, minutes=29)
    assert await scene.look(backup) == []
    scene.clock.pass_by(minutes=2)  # 6:31
    assert [text for _, text in await scene.look(backup)] == [backup.text] * 2


async def test_an_account_that_sends_nothing_does_not_carry_its_own_alarm(scene: Scene) -> None:
    fault = Fault("channel:telegram", "Kênh Telegram đang nghẽn.")
    assert await scene.look(fault) == [("zalo-oa", fault.text)]


async def test_a_clock_that_stood_still_is_told_of_once_it_goes(scene: Scene) -> None:
    for _ in range(3):
        await scene.db.write(alarms.beat, policy=POLICY, now=scene.clock())
        scene.clock.pass_by(minutes=9)  # an upgrade
    assert await scene.told() == []
    scene.clock.pass_by(hours=3)
    for _ in range(2):
        await scene.db.write(alarms.beat, policy=POLICY, now=scene.clock())
    words = [text for _, text in await scene.told()]
    assert words == [texts.ALARM_STOPPED.format(start="08:18 23/11", end="11:27 23/11")] * 2


def _make_trouble(session: Session, clock: ObedientClock) -> None:
    old = clock() - timedelta(minutes=30)
    for account in ("telegram", "webchat"):
        stage(session, get_or_create_contact(session, account, "7", now=old), Reply("a"), now=old)
    item = webhook_queue._QueuedItem("k", Incoming("zalo-oa", "1", "1", "a"), make_trace(old))
    webhook_queue.insert_events(session, [item], "x", now=old)
    rotated = clock() - timedelta(days=70)
    session.add(ChannelToken(account="zalo-oa", sealed="x", rotated_at=rotated))


async def test_what_the_database_says_becomes_faults_that_say_what_to_do(
    db: Database, clock: ObedientClock
) -> None:
    fine = await db.read(vitals.read_stored, ACCOUNTS, now=clock())
    calm = MachineVitals({"var": 10 * GIGABYTE}, clock())
    assert list(list_faults(fine, calm, ProcessVitals(), now=clock())) == []
    assert fine.database_bytes > 100_000

    await db.write(_make_trouble, clock)
    stored = await db.read(vitals.read_stored, ACCOUNTS, now=clock())
    assert stored.waiting["telegram", "queued"] == stored.waiting["webchat", "queued"] == 1
    found = {fault.subject: fault.text for fault in
             list_faults(stored, calm, ProcessVitals(), now=clock())}  # fmt: skip
    assert set(found) == {"channel:telegram", "queue", "token:zalo-oa"}
    assert "30 phút" in found["channel:telegram"] and "30 phút" in found["queue"]
    assert "70 ngày" in found["token:zalo-oa"] and "bot zalo consent" in found["token:zalo-oa"]


@pytest.mark.parametrize(
    ("seen", "process", "subject", "words"),
    [
        (MachineVitals({"var": GIGABYTE // 2}), {}, "disk", "500 MB"),
        (MachineVitals({"a": 9 * GIGABYTE, "b": 2 * GIGABYTE}), {}, "database", "3000 MB"),
        (MachineVitals(), {"skew": timedelta(minutes=-7)}, "clock", "7 phút"),
        (MachineVitals(), {"latest_job": timedelta(hours=2)}, "job", "2 giờ"),
        (
            MachineVitals(),
            {"failing": {"telegram": timedelta(minutes=20)}},
            "receiving:telegram",
            "20 phút",
        ),
    ],
)
def test_what_the_machine_says_becomes_a_fault(
    clock: ObedientClock, seen: MachineVitals, process: dict[str, object], subject: str, words: str
) -> None:
    stored = StoredVitals(overdue={"telegram": timedelta()}, database_bytes=3 * GIGABYTE)
    known = ProcessVitals(**process)  # type: ignore[arg-type]
    (fault,) = list_faults(stored, seen, known, now=clock())
    assert fault.subject == subject and words in fault.text
    assert "người quản trị máy" in fault.text and "{" not in fault.text


def test_a_backup_is_missed_from_the_first_days_on(clock: ObedientClock) -> None:
    def found(age: timedelta, *, keeps: bool = True, backup: int | None = None) -> list[str]:
        at = clock() - timedelta(days=backup) if backup is not None else None
        stored = StoredVitals(began_at=clock() - age)
        seen = MachineVitals({}, at, keeps)
        return [one.subject for one in list_faults(stored, seen, ProcessVitals(), now=clock())]

    assert found(timedelta(days=1)) == [] and found(timedelta(days=2)) == ["backup"]
    assert found(timedelta(days=9), keeps=False) == []  # a server's are on its own machine
    assert found(timedelta(days=9), backup=1) == [] and found(timedelta(), backup=3) == ["backup"]


def test_each_disk_is_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen = vitals.read_machine(f"sqlite:///{tmp_path}/none/bot.db")
    assert len(seen.free) == 1 and min(seen.free.values()) > 0 and seen.backup_at is None


async def test_a_job_that_breaks_is_counted_and_its_silence_grows() -> None:
    seconds = [0.0]
    watch = JobWatch(lambda: seconds[0])
    broken = [True]

    async def work() -> None:
        if broken:
            raise ZeroDivisionError

    run = watch.watch("work", 60, work)
    seconds[0] = 90
    with pytest.raises(ZeroDivisionError):
        await run()
    assert watch.measure_latest() == timedelta(seconds=30)
    broken.clear()
    await run()
    assert watch.measure_latest() == timedelta(seconds=-60)
