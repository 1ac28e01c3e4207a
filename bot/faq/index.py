"""Searchable index of the knowledge. Immutable: a change builds a new one that replaces it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self, TypeVar, cast

from bot.faq import offices
from bot.faq.cues import Cues, load_cues
from bot.faq.detail_matching import DetailIndex, UnitDetailIndex, build_detail_index
from bot.faq.features import Reader
from bot.faq.knowledge_files import Entry, Knowledge, Outside
from bot.faq.lexicon import Lexicon
from bot.faq.model_file import (
    ClassifierModel,
    extend_model,
    list_phrasings,
    load_topic_model,
    make_entry_key,
    train_model,
)
from bot.faq.normalization import strip_tones, tokenize
from bot.faq.offices import OfficeDirectory
from bot.faq.packed_integers import pack_signed

T = TypeVar("T")
MAX_RECENT = 128  # results of 12 kB


class RecentResults:
    """Results by kind and text of the last questions. Threads may share it; a copy has none."""

    def __init__(self) -> None:
        self._results: dict[tuple[str, str], object] = {}

    def __reduce__(self) -> tuple[type["RecentResults"], tuple[()]]:
        return RecentResults, ()

    def get(self, kind: str, text: str, compute: Callable[[], T]) -> T:
        """Return the result of this kind for a text, computed unless it was computed just now."""
        key = (kind, text)
        try:
            return cast("T", self._results[key])
        except KeyError:
            result = compute()
        if len(self._results) >= MAX_RECENT:
            self._results.clear()
        self._results[key] = result
        return result


NounRows = tuple[tuple[tuple[str, ...], int], ...]  # folded words and the number of their entry
# What a unit's phrasings add to the scores: by feature, the number of a class and the weight.
UnitWeights = Mapping[str, Sequence[tuple[int, int]]]
MIN_PACKED_ROW = 40


class WeightedIndex(Protocol):
    """What `matcher.sum_weights` needs of an index."""

    @property
    def model(self) -> ClassifierModel: ...
    @property
    def lexicon(self) -> Lexicon: ...
    @property
    def packed(self) -> Mapping[str, int]: ...
    @property
    def entries(self) -> Sequence[object]: ...


@dataclass(frozen=True, slots=True)
class KnowledgeIndex:
    """Made by `build`. Class i of the model is `entries[i]`; None if the entry no longer exists."""

    knowledge: Knowledge
    lexicon: Lexicon
    model: ClassifierModel
    reader: Reader
    entries: Sequence[Entry | None]
    phrasings: Sequence[Sequence[str]]  # folded words, by entry
    exact_phrasings: Mapping[str, int]  # the same phrasings → the number of their entry
    packed: Mapping[str, int]  # the long rows of the model, in lanes
    nouns: Mapping[str, NounRows] = field(default_factory=dict)  # of subjects, by their first word
    # The details of all topics.
    detail_index: DetailIndex | UnitDetailIndex = field(default_factory=DetailIndex)
    cues: Cues = field(default_factory=Cues)  # the words that ask for a fee, a fine, a place
    directory: OfficeDirectory = field(default_factory=OfficeDirectory)  # whose number, where, when
    unit_weights: UnitWeights = field(default_factory=dict)  # of a unit's view (`unit_index`)
    # What was asked last, read and matched: one message asks several times. Never of another index.
    recent: RecentResults = field(
        default_factory=RecentResults, init=False, repr=False, compare=False
    )

    @classmethod
    def build(
        cls, knowledge: Knowledge, lexicon: Lexicon, model: ClassifierModel | None = None
    ) -> Self:
        """Build the index: about a second with a trained model, given or found in `data_dir`.

        Without one the model is trained first, which takes a minute for 10,000 phrasings.
        """
        if model is None and knowledge.data_dir is not None:
            model = load_topic_model(knowledge.data_dir)
        current = (
            extend_model(model, knowledge, lexicon) if model else train_model(knowledge, lexicon)
        ).compact()
        by_key = {make_entry_key(entry): entry for entry in knowledge.entries()}
        entries = [by_key.get(key) for key in current.classes]
        phrasings = [fold_phrasings(entry) for entry in entries]
        exact = {text: number for number, texts in enumerate(phrasings) for text in texts if text}
        reader = Reader(lexicon, current.known_words)
        packed = pack_rows(current)
        points = build_detail_index(knowledge.entries(), reader, lexicon)
        directory = (
            offices.load_directory(knowledge.data_dir) if knowledge.data_dir else OfficeDirectory()
        )
        cues = load_cues(knowledge.data_dir) if knowledge.data_dir else Cues()
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


def fold_phrasings(entry: Entry | None) -> tuple[str, ...]:
    """Return the folded words of each phrasing of an entry; none without an entry."""
    asked = list_phrasings(entry) if entry else ()
    return tuple(" ".join(map(strip_tones, tokenize(text))) for text in asked)


def list_nouns(entries: Sequence[Entry | None]) -> dict[str, NounRows]:
    """Index the nouns of outside subjects by first word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for number, entry in enumerate(entries):
        for noun in entry.nouns if isinstance(entry, Outside) else ():
            words = tuple(map(strip_tones, tokenize(noun)))
            table.setdefault(words[0], []).append((words, number))
    return {
        first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()
    }


def pack_rows(model: ClassifierModel) -> dict[str, int]:
    """Pack the rows of the model that are long enough for packed addition to beat a loop."""
    size = len(model.classes)
    long = max(MIN_PACKED_ROW, size // 60)
    return {
        feature: pack_signed(names, weights, size)
        for feature, (_, names, weights) in model.rows.items()
        if len(names) > long
    }
