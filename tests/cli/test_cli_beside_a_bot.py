"""Every command while a bot is running on the same file: it does its work, or says why not."""

import re
import shlex
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.broadcasts import sending, service, submission
from bot.broadcasts.service import BroadcastDraft
from bot.core.clock import utc_now
from bot.core.policy import POLICY
from bot.people.actor import OPERATOR
from bot.people.service import get_or_create_contact
from bot.people.units import get_unit
from tests.cli.machine import Machine, Ran
from tests.cli.test_cli import COMMANDS
from tests.cli.test_cli_running import running

UNITS = "Mã,Tên,Cấp,Thuộc\nthon-moi,Thôn Mới,thôn,an-phu\n"
TEAM = "Mã đơn vị,Họ tên,Điện thoại,Vai trò\nap-01,Bùi Văn Thử,0900111001,thành viên\n"
CLASSES = (
    "Mã đơn vị,Ngày,Giờ,Chủ đề,Địa điểm,Giáo viên,Số chỗ\n"
    "ap-03,2030-12-03,19:30,Gọi video,Nhà văn hóa,Cô Lan,20\n"
)
HOUSEHOLDS = "Mã đơn vị,Chủ hộ\nap-03,Bùi Văn Hộ\n"
TOPIC = (
    'category = "dịch vụ công"\n[[topic]]\nid = "con-duong"\ntitle = "Con đường mới"\n'
    'questions = ["con đường mới bao giờ xong"]\nanswer = "Con đường xong trong năm nay."\n'
    'basis = ["Thông báo của xã"]\nchecked_on = 2026-11-01\nexpires_on = 2035-01-01\n'
)
POLL = (
    'title = "Nhà văn hóa"\ncloses = 2030-12-01T18:00:00\n[[question]]\n'
    'text = "Sửa nhà văn hóa?"\noptions = ["Đồng ý", "Không"]\n'
)
WORDS = "19 giờ 30 thứ Sáu 4/12 họp thôn tại nhà văn hóa."

# Each command with what is written after it and how it ends; in this order, for some need what
# others left.
BESIDE: tuple[tuple[str, str, int], ...] = (
    ("database migrate", "", 0),
    ("units import", "don-vi.csv", 0),
    ("units list", "", 0),
    ("team import", "to.csv", 0),
    ("team link", "0900111001", 0),
    ("team print", "an-phu --out to.pdf", 0),
    ("team unlink", "0900111001", 0),
    ("duty hours", "ap-03 'T2-T6 7:30-11:30 13:30-17:00'", 0),
    ("duty off", "ap-03 2030-12-24", 0),
    ("duty on", "ap-03 2030-12-24", 0),
    ("duty print", "an-phu --week 2030-12-24 --out truc.pdf", 0),
    ("facts set", 'an-phu centre_phone "0900 000 000"', 0),
    ("facts list", "an-phu", 0),
    ("settings set", "quiet_hours 21:30-06:00 --unit an-phu", 0),
    ("settings list", "--unit an-phu", 0),
    ("settings clear", "quiet_hours --unit an-phu", 0),
    ("tickets list", "", 0),
    ("tickets reveal", "1 --by Lan --reason 117/2026", 0),
    ("tickets answer", '1 --text "Mời bác ra trụ sở sáng mai."', 0),
    ("deliveries list", "", 0),
    ("classes import", "lop.csv", 0),
    ("classes list", "an-phu", 0),
    ("classes weekly", 'ap-03 "T3 19:30" --topic "Gọi video" --place "Nhà văn hóa" --yes', 0),
    ("classes pause", "1", 0),
    ("classes resume", "1", 0),
    ("classes feedback", "1", 0),
    ("classes skills", "an-phu", 0),
    ("classes roll", "1 --out diem-danh.docx", 0),
    ("classes certificate", "1 --out giay.pdf", 1),
    ("classes proposals", "an-phu", 0),
    ("classes propose", "", 0),
    ("classes cancel", "1 --reason mua --yes", 0),
    ("reminders send", "--now", 0),
    ("units live", "an-phu", 0),
    ("units levels", "an-phu", 0),
    ("broadcasts draft", f'--to an-phu --text "{WORDS} Mời đủ." --yes', 0),
    ("broadcasts status", "2", 0),
    ("broadcasts list", "an-phu", 0),
    ("broadcasts pause", "2", 0),
    ("broadcasts resume", "2", 0),
    ("broadcasts cancel", "2", 0),
    ("broadcasts result", "2", 0),
    ("broadcasts left", "2", 0),
    ("broadcasts left", "2 --out chua-nhan.docx", 0),
    ("broadcasts resend", "1", 0),
    ("broadcasts copy", "1", 0),
    ("broadcasts correct", f'1 --text "{WORDS} Xin đến sớm."', 0),
    ("privacy record", "", 0),
    ("contacts block", "1 --reason quay-pha --days 3", 0),
    ("contacts blocked", "", 0),
    ("contacts unblock", "1", 0),
    ("privacy withdraw", "1 --reason don", 0),
    ("privacy erase", "1 --reason don", 0),
    ("posters print", "1 --out tb.pdf", 0),
    ("posters print", "ap-03 --out thon.pdf --link https://to-so.example/?u=ap-03", 0),
    ("loudspeaker print", "1", 0),
    ("polls draft", "y-kien.toml --unit an-phu", 0),
    ("polls list", "an-phu", 0),
    ("polls ask", "1", 0),
    ("polls open", "1", 0),
    ("polls status", "1", 0),
    ("polls remind", "1", 1),
    ("polls close", "1", 0),
    ("polls reopen", "1", 0),
    ("polls close", "1", 0),
    ("polls confirm", "K7M2PQ", 1),
    ("polls result", "1", 0),
    ("polls minutes", "1 --out bien-ban.docx", 0),
    ("polls tell", "1", 0),
    ("commitments list", "an-phu", 0),
    ("commitments show", "1", 1),
    ("households import", "ho.csv", 0),
    ("households list", "ap-03", 0),
    ("imports list", "--unit an-phu", 0),
    ("imports undo", "4 --yes", 0),
    ("outreach plan", "ap-03 --title 'Đợt 1' --from 1/12/2026 --to 15/12/2026", 0),
    ("outreach plan", "an-phu", 0),
    ("outreach visits", "an-phu", 0),
    ("outreach coverage", "an-phu", 0),
    ("outreach unreached", "1", 0),
    ("faq ask", '--text "quen mat khau vneid"', 0),
    ("faq train", "--data nowhere", 1),
    ("faq export", "", 0),
    ("faq check", "", 0),
    ("faq documents", "--days 60", 0),
    ("faq draft", "con-duong.toml --by 0900000001", 0),
    ("faq drafts", "", 0),
    ("faq reject", '1 --by 0900000002 --why "chưa có căn cứ"', 0),
    ("faq phrase", 'vneid-quen-mat-khau "em lo quen pass vneid" --by 0900000001', 0),
    ("faq approve", "2 --by 0900000002", 0),
    ("faq versions", "vneid-quen-mat-khau", 0),
    ("faq hide", "vneid-quen-mat-khau --by 0900000001", 0),
    ("faq restore", "vneid-quen-mat-khau --by 0900000001", 0),
    ("faq conflicts", "", 0),
    ("faq misses", "", 0),
    ("faq steps", "", 0),
    ("indicators check", "", 0),
    ("indicators list", "", 0),
    ("indicators set", "serving_people_766 3.1 19,5 --unit an-phu --source 'Cổng DVC'", 0),
    ("indicators show", "serving_people_766 --unit an-phu", 0),
    ("reports write", "--from 1/11/2026 --to 30/11/2026 --unit an-phu --out bc.xlsx", 0),
    ("evidence make", "--unit an-phu --from 1/11/2026 --to 30/11/2026 --out mc.zip", 0),
    ("evidence list", "", 0),
    ("evidence verify", "mc.zip --registered", 0),
    ("evidence link", "--unit an-phu --label Doan", 0),
    ("reports write", "--from 1/11/2026 --to 30/11/2026 --unit an-phu --out bc.docx", 0),
    ("reports recount", "--from 1/11/2026 --to 30/11/2026", 0),
    ("admin link", "--unit an-phu", 0),
    ("audit list", "--unit an-phu --csv", 0),
    ("zalo consent", "", 0),
    ("zalo code", "Wx3", 1),
    ("zalo status", "", 1),
    ("service check", "", 1),
    ("keys list", "", 0),
    ("keys rotate", "", 0),
    ("keys retire", "", 1),
    ("keys reset", "--yes", 1),
    ("database backup", "b.db", 0),
    ("database restore", "b.db", 1),
    ("database move", "--to sqlite:///moved.db", 1),
    ("service run", "", 1),
    ("demo fill", "--year --persons 60", 1),
    ("demo clear", "", 1),
    ("service chat", "--as ba-tu --unit ap-03", 0),
)
NOWHERE = "http://127.0.0.1:1"  # nothing listens there
ZALO = {
    "BOT_PUBLIC_URL": "https://to-so.example",
    "BOT_ZALO_APP_ID": "1",
    "BOT_ZALO_APP_SECRET": "invented",
    "BOT_ZALO_OA_ID": "1",
    "BOT_ZALO_OA_SECRET": "invented",
    "BOT_ZALO_API_URL": NOWHERE,
    "BOT_ZALO_OAUTH_URL": NOWHERE,
}
PROCESSES = ("service run", "service chat")  # they need a process of their own


def test_every_command_has_a_line_here() -> None:
    assert {" ".join(path) for path, _ in COMMANDS} == {command for command, *_ in BESIDE}


@pytest.mark.timeout(600)  # eighty commands, each as a process would: half a minute when alone
def test_every_command_works_beside_a_running_bot(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(machine.folder)
    for name, content in (
        ("don-vi.csv", UNITS),
        ("to.csv", TEAM),
        ("lop.csv", CLASSES),
        ("ho.csv", HOUSEHOLDS),
        ("con-duong.toml", TOPIC),
        ("y-kien.toml", POLL),
    ):
        machine.file(name, content)
    with running(machine, BOT_DEMO="1"):
        machine.ask_for_person("ba-tu")
        machine.write(_set_the_scene)
        wrong = [
            f"bot {command} {written} → {ran.code} (not {code}): {ran.err or ran.out}"
            for command, written, code in BESIDE
            if not _ends_well(ran := _give(machine, command, written), code)
        ]
    assert not wrong, "\n".join(wrong)
    assert Path("thon.pdf").read_bytes().startswith(b"%PDF")


def _set_the_scene(session: Session) -> None:
    """A resident of a village, and announcement 1, which was called off half way."""
    now, unit = utc_now(), get_unit(session, "an-phu")
    get_or_create_contact(session, "webchat", "ba-tu", now=now).unit_id = get_unit(
        session, "ap-03"
    ).id
    past = service.create_draft(
        session, unit, BroadcastDraft(WORDS, "an-phu"), actor=OPERATOR, now=now
    )
    submission.submit_broadcast(session, past, actor=OPERATOR, policy=POLICY, now=now)
    submission.approve_broadcast(session, past, actor=OPERATOR, now=now, remark="the scene")
    sending.begin_due(session, now=now)
    service.cancel_broadcast(session, past, actor=OPERATOR, now=now)


def _give(machine: Machine, command: str, written: str) -> Ran:
    arguments = (*command.split(), *shlex.split(written))
    run = machine.run if command in PROCESSES else machine.bot
    return run(*arguments, BOT_PORT="0", **ZALO)


def _ends_well(ran: Ran, code: int) -> bool:
    """As foreseen; what failed is said in one sentence, and nobody waited in vain."""
    said = ran.out + ran.err
    locked = re.search("Traceback|locked", said)
    return ran.code == code and not locked and (code == 0 or bool(said.strip()))
