"""Style and safety checks of an announcement, each with advice on what to change. Pure.

A text that would train people to fall for scams (asking for a one-time code, a password, money to
an account) is not advised against but blocked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot import texts
from bot.core import links
from bot.core.links import Site
from bot.core.toml_files import read_toml, shape_fault
from bot.messages.content import Choice
from bot.outbox import contents
from bot.vietnamese.dates.weekdays import find_misfits
from bot.vietnamese.letters import bare, nfc

LONG_SENTENCE = 30  # words
MOST_CAPITALS = 0.5  # of the letters of a line
_SENTENCE = re.compile(r"[^.!?…\n]+")
_SHORT_FORM = re.compile(r"\b[^\W\d_]{2,8}\b")
_INVITES = re.compile(r"\b(?:moi ba con|kinh moi|hop|tap trung|den du|tham gia|tham du)\b")
_TIME = re.compile(r"\b(?:\d{1,2}\s*(?:h|gio|:)\s*\d{0,2}|sang|chieu|toi|trua)\b")
_DAY = re.compile(r"\b(?:\d{1,2}[/.-]\d{1,2}|thu \w+|chu nhat|hom nay|ngay mai|mai|ngay \d)\b")
_PLACE = re.compile(r"\b(?:tai|o|nha van hoa|hoi truong|tru so|san|dinh|truong|tram|uy ban|ubnd)\b")
_SECRET = re.compile(
    r"\b(?:gui|cung cap|nhan|cho biet|doc|nhap|bao)\b[^.!?\n]{0,40}"
    r"\b(?:ma otp|otp|mat khau|ma pin|so the|so tai khoan ngan hang)\b"
)


_FORBIDS = re.compile(rf"\b(?:{'|'.join(texts.SAID_FORBIDS)})\b")


@dataclass(frozen=True, slots=True)
class Style:
    """The commune's style: plain replacements of office words, and abbreviations people know."""

    plain: tuple[tuple[str, str], ...] = ()
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Advice:
    """One finding: its kind, the words it is about and a sentence that says what to change."""

    kind: str  # jargon, abbreviation, time, place, long, capitals, link, secret, weekday
    where: str
    words: str

    @property
    def forbids(self) -> bool:
        """Whether it must be fixed before anything can be sent."""
        return self.kind == "secret"


def load(data_dir: Path) -> Style:
    """Load the shipped style; an empty one if there is no file.

    Raises DataError for an invalid file.
    """
    path = data_dir / "lexicon" / "style.toml"
    if not path.is_file():
        return Style()
    try:
        table = read_toml(path)
        plain = {nfc(office): nfc(said) for office, said in table["plain"].items()}
        return Style(
            tuple(sorted(plain.items(), key=lambda pair: -len(pair[0]))),
            frozenset(table["known"]),
        )
    except (KeyError, AttributeError) as error:
        raise shape_fault(path, error) from None


def look(text: str, style: Style, today: date, buttons: Sequence[Choice] = ()) -> list[Advice]:
    """Return all advice on the text and its buttons, the most serious first."""
    labels = "\n".join(button.label for button in buttons)
    found = [
        *_secrets(f"{text}\n{labels}"),
        *_weekdays(text, today),
        *_links(text, buttons),
        *_missing(text),
    ]
    return [*found, *_office_words(text, style), *_short_forms(text, style), *_shape(text)]


def asks_secret(text: str) -> bool:
    """Return whether the text asks people to give away a secret such as a one-time code."""
    return any(True for _ in _secrets(text))


def _secrets(text: str) -> Iterator[Advice]:
    for sentence in _SENTENCE.findall(text):
        if _SECRET.search(bare(sentence)) and not _FORBIDS.search(sentence.lower()):
            yield Advice("secret", sentence.strip(), texts.LINT_SECRET)


def _weekdays(text: str, today: date) -> Iterator[Advice]:
    for misfit in find_misfits(text, today):
        yield Advice("weekday", str(misfit.day), texts.LINT_WEEKDAY.format(misfit=misfit))


def _links(text: str, buttons: Sequence[Choice]) -> Iterator[Advice]:
    for link in map(links.judge, contents.addresses_of(text, buttons)):
        if link.site not in (Site.STATE, Site.STORE):
            yield Advice("link", link.written, texts.LINT_LINK.format(link=link.written))
        elif not link.secure:
            yield Advice("link", link.written, texts.LINT_HTTP.format(link=link.written))


def _missing(text: str) -> Iterator[Advice]:
    said = bare(text)
    if not _INVITES.search(said):
        return
    if not (_TIME.search(said) and _DAY.search(said)):
        yield Advice("time", "", texts.LINT_TIME)
    if not _PLACE.search(said):
        yield Advice("place", "", texts.LINT_PLACE)


def _office_words(text: str, style: Style) -> Iterator[Advice]:
    left = text.lower()
    for office, said in style.plain:
        if re.search(rf"\b{re.escape(office)}\b", left):
            yield Advice("jargon", office, texts.LINT_JARGON.format(word=office, plain=said))
            left = left.replace(office, " ")


def _short_forms(text: str, style: Style) -> Iterator[Advice]:
    quiet = "\n".join(line for line in text.split("\n") if not _shouts(line))
    for word in dict.fromkeys(filter(str.isupper, _SHORT_FORM.findall(quiet))):
        if word not in style.known and f"({word})" not in text:
            yield Advice("abbreviation", word, texts.LINT_ABBREVIATION.format(word=word))


def _shape(text: str) -> Iterator[Advice]:
    for sentence in _SENTENCE.findall(text):
        if (count := len(sentence.split())) > LONG_SENTENCE:
            start = " ".join(sentence.split()[:5])
            yield Advice("long", start, texts.LINT_LONG.format(start=start, count=count))
    for line in text.split("\n"):
        if _shouts(line):
            yield Advice("capitals", line.strip(), texts.LINT_CAPITALS)
            return


def _shouts(line: str) -> bool:
    letters = [letter for letter in line if letter.isalpha()]
    return len(letters) > 20 and sum(map(str.isupper, letters)) / len(letters) > MOST_CAPITALS
