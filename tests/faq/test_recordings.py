"""Recordings of answers: looked at by name, size and bytes; what is wrong is one clear line."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot import texts
from bot.core.errors import Rejected
from bot.faq import recordings
from bot.faq.knowledge_base import KnowledgeBase
from bot.faq.knowledge_files import Knowledge, load_knowledge
from bot.faq.validity import knowledge_on
from bot.messages.content import AttachmentKind
from tests.faq.timed import write_knowledge

OGG, MP3, M4A = b"OggS" + b"\0" * 60, b"ID3" + b"\0" * 60, b"\0\0\0 ftypM4A " + b"\0" * 60
TOPIC = "vneid-quen-mat-khau"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder of recordings, with the page that says how to add one."""
    folder = tmp_path / recordings.FOLDER
    folder.mkdir()
    (folder / "README.md").write_text("Cách ghi")
    return tmp_path


@pytest.fixture
def knowledge(shelf: KnowledgeBase, home: Path) -> Knowledge:
    """The shipped knowledge, with its recordings in that folder."""
    assert TOPIC in shelf.shipped.topics
    return replace(shelf.shipped, data_dir=home)


@pytest.mark.parametrize(
    ("ending", "content"),
    [("ogg", OGG), ("mp3", MP3), ("mp3", b"\xff\xfb\x90"), ("m4a", M4A), ("OGG", OGG)],
)
def test_a_good_file_is_used(knowledge: Knowledge, home: Path, ending: str, content: bytes) -> None:
    (home / "voice" / f"{TOPIC}.{ending}").write_bytes(content)
    spoken, faults = recordings.load_recordings(knowledge)
    assert (list(spoken.recordings), faults) == ([TOPIC], [])
    thing = recordings.make_attachment(spoken.recordings[TOPIC])
    assert (thing.kind, thing.size) == (AttachmentKind.VOICE, len(content))


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("khong-co.ogg", OGG, texts.RECORDING_NO_TOPIC.format(topic="khong-co")),
        (f"{TOPIC}.wav", b"RIFF", texts.RECORDING_TYPE),
        (f"{TOPIC}.exe", b"MZ", texts.RECORDING_TYPE),
        (TOPIC, OGG, texts.RECORDING_TYPE),
        (f"{TOPIC}.ogg", MP3, texts.RECORDING_BYTES),
        (f"{TOPIC}.mp3", b"MZ\x90 a program", texts.RECORDING_BYTES),
        (f"{TOPIC}.m4a", b"", texts.RECORDING_BYTES),
        (f"{TOPIC}.ogg", OGG.ljust(recordings.MAX_BYTES + 1), texts.RECORDING_TOO_LARGE),
    ],
)
def test_a_bad_file_is_one_line_and_not_used(
    knowledge: Knowledge, home: Path, name: str, content: bytes, fault: str
) -> None:
    (home / "voice" / name).write_bytes(content)
    spoken, faults = recordings.load_recordings(knowledge)
    assert (dict(spoken.recordings), faults) == ({}, [f"voice/{name}: {fault}"])


def test_two_files_of_one_topic_are_told_and_the_first_is_used(
    knowledge: Knowledge, home: Path
) -> None:
    for ending, content in (("mp3", MP3), ("m4a", M4A)):
        (home / "voice" / f"{TOPIC}.{ending}").write_bytes(content)
    spoken, (fault,) = recordings.load_recordings(knowledge)
    assert spoken.recordings[TOPIC].path.suffix == ".m4a"
    assert fault == f"voice/{TOPIC}.mp3: " + texts.RECORDING_TWICE.format(other=f"{TOPIC}.m4a")


def test_a_link_out_of_the_folder_is_not_followed(knowledge: Knowledge, home: Path) -> None:
    (home / "secret").write_bytes(OGG)
    (home / "voice" / f"{TOPIC}.ogg").symlink_to(home / "secret")
    spoken, faults = recordings.load_recordings(knowledge)
    assert (dict(spoken.recordings), len(faults)) == ({}, 1)


def test_words_that_were_edited_since_are_not_read_aloud(knowledge: Knowledge, home: Path) -> None:
    (home / "voice" / f"{TOPIC}.ogg").write_bytes(OGG)
    spoken, _ = recordings.load_recordings(knowledge)
    topic = spoken.topics[TOPIC]
    assert recordings.find_recording(spoken, topic) is not None
    assert recordings.find_recording(spoken, replace(topic, answer="Khác hẳn.")) is None


@pytest.mark.parametrize(
    ("day", "plays"),
    [
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), True),  # another detail stands; nobody read it aloud
        (date(2027, 2, 28), True),
        (date(2027, 3, 1), False),  # another answer stands
    ],
)
def test_a_recording_plays_while_the_words_that_were_read_stand(
    tmp_path: Path, home: Path, day: date, *, plays: bool
) -> None:
    (home / "voice" / "khai-sinh.ogg").write_bytes(OGG)
    spoken, _ = recordings.load_recordings(load_knowledge(write_knowledge(tmp_path)))
    today = knowledge_on(spoken, day)
    heard = recordings.find_recording(today, today.topics["khai-sinh"])
    assert (heard is not None) is plays


def test_an_answer_that_has_expired_is_not_read_aloud(tmp_path: Path, home: Path) -> None:
    (home / "voice" / "the.ogg").write_bytes(OGG)
    spoken, _ = recordings.load_recordings(load_knowledge(write_knowledge(tmp_path)))
    for day, plays in ((date(2027, 5, 31), True), (date(2027, 6, 1), False)):
        today = knowledge_on(spoken, day)
        heard = recordings.find_recording(today, today.topics["the"])
        assert (heard is not None) is plays


def test_another_way_to_ask_does_not_silence_a_recording(tmp_path: Path, home: Path) -> None:
    (home / "voice" / "the.ogg").write_bytes(OGG)
    spoken, _ = recordings.load_recordings(load_knowledge(write_knowledge(tmp_path)))
    asked = replace(spoken.topics["the"], questions=("thẻ mất rồi",))
    assert recordings.find_recording(spoken, asked) is not None


@pytest.mark.parametrize(
    "ref", ["../../etc/passwd", "", f"../voice/{TOPIC}", "khong-co:1", "/etc/passwd:1"]
)
async def test_nobody_names_a_path(knowledge: Knowledge, home: Path, ref: str) -> None:
    (home / "voice" / f"{TOPIC}.ogg").write_bytes(OGG)
    spoken, _ = recordings.load_recordings(knowledge)
    with pytest.raises(Rejected):
        await recordings.fetch_recording(spoken, ref)


def test_no_recording_is_shipped(shelf: KnowledgeBase) -> None:
    assert recordings.load_recordings(shelf.shipped) == (shelf.shipped, [])
