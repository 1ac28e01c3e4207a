"""What `bot faq check` finds among the intents."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.faq.intent_checks import check_intents
from bot.faq.intent_files import build_intent_index
from bot.faq.knowledge_files import load_knowledge
from bot.faq.lexicon import Lexicon, load_lexicon
from tests.faq.knowledge import DATA, a_small_knowledge

STOP = '[[intent]]\nid = "stop"\nquestions = ["đừng gửi tin nữa", "thôi gửi tin đi", "dừng tin"]\n'
PERSON = (
    '[[intent]]\nid = "person"\nquestions = ["cho gặp cán bộ", "tôi cần gặp cán bộ xã",'
    ' "gặp cán bộ giúp tôi", "gap can bo", "muốn gặp cán bộ"]\n'
)
FIRE = (
    '[[emergency]]\nid = "chay"\nsubject = "cháy"\ncall = ["114"]\nreply = "{reply}"\n'
    'questions = ["cháy nhà rồi", "nhà tôi cháy"]\n'
)


def faults(tmp_path: Path, written: str) -> list[str]:
    (tmp_path / "intents").mkdir()
    (tmp_path / "intents" / "a.toml").write_text(written, "utf-8")
    knowledge = a_small_knowledge()
    return check_intents(build_intent_index(tmp_path, knowledge, Lexicon()), knowledge)


def test_the_shipped_intents_have_no_fault() -> None:
    knowledge = load_knowledge(DATA)
    assert check_intents(build_intent_index(DATA, knowledge, load_lexicon(DATA)), knowledge) == []


def test_good_intents_have_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, STOP + PERSON + FIRE.format(reply="Gọi 114 ngay. Ra ngoài.")) == []


def test_a_phrasing_that_belongs_to_another_intent_is_found() -> None:
    knowledge = load_knowledge(DATA)
    index = build_intent_index(DATA, knowledge, load_lexicon(DATA))
    stop = index.intents["stop"]
    misplaced = replace(stop, questions=(*stop.questions, "cho bác gặp cán bộ xã một lát"))
    (fault,) = check_intents(
        replace(index, intents={**index.intents, "stop": misplaced}), knowledge
    )
    assert fault.startswith("stop: câu «cho bác gặp cán bộ xã một lát» lại được hiểu là person")


@pytest.mark.parametrize("reply", ["Ra khỏi nhà ngay. Gọi 114.", "Gọi 1145 ngay.", "Chạy đi."])
def test_a_danger_that_does_not_begin_with_the_number_is_found(tmp_path: Path, reply: str) -> None:
    (fault,) = faults(tmp_path, FIRE.format(reply=reply))
    assert fault == "chay: câu đầu của lời trả lời phải có số cần gọi trước, 114"


def test_a_counterexample_that_is_taken_for_an_intent_is_found(tmp_path: Path) -> None:
    written = STOP + PERSON + '[[counterexample]]\nquestions = ["Muon gap can bo", "gặp ma"]\n'
    (fault,) = faults(tmp_path, written)
    assert fault == "person: câu «Muon gap can bo» chỉ nghe giống mà vẫn bị hiểu là person"


def test_an_entry_that_is_not_there_is_found(tmp_path: Path) -> None:
    written = PERSON.replace('id = "person"', 'id = "person"\nsame_as = ["khong-co"]')
    assert faults(tmp_path, written) == ["person: không có mục «khong-co» trong kho câu trả lời"]
