"""Intents of the conversation itself: stop, a human, yes, help in an emergency.

Intents are knowledge like topics: phrasings in `data/intents/*.toml`, trained into a small model of
their own (`data/intents/model.bin`). The phrasings of topics, subjects and small talk form one more
class, `Other`: a certificate that burned is a question, not a fire.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.faq.compact_tables import CompactTexts
from bot.faq.features import Reader, extract_features
from bot.faq.lexicon import Lexicon
from bot.faq.matcher import SCORE_UNIT, sum_weights
from bot.faq.model_file import ClassifierModel
from bot.faq.normalization import is_syllable, strip_tones, tokenize
from bot.faq.signs import Signs

FOLDER = "intents"
# Chosen on 168 wordings and 825 questions that were not learnt (bench "dialogues"): 92 % of the
# wishes are recognised and no question is taken for one. `Other` has ten times the phrasings of all
# intents together; its score is lowered by what that alone makes it likelier.
SURE = 0.15  # share of belief an intent needs when its entry names none
LEAD = 1.5  # and how many times the share of the second
OTHER_PENALTY = 3.0  # what is taken off the score of `Other`
EXACT_BONUS = 8.0  # what being a phrasing word for word adds to a score
RANKED_INTENTS = 4
# What the words themselves must say for a danger, whatever the shares: in a text of no known word
# small shares still add up: "mẹ tôi Đỗ Văn Quý" has 3.2. Signs see what has less;
# a cry that is missed waits for an answer; one that is not there calls everybody on duty.
MIN_EVIDENCE = 3.3
MAX_SIGN_TEXT_WORDS = 30  # words: a longer text tells a story, in which a sign may be anything
MIN_WORDS = 3  # words: "ngân hàng" alone is no danger, unless such a cry is known word for word


@dataclass(frozen=True, slots=True)
class Intent:
    """One intent and its phrasings; `reply` is set when a fixed sentence answers it."""

    id: str
    questions: tuple[str, ...]
    sure: float = SURE
    reply: str = ""
    same_as: tuple[str, ...] = ()  # entries of data/faq that mean the same
    signs: Signs | None = None
    unless: Signs | None = None


@dataclass(frozen=True, slots=True)
class Emergency:
    """An immediate danger: the numbers to call, most urgent first, and one thing to do.

    `steps` are what to do in which order, with placeholders of commune facts; after a danger with
    `follow_up` the clock asks on the next day.
    """

    id: str
    subject: str
    questions: tuple[str, ...]
    reply: str
    call: tuple[str, ...] = ()
    topic: str = ""
    steps: tuple[str, ...] = ()
    follow_up: bool = False
    sure: float = SURE
    same_as: tuple[str, ...] = ()
    signs: Signs | None = None
    unless: Signs | None = None


@dataclass(frozen=True, slots=True)
class NotNow:
    """Signs that a danger is past, on paper only, or hypothetical."""

    signs: Signs | None = None
    unless: Signs | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Everything else people write, as one class."""

    id: str
    questions: tuple[str, ...]


AnyIntent = Intent | Emergency


def _has_sign(intent: AnyIntent | NotNow, text: str) -> bool:
    """Return whether the text has one of the entry's signs and none of its exceptions."""
    return (
        intent.signs is not None
        and intent.signs.occur_in(text)
        and not (intent.unless is not None and intent.unless.occur_in(text))
    )


@dataclass(frozen=True, slots=True)
class IntentSet:
    """All intents and the class of everything else: the training set."""

    intents: Mapping[str, AnyIntent]
    other: Other
    unlike: tuple[str, ...] = ()  # what only sounds like an intent; part of `other`
    not_now: NotNow = NotNow()

    def entries(self) -> Iterator[AnyIntent | Other]:
        """Yield the intents, then `other`."""
        yield from self.intents.values()
        yield self.other


@dataclass(frozen=True, slots=True)
class Recognition:
    """Recognised intents with their probabilities (0..1), best first."""

    ranked: tuple[tuple[AnyIntent | Other, float], ...] = ()
    evidence: float = 0.0  # score of the likeliest danger
    sign: AnyIntent | None = None  # what a few words say by themselves, whatever the shares
    danger_ruled_out: bool = False  # a danger is spoken of, and is none now
    guessed: bool = False  # several words, all strange: what they were repaired to may be a name

    def __str__(self) -> str:
        shares = ", ".join(f"{share:.2f} {entry.id}" for entry, share in self.ranked)
        intent = self.emergency or self.best
        return f"intent: {intent.id if intent else 'none'} ({shares or 'nothing is known'})"

    @property
    def best(self) -> AnyIntent | None:
        """The intent that is certain enough; None when the text is about something else."""
        if self.sign is not None:
            return self.sign
        if not self.ranked or self.guessed:
            return None
        (entry, share), second = self.ranked[0], self.ranked[1][1] if self.ranked[1:] else 0.0
        if isinstance(entry, Other) or share < max(entry.sure, LEAD * second):
            return None
        return entry

    @property
    def emergency(self) -> Emergency | None:
        """The likeliest emergency, if emergencies together are what the text is about, else None.

        Two kinds may share a text ("chồng đánh, chảy máu nhiều"), so their probabilities are added.
        """
        if isinstance(self.sign, Emergency):
            return self.sign
        if (
            self.danger_ruled_out
            or self.evidence < MIN_EVIDENCE
            or not isinstance(self.ranked[0][0], Emergency)
        ):
            return None
        dangers = [(entry, share) for entry, share in self.ranked if isinstance(entry, Emergency)]
        others = max((s for e, s in self.ranked if not isinstance(e, Emergency)), default=0.0)
        together = sum(share for _, share in dangers)
        if together < max(dangers[0][0].sure, LEAD * others):
            return None
        return dangers[0][0]


@dataclass(frozen=True, slots=True)
class IntentIndex:
    """Searchable index of the intents. Immutable; class i of the model is `entries[i]`."""

    intents: Mapping[str, AnyIntent]
    lexicon: Lexicon
    model: ClassifierModel
    reader: Reader
    entries: Sequence[AnyIntent | Other | None]
    phrasings: Mapping[str, Sequence[str]]  # folded, by intent
    exact_phrasings: Mapping[str, int]  # folded phrasing → the number of its intent
    packed: Mapping[str, int]
    other: int  # the number of everything else
    unlike: tuple[str, ...] = ()  # counterexamples
    dangers: tuple[int, ...] = ()  # the numbers of the emergencies
    not_now: NotNow = NotNow()
    elsewhere: CompactTexts = field(
        default_factory=CompactTexts
    )  # phrasings of topics and small talk, folded

    def recognise(self, text: str) -> Recognition:
        """Recognise what the text wants. Never raises, whatever the text."""
        reading = self.reader.read(text)
        if not self.intents:
            return Recognition()
        sums = sum_weights(self, extract_features(reading, self.lexicon))
        scores = {number: value * SCORE_UNIT for number, value in enumerate(sums)}
        known = self.exact_phrasings.get(reading.typed, -1)
        danger_ruled_out = known < 0 and _has_sign(self.not_now, text)
        taught = known >= 0 or reading.typed in self.elsewhere
        sign = None if known >= 0 else self._find_sign(text, danger_ruled_out=danger_ruled_out)
        if isinstance(sign, Intent) and taught:
            sign = None
        few = len(reading.typed.split()) < MIN_WORDS or taught
        danger_ruled_out = danger_ruled_out or known == self.other or (known < 0 and few)
        if (number := known) >= 0:
            scores[number] = max(scores.values(), default=0.0) + EXACT_BONUS
        if not scores:
            return Recognition()
        scores[self.other] = scores.get(self.other, 0.0) - OTHER_PENALTY
        evidence = max((scores.get(number, 0.0) for number in self.dangers), default=0.0)
        top = max(scores.values())
        powers = {number: math.exp(value - top) for number, value in scores.items()}
        total = sum(powers.values())
        first = sorted(powers, key=powers.__getitem__, reverse=True)[:RANKED_INTENTS]
        return Recognition(
            tuple((e, powers[n] / total) for n in first if (e := self.entries[n]) is not None),
            evidence,
            sign,
            danger_ruled_out,
            self._is_strange(text),
        )

    def _find_sign(self, text: str, *, danger_ruled_out: bool) -> AnyIntent | None:
        """Return the intent one of whose signs is in the text, emergencies first, or None."""
        if len(tokenize(text)) > MAX_SIGN_TEXT_WORDS:
            return None
        intents = sorted(self.intents.values(), key=lambda wish: isinstance(wish, Intent))
        return next(
            (
                w
                for w in intents
                if not (danger_ruled_out and isinstance(w, Emergency)) and _has_sign(w, text)
            ),
            None,
        )

    def _is_strange(self, text: str) -> bool:
        typed = [strip_tones(token) for token in tokenize(text)]
        known = self.model.known_words
        return len(typed) > 1 and not any(is_syllable(word) or word in known for word in typed)

    def nearest_phrasing(self, intent_id: str, text: str) -> tuple[str, float]:
        """Return the intent's phrasing nearest to a text, folded, and their similarity (0..1)."""
        typed = " ".join(map(strip_tones, tokenize(text)))
        nearest = process.extractOne(
            typed, self.phrasings.get(intent_id, ()), scorer=fuzz.token_set_ratio
        )
        return (nearest[0], nearest[1] / 100) if nearest else ("", 0.0)


def empty_intent_index() -> IntentIndex:
    """Return an index that recognises nothing."""
    nothing = ClassifierModel((), {}, {}, frozenset(), 0)
    return IntentIndex({}, Lexicon(), nothing, Reader(Lexicon(), {}), (), {}, {}, {}, 0)


def phrase_key(text: str) -> str:
    """Return the lookup key of a phrasing: folded, so case and tones do not matter."""
    return " ".join(map(strip_tones, tokenize(text)))
