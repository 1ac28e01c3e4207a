"""The trained classifier and its file (`data/faq/model.bin`).

`bot faq train` makes the file in about a minute; loading is nearly instant. A file older than the
phrasings is still used: new phrasings are trained on top, in memory, so that an officer's phrasing
works at once. Entries that were removed are never offered.

The file stores classes by `make_entry_key`, which contains the entry's class name: renaming
`Topic`, `Outside`, `Smalltalk`, `Vague`, `Intent`, `Emergency` or `Other` invalidates it.
"""

import json
import math
import os
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from heapq import nlargest
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeAlias

from bot import texts
from bot.core.errors import DataError
from bot.faq.classifier import Example, Weights, learn, mean
from bot.faq.features import Reader, features
from bot.faq.lexicon import Lexicon, load_lexicon
from bot.faq.normalize import fold, is_syllable, tokens
from bot.faq.store import load

FORMAT = "to-so-model-2"
FILE = "model.bin"
ROUNDS = 3
LEARNINGS = 2  # averaged: the order of examples matters less
STEP = 1 / 12  # weights are kept in a byte each, in this step: ±10.5
MOST = 500  # weights kept of one feature: bounds the time of a question, however many entries
MANY = 3_000  # examples from which a process of its own is worth its start
KNOWN_FROM = 3  # a spelling that is no syllable counts as a word when used this often

# Rarity of a feature, the classes it speaks for or against, and how much, in steps.
Row: TypeAlias = "tuple[float, array[int], array[int]]"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature. Class i is the entry whose key is `classes[i]`."""

    classes: tuple[str, ...]
    rows: Mapping[str, Row]
    known: Mapping[str, int]  # words and pairs of the phrasings, for repairing questions
    learned: frozenset[int]  # fingerprints of the phrasings seen
    documents: int

    @property
    def rarest(self) -> float:
        """The rarity of a feature that occurs in one phrasing only."""
        return math.log((self.documents + 1) / 2) + 1

    def vector(self, found: Mapping[str, float]) -> list[tuple[str, float]]:
        """Weight features by rarity and scale to length 1; unknown features are dropped."""
        return _vector(found, {f: self.rows[f][0] for f in found if f in self.rows})


class Lesson(Protocol):
    """An entry that can be trained: an id and its phrasings."""

    @property
    def id(self) -> str: ...
    @property
    def questions(self) -> tuple[str, ...]: ...


class Lessons(Protocol):
    """A set of entries that the classifier learns to distinguish."""

    def entries(self) -> Iterable[Lesson]:
        """All entries, in a fixed order."""


def key_of(entry: Lesson) -> str:
    """Return a key that is unique across all kinds of entries. Stored in the model file."""
    return f"{type(entry).__name__.lower()}/{entry.id}"


def phrasings_of(entry: Lesson) -> tuple[str, ...]:
    """Return what an entry is trained on: its phrasings, those of its details, and its title."""
    title = getattr(entry, "title", "")
    details = getattr(entry, "details", ())
    asked = (*entry.questions, *(text for detail in details for text in detail.questions))
    return (*dict.fromkeys(asked), title) if title else asked


def fingerprint(key: str, phrasing: str) -> int:
    """Return a checksum of one phrasing of one entry."""
    return zlib.crc32(f"{key}\n{phrasing}".encode())


def train(knowledge: Lessons, lexicon: Lexicon, *, rounds: int = ROUNDS) -> Model:
    """Train from scratch. Reproducible: the same knowledge and lexicon give the same model."""
    entries = list(knowledge.entries())
    pairs = [(n, text) for n, entry in enumerate(entries) for text in phrasings_of(entry)]
    known = count_words(text for _, text in pairs)
    reader = Reader(lexicon, known)
    found = [(features(reader.read(text), lexicon), n) for n, text in pairs]
    frequency = Counter(feature for each, _ in found for feature in each)
    # A pair of words that one phrasing alone has would only be learnt by heart: half of them all.
    frequency = Counter({f: n for f, n in frequency.items() if n > 1 or " " not in f})
    rarity = {f: math.log((len(found) + 1) / (n + 1)) + 1 for f, n in frequency.items()}
    examples: list[Example] = [(_vector(each, rarity), n) for each, n in found]
    weights = mean(_learn_apart(examples, len(entries), rounds))
    keys = tuple(map(key_of, entries))
    return Model(
        classes=keys,
        rows={feature: _row(rarity[feature], row) for feature, row in weights.items() if row},
        known=known,
        learned=frozenset(fingerprint(keys[n], text) for n, text in pairs),
        documents=len(found),
    )


def _learn_apart(examples: Sequence[Example], classes: int, rounds: int) -> list[Weights]:
    """Train in several orders, in parallel processes if there are many examples: half the time."""
    run = partial(_learn_once, examples, classes, rounds)
    orders = range(1, LEARNINGS + 1)
    if len(examples) < MANY or (os.cpu_count() or 1) < LEARNINGS:
        return [run(shuffle) for shuffle in orders]
    with ProcessPoolExecutor(LEARNINGS) as pool:
        return list(pool.map(run, orders))


def _learn_once(examples: Sequence[Example], classes: int, rounds: int, shuffle: int) -> Weights:
    weights: Weights = {}
    learn(weights, examples, classes=classes, rounds=rounds, shuffle=shuffle)
    return weights


def count_words(texts: Iterable[str]) -> dict[str, int]:
    """Count words that are spelled like syllables or frequent, and repeated pairs of words."""
    words: Counter[str] = Counter()
    couples: Counter[str] = Counter()
    for text in texts:
        folded = [fold(token) for token in tokens(text)]
        words.update(folded)
        couples.update(f"{a} {b}" for a, b in pairwise(("", *folded, "")))
    known = {w: n for w, n in words.items() if is_syllable(w) or n >= KNOWN_FROM}
    known.update((couple, n) for couple, n in couples.items() if n > 1)
    return known


def _vector(found: Mapping[str, float], rarity: Mapping[str, float]) -> list[tuple[str, float]]:
    weighed = [(f, amount * rarity[f]) for f, amount in found.items() if f in rarity]
    length = math.sqrt(sum(value * value for _, value in weighed)) or 1.0
    return [(feature, value / length) for feature, value in weighed]


def _row(rarity: float, weights: Mapping[int, float]) -> Row:
    steps = {name: max(-127, min(127, round(w / STEP))) for name, w in sorted(weights.items())}
    kept = {name: value for name, value in steps.items() if value}
    return strongest((rarity, array("H", kept), array("b", kept.values())), MOST)


def strongest(row: Row, most: int) -> Row:
    """Return the row with its `most` largest weights by absolute value."""
    rarity, names, weights = row
    if len(names) <= most:
        return row
    chosen = nlargest(most, range(len(names)), key=lambda place: abs(weights[place]))
    chosen.sort()
    return (
        rarity,
        array("H", [names[place] for place in chosen]),
        array("b", [weights[place] for place in chosen]),
    )


def catch_up(model: Model, knowledge: Lessons, lexicon: Lexicon) -> Model:
    """Train what the model has not seen yet; returns the same model when there is nothing new."""
    entries = {key_of(entry): entry for entry in knowledge.entries()}
    numbers = {key: number for number, key in enumerate(model.classes)}
    fresh: list[tuple[str, str]] = []
    for key, entry in entries.items():
        numbers.setdefault(key, len(numbers))
        for text in phrasings_of(entry):
            if fingerprint(key, text) not in model.learned:
                fresh.append((key, text))
    if not fresh:
        return model
    known = {**model.known, **{w: n for w, n in count_words(t for _, t in fresh).items()}}
    known.update((word, model.known[word]) for word in known.keys() & model.known.keys())
    reader = Reader(lexicon, known)
    rows = dict(model.rows)
    examples: list[Example] = []
    weights: Weights = {}
    for key, text in fresh:
        found = features(reader.read(text), lexicon)
        rarity = {f: rows[f][0] if f in rows else model.rarest for f in found}
        for feature in found:
            if feature not in weights:
                _, names, values = rows.get(feature, (0.0, (), ()))
                weights[feature] = {n: v * STEP for n, v in zip(names, values, strict=True)}
        examples.append((_vector(found, rarity), numbers[key]))
    learn(weights, examples, classes=len(numbers), rounds=4, caution=0.02)
    for feature, row in weights.items():
        rows[feature] = _row(rows[feature][0] if feature in rows else model.rarest, row)
    return Model(
        classes=tuple(numbers),
        rows=rows,
        known=known,
        learned=model.learned | {fingerprint(key, text) for key, text in fresh},
        documents=model.documents + len(fresh),
    )


def behind(model: Model, knowledge: Lessons) -> int:
    """Count phrasings that the model has not seen, and seen ones that no longer exist."""
    now = {fingerprint(key_of(e), text) for e in knowledge.entries() for text in phrasings_of(e)}
    return len(now ^ model.learned)


def retrain(data_dir: Path) -> Path:
    """Train the topics of `data_dir` from scratch and save the model; part of `bot faq train`."""
    path = data_dir / "faq" / FILE
    save_model(train(load(data_dir), load_lexicon(data_dir)), path)
    return path


def save_model(model: Model, path: Path) -> None:
    """Write the model; the same model always gives the same bytes."""
    names = sorted(model.rows)
    header = {
        "format": FORMAT,
        "classes": model.classes,
        "features": names,
        "known": dict(sorted(model.known.items())),
        "learned": sorted(model.learned),
        "documents": model.documents,
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    lengths = array("I", [len(model.rows[name][1]) for name in names])
    rarity = array("f", [model.rows[name][0] for name in names])
    classes, weights = array("H"), array("b")
    for name in names:
        classes.extend(model.rows[name][1])
        weights.extend(model.rows[name][2])
    parts: Sequence[bytes] = [text, *(a.tobytes() for a in (lengths, rarity, classes, weights))]
    sizes = array("I", [len(part) for part in parts]).tobytes()
    path.write_bytes(zlib.compress(sizes + b"".join(parts), 9))


def load_model(data_dir: Path) -> Model | None:
    """Load the saved model of the topics; None when there is none. Raises DataError."""
    return read_model(data_dir / "faq" / FILE)


def read_model(path: Path) -> Model | None:
    """Load a saved model; None when there is none. Raises DataError if the file is damaged."""
    if not path.exists():
        return None
    try:
        return _decode(zlib.decompress(path.read_bytes()))
    except (OSError, zlib.error, ValueError, KeyError, IndexError) as error:
        raise DataError(texts.MODEL_DAMAGED.format(path=path)) from error


def _decode(content: bytes) -> Model:
    sizes = array("I", content[:20])
    parts, start = [], 20
    for size in sizes:
        parts.append(content[start : start + size])
        start += size
    header = json.loads(parts[0])
    if header["format"] != FORMAT:
        raise ValueError(header["format"])
    lengths, rarity = array("I", parts[1]), array("f", parts[2])
    classes, weights = array("H", parts[3]), array("b", parts[4])
    rows: dict[str, Row] = {}
    start = 0
    for name, length, rare in zip(header["features"], lengths, rarity, strict=True):
        rows[name] = (rare, classes[start : start + length], weights[start : start + length])
        start += length
    return Model(
        tuple(header["classes"]),
        rows,
        header["known"],
        frozenset(header["learned"]),
        header["documents"],
    )
