"""Knowledge files: read whole or refused, and the refusal names file, entry and fault."""

from pathlib import Path

import pytest

from bot.core.errors import DataError
from bot.faq.knowledge_files import Topic, load_knowledge
from bot.faq.lexicon import load_lexicon
from bot.faq.model_file import list_phrasings
from tests.faq.knowledge import DATA

GOOD = """
category = "Thử"
[[topic]]
id = "a"
title = "Quên mật khẩu"
answer = "Bấm «Quên mật khẩu»."
questions = ["quên mật khẩu làm sao", "mat khau mat roi"]
checked_on = 2026-11-22
trust = "verified"
"""


def write(folder: Path, text: str, name: str = "a.toml") -> Path:
    (folder / "faq").mkdir(exist_ok=True)
    (folder / "faq" / name).write_text(text, encoding="utf-8")
    return folder


def test_a_good_file_is_read(tmp_path: Path) -> None:
    knowledge = load_knowledge(write(tmp_path, GOOD))

    topic = knowledge.topics["a"]
    assert isinstance(topic, Topic)
    assert (topic.category, topic.title, topic.trust) == ("Thử", "Quên mật khẩu", "verified")
    assert topic.questions == ("quên mật khẩu làm sao", "mat khau mat roi")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("id = ", "name = "), "không có mục «name»"),
        (('id = "a"', ""), "thiếu id"),
        (('answer = "Bấm «Quên mật khẩu»."', 'answer = ""'), "«a»: thiếu answer"),
        (('"quên mật khẩu làm sao"', "7"), "«a»: questions phải là danh sách"),
        (('["quên mật khẩu làm sao", "mat khau mat roi"]', "[]"), "thiếu questions"),
        (("2026-11-22", '"hôm qua"'), "«a»: checked_on phải là ngày"),
        (('trust = "verified"', 'trust = "maybe"'), "trust phải là"),
        (('category = "Thử"', ""), "chưa ghi category"),
        (("[[topic]]", "[topic]"), r"viết \[\[topic\]\]"),
        (("[[topic]]", "[[topix]]"), "không có mục «topix»"),
        (('title = "Quên mật khẩu"', 'title = "Quên'), "không đúng dạng TOML.*dòng 5"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(DataError, match=said) as raised:
        load_knowledge(write(tmp_path, GOOD.replace(*change)))
    assert "a.toml" in str(raised.value) or "faq" in str(raised.value)


def test_two_topics_may_not_own_one_phrasing(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace('"a"', '"b"').replace("làm sao", "LAM SAO?"), "b.toml")

    with pytest.raises(DataError, match="«b» và «a» cùng"):
        load_knowledge(tmp_path)


def test_an_id_is_used_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "b.toml")

    with pytest.raises(DataError, match="có hai lần"):
        load_knowledge(tmp_path)


def test_a_vague_question_offers_topics_that_exist(tmp_path: Path) -> None:
    vague = '[[vague]]\nid = "v"\nask = "Gì ạ?"\nquestions = ["gi"]\ntopics = ["z"]\n'

    with pytest.raises(DataError, match="«v» đưa ra chủ đề không có: «z»"):
        load_knowledge(write(tmp_path, GOOD + vague))


def test_no_files_and_bad_bytes_are_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"không có tệp \.toml"):
        load_knowledge(tmp_path)
    write(tmp_path, "")
    (tmp_path / "faq" / "a.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="không phải UTF-8"):
        load_knowledge(tmp_path)


def test_lexicon_faults_are_named(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "regional.toml").write_text("[words]\nk = 5\n")
    with pytest.raises(DataError, match=r"regional\.toml: «k»: phải là chữ"):
        load_lexicon(tmp_path)


def test_without_a_lexicon_there_is_an_empty_one(tmp_path: Path) -> None:
    assert not load_lexicon(tmp_path).meanings


def test_the_shipped_files_are_whole() -> None:
    knowledge = load_knowledge(DATA)

    assert len(knowledge.topics) >= 150
    assert min(len(list_phrasings(topic)) for topic in knowledge.topics.values()) >= 40
    assert len(knowledge.outside) >= 100
    assert load_lexicon(DATA).filler


DETAIL = """
[[topic.detail]]
id = "phi"
kind = "phi"
answer = "Cấp lại: 5.000 đồng."
questions = ["cấp lại hết nhiêu tiền"]
"""
SECOND = """
[[topic]]
id = "b"
title = "Việc khác"
answer = "Ra xã."
questions = ["việc khác làm sao", "{question}"]
"""


def test_a_phrasing_of_a_detail_belongs_to_its_topic_alone(tmp_path: Path) -> None:
    text = GOOD + DETAIL + SECOND.format(question="CAP LAI het nhiêu tiền")
    with pytest.raises(DataError, match="«b» và «a» cùng có cách hỏi"):
        load_knowledge(write(tmp_path, text))
    assert load_knowledge(
        write(tmp_path, GOOD + DETAIL + SECOND.format(question="việc khác nữa"))
    ).topics


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[[topic.change]]\nvalid_from = 2027-01-01\n" * 2, "hai change cùng valid_from"),
        ('[[topic.change]]\nanswer = "Lời mới."\n', "thiếu valid_from"),
        ('[[topic.change]]\nvalid_from = 2027-01-01\ntitle = "Khác"\n', "không có mục «title»"),
        (DETAIL + DETAIL, "detail «phi» có hai lần"),
    ],
)
def test_faults_of_what_comes_later_are_named(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        load_knowledge(write(tmp_path, GOOD + more))
