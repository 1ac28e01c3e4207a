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
from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from heapq import nlargest
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from bot import texts
from bot.core.errors import DataError
from bot.faq.classifier import Example, Weights, average_weights, fit_weights
from bot.faq.compact_tables import CompactIntegers, CompactRows, Row
from bot.faq.features import Reader, extract_features
from bot.faq.knowledge_files import load_knowledge
from bot.faq.lexicon import Lexicon, load_lexicon
from bot.faq.normalization import is_syllable, strip_tones, tokenize

FORMAT = "to-so-model-2"
FILE = "model.bin"
ROUNDS = 3
TRAINING_RUNS = 2  # averaged: the order of examples matters less
WEIGHT_STEP = 1 / 12  # weights are kept in a byte each, in this step: ±10.5
MAX_ROW_WEIGHTS = (
    500  # weights kept of one feature: bounds the time of a question, however many entries
)
PARALLEL_FROM = 3_000  # examples from which a process of its own is worth its start
KNOWN_FROM = 3  # a spelling that is no syllable counts as a word when used this often


@dataclass(frozen=True, slots=True)
class ClassifierModel:
    """Weights by feature. Class i is the entry whose key is `classes[i]`."""

    classes: tuple[str, ...]
    rows: Mapping[str, Row]
    known_words: Mapping[str, int]  # words and pairs of the phrasings, for repairing questions
    learned_fingerprints: Set[int]  # fingerprints of the phrasings seen
    document_count: int

    @property
    def rarest(self) -> float:
        """The rarity of a feature that occurs in one phrasing only."""
        return math.log((self.document_count + 1) / 2) + 1

    def compact(self) -> "ClassifierModel":
        """Return the same model in flat arrays, for an index that keeps it as it is."""
        return replace(
            self,
            rows=CompactRows(self.rows),
            learned_fingerprints=CompactIntegers(self.learned_fingerprints),
        )

    def make_vector(self, feature_weights: Mapping[str, float]) -> list[tuple[str, float]]:
        """Weight features by rarity and scale to length 1; unknown features are dropped."""
        return _make_vector(
            feature_weights, {f: self.rows[f][0] for f in feature_weights if f in self.rows}
        )


class TrainingEntry(Protocol):
    """An entry that can be trained: an id and its phrasings."""

    @property
    def id(self) -> str: ...
    @property
    def questions(self) -> tuple[str, ...]: ...


class TrainingSet(Protocol):
    """A set of entries that the classifier learns to distinguish."""

    def entries(self) -> Iterable[TrainingEntry]:
        """All entries, in a fixed order."""


def make_entry_key(entry: TrainingEntry) -> str:
    """Return a key that is unique across all kinds of entries. Stored in the model file."""
    return f"{type(entry).__name__.lower()}/{entry.id}"


def make_topic_key(topic_id: str) -> str:
    """Return the key that `make_entry_key` gives to the topic with this id."""
    return f"topic/{topic_id}"


def list_phrasings(entry: TrainingEntry) -> tuple[str, ...]:
    """Return what an entry is trained on: its phrasings, those of its details, and its title."""
    title = getattr(entry, "title", "")
    details = getattr(entry, "details", ())
    asked = (*entry.questions, *(text for detail in details for text in detail.questions))
    return (*dict.fromkeys(asked), title) if title else asked


def fingerprint_phrasing(key: str, phrasing: str) -> int:
    """Return a checksum of one phrasing of one entry."""
    return zlib.crc32(f"{key}\n{phrasing}".encode())


def train_model(
    knowledge: TrainingSet, lexicon: Lexicon, *, rounds: int = ROUNDS
) -> ClassifierModel:
    """Train from scratch. Reproducible: the same knowledge and lexicon give the same model."""
    entries = list(knowledge.entries())
    pairs = [(n, text) for n, entry in enumerate(entries) for text in list_phrasings(entry)]
    known = count_words(text for _, text in pairs)
    reader = Reader(lexicon, known)
    samples = [(extract_features(reader.read(text), lexicon), n) for n, text in pairs]
    frequency = Counter(feature for feature_weights, _ in samples for feature in feature_weights)
    # A pair of words that one phrasing alone has would only be learnt by heart: half of them all.
    frequency = Counter({f: n for f, n in frequency.items() if n > 1 or " " not in f})
    rarity = {f: math.log((len(samples) + 1) / (n + 1)) + 1 for f, n in frequency.items()}
    examples: list[Example] = [
        (_make_vector(feature_weights, rarity), n) for feature_weights, n in samples
    ]
    weights = average_weights(_train_runs(examples, len(entries), rounds))
    keys = tuple(map(make_entry_key, entries))
    return ClassifierModel(
        classes=keys,
        rows={feature: _make_row(rarity[feature], row) for feature, row in weights.items() if row},
        known_words=known,
        learned_fingerprints=frozenset(fingerprint_phrasing(keys[n], text) for n, text in pairs),
        document_count=len(samples),
    )


def _train_runs(examples: Sequence[Example], classes: int, rounds: int) -> list[Weights]:
    """Train in several orders, in parallel processes if there are many examples: half the time."""
    run = partial(_train_once, examples, classes, rounds)
    orders = range(1, TRAINING_RUNS + 1)
    if len(examples) < PARALLEL_FROM or (os.cpu_count() or 1) < TRAINING_RUNS:
        return [run(shuffle) for shuffle in orders]
    with ProcessPoolExecutor(TRAINING_RUNS) as pool:
        return list(pool.map(run, orders))


def _train_once(examples: Sequence[Example], classes: int, rounds: int, shuffle: int) -> Weights:
    weights: Weights = {}
    fit_weights(weights, examples, class_count=classes, rounds=rounds, seed=shuffle)
    return weights


def count_words(texts: Iterable[str]) -> dict[str, int]:
    """Count words that are spelled like syllables or frequent, and repeated pairs of words."""
    words: Counter[str] = Counter()
    couples: Counter[str] = Counter()
    for text in texts:
        folded = [strip_tones(token) for token in tokenize(text)]
        words.update(folded)
        couples.update(f"{a} {b}" for a, b in pairwise(("", *folded, "")))
    known = {w: n for w, n in words.items() if is_syllable(w) or n >= KNOWN_FROM}
    known.update((couple, n) for couple, n in couples.items() if n > 1)
    return known


def _make_vector(
    feature_weights: Mapping[str, float], rarity: Mapping[str, float]
) -> list[tuple[str, float]]:
    weighed = [(f, amount * rarity[f]) for f, amount in feature_weights.items() if f in rarity]
    length = math.sqrt(sum(value * value for _, value in weighed)) or 1.0
    return [(feature, value / length) for feature, value in weighed]


def _make_row(rarity: float, weights: Mapping[int, float]) -> Row:
    steps = {
        name: max(-127, min(127, round(w / WEIGHT_STEP))) for name, w in sorted(weights.items())
    }
    kept = {name: value for name, value in steps.items() if value}
    return keep_strongest((rarity, array("H", kept), array("b", kept.values())), MAX_ROW_WEIGHTS)


def keep_strongest(row: Row, most: int) -> Row:
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


def extend_model(
    model: ClassifierModel, knowledge: TrainingSet, lexicon: Lexicon
) -> ClassifierModel:
    """Train what the model has not seen yet; returns the same model when there is nothing new."""
    entries = {make_entry_key(entry): entry for entry in knowledge.entries()}
    numbers = {key: number for number, key in enumerate(model.classes)}
    fresh: list[tuple[str, str]] = []
    for key, entry in entries.items():
        numbers.setdefault(key, len(numbers))
        for text in list_phrasings(entry):
            if fingerprint_phrasing(key, text) not in model.learned_fingerprints:
                fresh.append((key, text))
    if not fresh:
        return model
    known = {**model.known_words, **{w: n for w, n in count_words(t for _, t in fresh).items()}}
    known.update(
        (word, model.known_words[word]) for word in known.keys() & model.known_words.keys()
    )
    reader = Reader(lexicon, known)
    rows = dict(model.rows)
    examples: list[Example] = []
    weights: Weights = {}
    for key, text in fresh:
        feature_weights = extract_features(reader.read(text), lexicon)
        rarity = {f: rows[f][0] if f in rows else model.rarest for f in feature_weights}
        for feature in feature_weights:
            if feature not in weights:
                _, names, values = rows.get(feature, (0.0, (), ()))
                weights[feature] = {n: v * WEIGHT_STEP for n, v in zip(names, values, strict=True)}
        examples.append((_make_vector(feature_weights, rarity), numbers[key]))
    fit_weights(weights, examples, class_count=len(numbers), rounds=4, initial_accumulator=0.02)
    for feature, row in weights.items():
        rows[feature] = _make_row(rows[feature][0] if feature in rows else model.rarest, row)
    return ClassifierModel(
        classes=tuple(numbers),
        rows=rows,
        known_words=known,
        learned_fingerprints=model.learned_fingerprints
        | {fingerprint_phrasing(key, text) for key, text in fresh},
        document_count=model.document_count + len(fresh),
    )


def count_outdated_phrasings(model: ClassifierModel, knowledge: TrainingSet) -> int:
    """Count phrasings that the model has not seen, and seen ones that no longer exist."""
    current = {
        fingerprint_phrasing(make_entry_key(e), text)
        for e in knowledge.entries()
        for text in list_phrasings(e)
    }
    return len(current ^ model.learned_fingerprints)


def retrain_topics(data_dir: Path) -> Path:
    """Train the topics of `data_dir` from scratch and save the model; part of `bot faq train`."""
    path = data_dir / "faq" / FILE
    save_model(train_model(load_knowledge(data_dir), load_lexicon(data_dir)), path)
    return path


def save_model(model: ClassifierModel, path: Path) -> None:
    """Write the model; the same model always gives the same bytes."""
    names = sorted(model.rows)
    header = {
        "format": FORMAT,
        "classes": model.classes,
        "features": names,
        "known": dict(sorted(model.known_words.items())),
        "learned": sorted(model.learned_fingerprints),
        "documents": model.document_count,
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


def load_topic_model(data_dir: Path) -> ClassifierModel | None:
    """Load the saved model of the topics; None when there is none. Raises DataError."""
    return read_model(data_dir / "faq" / FILE)


def read_model(path: Path) -> ClassifierModel | None:
    """Load a saved model; None when there is none. Raises DataError if the file is damaged."""
    if not path.exists():
        return None
    try:
        return _decode_model(zlib.decompress(path.read_bytes()))
    except (OSError, zlib.error, ValueError, KeyError, IndexError) as error:
        raise DataError(texts.MODEL_DAMAGED.format(path=path)) from error


def _decode_model(content: bytes) -> ClassifierModel:
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
    return ClassifierModel(
        tuple(header["classes"]),
        rows,
        header["known"],
        frozenset(header["learned"]),
        header["documents"],
    )
