"""Answers read aloud by a person: `data/voice/<topic-id>.ogg`, one file per topic.

Files are checked once, when the knowledge is loaded. A faulty file is reported to officers and not
used. Recordings are requested by topic; no path ever comes from outside.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot import texts
from bot.core.errors import Rejected
from bot.faq.answers import is_expired
from bot.faq.knowledge_files import Knowledge, Recording, Topic
from bot.messages.content import Attachment, AttachmentKind
from bot.vietnamese.letters import nfc

FOLDER = "voice"
ACCOUNT = "recorded"  # whose handles a recording's references are
MAX_BYTES = 5_000_000  # bytes: what every platform that takes a file takes; about ten minutes
TYPES = {".ogg": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4"}
IGNORED_FILES = ("README.md", ".gitkeep")
_MP3 = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
_HEAD = 16  # bytes that tell a file's type
_DIGEST = 16  # letters


def load_recordings(knowledge: Knowledge) -> tuple[Knowledge, list[str]]:
    """Return the knowledge with its recordings, and a line for each file that is not used."""
    folder = knowledge.data_dir / FOLDER if knowledge.data_dir else None
    if folder is None or not folder.is_dir():
        return knowledge, []
    used: dict[str, Recording] = {}
    faults = []
    for path in sorted(folder.iterdir()):
        if path.name in IGNORED_FILES:
            continue
        topic = knowledge.topics.get(nfc(path.stem))
        fault = next(_check_file(path, topic, used), "")
        if fault or topic is None:
            faults.append(f"{FOLDER}/{path.name}: {fault}")
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:_DIGEST]
        used[topic.id] = Recording(topic, path, digest, path.stat().st_size)
    return replace(knowledge, recordings=used), faults


def _check_file(path: Path, topic: Topic | None, used: dict[str, Recording]) -> Iterator[str]:
    if path.suffix.lower() not in TYPES or path.is_symlink() or not path.is_file():
        yield texts.RECORDING_TYPE
    elif topic is None:
        yield texts.RECORDING_NO_TOPIC.format(topic=path.stem)
    elif topic.id in used:
        yield texts.RECORDING_TWICE.format(other=used[topic.id].path.name)
    elif path.stat().st_size > MAX_BYTES:
        yield texts.RECORDING_TOO_LARGE
    elif not _has_expected_signature(path):
        yield texts.RECORDING_BYTES


def _has_expected_signature(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    match path.suffix.lower():
        case ".ogg":
            return head.startswith(b"OggS")
        case ".mp3":
            return head.startswith(_MP3)
    return head[4:8] == b"ftyp"


def find_recording(knowledge: Knowledge, topic: Topic | None) -> Recording | None:
    """Return the recording of an answer, or None if it is not exactly the current text.

    There is none for a text that was edited since, that another version has replaced, or that has
    expired: a recording cannot be preceded by the caveat.
    """
    recording = knowledge.recordings.get(topic.id) if topic else None
    if topic is None or recording is None or is_expired(topic, knowledge.day):
        return None
    return recording if _spoken_passages(recording.topic) == _spoken_passages(topic) else None


def _spoken_passages(topic: Topic) -> tuple[object, ...]:
    """Return the passages of a topic that are read aloud; details and dates are not."""
    return topic.answer, topic.steps, topic.no_phone, topic.in_person, topic.scam


def make_attachment(recording: Recording) -> Attachment:
    """Make the attachment to send; a new recording gets a new reference, so caches do not match."""
    ending = recording.path.suffix.lower()
    return Attachment(
        AttachmentKind.VOICE,
        ref=f"{recording.topic.id}:{recording.digest}",
        name=f"{recording.topic.id}{ending}",
        mime=TYPES[ending],
        size=recording.size,
        account=ACCOUNT,
    )


async def fetch_recording(knowledge: Knowledge, ref: str) -> bytes:
    """Return the bytes of a recording by its reference. Raises Rejected when it is unavailable."""
    recording = knowledge.recordings.get(ref.partition(":")[0])
    if recording is None:
        raise Rejected("there is no recording of this topic")
    try:
        data = await asyncio.to_thread(recording.path.read_bytes)
    except OSError as error:
        raise Rejected(f"the recording cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise Rejected("the recording is too large")
    return data
