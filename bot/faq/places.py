"""Which village or commune somebody means: "thon 3", "xom dong", "thon 3 xa vinh thanh". Pure.

Numbers decide (thôn 3 is never thôn 13), words are compared folded and may be misspelt; the
commune's name, when said, narrows the choice.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.vietnamese import bare

SURE = 88.0
POSSIBLE = 70.0
LEAD = 6.0  # a sure place must be ahead of the next by this

# Words that say what kind of place it is: people mix them freely, so they decide nothing.
_KINDS = re.compile(
    r"\b(?:tinh|thanh pho|tp|xa|phuong|thi tran|thon|xom|ban|ap|lang|khu pho|khu dan cu|khu"
    r"|to dan pho|tdp|to|doi|buon|soc|khom)\b"
)
_TALK = re.compile(
    r"\b(?:toi|em|anh|chi|bac|chau|con|minh|nha|tui|bon|la|o|tai|thuoc|ben|dang|song|a|da|vang"
    r"|nhe|dia chi|que)\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the finder sees it: its names, and those of the commune above it."""

    code: str
    names: tuple[str, ...]
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """A place that may be meant; score 0..100."""

    code: str
    score: float


def find(places: Iterable[Place], text: str) -> list[Guess]:
    """Places that may be meant, best first, none under `POSSIBLE`."""
    said = bare(text)[:200]
    if not said:
        return []
    guesses = [Guess(place.code, _likeness(place, said)) for place in places]
    return sorted(
        (guess for guess in guesses if guess.score >= POSSIBLE), key=lambda guess: -guess.score
    )


def certain(guesses: Sequence[Guess]) -> str | None:
    """The code when one place is clearly meant."""
    if not guesses or guesses[0].score < SURE:
        return None
    if len(guesses) > 1 and guesses[0].score - guesses[1].score < LEAD:
        return None
    return guesses[0].code


def _likeness(place: Place, said: str) -> float:
    best = max(_name_score(bare(name), said) for name in place.names)
    if place.above and best >= POSSIBLE:
        above = max(_contained(_core(bare(name)), said) for name in place.above)
        best = min(100.0, best + 8.0) if above >= 90 else best
    return best


def _name_score(name: str, said: str) -> float:
    wanted, heard = _core(name), _core(_TALK.sub(" ", said))
    numbers = set(re.findall(r"\d+", wanted))
    if numbers and not numbers <= set(re.findall(r"\d+", heard)):
        return 0.0
    if wanted == heard:
        return 96.0
    if wanted.isdigit():
        # "thôn 3": the kind word must be there, or the number alone be all that was said.
        return 92.0 if re.search(rf"\b{_kind(name)} (?:so )?{wanted}\b", said) else 0.0
    return _contained(wanted, heard) - (0 if _kind(name) in said else 3)


def _contained(wanted: str, said: str) -> float:
    if not wanted or not said:
        return 0.0
    if re.search(rf"\b{re.escape(wanted)}\b", said):
        return 94.0
    if len(said) < len(wanted) * 0.6:
        return fuzz.ratio(wanted, said)
    score = max(fuzz.token_set_ratio(wanted, said), fuzz.partial_ratio(wanted, said))
    return score - 4.0


def _core(name: str) -> str:
    return " ".join(_KINDS.sub(" ", name).split()) or name


def _kind(name: str) -> str:
    return found[0] if (found := _KINDS.match(name)) else ""
