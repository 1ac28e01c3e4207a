"""What a person wants of the conversation itself: to stop, a person, yes, help in an emergency.

Intents are knowledge like topics: phrasings in `data/intents/*.toml`, learnt by the same classifier
into a small model of its own (`data/intents/model.bin`). The phrasings of all topics, subjects and
small talk are learnt as one more class, `Other`: a paper that burned is a question, not a fire.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bot import texts
from bot.errors import DataError
from bot.faq.features import Reader
from bot.faq.index import pack_rows
from bot.faq.lexicon import Lexicon, load_lexicon
from bot.faq.matcher import UNIT, weigh
from bot.faq.model import FILE, Model, catch_up, key_of, phrasings_of, read_model, save_model, train
from bot.faq.normalize import fold, is_syllable, tokens
from bot.faq.store import Fields, Knowledge, load
from bot.tomls import read_toml

FOLDER = "intents"
# Chosen on 168 wordings and 825 questions that were not learnt (bench "dialogues"): 92 % of the
# wishes are recognised and no question is taken for one. `Other` has ten times the phrasings of all
# intents together; its score is lowered by what that alone makes it likelier.
SURE = 0.15  # share of belief an intent needs when its entry names none
LEAD = 1.5  # and how many times the share of the second
CROWD = 3.0  # what is taken off the score of `Other`
EXACT = 8.0  # what being a phrasing word for word adds to a score
RANKED = 4
# What the words themselves must say for a danger, whatever the shares: in a text of no known word
# small shares still add up. Of 60 unseen cries for help none has less; "nhà tôi ở xóm Đình cháu ơi"
# has 2.1. A cry that is missed waits for an answer; one that is not there calls everybody on duty.
EVIDENCE = 2.4


@dataclass(frozen=True, slots=True)
class Intent:
    """One wish, and the ways it is said; `reply` when a fixed sentence answers it."""

    id: str
    questions: tuple[str, ...]
    sure: float = SURE
    reply: str = ""
    same_as: tuple[str, ...] = ()  # entries of data/faq that mean the same


@dataclass(frozen=True, slots=True)
class Emergency:
    """Danger now: the numbers to call, first one first, and one thing to do."""

    id: str
    subject: str
    questions: tuple[str, ...]
    reply: str
    call: tuple[str, ...] = ()
    topic: str = ""
    sure: float = SURE
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """Everything else people write, as one class."""

    id: str
    questions: tuple[str, ...]


Wish = Intent | Emergency


@dataclass(frozen=True, slots=True)
class IntentSet:
    """All intents and the class of everything else; what the classifier learns."""

    intents: Mapping[str, Wish]
    other: Other
    unlike: tuple[str, ...] = ()  # what only sounds like an intent; part of `other`

    def entries(self) -> Iterator[Wish | Other]:
        """Intents first, everything else last."""
        yield from self.intents.values()
        yield self.other


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a text wants: the likeliest intents with their share of belief (0..1), best first."""

    ranked: tuple[tuple[Wish | Other, float], ...] = ()
    evidence: float = 0.0  # score of the likeliest danger
    guessed: bool = False  # several words, all strange: what they were repaired to may be a name

    def __str__(self) -> str:
        shares = ", ".join(f"{share:.2f} {entry.id}" for entry, share in self.ranked)
        wish = self.emergency or self.best
        return f"intent: {wish.id if wish else 'none'} ({shares or 'nothing is known'})"

    @property
    def best(self) -> Wish | None:
        """The intent that is sure enough; None when the text is about something else."""
        if not self.ranked or self.guessed:
            return None
        (entry, share), second = self.ranked[0], self.ranked[1][1] if self.ranked[1:] else 0.0
        if isinstance(entry, Other) or share < max(entry.sure, LEAD * second):
            return None
        return entry

    @property
    def emergency(self) -> Emergency | None:
        """The likeliest danger, when dangers together are what the text is about.

        Two kinds may share a text ("chồng đánh, chảy máu nhiều"): their shares count together.
        """
        if self.evidence < EVIDENCE or not isinstance(self.ranked[0][0], Emergency):
            return None
        dangers = [(entry, share) for entry, share in self.ranked if isinstance(entry, Emergency)]
        others = max((s for e, s in self.ranked if not isinstance(e, Emergency)), default=0.0)
        together = sum(share for _, share in dangers)
        if together < max(dangers[0][0].sure, LEAD * others):
            return None
        return dangers[0][0]


@dataclass(frozen=True, slots=True)
class IntentIndex:
    """The intents made searchable. Immutable; number i of the model's rows means `entries[i]`."""

    intents: Mapping[str, Wish]
    lexicon: Lexicon
    model: Model
    reader: Reader
    entries: Sequence[Wish | Other | None]
    phrasings: Mapping[str, Sequence[str]]  # folded, by intent
    exact: Mapping[str, int]  # folded phrasing → the number of its intent
    packed: Mapping[str, int]
    other: int  # the number of everything else
    unlike: tuple[str, ...] = ()  # counterexamples
    dangers: tuple[int, ...] = ()  # the numbers of the emergencies

    def recognise(self, text: str) -> Recognition:
        """What the text wants. Never raises, whatever the text."""
        reading = self.reader.read(text)
        if not self.intents:
            return Recognition()
        sums = weigh(self, reading)
        scores = {number: value * UNIT for number, value in enumerate(sums)}
        if (number := self.exact.get(reading.typed, -1)) >= 0:
            scores[number] = max(scores.values(), default=0.0) + EXACT
        if not scores:
            return Recognition()
        scores[self.other] = scores.get(self.other, 0.0) - CROWD
        evidence = max((scores.get(number, 0.0) for number in self.dangers), default=0.0)
        top = max(scores.values())
        powers = {number: math.exp(value - top) for number, value in scores.items()}
        total = sum(powers.values())
        first = sorted(powers, key=powers.__getitem__, reverse=True)[:RANKED]
        return Recognition(
            tuple((e, powers[n] / total) for n in first if (e := self.entries[n]) is not None),
            evidence,
            self._is_strange(text),
        )

    def _is_strange(self, text: str) -> bool:
        typed = [fold(token) for token in tokens(text)]
        known = self.model.known
        return len(typed) > 1 and not any(is_syllable(word) or word in known for word in typed)

    def likeness(self, intent_id: str, text: str) -> tuple[str, float]:
        """The phrasing of an intent nearest to a text, folded, and how like it is (0..1)."""
        typed = " ".join(map(fold, tokens(text)))
        nearest = process.extractOne(
            typed, self.phrasings.get(intent_id, ()), scorer=fuzz.token_set_ratio
        )
        return (nearest[0], nearest[1] / 100) if nearest else ("", 0.0)


def no_intents() -> IntentIndex:
    """An index that recognises nothing."""
    nothing = Model((), {}, {}, frozenset(), 0)
    return IntentIndex({}, Lexicon(), nothing, Reader(Lexicon(), {}), (), {}, {}, {}, 0)


def load_intents(data_dir: Path, knowledge: Knowledge) -> IntentSet:
    """Read `data_dir/intents/*.toml`. Raises DataError at the first fault.

    An installation without the folder has no intents: everything is then a question.
    """
    intents: dict[str, Wish] = {}
    owners: dict[str, str] = {}
    unlike: tuple[str, ...] = ()
    for path in sorted((data_dir / FOLDER).glob("*.toml")):
        document = read_toml(path)
        if unknown := set(document) - set(_READERS):
            raise DataError(texts.FAQ_UNKNOWN_KEY.format(path=path, key=sorted(unknown)[0]))
        for kind, read in _READERS.items():
            for number, raw in enumerate(document.get(kind, []), start=1):
                fields = Fields(path, kind, number, raw)
                if read is None:
                    fields.only("questions")
                    unlike += fields.texts("questions", needed=True)
                    continue
                wish = read(fields)
                if wish.id in intents:
                    raise DataError(texts.FAQ_TWICE.format(path=path, kind=kind, id=wish.id))
                intents[wish.id] = wish
                for question in wish.questions:
                    owner = owners.setdefault(_key(question), wish.id)
                    if owner != wish.id:
                        raise DataError(
                            texts.FAQ_TWO_OWNERS.format(
                                source=path, id=wish.id, owner=owner, question=question
                            )
                        )
    same = {name for wish in intents.values() for name in wish.same_as}
    elsewhere = (
        text
        for entry in knowledge.entries()
        if entry.id not in same
        for text in phrasings_of(entry)
    )
    others = (*unlike, *elsewhere)
    other = Other("other", tuple(text for text in others if _key(text) not in owners))
    return IntentSet(intents, other, unlike)


def retrain(data_dir: Path) -> Path:
    """Learn the intents in `data_dir` from the start and save: a part of `bot faq train`."""
    path = data_dir / FOLDER / FILE
    save_model(train(load_intents(data_dir, load(data_dir)), load_lexicon(data_dir)), path)
    return path


def build_intents(data_dir: Path, knowledge: Knowledge, lexicon: Lexicon) -> IntentIndex:
    """The index of the intents, with what was learnt; learns first where no model lies there."""
    wishes = load_intents(data_dir, knowledge)
    saved = read_model(data_dir / FOLDER / FILE)
    model = catch_up(saved, wishes, lexicon) if saved else train(wishes, lexicon)
    by_key = {key_of(entry): entry for entry in wishes.entries()}
    entries = [by_key.get(key) for key in model.classes]
    numbers = {entry.id: number for number, entry in enumerate(entries) if entry is not None}
    phrasings = {wish.id: tuple(map(_key, wish.questions)) for wish in wishes.intents.values()}
    unlike = {key: numbers[wishes.other.id] for key in map(_key, wishes.unlike) if key}
    exact = unlike | {key: numbers[name] for name, keys in phrasings.items() for key in keys if key}
    return IntentIndex(
        wishes.intents,
        lexicon,
        model,
        Reader(lexicon, model.known),
        entries,
        phrasings,
        exact,
        pack_rows(model),
        numbers[wishes.other.id],
        wishes.unlike,
        tuple(number for number, entry in enumerate(entries) if isinstance(entry, Emergency)),
    )


def _key(text: str) -> str:
    return " ".join(map(fold, tokens(text)))


def _intent(fields: Fields) -> Intent:
    fields.only("id", "sure", "reply", "same_as", "questions")
    return Intent(
        id=fields.text("id"),
        questions=fields.texts("questions", needed=True),
        sure=_share(fields),
        same_as=fields.texts("same_as"),
        reply=fields.text("reply", needed=False),
    )


def _emergency(fields: Fields) -> Emergency:
    fields.only("id", "subject", "call", "reply", "topic", "sure", "same_as", "questions")
    return Emergency(
        id=fields.text("id"),
        subject=fields.text("subject"),
        questions=fields.texts("questions", needed=True),
        reply=fields.text("reply"),
        call=fields.texts("call"),
        topic=fields.text("topic", needed=False),
        sure=_share(fields),
        same_as=fields.texts("same_as"),
    )


def _share(fields: Fields) -> float:
    share = fields.raw.get("sure", SURE)
    if not isinstance(share, float) or not 0 < share < 1:
        raise fields.fault(texts.INTENT_SHARE)
    return share


_READERS: Mapping[str, Any] = {
    "emergency": _emergency,
    "intent": _intent,
    "counterexample": None,  # only sounds like one: learnt as everything else
}
