"""Style and safety checks of an announcement, each with advice on what to change. Pure.

A text that would train people to fall for scams (asking for a one-time code, a password, money to
an account) is not advised against but blocked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot import texts
from bot.core import links
from bot.core.links import Site
from bot.core.toml_files import make_shape_error, read_toml
from bot.messages.content import Choice
from bot.outbox import content_summary
from bot.vietnamese.dates.weekdays import list_weekday_mismatches
from bot.vietnamese.letters import nfc, normalize_for_match

LONG_SENTENCE = 30  # words
MOST_CAPITALS = 0.5  # of the letters of a line
_SENTENCE = re.compile(r"[^.!?…\n]+")
_ABBREVIATION = re.compile(r"\b[^\W\d_]{2,8}\b")
_INVITES = re.compile(r"\b(?:moi ba con|kinh moi|hop|tap trung|den du|tham gia|tham du)\b")
_TIME = re.compile(r"\b(?:\d{1,2}\s*(?:h|gio|:)\s*\d{0,2}|sang|chieu|toi|trua)\b")
_DAY = re.compile(r"\b(?:\d{1,2}[/.-]\d{1,2}|thu \w+|chu nhat|hom nay|ngay mai|mai|ngay \d)\b")
_PLACE = re.compile(r"\b(?:tai|o|nha van hoa|hoi truong|tru so|san|dinh|truong|tram|uy ban|ubnd)\b")
_SECRET_REQUEST = re.compile(
    r"\b(?:gui|cung cap|nhan|cho biet|doc|nhap|bao)\b[^.!?\n]{0,40}"
    r"\b(?:ma otp|otp|mat khau|ma pin|so the|so tai khoan ngan hang)\b"
)


_FORBIDS = re.compile(rf"\b(?:{'|'.join(texts.SAID_FORBIDS)})\b")


@dataclass(frozen=True, slots=True)
class Style:
    """The commune's style: plain replacements of office words, and abbreviations people know."""

    plain_words: tuple[tuple[str, str], ...] = ()
    known_abbreviations: frozenset[str] = frozenset()


class AdviceKind(StrEnum):
    """What a finding is about."""

    SECRET = "secret"
    WEEKDAY = "weekday"
    LINK = "link"
    TIME = "time"
    PLACE = "place"
    JARGON = "jargon"
    ABBREVIATION = "abbreviation"
    LONG = "long"
    CAPITALS = "capitals"


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding: its kind, the words it is about and a sentence that says what to change."""

    kind: AdviceKind
    where: str
    text: str

    @property
    def is_blocking(self) -> bool:
        """Whether it must be fixed before anything can be sent."""
        return self.kind is AdviceKind.SECRET


def load_style(data_dir: Path) -> Style:
    """Load the shipped style; an empty one if there is no file.

    Raises DataError for an invalid file.
    """
    path = data_dir / "lexicon" / "style.toml"
    if not path.is_file():
        return Style()
    try:
        table = read_toml(path)
        plain = {nfc(office): nfc(plain_word) for office, plain_word in table["plain"].items()}
        return Style(
            tuple(sorted(plain.items(), key=lambda pair: -len(pair[0]))),
            frozenset(table["known"]),
        )
    except (KeyError, AttributeError) as error:
        raise make_shape_error(path, error) from None


def list_advice(
    text: str, style: Style, today: date, buttons: Sequence[Choice] = ()
) -> list[Advice]:
    """Return all advice on the text and its buttons, the most serious first."""
    labels = "\n".join(button.label for button in buttons)
    serious = [
        *_check_secret_requests(f"{text}\n{labels}"),
        *_check_weekdays(text, today),
        *_check_links(text, buttons),
        *_check_missing_details(text),
    ]
    return [
        *serious,
        *_check_jargon(text, style),
        *_check_abbreviations(text, style),
        *_check_shape(text),
    ]


def asks_secret(text: str) -> bool:
    """Return whether the text asks people to give away a secret such as a one-time code."""
    return any(True for _ in _check_secret_requests(text))


def _check_secret_requests(text: str) -> Iterator[Advice]:
    for sentence in _SENTENCE.findall(text):
        if _SECRET_REQUEST.search(normalize_for_match(sentence)) and not _FORBIDS.search(
            sentence.lower()
        ):
            yield Advice(AdviceKind.SECRET, sentence.strip(), texts.LINT_SECRET)


def _check_weekdays(text: str, today: date) -> Iterator[Advice]:
    for misfit in list_weekday_mismatches(text, today):
        yield Advice(AdviceKind.WEEKDAY, str(misfit.day), texts.LINT_WEEKDAY.format(misfit=misfit))


def _check_links(text: str, buttons: Sequence[Choice]) -> Iterator[Advice]:
    for link in map(links.classify_link, content_summary.list_addresses(text, buttons)):
        if link.site not in (Site.STATE, Site.STORE):
            yield Advice(AdviceKind.LINK, link.written, texts.LINT_LINK.format(link=link.written))
        elif not link.secure:
            yield Advice(AdviceKind.LINK, link.written, texts.LINT_HTTP.format(link=link.written))


def _check_missing_details(text: str) -> Iterator[Advice]:
    folded = normalize_for_match(text)
    if not _INVITES.search(folded):
        return
    if not (_TIME.search(folded) and _DAY.search(folded)):
        yield Advice(AdviceKind.TIME, "", texts.LINT_TIME)
    if not _PLACE.search(folded):
        yield Advice(AdviceKind.PLACE, "", texts.LINT_PLACE)


def _check_jargon(text: str, style: Style) -> Iterator[Advice]:
    remaining = text.lower()
    for office, plain_word in style.plain_words:
        if re.search(rf"\b{re.escape(office)}\b", remaining):
            yield Advice(
                AdviceKind.JARGON, office, texts.LINT_JARGON.format(word=office, plain=plain_word)
            )
            remaining = remaining.replace(office, " ")


def _check_abbreviations(text: str, style: Style) -> Iterator[Advice]:
    normal_lines = "\n".join(line for line in text.split("\n") if not _is_mostly_capitals(line))
    for word in dict.fromkeys(filter(str.isupper, _ABBREVIATION.findall(normal_lines))):
        if word not in style.known_abbreviations and f"({word})" not in text:
            yield Advice(AdviceKind.ABBREVIATION, word, texts.LINT_ABBREVIATION.format(word=word))


def _check_shape(text: str) -> Iterator[Advice]:
    for sentence in _SENTENCE.findall(text):
        if (count := len(sentence.split())) > LONG_SENTENCE:
            start = " ".join(sentence.split()[:5])
            yield Advice(AdviceKind.LONG, start, texts.LINT_LONG.format(start=start, count=count))
    for line in text.split("\n"):
        if _is_mostly_capitals(line):
            yield Advice(AdviceKind.CAPITALS, line.strip(), texts.LINT_CAPITALS)
            return


def _is_mostly_capitals(line: str) -> bool:
    letters = [letter for letter in line if letter.isalpha()]
    return len(letters) > 20 and sum(map(str.isupper, letters)) / len(letters) > MOST_CAPITALS
