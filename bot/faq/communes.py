"""Find which commune a text names, and match the rest of the text to its villages. Pure.

The longest name wins ("Xã Đạ Mẫu 3" is not thôn 3 of Xã Đạ Mẫu), typed tones are respected, and a
name directly after "thôn" is a village's. The rest of the text is matched only in that commune.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.faq import places
from bot.faq.places import Guess, Place
from bot.vietnamese.letters import agrees, bare, nfc

_WORDS = re.compile(r"[^\W_]+")
_KINDS = ("thi tran", "thi xa", "thanh pho", "dac khu", "xa", "phuong")
_ABOVE = ("huyen", "quan", "tinh", "tp", "thanh pho", "thi xa")  # said behind a commune
LONGEST = 400  # characters that are looked at
FUZZY = 6  # letters a name needs before a slip in it is forgiven


@dataclass(frozen=True, slots=True)
class Located:
    """Villages and communes that may be meant, best first."""

    villages: tuple[Guess, ...] = ()
    communes: tuple[str, ...] = ()  # codes; nothing but the commune was said
    within: tuple[str, ...] = ()  # communes that were named beside other words
    rest: int = 0  # how many of those words say something
    doubtful: bool = False  # a commune was named that is not quite ours

    @property
    def village(self) -> str | None:
        """The village's code when exactly one is clearly meant, else None."""
        return None if self.doubtful or self.communes else places.certain(self.villages)

    @property
    def commune(self) -> str | None:
        """The commune's code when exactly one is clearly meant and no village, else None."""
        sure = len(self.communes) == 1 and not self.villages and not self.doubtful
        return self.communes[0] if sure else None


@dataclass(frozen=True, slots=True)
class _Mention:
    """A commune's name found in a text: its position and how well it matches."""

    code: str
    start: int
    end: int
    kind: bool  # "xã" before it
    agrees: bool  # no tone that was typed speaks against it
    spelt: bool  # letter by letter


def locate(villages: Sequence[Place], communes: Sequence[Place], text: str) -> Located:
    """Find the village or commune that a text says somebody lives in."""
    words = _WORDS.findall(nfc(text[:LONGEST]))
    folded = [bare(word) for word in words]
    mentions = _best([one for place in communes for one in _mentions(place, words, folded)])
    if not mentions:
        listed = tuple(places.find(villages, text))
        return Located(listed, doubtful=bool(listed) and _names_another(folded, listed, villages))
    rest = _without(words, folded, mentions[0])
    codes = tuple(dict.fromkeys(mention.code for mention in mentions))
    doubtful = not all(mention.agrees and mention.spelt for mention in mentions)
    inside = [Place(place.code, place.names) for place in villages if place.commune in codes]
    left = _WORDS.findall(bare(rest))
    told = [word for word in left if not places.is_talk(word)]
    # "thôn ba": a number word is small talk elsewhere.
    if not any(map(places.is_village_kind, left[:-1])) and all(map(places.is_village_kind, told)):
        named_so = [] if mentions[0].kind else places.find(villages, text)
        sure = [guess for guess in named_so if guess.score >= places.SURE]
        return Located(tuple(sure), codes, doubtful=doubtful)
    return Located(tuple(places.find(inside, rest)), (), codes, len(told), doubtful)


def _mentions(place: Place, words: Sequence[str], folded: Sequence[str]) -> Iterator[_Mention]:
    """Yield the positions where any of the commune's names occurs."""
    for name in place.names:
        kind, core = _core(name)
        size = core.count(" ") + 1
        for start in range(len(words)):
            before = " ".join(folded[max(0, start - 2) : start])
            said_kind = next((one for one in _KINDS if f" {before}".endswith(f" {one}")), "")
            if places.is_village_kind(before.rpartition(" ")[2]):
                continue
            if not said_kind and (size == 1 and len(core) < FUZZY):
                continue  # "đông" alone is an everyday word
            end = start + size
            if folded[start:end] == core.split():
                written = agrees(" ".join(words[start:end]), name.split(" ", kind)[-1])
                yield _Mention(place.code, start, end, bool(said_kind), written, spelt=True)
            elif folded[start] == core.replace(" ", "") and size > 1 and len(core) >= FUZZY:
                yield _Mention(place.code, start, start + 1, bool(said_kind), True, spelt=True)
            elif said_kind and _nearly(folded[start:end], core):
                yield _Mention(place.code, start, end, True, True, spelt=False)


@lru_cache(maxsize=4096)
def _core(name: str) -> tuple[int, str]:
    """Return the number of words of the name's kind, and the folded rest of the name."""
    folded = bare(name)
    kind = next((one for one in _KINDS if folded.startswith(f"{one} ")), "")
    return len(kind.split()), folded.removeprefix(kind).strip()


def _nearly(folded: Sequence[str], core: str) -> bool:
    typed, meant = "".join(folded), core.replace(" ", "")
    digits = [re.sub(r"\D", "", name) for name in (typed, meant)]
    slips = OSA.distance(typed, meant, score_cutoff=1)
    return len(meant) >= FUZZY and digits[0] == digits[1] and slips <= 1


def _best(mentions: list[_Mention]) -> list[_Mention]:
    """Keep the best mentions: exact spelling, then stated kind, length, tones and last position."""

    def weight(mention: _Mention) -> tuple[bool, bool, int, bool]:
        size = mention.end - mention.start
        return mention.spelt, mention.kind, size, mention.agrees

    if not mentions:
        return []
    best = max(map(weight, mentions))
    strongest = [mention for mention in mentions if weight(mention) == best]
    last = max(mention.start for mention in strongest)
    return [mention for mention in strongest if mention.start == last]


def _without(words: Sequence[str], folded: Sequence[str], mention: _Mention) -> str:
    """Return the text without the commune and the units above it ("huyện X tỉnh Y")."""
    start = mention.start
    if mention.kind:
        start -= 2 if start > 1 and " ".join(folded[start - 2 : start]) in _KINDS else 1
    behind = list(words[mention.end :])
    for at in range(len(behind)):
        said = " ".join(folded[mention.end :][at : at + 2])
        if any(f"{said} ".startswith(f"{one} ") for one in _ABOVE):
            behind = behind[:at]
            break
    return " ".join([*words[:start], *behind])


def _names_another(
    folded: Sequence[str], guesses: Sequence[Guess], villages: Sequence[Place]
) -> bool:
    """Return whether the text says "xã X" where X is not part of the village's own name."""
    best = {guess.code for guess in guesses}
    own = {
        word
        for place in villages
        if place.code in best
        for name in place.names
        for word in bare(name).split()
    }
    for at, word in enumerate(folded[:-1]):
        name = places.without_politeness(folded[at + 1 :])
        # "xã mình" is no name, "xã Minh Châu" is.
        if word in ("xa", "phuong") and (len(name) > 1 or not all(map(places.is_talk, name))):
            return name[0] not in own and not places.is_village_kind(name[0])
    return False
