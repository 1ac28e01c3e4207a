"""Finds the unit that an office's words mean: «thôn 01», «TDP số 3», «Tổ CNSCĐ thôn 1, 2».

Tones may be missing but never differ, and a word for the kind that is written must be the unit's.
What may mean two units, or none, is said and never guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot import texts
from bot.people.units import Unit, UnitKind
from bot.vietnamese.letters import move_tone_last, nfc, normalize_for_match, strip_tones

# Words for a kind of unit without tones; those of a line are the same kind.
_KINDS = (
    ("thon",), ("xom",), ("ban",), ("ap",), ("lang",), ("buon", "bon"), ("soc",), ("phum",),
    ("khom",), ("khu pho", "kp", "khu"), ("to dan pho", "tdp", "to dp", "to"),
    ("khoi pho", "khoi"), ("xa",), ("phuong",), ("dac khu",), ("tinh",), ("thanh pho", "tp"),
)  # fmt: skip
_KIND_OF = {tuple(words.split()): kinds[0] for kinds in _KINDS for words in kinds}
_LONGEST_KIND = 3  # words
_STRICT_KINDS = frozenset(("thon", "xom", "ban", "ap", "lang", "buon", "soc", "khom", "khu pho"))
_TOKEN = re.compile(r"[^\W_]+|[,;/&+–-]")
_SEPARATORS = frozenset((",", ";", "/", "&", "+", "-", "–", "va", "den", "toi"))
_RANGES = frozenset(("-", "–", "den", "toi"))
_GLUED = re.compile(r"\b([^\W\d_]+)(?=\d)")
_PARENTHESES = re.compile(r"\([^()]*\)")
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
}
_JOINING = _SEPARATORS | {"tren", "thuoc", "cua", "trong", "to", "xa", "phuong"}
KINDS = {
    normalize_for_match(word): kind for kind in UnitKind for word in (kind, *texts.KIND_WORDS[kind])
}
_KIND_SEPARATOR = re.compile(r"\s*[/,;–-]\s*")
SIMILAR = 60  # of 100: names this near are suggested
SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word with and without its tones; a number without leading zeros."""

    toned: str
    plain: str
    text: str = field(default="", compare=False)  # as written

    def may_mean(self, other: "Word") -> bool:
        """Whether this written word can be the other: tones may be missing, not differ."""
        return self.plain == other.plain and (self.toned == other.toned or self.toned == self.plain)


Words = tuple[Word, ...]


def split_words(text: str, *, separators: bool = False) -> Words:
    """Return the words of a name: «thôn số 01» is thôn, 1; «TDP3» is tdp, 3."""
    words: list[Word] = []
    for token in _TOKEN.findall(_GLUED.sub(_split_kind_word, nfc(text).lower())):
        plain = strip_tones(token)
        if not (token[0].isalnum() or separators):
            continue
        if token.isdecimal():
            plain = str(int(token))
            # «số» before a number only says that one comes.
            if len(words) > 1 and words[-1].plain == "so":
                words.pop()
        elif token in _ROMAN and words and not separators:
            plain = str(_ROMAN[token])
        toned = plain if plain.isdecimal() else move_tone_last(token)
        words.append(Word(toned, plain, token))
    return tuple(words)


def _split_kind_word(match: re.Match[str]) -> str:
    """Return a word for a kind apart from the number glued to it; «t05» stays a code."""
    return f"{match[0]} " if (strip_tones(match[0]),) in _KIND_OF else match[0]


def split_kind(words: Words) -> tuple[str, Words]:
    """Return the kind that the first words name, and the other words."""
    for length in range(min(_LONGEST_KIND, len(words) - 1), 0, -1):
        if kind := _KIND_OF.get(tuple(word.plain for word in words[:length])):
            return kind, words[length:]
    return "", words


def read_kind(written: str) -> UnitKind | None:
    """Return the level that a cell or a name says: «Thôn/xóm», «thôn», «Xã Lộc An»."""
    if kind := KINDS.get(normalize_for_match(written)):
        return kind
    parts = {KINDS.get(normalize_for_match(part)) for part in _KIND_SEPARATOR.split(written)}
    if len(parts) == 1 and (kind := parts.pop()):
        return kind
    kind_words, rest = split_kind(split_words(written))
    return KINDS.get(kind_words) if rest else None


@dataclass(frozen=True, slots=True)
class _Name:
    unit: Unit
    words: Words
    kind: str
    rest: Words


@dataclass(slots=True)
class Places:
    """The units a text names, each mention with all it can mean, and names that are not known."""

    mentions: list[tuple[Unit, ...]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unclear: bool = False  # «thôn 1-3»: two villages or three

    @property
    def villages(self) -> list[tuple[Unit, ...]]:
        """The mentions that are villages."""
        return [mention for mention in self.mentions if mention[0].kind == UnitKind.VILLAGE]


class UnitDirectory:
    """The units of an actor's scope by every name, old name and code offices write.

    `within` is a commune whose villages are meant where two communes have the name.
    """

    def __init__(self, units: Sequence[Unit], *, within: Unit | None = None) -> None:
        self._units = list(units)
        self._within = within
        self._codes = {unit.code: unit for unit in units}
        self._names: dict[tuple[str, ...], list[_Name]] = {}
        self._rests: dict[tuple[str, ...], list[_Name]] = {}
        for unit in units:
            for written in (unit.name, *unit.aliases):
                for variant in {written, _PARENTHESES.sub(" ", written)}:
                    self._add_name(unit, variant)

    def _add_name(self, unit: Unit, written: str) -> None:
        words = split_words(written)
        if not words:
            return
        kind, rest = split_kind(words)
        name = _Name(unit, words, kind, rest)
        self._names.setdefault(_canonical(kind, rest), []).append(name)
        self._rests.setdefault(_plain(rest), []).append(name)

    @property
    def communes(self) -> list[Unit]:
        """The communes of the scope."""
        return [unit for unit in self._units if unit.kind == UnitKind.COMMUNE]

    def find(self, written: str) -> list[Unit]:
        """Return the units that a name or code alone can mean: one is the answer."""
        if unit := self._codes.get(written.strip().lower()):
            return [unit]
        words = split_words(written)
        units = self._find_words(words)
        if not units and len(bare := split_words(_PARENTHESES.sub(" ", written))) < len(words):
            units = self._find_words(bare)
        return units

    def _find_words(self, words: Words) -> list[Unit]:
        if not words:
            return []
        kind, rest = split_kind(words)
        named = [
            name
            for name in self._names.get(_canonical(kind, rest), ())
            if _may_mean(rest, name.rest)
        ]
        if not named:
            # Without a word for the kind on one side: «Lộc An» is «Thôn Lộc An».
            named = [
                name
                for name in self._rests.get(_plain(rest), ())
                if _may_mean(rest, name.rest) and not (kind and name.kind)
            ]
        return self._choose(named, rest)

    def _choose(self, named: Sequence[_Name], rest: Words) -> list[Unit]:
        """Return the units: those spelled exactly so before those equal without tones."""
        exact = [name for name in named if name.rest == rest] or named
        units = list({name.unit.id: name.unit for name in exact}.values())
        if len(units) > 1 and self._within is not None:
            path = self._within.path
            units = [unit for unit in units if unit.path.startswith(path)] or units
        return units

    def find_places(self, text: str) -> Places:
        """Return the units a longer text names, as «Tổ CNSCĐ liên thôn 1, 2 và 3» names three."""
        words = split_words(
            _PARENTHESES.sub(lambda match: f" {match[0][1:-1]} ", text), separators=True
        )
        places = Places()
        at = 0
        while at < len(words):
            length, units = self._match_longest(words, at)
            if units:
                places.mentions.append(tuple(units))
                kind = split_kind(words[at : at + length])[0]
                at = self._read_list(words, at, at + length, kind, places)
                continue
            kind, rest = split_kind(words[at:])
            if kind in _STRICT_KINDS and _begins_name(rest):
                places.unknown.append(" ".join(word.text for word in words[at : at + 3]))
                at += len(words) - at - len(rest)
            at += 1
        return places

    def _match_longest(self, words: Words, at: int) -> tuple[int, list[Unit]]:
        """Return the longest name that begins here, and what it can mean."""
        for length in range(min(8, len(words) - at), 0, -1):
            candidate = words[at : at + length]
            if any(word.plain in _SEPARATORS and not word.plain.isalnum() for word in candidate):
                continue
            kind, _ = split_kind(candidate)
            # A number or a single word is a name only behind a word for its kind.
            if not kind and len(candidate) < 2:
                continue
            if units := self._find_words(candidate):
                return length, units
        return 0, []

    def _read_list(self, words: Words, start: int, at: int, kind: str, places: Places) -> int:
        """Read the further names of a list: «, 2 và 3». Returns where it ends."""
        while at + 1 < len(words) and words[at].plain in _SEPARATORS and kind:
            separator = words[at].plain
            following = at + 1
            while following < len(words) and words[following].plain in _SEPARATORS:
                following += 1
            length, units = self._match_listed(words, following, kind)
            if not units:
                if (
                    following < len(words)
                    and words[following].plain.isdecimal()
                    and kind in _KIND_NAMES
                ):
                    places.unknown.append(f"{words[start].text} {words[following].text}")
                    at = following + 1
                    continue
                return at
            if separator in _RANGES:
                self._fill_range(words[at - 1], words[following], kind, places, separator)
            places.mentions.append(tuple(units))
            at = following + length
        return at

    def _match_listed(self, words: Words, at: int, kind: str) -> tuple[int, list[Unit]]:
        length, units = self._match_longest(words, at)
        if units:
            return length, units
        for length in range(min(5, len(words) - at), 0, -1):
            rest = words[at : at + length]
            named = [
                name
                for name in self._rests.get(_plain(rest), ())
                if name.kind == kind and _may_mean(rest, name.rest)
            ]
            if named:
                return length, self._choose(named, rest)
        return 0, []

    def _fill_range(
        self, first: Word, last: Word, kind: str, places: Places, separator: str
    ) -> None:
        """Add what lies between «thôn 1 đến 3»; «thôn 1-3» is unclear."""
        if not (first.plain.isdecimal() and last.plain.isdecimal()):
            return
        between = range(int(first.plain) + 1, int(last.plain))
        if between and separator in ("-", "–"):
            places.unclear = True
            return
        for number in between:
            written = Word(str(number), str(number))
            named = [name for name in self._rests.get((written.plain,), ()) if name.kind == kind]
            if named:
                places.mentions.append(tuple(self._choose(named, (written,))))
            else:
                places.unknown.append(f"{kind} {number}")

    def suggest(self, written: str) -> list[str]:
        """Return the names nearest to one that is not known, the nearest first."""
        names = [unit.name for unit in self._units if unit.kind == UnitKind.VILLAGE]
        rest = split_kind(split_words(written))[1]
        same = [name.unit.name for name in self._rests.get(_plain(rest), ())]
        best = process.extract(
            strip_tones(written), names, scorer=fuzz.ratio, processor=strip_tones,
            limit=SUGGESTED, score_cutoff=SIMILAR,
        )  # fmt: skip
        return list(dict.fromkeys((*same, *(match[0] for match in best))))[:SUGGESTED]


_KIND_NAMES = frozenset(kinds[0] for kinds in _KINDS)


def _plain(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.plain for word in words)


def _canonical(kind: str, rest: Words) -> tuple[str, ...]:
    return (kind, *_plain(rest))


def _may_mean(written: Words, name: Words) -> bool:
    return len(written) == len(name) and all(
        word.may_mean(other) for word, other in zip(written, name, strict=True)
    )


def _begins_name(rest: Words) -> bool:
    """Whether what stands behind a word for a kind is a name: no joining word, no other kind."""
    return bool(rest) and rest[0].plain not in _JOINING and not split_kind(rest)[0]
