"""Load the shipped knowledge from TOML files into frozen values, all or nothing.

Faults raise DataError with file, entry and reason. Two topics may not own the same phrasing, not
even when only the tones differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml
from bot.faq.changes import Change, read_changes
from bot.faq.details import Detail, read_basis, read_details, read_trust
from bot.faq.fields import Fields
from bot.faq.legal_documents import LegalRegister, load_register
from bot.faq.normalization import compose_unicode, strip_tones, tokenize


@dataclass(frozen=True, slots=True)
class Topic:
    """One answer, and the many ways residents ask for it. Field names are stored in revisions."""

    id: str
    category: str
    title: str
    answer: str
    questions: tuple[str, ...]
    steps: tuple[str, ...] = ()
    no_phone: str = ""
    in_person: str = ""
    scam: str = ""
    links: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    checked_on: date | None = None
    expires_on: date | None = None
    trust: str = "ask"
    details: tuple[Detail, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording of an answer, and the topic as it was when read aloud (see `recordings`)."""

    topic: Topic
    path: Path
    digest: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Outside:
    """A subject that is known not to be covered: «chưa có câu trả lời về {subject}»."""

    id: str
    subject: str
    questions: tuple[str, ...]
    referral: str = ""
    reply: str = ""  # said instead, where "no answer" would be no help
    nouns: tuple[str, ...] = ()  # what names it, and is not outvoted by shared words (`matcher`)


@dataclass(frozen=True, slots=True)
class Smalltalk:
    """Greetings, thanks, anger: answered kindly, never counted as a question.

    `is_opening`: only announces a question ("cháu ơi").
    """

    id: str
    reply: str
    questions: tuple[str, ...]
    is_opening: bool = False


@dataclass(frozen=True, slots=True)
class Vague:
    """A question too vague to answer: the question to ask back, and topics to offer.

    `needs_context`: asks for a detail of the last answer, if any ("nộp ở đâu"). `is_opening`: only
    announces a question ("cho hỏi tí").
    """

    id: str
    prompt: str
    questions: tuple[str, ...]
    topics: tuple[str, ...] = ()
    needs_context: bool = False
    is_opening: bool = False


Entry = Topic | Outside | Smalltalk | Vague


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the matcher can distinguish. Immutable: a change makes a new one."""

    topics: Mapping[str, Topic]
    outside: Mapping[str, Outside] = field(default_factory=dict)
    smalltalk: Mapping[str, Smalltalk] = field(default_factory=dict)
    vague: Mapping[str, Vague] = field(default_factory=dict)
    recordings: Mapping[str, Recording] = field(default_factory=dict)  # by topic
    register: LegalRegister = field(default_factory=LegalRegister)  # the documents answers stand on
    data_dir: Path | None = None  # the folder it was read from; the trained model lies there too
    day: date = date.min  # of which it is (`validity`); the files hold all days, and are of none

    def entries(self) -> Iterator[Entry]:
        """Yield all entries, topics first."""
        for group in (self.topics, self.outside, self.smalltalk, self.vague):
            yield from group.values()


def load_knowledge(data_dir: Path) -> Knowledge:
    """Read `data_dir/faq/*.toml`. Raises DataError on the first fault; nothing is half-loaded."""
    folder = data_dir / "faq"
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise DataError(texts.FAQ_NO_FILES.format(folder=folder))
    register = load_register(data_dir)
    groups: dict[str, dict[str, Any]] = {kind: {} for kind in _READERS}
    for path in paths:
        document = read_toml(path)
        for kind, read in _READERS.items():
            entries = document.get(kind, [])
            if not isinstance(entries, list):
                raise DataError(texts.FAQ_ONE_BRACKET.format(path=path, kind=kind))
            for number, raw in enumerate(entries, start=1):
                entry = read(Fields(path, kind, number, raw), document, register)
                if entry.id in groups[kind]:
                    raise DataError(texts.FAQ_TWICE.format(path=path, kind=kind, id=entry.id))
                groups[kind][entry.id] = entry
        if unknown := set(document) - set(_READERS) - {"category"}:
            raise DataError(texts.FAQ_UNKNOWN_KEY.format(path=path, key=sorted(unknown)[0]))
    knowledge = Knowledge(
        topics=groups["topic"],
        outside=groups["outside"],
        smalltalk=groups["smalltalk"],
        vague=groups["vague"],
        register=register,
        data_dir=data_dir,
    )
    check_consistency(knowledge, folder)
    return knowledge


def check_consistency(knowledge: Knowledge, source: Path) -> None:
    """Check across entries: offered topics exist, each phrasing has one owner. Raises DataError."""
    if not knowledge.topics:
        raise DataError(texts.FAQ_NO_TOPIC.format(source=source))
    for vague in knowledge.vague.values():
        for topic in vague.topics:
            if topic not in knowledge.topics:
                raise DataError(
                    texts.FAQ_VAGUE_TOPIC.format(source=source, id=vague.id, topic=topic)
                )
    owners: dict[str, str] = {}
    for entry in knowledge.entries():
        for question in _list_owned_phrasings(entry):
            key = " ".join(tokenize(strip_tones(question))) or question
            owner = owners.setdefault(key, entry.id)
            if owner != entry.id:
                raise DataError(
                    texts.FAQ_TWO_OWNERS.format(
                        source=source, id=entry.id, owner=owner, question=question
                    )
                )


def _list_owned_phrasings(entry: Entry) -> Iterator[str]:
    """Yield an entry's phrasings and those of its details, which identify the topic too."""
    yield from entry.questions
    for detail in entry.details if isinstance(entry, Topic) else ():
        yield from detail.questions


def _read_topic(fields: Fields, document: Mapping[str, Any], register: LegalRegister) -> Topic:
    fields.reject_unknown_keys(*_TOPIC_KEYS)
    category = fields.raw.get("category", document.get("category", ""))
    if not isinstance(category, str) or not category.strip():
        raise fields.error(texts.FAQ_NO_CATEGORY)
    return Topic(
        id=fields.text("id"),
        category=compose_unicode(category).strip(),
        title=fields.text("title"),
        answer=fields.text("answer"),
        questions=fields.texts("questions", needed=True),
        steps=fields.texts("steps"),
        no_phone=fields.text("no_phone", needed=False),
        in_person=fields.text("in_person", needed=False),
        scam=fields.text("scam", needed=False),
        links=fields.texts("links"),
        basis=read_basis(fields, register),
        checked_on=fields.day("checked_on"),
        expires_on=fields.day("expires_on"),
        trust=read_trust(fields),
        details=read_details(fields, register),
        changes=read_changes(fields, register),
    )


def parse_topic(
    raw: Mapping[str, Any], source: str, register: LegalRegister | None = None
) -> Topic:
    """Parse a topic from plain values, checked as strictly as a file; errors name `source`.

    Its basis may be free text of the commune: "Thông báo của UBND xã". Raises DataError.
    """
    fields = Fields(Path(source), "topic", 1, dict(raw), local=True)
    return _read_topic(fields, {}, register or LegalRegister())


def _read_outside(
    fields: Fields, _document: Mapping[str, Any], _register: LegalRegister
) -> Outside:
    fields.reject_unknown_keys("id", "subject", "ask", "reply", "nouns", "questions")
    return Outside(
        nouns=fields.texts("nouns"),
        id=fields.text("id"),
        subject=fields.text("subject"),
        referral=fields.text("ask", needed=False),
        reply=fields.text("reply", needed=False),
        questions=fields.texts("questions", needed=True),
    )


def _read_smalltalk(
    fields: Fields, _document: Mapping[str, Any], _register: LegalRegister
) -> Smalltalk:
    fields.reject_unknown_keys("id", "reply", "opens", "questions")
    return Smalltalk(
        id=fields.text("id"),
        is_opening=fields.raw.get("opens", False) is True,
        reply=fields.text("reply"),
        questions=fields.texts("questions", needed=True),
    )


def _read_vague(fields: Fields, _document: Mapping[str, Any], _register: LegalRegister) -> Vague:
    fields.reject_unknown_keys("id", "ask", "topics", "leans", "opens", "questions")
    return Vague(
        id=fields.text("id"),
        prompt=fields.text("ask"),
        topics=fields.texts("topics"),
        needs_context=fields.raw.get("leans", False) is True,
        is_opening=fields.raw.get("opens", False) is True,
        questions=fields.texts("questions", needed=True),
    )


_TOPIC_KEYS = {*Topic.__dataclass_fields__, "detail", "change"} - {"details", "changes"}
_READERS: Mapping[str, Any] = {
    "topic": _read_topic,
    "outside": _read_outside,
    "smalltalk": _read_smalltalk,
    "vague": _read_vague,
}
