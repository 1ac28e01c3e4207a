"""What a question means: outcomes, edge cases, speed on nonsense, learning, and the saved model."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import DataError
from bot.faq import model_file
from bot.faq.explanation import build_explanation, explain_match
from bot.faq.index import KnowledgeIndex
from bot.faq.knowledge_files import Outside, Smalltalk, Vague
from bot.faq.lexicon import Lexicon
from bot.faq.matcher import decide_outcome, match_question
from bot.faq.normalization import MAX_TOKENS
from tests.faq.knowledge import DATA, a_small_index, a_small_knowledge, a_topic, shipped


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Quên mật khẩu VNeID thì làm sao?", "vneid-quen-mat-khau"),
        ("quen mk vneid lm s h ad", "vneid-quen-mat-khau"),
        ("quênmậtkhẩu vneid", "vneid-quen-mat-khau"),
        ("dang ky khai sinh cho con moi de", "khai-sinh-dang-ky"),
        ("wuên mâtj khẩu etax mobile", "etax-quen-mat-khau"),
        ("giấy chứng tử cho ông nội mới mất làm ở đâu", "khai-tu-dang-ky"),
    ],
)
def test_many_spellings_one_meaning(question: str, topic: str) -> None:
    found = match_question(shipped(), question)

    assert found.candidates[0].topic.id == topic
    assert len(found.candidates) <= 3
    assert all(0 <= candidate.score <= 1 for candidate in found.candidates)


@pytest.mark.parametrize(
    ("question", "outcome", "kind"),
    [
        ("xin chào", "none", Smalltalk),
        ("xin visa đi Hàn thăm con ở đâu", "none", Outside),
        ("mở không lên", "choices", Vague),
    ],
)
def test_what_is_not_a_topic_is_recognised(question: str, outcome: str, kind: type) -> None:
    found = match_question(shipped(), question)

    assert found.outcome == outcome
    assert isinstance(found.entry, kind)
    assert found.topic is None


@pytest.mark.parametrize("question", ["", " ", "!!", "🙏🙏", "안녕하세요", "12345", "zxcvb qwrt"])
def test_nothing_to_go_by_is_none(question: str) -> None:
    found = match_question(shipped(), question)

    assert (found.outcome, found.topic) == ("none", None)


def test_every_phrasing_finds_its_own_topic() -> None:
    index = shipped()
    asked = [(topic, topic.questions[7]) for topic in index.knowledge.topics.values()]
    wrong = [text for topic, text in asked if match_question(index, text).topic != topic]

    assert len(asked) >= 150
    assert not wrong


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_never_raises(question: str) -> None:
    match_question(shipped(), question)
    explain_match(shipped(), question)


@pytest.mark.parametrize(
    "question",
    [
        "quên mật khẩu " * 900,
        "🙏" * 10_000,
        "x" * 10_000,
        "dangkytamtru" * 900,
        "".join(map(chr, range(0x1EA0, 0x1EF9))) * 100,
        "\u0300" * 10_000,
        "a\u0301" * 5_000,
        " ".join(f"tu{number}khong{number}biet" for number in range(600)),
    ],
)
def test_of_ten_thousand_characters_only_so_many_words_are_weighed(question: str) -> None:
    index = shipped()
    match_question(index, question)
    # A glued word may be cut into a few, so a little more than the tokens that are read.
    assert len(index.reader.read(question).words) <= MAX_TOKENS + 5


def test_a_lead_is_needed_to_be_sure() -> None:
    topic, two = a_small_knowledge().topics.values()

    assert decide_outcome([(topic, 0.6), (two, 0.1)], vague=False) == ("answer", topic)
    assert decide_outcome([(topic, 0.4), (two, 0.35)], vague=False) == ("choices", topic)
    assert decide_outcome([(topic, 0.01), (two, 0.01)], vague=False) == ("none", None)
    assert decide_outcome([(topic, 0.01), (two, 0.01)], vague=True) == ("choices", None)
    assert decide_outcome([], vague=False) == ("none", None)


def test_an_explanation_names_repairs_weights_and_the_nearest_phrasing() -> None:
    explanation = build_explanation(shipped(), "quen mk vneid")

    assert ("mk", "mat khau") in explanation.repairs
    assert explanation.reasons[0].entry.id == "vneid-quen-mat-khau"
    assert any(weight > 0 for _, weight in explanation.reasons[0].features)
    assert explanation.reasons[0].phrasing
    assert "vneid-quen-mat-khau" in explain_match(shipped(), "quen mk vneid")


def test_a_small_knowledge_is_learnt_at_once() -> None:
    index = a_small_index()

    assert match_question(index, "mật khẩu quên mất").candidates[0].topic.id == "mat-khau"
    assert match_question(index, "làm khai sinh cho con").candidates[0].topic.id == "khai-sinh"


def test_a_new_phrasing_works_at_once_and_a_removed_topic_is_gone() -> None:
    old = KnowledgeIndex.build(a_small_knowledge(), Lexicon())
    fresh = a_topic("loa", ["nghe lại bản tin loa phường", "loa xã phát lúc mấy giờ"])
    new = KnowledgeIndex.build(a_small_knowledge(fresh), Lexicon(), old.model)

    assert match_question(new, "nghe lại loa phường").candidates[0].topic.id == "loa"
    assert match_question(new, "quên mật khẩu").candidates[0].topic.id == "mat-khau"

    knowledge = a_small_knowledge()
    left = replace(knowledge, topics={"khai-sinh": knowledge.topics["khai-sinh"]}, vague={})
    without = KnowledgeIndex.build(left, Lexicon(), old.model)
    found = match_question(without, "quên mật khẩu")
    assert [candidate.topic.id for candidate in found.candidates] in ([], ["khai-sinh"])


def test_a_phrasing_added_to_the_shipped_knowledge_wins() -> None:
    before = shipped()
    topic = before.knowledge.topics["xa-truyen-thanh"]
    asked = "cái hộp biết nói treo cột điện đầu xóm"
    more = replace(topic, questions=(*topic.questions, f"{asked} là sao"))
    knowledge = replace(before.knowledge, topics={**before.knowledge.topics, topic.id: more})
    after = KnowledgeIndex.build(knowledge, before.lexicon, before.model)

    assert match_question(after, asked).topic == more
    assert match_question(after, "quen mat khau vneid").outcome == "answer"


def test_learning_is_reproducible(tmp_path: Path) -> None:
    for name in ("one", "two"):
        model_file.save_model(
            model_file.train_model(a_small_knowledge(), Lexicon()), tmp_path / name
        )
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_saved_model_says_the_same(tmp_path: Path) -> None:
    model = model_file.train_model(a_small_knowledge(), Lexicon())
    (tmp_path / "faq").mkdir()
    model_file.save_model(model, tmp_path / "faq" / model_file.FILE)
    loaded = model_file.load_topic_model(tmp_path)

    assert loaded is not None
    assert loaded.classes == model.classes
    assert loaded.learned_fingerprints == model.learned_fingerprints
    assert loaded.rows["mat"][1] == model.rows["mat"][1]
    assert loaded.rows["mat"][2].tolist() == pytest.approx(model.rows["mat"][2].tolist())


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    assert model_file.load_topic_model(tmp_path) is None
    (tmp_path / "faq" / model_file.FILE).write_bytes(b"nothing good")
    with pytest.raises(DataError, match="bot faq train"):
        model_file.load_topic_model(tmp_path)


def test_the_shipped_model_is_fresh() -> None:
    index = shipped()
    saved = model_file.load_topic_model(DATA)
    assert saved is not None
    assert (
        model_file.count_outdated_phrasings(saved, index.knowledge) <= 0.02 * saved.document_count
    ), "run `bot faq train`"
