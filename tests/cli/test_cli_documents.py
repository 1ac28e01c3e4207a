"""`bot faq documents`, `bot faq check`, the doctor: what the days do to answers is told in time."""

from datetime import date, timedelta

from bot.core.clock import utc_now
from bot.core.settings import Settings
from bot.faq.answers import format_date
from tests.cli.machine import Machine
from tests.cli.test_cli_answers import TEAM, UNITS
from tests.faq.timed import LEGAL

ZONE = Settings(_env_file=None).zone  # type: ignore[call-arg]
TOPIC = """
category = "Giấy tờ"
[[topic]]
id = "the"
title = "Làm lại thẻ"
answer = "Bác ra xã."
questions = ["làm lại thẻ", "mất thẻ"]
basis = ["tt-phi-goc"]
checked_on = 2026-11-01
expires_on = {topic}
trust = "verified"
[[topic.detail]]
id = "phi"
kind = "phi"
answer = "Cấp lại thẻ: 35.000 đồng."
questions = ["cấp lại thẻ hết nhiêu tiền"]
basis = ["tt-phi"]
checked_on = 2026-11-01
expires_on = {detail}
trust = "verified"
"""


def in_days(days: int) -> date:
    """A day as many days away from the machine's own."""
    return utc_now().astimezone(ZONE).date() + timedelta(days=days)


def write(machine: Machine, *, topic: int, detail: int, law: int, answer: str = "") -> str:
    """A knowledge folder whose answers and law end so many days from now; its name."""
    text = TOPIC.format(topic=in_days(topic), detail=in_days(detail))
    machine.file("faq/a.toml", text.replace("Bác ra xã.", answer) if answer else text)
    machine.file("legal/a.toml", LEGAL.replace("2026-12-31", str(in_days(law))))
    return str(machine.folder)


def test_the_calendar_of_what_ends(machine: Machine) -> None:
    folder = write(machine, topic=400, detail=9, law=10)
    ran = machine.bot("faq", "documents", "--data", folder, "--days", "20")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert f"- hết ngày {format_date(in_days(10))}: Thông tư 7/2026/TT-BTC (Giảm nửa phí)" in lines
    assert "  căn cứ của 1 chủ đề: the" in lines
    assert lines[-1] == (
        f"- {format_date(in_days(9))}: the/phi hết hạn, cần kiểm tra lại trước ngày này"
    )
    near = machine.bot("faq", "documents", "--data", folder, "--days", "5")
    assert near.out.count("\n") == 2 and near.out.count("không") == 2


def test_any_number_of_days_is_a_calendar(machine: Machine) -> None:
    folder = write(machine, topic=400, detail=9, law=10)
    for days in ("0", "-5", "120", "99999999999"):
        assert machine.bot("faq", "documents", "--data", folder, "--days", days).code == 0


def test_what_ends_soon_is_told_and_is_no_fault(machine: Machine) -> None:
    folder = write(machine, topic=400, detail=9, law=10)
    ran = machine.bot("faq", "check", "--data", folder)
    assert ran.code == 0 and ran.out == "Kho câu trả lời không có lỗi.\n"
    assert ran.err.splitlines() == [
        f"the/phi: sắp hết hạn, ngày {format_date(in_days(9))}",
        "the/phi: căn cứ sắp hết hiệu lực: Thông tư 7/2026/TT-BTC,"
        f" hết ngày {format_date(in_days(10))}",
    ]


def test_what_has_ended_and_what_is_hard_to_read_are_faults(machine: Machine) -> None:
    folder = write(machine, topic=400, detail=-1, law=-2, answer="Bạn bấm link theo NĐ 5.")
    machine.file("lexicon/plain.toml", '[[term]]\nword = "link"\nplain = "đường dẫn"\n')
    ran = machine.bot("faq", "check", "--data", folder)
    assert ran.code == 1 and ran.out == "5 lỗi.\n"
    assert ran.err.splitlines() == [
        f"the/phi: đã hết hạn ngày {format_date(in_days(-1))}",
        "the/phi: mọi căn cứ đã hết hiệu lực: Thông tư 7/2026/TT-BTC,"
        f" hết ngày {format_date(in_days(-2))}",
        "the: xưng hô «Bạn»; hãy viết «bác» hoặc «bà con»",
        "the: tên văn bản viết tắt: NĐ 5",
        "the: chữ khó «link» chưa có lời giải thích, ví dụ «đường dẫn»",
    ]


def findings(machine: Machine, folder: str) -> dict[str, tuple[bool, str]]:
    """What the doctor says of the knowledge in a folder."""
    (rows,) = machine.bot("doctor", "--json", BOT_DATA_DIR=folder).rows
    return {
        row["subject"]: (row["ok"], row["words"])
        for row in rows
        if row["subject"].startswith("knowledge")
    }


def test_the_doctor_names_each_place(machine: Machine) -> None:
    assert findings(machine, write(machine, topic=400, detail=400, law=400)) == {
        "knowledge": (True, "1 chủ đề")
    }
    day = format_date(in_days(9))
    assert findings(machine, write(machine, topic=9, detail=-1, law=400)) == {
        "knowledge": (True, "1 chủ đề"),
        "knowledge the": (True, f"sắp hết hạn, ngày {day}"),
        "knowledge the/phi": (False, f"đã hết hạn ngày {format_date(in_days(-1))}"),
    }


def test_all_faults_of_a_register_are_one_line_of_the_doctor(machine: Machine) -> None:
    folder = write(machine, topic=400, detail=400, law=400)
    machine.file("legal/b.toml", "more = 1\n[[document]]\nid = 'tt-phi'\n")
    ((fine, words),) = findings(machine, folder).values()
    assert not fine and words.count("b.toml") == 2 and "\n" not in words


DRAFT = """
category = "Giấy tờ"
[[topic]]
id = "the"
title = "Làm lại thẻ"
answer = "Bác ra trụ sở xã."
questions = ["làm lại thẻ", "mất thẻ"]
basis = ["tt-phi-goc: Điều 4"]
checked_on = 2026-11-01
expires_on = {end}
[[topic.change]]
valid_from = {begin}
answer = "Bác ra nhà văn hóa."
"""
PHONES = ("0900111001", "0900111002")


def test_an_officers_topic_brings_its_days_and_keeps_the_details_of_the_files(
    machine: Machine,
) -> None:
    settings = {"BOT_DATA_DIR": write(machine, topic=400, detail=400, law=400)}
    machine.bot("units", "import", machine.file("x.csv", UNITS))
    machine.bot("team", "import", machine.file("to.csv", TEAM))
    machine.file("moi.toml", DRAFT.format(end=in_days(300), begin=in_days(20)))
    assert machine.bot("faq", "draft", "moi.toml", "--by", PHONES[0], **settings).code == 0
    assert machine.bot("faq", "approve", "1", "--by", PHONES[1], **settings).code == 0
    (topic,) = machine.bot("faq", "export", **settings).rows
    assert topic["answer"].startswith("Bác ra trụ sở xã.\n\nCăn cứ: Thông tư 73/2024")
    calendar = machine.bot("faq", "documents", "--days", "30", **settings).out
    assert f"- {format_date(in_days(20))}: the đổi sang lời đã viết sẵn" in calendar
    phrase = ("faq", "phrase", "the", "thẻ hỏng rồi", "--by", PHONES[0])
    assert machine.bot(*phrase, **settings).code == 0
    assert machine.bot("faq", "approve", "2", "--by", PHONES[1], **settings).code == 0
    assert "thẻ hỏng rồi" in machine.bot("faq", "export", **settings).rows[0]["questions"]
    assert "the đổi sang" in machine.bot("faq", "documents", "--days", "30", **settings).out
    checked = machine.bot("faq", "check", **settings)
    assert (checked.code, checked.err) == (0, "")
