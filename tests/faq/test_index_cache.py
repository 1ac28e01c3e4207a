"""What was built once is read from disk, as long as nothing it was built from has changed."""

import logging
import os
from datetime import date
from pathlib import Path

import pytest

from bot.faq import index_cache
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.matcher import match_question
from tests.faq.timed import TODAY, write_knowledge


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with the small knowledge whose texts switch on 1 January."""
    (folder := tmp_path / "data").mkdir()
    return write_knowledge(folder)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "var" / "cache"


def answer(shelf: KnowledgeBase) -> tuple[str, list[str]]:
    """What a question finds, and the fee that is stated."""
    found = match_question(shelf(), "lam lai the het bao nhieu tien")
    assert found.topic is not None
    return found.topic.id, [detail.answer for detail in found.topic.details]


def test_what_is_read_answers_as_what_was_built(data: Path, cache: Path) -> None:
    built = KnowledgeBase(data, today=TODAY)
    stored = KnowledgeBase(data, today=TODAY, cache_dir=cache)
    (file,) = cache.iterdir()
    written = file.stat().st_mtime_ns
    read = KnowledgeBase(data, today=TODAY, cache_dir=cache)
    assert answer(built) == answer(stored) == answer(read)
    assert read.shipped == built.shipped and read.golden == built.golden
    assert list(cache.iterdir()) == [file]
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read or write it"
    assert file.stat().st_size > 1000 and file.stat().st_mtime_ns >= written


def test_a_day_that_changes_a_text_builds_it_anew(data: Path, cache: Path) -> None:
    shelf = KnowledgeBase(data, today=TODAY, cache_dir=cache)
    assert answer(shelf)[1] == ["Cấp lại thẻ: 35.000 đồng."]
    for day, fee in ((date(2027, 1, 1), "70.000"), (TODAY, "35.000")):
        shelf = KnowledgeBase(data, today=day, cache_dir=cache)
        assert answer(shelf)[1] == [f"Cấp lại thẻ: {fee} đồng."]
        assert shelf().knowledge.day == day


def test_a_changed_answer_is_never_read_from_before(data: Path, cache: Path) -> None:
    KnowledgeBase(data, today=TODAY, cache_dir=cache)
    key = index_cache.make_key(data)
    for path in (data / "faq").glob("*.toml"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("35.000 đồng", "36.000 đồng"), "utf-8")
    assert index_cache.make_key(data) != key
    assert answer(KnowledgeBase(data, today=TODAY, cache_dir=cache))[1] == [
        "Cấp lại thẻ: 36.000 đồng."
    ]


def test_files_that_are_not_used_are_not_part_of_the_key(data: Path) -> None:
    key = index_cache.make_key(data)
    (data / "demo").mkdir()
    (data / "demo" / "people.toml").write_text("x = 1", "utf-8")
    assert index_cache.make_key(data) == key


@pytest.mark.parametrize("content", [b"", b"nothing of ours", b"\x80\x05cno_module\nnothing\n."])
def test_a_broken_file_is_built_again(
    data: Path, cache: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    KnowledgeBase(data, today=TODAY, cache_dir=cache)
    (file,) = cache.iterdir()
    file.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert answer(KnowledgeBase(data, today=TODAY, cache_dir=cache))[0] == "the"
    assert "cache is broken" in caplog.text
    assert file.stat().st_size > 1000, "written anew"


def test_a_file_that_others_can_write_is_not_read(cache: Path) -> None:
    index_cache.write_cached(cache, "key", "ours")
    assert index_cache.read_cached(cache, "key") == "ours"
    (cache / "knowledge-key").chmod(0o620)
    assert index_cache.read_cached(cache, "key") is None
    assert index_cache.read_cached(cache, "another") is None


def test_few_files_are_kept(cache: Path) -> None:
    for number in range(5):
        index_cache.write_cached(cache, str(number), number)
        os.utime(cache / f"knowledge-{number}", (number, number))
    index_cache.write_cached(cache, "last", "last")
    assert {path.name for path in cache.iterdir()} == {
        "knowledge-3",
        "knowledge-4",
        "knowledge-last",
    }


def test_a_folder_that_takes_nothing_stops_nobody(
    data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with caplog.at_level(logging.WARNING):
        shelf = KnowledgeBase(data, today=TODAY, cache_dir=tmp_path / "file" / "cache")
    assert answer(shelf)[0] == "the" and "cache not written" in caplog.text
