"""A list of classes is taken back as a list: what nobody joined or changed goes, the rest stays."""

from pathlib import Path

from sqlmodel import Session, col, select

from bot import texts
from bot.classes import imports, service
from bot.classes.models import ClassSession
from bot.people import import_records, import_undo
from bot.people.actor import OPERATOR
from bot.people.import_undo import UndoPlan
from tests.reminders.scene import Scene, local

HEAD = "Mã thôn,Ngày,Giờ,Chủ đề,Nơi học,Số chỗ,Mã lớp\n"
LIST = HEAD + (
    "v1,25/11/2026,19:30,VNeID,Nhà văn hóa,30,a\n"
    "v1,26/11/2026,19:30,eTax,Nhà văn hóa,30,b\n"
    "v2,27/11/2026,19:30,Mã QR,Đình,30,c\n"
    "v2,28/11/2026,19:30,Gọi video,Đình,30,d\n"
)


async def import_list(scene: Scene, folder: Path, words: str) -> int:
    """Import a list; the number of what was done."""
    path = folder / "lop.csv"
    path.write_text(words, encoding="utf-8")
    await scene.do(imports.import_classes, path, actor=OPERATOR, policy=scene.policy)
    ((record, _), *_) = await scene.db.read(import_records.list_records, actor=OPERATOR)
    return int(record.id)


async def take_back(scene: Scene, record: int) -> UndoPlan:
    """Look, and take back what was shown."""
    plan = await scene.db.read(import_undo.plan_undo, record, actor=OPERATOR)
    done: UndoPlan = await scene.do(
        import_undo.undo_import, record, shown=plan.fingerprint, actor=OPERATOR
    )
    return done


async def list_classes(scene: Scene) -> dict[str, ClassSession]:
    query = select(ClassSession).order_by(col(ClassSession.code))
    return {row.code: row for row in await scene.db.read(lambda session: list(session.exec(query)))}


async def test_what_was_joined_attended_or_cancelled_stays_row_by_row(
    scene: Scene, tmp_path: Path
) -> None:
    record = await import_list(scene, tmp_path, LIST)
    classes = await list_classes(scene)
    await scene.joins("co-tu", classes["a"])

    def change(session: Session) -> None:
        session.get_one(ClassSession, classes["c"].id).headcount = 12  # it was held
        service.cancel_class(
            session, classes["d"].id, actor=OPERATOR, reason="mưa", now=scene.clock.now,
            policy=scene.policy,
        )  # fmt: skip

    await scene.db.write(change)
    plan = await take_back(scene, record)
    assert [row.subject for row in plan.taken] == ["eTax"]
    assert {row.subject: row.reason for row in plan.kept} == {
        "VNeID": texts.UNDO_USED["class_session"],
        "Mã QR": texts.UNDO_CHANGED_SINCE,
        "Gọi video": texts.UNDO_CHANGED_SINCE,
    }
    assert sorted(await list_classes(scene)) == ["a", "c", "d"]


async def test_a_class_that_the_list_moved_goes_back_unless_its_learners_were_told(
    scene: Scene, tmp_path: Path
) -> None:
    await import_list(scene, tmp_path, LIST)
    classes = await list_classes(scene)
    await scene.joins("co-tu", classes["a"])
    later = LIST.replace("25/11/2026,19:30", "30/11/2026,8:00")
    later = later.replace("26/11/2026,19:30", "30/11/2026,14:00")
    plan = await take_back(scene, await import_list(scene, tmp_path, later))
    assert {row.subject: row.reason for row in plan.rows} == {
        "VNeID": texts.UNDO_USED["class_session"], "eTax": "",
    }  # fmt: skip
    classes = await list_classes(scene)
    assert classes["a"].starts_at == local(30, 8)
    assert classes["b"].starts_at == local(26, 19, 30)
