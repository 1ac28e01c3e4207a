"""Match a text to villages: "thon 3", "xom dong", "thôn ba xã An Phú". Pure.

People write [I live in] [kind] name [commune] [please], and are parsed that way. Numbers must agree
(thôn 3 is never thôn 13), one letter may be wrong, and every unexplained word lowers the score:
"chợ mới có mở không" is a question, not a village.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.vietnamese.letters import is_typed_form_of, nfc, normalize_for_match

SURE = 88.0
POSSIBLE = 70.0
LEAD = 6.0  # a sure place must be ahead of the next by this
UNEXPLAINED_PENALTY = 10.0  # what a word beside the place costs
COMMUNE_BONUS = 4.0
TONE_PENALTY = 12.0  # "thôn Đồng" is not Thôn Đông: asked about, never taken
_LETTERS = re.compile(r"[^\W_]+")

# Kinds of several words are made one, so that everything after is about single words.
_JOINED = (
    (re.compile(r"\b(?:khu pho|kp)(?=\b|\d)"), "khupho"),
    (re.compile(r"\b(?:to dan pho|tdp)(?=\b|\d)"), "tdp"),
    (re.compile(r"\bkhu dan cu\b"), "kdc"),
    (re.compile(r"\b(?:thanh pho|thi xa|thi tran|dac khu)\b"), "phuong"),
    (re.compile(r"\b([a-z]+)(\d+)\b"), r"\1 \2"),
)
# Village kinds and their families: "tổ 7" is "tổ dân phố 7", "t3" is a thôn or a tổ.
_FAMILY = {
    **{kind: {kind} for kind in ("thon", "xom", "ap", "ban", "lang", "buon", "soc", "khom", "doi")},
    **{kind: {"khu"} for kind in ("khu", "khupho", "kdc")},
    **{kind: {"to"} for kind in ("to", "tdp")},
    "t": {"thon", "to"},
    "x": {"xom"},
}
_ABOVE = frozenset({"xa", "phuong", "huyen", "quan", "tinh", "tp"})
# Words around a place that mean nothing here; the last ones are cut before spelling is compared.
_AROUND = (
    "a ah ak anh ay bac ben bon chau chi chu chung con da dang day dia do em gia dinh la minh nay"
    " nha nhe nguoi o oi ong ba que song tai thi thua thuoc toi tui va vang"
)
_AT_THE_END = "a ah ak nha nhe day do oi"
_ONE_TO_NINE = "mot hai ba bon nam sau bay tam chin"
_FILLER_WORDS = frozenset(_AROUND.split())
_ENDING_WORDS = frozenset(_AT_THE_END.split())
_POINTING = _ENDING_WORDS | {"ay", "nay", "kia", "ta"}  # "xã mình ấy" names no commune
_DIGITS = {word: at for at, word in enumerate(_ONE_TO_NINE.split(), 1)} | {"tu": 4, "lam": 5}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the matcher sees it: its names, and the names of the commune above it."""

    code: str
    names: tuple[str, ...]
    commune_names: tuple[str, ...] = ()
    commune_code: str = ""  # the code of the commune above it


@dataclass(frozen=True, slots=True)
class PlaceGuess:
    """A place that may be meant; score 0..100."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class _Name:
    """A parsed village name: "Ấp Bình Hòa 2" has kind "ap" and core "binh hoa 2"."""

    kind: str
    core: str
    joined: str
    digits: str


@dataclass(frozen=True, slots=True)
class _Interpretation:
    """One interpretation of the text."""

    words: tuple[str, ...]
    spaced: str  # with a space at both ends, so that whole words can be looked for
    rest: _Name  # without the polite words around it
    bonus: float  # the commune was named, and taken out


def rank_places(places: Iterable[Place], text: str) -> list[PlaceGuess]:
    """Rank places that may be meant, best first, none below `POSSIBLE`."""
    words = _normalize_words(normalize_for_match(text[:400])[:200])
    if not words:
        return []
    readings = {words, tuple(_convert_number_words(words))}
    said = _LETTERS.findall(nfc(text[:400]))
    interpretations: dict[tuple[str, ...], list[_Interpretation]] = {}
    guesses = []
    for place in places:
        if place.commune_names not in interpretations:
            interpretations[place.commune_names] = [
                interpretation
                for read in readings
                for interpretation in _list_interpretations(read, place.commune_names)
            ]
        score = 0.0
        for name in place.names:
            alike = max(
                _score_name(_parse_name(name), interpretation)
                for interpretation in interpretations[place.commune_names]
            )
            if alike >= POSSIBLE:
                score = max(score, alike - _tone_penalty(name, said))
        if score >= POSSIBLE:
            guesses.append(PlaceGuess(place.code, score))
    return sorted(guesses, key=lambda guess: -guess.score)


def find_certain_code(guesses: Sequence[PlaceGuess]) -> str | None:
    """Return the code if one place is clearly meant, else None."""
    if not guesses or guesses[0].score < SURE:
        return None
    if len(guesses) > 1 and guesses[0].score - guesses[1].score < LEAD:
        return None
    return guesses[0].code


def is_filler_word(word: str) -> bool:
    """Return whether a folded word says nothing about a place."""
    return word in _FILLER_WORDS


def strip_polite_ending(words: Sequence[str]) -> Sequence[str]:
    """Strip particles and pointing words from the end of a sentence."""
    last = len(words)
    while last and words[last - 1] in _POINTING:
        last -= 1
    return words[:last]


def is_village_kind(word: str) -> bool:
    """Return whether a folded word is a kind of village: "thon", "ap"; not "x", maybe a commune."""
    return word in _FAMILY and len(word) > 1


def _tone_penalty(name: str, said: Sequence[str]) -> float:
    """Return the penalty if the name occurs only with tones other than those typed."""
    written = _LETTERS.findall(nfc(name))
    size = len(_parse_name(name).core.split())
    core = " ".join(written[-size:])
    folded = normalize_for_match(core)
    standing = [
        " ".join(said[at : at + size])
        for at in range(len(said) - size + 1)
        if normalize_for_match(" ".join(said[at : at + size])) == folded
    ]
    return (
        TONE_PENALTY
        if standing and not any(is_typed_form_of(passage, core) for passage in standing)
        else 0.0
    )


def _normalize_words(folded: str) -> tuple[str, ...]:
    """Split into words; join kinds, separate "thon3", drop "số" between a kind and its number."""
    for pattern, whole in _JOINED:
        folded = pattern.sub(whole, folded)
    words = folded.split()
    return tuple(
        word.lstrip("0") or word if word.isdecimal() else word
        for before, word in zip(["t", *words], words, strict=False)
        if not (word == "so" and before in _FAMILY)
    )


def _convert_number_words(words: Sequence[str]) -> Iterator[str]:
    """Yield words with number words as digits, after a kind or at the end; "năm" may be a year."""
    at = 0
    while at < len(words):
        yield words[at]
        at += 1
        number, used = _parse_number(words[at : at + 3])
        if used and (words[at - 1] in _FAMILY or at + used == len(words)):
            yield str(number)
            at += used


def _parse_number(words: Sequence[str]) -> tuple[int, int]:
    """Parse a number at the start; returns the number and how many words it takes, or (0, 0)."""
    first, second, third = (*words, "", "", "")[:3]
    if first == "muoi":
        return (10 + _DIGITS[second], 2) if second in _DIGITS else (10, 1)
    if first not in _DIGITS:
        return 0, 0
    if second == "muoi":
        tens = 10 * _DIGITS[first]
        return (tens + _DIGITS[third], 3) if third in _DIGITS else (tens, 2)
    return _DIGITS[first], 1


def _list_interpretations(
    words: tuple[str, ...], commune_names: Sequence[str]
) -> Iterator[_Interpretation]:
    """Yield the words as typed, and without the commune's name if they contain it."""
    yield _interpret(words, 0.0)
    spaced = f" {' '.join(words)} "
    for core in sorted((_parse_commune(name) for name in commune_names), key=len, reverse=True):
        before, separator, after = spaced.rpartition(f" {core} ")
        if separator:
            yield _interpret(tuple(f"{before} {after}".split()), COMMUNE_BONUS)
            return


def _interpret(words: tuple[str, ...], bonus: float) -> _Interpretation:
    first, last = 0, len(words)
    while last - first > 1 and words[first] in _FILLER_WORDS:
        first += 1
    while last - first > 1 and words[last - 1] in _ENDING_WORDS | _ABOVE:
        last -= 1
    return _Interpretation(words, f" {' '.join(words)} ", _split_name(words[first:last]), bonus)


@lru_cache(maxsize=16_384)
def _parse_name(name: str) -> _Name:
    return _split_name(_normalize_words(normalize_for_match(name)))


def _split_name(words: Sequence[str]) -> _Name:
    kind = words[0] if len(words) > 1 and words[0] in _FAMILY else ""
    rest = words[1:] if kind else words
    digits = " ".join(word for word in rest if word.isdecimal())
    return _Name(kind, " ".join(rest), "".join(rest), digits)


@lru_cache(maxsize=4096)
def _parse_commune(name: str) -> str:
    words = _normalize_words(normalize_for_match(name))
    return " ".join(words[1:] if words[0] in _ABOVE and len(words) > 1 else words)


def _score_name(name: _Name, interpretation: _Interpretation) -> float:
    best = max(_score_exact(name, interpretation), _score_misspelt(name, interpretation.rest))
    return min(best + interpretation.bonus, 100.0) if best >= POSSIBLE else 0.0


def _score_exact(name: _Name, interpretation: _Interpretation) -> float:
    """Score an occurrence of the name that is exact but for tones."""
    core = f" {name.core} "
    if core not in interpretation.spaced:
        return 0.0
    best = 0.0
    for at in {interpretation.spaced.find(core), interpretation.spaced.rfind(core)}:
        before, after = (
            interpretation.spaced[:at].split(),
            interpretation.spaced[at + len(core) :].split(),
        )
        kind = before.pop() if before and before[-1] in _FAMILY else ""
        strangers = sum(not _is_explained(word) for word in (*before, *after))
        best = max(
            best, _grade_naming(name, kind, alone=not strangers) - UNEXPLAINED_PENALTY * strangers
        )
    return best


def _grade_naming(name: _Name, kind: str, *, alone: bool) -> float:
    """Score an exact name. Numbers and single syllables ("đông", "chợ") need their kind."""
    weak = " " not in name.core
    if kind and (not name.kind or _FAMILY[kind] & _FAMILY[name.kind]):
        return 96.0
    if not weak:
        return 94.0 if kind else 92.0
    if not alone:
        return 0.0
    return 84.0 if kind else 92.0 if name.digits else 86.0


def _is_explained(word: str) -> bool:
    return word in _FILLER_WORDS or word in _FAMILY or word in _ABOVE


def _score_misspelt(name: _Name, rest: _Name) -> float:
    """Score a text that is nearly the name as a whole; digits must agree."""
    if name.digits != rest.digits:
        # "bình hòa" when there are Bình Hòa 1 and 2: both are offered.
        return 80.0 if not rest.digits and name.core == f"{rest.core} {name.digits}" else 0.0
    length = len(name.joined)
    slips = OSA.distance(name.joined, rest.joined, score_cutoff=2)
    if slips == 0:
        return 93.0 if length > 4 else 0.0
    if slips == 1 and length >= (6 if rest.kind else 8):
        return 90.0
    if slips == 1 and length >= (4 if rest.kind else 6):
        return 80.0
    return 76.0 if slips == 2 and length >= 8 else 0.0
