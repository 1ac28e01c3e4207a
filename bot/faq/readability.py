"""Readability checks for people who read little: length, address, vocabulary. Pure.

A text is the topic's answer with its steps, alternatives and warning; each detail's answer is
checked alone, since it is sent alone. Titles are labels and not checked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bot import texts
from bot.core.errors import DataError
from bot.core.toml_files import read_toml
from bot.faq.answers import fill_placeholders
from bot.faq.checks import Fault
from bot.faq.knowledge_files import Knowledge, Topic
from bot.faq.validity import list_switch_days, topic_on
from bot.vietnamese.letters import nfc

FILE = "plain.toml"
MAX_STEP_WORDS = 12  # words
MAX_ANSWER_WORDS = 45
_KEYS = {"word", "plain", "except"}


def _compile_phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)", re.IGNORECASE)


# Names of buttons and pages stay as the screen has them.
_NAMED = re.compile(r"«[^»]*»|https?://\S+")
_ADDRESS = _compile_phrases(texts.WORDS_OF_ADDRESS)
_NOBODY = _compile_phrases(texts.WORDS_OF_NO_ADDRESS)
# "58/2026/NĐ-CP" is a number as it is printed; "NĐ 58", "TT 4", "Đ5" are a clerk's notes.
_SHORT, _ARTICLE = "|".join(texts.DOCUMENTS_SHORT), "Đ"
_ABBREVIATED = re.compile(
    rf"(?<![\w/])(?:(?:{_SHORT})(?:[ .-]*\d+)?|TT[ .-]?\d+|{_ARTICLE}\.? ?\d+)(?!\w)"
)


@dataclass(frozen=True)
class Term:
    """A difficult word, and the words that explain it."""

    word: str
    plain: tuple[str, ...]
    exceptions: tuple[str, ...] = ()  # phrases in which it is fine

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Pattern of the word. Its exceptions come first and have no group name."""
        fine = [_word_pattern(phrase, ignore_case=True) for phrase in self.exceptions]
        word = _word_pattern(self.word, ignore_case=not self.word.isupper())
        return re.compile("|".join((*fine, f"(?P<word>{word})")))

    def needs_explaining(self, text: str) -> bool:
        """Return whether the text has the word without explaining it.

        An explanation is one of the plain words, or the word in brackets after what it names: "dán
        thông báo (niêm yết)".
        """
        places = [match.span() for match in self.pattern.finditer(text) if match["word"]]
        if not places or any(text[a - 1 : a] + text[b : b + 1] == "()" for a, b in places):
            return False
        rest = self.pattern.sub(" ", text).casefold()
        return not any(re.search(_word_pattern(plain.casefold()), rest) for plain in self.plain)


def _word_pattern(phrase: str, *, ignore_case: bool = False) -> str:
    body = rf"(?<!\w){re.escape(phrase)}(?!\w)"
    return f"(?i:{body})" if ignore_case else body


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms."""

    terms: Sequence[Term] = field(default=())


def load_glossary(data_dir: Path) -> Glossary:
    """Read `data_dir/lexicon/plain.toml`; empty without the file. Raises DataError."""
    path = data_dir / "lexicon" / FILE
    entries = read_toml(path).get("term", []) if path.exists() else []
    if not isinstance(entries, list):
        raise DataError(texts.FAQ_ONE_BRACKET.format(path=path, kind="term"))
    terms = [_read_term(path, number, raw) for number, raw in enumerate(entries, start=1)]
    words = [term.word for term in terms]
    if twice := [word for word in words if words.count(word) > 1]:
        raise DataError(texts.FAQ_TWICE.format(path=path, kind="term", id=twice[0]))
    return Glossary(terms)


def _read_term(path: Path, number: int, raw: Any) -> Term:
    values: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    word, plain, exceptions = values.get("word"), values.get("plain"), values.get("except", [])
    plain = [plain] if isinstance(plain, str) else plain
    if (
        not isinstance(word, str)
        or not word.strip()
        or not _are_texts(plain)
        or not plain
        or not _are_texts(exceptions)
        or set(values) - _KEYS
    ):
        name = word if isinstance(word, str) and word else texts.DATA_GROUP.format(number=number)
        raise DataError(
            texts.DATA_ENTRY_FAULT.format(path=path, name=name, reason=texts.GLOSSARY_SHAPE)
        )
    return Term(nfc(word).strip(), tuple(map(nfc, plain)), tuple(map(nfc, exceptions)))


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(v, str) and v.strip() for v in values)


def check_wording(knowledge: Knowledge, glossary: Glossary) -> list[str]:
    """Return the faults of every topic, one line each: "topic/detail: …"."""
    topics = knowledge.topics.values()
    return [
        fault.line(topic.id) for topic in topics for fault in list_wording_faults(topic, glossary)
    ]


def list_wording_faults(topic: Topic, glossary: Glossary) -> list[Fault]:
    """List the readability faults of a topic, over all past and future versions."""
    listed: dict[Fault, None] = {}
    days = sorted(list_switch_days(topic))
    for version in [topic, *(topic_on(topic, day) for day in days)]:
        listed |= dict.fromkeys(Fault("", message) for message in _check_topic(version, glossary))
    for detail in topic.details:
        messages = _check_text(_strip_names((detail.answer,)), glossary)
        listed |= dict.fromkeys(Fault(detail.id, message) for message in messages)
    return list(listed)


def _check_topic(topic: Topic, glossary: Glossary) -> Iterator[str]:
    for step in topic.steps:
        if (count := _count_words(step)) > MAX_STEP_WORDS:
            yield texts.WORDING_STEP.format(count=count, longest=MAX_STEP_WORDS, step=step)
    if (count := _count_words(topic.answer)) > MAX_ANSWER_WORDS:
        yield texts.WORDING_ANSWER.format(count=count, longest=MAX_ANSWER_WORDS)
    written = (topic.answer, *topic.steps, topic.no_phone, topic.in_person, topic.scam)
    yield from _check_text(_strip_names(written), glossary)


def _count_words(text: str) -> int:
    return len(fill_placeholders(text, {}).split())


def _strip_names(written: Iterable[str]) -> str:
    """Join texts as lines, with the names they quote removed."""
    return _NAMED.sub("«»", fill_placeholders("\n".join(filter(None, written)), {}))


def _check_text(text: str, glossary: Glossary) -> Iterator[str]:
    for match in _ADDRESS.finditer(_NOBODY.sub(" ", text)):
        yield texts.WORDING_ADDRESS.format(word=match[0])
    for match in _ABBREVIATED.finditer(text):
        yield texts.WORDING_ABBREVIATED.format(word=match[0].strip())
    for term in glossary.terms:
        if term.needs_explaining(text):
            yield texts.WORDING_TERM.format(word=term.word, plain=term.plain[0])
