"""Searchable index of the knowledge. Immutable: a change builds a new one that replaces it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from bot.faq import contacts
from bot.faq.contacts import Directory
from bot.faq.cues import Cues, load_cues
from bot.faq.features import Reader
from bot.faq.lexicon import Lexicon
from bot.faq.model_file import Model, catch_up, key_of, load_model, phrasings_of, train
from bot.faq.normalize import fold, tokens
from bot.faq.packed_integers import pack
from bot.faq.points import Points, build_points
from bot.faq.store import Entry, Knowledge, Outside

Nouns = tuple[tuple[tuple[str, ...], int], ...]  # folded words and the number of their entry
LONG = 40


class Weighing(Protocol):
    """What `matcher.sum_weights` needs of an index."""

    @property
    def model(self) -> Model: ...
    @property
    def lexicon(self) -> Lexicon: ...
    @property
    def packed(self) -> Mapping[str, int]: ...
    @property
    def entries(self) -> Sequence[object]: ...


@dataclass(frozen=True, slots=True)
class Index:
    """Made by `build`. Class i of the model is `entries[i]`; None if the entry no longer exists."""

    knowledge: Knowledge
    lexicon: Lexicon
    model: Model
    reader: Reader
    entries: Sequence[Entry | None]
    phrasings: Sequence[Sequence[str]]  # folded words, by entry
    exact: Mapping[str, int]  # the same phrasings → the number of their entry
    packed: Mapping[str, int]  # the long rows of the model, in lanes
    nouns: Mapping[str, Nouns] = field(default_factory=dict)  # of subjects, by their first word
    points: Points = field(default_factory=Points)  # the details of all topics
    cues: Cues = field(default_factory=Cues)  # the words that ask for a fee, a fine, a place
    directory: Directory = field(default_factory=Directory)  # whose number, where, when

    @classmethod
    def build(cls, knowledge: Knowledge, lexicon: Lexicon, model: Model | None = None) -> Self:
        """Build the index: about a second with a trained model, given or found in `data_dir`.

        Without one the model is trained first, which takes a minute for 10,000 phrasings.
        """
        if model is None and knowledge.home is not None:
            model = load_model(knowledge.home)
        current = catch_up(model, knowledge, lexicon) if model else train(knowledge, lexicon)
        by_key = {key_of(entry): entry for entry in knowledge.entries()}
        entries = [by_key.get(key) for key in current.classes]
        phrasings = [
            tuple(" ".join(map(fold, tokens(text))) for text in phrasings_of(entry))
            if entry
            else ()
            for entry in entries
        ]
        exact = {text: number for number, texts in enumerate(phrasings) for text in texts if text}
        reader = Reader(lexicon, current.known)
        packed = pack_rows(current)
        points = build_points(knowledge.entries(), reader, lexicon)
        directory = contacts.load(knowledge.home) if knowledge.home else Directory()
        cues = load_cues(knowledge.home) if knowledge.home else Cues()
        return cls(
            knowledge,
            lexicon,
            current,
            reader,
            entries,
            phrasings,
            exact,
            packed,
            list_nouns(entries),
            points,
            cues,
            directory,
        )


def list_nouns(entries: Sequence[Entry | None]) -> dict[str, Nouns]:
    """Index the nouns of outside subjects by first word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for number, entry in enumerate(entries):
        for noun in entry.nouns if isinstance(entry, Outside) else ():
            words = tuple(map(fold, tokens(noun)))
            table.setdefault(words[0], []).append((words, number))
    return {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()
    }


def pack_rows(model: Model) -> dict[str, int]:
    """Pack the rows of the model that are long enough for packed addition to beat a loop."""
    size = len(model.classes)
    long = max(LONG, size // 60)
    return {
        feature: pack(names, weights, size)
        for feature, (_, names, weights) in model.rows.items()
        if len(names) > long
    }
