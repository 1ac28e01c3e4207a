"""A pack of a commune: what is in it, who may take it, and the chain of packs."""

import csv
import hashlib
import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot import texts
from bot.broadcasts.models import Broadcast, BroadcastRecipient, BroadcastState
from bot.channels.file_store import FileStore
from bot.classes.models import ClassSession, Enrolment
from bot.core.audit import Audit
from bot.core.db import Database
from bot.core.errors import NotFound, UserError
from bot.core.policy import POLICY
from bot.messages.content import Attachment, AttachmentKind, StoredFile
from bot.outbox.models import Batch
from bot.people.actor import OPERATOR, Actor, Hand
from bot.people.models import RoleKind
from bot.people.service import get_or_create_contact
from bot.people.units import Unit, UnitKind, get_unit, upsert_unit
from bot.reports.columns import COLUMNS
from bot.reports.evidence import contents, service
from bot.reports.evidence.archive import verify_pack
from bot.reports.evidence.models import EvidencePack
from bot.reports.indicators.files import load_indicator_sets
from bot.reports.models import CountName, DailyCount
from bot.reports.periods import Period
from bot.tickets.models import Ticket, TicketKind
from tests.conftest import DATA, ObedientClock

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
ROLL_PHOTO = StoredFile("0123456789abcdef0123456789abcdef.jpg")


def make_unit(
    session: Session, code: str, name: str, kind: UnitKind, *, parent: Unit | None
) -> Unit:
    """A unit."""
    upsert_unit(session, code, name, kind, parent=parent)
    return get_unit(session, code)


def plant(session: Session, now: datetime) -> None:
    """Two communes; in one a class, a ticket, an announcement, counters; one ticket elsewhere."""
    an_phu = make_unit(session, "an-phu", "Xã An Phú", UnitKind.COMMUNE, parent=None)
    ap_02 = make_unit(session, "ap-02", "Thôn 2", UnitKind.VILLAGE, parent=an_phu)
    hoa_lac = make_unit(session, "hoa-lac", "Xã Hòa Lạc", UnitKind.COMMUNE, parent=None)
    thon_1 = make_unit(session, "thon-1", "Thôn 1", UnitKind.VILLAGE, parent=hoa_lac)
    chat = get_or_create_contact(session, "telegram", "1001", now=now)
    session.flush()
    _plant_class(session, ap_02, chat.id, now)
    for unit, words in ((ap_02, "bà Trần Thị Ba hỏi"), (thon_1, "của xã khác")):
        session.add(
            Ticket(
                contact_id=chat.id,
                unit_id=unit.id,
                area=unit.code,
                kind=TicketKind.QUESTION,
                text=words,
                opened_at=now,
                waiting_since=now,
            )
        )
    _plant_broadcast(session, an_phu, ap_02, chat.id, now)
    for name, detail, count in ((CountName.ANSWERED, "vneid", 3), (CountName.ANSWERED, "dat", 2)):
        day = POLICY.today(now)
        session.add(DailyCount(unit_id=ap_02.id, day=day, name=name, detail=detail, count=count))


def _plant_class(session: Session, village: Unit, contact_id: int, now: datetime) -> None:
    photo = Attachment(AttachmentKind.PHOTO, file=ROLL_PHOTO)
    held = ClassSession(
        code="ap-02-1",
        unit_id=village.id,
        topic="Gọi video",
        place="Nhà văn hóa",
        starts_at=now - timedelta(hours=2),
        door_code="CUA123",
        sheet=[photo.as_json(), Attachment(AttachmentKind.PHOTO, ref="gone").as_json()],
        rolled_at=now,
        created_at=now,
    )
    session.add(held)
    session.flush()
    session.add(
        Enrolment(
            key="1",
            session_id=held.id,
            contact_id=contact_id,
            learner="Trần Thị Ba",
            joined_at=now,
            attended_at=now,
        )
    )


def _plant_broadcast(
    session: Session, commune: Unit, village: Unit, contact_id: int, now: datetime
) -> None:
    batch = Batch(created_at=now)
    session.add(batch)
    session.flush()
    notice = Broadcast(
        unit_id=commune.id,
        text="=Họp thôn",
        code="AB12CD",
        state=BroadcastState.DONE,
        drafted_at=now,
        decided_at=now,
        ended_at=now,
        total=1,
        reachable=1,
        batch_id=batch.id,
    )
    session.add(notice)
    session.flush()
    session.add(
        BroadcastRecipient(
            broadcast_id=notice.id,
            recipient=f"c{contact_id}",
            contact_id=contact_id,
            account="telegram",
            unit_id=village.id,
        )
    )


def build(session: Session, now: datetime, folder: Path, /, **changed: object) -> service.BuiltPack:
    """The pack of November of An Phú, frozen a minute after `now`."""
    wanted = {
        "unit_code": "an-phu",
        "actor": OPERATOR,
        "policy": POLICY,
        "topic_titles": {"vneid": "VNeID"},
        "indicator_sets": load_indicator_sets(DATA),
        "folder": FileStore(folder),
        "now": now + timedelta(minutes=1),
    }
    return contents.build_pack(session, NOVEMBER, **(wanted | changed))  # type: ignore[arg-type]


def read_rows(content: bytes, path: str) -> list[list[str]]:
    """The rows of a list in a pack, without its headings."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(path).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


async def test_a_pack_holds_the_rows_behind_the_figures_and_nobodys_name(
    db: Database, clock: ObedientClock, tmp_path: Path
) -> None:
    await db.write(plant, clock())
    FileStore(tmp_path).save_sync(ROLL_PHOTO, b"photo")
    content = (await db.read(build, clock(), tmp_path)).content
    assert not verify_pack(io.BytesIO(content)).faults
    day = f"{POLICY.today(clock()):%d/%m/%Y}"
    assert read_rows(content, "so-lieu/dem-theo-ngay.csv") == [["ap-02", day, "answered", "", "5"]]
    (ticket,) = read_rows(content, "phieu/phieu-ho-tro.csv")
    assert ticket[1:3] == ["Thôn 2", "Câu hỏi"]
    (held,) = read_rows(content, "lop-hoc/lop-hoc.csv")
    assert held[0] == "ap-02-1"
    assert held[5:] == ["đã mở", "1", "1", ""]
    (learner,) = read_rows(content, "lop-hoc/diem-danh.csv")
    assert learner[:3] == ["ap-02-1", "T.T.B.", ticket[-1]]
    (notice,) = read_rows(content, "thong-bao/thong-bao.csv")
    assert (notice[0], notice[-1]) == ("AB12CD", "'=Họp thôn")
    (delivery,) = read_rows(content, "thong-bao/nhat-ky-gui.csv")
    assert delivery[:5] == ["AB12CD", "Thôn 2", ticket[-1], "telegram", "chưa gửi"]
    photos = read_rows(content, "anh/ma-kiem-tra-anh.csv")
    assert [row[3] for row in photos] == [
        hashlib.sha256(b"photo").hexdigest(),
        "ảnh đã xóa theo hạn lưu",
    ]
    indicators = read_rows(content, "chi-tieu/chi-tieu.csv")
    assert len(indicators) > 30
    assert any(row[8] == "" and row[10] for row in indicators)  # no number is never 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode(
            errors="replace"
        )
    for secret in ("Trần Thị Ba", "của xã khác", "1001"):
        assert secret not in everything


def test_every_figure_is_defined() -> None:
    assert [column.key for column in COLUMNS if column.key not in texts.FIGURE_DEFINITIONS] == []


async def test_later_words_are_not_in_it_and_another_pack_has_other_marks(
    db: Database, clock: ObedientClock, tmp_path: Path
) -> None:
    await db.write(plant, clock())
    before = await db.read(build, clock() - timedelta(minutes=1), tmp_path)
    assert read_rows(before.content, "phieu/phieu-ho-tro.csv") == []  # the instant itself is after
    marks = {
        read_rows((await db.read(build, clock(), tmp_path)).content, "phieu/phieu-ho-tro.csv")[0][
            -1
        ]
        for _ in range(2)
    }
    assert len(marks) == 2


async def test_each_pack_names_the_one_before(
    db: Database, clock: ObedientClock, tmp_path: Path
) -> None:
    await db.write(plant, clock())
    for _ in range(3):
        built = await db.read(build, clock(), tmp_path)
        await db.write(service.register_pack, built, actor=OPERATOR)
        clock.pass_by(days=1)

    def read_chain(session: Session) -> list[tuple[int, str, str]]:
        query = select(EvidencePack).order_by(col(EvidencePack.number))
        return [(row.number, row.previous_digest, row.digest) for row in session.exec(query)]

    chain = await db.read(read_chain)
    assert [number for number, *_ in chain] == [1, 2, 3]
    assert [previous for _, previous, _ in chain] == ["", chain[0][2], chain[1][2]]
    _, _, content = await db.write(
        lambda session: service.take_pack(session, 3, actor=OPERATOR, now=clock())
    )
    manifest = verify_pack(io.BytesIO(content)).manifest
    assert manifest is not None
    assert (manifest.number, manifest.previous) == (3, chain[1][2])

    def read_audit(session: Session) -> list[tuple[str, str, str]]:
        return [(row.action, row.subject, row.note) for row in session.exec(select(Audit))]

    assert await db.read(read_audit) == [
        *(("evidence.make", f"evidence:{number}", digest) for number, _, digest in chain),
        ("evidence.take", "evidence:3", ""),
    ]


async def test_of_two_built_together_one_is_built_again(
    db: Database, clock: ObedientClock, tmp_path: Path
) -> None:
    await db.write(plant, clock())
    first, second = [await db.read(build, clock(), tmp_path) for _ in range(2)]
    await db.write(service.register_pack, first, actor=OPERATOR)
    with pytest.raises(UserError, match="lập lại"):
        await db.write(service.register_pack, second, actor=OPERATOR)


async def test_another_communes_pack_does_not_exist(
    db: Database, clock: ObedientClock, tmp_path: Path
) -> None:
    await db.write(plant, clock())
    built = await db.read(build, clock(), tmp_path)
    pack_id = await db.write(
        lambda session: service.register_pack(session, built, actor=OPERATOR).id
    )
    path = await db.read(lambda session: get_unit(session, "hoa-lac").path)
    officer = Actor(None, path, RoleKind.OFFICER, Hand.CONSOLE)
    with pytest.raises(NotFound):
        await db.read(build, clock(), tmp_path, actor=officer)
    with pytest.raises(NotFound):
        await db.write(
            lambda session: service.take_pack(session, pack_id, actor=officer, now=clock())
        )
    assert await db.read(lambda session: service.list_packs(session, actor=officer)) == []


@pytest.mark.parametrize(
    ("changed", "sentence"), [({"unit_code": "ap-02"}, "cả xã"), ({"period": 1}, "chưa bắt đầu")]
)
async def test_what_no_pack_is_made_of(
    db: Database,
    clock: ObedientClock,
    tmp_path: Path,
    changed: dict[str, object],
    sentence: str,
) -> None:
    await db.write(plant, clock())
    if "period" in changed:
        clock.pass_by(days=-60)
        changed = {}
    with pytest.raises(UserError, match=sentence):
        await db.read(build, clock(), tmp_path, **changed)
