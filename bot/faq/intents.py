"""Intents of the conversation itself: stop, a human, yes, help in an emergency.

Intents are knowledge like topics: phrasings in `data/intents/*.toml`, trained into a small model of
their own (`data/intents/model.bin`). The phrasings of topics, subjects and small talk form one more
class, `Other`: a certificate that burned is a question, not a fire.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.faq.features import Reader, features
from bot.faq.lexicon import Lexicon
from bot.faq.matcher import UNIT, weigh
from bot.faq.model_file import Model
from bot.faq.normalize import fold, is_syllable, tokens
from bot.faq.signs import Signs

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
# small shares still add up: "mẹ tôi Đỗ Văn Quý" has 3.2. Signs see what has less;
# a cry that is missed waits for an answer; one that is not there calls everybody on duty.
EVIDENCE = 3.3
LONGEST_SIGN = 30  # words: a longer text tells a story, in which a sign may be anything
FEWEST = 3  # words: "ngân hàng" alone is no danger, unless such a cry is known word for word


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
    """An immediate danger: the numbers to call, most urgent first, and one thing to do."""

    id: str
    subject: str
    questions: tuple[str, ...]
    reply: str
    call: tuple[str, ...] = ()
    topic: str = ""
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


Wish = Intent | Emergency


def _shows(wish: Wish | NotNow, text: str) -> bool:
    """Return whether the text has one of the entry's signs and none of its exceptions."""
    return (
        wish.signs is not None
        and wish.signs.hold(text)
        and not (wish.unless is not None and wish.unless.hold(text))
    )


@dataclass(frozen=True, slots=True)
class IntentSet:
    """All intents and the class of everything else: the training set."""

    intents: Mapping[str, Wish]
    other: Other
    unlike: tuple[str, ...] = ()  # what only sounds like an intent; part of `other`
    not_now: NotNow = NotNow()

    def entries(self) -> Iterator[Wish | Other]:
        """Yield the intents, then `other`."""
        yield from self.intents.values()
        yield self.other


@dataclass(frozen=True, slots=True)
class Recognition:
    """Recognised intents with their probabilities (0..1), best first."""

    ranked: tuple[tuple[Wish | Other, float], ...] = ()
    evidence: float = 0.0  # score of the likeliest danger
    sign: Wish | None = None  # what a few words say by themselves, whatever the shares
    silent: bool = False  # a danger is spoken of, and is none now
    guessed: bool = False  # several words, all strange: what they were repaired to may be a name

    def __str__(self) -> str:
        shares = ", ".join(f"{share:.2f} {entry.id}" for entry, share in self.ranked)
        wish = self.emergency or self.best
        return f"intent: {wish.id if wish else 'none'} ({shares or 'nothing is known'})"

    @property
    def best(self) -> Wish | None:
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
        if self.silent or self.evidence < EVIDENCE or not isinstance(self.ranked[0][0], Emergency):
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
    not_now: NotNow = NotNow()
    elsewhere: frozenset[str] = frozenset()  # phrasings of topics and small talk, folded

    def recognise(self, text: str) -> Recognition:
        """Recognise what the text wants. Never raises, whatever the text."""
        reading = self.reader.read(text)
        if not self.intents:
            return Recognition()
        sums = weigh(self, features(reading, self.lexicon))
        scores = {number: value * UNIT for number, value in enumerate(sums)}
        known = self.exact.get(reading.typed, -1)
        silent = known < 0 and _shows(self.not_now, text)
        taught = known >= 0 or reading.typed in self.elsewhere
        sign = None if known >= 0 else self._sign(text, silent=silent)
        if isinstance(sign, Intent) and taught:
            sign = None
        few = len(reading.typed.split()) < FEWEST or taught
        silent = silent or known == self.other or (known < 0 and few)
        if (number := known) >= 0:
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
            sign,
            silent,
            self._is_strange(text),
        )

    def _sign(self, text: str, *, silent: bool) -> Wish | None:
        """Return the intent one of whose signs is in the text, emergencies first, or None."""
        if len(tokens(text)) > LONGEST_SIGN:
            return None
        wishes = sorted(self.intents.values(), key=lambda wish: isinstance(wish, Intent))
        return next(
            (w for w in wishes if not (silent and isinstance(w, Emergency)) and _shows(w, text)),
            None,
        )

    def _is_strange(self, text: str) -> bool:
        typed = [fold(token) for token in tokens(text)]
        known = self.model.known
        return len(typed) > 1 and not any(is_syllable(word) or word in known for word in typed)

    def likeness(self, intent_id: str, text: str) -> tuple[str, float]:
        """Return the intent's phrasing nearest to a text, folded, and their similarity (0..1)."""
        typed = " ".join(map(fold, tokens(text)))
        nearest = process.extractOne(
            typed, self.phrasings.get(intent_id, ()), scorer=fuzz.token_set_ratio
        )
        return (nearest[0], nearest[1] / 100) if nearest else ("", 0.0)


def no_intents() -> IntentIndex:
    """Return an index that recognises nothing."""
    nothing = Model((), {}, {}, frozenset(), 0)
    return IntentIndex({}, Lexicon(), nothing, Reader(Lexicon(), {}), (), {}, {}, {}, 0)


def phrase_key(text: str) -> str:
    """Return the lookup key of a phrasing: folded, so case and tones do not matter."""
    return " ".join(map(fold, tokens(text)))
