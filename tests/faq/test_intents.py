"""Intents: recognised in words nobody taught, and not seen in questions that only sound alike."""

import itertools
import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import DataError
from bot.faq.intent_files import build_intent_index, load_intents
from bot.faq.intents import Emergency, IntentIndex
from bot.faq.knowledge_files import load_knowledge
from bot.faq.lexicon import Lexicon, load_lexicon
from tests.faq.knowledge import DATA, a_small_knowledge

HERE = Path(__file__).parent
RECOGNISED = 0.9  # share of the wordings below; 92 % when this was written
PEOPLE = 0.85
DANGERS = 0.9


@cache
def intents() -> IntentIndex:
    return build_intent_index(DATA, load_knowledge(DATA), load_lexicon(DATA))


def wordings() -> list[tuple[str, str]]:
    lines = (HERE / "intents.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(name, text) for name, text in pairs]


def recognised(text: str) -> str:
    recognition = intents().recognise(text)
    danger = recognition.emergency
    best = danger or recognition.best
    return best.id if best else "-"


def card_topic(text: str) -> str:
    """The topic that the card of a danger leads to."""
    danger = intents().recognise(text).emergency
    return danger.topic if danger else ""


def test_wishes_are_recognised_in_words_nobody_taught() -> None:
    taught = {text for wish in intents().intents.values() for text in wish.questions}
    wanted = [(name, text) for name, text in wordings() if name != "-"]
    assert len(wanted) > 150
    assert not {text for _, text in wanted} & taught
    right = sum(recognised(text) == name for name, text in wanted)
    assert right / len(wanted) >= RECOGNISED


def test_a_person_is_asked_for_in_any_words() -> None:
    asked = [text for name, text in wordings() if name == "person"]
    assert len(asked) >= 30
    assert sum(recognised(text) == "person" for text in asked) / len(asked) >= PEOPLE


def test_danger_is_seen_in_any_words() -> None:
    dangers = {w.id for w in intents().intents.values() if isinstance(w, Emergency)}
    told = [text for name, text in wordings() if name in dangers]
    assert len(told) >= 50
    seen = [intents().recognise(text).emergency is not None for text in told]
    assert sum(seen) / len(told) >= DANGERS


@pytest.mark.parametrize("text", [text for name, text in wordings() if name == "-"])
def test_a_question_that_sounds_alike_is_no_wish(text: str) -> None:
    assert recognised(text) == "-"


def test_questions_residents_ask_are_not_taken_for_wishes() -> None:
    rows = map(json.loads, (HERE / "practice.jsonl").read_text("utf-8").splitlines())
    asked = [(row["text"], row["topic"]) for row in rows]
    questions = [pair for pair in asked if pair[1] not in ("", "bot-gap-can-bo")]
    assert len(questions) > 400
    # Of a fraud the card with its topic is the right answer: it says first what to do now.
    taken = [
        text for text, topic in questions if recognised(text) != "-" and topic != card_topic(text)
    ]
    assert len(taken) / len(questions) <= 0.01, taken


@given(st.text())
def test_any_text_means_something_or_nothing(text: str) -> None:
    recognition = intents().recognise(text)
    assert sum(share for _, share in recognition.ranked) <= 1.001


def test_nothing_said_means_nothing() -> None:
    assert intents().recognise("").best is None
    assert intents().recognise("🙏").emergency is None


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('[[intent]]\nid = "a"\nquestions = []', "thiếu questions"),
        ('[[intent]]\nid = "a"\nsure = 2.0\nquestions = ["b"]', "sure phải là số"),
        ('[[wish]]\nid = "a"', "không có mục «wish»"),
        (
            '[[intent]]\nid = "a"\nquestions = ["thôi"]\n'
            '[[intent]]\nid = "b"\nquestions = ["Thoi!"]',
            "cùng có cách hỏi",
        ),
        (
            '[[intent]]\nid = "a"\nquestions = ["x"]\n[[emergency]]\nid = "a"\nsubject = "s"\n'
            'reply = "r"\nquestions = ["y"]',
            "có hai lần",
        ),
    ],
)
def test_a_fault_in_the_files_is_named(tmp_path: Path, written: str, fault: str) -> None:
    (tmp_path / "intents").mkdir()
    (tmp_path / "intents" / "a.toml").write_text(written, "utf-8")
    with pytest.raises(DataError, match=fault):
        load_intents(tmp_path, a_small_knowledge())


def test_without_the_folder_everything_is_a_question(tmp_path: Path) -> None:
    bare_index = build_intent_index(tmp_path, a_small_knowledge(), Lexicon())
    assert bare_index.recognise("gặp người").best is None
    assert bare_index.recognise("cháy nhà rồi").emergency is None


def test_dangers_name_whom_to_call() -> None:
    dangers = [w for w in intents().intents.values() if isinstance(w, Emergency)]
    assert len(dangers) >= 10
    for danger in dangers:
        assert set(danger.call) <= {"111", "113", "114", "115"}
        assert all(number in danger.reply for number in danger.call[:1])
        assert danger.call or danger.topic in load_knowledge(DATA).topics


FAMILY, MIDDLE = ("Nguyễn", "Trần", "Lê", "Phan", "Bùi", "Đỗ"), ("Thị", "Văn", "Thanh", "Bá")
GIVEN = ("Lan", "Dũng", "Bình", "Tư", "Sáu", "Hương", "Quý", "Đông", "Hà", "Út")
WHERE = (
    *("ngõ 5 xóm Đình", "ngã tư Bờ Hồ", "sau nhà văn hóa", "cạnh trường mầm non", "gần cây đa"),
    *("đối diện trạm y tế", "bờ sông", "gần chợ Mới", "bản Nà Lúa", "cạnh trạm xăng"),
)
TALK = (
    *("máy tôi nó cứ quay vòng vòng", "tôi không thấy chữ ấy đâu", "điện thoại hết pin rồi"),
    *("chờ bác tí đi lấy kính", "con nó đi làm chưa về", "máy tắt nguồn rồi", "nó hỏi otp"),
    *("bác già rồi không nhìn rõ", "mẹ tôi đau chân không đi được", "ông nhà tôi nằm viện"),
    *("nhà có đám tang", "bố tôi mất năm ngoái", "nhanh lên cháu ơi", "con cái đi hết"),
    *("có người gọi hỏi tôi", "trừ tiền điện rồi", "hôm nay nắng quá", "bực chết đi được"),
    *("khổ lắm cháu ạ", "tiền lương hưu chưa về", "vừa vừa thôi", "chuyển ngay 5 triệu"),
)


def ordinary_talk() -> list[str]:
    names = [" ".join(parts) for parts in itertools.product(FAMILY, MIDDLE, GIVEN)]
    called = [f"{before}{name}" for name in names for before in ("", "mẹ tôi ", "tôi là ")]
    lives = [f"{before} {place}" for place in WHERE for before in ("nhà tôi ở", "tôi ở", "ở")]
    ends = ("", " ạ", " cháu ơi", " nhé")
    return called + [text + end for text in (*lives, *TALK) for end in ends]


def test_ordinary_talk_raises_no_alarm() -> None:
    """A name, a place, a machine that fails: everybody on duty is not called for those."""
    talk = ordinary_talk()
    alarms = [text for text in talk if intents().recognise(text).emergency]
    assert len(talk) > 900
    assert len(alarms) / len(talk) <= 0.01, alarms


# Asked about an answer that was just read, without tones: "mat tien khong" once called the police.
POINTS = (
    "mat tien khong",
    "co mat tien khong",
    "phai mat tien a",
    "mat tien k chau",
    "het bao nhieu tien",
    "bi tru bao nhieu",
    "nop o dau",
    "nop cho ai",
    "mat may ngay",
    "may ngay thi xong",
    "lau khong",
    "bao gio co",
    "goi ai bay gio",
    "goi so may",
    "can mang giay to gi",
    "can nguoi di cung khong",
    "mat giay thi sao",
    "mat the thi sao",
    "mat so do thi sao",
    "mat dien thoai thi sao",
    "nguoi da mat thi sao",
    "bo toi mat roi thi sao",
    "chong mat roi ai ky",
    "chet roi co phai tra lai khong",
    "bi tai nan thi co duoc khong",
    "dau yeu khong di duoc thi sao",
    "me toi nam vien thi sao",
    "me toi liet roi co di ho duoc khong",
    "chong toi di lam xa",
    "con toi di hoc xa",
    "con di lac ho khau",
    "lac mat giay to",
    "chay mat so thi sao",
    "ngap uot giay to",
    "the bi gay",
    "the bi hong",
    "bi chay the",
    "khong co the thi sao",
    "danh mat roi",
    "quen mat roi",
    "danh mat ma",
    "ma otp khong ve",
    "doc ma o dau",
    "lam the nao de khong bi lua",
    "bi lua thi bao ai",
    "ai lua",
    "tien chua ve",
    "chuyen tien o dau",
    "chuyen khoan duoc khong",
    "rut tien o dau",
    "nga gia",
    "danh may",
    "danh chu",
    "dam cuoi",
    "dam ma",
    "xe bi hong",
    "nuoc may",
    "dien nuoc",
    "gas het",
    "het gas",
)


@pytest.mark.parametrize("text", POINTS)
def test_a_point_of_an_answer_raises_no_alarm_and_calls_nobody(text: str) -> None:
    recognition = intents().recognise(text)
    assert recognition.emergency is None
    assert recognition.best is None or recognition.best.id != "person"
